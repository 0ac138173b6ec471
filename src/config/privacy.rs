//! The privacy parameters and the floors nobody can configure away.

use serde::{Deserialize, Serialize};

/// The privacy-loss parameter of an answer or of a noisy histogram: from 0.000001 to 10 by construction.
///
/// It is kept in whole millionths, so that parts of it can be added up without a rounding that gives more than the
/// whole, and the noise's scale is an exact fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Epsilon(u32);

/// An epsilon that protects nothing or means nothing.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("epsilon must be a number above 0 and at most {MOST}, not {0}")]
pub struct BadEpsilon(pub f64);

/// Above this the noise is smaller than one answer practically always, so it would be a word only.
const MOST: f64 = 10.0;
/// Epsilon is kept to the millionth.
const MILLIONTHS: f64 = 1_000_000.0;

impl Epsilon {
    /// What one answer costs unless somebody says otherwise: noise of standard deviation 1.4 a cell.
    pub const USUAL: Self = Self(2_000_000);

    /// Takes a number as epsilon, rounded down to the millionth: never less noise than promised.
    ///
    /// # Errors
    /// [`BadEpsilon`] unless it is at least a millionth and at most 10.
    pub fn new(value: f64) -> Result<Self, BadEpsilon> {
        if !(1.0 / MILLIONTHS..=MOST).contains(&value) {
            return Err(BadEpsilon(value));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and ten million")]
        let nearest = Self((value * MILLIONTHS).round() as u32);
        Ok(if nearest.get() > value { Self(nearest.0 - 1) } else { nearest })
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.0) / MILLIONTHS
    }

    /// The number in millionths, from 1 to ten million.
    #[must_use]
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// Splits it by `weights`, a part each; the parts never add up to more than the whole.
    ///
    /// Nothing if a part would be less than a millionth, or there are none.
    #[must_use]
    pub fn split(self, weights: &[u32]) -> Option<Vec<Self>> {
        let whole: u64 = weights.iter().copied().map(u64::from).sum();
        let part = |weight: u32| {
            let millionths = (u64::from(self.0) * u64::from(weight)).checked_div(whole)?;
            u32::try_from(millionths).ok().filter(|millionths| *millionths > 0).map(Self)
        };
        weights.iter().map(|weight| part(*weight)).collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty())
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
        epsilon.get()
    }
}

/// What stands between counts and the outside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Mechanism {
    /// Counts leave as they are, in batches of k answers or more.
    Exact,
    /// Every cell leaves with discrete Laplace noise.
    DiscreteLaplace {
        /// In a pack, all that one answer may cost; in a plan or a batch, this histogram's part of it.
        epsilon: Epsilon,
    },
}

impl Mechanism {
    /// Whether noise is added.
    #[must_use]
    pub fn is_noisy(self) -> bool {
        matches!(self, Self::DiscreteLaplace { .. })
    }

    /// Noise rather than none, and the smaller epsilon.
    #[must_use]
    pub fn most_careful(self, other: Self) -> Self {
        match (self, other) {
            (Self::DiscreteLaplace { epsilon: one }, Self::DiscreteLaplace { epsilon: two }) => {
                Self::DiscreteLaplace { epsilon: one.min(two) }
            }
            (Self::Exact, other) | (other, Self::Exact) => other,
        }
    }
}

/// Lowest number of answers a batch may hold.
pub const K_FLOOR: u32 = 5;
/// Fewest nights a batch must span.
pub const DAYS_FLOOR: u32 = 2;
/// Most answers of a quarter-hour that may count towards k: one person at the screen must not fill a batch alone.
pub const SLOT_CAP_CEILING: u32 = 2;
/// Most seconds after a visit in which another on the same pack is one of a burst: the time it takes somebody who waits
/// to walk up, read and answer; above it honest people would be set apart.
pub const REPEAT_SECONDS_CEILING: u32 = 30;
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

impl Privacy {
    /// What is at least as careful as both: the later and larger batch, and the sooner end of what waits.
    #[must_use]
    pub fn most_careful(self, other: Self) -> Self {
        Self {
            k: self.k.max(other.k),
            days: self.days.max(other.days),
            slot_cap: self.slot_cap.min(other.slot_cap),
            dissent: self.dissent.max(other.dissent),
            fold_after: self.fold_after.max(other.fold_after),
            expire_after: self.expire_after.min(other.expire_after),
            mechanism: self.mechanism.most_careful(other.mechanism),
        }
    }
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
