//! What is tallied in a round, frozen when the round begins.

use serde::{Deserialize, Serialize};

use super::Histogram;
use crate::config::{PoolRecipient, Privacy};
use crate::content::{Content, Item, ItemKind, Pack};
use crate::vocabulary::{CohortId, ItemId, PackId};

/// One histogram of one item, and the rules it is released under for the whole round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub(crate) pack: PackId,
    pub(crate) item: ItemId,
    pub(crate) item_hash: String,
    pub(crate) histogram: Histogram,
    /// The codes of the histogram's cells, in order.
    pub(crate) responses: Vec<String>,
    /// The cohorts offered; people outside all of them are always there too.
    pub(crate) cohorts: Vec<CohortId>,
    /// The most cells one answer adds to.
    pub(crate) picks: u32,
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

    /// Whether this plan is for `item` of `pack` as it reads now.
    pub(crate) fn is_for(&self, pack: &PackId, item: &Item) -> bool {
        &self.pack == pack && self.item == item.id && self.item_hash == item.hash
    }

    /// The cells that a response with these positions adds to.
    pub(crate) fn cells(&self, positions: &[usize]) -> Vec<usize> {
        match self.histogram {
            Histogram::Responses => positions.to_vec(),
            Histogram::Enps => positions.iter().map(|point| Histogram::enps_class(*point)).collect(),
        }
    }
}

/// A plan for every item that has responses, in the order of their ids.
#[must_use]
pub fn plans(content: &Content) -> Vec<Plan> {
    let mut plans: Vec<Plan> =
        content.packs.iter().flat_map(|pack| pack.items.iter().filter_map(|item| plan(content, pack, item))).collect();
    plans.sort_by(|left, right| left.key().cmp(&right.key()));
    plans
}

fn plan(content: &Content, pack: &Pack, item: &Item) -> Option<Plan> {
    let noisy = pack.privacy.mechanism.is_noisy();
    let (histogram, responses) = match item.kind {
        // Eleven noisy cells say less about the score than three do.
        ItemKind::Nps { .. } if noisy => (Histogram::Enps, Histogram::ENPS_CLASSES.map(String::from).to_vec()),
        _ => (Histogram::Responses, item.responses()),
    };
    if responses.is_empty() {
        return None;
    }
    let picks = match item.kind {
        ItemKind::Multiple { at_most, .. } => u32::from(at_most),
        _ => 1,
    };
    let cohorts = if pack.ask_cohort {
        content.kiosk.cohorts.iter().map(|cohort| cohort.id.clone()).collect()
    } else {
        Vec::new()
    };
    Some(Plan {
        pack: pack.id.clone(),
        item: item.id.clone(),
        item_hash: item.hash.clone(),
        histogram,
        responses,
        cohorts,
        picks,
        privacy: pack.privacy,
        stands_alone: content.kiosk.stands_alone(),
        pool: content.kiosk.pool_recipient.clone(),
    })
}
