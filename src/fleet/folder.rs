//! Finds the files of rounds below a folder, whoever made it and whatever else lies there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::chain::{FileDigest, Hasher, Place};
use crate::export::schema_version;
use crate::vocabulary::Round;

/// A signature has some 700 bytes; what is much longer is none.
const LONGEST_SIGNATURE: u64 = 4096;
/// A lake is at most so many folders deep; more is a loop.
const DEEPEST: usize = 16;

/// What lies in a folder of one kiosk and round, judged by names alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file with the cells, there or not.
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
}

/// Something that could not be looked at.
#[derive(Debug, thiserror::Error)]
#[error("could not read {}", path.display())]
pub struct UnreadFolder {
    path: PathBuf,
    source: io::Error,
}

/// The rounds below a folder, by path; links are not followed.
///
/// # Errors
/// [`UnreadFolder`] if a folder or a file cannot be read.
pub fn find(folder: &Path) -> Result<Vec<Found>, UnreadFolder> {
    let mut found = BTreeMap::new();
    walk(folder, 0, &mut found)?;
    Ok(found.into_values().collect())
}

fn walk(folder: &Path, depth: usize, found: &mut BTreeMap<PathBuf, Found>) -> Result<(), UnreadFolder> {
    let unread = |path: &Path| {
        let path = path.to_owned();
        move |source| UnreadFolder { path, source }
    };
    let partition = name(folder).and_then(|name| name.strip_prefix(Place::PARTITION).map(str::to_owned));
    for entry in fs::read_dir(folder).map_err(unread(folder))? {
        let entry = entry.map_err(unread(folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(unread(&path))?;
        if kind.is_dir() && depth < DEEPEST {
            walk(&path, depth + 1, found)?;
        } else if let (true, Some(partition)) = (kind.is_file(), &partition) {
            take(&path, partition, found).map_err(unread(&path))?;
        }
    }
    Ok(())
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

fn take(path: &Path, partition: &str, found: &mut BTreeMap<PathBuf, Found>) -> io::Result<()> {
    // Temporary files, and those that desktops and sticks leave about.
    let Some(name) = name(path).filter(|name| !name.starts_with('.')) else { return Ok(()) };
    let ends = [(".parquet.sig", Part::Signature), (Place::SPILL, Part::Spill), (".parquet", Part::Cells)];
    let known = ends.into_iter().find_map(|(end, part)| Some((name.strip_suffix(end)?, part)));
    let Some((stem, part)) = known else { return Ok(()) };
    let cells = path.with_file_name(format!("{stem}.parquet"));
    let entry = found.entry(cells.clone()).or_insert_with(|| Found {
        path: cells,
        round: partition.parse().ok(),
        kiosk: stem.parse().ok(),
        cells: None,
        schema: None,
        signature: None,
        spill: None,
    });
    match part {
        Part::Cells => {
            entry.cells = Some(digest(path)?);
            entry.schema = schema_version(File::open(path)?);
        }
        Part::Signature => {
            let mut bytes = Vec::new();
            File::open(path)?.take(LONGEST_SIGNATURE).read_to_end(&mut bytes)?;
            entry.signature = Some(bytes);
        }
        Part::Spill => entry.spill = Some(digest(path)?),
    }
    Ok(())
}

/// Which of a round's files.
enum Part {
    Cells,
    Signature,
    Spill,
}

fn digest(path: &Path) -> io::Result<FileDigest> {
    let mut hasher = Hasher::default();
    io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(hasher.finish())
}
