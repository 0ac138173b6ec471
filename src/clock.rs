//! The only place that reads time, and the clock that is set by hand.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Where time comes from.
pub trait Clock {
    /// The date and time on the wall of the kiosk; it may be set forward and back.
    fn wall(&self) -> DateTime;

    /// Time since some fixed moment of this process; it never goes back.
    fn elapsed(&self) -> Duration;
}

/// The machine's own clock.
#[derive(Debug, Clone)]
pub struct SystemClock {
    zone: TimeZone,
    started: Instant,
}

impl SystemClock {
    /// The machine's clock, read in this time zone.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn wall(&self) -> DateTime {
        Zoned::now().with_time_zone(self.zone.clone()).datetime()
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// A clock that moves when it is told to, for simulated data and tests; copies show the same time.
#[derive(Debug, Clone)]
pub struct SimulatedClock {
    wall: Rc<Cell<DateTime>>,
    elapsed: Rc<Cell<Duration>>,
    /// Since when it has been running by itself.
    running: Rc<Cell<Option<Instant>>>,
}

impl SimulatedClock {
    /// A clock that shows `wall`.
    #[must_use]
    pub fn at(wall: DateTime) -> Self {
        Self { wall: Rc::new(Cell::new(wall)), elapsed: Rc::default(), running: Rc::default() }
    }

    /// Lets time pass up to `wall`; a moment in the past sets the wall clock back and lets none pass.
    pub fn advance_to(&self, wall: DateTime) {
        let passed = wall.duration_since(self.wall.get());
        self.elapsed.set(self.elapsed.get() + Duration::try_from(passed).unwrap_or(Duration::ZERO));
        self.wall.set(wall);
    }
}

impl SimulatedClock {
    /// Lets it run by itself from now on, for a kiosk on a screen.
    pub fn run(&self) {
        self.running.set(Some(Instant::now()));
    }

    fn ran(&self) -> Duration {
        self.running.get().map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Shows `wall` without any time passing: where simulated data were left.
    pub fn set(&self, wall: DateTime) {
        self.wall.set(wall);
    }
}

impl<C: Clock + ?Sized> Clock for Rc<C> {
    fn wall(&self) -> DateTime {
        (**self).wall()
    }

    fn elapsed(&self) -> Duration {
        (**self).elapsed()
    }
}

impl Clock for SimulatedClock {
    fn wall(&self) -> DateTime {
        self.wall.get().saturating_add(self.ran())
    }

    fn elapsed(&self) -> Duration {
        self.elapsed.get() + self.ran()
    }
}
