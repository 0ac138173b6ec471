//! The privacy parameters and the floors nobody can configure away.

use serde::{Deserialize, Serialize};

/// The privacy-loss parameter of a noisy histogram; finite and above zero by construction.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Epsilon(f64);

/// An epsilon that protects nothing or means nothing.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("epsilon must be a number above 0 and at most {MOST}, not {0}")]
pub struct BadEpsilon(pub f64);

/// Above this the noise is smaller than one answer practically always, so it would be a word only.
const MOST: f64 = 10.0;

impl Epsilon {
    /// What one answer costs unless somebody says otherwise: noise of standard deviation 1.4 a cell.
    pub const USUAL: Self = Self(2.0);

    /// Takes a number as epsilon.
    ///
    /// # Errors
    /// [`BadEpsilon`] unless it is above 0 and at most 10.
    pub fn new(value: f64) -> Result<Self, BadEpsilon> {
        if value > 0.0 && value <= MOST { Ok(Self(value)) } else { Err(BadEpsilon(value)) }
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Epsilon {
    type Error = BadEpsilon;
    fn try_from(value: f64) -> Result<Self, BadEpsilon> {
        Self::new(value)
    }
}

impl From<Epsilon> for f64 {
    fn from(epsilon: Epsilon) -> Self {
        epsilon.0
    }
}

/// What stands between counts and the outside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Mechanism {
    /// Counts leave as they are, in batches of k answers or more.
    Exact,
    /// Every cell leaves with discrete Laplace noise.
    DiscreteLaplace {
        /// The whole budget of one answer.
        epsilon: Epsilon,
    },
}

impl Mechanism {
    /// Whether noise is added.
    #[must_use]
    pub fn is_noisy(self) -> bool {
        matches!(self, Self::DiscreteLaplace { .. })
    }
}

/// Lowest number of answers a batch may hold.
pub const K_FLOOR: u32 = 5;
/// Fewest nights a batch must span.
pub const DAYS_FLOOR: u32 = 2;
/// Most answers of a quarter-hour that may count towards k: one person at the screen must not fill a batch alone.
pub const SLOT_CAP_CEILING: u32 = 2;
/// Fewest powered hours between two cuts.
pub const MIN_UP_HOURS_FLOOR: u32 = 30;
/// Fewest rounds a cohort waits before it is folded with others.
pub const FOLD_AFTER_FLOOR: u32 = 2;
/// Fewest answers outside the largest cell, for exact pulse-like items.
pub const DISSENT_FLOOR_PULSE: u32 = 2;

/// Lowest number of comments that leave together.
pub const COMMENT_K_FLOOR: u32 = 10;
/// Fewest nights that the comments that leave together come from.
pub const COMMENT_DAYS_FLOOR: u32 = 5;

/// The parameters one pack's items are released under; see `docs/anonymity.md`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Privacy {
    /// Answers a batch must hold.
    pub k: u32,
    /// Nights a batch must span.
    pub days: u32,
    /// Answers of one quarter-hour that count towards k.
    pub slot_cap: u32,
    /// Answers outside the largest cell that an exact batch must hold.
    pub dissent: u32,
    /// Rounds after which small cohorts are folded.
    pub fold_after: u32,
    /// Rounds after which a tally that never made it is given up.
    pub expire_after: u32,
    /// Exact counts, or counts with noise.
    pub mechanism: Mechanism,
}

impl Default for Privacy {
    /// The defaults of pulse-like items; see `docs/anonymity.md`.
    fn default() -> Self {
        Self {
            k: 8,
            days: 2,
            slot_cap: 2,
            dissent: 2,
            fold_after: 4,
            expire_after: 13,
            mechanism: Mechanism::DiscreteLaplace { epsilon: Epsilon::USUAL },
        }
    }
}
