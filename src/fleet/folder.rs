//! Finds the files of rounds below a folder or in a store, whoever made it and whatever else lies there.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use uuid::Uuid;

use super::Fault;
use super::bundle::{self, BUNDLE_MOST, BadBundle};
use super::steady::steadily;
use crate::chain::{FileDigest, Place};
use crate::export::version_of;
use crate::sync::{Listed, Shelf, Trouble};
use crate::vocabulary::Round;

/// A lake is at most so many folders deep; more is a loop.
pub(super) const DEEPEST: usize = 16;
/// A kiosk's round is some kilobytes; what is many times the largest was put there by somebody else, and is not held.
pub(super) const ROUND_MOST: u64 = 16 << 20;
/// A signature is four lines of some 700 bytes; what is much longer is none.
pub(super) const SIGNATURE_MOST: u64 = 4096;
/// What the names of files with cells end with.
pub(super) const CELLS: &str = ".parquet";

/// What lies in a folder of one kiosk and round, judged by names alone; or in a compacted file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The file with the cells, there or not; inside of a compacted file, that and the kiosk.
    pub path: PathBuf,
    /// The round that its folder names.
    pub round: Option<Round>,
    /// The kiosk that its name names.
    pub kiosk: Option<Uuid>,
    /// Its digests, if it is there.
    pub cells: Option<FileDigest>,
    /// The schema of its rows, if it has any.
    pub schema: Option<u32>,
    /// The bytes of its signature, if there is one.
    pub signature: Option<Vec<u8>>,
    /// The digests of its sealed spill, if that is there.
    pub spill: Option<FileDigest>,
    /// What is wrong with a compacted file that cannot be read.
    pub torn: Option<(Fault, String)>,
}

/// The rounds below a folder or in a store, by path; links are not followed. `heard` is told how many files of how many were
/// read.
///
/// # Errors
/// [`Trouble`] if a folder or a file cannot be read.
pub fn find(shelf: &dyn Shelf, heard: &dyn Fn(u64, u64)) -> Result<Vec<Found>, Trouble> {
    let (mut found, mut seen) = (BTreeMap::new(), BTreeSet::new());
    let (done, mut all) = (Cell::new(0), 0);
    // What goes away meanwhile is compacted, perhaps in a folder that was not there when the others were listed.
    loop {
        let mut folders = Vec::new();
        walk(shelf, "", 0, &mut folders)?;
        folders.retain(|weekly| seen.insert(weekly.folder.clone()));
        if folders.is_empty() {
            return Ok(found.into_values().collect());
        }
        all += folders.iter().map(|weekly| weekly.files).sum::<u64>();
        for Weekly { folder, round, files } in folders {
            let before = done.get();
            found.extend(steadily(shelf, |shelf| {
                let mut here = BTreeMap::new();
                for name in named(shelf.list(&folder)?) {
                    take(shelf, (&below(&folder, &name), &name), round, &mut here)?;
                    done.set((done.get() + 1).min(before + files));
                    heard(done.get(), all);
                }
                Ok(here)
            })?);
            done.set(before + files);
        }
    }
}

/// A folder of a round, and how many files are in it.
struct Weekly {
    folder: String,
    round: Option<Round>,
    files: u64,
}

/// The names of files, without temporary ones and those that desktops and sticks leave about.
fn named(listed: Listed) -> impl Iterator<Item = String> {
    listed.files.into_iter().filter(|name| !name.starts_with('.'))
}

/// The name of something below a folder.
pub(super) fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// How a kiosk's round in a compacted file is called.
pub(super) fn inside(bundle: &str, kiosk: Uuid) -> PathBuf {
    PathBuf::from(format!("{bundle}#{kiosk}"))
}

/// What is wrong with a compacted file.
pub(super) fn told(error: &BadBundle) -> (Fault, String) {
    let fault = if matches!(error, BadBundle::Newer(_)) { Fault::Newer } else { Fault::Altered };
    (fault, error.to_string())
}

/// Lists the folders of rounds.
fn walk(shelf: &dyn Shelf, folder: &str, depth: usize, weekly: &mut Vec<Weekly>) -> Result<(), Trouble> {
    let listed = shelf.list(folder)?;
    let called = shelf.called(folder);
    let name = called.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let folders = listed.folders.clone();
    if let Some(partition) = name.strip_prefix(Place::PARTITION) {
        let files = named(listed).count() as u64;
        weekly.push(Weekly { folder: folder.to_owned(), round: partition.parse().ok(), files });
    }
    for name in folders.iter().filter(|_| depth < DEEPEST) {
        walk(shelf, &below(folder, name), depth + 1, weekly)?;
    }
    Ok(())
}

fn take(
    shelf: &dyn Shelf,
    (path, name): (&str, &str),
    round: Option<Round>,
    found: &mut BTreeMap<PathBuf, Found>,
) -> Result<(), Trouble> {
    if name.ends_with(bundle::ENDING) {
        let Some(bytes) = shelf.bytes(path, BUNDLE_MOST)? else { return Ok(()) };
        let called = shelf.called(path);
        match bundle::pieces(&bytes) {
            Ok(pieces) => {
                for (at, piece) in pieces.into_iter().enumerate() {
                    let path = inside(&called, piece.kiosk);
                    let one = Found {
                        path: path.clone(),
                        round,
                        kiosk: Some(piece.kiosk),
                        cells: Some(FileDigest::of(piece.cells)),
                        schema: schema(piece.cells),
                        signature: Some(piece.signature.to_owned()),
                        ..Found::default()
                    };
                    // Nobody but a forger has a kiosk in it twice.
                    let key = if found.contains_key(&path) {
                        PathBuf::from(format!("{}#{at}", path.display()))
                    } else {
                        path
                    };
                    found.insert(key, one);
                }
            }
            Err(error) => {
                let path = PathBuf::from(called);
                found.insert(path.clone(), Found { path, round, torn: Some(told(&error)), ..Found::default() });
            }
        }
        return Ok(());
    }
    let ends = [(".parquet.sig", Part::Signature), (Place::SPILL, Part::Spill), (CELLS, Part::Cells)];
    let known = ends.into_iter().find_map(|(end, part)| Some((name.strip_suffix(end)?, part)));
    let Some((stem, part)) = known else { return Ok(()) };
    let most = if matches!(part, Part::Signature) { SIGNATURE_MOST } else { ROUND_MOST };
    let Some(bytes) = shelf.bytes(path, most)? else { return Ok(()) };
    let folder = path.strip_suffix(name).unwrap_or_default();
    let cells = PathBuf::from(shelf.called(&format!("{folder}{stem}{CELLS}")));
    let new = || Found { path: cells.clone(), round, kiosk: stem.parse().ok(), ..Found::default() };
    let entry = found.entry(cells.clone()).or_insert_with(new);
    match part {
        Part::Cells => (entry.cells, entry.schema) = (Some(FileDigest::of(&bytes)), schema(&bytes)),
        Part::Signature => entry.signature = Some(bytes),
        Part::Spill => entry.spill = Some(FileDigest::of(&bytes)),
    }
    Ok(())
}

/// Which of a round's files.
enum Part {
    Cells,
    Signature,
    Spill,
}

/// The largest version of the table among the rows of a Parquet file; none if it has no rows, or is no such file.
fn schema(bytes: &[u8]) -> Option<u32> {
    version_of(&bundle::metadata(bytes)?)
}
