//! The share of answers of one kind.

use statrs::function::factorial::ln_factorial;

use super::distribution::{UPPER, z};
use super::noise::Tails;
use super::{Count, Design, Estimate, Interval};

/// Up to so many answers an interval with noise is found exactly; beyond, the normal distribution is near enough.
const EXACT_UP_TO: u64 = 400;
/// Halvings of [0, 1] after which a bound is known to 10^-9.
const HALVINGS: u32 = 30;

/// The share `count.count / count.n` with its interval; everything is possible where nobody answered.
///
/// Without noise the interval is Wilson's (1927). With noise it holds the shares p for which neither P(X + N ≥ y) nor
/// P(X + N ≤ y) is below .025, X binomial and N the noise; Wilson's interval around a noisy count covers too little.
/// A `design` above 1 widens it by the variance that comes on top, squared and added on each side.
#[must_use]
pub fn share(count: &Count, design: Design) -> Estimate {
    if count.n == 0 {
        return Estimate { value: 0.5, interval: Interval { low: 0.0, high: 1.0 } };
    }
    let n = count.n as f64;
    let value = count.count as f64 / n;
    let interval = if count.noise.is_none() {
        wilson(count.count as f64, n)
    } else if count.n <= EXACT_UP_TO {
        inverted(count)
    } else {
        let p = adjusted(value, n);
        let variance = p * (1.0 - p) / n + count.noise.variance() / (n * n);
        Interval::around(value, z() * variance.sqrt()).within(0.0, 1.0)
    };
    Estimate { value, interval: widened(Estimate { value, interval }, n, design) }
}

/// The share of points that an option got in rankings of those it could have got: `count.count / (points · count.n)`.
///
/// Only sums of points are released, so their spread is not known; it is taken to be the largest there can be, that of
/// people who give all points or none. The interval is then that of a share, and holds the truth more often than 95 %.
#[must_use]
pub fn points(count: &Count, points: u32, design: Design) -> Estimate {
    if points <= 1 || count.n == 0 {
        return share(count, design);
    }
    let (n, all) = (count.n as f64, f64::from(points));
    let value = count.count as f64 / (all * n);
    let interval = if count.noise.is_none() {
        wilson(value.clamp(0.0, 1.0) * n, n)
    } else {
        let p = adjusted(value, n);
        let variance = p * (1.0 - p) / n + count.noise.variance() / (all * n).powi(2);
        Interval::around(value, z() * variance.sqrt()).within(0.0, 1.0)
    };
    Estimate { value, interval: widened(Estimate { value, interval }, n, design) }
}

/// Wilson's score interval for `count` of `n`, which need not be whole numbers.
#[must_use]
pub fn wilson(count: f64, n: f64) -> Interval {
    let (p, z2) = (count / n, z().powi(2));
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let margin = z() / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Interval::around(centre, margin).within(0.0, 1.0)
}

/// A share that is neither 0 nor 1, with two answers of each kind added (Agresti and Coull 1998).
pub(super) fn adjusted(share: f64, n: f64) -> f64 {
    ((share.clamp(0.0, 1.0) * n + 2.0) / (n + 4.0)).clamp(0.0, 1.0)
}

fn widened(estimate: Estimate, n: f64, design: Design) -> Interval {
    let more = design.factor() - 1.0;
    if more <= 0.0 {
        return estimate.interval;
    }
    let Interval { low, high } = estimate.interval;
    let p = estimate.inside();
    let side = |bound: f64| {
        // Each bound is the truth it stands for, so the variance is taken there.
        let at = adjusted(bound, n / design.factor());
        ((p - bound).powi(2) + z().powi(2) * more * at * (1.0 - at) / n).sqrt()
    };
    Interval { low: p - side(low), high: p + side(high) }.within(0.0, 1.0)
}

fn inverted(count: &Count) -> Interval {
    let n = i64::try_from(count.n).unwrap_or(i64::MAX);
    // A count that noise put outside what is possible would have an interval of next to no width, or none: right as
    // often as promised, and claiming to know everything. Moved inside, the intervals of very few answers hold more than
    // 95 %.
    let y = count.count.clamp(0, n);
    let tails = count.noise.tails();
    let binomial = Binomial::new(n);
    Interval {
        low: crossing(|p| binomial.with_noise_at_least(y, p, &tails) < 1.0 - UPPER),
        high: crossing(|p| 1.0 - binomial.with_noise_at_least(y + 1, p, &tails) >= 1.0 - UPPER),
    }
}

/// Where in [0, 1] `below` turns from true to false.
fn crossing(below: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    if !below(low) {
        return low;
    }
    if below(high) {
        return high;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The binomial distributions of `n` answers.
struct Binomial {
    n: i64,
    /// The logarithm of n over k, for each k.
    ways: Vec<f64>,
}

impl Binomial {
    fn new(n: i64) -> Self {
        let of = |count: i64| ln_factorial(count.unsigned_abs());
        Self { n, ways: (0..=n).map(|k| of(n) - of(k) - of(n - k)).collect() }
    }

    /// P(X + N ≥ y) at share `p`.
    fn with_noise_at_least(&self, y: i64, p: f64, tails: &Tails) -> f64 {
        if p <= 0.0 {
            return tails.at_least(y);
        }
        if p >= 1.0 {
            return tails.at_least(y - self.n);
        }
        let (yes, no) = (p.ln(), (-p).ln_1p());
        let chances = self.ways.iter().zip(0_i64..);
        chances
            .map(|(ways, k)| {
                let mass = (ways + k as f64 * yes + (self.n - k) as f64 * no).exp();
                mass * tails.at_least(y - k)
            })
            .sum()
    }
}
