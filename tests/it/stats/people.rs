//! People who answer, and noise as a cut draws it.

use listening_post::config::{Epsilon, Mechanism, Privacy};
use listening_post::random::Random;
use listening_post::release::{cell_variance, cut};
use listening_post::stats::{Histogram, Noise};
use listening_post::tally::{Quarter, QuarterUse, Tallies, plans};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::Round;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::common::{Kiosk, content, question};

/// Cells of one released batch.
const OPTIONS: usize = 30;
/// Draws that are taken from again and again.
const POOL: usize = 12_000;

/// A mechanism with the noise it draws.
pub struct Mechanisms {
    pub name: &'static str,
    pub variance: f64,
    draws: Vec<i64>,
}

impl Mechanisms {
    /// Counts as they are, and with noise of ε = 2 and 1.
    pub fn all() -> Vec<Self> {
        let exact = Self { name: "exact", variance: 0.0, draws: vec![0] };
        let noisy = [("ε = 2", 2.0), ("ε = 1", 1.0)].map(|(name, epsilon)| {
            let variance = cell_variance(Epsilon::new(epsilon).unwrap(), 1);
            Self { name, variance, draws: draws(epsilon) }
        });
        [exact].into_iter().chain(noisy).collect()
    }

    /// Counts of so many answers as they are released.
    pub fn release(&self, mut cells: Vec<i64>, rng: &mut StdRng) -> Histogram {
        let n = u64::try_from(cells.iter().sum::<i64>()).unwrap();
        for cell in &mut cells {
            *cell += self.draws[rng.random_range(0..self.draws.len())];
        }
        Histogram { cells, n, noise: Noise::of_variance(self.variance) }
    }
}

/// The noise of whole cuts in which everybody gave the same answer, so that every cell's truth is known.
fn draws(epsilon: f64) -> Vec<i64> {
    let (kiosk, _) = Kiosk::usual();
    let mut content = (*content(kiosk, &[("pack", &question(OPTIONS, ""))])).clone();
    let mechanism = Mechanism::DiscreteLaplace { epsilon: Epsilon::new(epsilon).unwrap() };
    content.packs[0].privacy = Privacy { k: 5, mechanism, ..Privacy::default() };
    let pack = &content.packs[0];
    let mut rng = Random::seeded(11);
    let mut draws = Vec::new();
    while draws.len() < POOL {
        let mut tallies = Tallies::new(plans(&content), String::new());
        let mut used = QuarterUse::default();
        let answers = vec![(pack.items[0].id.clone(), Response::one(0))];
        let visit = Finished { pack: pack.id.clone(), cohort: None, answers, comments: Vec::new(), burst: false };
        for day in 5..7 {
            for hour in 8..11 {
                let quarter = Quarter::of(jiff::civil::date(2026, 1, day).at(hour, 0, 0, 0));
                tallies.add(pack, &visit, quarter, &mut used);
            }
            tallies.night();
        }
        let outcome = cut(&mut tallies, Round::of(jiff::civil::date(2026, 1, 5)), &mut rng);
        let [batch] = outcome.batches.as_slice() else { panic!("one batch leaves") };
        assert_eq!(batch.n(), 6);
        draws.extend(batch.cells().iter().enumerate().map(|(at, cell)| cell.count - if at == 0 { 6 } else { 0 }));
    }
    draws
}

/// The shares of each response in an invented crowd, any of them as likely as another (a flat Dirichlet distribution).
pub fn crowd(responses: usize, rng: &mut StdRng) -> Vec<f64> {
    let weights: Vec<f64> = (0..responses).map(|_| -(1.0 - rng.random::<f64>()).ln()).collect();
    let all: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / all).collect()
}

/// The response of somebody from the crowd.
pub fn somebody(crowd: &[f64], rng: &mut StdRng) -> usize {
    let mut at = rng.random::<f64>();
    crowd
        .iter()
        .position(|share| {
            at -= share;
            at < 0.0
        })
        .unwrap_or(crowd.len() - 1)
}

/// How so many people from the crowd answered.
pub fn answers(crowd: &[f64], n: usize, rng: &mut StdRng) -> Vec<i64> {
    let mut cells = vec![0; crowd.len()];
    for _ in 0..n {
        cells[somebody(crowd, rng)] += 1;
    }
    cells
}

/// The same people in each of so many rounds: their answers in two rounds correlate by .6.
pub fn again(crowd: &[f64], people: usize, rounds: usize, rng: &mut StdRng) -> Vec<i64> {
    // Both answers are the person's usual one with chance .6.
    let usual = 0.6_f64.sqrt();
    let mut cells = vec![0; crowd.len()];
    for _ in 0..people {
        let own = somebody(crowd, rng);
        for _ in 0..rounds {
            let said = if rng.random::<f64>() < usual { own } else { somebody(crowd, rng) };
            cells[said] += 1;
        }
    }
    cells
}

/// Every run draws the same.
pub fn seeded() -> StdRng {
    StdRng::seed_from_u64(20_261_122)
}
