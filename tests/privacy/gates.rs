//! Who fills a batch, what decides that it leaves, and how long anything waits.

use listening_post::config::Privacy;
use listening_post::content::Content;
use listening_post::random::Random;
use rand::RngExt;

use crate::finding::{Bound, Finding, must_fail};
use crate::history::{Answer, COHORTS, OPTIONS, WINDOW, batches, exact, hurried, live, noisy, one_question, random};

/// What of an export does not depend on noise: the round, the cohort, n and the bursts of every batch.
fn keys(content: &Content, answers: &[Answer], weeks: u32) -> Vec<(String, String, u32, u32)> {
    let cuts = live(content, answers, weeks, &mut Random::seeded(1));
    let key = |batch: &listening_post::release::Batch| {
        (batch.round().to_string(), batch.cohort().as_str().to_owned(), batch.n(), batch.bursts())
    };
    batches(&cuts).into_iter().map(key).collect()
}

#[test]
fn what_people_said_decides_nothing_where_there_is_noise() {
    must_fail("gates", &["BurstsSeeAnswers", "GateSeesValues"], || {
        let histories = if cfg!(feature = "mutants") { 40 } else { 400 };
        let mut rng = Random::seeded(3);
        let mut moved = 0;
        let mut released = Vec::new();
        let mut content = one_question(noisy(5, 2.0));
        content.kiosk.repeat_seconds = WINDOW;
        for _ in 0..histories {
            let answers = hurried(&random(80, 8, &mut rng));
            let with = |response: &mut dyn FnMut(usize) -> usize| {
                let mut others = answers.clone();
                for answer in &mut others {
                    answer.response = response(answer.response);
                }
                keys(&content, &others, 8)
            };
            let before = keys(&content, &answers, 8);
            released.extend(before.clone());
            let unlike = before != with(&mut |_| 0)
                || before != with(&mut |response| (response + 1) % OPTIONS)
                || before != with(&mut |_| rng.random_range(0..OPTIONS));
            moved += u32::from(unlike);
        }
        assert!(released.len() > histories && released.iter().any(|(.., bursts)| *bursts > 0));
        Finding {
            attack: "value-blind gates",
            tried: format!(
                "{histories} histories of 80 noisy answers to four cohorts in 8 weeks, two of three tapped within seconds \
                 of the one before, each with all answers the same, turned round, and drawn anew: rounds, cohorts, n and \
                 bursts of what leaves"
            ),
            measure: "histories in which these changed",
            figure: f64::from(moved),
            bound: Bound::AtMost(0.0),
        }
    });
}

/// Batches that one person brings about around the one answer of another: `day_by_day` taps as often as the kiosk lets
/// him, in one quarter-hour of two days or in all quarter-hours of one day.
#[test]
fn one_person_cannot_fill_a_batch_around_another() {
    must_fail("flooding", &["SlotCapIgnored", "DaysIgnored"], || {
        let mut alone = 0;
        let tap = |day, quarter| Answer { day, quarter, second: 0, cohort: 0, response: 1 };
        let victim = Answer { day: 0, quarter: 2, second: 0, cohort: 0, response: 0 };
        let a_quarter_on_each_of_two_days: Vec<_> = (0..1000).map(|n| tap(n / 500, 2)).collect();
        let two_quarters: Vec<_> = (0..1000).map(|n| tap(n / 500, i8::try_from(n / 250 % 2).unwrap())).collect();
        let all_of_one_day: Vec<_> = (0..960).map(|n| tap(0, i8::try_from(n / 30).unwrap())).collect();
        for (k, flood) in [(5, a_quarter_on_each_of_two_days), (10, two_quarters), (5, all_of_one_day)] {
            for privacy in [exact(k), noisy(k, 2.0)] {
                let mut answers = [std::slice::from_ref(&victim), &flood].concat();
                answers.sort_by_key(|answer| (answer.day, answer.quarter));
                alone += keys(&one_question(privacy), &answers, 6).len();
            }
        }
        Finding {
            attack: "flooding",
            tried:
                "one person and one other: 1000 taps in one quarter of an hour on each of two days (k = 5), 1000 in \
                    two quarters of two days (k = 10), 960 in all quarters of one day (k = 5); exact and noisy"
                    .to_owned(),
            measure: "batches that leave",
            figure: alone as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

/// What is left of "(other)" for somebody who knows all of one cohort, over many sparse histories.
#[test]
fn a_fold_is_never_one_cohort_under_another_name() {
    must_fail("fold", &["FoldOfOne"], || {
        let histories = if cfg!(feature = "mutants") { 100 } else { 1000 };
        let weeks = 9;
        let privacy = exact(8);
        let mut rng = Random::seeded(5);
        let (mut least, mut folds) = (u32::MAX, 0);
        for _ in 0..histories {
            // One cohort that is about to be large enough, and others of which one person comes now and then.
            let mut answers = random(6, weeks, &mut rng);
            for answer in &mut answers {
                answer.cohort = rng.random_range(1..=COHORTS.len());
            }
            answers.truncate(rng.random_range(1..=6));
            for number in 0..rng.random_range(6..=9) {
                answers.push(Answer { day: number * 7, quarter: 0, second: 0, cohort: 0, response: 0 });
            }
            answers.sort_by_key(|answer| (answer.day, answer.quarter));
            let cuts = live(&one_question(privacy), &answers, weeks, &mut Random::seeded(1));
            let mut waiting = [0_u32; COHORTS.len() + 1];
            for (week, cut) in (0..).zip(&cuts) {
                answers.iter().filter(|answer| answer.day / 7 == week).for_each(|answer| waiting[answer.cohort] += 1);
                for batch in &cut.batches {
                    let cohort = COHORTS.iter().position(|id| *id == batch.cohort().as_str());
                    if batch.cohort().as_str() == "(other)" {
                        least = least.min(batch.n() - waiting.iter().max().unwrap());
                        folds += 1;
                        waiting = [0; COHORTS.len() + 1];
                    } else {
                        waiting[cohort.unwrap_or(COHORTS.len())] = 0;
                    }
                }
            }
        }
        assert!(folds > 10, "{folds}");
        Finding {
            attack: "fold",
            tried: format!(
                "{histories} histories of {weeks} weeks with one cohort that is nearly large enough and others in which one \
                 person comes now and then; the largest cohort subtracted from each of the {folds} folds"
            ),
            measure: "fewest answers left",
            figure: f64::from(least),
            bound: Bound::AtLeast(2.0),
        }
    });
}

/// How long one answer can be found, in rounds, until nothing comes to join it.
#[test]
fn nothing_stays_longer_than_it_may() {
    must_fail("retention", &["NothingExpires"], || {
        use listening_post::tally::{QuarterUse, Tallies, plans};
        use listening_post::vocabulary::Round;

        let mut longest = 0;
        for expire_after in [3, 13] {
            for cohort in 0..=COHORTS.len() {
                let content = one_question(Privacy { expire_after, ..exact(8) });
                let mut tallies = Tallies::new(plans(&content), content.hash.clone());
                let answer = Answer { day: 0, quarter: 0, second: 0, cohort, response: 1 };
                let quarter = answer.quarter();
                tallies.add(&content.packs[0], &answer.visit(&content), quarter, &mut QuarterUse::default());
                tallies.night();
                let mut rounds = 0;
                while !tallies.are_untouched() && rounds < 40 {
                    let monday = crate::history::MONDAY.saturating_add(jiff::Span::new().weeks(rounds));
                    let cut = listening_post::release::cut(&mut tallies, Round::of(monday), &mut Random::seeded(1));
                    assert!(cut.batches.is_empty());
                    rounds += 1;
                }
                longest = longest.max(rounds - i64::from(expire_after));
            }
        }
        Finding {
            attack: "retention",
            tried:
                "one answer alone in each of five cohorts, `expire_after` 3 and 13; looked for after each of 40 cuts"
                    .to_owned(),
            measure: "rounds for which it is there beyond what the settings say",
            figure: longest as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}
