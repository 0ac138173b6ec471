//! Outside its hours the first screen is dark and still, and a touch wakes it: whoever works at night is heard as well.
//!
//! When it was woken is known to nobody but the window, and forgotten as soon as it is dark again.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use jiff::civil::Time;
use slint::ComponentHandle;

use super::generated::HoursAdapter;
use super::post::Visitor;
use super::view::View;
use crate::visit::{Event, Screen};

/// How long a woken screen waits for somebody to begin: long enough to read it and to fetch a colleague.
const AWAKE: Duration = Duration::from_mins(3);

/// Whether the first screen sleeps.
#[derive(Default)]
pub(super) struct Hours {
    asleep: Cell<bool>,
    /// When it was woken, unless a visit has begun since: after that it goes dark as soon as nobody is there.
    woken: Cell<Option<Duration>>,
}

impl Hours {
    pub fn connect(visitor: &Rc<Visitor>) {
        let weak = Rc::downgrade(visitor);
        visitor.app().global::<HoursAdapter>().on_wake(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.hours().wake(visitor.elapsed());
                visitor.send(Event::Touch);
            }
        });
    }

    fn wake(&self, now: Duration) {
        if self.asleep.replace(false) {
            self.woken.set(Some(now));
        }
    }

    pub fn is_asleep(&self) -> bool {
        self.asleep.get()
    }

    /// Fills `HoursAdapter`; `watched` is whether whoever changes the content looks at what comes of it.
    pub fn fill(&self, view: &View, time: Time, watched: bool) {
        let hours = view.machine.content().kiosk.screen.hours;
        let open = watched || hours.is_none_or(|hours| hours.holds(time));
        let first = *view.machine.screen() == Screen::Attract;
        if open || !first {
            self.woken.set(None);
        }
        let waits = self.woken.get().is_some_and(|woken| view.now.elapsed.saturating_sub(woken) < AWAKE);
        let still = self.asleep.get() || (view.machine.is_left(view.now) && !waits);
        self.asleep.set(!open && first && still && !view.machine.reads_statement());
        if let Some(hours) = hours {
            // Without the language's own digits: other times of the screen are written so as well.
            let opens = hours.open.strftime("%H:%M").to_string();
            view.app.global::<HoursAdapter>().set_opens(opens.into());
        }
    }
}
