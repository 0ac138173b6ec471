//! What others said, as it was released last: for whoever has just answered the same.

use std::cell::RefCell;
use std::rc::Rc;

use slint::{ComponentHandle, ModelRc, SharedString, VecModel};

use super::gaps;
use super::generated::{Bar, Result as Outcome, ResultsAdapter};
use super::post::Visitor;
use super::receipt::{CLASSES, response};
use super::view::{View, changed, count};
use crate::content::Item;
use crate::customers::Verdict;
use crate::release::Recent;
use crate::visit::{Event, Response, Screen};
use crate::vocabulary::{ItemId, PackId, Round};

/// Shares with noise in them are told in steps this wide, in percent: more would look more precise than it is.
const NOISY_STEP: f64 = 5.0;

/// What there is to show after a visit.
enum Told {
    /// What colleagues said of the same.
    Colleagues(Vec<Recent>),
    /// What customers said, beside what the person guessed.
    Customers(Vec<(ItemId, Response)>, Vec<(ItemId, Verdict)>),
}

/// Fills `ResultsAdapter`; what it knows goes with the visit.
#[derive(Default)]
pub(super) struct Results(RefCell<Option<(PackId, Told)>>);

impl Results {
    pub fn connect(visitor: &Rc<Visitor>) {
        let weak = Rc::downgrade(visitor);
        visitor.app().global::<ResultsAdapter>().on_open(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.send(Event::Results);
            }
        });
    }

    /// Remembers what was released last of the pack that was visited.
    pub fn keep(&self, pack: PackId, recent: Vec<Recent>) {
        self.0.replace(Some((pack, Told::Colleagues(recent))));
    }

    /// Remembers what customers said, and what the person who stands here guessed.
    pub fn reveal(&self, pack: PackId, guessed: Vec<(ItemId, Response)>, customers: Vec<(ItemId, Verdict)>) {
        self.0.replace(Some((pack, Told::Customers(guessed, customers))));
    }

    pub fn fill(&self, view: &View) {
        let adapter = view.app.global::<ResultsAdapter>();
        let shown = matches!(view.machine.screen(), Screen::Thanks | Screen::Receipt | Screen::Results);
        if !shown && self.0.take().is_some() {
            adapter.set_results(ModelRc::default());
            // They tell what is shown: the next person's may be the same questions.
            adapter.set_questions(ModelRc::default());
            gaps::empty(&adapter);
        }
        let kept = self.0.borrow();
        let Some((pack, told)) = kept.as_ref() else { return };
        adapter.set_customers(matches!(told, Told::Customers(..)));
        adapter.set_any(!matches!(told, Told::Colleagues(recent) if recent.is_empty()));
        let (Screen::Results, Some(pack)) = (view.machine.screen(), view.machine.content().pack(pack)) else { return };
        let recent = match told {
            Told::Colleagues(recent) => recent,
            Told::Customers(guessed, customers) => return gaps::fill(view, &adapter, pack, guessed, customers),
        };
        adapter.set_noisy(recent.iter().any(|recent| recent.noisy));
        let results: Vec<Outcome> =
            recent.iter().filter_map(|recent| Some(result(view, pack.item(&recent.item)?, recent))).collect();
        // Nothing in a result changes while it is looked at but its words, with the language.
        let questions = |results: &[Outcome]| results.iter().map(|result| result.question.clone()).collect::<Vec<_>>();
        if let Some(shown) = changed(&adapter.get_questions(), questions(&results)) {
            adapter.set_questions(shown);
            adapter.set_results(ModelRc::new(VecModel::from(results)));
        }
    }
}

fn result(view: &View, item: &Item, recent: &Recent) -> Outcome {
    let codes = item.responses();
    // In a ranking every answer can give an option all points but one.
    let most = if item.is_ranking() { f64::from(count(item.most_responses()) - 1) } else { 1.0 };
    let bar = |(code, given): &(String, i64)| {
        let position = codes.iter().position(|known| known == code);
        let class = recent.by_class.then(|| recent.counts.iter().position(|(known, _)| known == code)).flatten();
        let label: SharedString = match (class, position) {
            (Some(class), _) => CLASSES.get(class).copied().unwrap_or_default().into(),
            (None, Some(position)) => response(view, item, position),
            (None, None) => return None,
        };
        let share = (*given as f64 / (f64::from(recent.answers.max(1)) * most)).clamp(0.0, 1.0);
        let step = if recent.noisy { NOISY_STEP } else { 1.0 };
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        Some(Bar {
            label,
            share: share as f32,
            percent: ((share * 100.0 / step).round() * step) as i32,
            right: position.is_some() && item.right() == position,
        })
    };
    let bars: Vec<Bar> = recent.counts.iter().filter_map(bar).collect();
    let weeks = weeks_since(recent.round, Round::of(view.now.today));
    Outcome {
        question: view.text(&item.text),
        bars: ModelRc::new(VecModel::from(bars)),
        answers: i32::try_from(recent.answers).unwrap_or(i32::MAX),
        weeks,
        noisy: recent.noisy,
        ranking: item.is_ranking(),
    }
}

/// Whole weeks from one round to another; at least one, for a round that is closed is over.
fn weeks_since(round: Round, now: Round) -> i32 {
    let days = now.monday().since(round.monday()).map_or(7, |span| span.get_days());
    (days / 7).max(1)
}
