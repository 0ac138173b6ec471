//! What the report is made from: released batches with where they come from.

use std::collections::{BTreeMap, BTreeSet};

use crate::export::Origin;
use crate::release::Batch;
use crate::stats::{self, Design, Noise};
use crate::tally::Histogram;
use crate::vocabulary::{ItemId, PackId, Round, SiteId};

/// One released batch and the kiosk it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The kiosk.
    pub origin: Origin,
    /// The batch.
    pub batch: Batch,
}

/// Two different batches under one id: a file was altered or made up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the batch {batch} of {round} at {site} is there twice, and not the same both times: one was altered")]
pub struct Contradiction {
    batch: uuid::Uuid,
    round: Round,
    site: SiteId,
}

/// Puts the sheets of several kiosks together, each batch once.
///
/// # Errors
/// [`Contradiction`] where a batch is there twice with different counts.
pub fn gather(sheets: impl IntoIterator<Item = Sheet>) -> Result<Vec<Sheet>, Contradiction> {
    let mut known: BTreeMap<uuid::Uuid, Sheet> = BTreeMap::new();
    for sheet in sheets {
        let id = sheet.batch.id();
        match known.get(&id) {
            Some(there) if *there != sheet => {
                let (round, site) = (sheet.batch.round(), sheet.origin.site);
                return Err(Contradiction { batch: id, round, site });
            }
            Some(_) => {}
            None => {
                known.insert(id, sheet);
            }
        }
    }
    Ok(known.into_values().collect())
}

/// Sheets of one question that are looked at together.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheets<'s>(pub(super) Vec<&'s Sheet>);

/// What the sheets of some question come to.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    pub(super) counts: stats::Histogram,
    /// How the same people's answers in several rounds widen what is known.
    pub(super) design: Design,
    pub(super) from: Round,
    pub(super) to: Round,
}

impl Sum {
    /// The same without some of its answers; none if nothing is left.
    ///
    /// How many are left is known only with the noise in what is taken away, which is added to that in every count.
    pub(super) fn without(mut self, left_out: &stats::Count) -> Option<Self> {
        let left = i64::try_from(self.counts.n).ok()?.saturating_sub(left_out.count);
        self.counts.n = u64::try_from(left).ok().filter(|left| *left > 0)?;
        self.counts.noise = self.counts.noise.plus(&left_out.noise);
        Some(self)
    }
}

impl<'s> Sheets<'s> {
    /// Those of one question, whatever was counted of it.
    pub(super) fn of(all: &'s [Sheet], pack: &PackId, item: &ItemId) -> Self {
        Self(
            all.iter()
                .filter(|sheet| {
                    let batch = &sheet.batch;
                    let pairs_it = matches!(batch.histogram(), Histogram::Pair(other) if other == item);
                    batch.pack() == pack && (batch.item() == item || pairs_it)
                })
                .collect(),
        )
    }

    /// Those for which `keep` is true.
    pub(super) fn only(&self, keep: impl Fn(&Sheet) -> bool) -> Self {
        Self(self.0.iter().copied().filter(|sheet| keep(sheet)).collect())
    }

    pub(super) fn at(&self, site: &str) -> Self {
        self.only(|sheet| sheet.origin.site.as_str() == site)
    }

    pub(super) fn in_rounds(&self, from: Round, to: Round) -> Self {
        self.only(|sheet| from <= sheet.batch.round() && sheet.batch.round() <= to)
    }

    pub(super) fn sites(&self) -> BTreeSet<&'s str> {
        self.0.iter().map(|sheet| sheet.origin.site.as_str()).collect()
    }

    pub(super) fn rounds(&self) -> BTreeSet<Round> {
        self.0.iter().map(|sheet| sheet.batch.round()).collect()
    }

    /// Adds them up: `cell` says into which cells, if any, a response of a table goes. None if nothing is there.
    pub(super) fn sum(&self, cells: usize, cell: impl Fn(&Batch, &str) -> Option<usize>) -> Option<Sum> {
        let rounds = self.rounds();
        let (&from, &to) = (rounds.first()?, rounds.last()?);
        let mut counts = stats::Histogram::empty(cells);
        for sheet in &self.0 {
            counts.add(&collapsed(&sheet.batch, cells, &cell));
        }
        // The site with most rounds decides: a longer series of the same people is known less well than it looks.
        let most = self.sites().into_iter().map(|site| self.at(site).rounds().len()).max().unwrap_or(1);
        Some(Sum { counts, design: Design::of_rounds(most), from, to })
    }
}

/// A batch's table with cells put together.
fn collapsed(batch: &Batch, cells: usize, cell: impl Fn(&Batch, &str) -> Option<usize>) -> stats::Histogram {
    let mut counts = vec![0; cells];
    let mut draws = vec![0_u32; cells];
    for released in batch.cells() {
        if let Some(at) = cell(batch, &released.response).filter(|&at| at < cells) {
            counts[at] += released.count;
            draws[at] += 1;
        }
    }
    // Where several cells went into one, so did their noise; the cell with most decides for all.
    let most = draws.into_iter().max().unwrap_or(0).max(1);
    let noise = Noise::of_variance(batch.cell_variance()).times(most);
    stats::Histogram { cells: counts, n: u64::from(batch.n()), noise }
}
