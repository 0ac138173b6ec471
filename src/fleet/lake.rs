//! Many kiosks' rounds as a report reads them: round by round, checked before they are counted. While one is counted, the next is read.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use bytes::Bytes;
use parquet::file::metadata::ParquetMetaData;
use uuid::Uuid;

use super::bundle::{self, BUNDLE_MOST};
use super::chains::Chains;
use super::claims::{At, Claim, Claims, Settled, Source, There, ended, side_by_side};
use super::columns::Reader as ColumnReader;
use super::finding::Findings;
use super::folder::{CELLS, ROUND_MOST};
use super::keys::Keys;
use super::rows::{BadRows, Known, Rows, rows};
use super::steady::{ATTEMPTS, steadily};
use super::strays::{Strays, knowing_strays};
use super::weeks::Weeks;
use super::{Fault, Finding};
use crate::chain::{Digest, Signature};
use crate::export::version_of;
use crate::report::{Merged, quarter_before};
use crate::sync::{Shelf, Trouble};
use crate::vocabulary::{Round, SiteId};

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
    pub keys: Keys,
    /// The first round; absent: so that a quarter of a year is read.
    pub from: Option<Round>,
    /// The last round; absent: the newest.
    pub to: Option<Round>,
    /// The week of today: where no last round is asked for, no later one is the newest, unless all are later.
    pub this_week: Option<Round>,
    /// One site; absent: all.
    pub site: Option<SiteId>,
}

/// Reads and adds up the rounds that are wanted.
///
/// One that is altered, forged, unsigned, in another's place or that another contradicts is left out, and so are both
/// that contradict each other, in whichever of the folders that are read: nobody can say which is the kiosk's. A copy of a round
/// counts once. What is missing is told, and the rest is read. Chains are followed through the rounds that are read. `heard` is told
/// how many rounds of how many were read.
///
/// # Errors
/// [`Trouble`] if a folder or a file cannot be read.
pub fn read(shelf: &dyn Shelf, wanted: &Wanted, heard: &dyn Fn(u64, u64)) -> Result<Lake, Trouble> {
    let weeks = Weeks::of(shelf)?;
    let reader = Reader { source: Source { shelf, keys: &wanted.keys, opened: None }, weeks, known: Known::default() };
    let asked =
        |round: &&Round| wanted.to.is_none_or(|to| **round <= to) && wanted.from.is_none_or(|from| from <= **round);
    let early = |round: &&Round| wanted.to.is_none() && wanted.this_week.is_some_and(|week| week < **round);
    let mut newest = reader.newest(reader.weeks.rounds().rev().filter(|round| asked(round) && !early(round)), true)?;
    // A kiosk whose clock is ahead would push what all others released out of the report.
    let leaves_early_out = newest.is_some();
    if !leaves_early_out {
        newest = reader.newest(reader.weeks.rounds().rev().filter(asked), true)?;
    }
    let is_early = |round: &Round| leaves_early_out && early(&round);
    let first = wanted.from.or_else(|| newest.map(quarter_before));
    let is_read = |round: &&Round| asked(round) && first.is_none_or(|first| first <= **round);
    let read: Vec<Round> = reader.weeks.rounds().filter(is_read).copied().collect();
    // An older folder alone says nothing: whoever may write there may make one.
    let older = reader.weeks.rounds().rev().filter(|round| read.first().is_some_and(|first| *round < first));
    let goes_back = reader.newest(older, false)?.is_some();
    let (Sums { mut merged, absent }, _, findings) = knowing_strays(|strays, findings| {
        let mut chains = if goes_back { Chains::from_the_middle() } else { Chains::default() };
        let read = ReadRounds { rounds: &read, is_early: &is_early, site: wanted.site.as_ref() };
        let sums = reader.sums(read, (&mut chains, strays), findings, heard)?;
        Ok((sums, chains))
    })?;
    if newest.is_none() {
        // The report tells what else there is where there is nothing of these rounds.
        let others = [reader.newest(reader.weeks.rounds().rev(), true)?, reader.newest(reader.weeks.rounds(), true)?];
        merged.released(others.into_iter().flatten());
    }
    let closed = reader.newest(reader.weeks.rounds().rev().filter(|round| !is_early(round)), false)?;
    let left_out = findings.grave().chain(absent).collect();
    Ok(Lake { merged, closed, findings: findings.sorted(), left_out })
}

/// The rounds that are read.
struct ReadRounds<'r> {
    rounds: &'r [Round],
    /// Whether a round is checked and not counted, because its week has not come yet.
    is_early: &'r dyn Fn(&Round) -> bool,
    /// Whose are counted; absent: all.
    site: Option<&'r SiteId>,
}

/// What rounds come to.
struct Sums {
    merged: Merged,
    /// The signatures whose file is nowhere.
    absent: BTreeSet<PathBuf>,
}

/// The rows of a kiosk's round, or what is wrong with them.
type Kept = Result<Rows, (Fault, String)>;

/// What is to be counted of a kiosk's round.
struct Taken {
    kiosk: Uuid,
    sha256: Digest,
    /// The files that say they are it, as people know them; the first that is as it was signed is counted.
    copies: Vec<(At<Kept>, PathBuf)>,
}

struct Reader<'s> {
    source: Source<'s>,
    weeks: Weeks,
    known: Known,
}

impl Reader<'_> {
    /// Adds up these rounds.
    fn sums(
        &self,
        ReadRounds { rounds: read, is_early, site }: ReadRounds<'_>,
        (chains, strays): (&mut Chains, &mut Strays),
        findings: &mut Findings,
        heard: &dyn Fn(u64, u64),
    ) -> Result<Sums, Trouble> {
        let mut absent = BTreeSet::new();
        let counted = read.iter().filter(|round| !is_early(round)).copied().collect();
        let merged = Mutex::new(Merged::empty(counted, site.cloned()));
        self.claims(None)?.settle_nowhere(strays, findings);
        thread::scope(|scope| -> Result<(), Trouble> {
            // One round ahead, and no more: it is kept until the one before is counted.
            let (said, hear) = mpsc::sync_channel(0);
            scope.spawn(move || read.iter().all(|round| said.send(self.claims(Some(*round))).is_ok()));
            for (done, round) in (0..).zip(read) {
                heard(done, read.len() as u64);
                let claims = hear.recv().map_err(|_| ended())??;
                let settled = claims.settle(*round, (&mut *chains, &mut *strays), findings);
                absent.extend(settled.absent.iter().cloned());
                if is_early(round) {
                    tell_early(*round, &settled, findings);
                    continue;
                }
                self.count_all(*round, taken(settled), &merged, findings)?;
            }
            Ok(())
        })?;
        Ok(Sums { merged: merged.into_inner().unwrap_or_else(PoisonError::into_inner), absent })
    }

    /// The first of these rounds that has a file as its kiosk signed it, with rows if there must be some.
    fn newest<'r>(&self, rounds: impl Iterator<Item = &'r Round>, with_rows: bool) -> Result<Option<Round>, Trouble> {
        let has_rows = |cells: &[u8]| bundle::metadata(cells).is_some_and(|meta| version_of(&meta).is_some());
        let is_wanted = |cells: &[u8]| !with_rows || has_rows(cells);
        let lake = self.source.shelf;
        for round in rounds {
            let there = self.there(Some(*round))?;
            for (path, files) in there.files.iter().filter(|(_, files)| files.cells && files.signature) {
                let claim = self.source.claim(Some(*round), path, files, &mut Findings::default())?;
                let Some(claim) = claim.ok().filter(|claim: &Claim<()>| claim.is_of(Some(*round))) else { continue };
                let Some(bytes) = lake.bytes(&format!("{path}{CELLS}"), ROUND_MOST)? else { continue };
                if Digest::of(&bytes) == claim.statement.sha256 && is_wanted(&bytes) {
                    return Ok(Some(*round));
                }
            }
            for path in &there.bundles {
                let Some(bytes) = lake.bytes(path, BUNDLE_MOST)? else { continue };
                for piece in &bundle::slices(&bytes).unwrap_or_default() {
                    let claim =
                        self.source.claim_inside(Some(*round), path, piece, |_| Ok(()), &mut Findings::default());
                    let is_whole = claim.is_ok_and(|claim| claim.there && claim.is_of(Some(*round)));
                    if is_whole && is_wanted(piece.cells) {
                        return Ok(Some(*round));
                    }
                }
            }
        }
        Ok(None)
    }

    fn there(&self, round: Option<Round>) -> Result<There, Trouble> {
        self.source.there(round, self.weeks.folders(round))
    }

    /// What all signatures of a round say, or those in folders that name none; and the rows of what is compacted.
    fn claims(&self, round: Option<Round>) -> Result<Claims<Kept>, Trouble> {
        let keep = |reader: &mut ColumnReader, signature: &Signature, cells: &[u8], metadata: &ParquetMetaData| {
            let kiosk = signature.statement().place.kiosk;
            // Whether what is wrong with its rows matters is known when all is settled.
            Ok(self.rows(Bytes::copy_from_slice(cells), metadata, kiosk, reader))
        };
        steadily(self.source.shelf, |shelf| {
            Source { shelf, ..self.source }.claims(round, &self.there(round)?, ColumnReader::default, keep)
        })
    }

    fn rows(&self, cells: Bytes, metadata: &ParquetMetaData, kiosk: Uuid, reader: &mut ColumnReader) -> Kept {
        rows(cells, metadata, kiosk, (reader, &self.known)).map_err(|error| {
            let fault = match error {
                BadRows::Newer => Fault::Newer,
                BadRows::Parquet(_) => Fault::Altered,
                _ => Fault::Forged,
            };
            (fault, error.to_string())
        })
    }

    /// Counts the files; those that lie elsewhere by now as well, as when somebody puts the round together meanwhile.
    fn count_all(
        &self,
        round: Round,
        mut taken: Vec<Taken>,
        merged: &Mutex<Merged>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        for _ in 1..ATTEMPTS {
            let gone = self.count(round, taken, merged, findings)?;
            if gone.is_empty() {
                return Ok(());
            }
            // What was wrong with the others was told.
            let remembered = (&mut Chains::from_the_middle(), &mut Strays::default());
            let settled = self.claims(Some(round))?.settle(round, remembered, &mut Findings::default());
            let mut there = self::taken(settled);
            there.retain(|there| gone.iter().any(|gone| (gone.kiosk, gone.sha256) == (there.kiosk, there.sha256)));
            let lost = |gone: &Taken| !there.iter().any(|there| there.kiosk == gone.kiosk);
            taken = gone.into_iter().filter(lost).collect();
            taken.extend(there);
        }
        for gone in self.count(round, taken, merged, findings)? {
            let words = "it was taken away while it was read".to_owned();
            let called = gone.copies.first().map(|(_, called)| called.as_path());
            findings.add(Fault::Altered, Some(gone.kiosk), Some(round), called, words);
        }
        Ok(())
    }

    /// Counts the files, and gives back those that are not there.
    fn count(
        &self,
        round: Round,
        taken: Vec<Taken>,
        merged: &Mutex<Merged>,
        findings: &mut Findings,
    ) -> Result<Vec<Taken>, Trouble> {
        let done = side_by_side(&taken, |taken| -> Result<_, Trouble> {
            let (mut found, mut gone, mut reader) = (Findings::default(), Vec::new(), ColumnReader::default());
            for taken in taken {
                let mut is_there = false;
                for (at, called) in &taken.copies {
                    let read;
                    let kept = match at {
                        At::Bundle(_, kept) => kept,
                        At::Harmed => continue,
                        At::File(path) => {
                            let Some(bytes) = self.source.shelf.bytes(path, ROUND_MOST)? else { continue };
                            read = self.read(bytes, taken, &mut reader);
                            &read
                        }
                    };
                    is_there = true;
                    let count = |rows: &Rows| {
                        // All of it was read before: others count into the same.
                        let mut merged = merged.lock().unwrap_or_else(PoisonError::into_inner);
                        let counted = rows.count((taken.kiosk, round), &self.known, &mut merged);
                        counted.map_err(|error| (Fault::Forged, error.to_string()))
                    };
                    let Err((fault, words)) = kept.as_ref().map_err(Clone::clone).and_then(count) else { break };
                    found.add(fault, Some(taken.kiosk), Some(round), Some(called), words);
                    // Whoever lays something else beside a copied signature keeps nobody's round out.
                    if fault != Fault::Altered {
                        break;
                    }
                }
                if !is_there {
                    gone.push(taken.kiosk);
                }
            }
            Ok((found, gone))
        })?;
        let mut all_gone = BTreeSet::new();
        for done in done {
            let (found, gone) = done?;
            findings.extend(found);
            all_gone.extend(gone);
        }
        Ok(taken.into_iter().filter(|taken| all_gone.contains(&taken.kiosk)).collect())
    }

    /// Reads a file that lies by itself.
    fn read(&self, bytes: Vec<u8>, taken: &Taken, reader: &mut ColumnReader) -> Kept {
        if Digest::of(&bytes) != taken.sha256 {
            return Err((Fault::Altered, "it is not the file that was signed".to_owned()));
        }
        let metadata = bundle::metadata(&bytes);
        let metadata = metadata.ok_or_else(|| (Fault::Altered, "it is not a whole Parquet file".to_owned()))?;
        self.rows(bytes.into(), &metadata, taken.kiosk, reader)
    }
}

/// Tells whose round of a week that has not come yet is left out.
fn tell_early(round: Round, settled: &Settled<Kept>, findings: &mut Findings) {
    for (kiosk, claims) in &settled.by_kiosk {
        for claim in claims {
            let words = "its week has not come yet: the clock of that kiosk is wrong, or the one here".to_owned();
            findings.add(Fault::OutOfOrder, Some(*kiosk), Some(round), Some(&claim.called), words);
        }
    }
}

/// What each kiosk signed: a copy in another folder says the same, or both were left out.
fn taken(settled: Settled<Kept>) -> Vec<Taken> {
    let taken = |claims: Vec<Claim<Kept>>| {
        let mut claims = claims.into_iter().filter(|claim| claim.there).peekable();
        let statement = &claims.peek()?.statement;
        let (kiosk, sha256) = (statement.place.kiosk, statement.sha256);
        Some(Taken { kiosk, sha256, copies: claims.map(|claim| (claim.at, claim.called)).collect() })
    };
    settled.by_kiosk.into_values().filter_map(taken).collect()
}
