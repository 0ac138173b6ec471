//! A folder of many kiosks' rounds as a report reads it: checked first, then each round once.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::rows::{BadRows, batches};
use super::{Fault, Finding, Found, Trust, UnreadFolder, check, find};
use crate::chain::{Digest, PublicKey};
use crate::report::{QUARTER, Sheet};
use crate::vocabulary::Round;

/// Why a lake could not be read at all. What is wrong with single files is a finding instead.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// A folder in it cannot be read.
    #[error(transparent)]
    Folder(#[from] UnreadFolder),
    /// A file that was there is not any more.
    #[error("could not read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// What was taken out of a lake.
#[derive(Debug)]
pub struct Lake {
    /// The batches of all rounds that are as their kiosks signed them.
    pub sheets: Vec<Sheet>,
    /// The newest round of which a file is as its kiosk signed it, even one without a batch.
    pub closed: Option<Round>,
    /// All that is wrong, in the order of kiosks and rounds.
    pub findings: Vec<Finding>,
    /// The files that were left out for it.
    pub left_out: BTreeSet<PathBuf>,
}

/// Reads the rounds below a folder that lie between two, newest first; without a first one, a quarter of a year.
///
/// Every file is checked before any is read. One that is altered, forged, unsigned, in another's place or that another
/// contradicts is left out, and so are both that contradict each other: nobody can say which is the kiosk's. A copy of
/// a round counts once. What is missing is told, and the rest is read.
///
/// # Errors
/// [`LakeError`] if a folder or a file cannot be read.
pub fn read(folder: &Path, keys: &[PublicKey], span: (Option<Round>, Option<Round>)) -> Result<Lake, LakeError> {
    let mut found = find(folder)?;
    let report = check(&found, &Trust { keys: keys.to_vec(), own: None });
    let left_out = left_out(&report.findings, &found);
    found.retain(|found| !left_out.contains(&found.path));
    // Not of all files: a round that was put into a week to come would move what is told of the next one.
    let closed = found.iter().filter_map(|found| found.round).max();
    let mut lake = Lake { sheets: Vec::new(), closed, findings: report.findings, left_out };
    // A copy in another folder has the same kiosk, round and bytes, or it was left out above.
    let mut taken: BTreeSet<(Round, Uuid)> = BTreeSet::new();
    found.sort_by(|left, right| right.round.cmp(&left.round).then_with(|| left.path.cmp(&right.path)));
    let mut first = span.0;
    for found in &found {
        let (Some(round), Some(kiosk)) = (found.round, found.kiosk) else { continue };
        if span.1.is_some_and(|to| to < round)
            || first.is_some_and(|from| round < from)
            || !taken.insert((round, kiosk))
        {
            continue;
        }
        match open(found, round, kiosk)? {
            Ok(sheets) => {
                if first.is_none() && !sheets.is_empty() {
                    first = (1..QUARTER).try_fold(round, |round, _| Some(round.previous()));
                }
                lake.sheets.extend(sheets);
            }
            Err((fault, finding)) => {
                let path = Some(found.path.clone());
                lake.findings.push(Finding { fault, kiosk: Some(kiosk), cut_week: Some(round), path, finding });
                lake.left_out.insert(found.path.clone());
            }
        }
    }
    Ok(lake)
}

/// The files that are not read, for what was found.
fn left_out(findings: &[Finding], found: &[Found]) -> BTreeSet<PathBuf> {
    let grave = || findings.iter().filter(|finding| finding.fault != Fault::Missing);
    let contradicted: BTreeSet<_> = grave()
        .filter(|finding| finding.fault == Fault::Duplicate)
        .map(|finding| (finding.kiosk, finding.cut_week))
        .collect();
    let named = grave().filter_map(|finding| finding.path.clone());
    let contradicting = found.iter().filter(|found| contradicted.contains(&(found.kiosk, found.round)));
    let absent = found.iter().filter(|found| found.cells.is_none());
    named.chain(contradicting.chain(absent).map(|found| found.path.clone())).collect()
}

/// What is in a file, or what is wrong with it.
type Opened = Result<Vec<Sheet>, (Fault, String)>;

fn open(found: &Found, round: Round, kiosk: Uuid) -> Result<Opened, LakeError> {
    let bytes = fs::read(&found.path).map_err(|source| LakeError::File { path: found.path.clone(), source })?;
    if found.cells.as_ref().is_none_or(|cells| cells.sha256 != Digest::of(&bytes)) {
        return Ok(Err((Fault::Altered, "it has changed while it was read".to_owned())));
    }
    Ok(match batches(bytes, round) {
        Ok(sheets) if sheets.iter().any(|sheet| sheet.origin.kiosk != kiosk) => {
            Err((Fault::Forged, "it holds another kiosk's answers".to_owned()))
        }
        Ok(sheets) => Ok(sheets),
        Err(error @ (BadRows::Parquet(_) | BadRows::Arrow(_))) => Err((Fault::Altered, error.to_string())),
        Err(error) => Err((Fault::Forged, error.to_string())),
    })
}
