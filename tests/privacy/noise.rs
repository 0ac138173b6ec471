//! Noise as the cut draws it: as wide as promised, never clamped, and nothing but noise decided by values.

use std::fmt::Write as _;

use listening_post::config::{Epsilon, Mechanism, Privacy};
use listening_post::content::Content;
use listening_post::random::Random;
use listening_post::release::{Batch, cell_variance, cut};
use listening_post::tally::{Quarter, QuarterUse, Tallies, plans};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::Round;

use crate::common::{Kiosk, content, question};

const OPTIONS: usize = 30;

fn noisy(epsilon: f64) -> Content {
    let (kiosk, _) = Kiosk::usual();
    let mut content = (*content(kiosk, &[("pack", &question(OPTIONS, ""))])).clone();
    let mechanism = Mechanism::DiscreteLaplace { epsilon: Epsilon::new(epsilon).unwrap() };
    content.packs[0].privacy = Privacy { k: 5, mechanism, ..Privacy::default() };
    content
}

/// One batch in which everybody gave the same answer.
fn batch(content: &Content, rng: &mut Random) -> Batch {
    let mut tallies = Tallies::new(plans(content), String::new());
    let mut used = QuarterUse::default();
    let pack = &content.packs[0];
    let answers = vec![(pack.items[0].id.clone(), Response::one(0))];
    let visit = Finished { pack: pack.id.clone(), cohort: None, answers, comments: Vec::new(), burst: false };
    for day in 5..7 {
        for hour in 8..11 {
            let quarter = Quarter::of(jiff::civil::date(2026, 1, day).at(hour, 0, 0, 0));
            tallies.add(pack, &visit, quarter, &mut used);
        }
        tallies.night();
    }
    let mut outcome = cut(&mut tallies, Round::of(jiff::civil::date(2026, 1, 5)), rng);
    assert_eq!(outcome.batches.len(), 1);
    outcome.batches.remove(0)
}

/// The noise of at least 20,000 cells.
fn draws(epsilon: f64) -> (Vec<i64>, f64) {
    let content = noisy(epsilon);
    let mut rng = Random::seeded(42);
    let mut noise = Vec::new();
    let mut claimed = 0.0;
    while noise.len() < 20_000 {
        let batch = batch(&content, &mut rng);
        claimed = batch.cell_variance();
        let truth = |position| if position == 0 { 6 } else { 0 };
        noise.extend(batch.cells().iter().enumerate().map(|(position, cell)| cell.count - truth(position)));
    }
    (noise, claimed)
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn the_noise_of_a_cut_is_as_wide_as_the_batch_says() {
    for epsilon in [1.0, 2.0] {
        let (noise, claimed) = draws(epsilon);
        let n = noise.len() as f64;
        let mean = noise.iter().sum::<i64>() as f64 / n;
        let variance = noise.iter().map(|draw| (*draw as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0);
        assert!((claimed - cell_variance(Epsilon::new(epsilon).unwrap(), 1)).abs() < 1e-9);
        assert!((variance / claimed - 1.0).abs() < 0.05, "{variance} instead of {claimed} at {epsilon}");
        // Five standard errors.
        assert!(mean.abs() < 5.0 * (claimed / n).sqrt(), "{mean}");
        assert!(noise.iter().any(|draw| *draw < 0), "nothing is clamped");
    }
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn two_cells_that_differ_by_one_answer_cannot_be_told_apart_better_than_promised() {
    let epsilon = 2.0_f64;
    let (noise, _) = draws(epsilon);
    let count = |value: i64| noise.iter().filter(|draw| **draw == value).count() as f64;
    // Changing one answer moves one count from a cell to another: each of the two gives away half of epsilon.
    let most = (epsilon / 2.0).exp();
    for value in -3..3 {
        let ratio = count(value) / count(value + 1);
        // A few hundred draws at the rarest of these: a tenth is three standard errors.
        assert!(ratio < most * 1.15 && ratio > 1.0 / (most * 1.15), "{ratio} at {value}");
    }
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn what_people_said_decides_neither_keys_nor_n_of_an_export_of_a_noisy_item() {
    let (kiosk, pack) = Kiosk::usual();
    let pack = pack.replace("[[item]]", "[privacy]\nmechanism = \"noisy\"\n[[item]]");
    let keys = |response: &dyn Fn(usize) -> &'static str| {
        let kiosk = Kiosk::with(kiosk, &[("beans", &pack)]);
        kiosk.simulate("2026-01-05T07:00");
        let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
        for visit in 0..60 {
            let cohort = if visit % 5 == 0 { "night" } else { "day" };
            let at = format!("2026-01-{:02}T{:02}:00:00", 6 + visit / 6, 8 + visit % 6);
            let _ = writeln!(csv, "{visit},beans,bean,{},{cohort},{at}", response(visit));
        }
        kiosk.enter(&csv);
        kiosk.release("2026-02-02T04:00");
        let columns = ["cut_week", "cohort", "item", "response", "n", "bursts", "cell_variance", "batch"];
        let cells = kiosk.cells();
        assert!(cells.len() > 6);
        cells.iter().map(|cell| columns.map(|column| cell[column].to_string())).collect::<Vec<_>>()
    };
    let same = keys(&|_| "robusta");
    let mixed = keys(&|visit| ["arabica", "robusta", "unsure"][visit % 3]);
    let turned = keys(&|visit| ["unsure", "arabica", "robusta"][visit * 7 % 3]);
    assert!(same.iter().map(|row| &row[..7]).eq(mixed.iter().map(|row| &row[..7])));
    assert!(same.iter().map(|row| &row[..7]).eq(turned.iter().map(|row| &row[..7])));
}

/// Counts of draws below, at and above each value from -`reach` to `reach`, those beyond with the outermost.
fn met(noise: &[i64], reach: i64) -> Vec<f64> {
    (-reach..=reach)
        .map(|value| noise.iter().filter(|draw| (**draw).clamp(-reach, reach) == value).count() as f64)
        .collect()
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn noise_is_distributed_as_opendp_draws_it() {
    // Made by scripts/opendp-reference.
    let reference: serde_json::Value = serde_json::from_str(include_str!("../fixtures/opendp.json")).unwrap();
    let reach = reference["reach"].as_i64().unwrap();
    for scale in reference["scales"].as_array().unwrap() {
        let epsilon = scale["epsilon"].as_f64().unwrap();
        // What OpenDP says this scale costs for two counts moved by one each is what a batch says of its noise.
        assert!((epsilon - 2.0 / scale["scale"].as_f64().unwrap()).abs() < 1e-9);
        let theirs: Vec<f64> = scale["met"].as_array().unwrap().iter().map(|count| count.as_f64().unwrap()).collect();
        let (noise, _) = draws(epsilon);
        let ours = met(&noise, reach);
        let (n, m): (f64, f64) = (ours.iter().sum(), theirs.iter().sum());
        assert!(m >= 200_000.0 && n >= 20_000.0);
        // Chi-square of two samples of unequal size.
        let chi: f64 =
            ours.iter().zip(&theirs).map(|(a, b)| (a * (m / n).sqrt() - b * (n / m).sqrt()).powi(2) / (a + b)).sum();
        // 16 degrees of freedom: beyond 52 once in 10^5.
        assert!(chi < 52.0, "{chi} at ε = {epsilon}");
    }
}
