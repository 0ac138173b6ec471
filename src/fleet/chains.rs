//! What kiosks signed, followed from round to round: each statement names the one before.

use std::collections::BTreeMap;
use std::path::Path;

use uuid::Uuid;

use super::check::Kiosk;
use super::finding::{Fault, Findings};
use crate::chain::{Digest, PublicKey, Statement};
use crate::vocabulary::Round;

/// What is remembered of a statement long past, to know it again: chance alone makes no two of ten thousand kiosks'
/// statements of a century alike in eight bytes.
type Trace = [u8; 8];

/// The chains of however many kiosks, as far as they were followed. Holds some bytes a round and kiosk.
#[derive(Default)]
pub(super) struct Chains {
    kiosks: BTreeMap<Uuid, Chain>,
    /// Whether there are rounds before the first, which were not looked at.
    goes_back: bool,
    /// Whether anybody's round may have been in something that cannot be read.
    torn: bool,
}

#[derive(Default)]
struct Chain {
    first: Option<(Round, PublicKey)>,
    last: Option<Round>,
    rounds: usize,
    /// The statements of the last round; more than one where there are duplicates.
    before: Vec<Digest>,
    /// All that were seen.
    seen: Vec<(Round, Trace)>,
    /// Whether there is something of a round since the last, though nothing to go on with.
    broken: bool,
    /// Whether the kiosk's file of the last round may be another than what is here of it.
    doubted: bool,
}

impl Chains {
    /// Chains that begin somewhere in the middle.
    pub(super) fn from_the_middle() -> Self {
        Self { goes_back: true, ..Self::default() }
    }

    /// Takes what a kiosk says of a round, each with the file that says so. Rounds come in their order.
    pub(super) fn follow(
        &mut self,
        (kiosk, round): (Uuid, Round),
        said: &[(&Statement, &Path)],
        findings: &mut Findings,
    ) {
        let broken = self.torn;
        let chain = self.kiosks.entry(kiosk).or_insert_with(|| Chain { broken, ..Chain::default() });
        let mut distinct: Vec<(&Statement, &Path)> = Vec::new();
        for (statement, path) in said {
            if distinct.iter().any(|(other, _)| other == statement) {
                continue;
            }
            if let Some((_, first)) = distinct.first() {
                let words = format!("{} is another file of the same kiosk and round", first.display());
                findings.add(Fault::Duplicate, Some(kiosk), Some(round), Some(path), words);
            }
            distinct.push((statement, path));
        }
        if distinct.is_empty() {
            return;
        }
        let mut stands = false;
        for (statement, path) in &distinct {
            let mut follows = true;
            if let Some((fault, words)) = chain.judge(statement, self.goes_back) {
                follows = fault == Fault::Missing;
                findings.add(fault, Some(kiosk), Some(round), Some(path), words);
            }
            let (first, key) = *chain.first.get_or_insert((round, statement.key));
            if statement.key != key {
                let words = format!("{first} was signed by another key, {key}");
                findings.add(Fault::OtherKey, Some(kiosk), Some(round), Some(path), words);
            }
            stands |= follows && statement.key == key;
        }
        chain.before = distinct.iter().map(|(statement, _)| statement.digest()).collect();
        chain.seen.extend(chain.before.iter().map(|digest| (round, digest.trace())));
        (chain.last, chain.broken, chain.doubted, chain.rounds) = (Some(round), false, !stands, chain.rounds + 1);
    }

    /// There is something of a kiosk's round, though nothing to go on with.
    pub(super) fn stumble(&mut self, kiosk: Uuid, round: Round) {
        self.kiosks.entry(kiosk).or_default().stumble(round);
    }

    /// There is something of a round, of kiosks that cannot be told any more.
    pub(super) fn stumble_all(&mut self, round: Round) {
        self.torn = true;
        for chain in self.kiosks.values_mut() {
            chain.stumble(round);
        }
    }

    /// Whether a kiosk said something else of the round in its own place.
    pub(super) fn contradict(&self, statement: &Statement) -> bool {
        let trace = statement.digest().trace();
        let seen = self.kiosks.get(&statement.place.kiosk).into_iter().flat_map(|chain| &chain.seen);
        seen.into_iter().any(|(round, other)| *round == statement.place.round && *other != trace)
    }

    /// The kiosks that said anything.
    pub(super) fn summary(&self) -> Vec<Kiosk> {
        let told = |(kiosk, chain): (&Uuid, &Chain)| {
            let ((from, key), to) = (chain.first?, chain.last?);
            Some(Kiosk { kiosk: *kiosk, rounds: chain.rounds, from, to, key: key.to_string() })
        };
        self.kiosks.iter().filter_map(told).collect()
    }
}

impl Chain {
    fn stumble(&mut self, round: Round) {
        let beside = self.last == Some(round);
        self.doubted |= beside;
        self.broken |= !beside;
    }

    /// What is wrong with the place of a statement in the chain.
    fn judge(&self, statement: &Statement, goes_back: bool) -> Option<(Fault, String)> {
        let Some(previous) = statement.previous else {
            return self.last.map(|_| (Fault::OutOfOrder, "it says that it is the kiosk's first round".to_owned()));
        };
        if self.before.contains(&previous) {
            return None;
        }
        if let Some((other, _)) = self.seen.iter().find(|(_, trace)| *trace == previous.trace()) {
            return Some((Fault::OutOfOrder, format!("it follows {other}, and other rounds stand between")));
        }
        let words = match self.last {
            // No round stands between, so the chain forks: a backup was restored, a card cloned or a file exchanged.
            Some(last) if last == statement.place.round.previous() => {
                if !self.doubted {
                    let words = format!("it follows another file than the one of {last} that is here");
                    return Some((Fault::OutOfOrder, words));
                }
                format!("the file of {last} that it follows is not here, or cannot be read")
            }
            _ if self.broken => return None,
            None if goes_back => return None,
            None => "the round before it, which it names, is not here".to_owned(),
            Some(last) => format!("what the kiosk released between {last} and this is not here"),
        };
        Some((Fault::Missing, words))
    }
}
