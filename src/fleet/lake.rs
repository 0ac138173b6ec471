//! Many kiosks' rounds as a report reads them: round by round, checked before they are counted, and never more than a
//! round of them at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bytes::Bytes;
use uuid::Uuid;

use super::chains::Chains;
use super::check::{Findings, claim};
use super::rows::{self, BadRows};
use super::{Fault, Finding, Trust};
use crate::chain::{Digest, Place, PublicKey, Statement};
use crate::report::{Merged, quarter_before};
use crate::sync::{Shelf, Trouble};
use crate::vocabulary::{Round, SiteId};

/// A lake is at most so many folders deep; more is a loop.
const DEEPEST: usize = 16;
/// Files are checked and counted side by side, as far as the machine has cores; each keeps counts of its own.
const MOST_WORKERS: usize = 4;
/// A kiosk's round is some kilobytes; what is many times the largest was put there by somebody else, and is not held.
const ROUND_MOST: u64 = 16 << 20;
/// A signature is four lines.
const SIGNATURE_MOST: u64 = 1 << 14;
/// Folders of a lake that hold no cells.
const OTHERS: [&str; 3] = ["comments", "content", "status"];

/// What was taken out of a lake.
#[derive(Debug)]
pub struct Lake {
    /// All rounds that are as their kiosks signed them, added up.
    pub merged: Merged,
    /// The newest round of which a file is as its kiosk signed it, even one without a batch.
    pub closed: Option<Round>,
    /// All that is wrong, in the order of kiosks and rounds.
    pub findings: Vec<Finding>,
    /// The files that were left out for it.
    pub left_out: BTreeSet<PathBuf>,
}

/// Which rounds of a lake are read.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The keys that may have signed; none: whichever did.
    pub keys: Vec<PublicKey>,
    /// The first round; absent: so that a quarter of a year is read.
    pub from: Option<Round>,
    /// The last round; absent: the newest.
    pub to: Option<Round>,
    /// One site; absent: all.
    pub site: Option<SiteId>,
}

/// Reads and adds up the rounds that are wanted.
///
/// One that is altered, forged, unsigned, in another's place or that another contradicts is left out, and so are both
/// that contradict each other: nobody can say which is the kiosk's. A copy of a round counts once. What is missing is
/// told, and the rest is read. Chains are followed through the rounds that are read.
///
/// # Errors
/// [`Trouble`] if a folder or a file cannot be read.
pub fn read(shelf: &dyn Shelf, wanted: &Wanted) -> Result<Lake, Trouble> {
    let rounds = Rounds::of(shelf)?;
    let reader = Reader { shelf, trust: Trust { keys: wanted.keys.clone(), own: None }, rounds };
    let inside =
        |round: &&Round| wanted.to.is_none_or(|to| **round <= to) && wanted.from.is_none_or(|from| from <= **round);
    let newest = reader.newest(reader.rounds.folders.keys().rev().filter(inside), true)?;
    let first = wanted.from.or_else(|| newest.map(quarter_before));
    let read: Vec<Round> = reader
        .rounds
        .folders
        .keys()
        .filter(inside)
        .filter(|round| first.is_none_or(|first| first <= **round))
        .copied()
        .collect();
    let mut findings = Findings::default();
    reader.rounds.tell_of_odd(shelf, &mut findings)?;
    let goes_back = read.first().zip(reader.rounds.folders.keys().next()).is_some_and(|(first, oldest)| oldest < first);
    let mut chains = if goes_back { Chains::from_the_middle() } else { Chains::default() };
    let mut absent = BTreeSet::new();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
    let mut counted = vec![Merged::empty(read.clone(), wanted.site.clone()); workers];
    for round in &read {
        let taken = reader.round(*round, &mut chains, &mut findings, &mut absent)?;
        reader.count(*round, taken, &mut counted, &mut findings)?;
    }
    let mut all = counted.into_iter();
    let mut merged = all.next().unwrap_or_default();
    for other in all {
        merged.absorb(other).map_err(|error| Trouble::Lasting(error.to_string()))?;
    }
    if newest.is_none() {
        // The report tells what else there is where there is nothing of these rounds.
        let others = [
            reader.newest(reader.rounds.folders.keys().rev(), true)?,
            reader.newest(reader.rounds.folders.keys(), true)?,
        ];
        merged.released(others.into_iter().flatten());
    }
    let closed = reader.newest(reader.rounds.folders.keys().rev(), false)?;
    let left_out = findings.grave().chain(absent).collect();
    Ok(Lake { merged, closed, findings: findings.sorted(), left_out })
}

/// The folders of a lake's rounds.
struct Rounds {
    folders: BTreeMap<Round, Vec<String>>,
    /// Those that name no round.
    odd: Vec<String>,
}

impl Rounds {
    fn of(shelf: &dyn Shelf) -> Result<Self, Trouble> {
        let mut rounds = Self { folders: BTreeMap::new(), odd: Vec::new() };
        rounds.walk(shelf, "", 0)?;
        Ok(rounds)
    }

    fn walk(&mut self, lake: &dyn Shelf, folder: &str, depth: usize) -> Result<(), Trouble> {
        for name in lake.list(folder)?.folders {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match name.strip_prefix(Place::PARTITION).map(str::parse) {
                Some(Ok(round)) => self.folders.entry(round).or_default().push(path),
                Some(Err(_)) => self.odd.push(path),
                None if depth < DEEPEST && !OTHERS.contains(&name.as_str()) && !name.starts_with('.') => {
                    self.walk(lake, &path, depth + 1)?;
                }
                None => {}
            }
        }
        Ok(())
    }

    fn tell_of_odd(&self, lake: &dyn Shelf, findings: &mut Findings) -> Result<(), Trouble> {
        for folder in &self.odd {
            for file in lake.list(folder)?.files.iter().filter(|file| file.ends_with(CELLS)) {
                let path = PathBuf::from(lake.called(&format!("{folder}/{file}")));
                findings.add(Fault::OutOfOrder, None, None, Some(&path), "its folder names no round".into());
            }
        }
        Ok(())
    }
}

const CELLS: &str = ".parquet";

/// The files of one kiosk in one folder.
#[derive(Debug, Default)]
struct Files {
    cells: bool,
    signature: bool,
    spill: bool,
}

/// Notes that one of the files is there.
type Mark = fn(&mut Files);

/// What a kiosk says of a file.
struct Claim {
    statement: Statement,
    /// The file, below the lake.
    path: String,
    /// As people know it.
    called: PathBuf,
    /// Whether the file itself is there.
    there: bool,
}

/// A file that is to be counted.
struct Taken {
    path: String,
    called: PathBuf,
    kiosk: Uuid,
    sha256: Digest,
}

struct Reader<'s> {
    shelf: &'s dyn Shelf,
    trust: Trust,
    rounds: Rounds,
}

impl Reader<'_> {
    /// The first of these rounds that has a file as its kiosk signed it, with rows if there must be some.
    fn newest<'r>(&self, rounds: impl Iterator<Item = &'r Round>, with_rows: bool) -> Result<Option<Round>, Trouble> {
        for round in rounds {
            for (path, files) in self.files(*round)?.iter().filter(|(_, files)| files.cells && files.signature) {
                let Some(claim) = self.claim(*round, path, files, &mut Findings::default())? else { continue };
                let Some(bytes) = self.shelf.bytes(&claim.path, ROUND_MOST)? else { continue };
                let whole = Digest::of(&bytes) == claim.statement.sha256;
                if whole && (!with_rows || crate::export::schema_version(Bytes::from(bytes)).is_some()) {
                    return Ok(Some(*round));
                }
            }
        }
        Ok(None)
    }

    /// The files of a round, by their paths without an ending.
    fn files(&self, round: Round) -> Result<BTreeMap<String, Files>, Trouble> {
        let mut all: BTreeMap<String, Files> = BTreeMap::new();
        for folder in self.rounds.folders.get(&round).into_iter().flatten() {
            // Temporary files, and those that desktops and sticks leave about.
            for name in self.shelf.list(folder)?.files.iter().filter(|name| !name.starts_with('.')) {
                let ends: [(&str, Mark); 3] = [
                    (".parquet.sig", |files| files.signature = true),
                    (Place::SPILL, |files| files.spill = true),
                    (CELLS, |files| files.cells = true),
                ];
                if let Some((stem, mark)) = ends.iter().find_map(|(end, mark)| Some((name.strip_suffix(end)?, mark))) {
                    mark(all.entry(format!("{folder}/{stem}")).or_default());
                }
            }
        }
        Ok(all)
    }

    /// What a kiosk says of a file, if it can be believed.
    fn claim(
        &self,
        round: Round,
        stem: &str,
        files: &Files,
        findings: &mut Findings,
    ) -> Result<Option<Claim>, Trouble> {
        let path = format!("{stem}{CELLS}");
        let called = PathBuf::from(self.shelf.called(&path));
        let kiosk = stem.rsplit('/').next().and_then(|name| name.parse::<Uuid>().ok());
        let signature = format!("{path}{}", Place::SIGNATURE);
        let signature = if files.signature { self.shelf.bytes(&signature, SIGNATURE_MOST)? } else { None };
        let named = (called.as_path(), kiosk, Some(round));
        let Some(signed) = claim(named, signature.as_deref(), &self.trust.keys, findings) else { return Ok(None) };
        let statement = signed.statement().clone();
        if files.spill {
            let spill = self.shelf.bytes(&format!("{stem}{}", Place::SPILL), ROUND_MOST)?;
            if spill.is_some_and(|spill| Some(Digest::of(&spill)) != statement.spill) {
                let words = "its sealed spill is not the one that was signed".to_owned();
                findings.add(Fault::Altered, kiosk, Some(round), Some(&called), words);
            }
        }
        Ok(Some(Claim { statement, path, called, there: files.cells }))
    }

    /// The files of a round that are to be counted, as far as their names and signatures tell.
    fn round(
        &self,
        round: Round,
        chains: &mut Chains,
        findings: &mut Findings,
        absent: &mut BTreeSet<PathBuf>,
    ) -> Result<Vec<Taken>, Trouble> {
        let files: Vec<(String, Files)> = self.files(round)?.into_iter().collect();
        let halves: Vec<&[(String, Files)]> = files.chunks(files.len().div_ceil(MOST_WORKERS).max(1)).collect();
        let work = |files: &[(String, Files)]| -> Result<(Vec<Option<Claim>>, Findings), Trouble> {
            let mut found = Findings::default();
            let claims = files.iter().map(|(stem, files)| self.claim(round, stem, files, &mut found));
            let claims = claims.collect::<Result<Vec<_>, _>>()?;
            Ok((claims, found))
        };
        let done: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = halves.iter().map(|half| scope.spawn(|| work(half))).collect();
            running.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
        });
        let mut by_kiosk: BTreeMap<Uuid, Vec<Claim>> = BTreeMap::new();
        let mut stumbled = BTreeSet::new();
        let mut bad: BTreeSet<PathBuf> = BTreeSet::new();
        for (half, done) in halves.iter().zip(done) {
            let (claims, found) = done.map_err(|_| Trouble::Passing("a thread of the reader ended".into()))??;
            bad.extend(found.grave());
            findings.extend(found);
            for ((stem, _), claim) in half.iter().zip(claims) {
                match claim {
                    Some(claim) => by_kiosk.entry(claim.statement.place.kiosk).or_default().push(claim),
                    None => stumbled.extend(stem.rsplit('/').next().and_then(|name| name.parse::<Uuid>().ok())),
                }
            }
        }
        let mut taken = Vec::new();
        for (kiosk, claims) in by_kiosk {
            let mut found = Findings::default();
            let said: Vec<_> = claims.iter().map(|claim| (&claim.statement, claim.called.as_path())).collect();
            chains.follow((kiosk, round), &said, &mut found);
            let contradicted = found.has(Fault::Duplicate);
            bad.extend(found.grave());
            findings.extend(found);
            let mut one = None;
            for claim in claims {
                if !claim.there {
                    let words = "its signature is here, the file is not".to_owned();
                    findings.add(Fault::Missing, Some(kiosk), Some(round), Some(&claim.called), words);
                    absent.insert(claim.called);
                } else if !contradicted && !bad.contains(&claim.called) {
                    // A copy in another folder says the same, or it would contradict this one.
                    one.get_or_insert(claim);
                }
            }
            taken.extend(one.map(|claim| Taken {
                path: claim.path,
                called: claim.called,
                kiosk,
                sha256: claim.statement.sha256,
            }));
        }
        for kiosk in stumbled {
            chains.stumble(kiosk, round);
        }
        Ok(taken)
    }

    /// Counts the files, each worker those of its kiosks.
    fn count(
        &self,
        round: Round,
        taken: Vec<Taken>,
        counted: &mut [Merged],
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let mut shares: Vec<Vec<Taken>> = counted.iter().map(|_| Vec::new()).collect();
        let workers = counted.len() as u128;
        for taken in taken {
            // A kiosk is always counted by the same, so that no two have counts of a site that has one.
            let worker = usize::try_from(taken.kiosk.as_u128() % workers).unwrap_or_default();
            shares[worker].push(taken);
        }
        let work = |share: Vec<Taken>, merged: &mut Merged| -> Result<Findings, Trouble> {
            let mut found = Findings::default();
            for taken in share {
                if let Err((fault, words)) = self.add(round, &taken, merged)? {
                    found.add(fault, Some(taken.kiosk), Some(round), Some(&taken.called), words);
                }
            }
            Ok(found)
        };
        let done: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = shares
                .into_iter()
                .zip(counted)
                .map(|(share, merged)| scope.spawn(move || work(share, merged)))
                .collect();
            running.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
        });
        for done in done {
            findings.extend(done.map_err(|_| Trouble::Passing("a thread of the reader ended".into()))??);
        }
        Ok(())
    }

    /// Counts a file, or says what is wrong with it.
    fn add(&self, round: Round, taken: &Taken, merged: &mut Merged) -> Result<Result<(), (Fault, String)>, Trouble> {
        let Some(bytes) = self.shelf.bytes(&taken.path, ROUND_MOST)? else {
            return Ok(Err((Fault::Altered, "it was taken away while it was read".to_owned())));
        };
        if Digest::of(&bytes) != taken.sha256 {
            return Ok(Err((Fault::Altered, "it is not the file that was signed".to_owned())));
        }
        let own = |kiosk| if kiosk == taken.kiosk { Ok(true) } else { Err(BadRows::OtherKiosk(kiosk)) };
        Ok(match rows::add(bytes.into(), round, own, merged) {
            Ok(rows) => {
                if rows > 0 {
                    merged.released(std::iter::once(round));
                }
                Ok(())
            }
            Err(error @ BadRows::Newer) => Err((Fault::Newer, error.to_string())),
            Err(error @ (BadRows::Parquet(_) | BadRows::Arrow(_))) => Err((Fault::Altered, error.to_string())),
            Err(error) => Err((Fault::Forged, error.to_string())),
        })
    }
}
