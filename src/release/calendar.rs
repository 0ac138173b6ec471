//! When nights and cuts fall due: by the calendar and by powered time, never by what was tapped.

use std::time::Duration;

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::vocabulary::Round;

/// The hour, local time, at which a night or a cut falls due: break rooms are emptiest.
const HOUR: i8 = 3;
/// Two nights are at least this long apart in powered time, so that a stepped clock makes no days.
const NIGHT_APART: Duration = Duration::from_hours(6);

/// Something that falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// What has grown gains a day.
    Night,
    /// The round is closed.
    Cut(Round),
}

/// Where a kiosk stands between nights and cuts; it knows days, never moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    last_night: Date,
    closed: Round,
    up_since_night: Duration,
    up_since_cut: Duration,
}

impl Calendar {
    /// A kiosk set up at `wall`.
    #[must_use]
    pub fn starting(wall: DateTime) -> Self {
        Self {
            last_night: night_of(wall),
            closed: closable(wall),
            // There was no night before the first, so it has nothing to keep apart from.
            up_since_night: NIGHT_APART,
            up_since_cut: Duration::ZERO,
        }
    }

    /// Counts powered time.
    pub fn power(&mut self, up: Duration) {
        self.up_since_night = self.up_since_night.saturating_add(up);
        self.up_since_cut = self.up_since_cut.saturating_add(up);
    }

    /// The latest round that was closed, or lay before the kiosk was set up.
    #[must_use]
    pub fn closed(&self) -> Round {
        self.closed
    }

    /// What falls due at `wall`; the night comes before the cut. Ask again after [`Calendar::done`].
    #[must_use]
    pub fn due(&self, wall: DateTime, min_up: Duration) -> Option<Due> {
        if night_of(wall) != self.last_night && self.up_since_night >= NIGHT_APART {
            return Some(Due::Night);
        }
        let round = closable(wall);
        (round > self.closed && self.up_since_cut >= min_up).then_some(Due::Cut(round))
    }

    /// Notes that what fell due at `wall` was done.
    pub fn done(&mut self, due: Due, wall: DateTime) {
        match due {
            Due::Night => {
                self.last_night = night_of(wall);
                self.up_since_night = Duration::ZERO;
            }
            Due::Cut(round) => {
                self.closed = round;
                self.up_since_cut = Duration::ZERO;
            }
        }
    }
}

/// The day of the latest 03:00.
fn night_of(wall: DateTime) -> Date {
    if wall.time() < Time::constant(HOUR, 0, 0, 0) { wall.date().yesterday().unwrap_or(Date::MIN) } else { wall.date() }
}

/// The latest round whose cut lies behind `wall`: the week before the latest Monday, 03:00.
fn closable(wall: DateTime) -> Round {
    let day = night_of(wall);
    debug_assert_eq!(Round::of(day).monday().weekday(), Weekday::Monday);
    Round::of(day).previous()
}
