//! One figure for many sites.

use super::distribution::t;
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
}

/// The figure of all answers of all sites, of which `together` is the estimate as if they came from one; it lies between
/// `ends`.
///
/// From [`CLUSTERED`] sites on the sites are clusters: Var = C/(C−1)·Σ(S − R·n)²/(Σn)², t with C − 1 degrees (Cochran
/// 1977), which holds for sites not seen as well. Sites that happen to agree are known no better than their answers:
/// each bound is at least as far off as that of `together`. With fewer sites the estimate is `together` itself, whose
/// variance is that within the sites and what they differ by; it says nothing about others.
#[must_use]
pub fn total(sites: &[Site], together: &Estimate, (least, most): (f64, f64)) -> Estimate {
    let n: f64 = sites.iter().map(|site| site.n).sum();
    if sites.len() < CLUSTERED || n <= 0.0 {
        return *together;
    }
    let value = sites.iter().map(|site| site.sum).sum::<f64>() / n;
    let count = sites.len() as f64;
    let squares: f64 = sites.iter().map(|site| (site.sum - value * site.n).powi(2)).sum();
    let clusters = Interval::around(value, t(count - 1.0) * (count / (count - 1.0) * squares).sqrt() / n);
    let (low, high) = (clusters.low.min(together.interval.low), clusters.high.max(together.interval.high));
    Estimate { value, interval: Interval { low, high }.within(least, most) }
}
