//! Old rounds of many kiosks put together: a week in few files, each round in them still as its kiosk signed it.
//!
//! In this order: write, read back, verify, and only then remove. Whatever moment it ends, every round is there at least
//! once, whoever reads counts it once, and the next run goes on from there.

use std::collections::BTreeSet;
use std::path::Path;

use parquet::schema::types::Type;
use uuid::Uuid;

use super::bundle::{self, BUNDLE_MOST, Builder, Piece, Unfit};
use super::chains::Chains;
use super::claims::{At, Bundled, Claim, Claims, Source};
use super::finding::Findings;
use super::folder::{CELLS, ROUND_MOST, SIGNATURE_MOST, below};
use super::keys::Keys;
use super::sent::Sent;
use super::signed::held_against;
use super::steady::steadily;
use super::strays::Strays;
use super::{Fault, Finding};
use crate::chain::{Digest, FileDigest, Place, Signature, Statement};
use crate::sync::{Destination, Obstacle, Put, Shelf, Trouble};
use crate::vocabulary::Round;

/// Bundles are filled for so many kinds of columns at a time: each release of the program that adds one makes another.
const KINDS: usize = 4;
/// How much of a bundle's name is its digest.
const NAME: usize = 16;

/// What is put together.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The keys that may have signed; none: whichever did.
    pub keys: Keys,
    /// Rounds before this one; absent: those with so many newer ones.
    pub before: Option<Round>,
    /// How many of the newest rounds stay as they are.
    pub newer: usize,
    /// Bytes of rounds that are put into one file, if a single round has no more.
    pub full: usize,
    /// Whether what was put together stays where it was as well.
    pub keep: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Compacted {
    /// The first round that was left for being too new; none where there is no round.
    pub before: Option<Round>,
    /// The weeks in which something was done, in their order.
    pub weeks: Vec<Week>,
    /// The files that were left where they are, and why.
    pub findings: Vec<Finding>,
    /// What it stopped at; what was done until then is done.
    pub trouble: Option<Trouble>,
}

/// What was done with a week.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Week {
    /// The week.
    pub cut_week: Round,
    /// Kiosks' rounds that were put together.
    pub rounds: usize,
    /// The compacted files that were written.
    pub files: Vec<String>,
    /// Files that were removed, as they are in a compacted one.
    pub removed: usize,
}

/// Puts the old rounds of a lake together; `told` hears how many weeks of how many are done.
///
/// Only what is as its kiosk signed it, and contradicted by nothing, is put together; the rest is left where it is and named.
/// So is the newest round of each kiosk, by which the kiosk knows that what it sent is still there. Rounds are read one after
/// the other, and no more than a compacted file of them is held.
#[must_use]
pub fn compact(
    shelf: &dyn Shelf,
    destination: &dyn Destination,
    wanted: &Wanted,
    told: &dyn Fn(u64, u64),
) -> Compacted {
    let mut compacted = Compacted::default();
    let mut findings = Findings::default();
    compacted.trouble = all(shelf, destination, wanted, told, &mut compacted, &mut findings).err();
    compacted.findings = findings.sorted();
    compacted
}

fn all(
    shelf: &dyn Shelf,
    destination: &dyn Destination,
    wanted: &Wanted,
    told: &dyn Fn(u64, u64),
    compacted: &mut Compacted,
    findings: &mut Findings,
) -> Result<(), Trouble> {
    let source = Source { shelf, keys: &wanted.keys, opened: None };
    let mut sent = Sent::to(source)?;
    let stay = |newest: Round| (1..wanted.newer).fold(newest, |round, _| round.previous());
    let before = match wanted.before {
        Some(before) => Some(before),
        None => sent.newest()?.map(stay),
    };
    let Some(before) = before else { return Ok(()) };
    compacted.before = Some(before);
    let old: Vec<Round> = sent.weeks.range(..before).copied().collect();
    for (done, round) in old.iter().enumerate() {
        told(done as u64, old.len() as u64);
        let press = Press::new(source, destination, (*round, &mut sent), wanted);
        let (week, ended) = press.run(findings);
        if week.removed > 0 || !week.files.is_empty() {
            compacted.weeks.push(week);
        }
        ended?;
    }
    Ok(())
}

/// A kiosk's file and its signature.
type Signed = (Vec<u8>, Vec<u8>);

/// A kiosk's files that are put into a bundle.
struct Loose {
    /// Where they are, without an ending.
    stem: String,
    statement: Statement,
}

/// A bundle that is being filled.
struct Filling {
    builder: Builder,
    /// What went into it that stood by itself; the rest comes from other bundles.
    sources: Vec<Loose>,
}

/// Works on one week.
struct Press<'w, 's> {
    source: Source<'s>,
    destination: &'w dyn Destination,
    round: Round,
    sent: &'w mut Sent<'s>,
    wanted: &'w Wanted,
    fillings: Vec<Filling>,
    /// Paths of the bundles that hold what this run put into them.
    written: BTreeSet<String>,
    /// Compacted files that were not what their names say, and are now.
    mended: Vec<String>,
    week: Week,
}

impl<'w, 's> Press<'w, 's> {
    fn new(
        source: Source<'s>,
        destination: &'w dyn Destination,
        (round, sent): (Round, &'w mut Sent<'s>),
        wanted: &'w Wanted,
    ) -> Self {
        let week = Week { cut_week: round, rounds: 0, files: Vec::new(), removed: 0 };
        let (fillings, written, mended) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { source, destination, round, sent, wanted, fillings, written, mended, week }
    }

    /// Does all that there is to do; what was done until something stood in the way is told as well.
    fn run(mut self, findings: &mut Findings) -> (Week, Result<(), Trouble>) {
        let ended = self.work(findings);
        for path in &self.mended {
            findings.forget(path);
        }
        (self.week, ended)
    }

    fn folder(&self, place: &str) -> String {
        format!("{place}/{}{}", Place::PARTITION, self.round)
    }

    fn work(&mut self, findings: &mut Findings) -> Result<(), Trouble> {
        let compacted = self.folder(Place::COMPACTED);
        self.destination.sweep(&compacted)?;
        let claims = steadily(self.source.shelf, |shelf| {
            let source = Source { shelf, ..self.source };
            let there = source.there(Some(self.round), &[self.folder(Place::CELLS)])?;
            source.claims(Some(self.round), &there, || (), |(), _, _, _| Ok(()))
        })?;
        let bundles = Bundles::sorted(&claims, self.wanted.full);
        // Chains are for whoever reads, and so is what lies in other weeks: nothing of them is changed here.
        let mut strays = Strays::default();
        let settled = claims.settle(self.round, (&mut Chains::from_the_middle(), &mut strays), findings);
        strays.tell(findings);
        // Those that say nothing new, after an older run, or beside one of another program's.
        for path in &bundles.needless {
            self.remove(path)?;
        }
        let is_loose = |claims: &Vec<Claim<()>>| claims.iter().any(|claim| matches!(claim.at, At::File(_)));
        let by_themselves = settled.by_kiosk.iter().filter(|(_, claims)| is_loose(claims));
        self.sent.ask_about(by_themselves.map(|(kiosk, _)| *kiosk))?;
        let mut loose = Vec::new();
        for claims in settled.by_kiosk.into_values() {
            for claim in claims {
                match self.fate(&claim, &bundles)? {
                    Fate::Stays => {}
                    Fate::Goes => loose.push(claim),
                    Fate::IsThere => self.remove_source(&claim, findings)?,
                }
            }
        }
        if loose.is_empty() && bundles.small.len() < 2 {
            return Ok(());
        }
        let mut taken = Vec::new();
        for path in &bundles.small {
            if self.take_bundle(path)? {
                taken.push(path);
            }
        }
        for claim in loose {
            self.take_file(&claim, findings)?;
        }
        for filling in std::mem::take(&mut self.fillings) {
            self.finish(filling)?;
        }
        for path in taken {
            if !self.written.contains(path) {
                self.remove(path)?;
            }
        }
        Ok(())
    }

    fn fate(&mut self, claim: &Claim<()>, bundles: &Bundles) -> Result<Fate, Trouble> {
        let At::File(_) = &claim.at else { return Ok(Fate::Stays) };
        let Place { kiosk, round } = claim.statement.place;
        let is_newest = self.sent.newest_of(kiosk)? == Some(round);
        Ok(match bundles.holds.contains(&claim.statement.digest()) {
            _ if is_newest => Fate::Stays,
            true => Fate::IsThere,
            false if claim.there => Fate::Goes,
            false => Fate::Stays,
        })
    }

    /// A kiosk's file as it was signed, and its signature; none if it is not, which is found then.
    fn read(&self, claim: &Claim<()>, path: &str, findings: &mut Findings) -> Result<Option<Signed>, Trouble> {
        let lake = self.source.shelf;
        let cells = lake.bytes(path, ROUND_MOST)?;
        let signature = lake.bytes(&format!("{path}{}", Place::SIGNATURE), SIGNATURE_MOST)?;
        // Somebody else puts the same week together just now, and was faster.
        let (Some(cells), Some(signature)) = (cells, signature) else { return Ok(None) };
        let read = std::str::from_utf8(&signature).ok().and_then(|text| Signature::read(text).ok());
        let same = read.filter(|read| read.vouches() && *read.statement() == claim.statement);
        let wrong = match &same {
            Some(same) => held_against(&FileDigest::of(&cells), same),
            None => Some((Fault::Altered, "it was changed while it was read".to_owned())),
        };
        match wrong {
            None => Ok(Some((cells, signature))),
            Some((fault, words)) => {
                self.tell(claim, fault, words, findings);
                Ok(None)
            }
        }
    }

    fn tell(&self, claim: &Claim<()>, fault: Fault, words: String, findings: &mut Findings) {
        let kiosk = claim.statement.place.kiosk;
        findings.add(fault, Some(kiosk), Some(self.round), Some(&claim.called), words);
    }

    fn take_file(&mut self, claim: &Claim<()>, findings: &mut Findings) -> Result<(), Trouble> {
        let At::File(path) = &claim.at else { return Ok(()) };
        let Some((cells, signature)) = self.read(claim, path, findings)? else { return Ok(()) };
        match bundle::fit(&cells) {
            Ok(schema) => {
                let piece = Piece { kiosk: claim.statement.place.kiosk, cells: &cells, signature: &signature };
                let stem = path.strip_suffix(CELLS).unwrap_or(path).to_owned();
                self.put(schema, &piece, Some(Loose { stem, statement: claim.statement.clone() }))
            }
            Err(error) => {
                let fault = if matches!(error, Unfit::Newer) { Fault::Newer } else { Fault::Altered };
                self.tell(claim, fault, error.to_string(), findings);
                Ok(())
            }
        }
    }

    /// Puts the rounds of a bundle into a new one, if they can be.
    fn take_bundle(&mut self, path: &str) -> Result<bool, Trouble> {
        // Somebody else has put it together with others by now.
        let Some(bytes) = self.source.shelf.bytes(path, BUNDLE_MOST)? else { return Ok(false) };
        let changed = || Trouble::Passing(format!("{path} was changed while it was read").into());
        let mut fit = Vec::new();
        for piece in bundle::pieces(&bytes).map_err(|_| changed())? {
            let claim = self.source.claim_inside(Some(self.round), path, &piece, |_| Ok(()), &mut Findings::default());
            claim.ok().filter(|claim| claim.there && claim.is_of(Some(self.round))).ok_or_else(changed)?;
            // What a newer program put together stays as it is.
            let Ok(schema) = bundle::fit(piece.cells) else { return Ok(false) };
            fit.push((schema, piece));
        }
        for (schema, piece) in fit {
            self.put(schema, &piece, None)?;
        }
        Ok(true)
    }

    /// Puts a round into a bundle of its columns, after the last one is finished if it is full.
    fn put(&mut self, schema: Type, piece: &Piece<'_>, source: Option<Loose>) -> Result<(), Trouble> {
        let at = self.fillings.iter().position(|filling| filling.builder.takes(&schema));
        let full = match at {
            Some(at) => self.fillings[at].builder.is_full(piece, self.wanted.full).then_some(at),
            None => (self.fillings.len() == KINDS).then_some(0),
        };
        if let Some(full) = full {
            let filling = self.fillings.remove(full);
            self.finish(filling)?;
        }
        let mut filling = match at.filter(|_| full.is_none()) {
            Some(at) => self.fillings.remove(at),
            None => Filling { builder: Builder::of(schema), sources: Vec::new() },
        };
        filling.builder.push(piece);
        filling.sources.extend(source);
        self.fillings.push(filling);
        Ok(())
    }

    /// Writes a bundle, makes sure that it is there, and only then removes what went into it.
    fn finish(&mut self, filling: Filling) -> Result<(), Trouble> {
        let failed =
            |error: bundle::BadBundle| Trouble::Lasting(format!("{} was not compacted: {error}", self.round).into());
        let bytes = filling.builder.finish().map_err(failed)?;
        // By its bytes: who compacts the same writes the same file, and nobody overwrites another one.
        let name: String = Digest::of(&bytes).to_string().chars().take(NAME).collect();
        let path = below(&self.folder(Place::COMPACTED), &format!("{name}{}", bundle::ENDING));
        let time = Place { round: self.round, kiosk: Uuid::nil() }.nominal_time();
        let put = match self.destination.create(&path, &bytes, time) {
            // What is not what its name is made of was cut off when it was written, or harmed since.
            Err(Trouble::Different(_)) => {
                self.destination.replace(&path, &bytes, time)?;
                self.mended.push(self.source.shelf.called(&path));
                Put::Written
            }
            put => put?,
        };
        if self.source.shelf.bytes(&path, BUNDLE_MOST)?.as_deref() != Some(bytes.as_slice()) {
            return Err(Trouble::Passing(Obstacle::Otherwise(path)));
        }
        drop(bytes);
        if put == Put::Written {
            self.week.files.push(self.source.shelf.called(&path));
        }
        self.written.insert(path);
        for Loose { stem, statement } in &filling.sources {
            self.week.rounds += 1;
            self.remove_files(stem, statement, true)?;
        }
        Ok(())
    }

    /// Removes a kiosk's file that is in a bundle, if it is what it should be.
    fn remove_source(&mut self, claim: &Claim<()>, findings: &mut Findings) -> Result<(), Trouble> {
        let At::File(path) = &claim.at else { return Ok(()) };
        if claim.there && self.read(claim, path, findings)?.is_none() {
            return Ok(());
        }
        self.remove_files(path.strip_suffix(CELLS).unwrap_or(path), &claim.statement, claim.there)
    }

    /// The file first: a signature alone of what is compacted is nothing wrong, a file without its signature would be.
    fn remove_files(&mut self, stem: &str, statement: &Statement, there: bool) -> Result<(), Trouble> {
        let path = format!("{stem}{CELLS}");
        if there {
            self.remove(&path)?;
        }
        // Where there is a spill, or was, it vouches for it, or says that it was here: it may not come back once it is pooled.
        if statement.spill.is_none() { self.remove(&format!("{path}{}", Place::SIGNATURE)) } else { Ok(()) }
    }

    fn remove(&mut self, path: &str) -> Result<(), Trouble> {
        if self.wanted.keep {
            return Ok(());
        }
        self.destination.remove(path)?;
        self.week.removed += usize::from(Path::new(path).extension().is_some_and(|end| end == "parquet"));
        Ok(())
    }
}

/// What is done with a kiosk's file.
enum Fate {
    /// Nothing.
    Stays,
    /// It is put into a bundle.
    Goes,
    /// It is in one already.
    IsThere,
}

/// The bundles of a week that are whole.
#[derive(Default)]
struct Bundles {
    /// Those in which there is room.
    small: Vec<String>,
    /// Those of which others hold everything.
    needless: Vec<String>,
    /// The statements of all of them.
    holds: BTreeSet<Digest>,
}

impl Bundles {
    fn sorted(claims: &Claims<()>, full: usize) -> Self {
        let inside = claims.inside();
        let mut all = claims.bundles.clone();
        // The largest first, so that it is not the one that says nothing new.
        all.sort_by(|left, right| (right.bytes, &left.path).cmp(&(left.bytes, &right.path)));
        let mut bundles = Self::default();
        for Bundled { path, pieces, bytes } in all {
            // One of which a part is not whole is left as it is; what is whole in it counts, and is put together anew.
            let Some(held) = inside.get(path.as_str()).filter(|held| held.len() == pieces) else { continue };
            if held.iter().all(|digest| bundles.holds.contains(digest)) {
                bundles.needless.push(path);
                continue;
            }
            bundles.holds.extend(held);
            if bytes < full / 2 {
                bundles.small.push(path);
            }
        }
        bundles.small.sort_unstable();
        bundles
    }
}
