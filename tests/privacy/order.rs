//! Who came first is nowhere: the same visits in another order leave the same bytes.

use std::fmt::Write as _;
use std::fs;

use crate::common::{Kiosk, open, slot};

const HEADER: &str = "visit,pack,item,response,cohort,at\n";

/// Visits of one quarter-hour after the other; `order` tells the places of the four within each.
fn file(order: [usize; 4]) -> String {
    let mut csv = HEADER.to_owned();
    let people = [("arabica", "day"), ("robusta", "night"), ("unsure", "day"), ("robusta", "")];
    for slot in 0..24 {
        let start = format!("2026-01-{:02}T{:02}:{:02}", 6 + slot / 12, 8 + slot % 12 / 4, 15 * (slot % 4));
        for (place, person) in order.into_iter().enumerate() {
            let (response, cohort) = people[person];
            let _ = writeln!(csv, "{slot}-{place},beans,bean,{response},{cohort},{start}:{:02}", 10 * place);
        }
    }
    csv
}

fn kiosk(order: [usize; 4]) -> Kiosk {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    kiosk.enter(&file(order));
    kiosk
}

const ORDERS: [[usize; 4]; 4] = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]];

#[test]
fn any_order_within_a_quarter_hour_leaves_the_same_image_in_the_vault() {
    let images = ORDERS.map(|order| {
        let kiosk = kiosk(order);
        let key = fs::read(kiosk.data().join("vault/key")).unwrap();
        open(&key, &slot(kiosk.data(), "slot-a")).unwrap()
    });
    assert!(images.iter().all(|image| image == &images[0]));
    assert!(images[0].iter().any(|byte| *byte != 0), "there is something in it");
}

#[test]
fn any_order_within_a_quarter_hour_leads_to_the_same_exports() {
    let exports = ORDERS.map(|order| {
        let kiosk = kiosk(order);
        kiosk.release("2026-01-12T04:00");
        kiosk.exported()
    });
    assert!(exports.iter().all(|export| export == &exports[0]));
    assert!(exports[0].contains("\"n\":48"));
}

/// Spearman's rank correlation of two lists without ties.
fn rank_correlation(left: &[usize], right: &[usize]) -> f64 {
    let ranks = |values: &[usize]| {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        values.iter().map(|value| sorted.iter().position(|other| other == value).unwrap()).collect::<Vec<_>>()
    };
    let squares: f64 = ranks(left).into_iter().zip(ranks(right)).map(|(a, b)| (a as f64 - b as f64).powi(2)).sum();
    let n = left.len() as f64;
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

/// Each of twelve cohorts has one visitor, in an order of its own; an attacker with the key looks where in the
/// image each cohort stands and what changed there. Rows with random keys would follow the order of entry.
#[test]
fn the_order_of_entry_has_nothing_to_do_with_where_things_stand() {
    const COHORTS: usize = 12;
    const RUNS: usize = 12;
    let (kiosk, pack) = Kiosk::usual();
    let mut configured = kiosk.split("[[cohort]]").next().unwrap().to_owned();
    for cohort in 0..COHORTS {
        let _ = write!(configured, "[[cohort]]\nid = \"cohort-{cohort:02}\"\nname = \"{cohort}\"\nheadcount = 100\n");
    }
    configured.push_str("[privacy]\nk = 5\nrepeat_seconds = 0\n");
    let mut total = 0.0;
    for run in 0..RUNS {
        // Every run steps through the cohorts another way round: 5 is prime to 12.
        let order: Vec<usize> = (0..COHORTS).map(|place| (place * [1, 5, 7, 11][run % 4] + run) % COHORTS).collect();
        let kiosk = Kiosk::with(&configured, &[("beans", pack)]);
        kiosk.simulate("2026-01-05T07:00");
        let mut csv = HEADER.to_owned();
        for (place, cohort) in order.iter().enumerate() {
            let _ = writeln!(csv, "{place},beans,bean,robusta,cohort-{cohort:02},2026-01-05T08:{place:02}:00");
        }
        kiosk.enter(&csv);
        let key = fs::read(kiosk.data().join("vault/key")).unwrap();
        let image = open(&key, &slot(kiosk.data(), "slot-a")).unwrap();
        let offset = |cohort: &usize| {
            let name = format!("cohort-{cohort:02}");
            image.windows(name.len()).rposition(|window| window == name.as_bytes()).unwrap()
        };
        let offsets: Vec<usize> = order.iter().map(offset).collect();
        let places: Vec<usize> = (0..COHORTS).collect();
        total += rank_correlation(&places, &offsets);
    }
    let mean = total / RUNS as f64;
    // The runs' orders are balanced, so an image that follows ids shows nothing; one that follows entry shows 1.
    assert!(mean.abs() < 0.3, "{mean}");
}
