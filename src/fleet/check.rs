//! Holds what lies in a lake against what kiosks signed: what is missing, altered, forged, in the wrong place or twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use parquet::file::metadata::ParquetMetaData;
use uuid::Uuid;

use super::chains::Chains;
use super::claims::{Claims, Source};
use super::finding::{Fault, Finding, Findings};
use super::keys::Keys;
use super::signed::{Opened, wrong_with};
use super::steady::steadily;
use super::strays::knowing_strays;
use super::weeks::Weeks;
use crate::chain::{Signature, Statement};
use crate::sync::{Shelf, Trouble};
use crate::vocabulary::Round;

/// One kiosk's rounds that are there and whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Kiosk {
    /// The kiosk.
    pub kiosk: Uuid,
    /// How many rounds.
    pub rounds: usize,
    /// The first of them.
    pub from: Round,
    /// The last of them. Whether there are later ones only the kiosk itself knows.
    pub to: Round,
    /// The key that signed the first.
    pub key: String,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The kiosks of which something whole is there.
    pub kiosks: Vec<Kiosk>,
    /// All that is wrong, by kiosk and round.
    pub findings: Vec<Finding>,
}

/// What is known from elsewhere, and not taken from the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The keys that may have signed; none: the first that is seen of each kiosk.
    pub keys: Keys,
    /// What a kiosk itself says of its rounds, from its own ledger.
    pub own: Option<(Uuid, Vec<Statement>)>,
}

/// Checks all rounds in folders or stores, which are taken as one lake: round by round, as they are read for a report, but each
/// file is opened. `heard` is told how many rounds of how many were checked.
///
/// # Errors
/// [`Trouble`] if a folder or a file cannot be read.
pub fn check(places: &[&dyn Shelf], trust: &Trust, heard: &dyn Fn(u64, u64)) -> Result<Report, Trouble> {
    let lakes = Lakes::of(places, &trust.keys)?;
    let rounds: BTreeSet<Round> = lakes.all.iter().flat_map(|(_, weeks)| weeks.rounds().copied()).collect();
    let many = rounds.len() as u64;
    let (own, chains, mut findings) = knowing_strays(|strays, findings| {
        let (mut chains, mut own) = (Chains::default(), Own::default());
        lakes.claims(None)?.settle_nowhere(strays, findings);
        for (done, round) in (0..).zip(&rounds) {
            heard(done, many);
            let claims = lakes.claims(Some(*round))?;
            if let Some((kiosk, _)) = trust.own {
                own.note(kiosk, *round, &claims);
            }
            claims.settle(*round, (&mut chains, &mut *strays), findings);
        }
        heard(many, many);
        Ok((own, chains))
    })?;
    if let Some((kiosk, statements)) = &trust.own {
        compare(*kiosk, statements, &own, &mut findings);
    }
    Ok(Report { kiosks: chains.summary(), findings: findings.sorted() })
}

/// What is checked together.
struct Lakes<'l> {
    all: Vec<(&'l dyn Shelf, Weeks)>,
    keys: &'l Keys,
}

impl<'l> Lakes<'l> {
    fn of(places: &[&'l dyn Shelf], keys: &'l Keys) -> Result<Self, Trouble> {
        let all = places.iter().map(|shelf| Ok((*shelf, Weeks::of(*shelf)?)));
        Ok(Self { all: all.collect::<Result<_, Trouble>>()?, keys })
    }

    /// What all signatures of a round say, or those in folders that name none; and what is wrong with the files beside them.
    fn claims(&self, round: Option<Round>) -> Result<Claims<()>, Trouble> {
        let mut claims = Claims::default();
        for (shelf, weeks) in &self.all {
            let opened = Opened::default();
            claims.absorb(steadily(*shelf, |shelf| {
                let source = Source { shelf, keys: self.keys, opened: Some(&opened) };
                let there = source.there(round, weeks.folders(round))?;
                let is_whole = |(): &mut (), signature: &Signature, cells: &[u8], metadata: &ParquetMetaData| {
                    wrong_with(cells, Some(metadata), signature).map_or(Ok(()), Err)
                };
                source.claims(round, &there, || (), is_whole)
            })?);
        }
        Ok(claims)
    }
}

/// What is here of the kiosk that knows its own rounds.
#[derive(Default)]
struct Own {
    /// What it says of a round, and the files that say so.
    said: BTreeMap<Round, Vec<(Statement, PathBuf)>>,
    /// Rounds of which there is something, though nothing to go on with.
    broken: BTreeSet<Round>,
}

impl Own {
    fn note(&mut self, kiosk: Uuid, round: Round, claims: &Claims<()>) {
        let said: Vec<_> = claims.of(kiosk).map(|(statement, path)| (statement.clone(), path.to_owned())).collect();
        if !said.is_empty() {
            self.said.insert(round, said);
        }
        if claims.may_have_more_of(kiosk) {
            self.broken.insert(round);
        }
    }
}

/// Holds what is here against what the kiosk itself remembers.
fn compare(kiosk: Uuid, own: &[Statement], here: &Own, findings: &mut Findings) {
    let own: BTreeMap<Round, &Statement> = own.iter().map(|statement| (statement.place.round, statement)).collect();
    for (round, statement) in &own {
        match here.said.get(round) {
            None if here.broken.contains(round) => {}
            None => {
                let words = "the kiosk has closed it, and it is not here".to_owned();
                findings.add(Fault::Missing, Some(kiosk), Some(*round), None, words);
            }
            Some(all) => {
                for (_, path) in all.iter().filter(|(other, _)| other != *statement) {
                    let words = "the kiosk itself signed something else".to_owned();
                    findings.add(Fault::ReSigned, Some(kiosk), Some(*round), Some(path), words);
                }
            }
        }
    }
    for (round, all) in here.said.iter().filter(|(round, _)| !own.contains_key(round)) {
        for (_, path) in all {
            let words = "the kiosk itself knows no such round".to_owned();
            findings.add(Fault::ReSigned, Some(kiosk), Some(*round), Some(path), words);
        }
    }
}
