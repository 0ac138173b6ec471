//! One table: the counts of one question in one wording, as far as they may be added up.

use std::collections::BTreeMap;

use crate::tally::Histogram;
use crate::vocabulary::{ItemId, PackId};

use super::super::weeks::Weeks;
use super::{checked_cohort, checked_site};

/// The names of mechanisms.
pub(super) const EXACT: &str = "exact";
pub(super) const NOISY: &str = "discrete-laplace";

/// What tells tables that may be added up from others.
#[derive(Debug, Clone, Copy)]
pub struct Kind<'a> {
    /// The pack's id.
    pub pack: &'a str,
    /// The item's id.
    pub item: &'a str,
    /// What the item said.
    pub item_hash: &'a str,
    /// The name of the histogram.
    pub histogram: &'a str,
    /// `exact` or `discrete-laplace`.
    pub mechanism: &'a str,
    /// The part of an answer's epsilon; 0 when exact.
    pub epsilon: f64,
    /// Variance of the noise in a cell of one batch.
    pub cell_variance: f64,
}

impl Kind<'_> {
    /// Writes what tells it from others.
    pub fn key(&self, key: &mut Vec<u8>) {
        key.clear();
        for text in [self.pack, self.item, self.item_hash, self.histogram, self.mechanism] {
            key.extend_from_slice(text.as_bytes());
            key.push(0);
        }
        key.extend_from_slice(&self.epsilon.to_bits().to_le_bytes());
        key.extend_from_slice(&self.cell_variance.to_bits().to_le_bytes());
    }

    /// Whether a batch of this kind could be added.
    ///
    /// # Errors
    /// [`Unwritable`] if not.
    pub fn check(&self, site: &str, cohort: &str) -> Result<(), Unwritable> {
        checked_site(site)?;
        checked_cohort(cohort)?;
        Table::of(self).map(|_| ())
    }
}

/// Something that no kiosk writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it has a {0} that no kiosk writes")]
pub struct Unwritable(pub &'static str);

/// Counts that may be added up, all of one question in one wording.
#[derive(Debug, Clone)]
pub(in super::super) struct Table {
    pub(in super::super) pack: PackId,
    pub(in super::super) item: ItemId,
    pub(in super::super) item_hash: String,
    pub(in super::super) histogram: Histogram,
    pub(in super::super) noisy: bool,
    pub(in super::super) epsilon: f64,
    pub(in super::super) cell_variance: f64,
    /// Which question it is of, whatever the histogram.
    pub(super) question: usize,
    /// The responses in the order of the counts.
    pub(in super::super) responses: Vec<String>,
    /// By site and cohort.
    pub(in super::super) places: BTreeMap<(u32, u32), Counts>,
    /// By round and cohort.
    pub(in super::super) rounds: BTreeMap<(u32, u32), Counts>,
}

/// Added up counts.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Counts {
    /// In the order of the table's responses; what is missing at the end is 0.
    pub(in super::super) cells: Box<[i64]>,
    /// Batches that have a response, where that is not all of them.
    uneven: Option<Box<[u32]>>,
    pub(in super::super) n: u64,
    pub(in super::super) batches: u32,
    /// The rounds that they are of.
    pub(in super::super) weeks: Weeks,
}

impl Counts {
    /// How many batches have the response at this place.
    pub(in super::super) fn batches_with(&self, at: usize) -> u32 {
        match &self.uneven {
            Some(uneven) => uneven.get(at).copied().unwrap_or_default(),
            None if at < self.cells.len() => self.batches,
            None => 0,
        }
    }

    /// Adds counts, each with its place and in how many batches it is.
    pub(super) fn add(&mut self, cells: &[(usize, i64, u32)], n: u64, batches: u32) {
        let last = cells.iter().map(|(at, ..)| at + 1).max().unwrap_or_default();
        let whole = cells.len() == last && cells.iter().all(|(.., of)| *of == batches);
        let alike = whole && (self.batches == 0 || self.cells.len() == last) && self.uneven.is_none();
        if !alike {
            let length = last.max(self.cells.len());
            let mut uneven: Vec<u32> = (0..length).map(|at| self.batches_with(at)).collect();
            for (at, _, of) in cells {
                uneven[*at] += of;
            }
            self.uneven = Some(uneven.into());
        }
        if self.cells.len() < last {
            let mut cells = std::mem::take(&mut self.cells).into_vec();
            cells.reserve_exact(last - cells.len());
            cells.resize(last, 0);
            self.cells = cells.into();
        }
        for (at, count, _) in cells {
            self.cells[*at] += count;
        }
        self.n += n;
        self.batches += batches;
    }
}

impl Table {
    pub(super) fn of(kind: &Kind<'_>) -> Result<Self, Unwritable> {
        let noisy = match kind.mechanism {
            EXACT if kind.epsilon == 0.0 => false,
            NOISY if kind.epsilon.is_finite() && kind.epsilon > 0.0 => true,
            _ => return Err(Unwritable("mechanism")),
        };
        if !kind.cell_variance.is_finite() || kind.cell_variance < 0.0 {
            return Err(Unwritable("cell_variance"));
        }
        Ok(Self {
            pack: PackId::new(kind.pack).map_err(|_| Unwritable("pack"))?,
            item: ItemId::new(kind.item).map_err(|_| Unwritable("item"))?,
            item_hash: kind.item_hash.to_owned(),
            histogram: Histogram::from_name(kind.histogram).ok_or(Unwritable("histogram"))?,
            noisy,
            epsilon: kind.epsilon,
            cell_variance: kind.cell_variance,
            question: 0,
            responses: Vec::new(),
            places: BTreeMap::new(),
            rounds: BTreeMap::new(),
        })
    }

    /// Where a response stands; most often where it is looked for first.
    pub(super) fn place(&mut self, response: &str, likely: usize) -> usize {
        if self.responses.get(likely).is_some_and(|known| known == response) {
            return likely;
        }
        self.responses.iter().position(|known| known == response).unwrap_or_else(|| {
            self.responses.push(response.to_owned());
            self.responses.len() - 1
        })
    }
}
