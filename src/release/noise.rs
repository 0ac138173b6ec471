//! Discrete Laplace noise, from a maintained exact sampler; nothing in here rounds a uniform number into one.

use prio::dp::Rational;
use prio::dp::distributions::DiscreteLaplace;
use rand::Rng;
use rand::distr::Distribution;

use crate::config::Epsilon;
use crate::mutant::{self, Mutant};

/// Noise for one cell of a histogram to which one answer adds at most `picks`.
pub(super) struct Noise {
    distribution: DiscreteLaplace,
}

impl Noise {
    /// Noise of scale 2·`picks`/ε: changing one answer moves at most `picks` counts from some cells to others.
    pub(super) fn new(epsilon: Epsilon, picks: u32) -> Self {
        let both_sides = if mutant::active(Mutant::HalfTheNoise) { 1 } else { 2 };
        let scale = Rational::from_unsigned(
            both_sides * u128::from(picks.max(1)) * 1_000_000,
            u128::from(epsilon.millionths()),
        );
        // Only a denominator or a numerator of zero is refused, and both are at least one.
        let distribution = scale.and_then(DiscreteLaplace::new).unwrap_or_else(|_| unreachable!("epsilon is above 0"));
        Self { distribution }
    }

    /// Draws the noise of one cell.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> i64 {
        // Beyond 63 bits the sampler would have had to lose some 10^18 coin tosses in a row.
        i64::try_from(self.distribution.sample(rng)).unwrap_or(i64::MAX)
    }
}

/// Variance of the noise in one cell: 2a/(1−a)² with a = e^(−ε/(2·picks)).
#[must_use]
pub fn cell_variance(epsilon: Epsilon, picks: u32) -> f64 {
    let a = (-epsilon.get() / (2.0 * f64::from(picks))).exp();
    2.0 * a / (1.0 - a).powi(2)
}
