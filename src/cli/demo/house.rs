//! One invented site as it lives: its people come, its kiosk counts, its contest is drawn.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::{Date, DateTime};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::super::Failure;
use super::super::export::origin;
use super::super::session::{OpenCounters, advance};
use super::people::Site;
use super::visitor::{Deed, Visitor};
use crate::clock::{Clock, SimulatedClock};
use crate::content::{Content, PackKind};
use crate::contest::{Code, Drawing, Ticket};
use crate::export::Origin;
use crate::random::Random;
use crate::release::{self, Batch};
use crate::store::{Counters, DataDirectory, Kind, Ledger};
use crate::vocabulary::{PackId, Round, SiteId};

/// A site with its kiosk.
pub(super) struct House {
    site: &'static Site,
    pub(super) data: DataDirectory,
    content: Arc<Content>,
    clock: SimulatedClock,
    counters: OpenCounters,
    visitor: Visitor<'static>,
    rng: StdRng,
    /// What people carry home: of which contest, and the ticket.
    tickets: Vec<(PackId, Ticket)>,
}

/// A drawing, and whether the one who won came for the prize.
pub(super) struct Drawn {
    pub(super) site: &'static str,
    pub(super) contest: PackId,
    pub(super) number: String,
}

impl House {
    /// Sets up a kiosk on the first day.
    pub(super) fn open(
        site: &'static Site,
        content: &Content,
        (first, seed): (Date, u64),
        out: &Path,
    ) -> Result<Self, Failure> {
        let content = Arc::new(own(site, content)?);
        let data = DataDirectory::at(&out.join(site.id));
        let clock = SimulatedClock::at(first.at(3, 0, 0, 0));
        let shown: Rc<dyn Clock> = Rc::new(clock.clone());
        let opened = Counters::open(&data, Kind::Simulated, Arc::clone(&content), shown, Random::seeded(seed));
        let (counters, _) = opened.map_err(Failure::other)?;
        let mut rng = StdRng::seed_from_u64(seed);
        let visitor = Visitor::new(site, Arc::new(counters.askable()), StdRng::from_rng(&mut rng));
        let mut house = Self { site, data, content, clock, counters, visitor, rng, tickets: Vec::new() };
        house.ask_anew()?;
        Ok(house)
    }

    /// Lives through a week that begins on `monday`, up to the cut of the next one.
    pub(super) fn live(&mut self, week: i32, monday: Date) -> Result<(), Failure> {
        self.visitor.week = week;
        for day in 0..7 {
            for moment in self.moments(monday.saturating_add(Span::new().days(day))) {
                advance(&mut self.counters, &self.clock, moment)?;
                self.receive()?;
            }
        }
        let end = monday.saturating_add(Span::new().days(7)).at(4, 0, 0, 0);
        advance(&mut self.counters, &self.clock, end)?;
        self.counters.flush().map_err(Failure::other)?;
        self.ask_anew()
    }

    /// Takes in content that was changed, as a kiosk does that is told to.
    pub(super) fn take(&mut self, content: &Content) -> Result<(), Failure> {
        self.content = Arc::new(own(self.site, content)?);
        self.counters.set_content(Arc::clone(&self.content)).map_err(Failure::other)?;
        self.ask_anew()
    }

    /// Draws a ticket of each contest and shows it; whoever has it comes with the code.
    pub(super) fn draw(&mut self) -> Result<Vec<Drawn>, Failure> {
        let mut all = Vec::new();
        let raffles = self.content.packs.iter().filter(|pack| pack.contest.as_ref().is_some_and(|c| c.prize.is_some()));
        let contests: Vec<PackId> = raffles.map(|pack| pack.id.clone()).collect();
        for contest in contests {
            let drawn = self.counters.draw_ticket(&contest).map_err(Failure::other)?;
            let Ok(Drawing::Drawn(number)) = drawn else { continue };
            self.counters.publish_ticket(&contest).map_err(Failure::other)?.map_err(Failure::other)?;
            let won = self.tickets.iter().find(|(of, ticket)| *of == contest && ticket.number == number);
            if let Some(code) = won.and_then(|(_, ticket)| Code::new(&ticket.code.in_groups().replace(' ', ""))) {
                self.counters.claim_ticket(&contest, &code).map_err(Failure::other)?.map_err(Failure::other)?;
                all.push(Drawn { site: self.site.id, contest, number });
            }
        }
        Ok(all)
    }

    /// What left this kiosk.
    pub(super) fn released(&self) -> Result<(Origin, Vec<Batch>), Failure> {
        let origin = origin(&self.content, self.counters.installation());
        let ledger = Ledger::open_existing(&self.data.ledger()).map_err(Failure::other)?;
        Ok((origin, ledger.batches(None, None).map_err(Failure::other)?))
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }

    /// What is asked from now on; of a quiz more often what few know.
    fn ask_anew(&mut self) -> Result<(), Failure> {
        let mut asked = self.counters.askable();
        let round = Round::of(self.clock.wall().date());
        for pack in asked.packs.iter_mut().filter(|pack| pack.kind == PackKind::Quiz) {
            let recent = self.counters.recent(pack).map_err(Failure::other)?;
            pack.chances = release::chances(pack, &recent, round);
        }
        self.visitor.replace_content(Arc::new(asked));
        Ok(())
    }

    /// When people come on one day, in order.
    fn moments(&mut self, date: Date) -> Vec<DateTime> {
        let weekend = date.weekday().to_monday_zero_offset() >= 5;
        let expected = if weekend { self.site.visits_a_day / 2 } else { self.site.visits_a_day };
        let count = self.rng.random_range(expected * 2 / 3..=expected * 4 / 3);
        // From six in the morning to half past ten at night.
        let mut seconds: Vec<i64> = (0..count).map(|_| self.rng.random_range(6 * 3600..22 * 3600 + 1800)).collect();
        seconds.sort_unstable();
        seconds.into_iter().map(|second| date.at(0, 0, 0, 0).saturating_add(Span::new().seconds(second))).collect()
    }

    /// Somebody comes.
    fn receive(&mut self) -> Result<(), Failure> {
        let Self { visitor, counters, clock, tickets, .. } = self;
        let mut kept = Ok(());
        visitor.come(clock, |deed| {
            let done = match deed {
                Deed::Visit(visit) => counters.count(&visit),
                Deed::Ticket(contest) => counters.take_ticket(&contest).map(|ticket| tickets.push((contest, ticket))),
            };
            if let Err(error) = done {
                kept = Err(Failure::other(error));
            }
        });
        kept
    }
}

/// The content as the kiosk of one site has it.
fn own(site: &Site, content: &Content) -> Result<Content, Failure> {
    let mut content = content.clone();
    content.kiosk.site = SiteId::new(site.id).map_err(Failure::other)?;
    content.kiosk.headcount = site.headcount;
    Ok(content)
}
