//! What every cut keeps to, whatever was answered: the invariants of `docs/anonymity.md` over random histories.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::{Date, DateTime, date};
use listening_post::clock::SimulatedClock;
use listening_post::config::{Epsilon, Mechanism, Privacy};
use listening_post::content::Content;
use listening_post::random::Random;
use listening_post::release::{Batch, Cut, cut};
use listening_post::store::{Counters, DataDirectory, Kind, Ledger};
use listening_post::tally::{Quarter, QuarterUse, Tallies, plans};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::{CohortId, PackId, Round};
use proptest::prelude::*;

use crate::common::{content, question};

const MONDAY: Date = date(2026, 1, 5);
const COHORTS: [&str; 3] = ["day", "night", "weekend"];
const OPTIONS: usize = 4;

fn one_question() -> Arc<Content> {
    let mut kiosk =
        "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n".to_owned();
    for cohort in COHORTS {
        kiosk.push_str(&format!("[[cohort]]\nid = \"{cohort}\"\nname = \"{cohort}\"\nheadcount = 300\n"));
    }
    content(&kiosk, &[("pack", &question(OPTIONS, ""))])
}

/// One answer of a history: on which day, in which quarter-hour, by whom.
#[derive(Debug, Clone)]
struct Answer {
    day: i64,
    quarter: i8,
    /// An index of `COHORTS`; beyond them: would rather not say.
    cohort: usize,
    response: usize,
}

impl Answer {
    fn moment(&self) -> DateTime {
        let day = MONDAY.saturating_add(Span::new().days(self.day));
        day.at(8 + self.quarter / 4, 15 * (self.quarter % 4), 0, 0)
    }

    fn cohort(&self) -> Option<CohortId> {
        COHORTS.get(self.cohort).map(|id| CohortId::new(*id).unwrap())
    }

    fn visit(&self, content: &Content) -> Finished {
        let pack = &content.packs[0];
        let answers = vec![(pack.items[0].id.clone(), Response::one(self.response))];
        Finished { pack: pack.id.clone(), cohort: self.cohort(), answers, comments: Vec::new(), burst: false }
    }
}

const WEEKS: i64 = 8;

fn history() -> impl Strategy<Value = Vec<Answer>> {
    let answer =
        (0..WEEKS * 7, 0..6_i8, prop_oneof![3 => Just(0), 2 => Just(1), 1 => Just(2), 1 => Just(3)], 0..OPTIONS)
            .prop_map(|(day, quarter, cohort, response)| Answer { day, quarter, cohort, response });
    prop::collection::vec(answer, 0..160).prop_map(|mut answers| {
        answers.sort_by_key(|answer| (answer.day, answer.quarter));
        answers
    })
}

fn limits() -> impl Strategy<Value = Privacy> {
    (5..9_u32, 2..4_u32, 1..3_u32, 0..3_u32, 2..5_u32, 3..7_u32, any::<bool>()).prop_map(
        |(k, days, slot_cap, dissent, fold_after, expire_after, noisy)| {
            let noise = Mechanism::DiscreteLaplace { epsilon: Epsilon::USUAL };
            let mechanism = if noisy { noise } else { Mechanism::Exact };
            Privacy { k, days, slot_cap, dissent, fold_after, expire_after, mechanism }
        },
    )
}

/// Lives through a history week by week; returns what each cut led to.
fn live(content: &Content, answers: &[Answer], seed: u64) -> Vec<Cut> {
    let mut tallies = Tallies::new(plans(content), content.hash.clone());
    let mut used = QuarterUse::default();
    let mut rng = Random::seeded(seed);
    let mut cuts = Vec::new();
    for day in 0..WEEKS * 7 {
        for answer in answers.iter().filter(|answer| answer.day == day) {
            let quarter = Quarter::of(answer.moment());
            assert!(tallies.add(&content.packs[0], &answer.visit(content), quarter, &mut used));
        }
        tallies.night();
        if day % 7 == 6 {
            let monday = MONDAY.saturating_add(Span::new().days(day));
            cuts.push(cut(&mut tallies, Round::of(monday), &mut rng));
        }
    }
    cuts
}

fn with_limits(privacy: Privacy) -> Content {
    let mut content = (*one_question()).clone();
    content.packs[0].privacy = privacy;
    content
}

/// What a reader of the promise expects of some answers, by counting them again.
struct Pending<'a> {
    answers: Vec<&'a Answer>,
}

impl Pending<'_> {
    fn histogram(&self) -> Vec<i64> {
        let count = |option| i64::try_from(self.answers.iter().filter(|a| a.response == option).count()).unwrap();
        (0..OPTIONS).map(count).collect()
    }

    /// Answers among the first `cap` of their cohort and quarter-hour.
    fn effective(&self, cap: u32) -> u32 {
        let mut used: BTreeMap<(i64, i8, usize), u32> = BTreeMap::new();
        for answer in &self.answers {
            *used.entry((answer.day, answer.quarter, answer.cohort)).or_default() += 1;
        }
        used.values().map(|count| (*count).min(cap)).sum()
    }

    fn days(&self) -> usize {
        let mut days: Vec<_> = self.answers.iter().map(|answer| answer.day).collect();
        days.sort_unstable();
        days.dedup();
        days.len()
    }
}

fn keys(cuts: &[Cut]) -> Vec<(String, String, u32)> {
    let key = |batch: &Batch| (batch.round().to_string(), batch.cohort().as_str().to_owned(), batch.n());
    cuts.iter().flat_map(|cut| &cut.batches).map(key).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// I1, I2, I3, I6 and I12: every answer leaves once at most, together with all that waited beside it.
    #[test]
    fn every_answer_is_in_one_batch_or_given_up_or_waits(
        answers in history(), privacy in limits(), seed in any::<u64>(),
    ) {
        let content = with_limits(privacy);
        let mut waiting: BTreeMap<usize, Vec<(usize, &Answer)>> = BTreeMap::new();
        for (week, cut) in live(&content, &answers, seed).into_iter().enumerate() {
            let this_week = |answer: &&Answer| usize::try_from(answer.day / 7).unwrap() == week;
            for answer in answers.iter().filter(this_week) {
                waiting.entry(answer.cohort).or_default().push((week, answer));
            }
            let number = |id: &str| COHORTS.iter().position(|cohort| *cohort == id).unwrap_or(COHORTS.len());
            // The fold last: it takes whatever the others left.
            let mut batches = cut.batches.clone();
            batches.sort_by_key(|batch| batch.cohort().as_str() == "(other)");
            for batch in &batches {
                let sources: Vec<usize> = match batch.cohort().as_str() {
                    "(other)" => waiting.keys().copied().collect(),
                    id => vec![number(id)],
                };
                let sizes: Vec<u32> =
                    sources.iter().map(|source| u32::try_from(waiting[source].len()).unwrap()).collect();
                let taken: Vec<_> = sources.iter().filter_map(|source| waiting.remove(source)).flatten().collect();
                for (since, _) in &taken {
                    prop_assert!(week - since < privacy.expire_after as usize, "nothing is older than expire_after");
                }
                let pending = Pending { answers: taken.into_iter().map(|(_, answer)| answer).collect() };
                let histogram = pending.histogram();
                prop_assert_eq!(i64::from(batch.n()), histogram.iter().sum::<i64>());
                prop_assert!(pending.effective(privacy.slot_cap) >= privacy.k);
                prop_assert!(pending.days() >= privacy.days as usize);
                let cells: Vec<i64> = batch.cells().iter().map(|cell| cell.count).collect();
                if privacy.mechanism == Mechanism::Exact {
                    prop_assert_eq!(&cells, &histogram);
                    let largest = histogram.iter().copied().max().unwrap_or(0);
                    prop_assert!(i64::from(batch.n()) - largest >= i64::from(privacy.dissent));
                }
                if sizes.len() > 1 || batch.cohort().as_str() == "(other)" {
                    prop_assert!(sizes.len() >= 2);
                    prop_assert!(sizes.iter().sum::<u32>() - sizes.iter().max().unwrap() >= 2);
                }
            }
            for spill in &cut.spilled {
                let source = spill.cohort().map_or(COHORTS.len(), |id| number(id.as_str()));
                prop_assert!(waiting.remove(&source).is_some());
            }
            for answers in waiting.values() {
                for (since, _) in answers {
                    prop_assert!(week - since + 1 < privacy.expire_after as usize + 1);
                }
            }
        }
    }

    /// I4: where there is noise, what people said decides neither what leaves nor when.
    #[test]
    fn values_decide_nothing_where_there_is_noise(
        answers in history(), privacy in limits(), turn in 0..OPTIONS, shuffled in any::<u64>(),
    ) {
        let mechanism = Mechanism::DiscreteLaplace { epsilon: Epsilon::USUAL };
        let content = with_limits(Privacy { mechanism, ..privacy });
        let before = live(&content, &answers, 1);
        let mut others = answers;
        let mut mixed = shuffled | 1;
        for answer in &mut others {
            mixed = mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            answer.response = (answer.response + turn + usize::try_from(mixed >> 62).unwrap()) % OPTIONS;
        }
        prop_assert_eq!(keys(&before), keys(&live(&content, &others, 1)));
    }

    /// I5: within a quarter-hour, who came first is nowhere.
    #[test]
    fn the_order_within_a_quarter_hour_is_not_in_the_counters(
        answers in history(), privacy in limits(), turned in any::<bool>(),
    ) {
        let content = with_limits(privacy);
        let counted = |answers: &[Answer]| {
            let mut tallies = Tallies::new(plans(&content), content.hash.clone());
            let mut used = QuarterUse::default();
            for answer in answers {
                tallies.add(&content.packs[0], &answer.visit(&content), Quarter::of(answer.moment()), &mut used);
            }
            postcard::to_stdvec(&tallies).unwrap()
        };
        let mut others = answers.clone();
        let slot = |answer: &Answer| (answer.day, answer.quarter);
        others.sort_by_key(|answer| (slot(answer), answer.response, answer.cohort));
        if turned {
            others.chunk_by_mut(|left, right| slot(left) == slot(right)).for_each(<[Answer]>::reverse);
        }
        prop_assert_eq!(counted(&answers), counted(&others));
    }
}

/// A data directory of simulated data, opened through the library.
struct Open {
    clock: SimulatedClock,
    counters: Counters<SimulatedClock, Random>,
    ledger: Ledger,
    _folder: tempfile::TempDir,
}

fn open(content: &Arc<Content>) -> Open {
    let folder = tempfile::tempdir().unwrap();
    let directory = DataDirectory::at(&folder.path().join("data"));
    let clock = SimulatedClock::at(MONDAY.at(7, 0, 0, 0));
    let opened =
        Counters::open(&directory, Kind::Simulated, Arc::clone(content), clock.clone(), Random::seeded(1)).unwrap();
    let ledger = Ledger::open_existing(&directory.ledger()).unwrap();
    Open { clock, counters: opened.0, ledger, _folder: folder }
}

impl Open {
    /// Ten answers over two days, and the cut after them.
    fn week(&mut self, content: &Content, week: i64) {
        for number in 0..10_i64 {
            let quarter = i8::try_from(number / 2).unwrap();
            let answer = Answer { day: week * 7 + number % 2, quarter, cohort: 0, response: 0 };
            let at = answer.moment().max(jiff::civil::DateTime::MIN);
            self.until(at);
            self.counters.count(&answer.visit(content)).unwrap();
        }
        self.counters.flush().unwrap();
        self.until(MONDAY.saturating_add(Span::new().weeks(week + 1)).at(4, 0, 0, 0));
    }

    fn until(&mut self, target: DateTime) {
        while self.clock.wall_before(target) {
            self.counters.pass_time().unwrap();
        }
    }
}

/// Steps the clock towards `target`, an hour at a time; tells whether it had to.
trait Steps {
    fn wall_before(&self, target: DateTime) -> bool;
}

impl Steps for SimulatedClock {
    fn wall_before(&self, target: DateTime) -> bool {
        use listening_post::clock::Clock as _;
        if self.wall() >= target {
            return false;
        }
        self.advance_to(self.wall().saturating_add(Span::new().hours(1)).min(target));
        true
    }
}

/// I9: what an author or an administrator changes applies from the next round.
#[test]
fn a_change_of_the_rules_waits_for_the_next_round() {
    let before = one_question();
    let mut after = (*before).clone();
    after.packs[0].privacy.k = 7;
    after.hash = "changed".to_owned();
    let after = Arc::new(after);
    let mut kiosk = open(&before);
    let first = Answer { day: 0, quarter: 0, cohort: 0, response: 0 };
    kiosk.until(first.moment());
    kiosk.counters.add(&first.visit(&before)).unwrap();
    kiosk.counters.set_content(Arc::clone(&after)).unwrap();
    assert!(kiosk.counters.askable().packs.is_empty(), "what changed is not asked until then");
    kiosk.until(MONDAY.saturating_add(Span::new().weeks(1)).at(4, 0, 0, 0));
    assert_eq!(kiosk.counters.askable().packs.len(), 1);
    kiosk.week(&after, 1);
    let batches = kiosk.ledger.batches(None, None).unwrap();
    assert_eq!(batches.len(), 1);
    assert_eq!((batches[0].config_hash(), batches[0].n()), ("changed", 11));
}

/// I9 as well: what waits was promised the rules it was given under, and keeps them where they are more careful.
#[test]
fn a_lower_threshold_is_not_for_answers_that_wait_already() {
    let with_k =
        |k| Arc::new(with_limits(Privacy { k, dissent: 0, mechanism: Mechanism::Exact, ..Privacy::default() }));
    let (before, after) = (with_k(14), with_k(5));
    let mut kiosk = open(&before);
    kiosk.week(&before, 0);
    kiosk.counters.set_content(Arc::clone(&after)).unwrap();
    let n = |kiosk: &Open| kiosk.ledger.batches(None, None).unwrap().iter().map(Batch::n).collect::<Vec<_>>();
    kiosk.until(MONDAY.saturating_add(Span::new().weeks(2)).at(4, 0, 0, 0));
    assert!(n(&kiosk).is_empty(), "ten answers that were promised fourteen");
    kiosk.until(MONDAY.saturating_add(Span::new().weeks(3)).at(4, 0, 0, 0));
    assert!(n(&kiosk).is_empty(), "the new rules have been in force for two rounds");
    kiosk.week(&after, 3);
    assert_eq!(n(&kiosk), [20], "twenty are enough for both");
    kiosk.week(&after, 4);
    assert_eq!(n(&kiosk), [20, 10], "and from then on the new rules hold alone");
}

/// I9 for the rules of a whole kiosk: how far apart cuts are, and which visits come too soon after another.
#[test]
fn another_pace_waits_for_the_next_round() {
    let before = one_question();
    let mut after = (*before).clone();
    after.kiosk.min_up_hours += 1000;
    after.kiosk.repeat_seconds += 20;
    let mut kiosk = open(&before);
    let first = Answer { day: 0, quarter: 0, cohort: 0, response: 0 };
    kiosk.until(first.moment());
    kiosk.counters.add(&first.visit(&before)).unwrap();
    let window = |kiosk: &Open| kiosk.counters.askable().kiosk.repeat_seconds;
    let usual = window(&kiosk);
    kiosk.counters.set_content(Arc::new(after)).unwrap();
    assert_eq!(window(&kiosk), usual);
    kiosk.until(MONDAY.saturating_add(Span::new().weeks(1)).at(4, 0, 0, 0));
    assert_eq!(kiosk.ledger.rounds().unwrap().len(), 1, "this cut was due under the old rules");
    assert_eq!(window(&kiosk), usual + 20);
    kiosk.until(MONDAY.saturating_add(Span::new().weeks(4)).at(4, 0, 0, 0));
    assert_eq!(kiosk.ledger.rounds().unwrap().len(), 1, "and the next one goes by the new");
}

#[test]
fn a_change_while_a_kiosk_is_set_up_applies_at_once() {
    let before = one_question();
    let mut after = (*before).clone();
    after.packs[0].privacy.k = 7;
    let mut kiosk = open(&before);
    kiosk.counters.set_content(Arc::new(after)).unwrap();
    assert_eq!(kiosk.counters.askable().packs.len(), 1);
}

/// Whoever publishes content in the middle of a week must not learn whether anybody has come in it so far.
#[test]
fn whether_anybody_came_since_the_last_cut_decides_nothing_of_what_is_published() {
    let before = one_question();
    let mut after = (*before).clone();
    after.kiosk.repeat_seconds += 20;
    after.kiosk.comments.k += 5;
    after.hash = "changed".to_owned();
    let mut other = before.packs[0].clone();
    other.id = PackId::new("other").unwrap();
    after.packs.push(other);
    let after = Arc::new(after);
    let told = |came: bool| {
        let mut kiosk = open(&before);
        kiosk.week(&before, 0);
        let first = Answer { day: 7, quarter: 0, cohort: 0, response: 0 };
        kiosk.until(first.moment());
        if came {
            kiosk.counters.add(&first.visit(&before)).unwrap();
        }
        kiosk.counters.set_content(Arc::clone(&after)).unwrap();
        let askable = kiosk.counters.askable();
        let packs: Vec<_> = askable.packs.iter().map(|pack| pack.id.clone()).collect();
        // Enough for a batch in any case: what it tells of the settings of its week.
        kiosk.week(&before, 1);
        let batches = kiosk.ledger.batches(None, None).unwrap();
        let hashes: Vec<String> = batches.iter().map(|batch| batch.config_hash().to_owned()).collect();
        (packs, askable.kiosk.repeat_seconds, hashes, kiosk.counters.askable().packs.len())
    };
    let nobody = told(false);
    assert_eq!(nobody.0.len(), 1, "what is new waits");
    assert_eq!((nobody.2.len(), nobody.3), (2, 2), "and comes with the next cut");
    assert!(nobody.2.iter().all(|hash| *hash == before.hash), "{nobody:?}");
    assert_eq!(nobody, told(true));
}

/// The same after a start, and for rules that are of comments alone.
#[test]
fn a_start_in_mid_week_takes_nothing_over_either() {
    let before = one_question();
    let mut after = (*before).clone();
    after.packs[0].privacy.k = 7;
    after.kiosk.comments.k += 5;
    let Open { clock, counters, ledger: _, _folder: folder } = {
        let mut kiosk = open(&before);
        kiosk.until(MONDAY.saturating_add(Span::new().weeks(1)).at(12, 0, 0, 0));
        kiosk
    };
    drop(counters);
    let directory = DataDirectory::at(&folder.path().join("data"));
    let open = Counters::open(&directory, Kind::Simulated, Arc::new(after), clock, Random::seeded(2));
    assert!(open.unwrap().0.askable().packs.is_empty(), "nobody has ever come, and still it waits");
}

#[test]
fn a_question_that_changes_is_another_question_and_its_answers_never_meet() {
    let before = one_question();
    let mut after = (*before).clone();
    after.packs[0].items[0].hash = "0000000000000000".to_owned();
    let after = Arc::new(after);
    let mut kiosk = open(&before);
    let first = Answer { day: 0, quarter: 0, cohort: 0, response: 1 };
    kiosk.until(first.moment());
    kiosk.counters.add(&first.visit(&before)).unwrap();
    kiosk.counters.set_content(Arc::clone(&after)).unwrap();
    kiosk.until(MONDAY.saturating_add(Span::new().weeks(1)).at(4, 0, 0, 0));
    kiosk.week(&after, 1);
    let batches = kiosk.ledger.batches(None, None).unwrap();
    let told: Vec<_> = batches.iter().map(|batch| (batch.item_hash(), batch.n())).collect();
    assert_eq!(told, [("0000000000000000", 10)]);
}

/// Somebody with a hand on the power switch is still one person.
#[test]
fn switching_off_and_on_gives_nobody_more_answers_towards_a_batch() {
    let released = |restarts: usize| {
        let content = one_question();
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDirectory::at(&folder.path().join("data"));
        let clock = SimulatedClock::at(MONDAY.at(7, 0, 0, 0));
        let open =
            |seed| Counters::open(&directory, Kind::Real, Arc::clone(&content), clock.clone(), Random::seeded(seed));
        let mut counters = Some(open(0).unwrap().0);
        let until = |counters: &mut Option<Counters<SimulatedClock, Random>>, target| {
            while clock.wall_before(target) {
                counters.as_mut().unwrap().pass_time().unwrap();
            }
        };
        for day in 0..2 {
            let answer = Answer { day, quarter: 3, cohort: 0, response: 0 };
            until(&mut counters, answer.moment());
            for restart in 0..=restarts {
                for _ in 0..4 {
                    counters.as_mut().unwrap().add(&answer.visit(&content)).unwrap();
                }
                if restart < restarts {
                    // The lock is let go before it is taken again.
                    drop(counters.take());
                    counters = Some(open(1).unwrap().0);
                }
            }
        }
        until(&mut counters, MONDAY.saturating_add(Span::new().weeks(1)).at(4, 0, 0, 0));
        Ledger::open_existing(&directory.ledger()).unwrap().batches(None, None).unwrap().len()
    };
    // Two a day count, four in all, and k is five: with a restart as without one.
    assert_eq!((released(0), released(1)), (0, 0));
}

/// I10: what noise makes negative stays negative, and cells do not sum to n.
#[test]
fn nothing_is_clamped_and_nothing_is_made_to_fit() {
    let mechanism = Mechanism::DiscreteLaplace { epsilon: Epsilon::USUAL };
    let content = with_limits(Privacy { mechanism, k: 5, ..Privacy::default() });
    let answers: Vec<Answer> = (0..WEEKS * 12)
        .map(|number| Answer {
            day: number / 12 * 7 + number % 2,
            quarter: i8::try_from(number % 12 / 2).unwrap(),
            cohort: 0,
            response: 0,
        })
        .collect();
    let batches: Vec<Batch> = live(&content, &answers, 1).into_iter().flat_map(|cut| cut.batches).collect();
    assert_eq!(batches.len(), usize::try_from(WEEKS).unwrap());
    let below = batches.iter().flat_map(Batch::cells).filter(|cell| cell.count < 0).count();
    assert!(below > 0, "24 empty cells, each negative more than two times in five");
    let sums = batches.iter().map(|batch| batch.cells().iter().map(|cell| cell.count).sum::<i64>());
    assert!(sums.zip(&batches).any(|(sum, batch)| sum != i64::from(batch.n())));
}
