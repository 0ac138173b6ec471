//! Holds what was found against what kiosks signed: what is missing, altered, forged, in the wrong place or twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Found;
use super::chains::Chains;
use super::keys::Keys;
use crate::chain::{BadSignature, BadStatement, Digest, FileDigest, Place, Signature, Statement};
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
    pub keys: Keys,
    /// What a kiosk itself says of its rounds, from its own ledger.
    pub own: Option<(Uuid, Vec<Statement>)>,
}

/// Checks the rounds that were found, of however many kiosks. `heard` is told of each that its signature was
/// looked at.
#[must_use]
pub fn check(found: &[Found], trust: &Trust, heard: &dyn Fn()) -> Report {
    let mut findings = Findings::default();
    let mut gathered = Gathered::default();
    for found in found {
        heard();
        gathered.take(found, trust, &mut findings);
    }
    gathered.place(&mut findings);
    gathered.follow(trust, findings)
}

/// What the files say, round by round, and what they do not.
#[derive(Default)]
struct Gathered<'f> {
    rounds: BTreeMap<Round, BTreeMap<Uuid, Vec<Said<'f>>>>,
    stumbled: BTreeSet<(Round, Uuid)>,
    torn: BTreeSet<Round>,
    misplaced: Vec<(Statement, &'f Found)>,
    /// Statements whose file is there, and signatures without one.
    whole: BTreeSet<Digest>,
    alone: Vec<(Digest, &'f Found)>,
}

impl<'f> Gathered<'f> {
    fn take(&mut self, found: &'f Found, trust: &Trust, findings: &mut Findings) {
        if let Some((fault, words)) = &found.torn {
            findings.on(found, *fault, words.clone());
            self.torn.extend(found.round);
            return;
        }
        match examine(found, &trust.keys, findings) {
            Claimed::Here(signature) => {
                let statement = signature.statement().clone();
                let Place { kiosk, round } = statement.place;
                match &found.cells {
                    None => self.alone.push((statement.digest(), found)),
                    Some(cells) if signature.covers(cells) => {
                        self.whole.insert(statement.digest());
                    }
                    Some(_) => {}
                }
                self.rounds.entry(round).or_default().entry(kiosk).or_default().push((statement, &found.path));
            }
            Claimed::Elsewhere(signature) => {
                self.misplaced.push((signature.statement().clone(), found));
                self.stumbled.extend(found.round.zip(found.kiosk));
            }
            Claimed::Nothing(Fault::OtherKey) => {}
            Claimed::Nothing(_) => self.stumbled.extend(found.round.zip(found.kiosk)),
        }
    }

    /// Tells of files that are not where they belong.
    fn place(&mut self, findings: &mut Findings) {
        // Where the same round is compacted, or in another folder, its file is not missing.
        for (_, found) in self.alone.iter().filter(|(digest, _)| !self.whole.contains(digest)) {
            findings.on(found, Fault::Missing, "its signature is here, the file is not");
        }
        for (statement, found) in &self.misplaced {
            let Place { kiosk, round } = statement.place;
            let there = self.rounds.get(&round).and_then(|kiosks| kiosks.get(&kiosk));
            let there = there.into_iter().flatten().map(|(statement, path)| (statement, *path));
            if findings.misplaced(statement, (&found.path, found.kiosk, found.round), there) {
                // A later round may follow this one.
                self.stumbled.insert((round, kiosk));
            }
        }
    }

    /// Follows each kiosk's chain from round to round.
    fn follow(mut self, trust: &Trust, mut findings: Findings) -> Report {
        let mut chains = Chains::default();
        let mut own = Own::default();
        let mut all: BTreeSet<Round> =
            self.rounds.keys().copied().chain(self.stumbled.iter().map(|(round, _)| *round)).collect();
        all.extend(&self.torn);
        for round in all {
            for (kiosk, said) in self.rounds.remove(&round).unwrap_or_default() {
                let lines: Vec<_> = said.iter().map(|(statement, path)| (statement, *path)).collect();
                chains.follow((kiosk, round), &lines, &mut findings);
                if trust.own.as_ref().is_some_and(|(own, _)| *own == kiosk) {
                    own.said.insert(round, said);
                }
            }
            for (_, kiosk) in self.stumbled.range((round, Uuid::nil())..=(round, Uuid::max())) {
                chains.stumble(*kiosk, round);
                if trust.own.as_ref().is_some_and(|(own, _)| own == kiosk) {
                    own.broken.insert(round);
                }
            }
            if self.torn.contains(&round) {
                chains.stumble_all(round);
                own.broken.insert(round);
            }
        }
        if let Some((kiosk, statements)) = &trust.own {
            compare(*kiosk, statements, &own, &mut findings);
        }
        Report { kiosks: chains.summary(), findings: findings.sorted() }
    }
}

/// What a kiosk says of a round, and the file that says so.
type Said<'f> = (Statement, &'f Path);

/// What is here of the kiosk that knows its own rounds.
#[derive(Default)]
struct Own<'f> {
    said: BTreeMap<Round, Vec<Said<'f>>>,
    /// Rounds of which there is something, though nothing to go on with.
    broken: BTreeSet<Round>,
}

/// What the signature beside a file comes to.
pub(super) enum Claimed {
    /// It can be believed, and is about this file's place.
    Here(Signature),
    /// It can be believed, and is about another place: no evidence of the round whose place it takes, nor is its own round
    /// missing for it.
    Elsewhere(Signature),
    /// There is nothing to believe, for this fault. By a key that may not sign it is a stranger's: it says nothing of the kiosk
    /// that it names, not even that there is something of it.
    Nothing(Fault),
}

/// What a kiosk says in the signature beside a file.
pub(super) fn claim(
    (path, kiosk, round): (&Path, Option<Uuid>, Option<Round>),
    signature: Option<&[u8]>,
    keys: &Keys,
    findings: &mut Findings,
) -> Claimed {
    let mut wrong = |fault, words: String| {
        findings.add(fault, kiosk, round, Some(path), words);
        Claimed::Nothing(fault)
    };
    let Some(bytes) = signature else { return wrong(Fault::Unsigned, "there is no signature beside it".into()) };
    let read = std::str::from_utf8(bytes).map_err(|_| BadSignature::Malformed).and_then(Signature::read);
    let signature = match read {
        Ok(signature) => signature,
        Err(error @ BadSignature::Statement(BadStatement::Newer(_))) => return wrong(Fault::Newer, error.to_string()),
        Err(error) => return wrong(Fault::Unsigned, format!("its signature cannot be taken: {error}")),
    };
    let statement = signature.statement();
    if !signature.vouches() {
        return wrong(Fault::Forged, format!("its signature is not by the key it names, {}", statement.key));
    }
    let Place { kiosk: its, round: of } = statement.place;
    if !keys.may_sign(&statement.key, its) {
        return wrong(Fault::OtherKey, format!("it is signed by {}, which is not to be trusted", statement.key));
    }
    if Some(of) == round && Some(its) == kiosk { Claimed::Here(signature) } else { Claimed::Elsewhere(signature) }
}

/// What is wrong with a file beside a signature, if anything is.
pub(super) fn held_against(cells: &FileDigest, signature: &Signature) -> Option<(Fault, String)> {
    if cells.sha256 != signature.statement().sha256 {
        return Some((Fault::Altered, "it is not the file that was signed".to_owned()));
    }
    let words = || format!("it was not signed by {}", signature.statement().key);
    (!signature.covers(cells)).then(|| (Fault::Forged, words()))
}

/// Looks at one round alone.
fn examine(found: &Found, keys: &Keys, findings: &mut Findings) -> Claimed {
    let named = (found.path.as_path(), found.kiosk, found.round);
    let claimed = claim(named, found.signature.as_deref(), keys, findings);
    let Claimed::Here(signature) = &claimed else { return claimed };
    if let Some((fault, words)) = found.cells.as_ref().and_then(|cells| held_against(cells, signature)) {
        findings.on(found, fault, words);
    } else if found.schema.is_some_and(|schema| schema > SCHEMA_VERSION) {
        findings.on(found, Fault::Newer, "its table is of a newer version than this program knows");
    }
    // A spill that is gone was destroyed after it was pooled, as it should be.
    if found.spill.as_ref().is_some_and(|spill| Some(spill.sha256) != signature.statement().spill) {
        findings.on(found, Fault::Altered, "its sealed spill is not the one that was signed");
    }
    claimed
}

/// Holds what is here against what the kiosk itself remembers.
fn compare(kiosk: Uuid, own: &[Statement], here: &Own<'_>, findings: &mut Findings) {
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

/// All that is wrong so far.
#[derive(Default)]
pub(super) struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    pub(super) fn add(
        &mut self,
        fault: Fault,
        kiosk: Option<Uuid>,
        round: Option<Round>,
        path: Option<&Path>,
        words: String,
    ) {
        self.all.push(Finding { fault, kiosk, cut_week: round, path: path.map(Path::to_owned), finding: words });
    }

    /// Tells of a file that stands in another's place; returns whether it contradicts one that stands in its own. `there`: what
    /// its kiosk says of its round in the right place.
    pub(super) fn misplaced<'s>(
        &mut self,
        statement: &Statement,
        (path, kiosk, round): (&Path, Option<Uuid>, Option<Round>),
        there: impl IntoIterator<Item = (&'s Statement, &'s Path)>,
    ) -> bool {
        let Place { kiosk: its, round: of } = statement.place;
        let other = there.into_iter().find(|(other, _)| *other != statement);
        match other {
            Some((_, other)) => {
                let words = format!("{} is another file of the same kiosk and round", other.display());
                self.add(Fault::Duplicate, Some(its), Some(of), Some(path), words);
            }
            None => self.add(Fault::OutOfOrder, kiosk, round, Some(path), format!("it is {of} of kiosk {its}")),
        }
        other.is_some()
    }

    fn on(&mut self, found: &Found, fault: Fault, words: impl Into<String>) {
        self.add(fault, found.kiosk, found.round, Some(&found.path), words.into());
    }

    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.all.sort_by(|left, right| {
            let place = |finding: &Finding| (finding.kiosk, finding.cut_week, finding.fault, finding.path.clone());
            place(left).cmp(&place(right))
        });
        self.all
    }
}

impl Findings {
    pub(super) fn extend(&mut self, other: Self) {
        self.all.extend(other.all);
    }

    /// Takes back what was found in a compacted file, which is as it should be now.
    pub(super) fn forget(&mut self, bundle: &str) {
        let is_of = |path: &Path| path.to_str().is_some_and(|path| path.split('#').next() == Some(bundle));
        self.all.retain(|finding| !finding.path.as_deref().is_some_and(is_of));
    }

    pub(super) fn has(&self, fault: Fault) -> bool {
        self.all.iter().any(|finding| finding.fault == fault)
    }

    /// The files that are not to be read for what was found; of what is missing nothing can be read.
    pub(super) fn grave(&self) -> impl Iterator<Item = PathBuf> {
        let grave = self.all.iter().filter(|finding| finding.fault != Fault::Missing);
        grave.filter_map(|finding| finding.path.clone())
    }
}
