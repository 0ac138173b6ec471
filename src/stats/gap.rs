//! The mirror's gap: what employees believe customers say, less what customers say.

use super::distribution::{t, two_sided_t};
use super::{Design, Histogram, Interval, Moments, Scale};

/// A gap, how sure it is and how large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Mean of the employees less that of the customers, in points of the scale.
    pub value: f64,
    /// Welch's t interval (1947).
    pub interval: Interval,
    /// Welch's degrees of freedom.
    pub degrees: f64,
    /// The two-sided p-value, not corrected for other touchpoints.
    pub p: f64,
    /// Glass's Δ by the customers' standard deviation, with Hedges' correction: employees predict a mean, so their
    /// spread is not the customers'.
    pub glass_delta: f64,
    /// Cohen's d by the pooled standard deviation.
    pub cohens_d: f64,
}

/// What may be said of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Corrected for all touchpoints, there is one.
    Real,
    /// There may be one.
    Unclear,
    /// If there is one, it is less than half a point.
    NoneShown,
}

/// A gap smaller than this many points of the scale is as good as none; our cut-off, printed with the verdicts.
const NEGLIGIBLE: f64 = 0.5;

/// The gap between employees and customers on one touchpoint.
#[must_use]
pub fn gap(employees: &Moments, customers: &Moments, design: Design) -> Gap {
    let value = employees.mean - customers.mean;
    let parts = [employees.variance * design.factor() / employees.n, customers.variance / customers.n];
    let variance = parts.iter().sum::<f64>() + employees.noise + customers.noise;
    // Noise is known to the last digit and costs no degree of freedom.
    let own = (employees.n / design.factor() - 1.0).max(1.0);
    let degrees = variance.powi(2) / (parts[0].powi(2) / own + parts[1].powi(2) / (customers.n - 1.0));
    let error = variance.sqrt();
    let (m, n) = (employees.n, customers.n);
    let pooled = (((m - 1.0) * employees.variance + (n - 1.0) * customers.variance) / (m + n - 2.0)).sqrt();
    let hedges = 1.0 - 3.0 / (4.0 * (n - 1.0) - 1.0);
    Gap {
        value,
        interval: Interval::around(value, t(degrees) * error),
        degrees,
        p: two_sided_t(value / error, degrees),
        glass_delta: hedges * value / customers.variance.sqrt(),
        cohens_d: value / pooled,
    }
}

impl Gap {
    /// What may be said of it, given its p-value corrected for all touchpoints.
    #[must_use]
    pub fn verdict(&self, p_adjusted: f64) -> Verdict {
        if p_adjusted < 0.05 && self.interval.excludes_zero() {
            Verdict::Real
        } else if self.interval.low.abs().max(self.interval.high.abs()) <= NEGLIGIBLE {
            Verdict::NoneShown
        } else {
            Verdict::Unclear
        }
    }
}

/// The chance that an employee's answer is above a customer's, less that it is below (Cliff 1993); of the answers
/// themselves, without interval. Counts that noise made negative count as none.
#[must_use]
pub fn cliffs_delta(scale: &Scale, employees: &Histogram, customers: &Histogram) -> f64 {
    let weights = |histogram: &Histogram| -> Vec<(f64, f64)> {
        scale.values().iter().zip(&histogram.cells).map(|(&value, &cell)| (value, cell.max(0) as f64)).collect()
    };
    let (ours, theirs) = (weights(employees), weights(customers));
    let (mut above, mut all) = (0.0, 0.0);
    for (value, weight) in &ours {
        for (other, other_weight) in &theirs {
            let pairs = weight * other_weight;
            all += pairs;
            above += if value > other {
                pairs
            } else if value < other {
                -pairs
            } else {
                0.0
            };
        }
    }
    if all > 0.0 { above / all } else { 0.0 }
}
