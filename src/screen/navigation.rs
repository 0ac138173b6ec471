//! Which page is shown, and every way on from it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use slint::ComponentHandle;

use super::generated::{Fate, Page, VisitAdapter};
use super::post::Visitor;
use super::view::{View, count};
use crate::content::OnAbandon;
use crate::visit::{COUNTDOWN, Event, Screen};
use crate::vocabulary::{ItemId, PackId};

/// What makes one shown screen differ from the next.
type Shown = (Screen, Option<PackId>, Option<ItemId>, usize, bool);

/// Fills `VisitAdapter`.
#[derive(Default)]
pub(super) struct Navigation {
    shown: Cell<Option<Shown>>,
    step: Cell<u64>,
}

impl Navigation {
    pub fn connect(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<VisitAdapter>();
        let send = |event: Event| {
            let weak = Rc::downgrade(visitor);
            move || {
                if let Some(visitor) = weak.upgrade() {
                    visitor.send(event.clone());
                }
            }
        };
        adapter.on_begin(send(Event::Begin));
        adapter.on_back(send(Event::Back));
        adapter.on_skip(send(Event::Skip));
        adapter.on_next(send(Event::Next));
        adapter.on_start_over(send(Event::StartOver));
        adapter.on_still_here(send(Event::Touch));
    }

    /// Counts the screens shown so far.
    pub fn step(&self) -> u64 {
        self.step.get()
    }

    /// `tended` is whether the panel is open: it lies over whatever the visit shows, and nothing of that moves on.
    ///
    /// Outside its hours the kiosk is `asleep`.
    pub fn fill(&self, view: &View, tended: bool, asleep: bool) {
        let machine = view.machine;
        let adapter = view.app.global::<VisitAdapter>();
        if tended {
            adapter.set_page(Page::Admin);
            adapter.set_seconds_left(0);
            return;
        }
        adapter.set_seconds_left(machine.countdown(view.now).map_or(0, seconds));
        adapter.set_seconds_of(seconds(COUNTDOWN));
        adapter.set_fate(match machine.pack().map(|pack| pack.on_abandon) {
            Some(OnAbandon::Keep) => Fate::Counted,
            Some(OnAbandon::Discard) => Fate::Forgotten,
            None => Fate::Settled,
        });
        adapter.set_can_go_back(machine.can_go_back());
        adapter.set_can_skip(machine.can_skip());

        let (place, total) = machine.progress().unwrap_or_default();
        let before = self.shown.take();
        let now_shown = Some((
            machine.screen().clone(),
            machine.pack().map(|pack| pack.id.clone()),
            machine.item().map(|item| item.id.clone()),
            place,
            asleep,
        ));
        if now_shown != before {
            self.step.set(self.step.get() + 1);
            let forward = match (&before, &now_shown) {
                (Some((Screen::Item, _, _, was, _)), Some((Screen::Item, _, _, is, _))) => is >= was,
                (Some((from, ..)), Some((to, ..))) => order(to) >= order(from),
                _ => true,
            };
            adapter.set_forward(forward);
            adapter.set_step(i32::try_from(self.step.get() % u64::from(u16::MAX)).unwrap_or_default());
        }
        self.shown.set(now_shown);
        adapter.set_place(count(place));
        adapter.set_total(count(total));
        if let Some(page) = page(machine.screen()) {
            adapter.set_page(match page {
                Page::Attract if asleep => Page::Asleep,
                _ if machine.advised().is_some() => Page::Advice,
                page => page,
            });
        }
    }
}

/// Seconds as a countdown shows them: the last one is 1, not 0.
fn seconds(left: Duration) -> i32 {
    i32::try_from(left.as_secs() + u64::from(left.subsec_nanos() > 0)).unwrap_or(i32::MAX)
}

/// How far along a visit a screen stands, for the side a page comes in from.
fn order(screen: &Screen) -> u8 {
    match screen {
        Screen::Attract | Screen::Resting => 0,
        Screen::Choose => 1,
        Screen::Cohort => 2,
        Screen::Item | Screen::Feedback => 3,
        Screen::Saving | Screen::Thanks | Screen::Receipt | Screen::Results | Screen::Ticket | Screen::Sorry => 4,
    }
}

/// The page of a screen; while a visit is being stored the last one stays.
fn page(screen: &Screen) -> Option<Page> {
    Some(match screen {
        Screen::Attract => Page::Attract,
        Screen::Choose => Page::Choose,
        Screen::Cohort => Page::Cohort,
        Screen::Item => Page::Item,
        Screen::Feedback => Page::Feedback,
        Screen::Saving => return None,
        Screen::Thanks => Page::Thanks,
        Screen::Receipt => Page::Receipt,
        Screen::Results => Page::Results,
        Screen::Ticket => Page::Ticket,
        Screen::Sorry => Page::Sorry,
        Screen::Resting => Page::Resting,
    })
}
