//! One figure for many sites.

use super::distribution::{t, z};
use super::{Estimate, Interval};

/// From so many sites on, they are taken for a sample of sites.
pub const CLUSTERED: usize = 20;

/// One site's part in a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Site {
    /// The sum of what is averaged: a mean times its answers.
    pub sum: f64,
    /// Answers.
    pub n: f64,
    /// The variance of the sum within the site, noise included.
    pub variance: f64,
}

/// The mean over all answers of all sites, with its interval; none without answers.
///
/// From [`CLUSTERED`] sites on the sites are clusters: Var = C/(C−1)·Σ(S − R·n)²/(Σn)², t with C − 1 degrees (Cochran
/// 1977), which holds for sites not seen as well. With fewer it is the variance within these sites, and says nothing
/// about others.
#[must_use]
pub fn total(sites: &[Site]) -> Option<Estimate> {
    let n: f64 = sites.iter().map(|site| site.n).sum();
    if n <= 0.0 {
        return None;
    }
    let value = sites.iter().map(|site| site.sum).sum::<f64>() / n;
    let count = sites.len() as f64;
    let margin = if sites.len() >= CLUSTERED {
        let squares: f64 = sites.iter().map(|site| (site.sum - value * site.n).powi(2)).sum();
        t(count - 1.0) * (count / (count - 1.0) * squares).sqrt() / n
    } else {
        z() * sites.iter().map(|site| site.variance).sum::<f64>().sqrt() / n
    };
    Some(Estimate { value, interval: Interval::around(value, margin) })
}
