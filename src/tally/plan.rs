//! What is tallied in a round, frozen when the round begins.

use serde::{Deserialize, Serialize};

use super::source::{Answers, Source};
use super::{Counts, Histogram};
use crate::config::{PoolRecipient, Privacy};
use crate::content::{Commitment, Item, Pack};
use crate::vocabulary::{CohortId, ItemId, PackId};

/// One histogram of one item, and the rules it is released under for the whole round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub(crate) pack: PackId,
    /// The item it is filed under.
    pub(crate) item: ItemId,
    /// The item's hash; of a histogram that belongs to several items, the hash of all.
    pub(crate) item_hash: String,
    pub(crate) histogram: Histogram,
    /// The items whose answers have a place in it, the one it is filed under first.
    pub(crate) sources: Vec<Source>,
    /// The codes of the histogram's cells, in order; of a table of two, row by row.
    pub(crate) responses: Vec<String>,
    /// The cells of a row in a table of two; 1 where there is only one.
    pub(crate) columns: u32,
    /// The cohorts offered; people outside all of them are always there too.
    pub(crate) cohorts: Vec<CohortId>,
    /// How many counts changing one answer can move from some cells to others: the most cells one answer adds to, and of a
    /// ranking the points between it and its reverse.
    pub(crate) picks: u32,
    /// The most that one answer adds to one cell: 1, and of a ranking the points of its first.
    pub(crate) points: u32,
    /// The rules; epsilon is this histogram's part of an answer's.
    pub(crate) privacy: Privacy,
    /// Whether the site is large enough for anything to be released here.
    pub(crate) stands_alone: bool,
    /// To whom what is given up is sealed.
    pub(crate) pool: Option<PoolRecipient>,
}

impl Plan {
    /// The order in which items are released, and what makes two plans the same item.
    pub(crate) fn key(&self) -> (&PackId, &ItemId, &str, &Histogram) {
        (&self.pack, &self.item, &self.item_hash, &self.histogram)
    }

    /// Whether this plan is for the answers to `item` of `pack` by themselves, as it reads now.
    pub(crate) fn is_for(&self, pack: &PackId, item: &Item) -> bool {
        &self.pack == pack && !self.histogram.is_joint() && self.sources.iter().any(|source| source.is(item))
    }

    /// Whether an answer to this item has a place of its own in it.
    pub(crate) fn places(&self, item: &ItemId) -> bool {
        // A message that was seen is no answer.
        let answers = if matches!(self.histogram, Histogram::Variant(_)) { 1 } else { self.sources.len() };
        self.sources.iter().take(answers).any(|source| &source.item == item)
    }

    /// The cells that a visit with these answers adds to; nothing if an answer it needs is not there.
    pub(crate) fn cells(&self, answers: &Answers) -> Option<Vec<usize>> {
        let columns = usize::try_from(self.columns).ok()?;
        let at = |row: usize, column: usize| Some(vec![row * columns + column]);
        match (&self.histogram, self.sources.as_slice()) {
            (Histogram::Responses | Histogram::Enps, [source]) => answers.cells(source),
            (Histogram::Pair(_), [first, second]) => at(answers.cell(first)?, answers.cell(second)?),
            (Histogram::RestScore, [source]) => {
                let row = answers.cell(source)?;
                let (right, of) = answers.score_without(source);
                if of == 0 { None } else { at(row, Histogram::rest_class(right, of)) }
            }
            (Histogram::Variant(variant), [question, card]) => {
                if answers.has_seen(card, variant.as_str()) {
                    answers.cells(question)
                } else {
                    None
                }
            }
            (Histogram::Segment, sources) => {
                let points = |commitment| {
                    let mine = sources.iter().filter(|source| source.commitment == Some(commitment));
                    // Its responses are the points from 1.
                    let points: Vec<usize> = mine.filter_map(|source| Some(answers.cell(source)? + 1)).collect();
                    Some(points).filter(|points| !points.is_empty())
                };
                let commitments = Commitment::ALL.into_iter().map(points).collect::<Option<Vec<_>>>()?;
                Some(vec![Histogram::segment(&commitments)])
            }
            _ => None,
        }
    }

    /// The most answers that say the same: the largest cell; of a ranking those that may agree on the first or the last;
    /// and of a table of two the largest row or column, for each of its items must be answered differently by somebody.
    pub(crate) fn most_alike(&self, counts: &Counts) -> u32 {
        if self.points > 1 {
            // Whoever does not put an option first takes at most all points of the first from it, and who does not put it
            // last gives it at most as many: so many answers at least stand against the rest.
            let most = counts.answers().saturating_mul(self.points);
            let apart = |points: u32| points.min(most.saturating_sub(points)).div_ceil(self.points);
            let against = counts.cells().map(apart).min().unwrap_or(0);
            return counts.answers().saturating_sub(against);
        }
        let columns = usize::try_from(self.columns).unwrap_or(1).max(1);
        if columns == 1 {
            return counts.largest();
        }
        let sum = |cells: &mut dyn Iterator<Item = u32>| cells.fold(0, u32::saturating_add);
        let cells: Vec<u32> = counts.cells().collect();
        let rows = cells.chunks(columns).map(|row| sum(&mut row.iter().copied()));
        let columns = (0..columns).map(|column| sum(&mut cells.iter().copied().skip(column).step_by(columns)));
        rows.chain(columns).max().unwrap_or(0)
    }

    /// Whether one answer to this item can change what is in it.
    pub(super) fn is_fed_by(&self, item: &Item, pack: &Pack) -> bool {
        // A rest score is made of the visit's other answers too.
        self.places(&item.id)
            || self.histogram == Histogram::RestScore && pack.has_rest_scores() && item.right().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_table_of_two_a_row_or_a_column_that_all_agree_on_is_the_most_alike() {
        let plan = |columns, points| Plan {
            pack: PackId::new("p").unwrap(),
            item: ItemId::new("i").unwrap(),
            item_hash: String::new(),
            histogram: Histogram::RestScore,
            sources: Vec::new(),
            responses: Vec::new(),
            columns,
            cohorts: Vec::new(),
            picks: 1,
            points,
            privacy: Privacy::default(),
            stands_alone: true,
            pool: None,
        };
        let counts = |cells: [usize; 6]| {
            let mut counts = Counts::zero(cells.len());
            for (cell, times) in cells.into_iter().enumerate() {
                (0..times).for_each(|_| counts.add(&[cell], true));
            }
            counts
        };
        assert_eq!(plan(1, 1).most_alike(&counts([1, 2, 3, 0, 0, 0])), 3);
        assert_eq!(plan(3, 1).most_alike(&counts([1, 2, 3, 0, 0, 0])), 6, "all in the first row");
        assert_eq!(plan(3, 1).most_alike(&counts([0, 2, 0, 0, 5, 0])), 7, "all in the middle column");
        assert_eq!(plan(2, 1).most_alike(&counts([1, 2, 3, 0, 0, 4])), 6);
        let ranked = |orders: &[[usize; 3]]| {
            let mut counts = Counts::zero(3);
            for [first, second, _] in orders {
                counts.add(&[*first, *first, *second], true);
            }
            plan(1, 2).most_alike(&counts)
        };
        assert_eq!(ranked(&[[0, 1, 2]; 4]), 4, "all agree");
        assert_eq!(ranked(&[[0, 1, 2], [0, 2, 1], [0, 1, 2], [0, 2, 1]]), 4, "all agree on the first");
        assert_eq!(ranked(&[[0, 1, 2], [1, 0, 2], [0, 1, 2], [1, 0, 2]]), 4, "all agree on the last");
        // Without the people behind them, two points from the first may be one person's or two.
        assert_eq!(ranked(&[[0, 1, 2], [0, 1, 2], [0, 2, 1], [2, 1, 0]]), 3);
        assert_eq!(ranked(&[[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]]), 2);
    }
}
