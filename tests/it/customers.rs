//! What customers said: taken in whole or not at all, and held against what employees believe.

use std::fmt::Write as _;

use listening_post::stats::{Design, Histogram, Noise, Scale, gap, holm};
use serde_json::Value;

use crate::common::Kiosk;

const KIOSK: &str = "organisation = \"Harbour Coffee\"\nsite = \"harbour-road\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\n\
                     headcount = 500\n[privacy]\nk = 5\nrepeat_seconds = 1\n";
const MIRROR: &str = r#"
kind = "mirror"
title = "What do customers think?"
[[item]]
id = "special"
type = "rating"
text = "I feel special here."
scale = { from = 1, to = 5, low = "Hardly ever", high = "Nearly always" }
measure = "mirror"
touchpoint = "feels-special"
class = "emotional"
[[item]]
id = "order"
type = "rating"
text = "I get what I ordered."
scale = { from = 1, to = 5, low = "Hardly ever", high = "Nearly always" }
measure = "mirror"
touchpoint = "order-right"
class = "functional"
"#;
/// How employees rate both touchpoints, from 1 to 5.
const OURS: [[i64; 5]; 2] = [[0, 1, 2, 5, 4], [1, 2, 4, 3, 2]];
const THEIRS: [[i64; 5]; 2] = [[30, 40, 20, 8, 2], [10, 20, 40, 20, 10]];

fn kiosk() -> Kiosk {
    let kiosk = Kiosk::with(KIOSK, &[("mirror", MIRROR)]);
    kiosk.simulate("2026-01-05T07:00");
    let each = |cells: &[i64; 5]| -> Vec<usize> {
        cells
            .iter()
            .zip(1..)
            .flat_map(|(&count, point)| std::iter::repeat_n(point, usize::try_from(count).unwrap()))
            .collect()
    };
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for (at, (special, order)) in each(&OURS[0]).into_iter().zip(each(&OURS[1])).enumerate() {
        for (item, point) in [("special", special), ("order", order)] {
            writeln!(csv, "{at},mirror,{item},{point},2026-01-{:02}T{:02}:00:00", 6 + at / 6, 8 + at % 6).unwrap();
        }
    }
    kiosk.enter(&csv);
    kiosk.release("2026-01-12T05:00");
    kiosk
}

fn ratings(site: &str, period: &str) -> String {
    let mut csv = "touchpoint,site,period,rating,count\n".to_owned();
    for (touchpoint, counts) in ["feels-special", "order-right"].iter().zip(THEIRS) {
        for (rating, count) in (1..).zip(counts) {
            writeln!(csv, "{touchpoint},{site},{period},{rating},{count}").unwrap();
        }
    }
    csv
}

fn import(kiosk: &Kiosk, csv: &str) -> String {
    let file = kiosk.write("customers.csv", csv);
    kiosk.done(&["customers", "import", file.to_str().unwrap()])
}

fn figures(kiosk: &Kiosk) -> Vec<Value> {
    serde_json::from_str::<Value>(&kiosk.done(&["--json", "report"])).unwrap().as_array().unwrap().clone()
}

#[test]
fn the_gap_is_welchs_and_corrected_for_all_touchpoints() {
    let kiosk = kiosk();
    assert!(figures(&kiosk).iter().all(|figure| figure["figure"] != "gap"), "no customers, no gap");
    assert!(import(&kiosk, &ratings("*", "2026-01")).contains("200 ratings were taken in"));
    let scale = Scale::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]);
    let moments = |cells: &[i64; 5]| {
        let n = u64::try_from(cells.iter().sum::<i64>()).unwrap();
        scale.moments(&Histogram { cells: cells.to_vec(), n, noise: Noise::default() }).unwrap()
    };
    let expected: Vec<_> = OURS
        .iter()
        .zip(&THEIRS)
        .map(|(ours, theirs)| gap(&moments(ours), &moments(theirs), Design::ONE_ROUND))
        .collect();
    let adjusted = holm(&expected.iter().map(|gap| gap.p).collect::<Vec<_>>());
    let figures = figures(&kiosk);
    for ((item, expected), adjusted) in ["special", "order"].iter().zip(&expected).zip(adjusted) {
        let found: Vec<&Value> =
            figures.iter().filter(|figure| figure["figure"] == "gap" && figure["item"] == *item).collect();
        let [found] = found.as_slice() else { panic!("one gap: {found:?}") };
        let same = |column: &str, expected: f64| {
            assert!((found[column].as_f64().unwrap() - expected).abs() < 1e-9, "{column}: {found}");
        };
        same("value", expected.value);
        same("low", expected.interval.low);
        same("high", expected.interval.high);
        same("effect", expected.glass_delta);
        same("p", expected.p);
        same("p_adjusted", adjusted);
    }
    let notes: Vec<&str> =
        figures.iter().filter(|f| f["figure"] == "gap").map(|f| f["note"].as_str().unwrap()).collect();
    assert_eq!(notes, ["real", "unclear"]);
    let classes: Vec<f64> =
        figures.iter().filter(|f| f["figure"] == "gap_class").map(|f| f["value"].as_f64().unwrap()).collect();
    assert_eq!(classes.len(), 3);
    assert!((classes[2] - (expected[0].value - expected[1].value)).abs() < 1e-9);
    let out = kiosk.path().join("report.html");
    kiosk.done(&["report", "--out", out.to_str().unwrap()]);
    let page = std::fs::read_to_string(out).unwrap();
    assert!(
        page.contains("I feel special here.</strong>: we believe 4.0, customers say 2.1. The gap is +1.9, likely ")
    );
    assert!(page.contains("200 ratings of customers"));
}

#[test]
fn importing_again_replaces_and_another_period_is_left_alone() {
    let kiosk = kiosk();
    let list = |kiosk: &Kiosk| serde_json::from_str::<Value>(&kiosk.done(&["--json", "customers", "list"])).unwrap();
    assert!(kiosk.done(&["customers", "list"]).contains("No ratings of customers"));
    import(&kiosk, &ratings("*", "2026-01"));
    let once = list(&kiosk);
    import(&kiosk, &ratings("*", "2026-01"));
    assert_eq!(list(&kiosk), once, "the same file twice is there once");
    import(&kiosk, &ratings("harbour-road", "2025-W50"));
    assert_eq!(list(&kiosk).as_array().unwrap().len(), 4);
    import(&kiosk, "site,period,touchpoint,rating,count\n*,2026-01,order-right,5,7\n");
    let rows = list(&kiosk);
    let row =
        rows.as_array().unwrap().iter().find(|row| row["site"] == "*" && row["touchpoint"] == "order-right").unwrap();
    assert_eq!((&row["ratings"], &row["mean"]), (&7.into(), &5.0.into()), "what was there before is gone");
    // Ratings of a week that no answer is from are not held against anything.
    import(&kiosk, "site,period,touchpoint,rating,count\n*,2026-01,order-right,5,0\n*,2026-01,feels-special,5,0\n");
    assert!(figures(&kiosk).iter().all(|figure| figure["figure"] != "gap"));
}

#[test]
fn every_bad_line_is_told_and_nothing_is_taken() {
    let kiosk = kiosk();
    let csv = "site,period,touchpoint,rating,count\n*,2026-01,order-right,5,7\nHarbour Road,2026-01,order-right,5,7\n\
               *,January,order-right,5,7\n*,2026-01,parking,5,7\n*,2026-01,order-right,6,7\n*,2026-01,order-right,4,many\n\
               *,2026-01,order-right,5,8\n*,2026-01,order-right\n";
    let file = kiosk.write("customers.csv", csv);
    let ran = kiosk.run(&["customers", "import", file.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1));
    for (line, fault) in [
        (3, "`Harbour Road` is not an id"),
        (4, "`January` is no week (2026-W47), month (2026-11) or day (2026-11-21)"),
        (5, "no pack asks employees about touchpoint `parking`; they are asked about: feels-special, order-right"),
        (6, "rating `6` is not on the scale of `order-right`, 1 to 5"),
        (7, "count `many` is no whole number"),
        (8, "this site, period, touchpoint and rating are there twice"),
        (9, "this line has other columns than the first"),
    ] {
        assert!(ran.err.contains(&format!("customers.csv:{line}: {fault}")), "{line}: {}", ran.err);
    }
    assert!(!ran.err.contains("customers.csv:2:") && ran.err.contains("Nothing was taken."), "{}", ran.err);
    assert!(kiosk.done(&["customers", "list"]).contains("No ratings of customers"));
    for (header, fault) in [
        ("site,period,touchpoint,rating\n", "column `count` is missing"),
        ("site,period,touchpoint,rating,count,shop\n", "column `shop` is not known"),
    ] {
        let file = kiosk.write("customers.csv", header);
        let ran = kiosk.run(&["customers", "import", file.to_str().unwrap()]);
        assert!(ran.status == Some(1) && ran.err.contains(fault), "{}", ran.err);
    }
}

#[test]
fn without_a_data_folder_there_is_nowhere_to_put_ratings() {
    let kiosk = Kiosk::with(KIOSK, &[("mirror", MIRROR)]);
    let file = kiosk.write("customers.csv", ratings("*", "2026-01"));
    let ran = kiosk.run(&["customers", "import", file.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1));
    assert!(!kiosk.data().exists(), "nothing was created");
}
