//! Some of a report's rounds.

use std::ops::Range;

/// As many as a number has bits.
const HERE: usize = u64::BITS as usize;

/// Which of the rounds of a report, by their places in the list of all: more than a year without a piece of memory of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Weeks {
    first: u64,
    more: Option<Box<[u64]>>,
}

impl Weeks {
    /// The one at this place.
    pub(super) fn one(at: usize) -> Self {
        let mut weeks = Self::default();
        match at.checked_sub(HERE) {
            None => weeks.first = 1 << at,
            Some(beyond) => {
                let mut more = vec![0; beyond / HERE + 1];
                more[beyond / HERE] = 1 << (beyond % HERE);
                weeks.more = Some(more.into());
            }
        }
        weeks
    }

    /// Adds those of another.
    pub(super) fn add(&mut self, other: &Self) {
        self.first |= other.first;
        if let Some(theirs) = &other.more {
            let mut mine = self.more.take().unwrap_or_default().into_vec();
            mine.resize(mine.len().max(theirs.len()), 0);
            for (mine, theirs) in mine.iter_mut().zip(theirs.iter()) {
                *mine |= theirs;
            }
            self.more = Some(mine.into());
        }
    }

    /// How many of those at these places are in it.
    pub(super) fn count(&self, places: &Range<usize>) -> usize {
        let words = std::iter::once(&self.first).chain(self.more.iter().flat_map(|more| more.iter()));
        let counted = words.enumerate().map(|(word, bits)| {
            let from = places.start.saturating_sub(word * HERE).min(HERE);
            let to = places.end.saturating_sub(word * HERE).min(HERE);
            (bits & below(to) & !below(from)).count_ones() as usize
        });
        counted.sum()
    }
}

/// All bits below this one.
fn below(bit: usize) -> u64 {
    if bit >= HERE { u64::MAX } else { (1 << bit) - 1 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_a_set(places: BTreeSet<u16>, from in 0_usize..700, length in 0_usize..700) {
            let places: BTreeSet<usize> = places.into_iter().map(|at| usize::from(at % 600)).collect();
            let mut weeks = Weeks::default();
            for at in places.iter().chain(&places) {
                weeks.add(&Weeks::one(*at));
            }
            let range = from..from + length;
            prop_assert_eq!(weeks.count(&range), places.range(range).count());
        }
    }
}
