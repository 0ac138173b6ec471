//! Quantiles and tails of the distributions that intervals and tests are made of.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The upper tail beyond a 95 % interval.
pub(super) const UPPER: f64 = 0.975;

/// The standard normal quantile of [`UPPER`].
pub(super) fn z() -> f64 {
    Normal::standard().inverse_cdf(UPPER)
}

/// Student's t quantile of [`UPPER`] with so many degrees of freedom; the normal one where t is not defined.
pub(super) fn t(degrees: f64) -> f64 {
    StudentsT::new(0.0, 1.0, degrees).map_or_else(|_| z(), |t| t.inverse_cdf(UPPER))
}

/// The chance of a standard normal number at least as far from 0 as `z`.
pub(super) fn two_sided_normal(z: f64) -> f64 {
    2.0 * Normal::standard().cdf(-z.abs())
}

/// The same for Student's t.
pub(super) fn two_sided_t(t: f64, degrees: f64) -> f64 {
    StudentsT::new(0.0, 1.0, degrees)
        .map_or_else(|_| two_sided_normal(t), |distribution| 2.0 * distribution.cdf(-t.abs()))
}
