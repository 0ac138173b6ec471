//! What the person guessed of each touchpoint, beside what customers said.

use slint::{ModelRc, SharedString};

use super::generated::{Gap, ResultsAdapter, Touchpoint};
use super::terms::Tongue;
use super::view::{View, changed, count};
use crate::content::{Item, ItemKind, Pack, TouchpointClass};
use crate::customers::Verdict;
use crate::visit::Response;
use crate::vocabulary::ItemId;

/// Guess and mean that are nearer to each other than this are the same number on the screen.
const APART: f64 = 0.05;

/// A guess and what it was about.
struct Guess<'a> {
    item: &'a Item,
    point: u8,
    verdict: &'a Verdict,
    mean: f64,
    /// The ends of the scale.
    ends: (f64, f64),
}

impl<'a> Guess<'a> {
    fn of(item: &'a Item, response: &Response, verdict: &'a Verdict) -> Option<Self> {
        let ItemKind::Rating { scale, .. } = &item.kind else { return None };
        let point = scale.points().nth(*response.positions().first()?)?;
        let (from, to) = scale.points().into_inner();
        Some(Self { item, point, verdict, mean: verdict.mean()?, ends: (from.into(), to.into()) })
    }

    /// Where a number stands on the scale, from 0 to 1.
    fn at(&self, number: f64) -> f64 {
        let (from, to) = self.ends;
        ((number - from) / (to - from).max(1.0)).clamp(0.0, 1.0)
    }

    /// How far both are apart, as a part of the scale.
    fn width(&self) -> f64 {
        (self.at(self.point.into()) - self.at(self.mean)).abs()
    }

    fn asked(&self) -> i32 {
        i32::try_from(self.verdict.customers()).unwrap_or(i32::MAX)
    }
}

/// Fills what `ResultsAdapter` knows of gaps.
pub(super) fn fill(
    view: &View,
    adapter: &ResultsAdapter,
    pack: &Pack,
    guessed: &[(ItemId, Response)],
    customers: &[(ItemId, Verdict)],
) {
    let of = |(id, response): &(ItemId, Response)| {
        let (_, verdict) = customers.iter().find(|(said, _)| said == id)?;
        Guess::of(pack.item(id)?, response, verdict)
    };
    let all: Vec<Guess> = guessed.iter().filter_map(of).collect();
    let tongue = Tongue::of(view.app);
    // What is the same of all is said once.
    let first = all.first();
    let asked = first.map(Guess::asked).filter(|asked| all.iter().all(|guess| guess.asked() == *asked));
    let period = first.map(|guess| &guess.verdict.period);
    let period = period.filter(|period| all.iter().all(|guess| guess.verdict.period == **period));
    let gap = |guess: &Guess| Gap {
        asked: if asked.is_some() { 0 } else { guess.asked() },
        period: if period.is_some() { SharedString::default() } else { tongue.period(&guess.verdict.period) },
        ..gap(view, &tongue, guess)
    };
    if let Some(gaps) = changed(&adapter.get_gaps(), all.iter().map(gap).collect()) {
        adapter.set_gaps(gaps);
    }
    adapter.set_asked(asked.unwrap_or_default());
    adapter.set_period(period.map(|period| tongue.period(period)).unwrap_or_default());
    adapter.set_widest(widest(&all).map_or(-1, count));
}

/// Away from results nothing of them is left.
pub(super) fn empty(adapter: &ResultsAdapter) {
    adapter.set_gaps(ModelRc::default());
    adapter.set_widest(-1);
}

fn gap(view: &View, tongue: &Tongue, guess: &Guess) -> Gap {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a line")]
    let at = |number: f64| guess.at(number) as f32;
    Gap {
        question: view.text(&guess.item.text),
        touchpoint: match guess.item.class {
            None => Touchpoint::Any,
            Some(TouchpointClass::Functional) => Touchpoint::Functional,
            Some(TouchpointClass::Emotional) => Touchpoint::Emotional,
        },
        guess: slint::format!("{}", guess.point),
        mean: tongue.decimal(guess.mean),
        guess_at: at(guess.point.into()),
        mean_at: at(guess.mean),
        ..Gap::default()
    }
}

/// The place of the gap to look at: of several that are all closed there is none.
fn widest(guesses: &[Guess]) -> Option<usize> {
    let open = |guess: &Guess| guesses.len() == 1 || (f64::from(guess.point) - guess.mean).abs() >= APART;
    let open = guesses.iter().enumerate().filter(|(_, guess)| open(guess));
    // The first of those that are as wide as each other.
    open.rev().max_by(|(_, one), (_, other)| one.width().total_cmp(&other.width())).map(|(place, _)| place)
}
