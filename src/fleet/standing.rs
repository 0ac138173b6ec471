//! How many kiosks are: what each says of itself, held against the rounds that came from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::chain::Place;
use crate::sync::{STATUS_VERSION, Status};
use crate::vocabulary::Round;

/// A status has some 500 bytes; what is much longer is none.
const LONGEST: u64 = 16 * 1024;
/// Minutes by which a clock may be off before anybody need look: a quarter of an hour moves no answer to another day.
pub const SKEW: i64 = 15;
/// Percent of the disk that is free, below which it is time to look.
pub const DISK: u8 = 10;

/// What there is to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Concern {
    /// Fewer rounds came of it than were closed elsewhere.
    Behind {
        /// How many are missing at the end.
        rounds: usize,
    },
    /// It closed rounds that did not come.
    NotSent {
        /// The last that it closed.
        last_cut: Round,
    },
    /// Its clock is ahead of the destination's by more than [`SKEW`] minutes, or behind if negative.
    Clock {
        /// Minutes.
        minutes: i64,
    },
    /// Less than [`DISK`] percent of its disk is free.
    Disk {
        /// Percent, in steps of five.
        free: u8,
    },
    /// Another version of the program runs on it than on most.
    Version,
    /// There are rounds of it and no status.
    Silent,
    /// Some say that it is simulated, and others are not.
    Simulated,
}

/// One kiosk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Kiosk {
    /// Which.
    pub kiosk: Uuid,
    /// What it says of itself, if it does.
    pub status: Option<Status>,
    /// The newest round of which there is a file.
    pub newest: Option<Round>,
    /// How many rounds there are.
    pub rounds: usize,
    /// What there is to look at.
    pub concerns: BTreeSet<Concern>,
}

/// A file among the statuses that is none.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BadStatus {
    /// The file.
    pub path: PathBuf,
    /// Why it is none.
    pub why: String,
}

/// How many kiosks are.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fleet {
    /// The newest round that any of them closed.
    pub newest: Option<Round>,
    /// The version that runs on most.
    pub version: Option<String>,
    /// Those with something to look at first, then by site.
    pub kiosks: Vec<Kiosk>,
    /// Files that cannot be read as a status.
    pub bad: Vec<BadStatus>,
}

/// A folder or a file that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read {}", path.display())]
pub struct UnreadStanding {
    path: PathBuf,
    source: io::Error,
}

/// Reads what the kiosks that send to a folder say of themselves, and the names of the rounds that came from them. No round is
/// opened and no signature is checked: that is what `verify` does.
///
/// # Errors
/// [`UnreadStanding`] if the folder or a file cannot be read.
pub fn standing(folder: &Path) -> Result<Fleet, UnreadStanding> {
    // One that is not there at all is another matter than one that nothing was sent to.
    let unread = |source| UnreadStanding { path: folder.to_owned(), source };
    fs::read_dir(folder).map_err(unread)?;
    let mut kiosks: BTreeMap<Uuid, Kiosk> = BTreeMap::new();
    let mut bad = Vec::new();
    let new = |kiosk| Kiosk { kiosk, status: None, newest: None, rounds: 0, concerns: BTreeSet::new() };
    for (kiosk, round) in rounds(folder)? {
        let known = kiosks.entry(kiosk).or_insert_with(|| new(kiosk));
        known.newest = known.newest.max(Some(round));
        known.rounds += 1;
    }
    for name in names(&folder.join(Place::STATUS))?.iter().filter(|name| !name.starts_with('.')) {
        let path = folder.join(Place::STATUS).join(name);
        match read(&path, name)? {
            Ok(status) => {
                let kiosk = status.kiosk;
                kiosks.entry(kiosk).or_insert_with(|| new(kiosk)).status = Some(status);
            }
            Err(why) => bad.push(BadStatus { path, why }),
        }
    }
    Ok(judged(kiosks.into_values().collect(), bad))
}

/// The names in a folder, sorted; none if it is not there. Those that are no text no kiosk wrote.
fn names(folder: &Path) -> Result<Vec<String>, UnreadStanding> {
    let unread = |source| UnreadStanding { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unread(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(unread)?.file_name().into_string().ok());
    }
    names.sort_unstable();
    Ok(names)
}

/// The rounds of which there is a file, by their names, each once.
fn rounds(folder: &Path) -> Result<BTreeSet<(Uuid, Round)>, UnreadStanding> {
    let mut rounds = BTreeSet::new();
    let cells = folder.join(Place::CELLS);
    for name in names(&cells)? {
        let week = name.strip_prefix(Place::PARTITION).and_then(|week| week.parse::<Round>().ok());
        let Some(round) = week.filter(|_| cells.join(&name).is_dir()) else { continue };
        for file in names(&cells.join(&name))? {
            if let Some(kiosk) = file.strip_suffix(".parquet").and_then(|kiosk| kiosk.parse::<Uuid>().ok()) {
                rounds.insert((kiosk, round));
            }
        }
    }
    Ok(rounds)
}

/// A file as a status, or why it is none.
fn read(path: &Path, name: &str) -> Result<Result<Status, String>, UnreadStanding> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
    match opened {
        Ok(_) if bytes.len() as u64 > LONGEST => {
            return Ok(Err(format!("it has more than {LONGEST} bytes, and a status has some hundred")));
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => return Ok(Err("it is a folder".to_owned())),
        Err(source) => return Err(UnreadStanding { path: path.to_owned(), source }),
    }
    // The version first: what a newer one has besides may be of any shape.
    let value: serde_json::Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(error) => return Ok(Err(format!("it is no JSON: {error}"))),
    };
    if let Some(version) = value.get("schema_version").and_then(serde_json::Value::as_u64)
        && version > u64::from(STATUS_VERSION)
    {
        return Ok(Err(format!("it is of version {version}, and this program reads version {STATUS_VERSION}")));
    }
    let status: Status = match serde_json::from_value(value) {
        Ok(status) => status,
        Err(error) => return Ok(Err(format!("it is no status: {error}"))),
    };
    if Place::status(status.kiosk).rsplit('/').next() != Some(name) {
        return Ok(Err(format!("it is the status of {}", status.kiosk)));
    }
    Ok(Ok(status))
}

/// Works out what there is to look at.
fn judged(mut kiosks: Vec<Kiosk>, bad: Vec<BadStatus>) -> Fleet {
    let cut = |kiosk: &Kiosk| kiosk.status.as_ref().and_then(|status| status.last_cut);
    let newest = kiosks.iter().flat_map(|kiosk| [kiosk.newest, cut(kiosk)]).flatten().max();
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for status in kiosks.iter().filter_map(|kiosk| kiosk.status.as_ref()) {
        *versions.entry(&status.version).or_default() += 1;
    }
    let version = versions.into_iter().max_by_key(|(_, many)| *many).map(|(version, _)| version.to_owned());
    let simulated: BTreeSet<bool> =
        kiosks.iter().filter_map(|kiosk| kiosk.status.as_ref().map(|status| status.simulated)).collect();
    for kiosk in &mut kiosks {
        let mut concerns = BTreeSet::new();
        if let Some(newest) = newest {
            let rounds = between(kiosk.newest, newest);
            if rounds > 0 {
                concerns.insert(Concern::Behind { rounds });
            }
        }
        match &kiosk.status {
            None => {
                concerns.insert(Concern::Silent);
            }
            Some(status) => {
                concerns.extend(
                    status
                        .last_cut
                        .filter(|cut| Some(*cut) > kiosk.newest)
                        .map(|last_cut| Concern::NotSent { last_cut }),
                );
                let skew = status.clock_skew_minutes.filter(|minutes| minutes.unsigned_abs() > SKEW.unsigned_abs());
                concerns.extend(skew.map(|minutes| Concern::Clock { minutes }));
                let disk = status.disk_free_percent.filter(|free| *free < DISK);
                concerns.extend(disk.map(|free| Concern::Disk { free }));
                concerns.extend((version.as_ref() != Some(&status.version)).then_some(Concern::Version));
                concerns.extend((simulated.len() > 1 && status.simulated).then_some(Concern::Simulated));
            }
        }
        kiosk.concerns = concerns;
    }
    kiosks.sort_by_cached_key(|kiosk| {
        let site = kiosk.status.as_ref().map(|status| status.site.clone());
        (kiosk.concerns.is_empty(), site, kiosk.kiosk)
    });
    Fleet { newest, version, kiosks, bad }
}

/// Rounds after one up to another; a year at most, for more says nothing more.
fn between(last: Option<Round>, newest: Round) -> usize {
    const MOST: usize = 52;
    let Some(last) = last else { return MOST };
    let mut round = last;
    (0..MOST)
        .take_while(|_| {
            let behind = round < newest;
            round = round.next();
            behind
        })
        .count()
}
