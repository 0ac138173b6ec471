//! p-values of several comparisons at once.

/// Holm's adjusted p-values (1979), in the order given: at most one chance in twenty of any false finding at .05.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, &at) in ascending(p).iter().enumerate() {
        largest = largest.max(p[at] * (p.len() - rank) as f64).min(1.0);
        adjusted[at] = largest;
    }
    adjusted
}

/// Benjamini's and Hochberg's adjusted p-values (1995), in the order given: of what is found at q, a share of q or less
/// is false on average.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest = 1.0_f64;
    for (rank, &at) in ascending(p).iter().enumerate().rev() {
        smallest = smallest.min(p[at] * (p.len() as f64 / (rank + 1) as f64));
        adjusted[at] = smallest;
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&left, &right| p[left].total_cmp(&p[right]));
    order
}
