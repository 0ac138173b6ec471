//! Subtracting exports from one another, and solving for single answers with all of them.
//!
//! Which answers an export holds is found out from outside: one answer is changed, the whole history is lived through
//! again, and the cells that moved are those it is in.

use std::collections::{BTreeMap, BTreeSet};

use listening_post::random::Random;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use rand::RngExt;
use rand::seq::IndexedRandom;

use crate::finding::{Bound, Finding, must_fail};
use crate::history::{Answer, OPTIONS, batches, exact, live, one_question, random};

const K: u32 = 8;
const WEEKS: u32 = 14;
const ANSWERS: usize = 240;

/// A batch as a reader of exports knows it: the round, the cohort, how many answers, the cells.
type Seen = BTreeMap<(String, String), Vec<i64>>;

fn seen(answers: &[Answer]) -> Seen {
    let content = one_question(exact(K));
    let cuts = live(&content, answers, WEEKS, &mut Random::seeded(1));
    let key = |batch: &&listening_post::release::Batch| {
        let cells = batch.cells().iter().map(|cell| cell.count).collect();
        ((batch.round().to_string(), batch.cohort().as_str().to_owned()), cells)
    };
    batches(&cuts).iter().map(key).collect()
}

/// For every batch, the answers in it.
fn members(answers: &[Answer]) -> BTreeMap<(String, String), BTreeSet<usize>> {
    let before = seen(answers);
    let mut members: BTreeMap<_, BTreeSet<usize>> = before.keys().map(|key| (key.clone(), BTreeSet::new())).collect();
    for index in 0..answers.len() {
        let mut changed = answers.to_vec();
        changed[index].response = (changed[index].response + 1) % OPTIONS;
        for (key, cells) in seen(&changed) {
            if before[&key] != cells {
                members.get_mut(&key).unwrap().insert(index);
            }
        }
    }
    members
}

/// What somebody who exports every week can lay beside one another: each batch, each cohort's sum up to a week, and the
/// sum of everything up to a week; each as the batches it holds.
fn exports(batches: &[(String, String)]) -> Vec<BTreeSet<usize>> {
    let weeks: BTreeSet<&String> = batches.iter().map(|(week, _)| week).collect();
    let cohorts: BTreeSet<&String> = batches.iter().map(|(_, cohort)| cohort).collect();
    let mut exports: Vec<BTreeSet<usize>> = (0..batches.len()).map(|batch| BTreeSet::from([batch])).collect();
    for week in weeks {
        let until = |cohort: Option<&String>| {
            let fits = |(_, (w, c)): &(usize, &(String, String))| w <= week && cohort.is_none_or(|cohort| c == cohort);
            batches.iter().enumerate().filter(fits).map(|(index, _)| index).collect()
        };
        exports.push(until(None));
        exports.extend(cohorts.iter().map(|cohort| until(Some(cohort))));
    }
    exports.retain(|export| !export.is_empty());
    exports
}

/// The fewest answers that a combination of exports tells apart from all others, by their coefficient in it.
fn told_apart(combination: &[(i32, &BTreeSet<usize>)], groups: &[(Vec<usize>, usize)]) -> Option<usize> {
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for (batches, size) in groups {
        let held = |export: &BTreeSet<usize>| {
            i32::try_from(batches.iter().filter(|batch| export.contains(batch)).count()).unwrap()
        };
        let coefficient: i32 = combination.iter().map(|(sign, export)| sign * held(export)).sum();
        *sizes.entry(coefficient).or_default() += size;
    }
    sizes.remove(&0);
    sizes.into_values().min()
}

#[test]
fn no_difference_of_exports_is_about_fewer_than_k_answers() {
    must_fail("differencing", &["BatchesOverlap"], || {
        let combinations = 100_000;
        let mut rng = Random::seeded(7);
        let answers = random(ANSWERS, WEEKS, &mut rng);
        let members = members(&answers);
        let keys: Vec<(String, String)> = members.keys().cloned().collect();
        let exports = exports(&keys);
        // Answers that are in the same batches have the same coefficient in every combination.
        let mut groups: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for answer in 0..answers.len() {
            let mine = members.values().enumerate().filter(|(_, members)| members.contains(&answer));
            *groups.entry(mine.map(|(batch, _)| batch).collect()).or_default() += 1;
        }
        groups.remove(&Vec::new());
        let groups: Vec<_> = groups.into_iter().collect();
        assert!(groups.len() > 8 && keys.iter().any(|(_, cohort)| cohort == "(other)"), "{keys:?}");
        let mut fewest = usize::MAX;
        let mut try_out = |combination: &[(i32, &BTreeSet<usize>)]| {
            fewest = fewest.min(told_apart(combination, &groups).unwrap_or(usize::MAX));
        };
        for one in &exports {
            for other in &exports {
                try_out(&[(1, one), (-1, other)]);
                try_out(&[(1, one), (1, other)]);
            }
        }
        for _ in 0..combinations {
            let many = rng.random_range(2..8);
            let chosen: Vec<_> = exports.sample(&mut rng, many).collect();
            let signed: Vec<_> =
                chosen.into_iter().map(|export| (if rng.random::<bool>() { 1 } else { -1 }, export)).collect();
            try_out(&signed);
        }
        Finding {
            attack: "differencing",
            tried: format!(
                "{ANSWERS} answers of {WEEKS} weeks, counted exactly, k = {K}: all pairs of {} exports and sums of exports, \
                 and {combinations} random combinations with coefficients ±1",
                exports.len()
            ),
            measure: "fewest answers that a combination is about",
            figure: fewest as f64,
            bound: Bound::AtLeast(f64::from(K)),
        }
    });
}

/// How many answers of others a coalition can solve for: those that are the same in every history that fits what was
/// exported and what the coalition knows of itself. Whole numbers need not be asked for: batches lie beside or in one
/// another, so the corners of the polytope are whole.
fn solved(held: &[&BTreeSet<usize>], said: &[bool], coalition: &[usize]) -> usize {
    let solve = |target: usize, direction: OptimizationDirection| {
        let mut problem = Problem::new(direction);
        let mut variable = |index: usize| {
            let known = f64::from(u8::from(said[index]));
            let bounds = if coalition.contains(&index) { (known, known) } else { (0.0, 1.0) };
            problem.add_var(f64::from(u8::from(index == target)), bounds)
        };
        let variables: Vec<_> = (0..said.len()).map(&mut variable).collect();
        for members in held {
            let sum = members.iter().filter(|index| said[**index]).count() as f64;
            let row: Vec<_> = members.iter().map(|index| (variables[*index], 1.0)).collect();
            problem.add_constraint(row, ComparisonOp::Eq, sum);
        }
        let SolveOutcome::Solution(solution) = problem.solve().unwrap() else { panic!("no limit was set") };
        solution.objective()
    };
    let others = (0..said.len()).filter(|index| !coalition.contains(index));
    let released = others.filter(|index| held.iter().any(|members| members.contains(index)));
    released
        .filter(|index| {
            let least = solve(*index, OptimizationDirection::Minimize);
            solve(*index, OptimizationDirection::Maximize) - least < 0.5
        })
        .count()
}

#[test]
fn no_answer_of_another_can_be_solved_for_with_all_exports() {
    must_fail("reconstruction", &["BatchesOverlap"], || {
        let mut rng = Random::seeded(11);
        let mut worst = 0;
        let (mut tries, mut constraints) = (0, 0);
        for _ in 0..3 {
            let answers = random(ANSWERS / 2, WEEKS, &mut rng);
            let members = members(&answers);
            let held: Vec<&BTreeSet<usize>> = members.values().collect();
            constraints += held.len();
            // People of a cohort disagree by turns: where all say the same everybody knows, and nothing is claimed.
            let mut turns = [false, true, false, true, false];
            let said: Vec<bool> = answers
                .iter()
                .map(|answer| {
                    turns[answer.cohort] = !turns[answer.cohort];
                    turns[answer.cohort]
                })
                .collect();
            let everybody: Vec<usize> = (0..answers.len()).collect();
            for size in 0..=2 {
                let coalition: Vec<usize> = everybody.sample(&mut rng, size).copied().collect();
                worst = worst.max(solved(&held, &said, &coalition));
                tries += 1;
            }
        }
        Finding {
            attack: "reconstruction",
            tried: format!(
                "{tries} linear programs for each of {} answers, k = {K}, {constraints} batches in three histories: its least \
                 and its greatest value under all exports, known to a coalition of 0, 1 and 2",
                ANSWERS / 2
            ),
            measure: "answers of others that are determined",
            figure: worst as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}
