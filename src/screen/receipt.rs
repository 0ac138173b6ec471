//! What a visit stored, for whoever made it: the counters that are higher now.

use std::cell::RefCell;
use std::rc::Rc;

use slint::{ComponentHandle, ModelRc, SharedString};

use super::generated::{Line, ReceiptAdapter, Terms};
use super::item::face;
use super::post::Visitor;
use super::view::{View, changed, count};
use crate::content::{Item, ItemKind, Pack};
use crate::tally::{Increment, Part};
use crate::visit::{Event, Screen};
use crate::vocabulary::PackId;

/// The points that belong to each class of a 0–10 item.
pub(super) const CLASSES: [&str; 3] = ["0–6", "7–8", "9–10"];

/// Fills `ReceiptAdapter` while it is shown; what it knows is gone with the visit.
#[derive(Default)]
pub(super) struct Receipt(RefCell<Option<Stored>>);

struct Stored {
    pack: PackId,
    increments: Vec<Increment>,
    comments: usize,
    burst: bool,
}

impl Receipt {
    pub fn connect(visitor: &Rc<Visitor>) {
        let weak = Rc::downgrade(visitor);
        visitor.app().global::<ReceiptAdapter>().on_open(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.send(Event::Receipt);
            }
        });
    }

    /// Remembers what was stored of a visit to a pack, with so many comments, that was or was not a burst.
    pub fn keep(&self, (pack, comments, burst): (PackId, usize, bool), increments: Vec<Increment>) {
        self.0.replace(Some(Stored { pack, increments, comments, burst }));
    }

    pub fn fill(&self, view: &View) {
        let adapter = view.app.global::<ReceiptAdapter>();
        // Of a mirror the results come instead of the thanks, and lead here as well.
        let shown = matches!(view.machine.screen(), Screen::Thanks | Screen::Receipt | Screen::Results);
        if !shown && self.0.take().is_some() {
            adapter.set_lines(ModelRc::default());
            adapter.set_comments(0);
            adapter.set_burst(false);
        }
        let stored = self.0.borrow();
        let (Some(stored), Screen::Receipt) = (stored.as_ref(), view.machine.screen()) else { return };
        let Some(pack) = view.machine.content().pack(&stored.pack) else { return };
        adapter.set_comments(count(stored.comments));
        adapter.set_burst(stored.burst);
        let whole = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        adapter.set_answers(whole(pack.privacy.k));
        adapter.set_days(whole(pack.privacy.days));
        let lines = stored.increments.iter().map(|increment| line(view, pack, increment)).collect();
        if let Some(lines) = changed(&adapter.get_lines(), lines) {
            adapter.set_lines(lines);
        }
    }
}

fn line(view: &View, pack: &Pack, increment: &Increment) -> Line {
    let asked = |part: &Part| match part {
        Part::Response(item, _) | Part::Class(item, _) => pack.item(item).map(|item| view.text(&item.text)),
        Part::RestScore(_) | Part::Segment(_) | Part::Seen(..) => None,
    };
    let joined = |texts: Vec<SharedString>, by: &str| SharedString::from(texts.join(by));
    let cohorts = &view.machine.content().kiosk.cohorts;
    let group = cohorts.iter().find(|cohort| Some(&cohort.id) == increment.cohort.as_ref());
    Line {
        question: joined(increment.parts.iter().filter_map(asked).collect(), " + "),
        answer: joined(increment.parts.iter().map(|part| words(view, pack, part)).collect(), " + "),
        group: view.text_or_none(group.map(|cohort| &cohort.name)),
        by: count(increment.by),
    }
}

/// What a part of a counter stands for.
fn words(view: &View, pack: &Pack, part: &Part) -> SharedString {
    let kinds = view.app.global::<Terms>();
    match part {
        Part::Response(item, position) => {
            pack.item(item).map(|item| response(view, item, *position)).unwrap_or_default()
        }
        Part::Class(_, class) => CLASSES.get(*class).copied().unwrap_or_default().into(),
        Part::RestScore(class) => kinds.invoke_rest_score(count(*class)),
        Part::Segment(class) => kinds.invoke_segment(count(*class)),
        Part::Seen(card, variant) => {
            let seen = pack.item(card).and_then(|card| card.variants().iter().find(|other| &other.id == variant));
            view.text_or_none(seen.map(|seen| &seen.text))
        }
    }
}

/// A response in words.
pub(super) fn response(view: &View, item: &Item, position: usize) -> SharedString {
    if let ItemKind::Smiley { faces } = item.kind {
        return view.app.global::<Terms>().invoke_face(face(position, faces));
    }
    let option = item.options().get(position).map(|option| view.text(&option.text));
    option.unwrap_or_else(|| item.responses().get(position).map(SharedString::from).unwrap_or_default())
}
