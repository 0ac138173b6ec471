//! The mean of a scale.

use super::distribution::t;
use super::{Design, Estimate, Histogram, Interval};

/// The least variance of answers that is believed: noise can make it look smaller, and so can eight people who agree.
const LEAST_VARIANCE: f64 = 0.05;

/// The values of a scale's points, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale(Vec<f64>);

/// What is known of a scale's answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Their mean.
    pub mean: f64,
    /// Their variance, s², at least .05 and at least what noise does to it.
    pub variance: f64,
    /// How many there are.
    pub n: f64,
    /// The variance that noise adds to the mean.
    pub noise: f64,
}

impl Scale {
    /// The scale whose points have these values.
    #[must_use]
    pub fn new(values: Vec<f64>) -> Self {
        Self(values)
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Half-way between the lowest and the highest point: around it noise does least.
    fn midpoint(&self) -> f64 {
        let (low, high) = self.0.iter().fold((f64::MAX, f64::MIN), |(low, high), &v| (low.min(v), high.max(v)));
        f64::midpoint(low, high)
    }

    /// Mean and variance of the answers counted in `histogram`; none for fewer than two.
    #[must_use]
    pub fn moments(&self, histogram: &Histogram) -> Option<Moments> {
        if histogram.n < 2 || self.0.is_empty() {
            return None;
        }
        let n = histogram.n as f64;
        let middle = self.midpoint();
        let sum = |power: i32| -> f64 {
            self.0.iter().zip(&histogram.cells).map(|(value, &cell)| (value - middle).powi(power) * cell as f64).sum()
        };
        let offset = sum(1) / n;
        let powers = |power: i32| -> f64 { self.0.iter().map(|value| (value - middle).powi(power)).sum() };
        // Noise makes a variance of answers too small as easily as too large; it is not believed to be smaller than what
        // noise alone does to it.
        let unsure = (powers(4) * histogram.noise.variance()).sqrt() / (n - 1.0);
        Some(Moments {
            mean: middle + offset,
            variance: ((sum(2) - n * offset * offset) / (n - 1.0)).max(unsure.max(LEAST_VARIANCE)),
            n,
            noise: powers(2) * histogram.noise.variance() / (n * n),
        })
    }
}

impl Moments {
    /// The variance of the mean: that of sampling, and that of noise.
    pub(super) fn of_mean(&self, design: Design) -> f64 {
        self.variance * design.factor() / self.n + self.noise
    }

    /// The mean with its t interval, whose degrees of freedom are those of as many answers as if nobody had answered twice.
    #[must_use]
    pub fn estimate(&self, design: Design) -> Estimate {
        let degrees = (self.n / design.factor() - 1.0).max(1.0);
        let margin = t(degrees) * self.of_mean(design).sqrt();
        Estimate { value: self.mean, interval: Interval::around(self.mean, margin) }
    }
}
