//! Whether a series of rounds has moved: a control chart.

use super::Estimate;

/// Rounds that a chart takes its centre and spread from; with fewer there is none.
pub const ENOUGH_ROUNDS: usize = 8;
/// Allowance, in standard deviations: half of the smallest shift that is looked for (Page 1954).
const K: f64 = 0.5;
/// Decision limit, in standard deviations.
const H: f64 = 5.0;

/// A two-sided cumulative sum chart over rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The mean of the first [`ENOUGH_ROUNDS`] rounds.
    pub centre: f64,
    /// The upper and the lower sum at each round, in standard deviations; 0 and up.
    pub sums: Vec<(f64, f64)>,
    /// The first round at which a sum passes the limit, if one does; counted from 0.
    pub signal: Option<usize>,
}

impl Chart {
    /// The sum at which it signals.
    pub const LIMIT: f64 = H;
}

/// The chart of a figure, one estimate a round; none with fewer than [`ENOUGH_ROUNDS`].
///
/// The spread is the larger of the first rounds' own standard deviation and of what their intervals explain, so that
/// rounds of few answers do not raise an alarm.
#[must_use]
pub fn control_chart(rounds: &[Estimate]) -> Option<Chart> {
    let base = rounds.get(..ENOUGH_ROUNDS)?;
    let n = base.len() as f64;
    let centre = base.iter().map(|round| round.value).sum::<f64>() / n;
    let own = base.iter().map(|round| (round.value - centre).powi(2)).sum::<f64>() / (n - 1.0);
    let explained = base.iter().map(variance).sum::<f64>() / n;
    let least = own.max(explained);
    let (mut up, mut down) = (0.0_f64, 0.0_f64);
    let mut sums = Vec::with_capacity(rounds.len());
    for round in rounds {
        let deviation = least.max(variance(round)).sqrt();
        let z = if deviation > 0.0 { (round.value - centre) / deviation } else { 0.0 };
        up = (up + z - K).max(0.0);
        down = (down - z - K).max(0.0);
        sums.push((up, down));
    }
    let signal = sums.iter().position(|&(up, down)| up > H || down > H);
    Some(Chart { centre, sums, signal })
}

fn variance(estimate: &Estimate) -> f64 {
    ((estimate.interval.high - estimate.interval.low) / (2.0 * super::distribution::z())).powi(2)
}
