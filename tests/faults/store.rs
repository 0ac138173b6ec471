//! The usual quiz on a data directory, opened through the library by a clock set by hand.

use std::path::Path;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::{Date, DateTime, date};
use listening_post::clock::{Clock, SimulatedClock};
use listening_post::content::Content;
use listening_post::random::Random;
use listening_post::release::Batch;
use listening_post::store::{Counters, DataDirectory, Kind, Ledger, Notice, StoreError};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::CohortId;

use crate::common::Kiosk;

pub const MONDAY: Date = date(2026, 1, 5);

/// Counters by a clock set by hand.
pub struct Store {
    pub counters: Counters<SimulatedClock, Random>,
    pub notice: Option<Notice>,
    pub clock: SimulatedClock,
    content: Arc<Content>,
    directory: DataDirectory,
}

impl Store {
    /// Simulated data: visits are made durable as on a wall, passed time is not, so that weeks pass quickly.
    pub fn open(data: &Path, now: DateTime) -> Result<Self, StoreError> {
        Self::open_as(Kind::Simulated, data, now)
    }

    /// Data that are real in everything but their clock.
    pub fn open_real(data: &Path, now: DateTime) -> Result<Self, StoreError> {
        Self::open_as(Kind::Real, data, now)
    }

    fn open_as(kind: Kind, data: &Path, now: DateTime) -> Result<Self, StoreError> {
        let content = Kiosk::content();
        let directory = DataDirectory::at(data);
        let clock = SimulatedClock::at(now);
        let (counters, notice) = Counters::open(&directory, kind, Arc::clone(&content), clock.clone(), Random::System)?;
        Ok(Self { counters, notice, clock, content, directory })
    }

    /// One person's answer, "robusta".
    pub fn visit(&self) -> Finished {
        let pack = &self.content.packs[0];
        let answers = vec![(pack.items[0].id.clone(), Response::one(1))];
        Finished {
            pack: pack.id.clone(),
            cohort: Some(CohortId::new("day").unwrap()),
            answers,
            comments: Vec::new(),
            burst: false,
        }
    }

    /// Adds a visit, a quarter-hour after the one before.
    pub fn add(&mut self) -> Result<(), StoreError> {
        self.clock.advance_to(self.clock.wall().saturating_add(Span::new().minutes(15)));
        let visit = self.visit();
        self.counters.add(&visit)
    }

    /// Lets time pass hour by hour.
    pub fn until(&mut self, target: DateTime) -> Result<(), StoreError> {
        while self.clock.wall() < target {
            let next = self.clock.wall().saturating_add(Span::new().hours(1)).min(target);
            self.clock.advance_to(next);
            self.counters.pass_time()?;
        }
        Ok(())
    }

    /// Adds ten visits on each of two later days and closes the round; returns how many answers left.
    pub fn answers(mut self) -> u32 {
        self.answers_so_far(2)
    }

    pub fn answers_so_far(&mut self, days: i64) -> u32 {
        let today = self.clock.wall().date();
        for day in 1..=days {
            self.until(today.saturating_add(Span::new().days(day)).at(8, 0, 0, 0)).unwrap();
            for _ in 0..10 {
                self.add().unwrap();
            }
        }
        self.until(today.saturating_add(Span::new().weeks(1)).at(4, 0, 0, 0)).unwrap();
        let ledger = Ledger::open_existing(&self.directory.ledger()).unwrap();
        let batches = ledger.batches(None, None).unwrap();
        let answers: u32 = batches.iter().map(Batch::n).sum();
        let cells: i64 = batches.iter().flat_map(Batch::cells).map(|cell| cell.count).sum();
        assert_eq!(i64::from(answers), cells, "the counts are exact");
        answers - 10 * u32::try_from(days).unwrap()
    }
}
