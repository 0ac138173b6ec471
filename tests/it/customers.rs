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
    assert!(page.contains(
        "On <strong>“I feel special here.”</strong> we expect customers to say 4.0 on average; they say 2.1. \
             The gap is +1.9, likely "
    ));
    assert!(page.contains("200 customer ratings"));
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
fn of_many_bad_lines_a_file_holds_all_and_the_stream_the_first() {
    let kiosk = kiosk();
    let mut csv = "site,period,touchpoint,rating,count\n".to_owned();
    for number in 0..1000 {
        writeln!(csv, "=cmd()-{number},2026-01,order-right,5,7").unwrap();
    }
    let file = kiosk.write("customers.csv", &csv);
    let (file, faults) = (file.to_str().unwrap(), kiosk.path().join("faults.csv"));
    // Where nobody watches, the stream is where all of them are.
    let ran = kiosk.run(&["customers", "import", file]);
    assert_eq!((ran.status, ran.err.matches("is not an id").count()), (Some(1), 1000));
    let ran = kiosk.run(&["customers", "import", file, "--faults", faults.to_str().unwrap()]);
    assert_eq!((ran.status, ran.err.matches("is not an id").count()), (Some(1), 20), "{}", ran.err);
    assert!(
        ran.err.contains("… and 980 more. All are in ") && ran.err.contains("Mend these 1000 lines"),
        "{}",
        ran.err
    );
    let written = std::fs::read_to_string(&faults).unwrap();
    let mut reader = csv::Reader::from_reader(written.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap(), &["line", "fault"][..]);
    let rows: Vec<(u64, String)> = reader.deserialize().map(Result::unwrap).collect();
    assert!(rows.iter().map(|(line, _)| *line).eq(2..1002));
    assert!(rows.iter().all(|(_, fault)| fault.starts_with("`=cmd()-") && fault.contains("is not an id")));
    // Mended, the list is empty, and not the one from before.
    let file = kiosk.write("customers.csv", ratings("*", "2026-01"));
    let ran = kiosk.run(&["customers", "import", file.to_str().unwrap(), "--faults", faults.to_str().unwrap()]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_to_string(&faults).unwrap(), "\u{feff}line,fault\n");
    // The ratings themselves are not written over.
    let ran = kiosk.run(&["customers", "import", file.to_str().unwrap(), "--faults", file.to_str().unwrap()]);
    assert!(ran.status == Some(2) && ran.err.contains("is the file with the ratings"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), ratings("*", "2026-01"));
}

#[test]
fn a_quotation_mark_that_is_not_closed_does_not_make_one_line_of_the_whole_file() {
    let kiosk = kiosk();
    let mut csv =
        "site,period,touchpoint,rating,count\n*,2026-01,order-right,5,7\n\"*,2026-01,order-right,4,7\n".to_owned();
    for _ in 0..60_000 {
        csv.push_str("harbour-road,2026-01,order-right,5,7\n");
    }
    let file = kiosk.write("customers.csv", &csv);
    let ran = kiosk.run(&["customers", "import", file.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("customers.csv:3: this line does not end within a megabyte"), "{}", ran.err);
    assert!(ran.err.contains("Mend this line"), "{}", ran.err);
    // A field of any length is told by its beginning.
    let file = kiosk.write(
        "customers.csv",
        format!("site,period,touchpoint,rating,count\n{},2026-01,order-right,5,7\n", "x".repeat(9000)),
    );
    let ran = kiosk.run(&["customers", "import", file.to_str().unwrap()]);
    assert!(ran.status == Some(1) && ran.err.len() < 700 && ran.err.contains("xxx…"), "{}", ran.err);
}

/// One line a respondent, as survey tools write it: names, then the questions once more, then who answered what.
const RAW: &str = "\u{feff}Respondent;Finished;Shop;Q1;Q2;Q2\nid;when;Where?;Do you feel special?;Right order?;Why?\n\
                   1;21/11/2026 10:04;Harbour Road;5;Always;ok\n2;21/11/2026 10:09;mill-lane;4;Never;\n\
                   3;30/11/2026 18:00;Harbour Road;n/a;Always;\"late; twice\"\n4;01/12/2026 09:00;Harbour Road;5;;\n";
const MAP: &str = r#"
delimiter = ";"
skip_lines = 1
no_answer = ["n/a"]
site = { column = "Shop", ids = { "Harbour Road" = "harbour-road" } }
period = { column = "Finished", format = "%d/%m/%Y %H:%M" }

[[touchpoint]]
id = "feels-special"
column = "Q1"

[[touchpoint]]
id = "order-right"
column = 5
answers = { Always = 5, Never = 1 }
"#;

fn import_raw(kiosk: &Kiosk, csv: &[u8], map: &str) -> crate::common::Ran {
    let (file, map) = (kiosk.write("raw.csv", csv), kiosk.write("map.toml", map));
    kiosk.run(&["customers", "import", "--raw", "--map", map.to_str().unwrap(), file.to_str().unwrap()])
}

#[test]
fn a_survey_tools_own_table_is_counted_by_the_map() {
    let kiosk = kiosk();
    let rows = || {
        let listed = serde_json::from_str::<Value>(&kiosk.done(&["--json", "customers", "list"])).unwrap();
        let row = |row: &Value| {
            let of = |name: &str| row[name].as_str().unwrap().to_owned();
            format!("{} {} {} {} {}", of("site"), of("period"), of("touchpoint"), row["ratings"], row["mean"])
        };
        listed.as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    let ran = import_raw(&kiosk, RAW.as_bytes(), MAP);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert!(ran.out.contains("4 respondents were counted; 2 questions were left unanswered."), "{}", ran.out);
    let months = [
        "harbour-road 2026-11 feels-special 1 5.0",
        "harbour-road 2026-11 order-right 2 5.0",
        "harbour-road 2026-12 feels-special 1 5.0",
        "mill-lane 2026-11 feels-special 1 4.0",
        "mill-lane 2026-11 order-right 1 1.0",
    ];
    assert_eq!(rows(), months);
    import_raw(&kiosk, RAW.as_bytes(), MAP);
    assert_eq!(rows(), months, "the same file twice is there once");
    let everywhere = MAP.replace("site = {", "site = \"*\"\n#").replace("format", "by = \"week\", format");
    let ran = import_raw(&kiosk, RAW.as_bytes(), &everywhere);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert_eq!(rows()[0], "* 2026-W47 feels-special 2 4.5");
}

#[test]
fn every_line_of_a_raw_table_that_the_map_does_not_fit_is_told_and_nothing_is_taken() {
    let kiosk = kiosk();
    let csv = "Shop,Day,Q1\nharbour-road,2026-11-21,5\nHarbour Road,2026-11-21,5\nharbour-road,21.11.2026,5\n\
               harbour-road,2026-11-21T09:30:00Z,6\nharbour-road,2026-11-21,often\nharbour-road,2026-11-21\n";
    let map = "site = { column = \"Shop\" }\nperiod = { column = \"Day\", by = \"day\" }\n[[touchpoint]]\n\
               id = \"order-right\"\ncolumn = \"Q1\"\n";
    let ran = import_raw(&kiosk, &[csv.as_bytes(), b"harbour-road,2026-11-21,\xff\n"].concat(), map);
    assert_eq!(ran.status, Some(1));
    for (line, fault) in [
        (3, "`Harbour Road` is not an id"),
        (4, "`21.11.2026` is no day such as 2026-11-21; if the tool writes days otherwise, say how with `format`"),
        (5, "rating `6` is not on the scale of `order-right`, 1 to 5"),
        (6, "rating `often` is not on the scale of `order-right`, 1 to 5"),
        (7, "this line has other columns than the first"),
        (8, "this line is not UTF-8; save the file as `CSV UTF-8`"),
    ] {
        assert!(ran.err.contains(&format!("raw.csv:{line}: {fault}")), "{line}: {}", ran.err);
    }
    assert!(!ran.err.contains("raw.csv:2:") && ran.err.contains("Mend these 6 lines"), "{}", ran.err);
    assert!(kiosk.done(&["customers", "list"]).contains("No ratings of customers"));
    for (change, fault) in [
        (("\"Q1\"", "\"Q7\""), "there is no column `Q7`; there are Shop, Day, Q1"),
        (("\"Q1\"", "9"), "there is no column 9; there are 3, counted from 1"),
        (("order-right", "parking"), "no pack asks employees about touchpoint `parking`"),
        (("column = \"Q1\"", "column = \"Q1\"\nanswers = { yes = 9 }"), "answer `yes` is 9, which is not on the scale"),
        (("site =", "sight ="), "unknown field `sight`"),
        (("by = \"day\"", "by = \"year\""), "unknown variant `year`, expected one of `day`, `week`, `month`"),
        (("site = {", "site = 7 #"), "a text that is the same for all lines, or a table with `column`"),
        (("[[touchpoint]]\n", "delimiter = \"→\"\n[[touchpoint]]\n"), "delimiter `→` is no single byte"),
        (("column = \"Q1\"\n", "column = 3\n[[touchpoint]]\nid = \"order-right\"\ncolumn = 3\n"), "twice"),
    ] {
        let ran = import_raw(&kiosk, csv.as_bytes(), &map.replace(change.0, change.1));
        assert!(ran.status == Some(1) && ran.err.contains(fault), "{fault}: {}", ran.err);
    }
    let csv = kiosk.write("raw.csv", csv);
    assert_eq!(kiosk.run(&["customers", "import", "--raw", csv.to_str().unwrap()]).status, Some(2));
}

#[test]
fn a_desk_without_a_data_folder_gets_one_for_what_customers_said_but_not_for_a_file_that_is_refused() {
    let kiosk = Kiosk::with(KIOSK, &[("mirror", MIRROR)]);
    let wrong = kiosk.write("wrong.csv", "site,period,touchpoint,rating,count\n*,2026-01,smell,3,4\n");
    let ran = kiosk.run(&["customers", "import", wrong.to_str().unwrap()]);
    assert!(ran.status == Some(1) && ran.err.contains("touchpoint `smell`"), "{} {}", ran.out, ran.err);
    assert!(!kiosk.data().exists(), "nothing was created");
    assert!(import(&kiosk, &ratings("*", "2026-01")).starts_with("200 ratings were taken in"));
    assert!(kiosk.done(&["customers", "list"]).contains("feels-special"));
}
