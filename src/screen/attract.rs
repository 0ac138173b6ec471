//! Fills the first screen: a greeting, quizzes on offer, what came of earlier answers.

use slint::ComponentHandle;

use super::ContestNews;
use super::generated::{AttractAdapter, Slide, Teaser};
use super::terms::Tongue;
use super::view::{View, changed, count};
use crate::content::PackKind;
use crate::contest::Standing;

/// More than the newest few answers to what was said would keep a passer-by waiting for the rest.
const NEWEST: usize = 3;
/// The same of voices and of ideas.
const POSTINGS: usize = 2;

/// Fills `AttractAdapter`.
pub(super) fn fill(view: &View, contests: &[ContestNews]) {
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
    for news in contests {
        let Some(pack) = content.pack(&news.pack) else { continue };
        if let Some(number) = &news.winner {
            let text = Tongue::of(view.app).grouped(number);
            slides.push(Slide { title: view.text(&pack.title), text, ..slide(Teaser::Winner) });
        }
        let table = table(view, &news.standings);
        if !table.is_empty() {
            slides.push(Slide { title: view.text(&pack.title), text: table.into(), ..slide(Teaser::Teams) });
        }
    }
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

/// The teams that something was released of, a line each, the best first; one alone stands against nobody.
fn table(view: &View, standings: &[Standing]) -> String {
    let cohorts = &view.machine.content().kiosk.cohorts;
    let line = |standing: &Standing| {
        let name = &cohorts.iter().find(|cohort| cohort.id == standing.team)?.name;
        Some((view.text(name), 100.0 * standing.share()?))
    };
    let lines: Vec<_> = standings.iter().filter_map(line).collect();
    if lines.len() < 2 {
        return String::new();
    }
    let tongue = Tongue::of(view.app);
    let told = lines.into_iter().zip(1..).map(|((name, percent), place)| tongue.standing(place, name, percent));
    told.collect::<Vec<_>>().join("\n")
}

fn slide(teaser: Teaser) -> Slide {
    Slide { teaser, ..Slide::default() }
}
