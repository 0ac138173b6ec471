//! How far two figures are apart.

use super::distribution::{two_sided_normal, z};
use super::share::adjusted;
use super::{Count, Design, Estimate, Interval, share};

/// A difference with its interval and the chance of one as large where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first figure less the second.
    pub value: f64,
    /// Where the true difference likely is.
    pub interval: Interval,
    /// The two-sided p-value, not corrected for other comparisons.
    pub p: f64,
}

/// The share of `first` less that of `second`.
///
/// The interval is Newcombe's hybrid score (1998, method 10), made of each side's own; noise is in those. The p-value is
/// that of the z test with pooled variance.
#[must_use]
pub fn of_shares((first, design): (&Count, Design), (second, other_design): (&Count, Design)) -> Difference {
    let (one, other) = (share(first, design), share(second, other_design));
    let (n, m) = (first.n.max(1) as f64, second.n.max(1) as f64);
    let pooled = adjusted((first.count + second.count) as f64 / (n + m), n + m);
    let variance = pooled * (1.0 - pooled) * (design.factor() / n + other_design.factor() / m)
        + first.noise.variance() / (n * n)
        + second.noise.variance() / (m * m);
    Difference {
        value: one.value - other.value,
        interval: hybrid(&one, &other),
        p: two_sided_normal((one.value - other.value) / variance.sqrt()),
    }
}

/// One figure less another of the same kind, from independent answers: each side's margin, squared and added.
#[must_use]
pub fn of_estimates(one: &Estimate, other: &Estimate) -> Difference {
    let spread = |estimate: &Estimate| ((estimate.interval.high - estimate.interval.low) / (2.0 * z())).powi(2);
    let value = one.value - other.value;
    let p = two_sided_normal(value / (spread(one) + spread(other)).sqrt().max(f64::MIN_POSITIVE));
    Difference { value, interval: hybrid(one, other), p }
}

fn hybrid(one: &Estimate, other: &Estimate) -> Interval {
    let (p, q) = (one.inside(), other.inside());
    let below = (p - one.interval.low).hypot(other.interval.high - q);
    let above = (one.interval.high - p).hypot(q - other.interval.low);
    Interval { low: p - q - below, high: p - q + above }
}
