//! The answers of one visit as histograms read them.

use serde::{Deserialize, Serialize};

use super::Histogram;
use crate::content::{Commitment, Item, ItemKind};
use crate::visit::Response;
use crate::vocabulary::ItemId;

/// An item whose answers have a place in a histogram, as it read when the round began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) item: ItemId,
    pub(crate) hash: String,
    /// Whether it is a 0–10 item that is counted by class.
    pub(crate) by_class: bool,
    /// Which commitment it asks for, in a segment.
    pub(crate) commitment: Option<Commitment>,
}

impl Source {
    /// The answers to `item`, by class if they are 0–10 and noisy: eleven noisy cells say less about the score than three.
    pub(super) fn new(item: &Item, noisy: bool) -> Self {
        let by_class = noisy && matches!(item.kind, ItemKind::Nps { .. });
        Self { item: item.id.clone(), hash: item.hash.clone(), by_class, commitment: None }
    }

    /// The codes of the cells that `item` has, which this is a source of.
    pub(super) fn codes(&self, item: &Item) -> Vec<String> {
        if self.by_class { Histogram::ENPS_CLASSES.map(String::from).to_vec() } else { item.responses() }
    }

    /// Whether it is this item, as it reads now.
    pub(super) fn is(&self, item: &Item) -> bool {
        self.item == item.id && self.hash == item.hash
    }
}

/// The answers of one visit, each with its item.
pub(crate) struct Answers<'a>(Vec<(&'a Item, &'a Response)>);

impl<'a> Answers<'a> {
    pub(super) fn new(answers: Vec<(&'a Item, &'a Response)>) -> Self {
        Self(answers)
    }

    /// The items that are answered.
    pub(super) fn items(&self) -> impl Iterator<Item = &'a Item> {
        self.0.iter().map(|(item, _)| *item)
    }

    /// The cells that what was answered to an item adds one to; nothing if it was not answered, or reads otherwise now.
    ///
    /// A ranking adds more than one to a cell, which is there as often: by Borda's count an option gets a point for each
    /// that stands below it.
    pub(super) fn cells(&self, source: &Source) -> Option<Vec<usize>> {
        let (item, response) = self.0.iter().find(|(item, _)| source.is(item))?;
        if item.is_ranking() {
            let points = (0..response.positions().len()).rev();
            let cells = response.positions().iter().zip(points);
            return Some(cells.flat_map(|(position, points)| std::iter::repeat_n(*position, points)).collect());
        }
        let cell = |position: &usize| if source.by_class { Histogram::enps_class(*position) } else { *position };
        Some(response.positions().iter().map(cell).collect())
    }

    /// Whether this variant of a message was seen.
    pub(super) fn has_seen(&self, card: &Source, variant: &str) -> bool {
        let seen = self.0.iter().find(|(item, _)| card.is(item));
        seen.is_some_and(|(item, response)| item.codes(response.positions()).iter().any(|code| code == variant))
    }

    /// The one cell of what was answered to an item.
    pub(super) fn cell(&self, source: &Source) -> Option<usize> {
        match self.cells(source)?.as_slice() {
            [cell] => Some(*cell),
            _ => None,
        }
    }

    /// How many of the other questions with a right answer were answered rightly, and how many were answered.
    pub(super) fn score_without(&self, source: &Source) -> (usize, usize) {
        let others = self.0.iter().filter(|(item, _)| item.id != source.item);
        let scored = others.filter_map(|(item, response)| Some(response.positions() == [item.right()?]));
        scored.fold((0, 0), |(right, of), rightly| (right + usize::from(rightly), of + 1))
    }
}
