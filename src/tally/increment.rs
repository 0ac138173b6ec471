//! Which counters a visit adds to, for the person whose visit it was.

use super::{Histogram, Plan};
use crate::vocabulary::{CohortId, ItemId, OptionId};

/// What a counter stands for, or one side of it in a table of two.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// A response to an item, by its position.
    Response(ItemId, usize),
    /// Detractors, passives or promoters of a 0–10 item.
    Class(ItemId, usize),
    /// How the other questions of a quiz went: few, some or most of them right.
    RestScore(usize),
    /// Ambassadors, loyalists, neutrals or saboteurs.
    Segment(usize),
    /// Having seen this variant of a message.
    Seen(ItemId, OptionId),
}

/// One counter that a visit adds to. It is shown to that person, and a debug print tells nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Increment {
    /// What the counter stands for.
    pub parts: Vec<Part>,
    /// Whose counter it is; none for people outside all cohorts.
    pub cohort: Option<CohortId>,
    /// How much it adds: one, and of a ranking an option's points.
    pub by: usize,
}

impl std::fmt::Debug for Increment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Increment(..)")
    }
}

impl Plan {
    /// What one of its cells stands for.
    pub(super) fn parts(&self, cell: usize) -> Vec<Part> {
        let columns = usize::try_from(self.columns).unwrap_or(1).max(1);
        let side = |source: usize, position: usize| {
            let source = self.sources.get(source)?;
            let part = if source.by_class { Part::Class } else { Part::Response };
            Some(part(source.item.clone(), position))
        };
        let (row, column) = (cell / columns, cell % columns);
        let parts = match &self.histogram {
            Histogram::Responses | Histogram::Enps => [side(0, cell), None],
            Histogram::Pair(_) => [side(0, row), side(1, column)],
            Histogram::RestScore => [side(0, row), Some(Part::RestScore(column))],
            Histogram::Segment => [Some(Part::Segment(cell)), None],
            Histogram::Variant(variant) => {
                let seen = self.sources.get(1).map(|card| Part::Seen(card.item.clone(), variant.clone()));
                [side(0, cell), seen]
            }
        };
        parts.into_iter().flatten().collect()
    }
}
