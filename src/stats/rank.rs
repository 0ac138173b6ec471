//! Orders that chance cannot easily make.

use super::Estimate;

/// The positions of the estimates, the one with the highest lower bound first: what few have named stands back, however
/// high its share.
#[must_use]
pub fn by_lower_bound(estimates: &[Estimate]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..estimates.len()).collect();
    order.sort_by(|&left, &right| {
        let (left, right) = (&estimates[left], &estimates[right]);
        right.interval.low.total_cmp(&left.interval.low).then(right.value.total_cmp(&left.value))
    });
    order
}

/// How many steps of a pyramid are reached: a step is where all its factors, and all below, have lower bounds of at
/// least `cut_off`. Steps are lists of factors, the lowest step first; an empty one is not reached.
#[must_use]
pub fn pyramid_step(steps: &[Vec<Estimate>], cut_off: f64) -> usize {
    let reached = |step: &&Vec<Estimate>| !step.is_empty() && step.iter().all(|factor| factor.interval.low >= cut_off);
    steps.iter().take_while(reached).count()
}
