//! Whether two measures go together across sites.

use rand::{Rng, RngExt};

use super::{Estimate, Interval};

/// With fewer sites nothing is said.
pub const FEWEST_SITES: usize = 8;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 2000;

/// Spearman's ρ over sites with its bootstrap percentile interval; none below [`FEWEST_SITES`] or where a measure is
/// the same everywhere.
#[must_use]
pub fn linkage(pairs: &[(f64, f64)], rng: &mut impl Rng) -> Option<Estimate> {
    if pairs.len() < FEWEST_SITES {
        return None;
    }
    let value = spearman(pairs)?;
    let mut resampled: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| {
            let drawn: Vec<(f64, f64)> = pairs.iter().map(|_| pairs[rng.random_range(0..pairs.len())]).collect();
            // Without spread in the resample there is no correlation to speak of.
            spearman(&drawn)
        })
        .collect();
    resampled.sort_by(f64::total_cmp);
    let at = |share: usize| resampled.get(resampled.len() * share / 1000).copied();
    Some(Estimate { value, interval: Interval { low: at(25)?, high: at(975)? } })
}

/// Spearman's rank correlation (1904), ties sharing the mean of their ranks; none where one side does not vary.
#[must_use]
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (x, y) = (ranks(&x), ranks(&y));
    let mean = f64::midpoint(pairs.len() as f64, 1.0);
    let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum() };
    let spread = (product(&x, &x) * product(&y, &y)).sqrt();
    (spread > 0.0).then(|| product(&x, &y) / spread)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&left, &right| values[left].total_cmp(&values[right]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for tied in order.chunk_by(|&left, &right| values[left].total_cmp(&values[right]).is_eq()) {
        let rank = start as f64 + f64::midpoint(tied.len() as f64, 1.0);
        for &at in tied {
            ranks[at] = rank;
        }
        start += tied.len();
    }
    ranks
}
