//! An invented person at the screen: taps what the state machine shows, as a hand would.

use std::sync::Arc;
use std::time::Duration;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::people::Site;
use crate::clock::{Clock, SimulatedClock};
use crate::comments::Draft;
use crate::content::{Content, ItemKind, Pack};
use crate::visit::{CONFIRM, COUNTDOWN, Event, Finished, Machine, Now, Screen, THANKS};
use crate::vocabulary::{PackId, Text};

/// How often an item is skipped.
const SKIPS: f64 = 0.06;
/// How often something is said where words are asked for.
const SAYS: f64 = 0.5;
/// How often somebody walks away before an item.
const LEAVES: f64 = 0.02;
/// How often "Rather not say" is tapped.
const RATHER_NOT: f64 = 0.2;
/// How much people of one site differ in how often they know an answer, to both sides.
const KNOWS: f64 = 0.35;
/// How often a draw ticket is taken where one is offered; most people have no hand free.
const TAKES: f64 = 0.04;
/// How often an activity is picked, beside one that is picked once: what is quick and what comes to something.
const FAVOURITES: [(&str, u32); 5] =
    [("recommend", 4), ("couldnt-help", 8), ("coffee-basics", 3), ("mirror", 2), ("ideas", 2)];
/// More screens than any visit has; beyond it something is stuck.
const MOST_SCREENS: usize = 100;

/// What a visit leaves to whoever keeps the counters.
pub(super) enum Deed {
    /// It is finished.
    Visit(Finished),
    /// A draw ticket of this contest is taken.
    Ticket(PackId),
}

/// People of one site, one after another, at one kiosk.
pub(super) struct Visitor<'s> {
    site: &'s Site,
    machine: Machine<StdRng>,
    rng: StdRng,
    /// How much more often than others this person knows the answer.
    knows: f64,
    /// The week of the simulation, from 0.
    pub(super) week: i32,
}

impl<'s> Visitor<'s> {
    pub(super) fn new(site: &'s Site, content: Arc<Content>, mut rng: StdRng) -> Self {
        let machine = Machine::new(content, rand::SeedableRng::from_rng(&mut rng));
        Self { site, machine, rng, knows: 0.0, week: 0 }
    }

    /// Takes over what is asked from now on.
    pub(super) fn replace_content(&mut self, content: Arc<Content>) {
        self.machine.replace_content(content);
    }

    /// Somebody comes, goes through one activity and leaves; `keep` takes what comes of it.
    pub(super) fn come(&mut self, clock: &SimulatedClock, mut keep: impl FnMut(Deed)) {
        self.knows = self.rng.random_range(-KNOWS..KNOWS);
        self.send(Event::Begin, clock, &mut keep);
        for _ in 0..MOST_SCREENS {
            let event = match self.machine.screen() {
                Screen::Attract | Screen::Saving | Screen::Resting => return,
                Screen::Choose => self.pick(clock),
                Screen::Cohort => self.cohort(),
                Screen::Item if self.rng.random_bool(LEAVES) => {
                    let gone = self.machine.pack().map_or(Duration::ZERO, |pack| pack.idle) + COUNTDOWN;
                    pass(clock, gone);
                    Event::Tick
                }
                Screen::Item => self.answer(clock, &mut keep),
                Screen::Feedback => Event::Next,
                Screen::Thanks if self.machine.offers_ticket().is_some() && self.rng.random_bool(TAKES) => {
                    if let Some(contest) = self.machine.offers_ticket() {
                        keep(Deed::Ticket(contest.clone()));
                    }
                    Event::Ticket
                }
                Screen::Thanks | Screen::Receipt | Screen::Results | Screen::Ticket | Screen::Sorry => {
                    pass(clock, THANKS);
                    Event::Tick
                }
            };
            self.send(event, clock, &mut keep);
        }
    }

    fn send(&mut self, event: Event, clock: &SimulatedClock, keep: &mut impl FnMut(Deed)) {
        if event != Event::Tick {
            // Reading and deciding takes a person a few seconds.
            pass(clock, Duration::from_secs(self.rng.random_range(2..8)));
        }
        let now = Now { elapsed: clock.elapsed(), today: clock.wall().date() };
        if let Some(finished) = self.machine.handle(event, now) {
            keep(Deed::Visit(finished));
            self.machine.stored(true, now);
        }
    }

    fn pick(&mut self, clock: &SimulatedClock) -> Event {
        let offered = self.machine.offered(clock.wall().date());
        let liking =
            |pack: &&&Pack| FAVOURITES.iter().find(|(id, _)| *id == pack.id.as_str()).map_or(1, |(_, liking)| *liking);
        let picked = offered.choose_weighted(&mut self.rng, |pack| liking(&pack));
        picked.map_or(Event::StartOver, |pack| Event::Choose(pack.id.clone()))
    }

    fn cohort(&mut self) -> Event {
        let cohorts = &self.machine.content().kiosk.cohorts;
        let said = if self.rng.random_bool(RATHER_NOT) { None } else { cohorts.choose(&mut self.rng) };
        Event::Cohort(said.map(|cohort| cohort.id.clone()))
    }

    /// Marks what this person thinks; the event that is returned goes on.
    fn answer(&mut self, clock: &SimulatedClock, keep: &mut impl FnMut(Deed)) -> Event {
        let Some(item) = self.machine.item().cloned() else { return Event::StartOver };
        if let ItemKind::Comment { phrases } = &item.kind {
            return self.say(phrases, clock, keep);
        }
        if item.is_card() {
            return Event::Next;
        }
        if self.machine.can_skip() && self.rng.random_bool(SKIPS) {
            return Event::Skip;
        }
        let Some(pack) = self.machine.pack().map(|pack| pack.id.clone()) else { return Event::StartOver };
        for position in self.site.response(&pack, &item, (self.week, self.knows), &mut self.rng) {
            self.send(Event::Tap(position), clock, keep);
        }
        pass(clock, CONFIRM);
        // A single choice goes on by itself; the others are told to.
        if item.is_ranking() || matches!(item.kind, ItemKind::Multiple { .. }) { Event::Next } else { Event::Tick }
    }

    /// Taps a phrase, as most people do who say anything.
    fn say(&mut self, phrases: &[Text], clock: &SimulatedClock, keep: &mut impl FnMut(Deed)) -> Event {
        if !self.rng.random_bool(SAYS) {
            return Event::Skip;
        }
        let Some(phrase) = phrases.choose(&mut self.rng) else { return Event::Skip };
        let draft = Draft::new(phrase.in_language(self.machine.language()));
        self.send(Event::Write(draft), clock, keep);
        Event::Next
    }
}

fn pass(clock: &SimulatedClock, time: Duration) {
    clock.advance_to(clock.wall().saturating_add(time));
}
