//! What noise in a released count may have been.

/// The noise of a count: discrete Laplace draws added up, told by their variances.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Noise {
    /// A variance and how many draws of it, by variance.
    draws: Vec<(f64, u32)>,
}

/// Tails are cut where less than this is left of them.
const TAIL: f64 = 1e-13;

impl Noise {
    /// One draw of this variance; none at all if it is 0.
    #[must_use]
    pub fn of_variance(variance: f64) -> Self {
        Self { draws: if variance > 0.0 { vec![(variance, 1)] } else { Vec::new() } }
    }

    /// Whether counts are as they are.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.draws.is_empty()
    }

    /// The variance of the sum.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.draws.iter().map(|&(variance, times)| variance * f64::from(times)).sum()
    }

    /// The noise of a sum of two counts.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut draws = self.draws.clone();
        for &(variance, times) in &other.draws {
            match draws.binary_search_by(|(known, _)| known.total_cmp(&variance)) {
                Ok(at) => draws[at].1 += times,
                Err(at) => draws.insert(at, (variance, times)),
            }
        }
        Self { draws }
    }

    /// The noise of what is left of a sum without some of its parts, of which this is the noise.
    #[must_use]
    pub fn less(&self, part: &Self) -> Self {
        let taken = |variance: f64| {
            let at = part.draws.binary_search_by(|(known, _)| known.total_cmp(&variance));
            at.map_or(0, |at| part.draws[at].1)
        };
        let draws = self.draws.iter().map(|&(variance, times)| (variance, times.saturating_sub(taken(variance))));
        Self { draws: draws.filter(|&(_, times)| times > 0).collect() }
    }

    /// The noise of a sum of so many counts with this noise each.
    #[must_use]
    pub fn times(&self, counts: u32) -> Self {
        let draws = self.draws.iter().map(|&(variance, times)| (variance, times * counts));
        Self { draws: draws.filter(|&(_, times)| times > 0).collect() }
    }

    /// Its distribution.
    pub(super) fn tails(&self) -> Tails {
        let decays: Vec<(f64, u32)> = self.draws.iter().map(|&(variance, times)| (decay(variance), times)).collect();
        let longest = decays.iter().map(|&(a, _)| TAIL.ln() / a.ln()).fold(0.0, f64::max);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousands at most")]
        let reach = (longest + 8.0 * self.variance().sqrt()).ceil() as usize;
        let mut masses = vec![0.0; 2 * reach + 1];
        masses[reach] = 1.0;
        for (a, times) in decays {
            for _ in 0..times {
                convolve(&mut masses, a);
            }
        }
        let mut at_least = masses;
        for at in (0..at_least.len().saturating_sub(1)).rev() {
            at_least[at] += at_least[at + 1];
        }
        Tails { reach: i64::try_from(reach).unwrap_or(i64::MAX), at_least }
    }
}

/// The a of a discrete Laplace distribution whose variance is 2a/(1−a)².
fn decay(variance: f64) -> f64 {
    (variance + 1.0 - (2.0 * variance + 1.0).sqrt()) / variance
}

/// Adds a discrete Laplace draw, whose masses are (1−a)/(1+a)·a^|m|: a sum from the left and one from the right.
fn convolve(masses: &mut [f64], a: f64) {
    let mut from_right = masses.to_vec();
    for at in (0..from_right.len().saturating_sub(1)).rev() {
        from_right[at] += a * from_right[at + 1];
    }
    let scale = (1.0 - a) / (1.0 + a);
    let mut from_left = 0.0;
    for (mass, right) in masses.iter_mut().zip(from_right) {
        let here = *mass;
        from_left = a * from_left + here;
        *mass = scale * (from_left + right - here);
    }
}

/// The chances that noise is at least so large.
pub(super) struct Tails {
    reach: i64,
    at_least: Vec<f64>,
}

impl Tails {
    /// P(N ≥ m).
    pub(super) fn at_least(&self, m: i64) -> f64 {
        if m <= -self.reach {
            return 1.0;
        }
        usize::try_from(m + self.reach).ok().and_then(|at| self.at_least.get(at)).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decay_is_found_from_its_variance() {
        for epsilon in [0.1, 1.0, 2.0, 5.0_f64] {
            let a = (-epsilon / 2.0).exp();
            assert!((decay(2.0 * a / (1.0 - a).powi(2)) - a).abs() < 1e-12);
        }
    }

    #[test]
    fn tails_are_those_of_the_closed_form_and_have_the_variance_of_the_sum() {
        let a = (-1.0_f64).exp();
        let one = Noise::of_variance(2.0 * a / (1.0 - a).powi(2));
        let tails = one.tails();
        for m in 1..20 {
            // P(N ≥ m) = a^m/(1+a) for m ≥ 1.
            assert!((tails.at_least(i64::from(m)) - a.powi(m) / (1.0 + a)).abs() < 1e-12, "{m}");
        }
        let sum = one.plus(&one.times(2)).plus(&Noise::of_variance(7.84));
        assert_eq!(sum.less(&one.times(2)), one.plus(&Noise::of_variance(7.84)));
        assert!(sum.less(&sum).is_none());
        let tails = sum.tails();
        let mass = |m: i64| tails.at_least(m) - tails.at_least(m + 1);
        let variance: f64 = (-400..=400).map(|m: i64| (m * m) as f64 * mass(m)).sum();
        assert!((variance - sum.variance()).abs() < 1e-6, "{variance} {}", sum.variance());
        assert!((tails.at_least(-400) - 1.0).abs() < 1e-12 && (tails.at_least(1) + mass(0) / 2.0 - 0.5).abs() < 1e-9);
    }
}
