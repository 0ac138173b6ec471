//! Fills the first screen: a greeting, quizzes on offer, what came of earlier answers.

use slint::ComponentHandle;

use super::generated::{AttractAdapter, Slide, Teaser};
use super::view::{View, changed, count};
use crate::content::PackKind;

/// More than the newest few answers to what was said would keep a passer-by waiting for the rest.
const NEWEST: usize = 3;
/// The same of voices and of ideas.
const POSTINGS: usize = 2;

/// Fills `AttractAdapter`.
pub(super) fn fill(view: &View) {
    let offered = view.machine.offered(view.now.today);
    let adapter = view.app.global::<AttractAdapter>();
    adapter.set_open(!offered.is_empty());

    let mut slides = vec![slide(Teaser::Greeting)];
    for pack in offered.iter().filter(|pack| pack.kind == PackKind::Quiz) {
        let questions = pack.items.iter().filter(|item| item.correct().is_some()).count();
        let asked = pack.draw.map_or(questions, |draw| draw.min(questions));
        slides.push(Slide { title: view.text(&pack.title), count: count(asked), ..slide(Teaser::Quiz) });
    }
    let content = view.machine.content();
    for (teaser, postings) in [(Teaser::Voice, &content.voices), (Teaser::Idea, &content.ideas)] {
        for posting in postings.iter().filter(|posting| posting.withdrawn.is_none()).take(POSTINGS) {
            slides.push(Slide { text: view.text(&posting.text), ..slide(teaser) });
        }
    }
    for action in content.actions.iter().filter(|action| action.withdrawn.is_none()).take(NEWEST) {
        slides.push(Slide { title: view.text(&action.said), text: view.text(&action.did), ..slide(Teaser::Action) });
    }
    if let Some(slides) = changed(&adapter.get_slides(), slides) {
        adapter.set_slides(slides);
    }
}

fn slide(teaser: Teaser) -> Slide {
    Slide { teaser, ..Slide::default() }
}
