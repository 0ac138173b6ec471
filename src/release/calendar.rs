//! When nights and cuts fall due: by the calendar and by powered time, never by what was tapped.

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::mutant::{self, Mutant};
use crate::vocabulary::Round;

/// The hour, local time, at which a night or a cut falls due: break rooms are emptiest.
const HOUR: i8 = 3;
/// Two nights are at least this many powered hours apart, so that a stepped clock makes no days.
const NIGHT_APART: u32 = 6;

/// Something that falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// What has grown gains a day.
    Night,
    /// The round is closed.
    Cut(Round),
}

/// Where a kiosk stands between nights and cuts; it knows days and whole hours, never moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    last_night: Date,
    closed: Round,
    hours_since_night: u32,
    hours_since_cut: u32,
}

impl Calendar {
    /// A kiosk set up at `wall`.
    #[must_use]
    pub fn starting(wall: DateTime) -> Self {
        Self {
            last_night: night_of(wall),
            closed: closable(wall),
            // There was no night before the first, so it has nothing to keep apart from.
            hours_since_night: NIGHT_APART,
            hours_since_cut: 0,
        }
    }

    /// The same for a kiosk that has released rounds up to `released` already, whatever its clock says now.
    #[must_use]
    pub fn after(self, released: Option<Round>) -> Self {
        Self { closed: released.map_or(self.closed, |released| released.max(self.closed)), ..self }
    }

    /// Counts one more powered hour.
    pub fn hour(&mut self) {
        self.hours_since_night = self.hours_since_night.saturating_add(1);
        self.hours_since_cut = self.hours_since_cut.saturating_add(1);
    }

    /// The latest round that was closed, or lay before the kiosk was set up.
    #[must_use]
    pub fn closed(&self) -> Round {
        self.closed
    }

    /// The Monday of the next cut, as `wall` shows it; none if it is due already and waits for powered hours.
    #[must_use]
    pub fn next_cut(&self, wall: DateTime) -> Option<Date> {
        let next = self.closed.next().next().monday();
        (night_of(wall) < next).then_some(next)
    }

    /// What falls due at `wall`; the night comes before the cut. Ask again after [`Calendar::done`].
    #[must_use]
    pub fn due(&self, wall: DateTime, min_up_hours: u32) -> Option<Due> {
        if night_of(wall) != self.last_night
            && (self.hours_since_night >= NIGHT_APART || mutant::active(Mutant::PowerIgnored))
        {
            return Some(Due::Night);
        }
        let round = closable(wall);
        (round > self.closed && (self.hours_since_cut >= min_up_hours || mutant::active(Mutant::PowerIgnored)))
            .then_some(Due::Cut(round))
    }

    /// Notes that what fell due at `wall` was done.
    pub fn done(&mut self, due: Due, wall: DateTime) {
        match due {
            Due::Night => {
                self.last_night = night_of(wall);
                self.hours_since_night = 0;
            }
            Due::Cut(round) => {
                self.closed = round;
                self.hours_since_cut = 0;
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
