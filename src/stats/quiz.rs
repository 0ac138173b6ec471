//! What quiz answers say about a question: which wrong answer is believed, and whether those who know more get it right.

use super::distribution::{two_sided_normal, z};
use super::share::{adjusted, wilson};
use super::{Count, Design, Difference, Histogram, Interval, of_shares};

/// Below this D a question tells little about who knows more (Ebel and Frisbie).
pub const POOR_DISCRIMINATION: f64 = 0.2;

/// How well a question tells those who know more from those who know less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discrimination {
    /// D: the share that is right among those with a high score on the other questions, less that among those with a low
    /// one.
    pub d: Difference,
    /// Goodman's and Kruskal's γ over the three classes, without interval.
    pub gamma: f64,
}

/// A wrong option that is believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Misconception {
    /// Its position.
    pub at: usize,
    /// How seldom an equal spread would make any of the wrong options as frequent, by Bonferroni over them: the most frequent
    /// one was picked after looking.
    pub p: f64,
}

/// The wrong option, of those at positions `wrong`, that is chosen more than an equal spread over them explains.
///
/// That is the one whose share among the wrong answers has a lower bound above one in so many options. Whoever believes it
/// may have said so in several rounds, which `design` makes up for.
#[must_use]
pub fn misconception(answers: &Histogram, wrong: &[usize], design: Design) -> Option<Misconception> {
    let all: Count = answers.count(wrong);
    let even = 1.0 / wrong.len() as f64;
    if wrong.len() < 2 || all.count < 1 {
        return None;
    }
    let most = wrong.iter().copied().max_by_key(|&at| answers.cells.get(at))?;
    let count = *answers.cells.get(most)?;
    let noise = answers.noise.variance();
    let n = all.count as f64;
    // The variance that an equal spread would have: Wilson's interval is this test turned round.
    let others = all.noise.variance() - noise;
    let sampling = even * (1.0 - even) * design.factor() / n;
    let variance = sampling + ((1.0 - even).powi(2) * noise + even * even * others) / (n * n);
    let p = two_sided_normal((count as f64 / n - even) / variance.sqrt()) * wrong.len() as f64;
    (among(count, &all, noise, design).low > even).then_some(Misconception { at: most, p: p.min(1.0) })
}

/// The interval of a count's share in a sum that holds it.
fn among(count: i64, all: &Count, noise: f64, design: Design) -> Interval {
    let n = all.count as f64;
    // As many answers as if nobody had answered twice.
    let own = n / design.factor();
    if all.noise.is_none() {
        return wilson(count as f64 / design.factor(), own);
    }
    let share = count as f64 / n;
    let p = adjusted(share, own);
    // The count and the rest of the sum have noise of their own (delta method).
    let others = all.noise.variance() - noise;
    let variance = p * (1.0 - p) / own + ((1.0 - p).powi(2) * noise + p * p * others) / (n * n);
    Interval::around(share, z() * variance.sqrt())
}

/// D and γ from a table of right and wrong in each class of the score on the other questions, low to high; none where
/// nobody scored high or nobody low.
///
/// Each class is the right answers among all of the class; `design` widens D where the same people are in it again in
/// other rounds.
#[must_use]
pub fn discrimination(classes: &[Count; 3], design: Design) -> Option<Discrimination> {
    let [low, _, high] = classes;
    if low.n == 0 || high.n == 0 {
        return None;
    }
    let d = of_shares((high, design), (low, design));
    let right: Vec<f64> = classes.iter().map(|class| class.count.max(0) as f64).collect();
    let wrong: Vec<f64> = classes.iter().zip(&right).map(|(class, right)| (class.n as f64 - right).max(0.0)).collect();
    let (mut concordant, mut discordant) = (0.0, 0.0);
    for lower in 0..3 {
        for higher in lower + 1..3 {
            concordant += right[higher] * wrong[lower];
            discordant += right[lower] * wrong[higher];
        }
    }
    let pairs = concordant + discordant;
    Some(Discrimination { d, gamma: if pairs > 0.0 { (concordant - discordant) / pairs } else { 0.0 } })
}
