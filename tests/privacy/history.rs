//! Histories lived through the real tallies and cuts, in memory, as fast as they go.

use std::sync::Arc;
use std::time::Duration;

use jiff::Span;
use jiff::civil::{Date, date};
use listening_post::config::{Epsilon, Mechanism, Privacy};
use listening_post::content::Content;
use listening_post::random::Random;
use listening_post::release::{Batch, Cut, cut};
use listening_post::tally::{Quarter, QuarterUse, Tallies, plans};
use listening_post::visit::{CONFIRM, Event, Finished, Machine, Now, Response};
use listening_post::vocabulary::{CohortId, Round};
use rand::RngExt;

use crate::common::{content, question};

pub const MONDAY: Date = date(2026, 1, 5);
/// The last two are sparse in [`random`] histories.
pub const COHORTS: [&str; 4] = ["day", "night", "lab", "weekend"];
pub const OPTIONS: usize = 3;

/// Where [`hurried`] histories are lived through: a visit within as many seconds of another is one of a burst.
pub const WINDOW: u32 = 5;

/// One question to four cohorts, under these rules; no visit comes too soon after another.
pub fn one_question(privacy: Privacy) -> Content {
    let mut kiosk =
        "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n".to_owned();
    for cohort in COHORTS {
        kiosk.push_str(&format!("[[cohort]]\nid = \"{cohort}\"\nname = \"{cohort}\"\nheadcount = 300\n"));
    }
    let mut content = Arc::unwrap_or_clone(content(&kiosk, &[("pack", &question(OPTIONS, ""))]));
    content.packs[0].privacy = privacy;
    content.kiosk.repeat_seconds = 0;
    content
}

/// Rules under which counts leave as they are.
pub fn exact(k: u32) -> Privacy {
    Privacy { k, dissent: 0, mechanism: Mechanism::Exact, ..Privacy::default() }
}

/// Rules under which counts leave with noise.
pub fn noisy(k: u32, epsilon: f64) -> Privacy {
    let mechanism = Mechanism::DiscreteLaplace { epsilon: Epsilon::new(epsilon).unwrap() };
    Privacy { k, mechanism, ..Privacy::default() }
}

/// One answer of a history: on which day, in which quarter-hour, by whom.
#[derive(Debug, Clone)]
pub struct Answer {
    pub day: u32,
    pub quarter: i8,
    /// Seconds into the quarter-hour.
    pub second: u32,
    /// An index of [`COHORTS`]; beyond them: would rather not say.
    pub cohort: usize,
    pub response: usize,
}

impl Answer {
    pub fn visit(&self, content: &Content) -> Finished {
        let pack = &content.packs[0];
        let answers = vec![(pack.items[0].id.clone(), Response::one(self.response))];
        let cohort = COHORTS.get(self.cohort).map(|id| CohortId::new(*id).unwrap());
        Finished { pack: pack.id.clone(), cohort, answers, comments: Vec::new(), burst: false }
    }

    pub fn quarter(&self) -> Quarter {
        Quarter::of(self.date().at(8 + self.quarter / 4, 15 * (self.quarter % 4), 0, 0))
    }

    fn date(&self) -> Date {
        MONDAY.saturating_add(Span::new().days(self.day))
    }

    /// When this person comes, since the first Monday began.
    fn moment(&self) -> Duration {
        let quarters = self.day * 96 + 32 + u32::from(self.quarter.unsigned_abs());
        Duration::from_secs(u64::from(quarters * 900 + self.second))
    }

    /// The same at the screen of a kiosk, tap by tap.
    fn tap(&self, machine: &mut Machine<Random>) -> Finished {
        let mut send = |event, waits| machine.handle(event, Now { elapsed: self.moment() + waits, today: self.date() });
        send(Event::Begin, Duration::ZERO);
        send(Event::Cohort(COHORTS.get(self.cohort).map(|id| CohortId::new(*id).unwrap())), Duration::ZERO);
        send(Event::Tap(self.response), Duration::ZERO);
        send(Event::Tick, CONFIRM);
        let finished = send(Event::Next, CONFIRM).unwrap();
        machine.stored(true, Now { elapsed: self.moment() + CONFIRM, today: self.date() });
        machine.handle(Event::Next, Now { elapsed: self.moment() + CONFIRM, today: self.date() });
        finished
    }
}

/// So many answers over so many weeks, most of them by two of the cohorts.
pub fn random(count: usize, weeks: u32, rng: &mut Random) -> Vec<Answer> {
    let mut answers: Vec<Answer> = (0..count)
        .map(|_| {
            let cohort = [0, 0, 0, 0, 1, 1, 1, 2, 3, 4][rng.random_range(0..10)];
            let (day, quarter) = (rng.random_range(0..weeks * 7), rng.random_range(0..32));
            Answer { day, quarter, second: 0, cohort, response: rng.random_range(0..OPTIONS) }
        })
        .collect();
    answers.sort_by_key(|answer| (answer.day, answer.quarter));
    answers
}

/// The same with two of three people close behind the one before: the second within [`WINDOW`] of the first, the third
/// within it of the second alone.
pub fn hurried(answers: &[Answer]) -> Vec<Answer> {
    let mut hurried = answers.to_vec();
    for three in hurried.chunks_mut(3) {
        let (day, quarter) = (three[0].day, three[0].quarter);
        for (answer, number) in three.iter_mut().zip(0..) {
            (answer.day, answer.quarter, answer.second) = (day, quarter, number * (WINDOW - 2));
        }
    }
    hurried
}

/// Lives through a history week by week, from the screen to the cut; returns what each cut led to.
pub fn live(content: &Content, answers: &[Answer], weeks: u32, rng: &mut Random) -> Vec<Cut> {
    let mut tallies = Tallies::new(plans(content), content.hash.clone());
    let mut used = QuarterUse::default();
    let mut machine = Machine::new(Arc::new(content.clone()), Random::seeded(0));
    let mut cuts = Vec::new();
    let mut answers = answers.iter().peekable();
    for day in 0..weeks * 7 {
        while let Some(answer) = answers.next_if(|answer| answer.day == day) {
            assert!(tallies.add(&content.packs[0], &answer.tap(&mut machine), answer.quarter(), &mut used));
        }
        tallies.night();
        if day % 7 == 6 {
            cuts.push(cut(&mut tallies, Round::of(MONDAY.saturating_add(Span::new().days(day))), rng));
        }
    }
    cuts
}

/// All batches of some cuts.
pub fn batches(cuts: &[Cut]) -> Vec<&Batch> {
    cuts.iter().flat_map(|cut| &cut.batches).collect()
}
