//! The reference cases through the built program: entered by a file, cut week by week, exported.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::{Date, date};
use listening_post::vocabulary::Round;
use serde::Deserialize;

use crate::common::{Kiosk, question};

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    k: u32,
    days: u32,
    slot_cap: u32,
    dissent: u32,
    noisy: bool,
    fold_after: u32,
    expire_after: u32,
    responses: usize,
    cohorts: Vec<String>,
    rounds: Vec<CaseRound>,
}

#[derive(Deserialize)]
struct CaseRound {
    nights: Vec<Vec<CaseVisit>>,
    expect: Expected,
}

#[derive(Deserialize)]
struct CaseVisit {
    slot: i8,
    cohort: String,
    response: usize,
}

#[derive(Deserialize)]
struct Expected {
    batches: Vec<ExpectedBatch>,
}

#[derive(Deserialize)]
struct ExpectedBatch {
    cohort: String,
    histogram: Vec<i64>,
    n: u64,
}

/// What was released, by round and cohort: n and the cells in the pack's order.
type Released = BTreeMap<(String, String), (u64, Vec<i64>)>;

/// The Monday on which every case begins.
const MONDAY: Date = date(2026, 1, 5);
/// Seconds between two visits of one quarter-hour.
const APART: i8 = 5;

impl Case {
    fn kiosk(&self) -> Kiosk {
        let mut kiosk = format!(
            "organisation = \"Case\"\nsite = \"case\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n\
             [privacy]\nslot_cap = {}\n",
            self.slot_cap
        );
        for cohort in &self.cohorts {
            let _ = write!(kiosk, "[[cohort]]\nid = \"{cohort}\"\nname = \"{cohort}\"\nheadcount = 100\n");
        }
        let mechanism = if self.noisy { "noisy" } else { "exact" };
        let privacy = format!(
            "mechanism = \"{mechanism}\"\nk = {}\ndays = {}\ndissent = {}\nfold_after = {}\nexpire_after = {}",
            self.k, self.days, self.dissent, self.fold_after, self.expire_after
        );
        Kiosk::with(&kiosk, &[("case", &question(self.responses, &privacy))])
    }

    fn file(&self) -> String {
        let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
        let mut number = 0;
        for (round, week) in self.rounds.iter().enumerate() {
            for (night, visits) in week.nights.iter().enumerate() {
                let day = MONDAY.saturating_add(jiff::Span::new().days(i64::try_from(7 * round + night).unwrap()));
                let mut slots = [0; 24];
                for visit in visits {
                    let in_slot = &mut slots[usize::try_from(visit.slot).unwrap()];
                    let at = day.at(8 + visit.slot / 4, 15 * (visit.slot % 4), *in_slot * APART, 0);
                    *in_slot += 1;
                    number += 1;
                    let _ = writeln!(csv, "{number},case,item,o{},{},{at}", visit.response, visit.cohort);
                }
            }
        }
        csv
    }

    fn expected(&self) -> Released {
        let mut released = Released::new();
        let mut round = Round::of(MONDAY);
        for week in &self.rounds {
            for batch in &week.expect.batches {
                released.insert((round.to_string(), batch.cohort.clone()), (batch.n, batch.histogram.clone()));
            }
            round = round.next();
        }
        released
    }

    /// Runs the case; tells what is wrong, if anything is.
    fn run(&self) -> Result<(), String> {
        let kiosk = self.kiosk();
        kiosk.simulate("2026-01-05T07:00");
        kiosk.enter(&self.file());
        let after = MONDAY.saturating_add(jiff::Span::new().weeks(i64::try_from(self.rounds.len()).unwrap()));
        kiosk.release(&after.at(4, 0, 0, 0).to_string());
        let mut found = Released::new();
        for cell in kiosk.cells() {
            let text = |column: &str| cell[column].as_str().unwrap().to_owned();
            let batch = found.entry((text("cut_week"), text("cohort"))).or_default();
            batch.0 = cell["n"].as_u64().unwrap();
            batch.1.push(cell["cell_count"].as_i64().unwrap());
        }
        let expected = self.expected();
        let same = found.len() == expected.len()
            && found.iter().zip(&expected).all(|((at, (n, cells)), (expected_at, (expected_n, expected_cells)))| {
                at == expected_at && n == expected_n && self.alike(cells, expected_cells)
            });
        if same { Ok(()) } else { Err(format!("{}: {found:?}, not {expected:?}", self.name)) }
    }

    /// Exact cells are the same; noisy ones differ by no more than noise of scale 1 does once in 10^13 cells.
    fn alike(&self, cells: &[i64], expected: &[i64]) -> bool {
        let most = if self.noisy { 30 } else { 0 };
        cells.len() == expected.len() && cells.iter().zip(expected).all(|(cell, count)| (cell - count).abs() <= most)
    }
}

#[test]
fn every_reference_case_releases_what_it_must_through_the_built_program() {
    let cases: Cases = serde_json::from_str(include_str!("../fixtures/release.json")).unwrap();
    assert!(cases.cases.len() >= 60, "the reference cases are all there");
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = cases.cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(fault) = case.run() {
                        wrong.lock().unwrap().push(fault);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
