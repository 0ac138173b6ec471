//! Three invented sites, some shops beside them, and how their people are: different enough that a comparison shows something.

use rand::RngExt;
use rand::rngs::StdRng;

use super::truth::{self, Says};
use crate::content::{Item, ItemKind};
use crate::vocabulary::PackId;

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
    /// How often a quiz answer is right.
    knowledge: f64,
    /// How satisfied its customers are beside those of the others, in ratings of 100 that go one point up.
    pub(super) praise: i32,
}

/// The sites of the demo: the sample configuration's own, a struggling one and a proud one.
pub(super) const SITES: [Site; 3] = [
    Site { id: "harbour-road", headcount: 140, visits_a_day: 54, mood: 0.6, knowledge: 0.62, praise: 0 },
    Site { id: "mill-lane", headcount: 160, visits_a_day: 52, mood: 0.46, knowledge: 0.5, praise: -6 },
    Site { id: "station-square", headcount: 150, visits_a_day: 58, mood: 0.74, knowledge: 0.7, praise: 6 },
];

/// Small shops whose kiosks came late and ask little: with them there are enough sites to hold employees against customers.
/// Where people feel better, customers are more satisfied; what people know goes by neither.
pub(super) const SHOPS: [Site; 7] = [
    shop("abbey-court", (0.40, 0.68), -12),
    shop("bridge-end", (0.68, 0.52), 4),
    shop("corn-exchange", (0.80, 0.56), 10),
    shop("dock-gate", (0.34, 0.60), -10),
    shop("elm-park", (0.54, 0.72), -2),
    shop("ferry-steps", (0.86, 0.62), 12),
    shop("garden-row", (0.50, 0.58), -2),
];

const fn shop(id: &'static str, (mood, knowledge): (f64, f64), praise: i32) -> Site {
    Site { id, headcount: 24, visits_a_day: 9, mood, knowledge, praise }
}

/// Where staff picture customers on a scale from 0 to 1: where these are, but for what `truth.rs` says.
const PICTURED: f64 = 0.675;
/// A question from 0 to 10 is answered more kindly than one with five points.
const KINDLY: f64 = 0.14;

impl Site {
    /// What one of its people, who `knows` so much more than others, answers in the given week: positions among the item's responses.
    pub(super) fn response(
        &self,
        pack: &PackId,
        item: &Item,
        (week, knows): (i32, f64),
        rng: &mut StdRng,
    ) -> Vec<usize> {
        let responses = item.responses().len();
        let fact = truth::of(self.id, (pack.as_str(), item.id.as_str()), week);
        match (&item.kind, fact) {
            (_, Some(Says::Around(place))) => vec![point(place, responses, rng)],
            (_, Some(Says::Mostly(option, often))) => vec![mostly(item, option, often, rng)],
            (ItemKind::Smiley { .. } | ItemKind::Rating { .. } | ItemKind::Nps { .. }, None) => {
                vec![point(self.place(item), responses, rng)]
            }
            // All of them, in whatever order.
            (ItemKind::Rank { .. }, None) => rand::seq::index::sample(rng, responses, responses).into_vec(),
            (ItemKind::Multiple { at_most, .. }, None) => {
                let picks = rng.random_range(1..=usize::from(*at_most).min(responses));
                rand::seq::index::sample(rng, responses, picks).into_vec()
            }
            _ => vec![self.choice(item, responses, knows, rng)],
        }
    }

    /// Where answers to a question with points lie: at the mood, a little higher or lower from question to question.
    fn place(&self, item: &Item) -> f64 {
        match &item.kind {
            _ if item.touchpoint.is_some() => PICTURED,
            ItemKind::Nps { .. } => self.mood + KINDLY,
            _ => self.mood + (f64::from(taste(item) % 9) - 4.0) / 100.0,
        }
    }

    fn choice(&self, item: &Item, responses: usize, knows: f64, rng: &mut StdRng) -> usize {
        match item.correct() {
            Some(right) if rng.random_bool((self.knowledge + knows).clamp(0.0, 1.0)) => right,
            // Some ideas are liked better than others, and word of some actions gets round better.
            None if item.entry.is_some() && rng.random_bool(f64::from(taste(item) % 7) / 10.0) => 0,
            _ => rng.random_range(0..responses.max(1)),
        }
    }
}

/// A number that belongs to a question, so that questions differ and each is the same at all sites.
fn taste(item: &Item) -> u32 {
    item.id.as_str().bytes().map(u32::from).sum()
}

/// A point on a scale of `points`: around a place, wide as people are.
fn point(place: f64, points: usize, rng: &mut StdRng) -> usize {
    // Half the sum of four uniform numbers is near enough to a bell of standard deviation 0.29.
    let spread: f64 = (0..4).map(|_| rng.random::<f64>() - 0.5).sum::<f64>() / 2.0;
    let at = (place + spread).clamp(0.0, 0.999);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the points")]
    let point = (at * points as f64) as usize;
    point.min(points.saturating_sub(1))
}

/// An option with a probability, or any of the others.
fn mostly(item: &Item, option: &str, often: f64, rng: &mut StdRng) -> usize {
    let options = item.options();
    let at = options.iter().position(|known| known.id.as_str() == option).unwrap_or_default();
    if rng.random_bool(often) {
        return at;
    }
    let other = rng.random_range(0..options.len().saturating_sub(1).max(1));
    if other < at { other } else { (other + 1).min(options.len().saturating_sub(1)) }
}
