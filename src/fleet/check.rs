//! Holds what was found against what kiosks signed: what is missing, altered, forged, in the wrong place or twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Found;
use crate::chain::{BadSignature, BadStatement, Digest, PublicKey, Signature, Statement};
use crate::export::SCHEMA_VERSION;
use crate::vocabulary::Round;

/// What is wrong with a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Something that was signed is not there.
    Missing,
    /// The file is not the one that was signed.
    Altered,
    /// The signature is not by the key that it names.
    Forged,
    /// The key is not the one it should be.
    OtherKey,
    /// It stands where another round, or another kiosk's, should stand.
    OutOfOrder,
    /// The same kiosk and round are there twice, and differ.
    Duplicate,
    /// The kiosk itself signed something else.
    ReSigned,
    /// There is no signature, or nothing that can be read as one.
    Unsigned,
    /// A newer program wrote it, which this one cannot check.
    Newer,
}

impl Fault {
    /// Its name, as tables and JSON have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Altered => "altered",
            Self::Forged => "forged",
            Self::OtherKey => "other-key",
            Self::OutOfOrder => "out-of-order",
            Self::Duplicate => "duplicate",
            Self::ReSigned => "re-signed",
            Self::Unsigned => "unsigned",
            Self::Newer => "newer",
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// What.
    pub fault: Fault,
    /// Whose; absent if not even that can be told.
    pub kiosk: Option<Uuid>,
    /// The round it is about.
    pub cut_week: Option<Round>,
    /// The file it is about.
    pub path: Option<PathBuf>,
    /// In words.
    pub finding: String,
}

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
    pub keys: Vec<PublicKey>,
    /// What a kiosk itself says of its rounds, from its own ledger.
    pub own: Option<(Uuid, Vec<Statement>)>,
}

/// Checks the rounds that were found, of however many kiosks.
#[must_use]
pub fn check(found: &[Found], trust: &Trust) -> Report {
    let mut findings = Findings::default();
    let mut chains: BTreeMap<Uuid, Chain> = BTreeMap::new();
    for found in found {
        let statement = examine(found, &trust.keys, &mut findings);
        if let Some(kiosk) = statement.as_ref().map(|statement| statement.place.kiosk).or(found.kiosk) {
            let chain = chains.entry(kiosk).or_default();
            match statement {
                Some(statement) => chain.take(statement, &found.path, &mut findings),
                None => chain.broken.extend(found.round),
            }
        }
    }
    if let Some((kiosk, own)) = &trust.own {
        let chain = chains.entry(*kiosk).or_default();
        compare(*kiosk, own, chain, &mut findings);
    }
    for (kiosk, chain) in &chains {
        chain.follow(*kiosk, &mut findings);
    }
    let kiosks = chains.iter().filter_map(|(kiosk, chain)| chain.summary(*kiosk)).collect();
    Report { kiosks, findings: findings.sorted() }
}

/// What one kiosk signed, as far as it is here.
#[derive(Default)]
struct Chain {
    /// By round; more than one where there are duplicates.
    statements: BTreeMap<Round, Vec<(Statement, PathBuf)>>,
    /// Rounds of which there is something, though nothing to go on with.
    broken: BTreeSet<Round>,
}

impl Chain {
    fn take(&mut self, statement: Statement, path: &Path, findings: &mut Findings) {
        let place = statement.place;
        let known = self.statements.entry(place.round).or_default();
        if known.iter().any(|(other, _)| *other == statement) {
            return;
        }
        if let Some((_, first)) = known.first() {
            let words = format!("{} is another file of the same kiosk and round", first.display());
            findings.add(Fault::Duplicate, Some(place.kiosk), Some(place.round), Some(path), words);
        }
        known.push((statement, path.to_owned()));
    }

    /// Follows the chain from the first round to the last.
    fn follow(&self, kiosk: Uuid, findings: &mut Findings) {
        let digests: BTreeMap<Digest, Round> = self
            .statements
            .iter()
            .flat_map(|(round, all)| all.iter().map(|(statement, _)| (statement.digest(), *round)))
            .collect();
        let mut before: Option<(Round, &[(Statement, PathBuf)])> = None;
        for (round, all) in &self.statements {
            for (statement, path) in all {
                let finding = |fault, words: String, findings: &mut Findings| {
                    findings.add(fault, Some(kiosk), Some(*round), Some(path), words);
                };
                let follows = before
                    .is_some_and(|(_, all)| all.iter().any(|(before, _)| Some(before.digest()) == statement.previous));
                let elsewhere = statement.previous.and_then(|previous| digests.get(&previous));
                match (statement.previous, before) {
                    (None, None) => {}
                    _ if follows => {}
                    (None, Some(_)) => {
                        finding(Fault::OutOfOrder, "it says that it is the kiosk's first round".into(), findings);
                    }
                    (Some(_), _) if let Some(other) = elsewhere => {
                        let words = format!("it follows {other}, and other rounds stand between");
                        finding(Fault::OutOfOrder, words, findings);
                    }
                    (Some(_), before) => {
                        let after = before.map(|(round, _)| round);
                        let explained = self.broken.iter().any(|broken| after < Some(*broken) && broken < round);
                        if !explained {
                            let words = after.map_or_else(
                                || "the round before it, which it names, is not here".to_owned(),
                                |after| format!("what the kiosk released between {after} and this is not here"),
                            );
                            finding(Fault::Missing, words, findings);
                        }
                    }
                }
                if let Some((first, key)) = self.first_key()
                    && statement.key != key
                {
                    finding(Fault::OtherKey, format!("{first} was signed by another key, {key}"), findings);
                }
            }
            before = Some((*round, all));
        }
    }

    fn first_key(&self) -> Option<(Round, PublicKey)> {
        let (round, all) = self.statements.first_key_value()?;
        all.first().map(|(statement, _)| (*round, statement.key))
    }

    fn summary(&self, kiosk: Uuid) -> Option<Kiosk> {
        let (_, key) = self.first_key()?;
        let (from, to) = (*self.statements.first_key_value()?.0, *self.statements.last_key_value()?.0);
        Some(Kiosk { kiosk, rounds: self.statements.len(), from, to, key: key.to_string() })
    }
}

/// Looks at one round alone; returns what its kiosk said of it, if it did.
fn examine(found: &Found, keys: &[PublicKey], findings: &mut Findings) -> Option<Statement> {
    let Some(bytes) = &found.signature else {
        findings.on(found, Fault::Unsigned, "there is no signature beside it");
        return None;
    };
    let read = std::str::from_utf8(bytes).map_err(|_| BadSignature::Malformed).and_then(Signature::read);
    let signature = match read {
        Ok(signature) => signature,
        Err(error @ BadSignature::Statement(BadStatement::Newer(_))) => {
            findings.on(found, Fault::Newer, error.to_string());
            return None;
        }
        Err(error) => {
            findings.on(found, Fault::Unsigned, format!("its signature cannot be taken: {error}"));
            return None;
        }
    };
    let statement = signature.statement();
    if !signature.vouches() {
        findings.on(found, Fault::Forged, format!("its signature is not by the key it names, {}", statement.key));
        return None;
    }
    if !keys.is_empty() && !keys.contains(&statement.key) {
        findings.on(found, Fault::OtherKey, format!("it is signed by {}, which is not to be trusted", statement.key));
    }
    if Some(statement.place.round) != found.round || Some(statement.place.kiosk) != found.kiosk {
        let place = statement.place;
        findings.on(found, Fault::OutOfOrder, format!("it is {} of kiosk {}", place.round, place.kiosk));
        // It is no evidence of the round whose place it takes, nor is its own round missing for it.
        return None;
    }
    match &found.cells {
        None => findings.on(found, Fault::Missing, "its signature is here, the file is not"),
        Some(cells) if cells.sha256 != statement.sha256 => {
            findings.on(found, Fault::Altered, "it is not the file that was signed");
        }
        Some(cells) if !signature.covers(cells) => {
            findings.on(found, Fault::Forged, format!("it was not signed by {}", statement.key));
        }
        Some(_) if found.schema.is_some_and(|schema| schema > SCHEMA_VERSION) => {
            findings.on(found, Fault::Newer, "its table is of a newer version than this program knows");
        }
        Some(_) => {}
    }
    // A spill that is gone was destroyed after it was pooled, as it should be.
    if found.spill.as_ref().is_some_and(|spill| Some(spill.sha256) != statement.spill) {
        findings.on(found, Fault::Altered, "its sealed spill is not the one that was signed");
    }
    Some(signature.statement().clone())
}

/// Holds what is here against what the kiosk itself remembers.
fn compare(kiosk: Uuid, own: &[Statement], chain: &Chain, findings: &mut Findings) {
    let own: BTreeMap<Round, &Statement> = own.iter().map(|statement| (statement.place.round, statement)).collect();
    for (round, statement) in &own {
        match chain.statements.get(round) {
            None if chain.broken.contains(round) => {}
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
    for (round, all) in chain.statements.iter().filter(|(round, _)| !own.contains_key(round)) {
        for (_, path) in all {
            let words = "the kiosk itself knows no such round".to_owned();
            findings.add(Fault::ReSigned, Some(kiosk), Some(*round), Some(path), words);
        }
    }
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, fault: Fault, kiosk: Option<Uuid>, round: Option<Round>, path: Option<&Path>, words: String) {
        self.0.push(Finding { fault, kiosk, cut_week: round, path: path.map(Path::to_owned), finding: words });
    }

    fn on(&mut self, found: &Found, fault: Fault, words: impl Into<String>) {
        self.add(fault, found.kiosk, found.round, Some(&found.path), words.into());
    }

    fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by(|left, right| {
            let place = |finding: &Finding| (finding.kiosk, finding.cut_week, finding.fault, finding.path.clone());
            place(left).cmp(&place(right))
        });
        self.0
    }
}
