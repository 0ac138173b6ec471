//! Clocks that are set forward and back, summer time, and kiosks that are switched on and off: none of it brings a cut or
//! a day closer.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, DateTime, date};
use jiff::{Span, ToSpan};
use listening_post::clock::{Clock, SimulatedClock};
use listening_post::random::Random;
use listening_post::store::{Counters, DataDirectory, Kind, Ledger};

use crate::finding::{Bound, Finding, must_fail};
use crate::history::{Answer, MONDAY, exact, one_question};

/// Powered hours that lie between two cuts at least.
const MIN_UP: u64 = 30;

/// A kiosk, real in everything but its clock, with enough answers of one hour to fill a batch were they of two days.
struct Victim {
    folder: tempfile::TempDir,
    clock: SimulatedClock,
    counters: Option<Counters<SimulatedClock, Random>>,
    closed: u64,
}

impl Victim {
    fn set_up(wall: DateTime) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut victim = Self { folder, clock: SimulatedClock::at(wall), counters: None, closed: 0 };
        victim.switch_on();
        let content = one_question(exact(5));
        for number in 0..10 {
            let answer = Answer { day: 0, quarter: 0, second: 0, cohort: 0, response: number % 2 };
            // Five quarters of an hour, so that two count of each.
            if number % 2 == 0 {
                victim.pass(15.minutes());
            }
            victim.counters.as_mut().unwrap().count(&answer.visit(&content)).unwrap();
        }
        victim.counters.as_mut().unwrap().flush().unwrap();
        victim
    }

    fn data(&self) -> DataDirectory {
        DataDirectory::at(&self.folder.path().join("data"))
    }

    fn switch_on(&mut self) {
        // The lock is let go before it is taken again.
        self.counters = None;
        let content = Arc::new(one_question(exact(5)));
        let opened = Counters::open(&self.data(), Kind::Real, content, self.clock.clone(), Random::seeded(1));
        self.counters = Some(opened.unwrap().0);
    }

    fn look(&mut self) {
        let closed = self.counters.as_mut().unwrap().pass_time().unwrap();
        self.closed += closed.len() as u64;
    }

    /// Time passes, on the wall and powered.
    fn pass(&mut self, span: Span) {
        self.clock.advance_to(self.clock.wall().saturating_add(span));
        self.look();
    }

    /// The clock is set, and no time passes.
    fn set(&mut self, wall: DateTime) {
        self.clock.set(wall);
        self.look();
    }

    /// Rounds closed beyond one for each 30 powered hours, and answers of one day that left.
    fn gained(&self) -> u64 {
        let powered = self.clock.elapsed().as_secs() / Duration::from_hours(1).as_secs();
        let ledger = Ledger::open_existing(&self.data().ledger()).unwrap();
        let left: u32 = ledger.batches(None, None).unwrap().iter().map(listening_post::release::Batch::n).sum();
        self.closed.saturating_sub(powered / MIN_UP) + u64::from(left)
    }
}

/// The clock is set a week ahead again and again, or a day.
fn forward() -> u64 {
    let mut gained = 0;
    for step in [1.week(), 1.day(), 1.year()] {
        let mut victim = Victim::set_up(MONDAY.at(8, 0, 0, 0));
        for _ in 0..8 {
            victim.set(victim.clock.wall().saturating_add(step));
            victim.pass(1.minute());
        }
        gained += victim.gained();
    }
    gained
}

/// The clock jumps to and fro over nights and Mondays, at most a year back.
fn to_and_fro() -> u64 {
    let mut victim = Victim::set_up(MONDAY.at(8, 0, 0, 0));
    for round in 1..=8_i64 {
        victim.set(MONDAY.saturating_add(round.weeks()).at(2, 59, 0, 0));
        victim.pass(2.minutes());
        victim.set(MONDAY.saturating_sub(1.year()).at(2, 59, 0, 0));
        victim.pass(2.minutes());
    }
    victim.gained()
}

/// Both nights of the year at which an hour is missing or there twice, here moved to a Monday at three as well.
fn summer_time() -> u64 {
    let hours = |day: Date, from: i8, to: i8| {
        let mut victim = Victim::set_up(day.yesterday().unwrap().at(23, 30, 0, 0));
        while victim.clock.wall() < day.at(from, 0, 0, 0) {
            victim.pass(30.minutes());
        }
        victim.set(day.at(to, 0, 0, 0));
        for _ in 0..6 {
            victim.pass(30.minutes());
        }
        victim.gained()
    };
    [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 30), date(2026, 10, 26)]
        .into_iter()
        .map(|day| hours(day, 2, 3) + hours(day, 3, 2))
        .sum()
}

/// Switched off before the hour is over and on again a night later, for six weeks.
fn reboots() -> u64 {
    let mut victim = Victim::set_up(MONDAY.at(8, 0, 0, 0));
    for _ in 0..40 {
        victim.pass(50.minutes());
        victim.set(victim.clock.wall().saturating_add(23.hours()));
        victim.switch_on();
        victim.look();
    }
    victim.gained()
}

#[test]
fn no_clock_and_no_switch_brings_a_cut_closer() {
    must_fail("clock", &["PowerIgnored"], || {
        Finding {
        attack: "clock",
        tried: "ten answers of one hour; then the clock set ahead 8 times by a day, a week, a year; 8 times to and fro \
                over Mondays and a year back; both changes of summer time, also on a Monday; 40 starts of 50 minutes each"
            .to_owned(),
        measure: "rounds closed beyond one for each 30 powered hours, and answers of one day that left",
        figure: (forward() + to_and_fro() + summer_time() + reboots()) as f64,
        bound: Bound::AtMost(0.0),
    }
    });
}
