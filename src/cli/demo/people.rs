//! Three invented sites and how their people are: different enough that a comparison shows something.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::content::{Item, ItemKind};

/// One invented site.
pub(super) struct Site {
    /// Its id.
    pub(super) id: &'static str,
    /// How many people work there.
    pub(super) headcount: u32,
    /// Visits on a weekday; half as many at weekends.
    pub(super) visits_a_day: u32,
    /// How well people feel, from 0 to 1.
    mood: f64,
    /// How much better or worse they feel each week.
    drift: f64,
    /// How often a quiz answer is right.
    knowledge: f64,
    /// The option that is chosen far more often than others where it is offered.
    pressing: &'static str,
}

/// The sites of the demo: the sample configuration's own, a struggling one and a proud one.
pub(super) const SITES: [Site; 3] = [
    Site {
        id: "harbour-road",
        headcount: 96,
        visits_a_day: 30,
        mood: 0.58,
        drift: 0.012,
        knowledge: 0.62,
        pressing: "stock",
    },
    Site {
        id: "mill-lane",
        headcount: 120,
        visits_a_day: 24,
        mood: 0.42,
        drift: -0.004,
        knowledge: 0.48,
        pressing: "authority",
    },
    Site {
        id: "station-square",
        headcount: 110,
        visits_a_day: 36,
        mood: 0.74,
        drift: 0.0,
        knowledge: 0.71,
        pressing: "time",
    },
];

/// How often the pressing option is chosen.
const PRESSING: f64 = 0.4;

impl Site {
    /// What one of its people answers in the given week: positions among the item's responses.
    pub(super) fn response(&self, item: &Item, week: i32, rng: &mut StdRng) -> Vec<usize> {
        let responses = item.responses().len();
        match &item.kind {
            ItemKind::Smiley { .. } | ItemKind::Rating { .. } | ItemKind::Nps { .. } => {
                vec![self.point(responses, week, rng)]
            }
            // All of them, in whatever order.
            ItemKind::Rank { .. } => rand::seq::index::sample(rng, responses, responses).into_vec(),
            ItemKind::Multiple { at_most, .. } => {
                let picks = rng.random_range(1..=usize::from(*at_most).min(responses));
                rand::seq::index::sample(rng, responses, picks).into_vec()
            }
            _ => vec![self.choice(item, responses, rng)],
        }
    }

    /// A point on a scale of `points`: around the mood, wide as people are.
    fn point(&self, points: usize, week: i32, rng: &mut StdRng) -> usize {
        let mood = self.mood + self.drift * f64::from(week);
        // The mean of four uniform numbers is near enough to a bell of standard deviation 0.144.
        let spread: f64 = (0..4).map(|_| rng.random::<f64>() - 0.5).sum::<f64>() / 2.0;
        let at = (mood + spread).clamp(0.0, 0.999);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the points")]
        let point = (at * points as f64) as usize;
        point.min(points.saturating_sub(1))
    }

    fn choice(&self, item: &Item, responses: usize, rng: &mut StdRng) -> usize {
        let pressing = item.options().iter().position(|option| option.id.as_str() == self.pressing);
        match (item.correct(), pressing) {
            (Some(right), _) if rng.random_bool(self.knowledge) => right,
            (_, Some(pressing)) if rng.random_bool(PRESSING) => pressing,
            _ => rng.random_range(0..responses.max(1)),
        }
    }
}
