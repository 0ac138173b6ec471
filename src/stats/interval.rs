//! A figure and how far off it may be.

/// Bounds between which the truth lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

impl Interval {
    /// The interval of half width `margin` around `centre`.
    #[must_use]
    pub fn around(centre: f64, margin: f64) -> Self {
        Self { low: centre - margin, high: centre + margin }
    }

    /// The part of it between `low` and `high`.
    #[must_use]
    pub fn within(self, low: f64, high: f64) -> Self {
        Self { low: self.low.clamp(low, high), high: self.high.clamp(low, high) }
    }

    /// Whether `value` lies in it.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether it lies wholly above or wholly below 0.
    #[must_use]
    pub fn excludes_zero(&self) -> bool {
        !self.contains(0.0)
    }
}

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure; noise may put it outside what is possible.
    pub value: f64,
    /// Where the truth likely is.
    pub interval: Interval,
}

impl Estimate {
    /// The figure, moved into its interval where noise has put it outside.
    pub(super) fn inside(&self) -> f64 {
        self.value.clamp(self.interval.low, self.interval.high)
    }
}

/// How many times larger the variance of sampling is than if every answer came from another person.
///
/// Noise is drawn for each count and is not made larger by it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Design(f64);

/// How alike two answers of the same people in two rounds are taken to be. Our assumption: nobody can know it, for
/// answers of one person are never linked.
const ALIKE: f64 = 0.6;

impl Design {
    /// Every answer from another person, as within one round.
    pub const ONE_ROUND: Self = Self(1.0);

    /// The same people answering again in each of so many rounds: 1 + (R − 1)·0.6 (Cochran 1977, ch. 9).
    #[must_use]
    pub fn of_rounds(rounds: usize) -> Self {
        Self(1.0 + rounds.saturating_sub(1) as f64 * ALIKE)
    }

    /// The factor, 1 or more.
    #[must_use]
    pub fn factor(self) -> f64 {
        self.0
    }
}
