//! How many kiosks are: what each says of itself, held against the rounds that came from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use uuid::Uuid;

use super::bundle::{self, HEAD_MOST};
use super::folder::{CELLS, below};
use crate::chain::Place;
use crate::sync::{Listed, STATUS_VERSION, Shelf, Status, Trouble};
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

/// A file among the statuses that is none, or a compacted file that is torn.
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

/// Reads what the kiosks that send to a folder or a store say of themselves, and the names of the rounds that came from them. No
/// round is opened and no signature is checked: that is what `verify` does. Of compacted files the lists are read. `heard` is
/// told of how many statuses of how many are read.
///
/// # Errors
/// [`Trouble`] if it cannot be read.
pub fn standing(shelf: &dyn Shelf, heard: &dyn Fn(u64, u64)) -> Result<Fleet, Trouble> {
    // One that is not there at all is another matter than one that nothing was sent to.
    shelf.list("")?;
    let mut kiosks: BTreeMap<Uuid, Kiosk> = BTreeMap::new();
    let mut bad = Vec::new();
    let new = |kiosk| Kiosk { kiosk, status: None, newest: None, rounds: 0, concerns: BTreeSet::new() };
    for (kiosk, round) in rounds(shelf, &mut bad)? {
        let known = kiosks.entry(kiosk).or_insert_with(|| new(kiosk));
        known.newest = known.newest.max(Some(round));
        known.rounds += 1;
    }
    let Listed { folders, files } = shelf.list(Place::STATUS)?;
    let seen = |name: &&String| !name.starts_with('.');
    let called = |name: &str| PathBuf::from(shelf.called(&below(Place::STATUS, name)));
    for name in folders.iter().filter(seen) {
        bad.push(BadStatus { path: called(name), why: "it is a folder".to_owned() });
    }
    for (done, name) in (0..).zip(files.iter().filter(seen)) {
        heard(done, files.len() as u64);
        let Some(bytes) = shelf.head(&below(Place::STATUS, name), LONGEST + 1)? else { continue };
        match read(&bytes, name) {
            Ok(status) => {
                let kiosk = status.kiosk;
                kiosks.entry(kiosk).or_insert_with(|| new(kiosk)).status = Some(status);
            }
            Err(why) => bad.push(BadStatus { path: called(name), why }),
        }
    }
    Ok(judged(kiosks.into_values().collect(), bad))
}

/// The rounds of which there is a file, by their names or the lists of compacted files, each once.
fn rounds(shelf: &dyn Shelf, bad: &mut Vec<BadStatus>) -> Result<BTreeSet<(Uuid, Round)>, Trouble> {
    let mut rounds = BTreeSet::new();
    for place in [Place::CELLS, Place::COMPACTED] {
        for folder in shelf.list(place)?.folders {
            let week = folder.strip_prefix(Place::PARTITION).and_then(|week| week.parse::<Round>().ok());
            let Some(round) = week else { continue };
            let folder = below(place, &folder);
            for name in shelf.list(&folder)?.files.iter().filter(|name| !name.starts_with('.')) {
                if name.ends_with(bundle::ENDING) {
                    let path = below(&folder, name);
                    match bundle::kiosks(&shelf.head(&path, HEAD_MOST)?.unwrap_or_default()) {
                        Ok(kiosks) => rounds.extend(kiosks.into_iter().map(|kiosk| (kiosk, round))),
                        Err(error) => {
                            bad.push(BadStatus { path: shelf.called(&path).into(), why: error.to_string() });
                        }
                    }
                } else if let Some(kiosk) = name.strip_suffix(CELLS).and_then(|kiosk| kiosk.parse().ok()) {
                    rounds.insert((kiosk, round));
                }
            }
        }
    }
    Ok(rounds)
}

/// A file as a status, or why it is none.
fn read(bytes: &[u8], name: &str) -> Result<Status, String> {
    if bytes.len() as u64 > LONGEST {
        return Err(format!("it has more than {LONGEST} bytes, and a status has some hundred"));
    }
    // The version first: what a newer one has besides may be of any shape.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| format!("it is no JSON: {error}"))?;
    if let Some(version) = value.get("schema_version").and_then(serde_json::Value::as_u64)
        && version > u64::from(STATUS_VERSION)
    {
        return Err(format!("it is of version {version}, and this program reads version {STATUS_VERSION}"));
    }
    let status: Status = serde_json::from_value(value).map_err(|error| format!("it is no status: {error}"))?;
    let texts = [Some(&status.organisation), Some(&status.site), Some(&status.version), status.config_hash.as_ref()];
    if texts.into_iter().flatten().any(|text| text.chars().any(char::is_control)) {
        return Err("there are characters in it that would do something to a terminal".to_owned());
    }
    if Place::status(status.kiosk).rsplit('/').next() != Some(name) {
        return Err(format!("it is the status of {}", status.kiosk));
    }
    Ok(status)
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
