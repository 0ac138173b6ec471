//! What leaves: a batch of cells that nothing will ever change again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::config::Mechanism;
use crate::tally::Histogram;
use crate::vocabulary::{CohortId, ItemId, PackId, Round};

/// Whose answers a batch holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CohortLabel {
    /// People who were not asked, or would rather not say.
    Unstated,
    /// One cohort.
    One(CohortId),
    /// Several cohorts that were too small on their own, together.
    Other,
}

impl CohortLabel {
    /// The label as files carry it: empty, an id, or `(other)`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unstated => "",
            Self::One(id) => id.as_str(),
            Self::Other => "(other)",
        }
    }
}

/// A response and its released count, which noise may make negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The response's code.
    pub response: String,
    /// Answers, plus noise if the batch is noisy; never clamped.
    pub count: i64,
}

/// The immutable result of one histogram of one item and cohort passing the gate at one cut.
///
/// Only [`super::cut`] makes one; the store keeps and returns it as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub(crate) id: Uuid,
    pub(crate) pack: PackId,
    pub(crate) item: ItemId,
    pub(crate) item_hash: String,
    pub(crate) histogram: Histogram,
    pub(crate) cohort: CohortLabel,
    pub(crate) round: Round,
    pub(crate) n: u32,
    pub(crate) mechanism: Mechanism,
    pub(crate) epsilon: Option<f64>,
    pub(crate) cell_variance: f64,
    pub(crate) bursts: u32,
    pub(crate) config_hash: String,
    pub(crate) cells: Vec<Cell>,
}

impl Batch {
    /// Random, drawn at the cut.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &PackId {
        &self.pack
    }

    /// The item.
    #[must_use]
    pub fn item(&self) -> &ItemId {
        &self.item
    }

    /// What the item said when it was answered; a changed question is another question.
    #[must_use]
    pub fn item_hash(&self) -> &str {
        &self.item_hash
    }

    /// Which histogram of the item this is.
    #[must_use]
    pub fn histogram(&self) -> &Histogram {
        &self.histogram
    }

    /// Whose answers these are.
    #[must_use]
    pub fn cohort(&self) -> &CohortLabel {
        &self.cohort
    }

    /// The ISO week that the cut closed.
    #[must_use]
    pub fn round(&self) -> Round {
        self.round
    }

    /// Answers, exactly.
    #[must_use]
    pub fn n(&self) -> u32 {
        self.n
    }

    /// Exact or noisy.
    #[must_use]
    pub fn mechanism(&self) -> Mechanism {
        self.mechanism
    }

    /// This histogram's part of an answer's epsilon; absent when exact.
    #[must_use]
    pub fn epsilon(&self) -> Option<f64> {
        self.epsilon
    }

    /// Variance of the noise in each cell; 0 when exact.
    #[must_use]
    pub fn cell_variance(&self) -> f64 {
        self.cell_variance
    }

    /// Burst visits of the item in the round, all cohorts together; they are in no cell.
    #[must_use]
    pub fn bursts(&self) -> u32 {
        self.bursts
    }

    /// Hash of the privacy parameters and content in force.
    #[must_use]
    pub fn config_hash(&self) -> &str {
        &self.config_hash
    }

    /// Every response of the item in the pack's order, those with count 0 too.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }
}
