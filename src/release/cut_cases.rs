//! The reference cases: visits night by night, and what each cut must take out, before noise.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::select;
use crate::config::{Epsilon, Mechanism, Privacy};
use crate::tally::{Counts, Histogram, Plan, Quarter, QuarterUse, Tallies};
use crate::vocabulary::{CohortId, ItemId, PackId};

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
    open_at_end: BTreeMap<String, Vec<u32>>,
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

#[derive(Deserialize, Debug, PartialEq, Eq)]
struct Expected {
    batches: Vec<ExpectedBatch>,
    spilled: Vec<String>,
}

#[derive(Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ExpectedBatch {
    cohort: String,
    histogram: Vec<u32>,
    n: u32,
}

impl Case {
    fn plan(&self) -> Plan {
        let epsilon = Epsilon::new(2.0).unwrap();
        Plan {
            pack: PackId::new("case").unwrap(),
            item: ItemId::new("item").unwrap(),
            item_hash: "0123456789abcdef".to_owned(),
            histogram: Histogram::Responses,
            sources: Vec::new(),
            columns: 1,
            responses: (0..self.responses).map(|response| response.to_string()).collect(),
            cohorts: self.cohorts.iter().map(|cohort| CohortId::new(cohort).unwrap()).collect(),
            picks: 1,
            points: 1,
            stands_alone: true,
            pool: None,
            privacy: Privacy {
                k: self.k,
                days: self.days,
                slot_cap: self.slot_cap,
                dissent: self.dissent,
                fold_after: self.fold_after,
                expire_after: self.expire_after,
                mechanism: if self.noisy { Mechanism::DiscreteLaplace { epsilon } } else { Mechanism::Exact },
            },
        }
    }
}

#[test]
fn every_reference_case_releases_what_it_must() {
    let cases: Cases = serde_json::from_str(include_str!("../../tests/fixtures/release.json")).unwrap();
    assert!(cases.cases.len() >= 60, "the reference cases are all there");
    for case in &cases.cases {
        run(case);
    }
}

fn run(case: &Case) {
    let mut tallies = Tallies::new(vec![case.plan()], "hash".to_owned());
    let mut used = QuarterUse::default();
    let mut day: Date = date(2026, 1, 5);
    for (number, round) in case.rounds.iter().enumerate() {
        for night in &round.nights {
            for visit in night {
                let minute = 15 * (visit.slot % 4);
                let quarter = Quarter::of(day.at(8 + visit.slot / 4, minute, 0, 0));
                let cohort = CohortId::new(&visit.cohort).unwrap();
                let sheet = &mut tallies.sheets[0];
                let effective = used.is_within(quarter, (0, Some(cohort.clone())), case.slot_cap);
                sheet.cohorts.get_mut(&Some(cohort)).unwrap().add(&[visit.response], effective);
            }
            tallies.night();
            day = day.tomorrow().unwrap();
        }
        let selected = select(&mut tallies.sheets[0]);
        let mut batches: Vec<ExpectedBatch> = selected
            .ripe
            .iter()
            .map(|ripe| ExpectedBatch {
                cohort: ripe.cohort.as_str().to_owned(),
                histogram: ripe.counts.cells().collect(),
                n: ripe.counts.answers(),
            })
            .collect();
        batches.sort();
        let spilled = selected.spilled.iter().map(|spill| spill.cohort().unwrap().to_string()).collect();
        let mut expected = Expected {
            batches: round.expect.batches.iter().map(clone).collect(),
            spilled: round.expect.spilled.clone(),
        };
        expected.batches.sort();
        expected.spilled.sort();
        assert_eq!(Expected { batches, spilled }, expected, "{}, round {number}", case.name);
    }
    let open: BTreeMap<String, Vec<u32>> = tallies.sheets[0]
        .cohorts
        .iter()
        .filter_map(|(cohort, counts)| Some((cohort.as_ref()?.to_string(), cells(counts))))
        .collect();
    assert_eq!(open, case.open_at_end, "{}, open at the end", case.name);
}

fn cells(counts: &Counts) -> Vec<u32> {
    counts.cells().collect()
}

fn clone(batch: &ExpectedBatch) -> ExpectedBatch {
    ExpectedBatch { cohort: batch.cohort.clone(), histogram: batch.histogram.clone(), n: batch.n }
}
