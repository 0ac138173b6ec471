//! Statements that lie in another week's folder than they are of: each may contradict what lies in its own, which is read before it
//! or after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Fault;
use super::chains::Chains;
use super::finding::Findings;
use super::steady::ATTEMPTS;
use crate::chain::{Place, Statement};
use crate::sync::Trouble;
use crate::vocabulary::Round;

/// So many are kept while a lake is read, some hundred bytes each: six weeks of ten thousand kiosks in wrong folders. Whoever may
/// write to a lake can put any number there.
const MOST: usize = 1 << 16;

/// A statement that lies in another week's folder than it is of, or in one that names no week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stray {
    pub(super) statement: Statement,
    /// The file that it stands beside, as people know it.
    pub(super) called: PathBuf,
    /// The kiosk and the round that this place names.
    pub(super) named: (Option<Uuid>, Option<Round>),
}

/// Those of a lake.
#[derive(Debug)]
pub(super) struct Strays {
    /// Those that contradict something, from when all was read before, by what they are of.
    known: BTreeMap<Place, Vec<Stray>>,
    /// Those that were met this time.
    met: Vec<Stray>,
    /// The files of which it was told this time what they contradict.
    told: BTreeSet<PathBuf>,
    /// How many more there are than are kept.
    more: usize,
    most: usize,
}

impl Default for Strays {
    fn default() -> Self {
        Self { known: BTreeMap::new(), met: Vec::new(), told: BTreeSet::new(), more: 0, most: MOST }
    }
}

impl Strays {
    /// Takes those of a folder.
    pub(super) fn take(&mut self, strays: Vec<Stray>, findings: &mut Findings) {
        for stray in strays {
            if self.met.len() < self.most {
                self.met.push(stray);
            } else {
                stray.is_out_of_order(findings);
                self.more += 1;
            }
        }
    }

    /// Whether one that is known contradicts what its kiosk says in the right place; each that does is told.
    pub(super) fn contradict<'s>(
        &mut self,
        place: Place,
        there: &(impl Iterator<Item = (&'s Statement, &'s Path)> + Clone),
        findings: &mut Findings,
    ) -> bool {
        let mut any = false;
        for Stray { statement, called, named: (kiosk, round) } in self.known.get(&place).into_iter().flatten() {
            if there.clone().any(|(other, _)| other != statement) {
                findings.misplaced(statement, (called, *kiosk, *round), there.clone());
                self.told.insert(called.clone());
                any = true;
            }
        }
        any
    }

    /// Whether some contradict what was read before anybody knew of them; then they are known from now on.
    fn contradict_more(&mut self, chains: &Chains) -> bool {
        let new = self.met.iter().filter(|stray| !self.told.contains(&stray.called));
        let new: Vec<_> = new.filter(|stray| chains.contradict(&stray.statement)).cloned().collect();
        let any = !new.is_empty();
        for stray in new {
            self.known.entry(stray.statement.place).or_default().push(stray);
        }
        any
    }

    /// Tells of those that contradict nothing.
    pub(super) fn tell(self, findings: &mut Findings) {
        for stray in self.met.iter().filter(|stray| !self.told.contains(&stray.called)) {
            stray.is_out_of_order(findings);
        }
        if self.more > 0 {
            let words = format!(
                "so many files lie in other weeks' folders that {} of them were not held against what lies in their own",
                self.more
            );
            findings.add(Fault::OutOfOrder, None, None, None, words);
        }
    }
}

impl Stray {
    fn is_out_of_order(&self, findings: &mut Findings) {
        let (kiosk, round) = self.named;
        findings.misplaced(&self.statement, (&self.called, kiosk, round), []);
    }
}

/// Reads a lake, and once more if what lies in other weeks' folders than it is of contradicts what was read: which of two comes
/// first then makes no difference. Gives back what `read` did, its chains, and all that is wrong.
///
/// # Errors
/// Those of `read`, and [`Trouble::Passing`] if more of it comes whenever it is read.
pub(super) fn knowing_strays<T>(
    mut read: impl FnMut(&mut Strays, &mut Findings) -> Result<(T, Chains), Trouble>,
) -> Result<(T, Chains, Findings), Trouble> {
    let mut known = BTreeMap::new();
    for _ in 0..ATTEMPTS {
        let mut strays = Strays { known, ..Strays::default() };
        let mut findings = Findings::default();
        let (done, chains) = read(&mut strays, &mut findings)?;
        if !strays.contradict_more(&chains) {
            strays.tell(&mut findings);
            return Ok((done, chains, findings));
        }
        known = strays.known;
    }
    Err(Trouble::Passing("other files came into the folders of wrong weeks whenever they were read".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{Digest, SigningKey};
    use crate::export::Format;
    use crate::random::Random;

    fn stray(number: u8) -> Stray {
        let key = SigningKey::generate(&mut Random::seeded(1)).public();
        let place = Place { kiosk: Uuid::from_u128(7), round: "2026-W46".parse().unwrap() };
        let sha256 = Digest::of(&[number]);
        let statement = Statement { place, format: Format::Parquet, sha256, spill: None, previous: None, key };
        Stray { statement, called: PathBuf::from(number.to_string()), named: (Some(place.kiosk), None) }
    }

    #[test]
    fn of_more_than_are_kept_it_is_said_how_many_were_not_held_against_anything() {
        let mut strays = Strays { most: 2, ..Strays::default() };
        let mut findings = Findings::default();
        strays.take((0..5).map(stray).collect(), &mut findings);
        assert_eq!(strays.met.len(), 2);
        strays.tell(&mut findings);
        let found = findings.sorted();
        assert_eq!(found.len(), 6, "each is told");
        assert!(found.iter().all(|finding| finding.fault == Fault::OutOfOrder));
        let bound = found.iter().filter(|finding| finding.path.is_none()).map(|finding| finding.finding.as_str());
        let words =
            "so many files lie in other weeks' folders that 3 of them were not held against what lies in their own";
        assert_eq!(bound.collect::<Vec<_>>(), [words]);
    }

    #[test]
    fn all_is_read_again_only_where_something_contradicts_what_was_read_and_not_for_ever() {
        let read = |strays: &[u8], there: u8, all: &mut u8| {
            let place = stray(0).statement.place;
            knowing_strays(|known, findings| {
                *all += 1;
                let own = stray(there).statement;
                let mut chains = Chains::default();
                let path = Path::new("own");
                chains.follow((place.kiosk, place.round), &[(&own, path)], findings);
                let contradicted = known.contradict(place, &[(&own, path)].into_iter(), findings);
                // What comes anew each time.
                let strays = if strays.is_empty() { vec![*all + 100] } else { strays.to_vec() };
                known.take(strays.into_iter().map(stray).collect(), findings);
                Ok((contradicted, chains))
            })
        };
        let mut times = 0;
        let (contradicted, _, findings) = read(&[1, 1], 1, &mut times).unwrap();
        assert!(times == 1 && !contradicted && !findings.has(Fault::Duplicate), "copies");
        times = 0;
        let (contradicted, _, findings) = read(&[1, 2], 1, &mut times).unwrap();
        let told = findings.sorted().into_iter().map(|finding| (finding.fault, finding.path.unwrap()));
        let expected = [(Fault::Duplicate, PathBuf::from("2")), (Fault::OutOfOrder, PathBuf::from("1"))];
        assert!(times == 2 && contradicted);
        let mut told: Vec<_> = told.collect();
        told.sort_by_key(|(fault, _)| *fault != Fault::Duplicate);
        assert_eq!(told, expected);
        times = 0;
        assert!(matches!(read(&[], 1, &mut times), Err(Trouble::Passing(_))));
        assert_eq!(times, 3);
    }
}
