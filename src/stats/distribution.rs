//! Quantiles and tails of the distributions that intervals and tests are made of.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The upper tail beyond a 95 % interval.
pub(super) const UPPER: f64 = 0.975;

/// The standard normal quantile of [`UPPER`].
pub(super) fn z() -> f64 {
    static Z: LazyLock<f64> = LazyLock::new(|| Normal::standard().inverse_cdf(UPPER));
    *Z
}

/// Quantiles that are remembered. Thousands of sites have as many answers as others, and working one out is many steps of an
/// approximation.
const REMEMBERED: usize = 4096;

thread_local! {
    static QUANTILES: RefCell<HashMap<u64, f64>> = RefCell::default();
}

/// Student's t quantile of [`UPPER`] with so many degrees of freedom; the normal one where t is not defined.
pub(super) fn t(degrees: f64) -> f64 {
    QUANTILES.with_borrow_mut(|known| {
        if let Some(known) = known.get(&degrees.to_bits()) {
            return *known;
        }
        if known.len() == REMEMBERED {
            known.clear();
        }
        let quantile = StudentsT::new(0.0, 1.0, degrees).map_or_else(|_| z(), |t| t.inverse_cdf(UPPER));
        known.insert(degrees.to_bits(), quantile);
        quantile
    })
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
