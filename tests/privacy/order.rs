//! Who came first is nowhere: the same visits in another order leave the same bytes, and where something stands has
//! nothing to do with when it came.

use std::fmt::Write as _;
use std::fs;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::common::{Kiosk, open, slot};
use crate::finding::{Bound, Finding, must_fail, must_fail_in_short};

const HEADER: &str = "visit,pack,item,response,cohort,at\n";
/// A page of SQLite and of most file systems.
const PAGE: usize = 4096;

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

const ORDERS: [[usize; 4]; 6] = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [0, 2, 1, 3], [3, 1, 2, 0]];

fn image(kiosk: &Kiosk, name: &str) -> Vec<u8> {
    let key = fs::read(kiosk.data().join("vault/key")).unwrap();
    open(&key, &slot(kiosk.data(), name)).unwrap()
}

/// How many of these are not like the first.
fn unlike<T: PartialEq>(all: &[T]) -> f64 {
    all.iter().filter(|one| **one != all[0]).count() as f64
}

#[test]
fn any_order_within_a_quarter_hour_leaves_the_same_image_in_the_vault() {
    must_fail("canonical-image", &["VisitLog"], || {
        let images = ORDERS.map(|order| image(&kiosk(order), "slot-a"));
        assert!(images[0].iter().any(|byte| *byte != 0), "there is something in it");
        Finding {
            attack: "canonical image",
            tried:
                "96 visits in 6 orders within each quarter of an hour, each entered into a kiosk of its own; the image \
                    opened with the kiosk's key"
                    .to_owned(),
            measure: "images unlike the first",
            figure: unlike(&images),
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
fn any_order_within_a_quarter_hour_leads_to_the_same_exports() {
    must_fail("canonical-export", &["VisitLog"], || {
        let exports = ORDERS.map(|order| {
            let kiosk = kiosk(order);
            kiosk.release("2026-01-12T04:00");
            kiosk.exported()
        });
        assert!(exports[0].contains("\"n\":48"));
        Finding {
            attack: "canonical image",
            tried: "the same visits, the week closed, what is exported compared byte for byte".to_owned(),
            measure: "exports unlike the first",
            figure: unlike(&exports),
            bound: Bound::AtMost(0.0),
        }
    });
}

/// Spearman's rank correlation of the order of a list with its values; values that are the same share their rank.
fn rank_correlation(values: &[usize]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = |value: &usize| {
        let first = sorted.partition_point(|other| other < value);
        let last = sorted.partition_point(|other| other <= value);
        (first + last - 1) as f64 / 2.0
    };
    let ranks: Vec<f64> = values.iter().map(rank).collect();
    let middle = (values.len() as f64 - 1.0) / 2.0;
    let (mut both, mut ours, mut theirs) = (0.0, 0.0, 0.0);
    for (place, rank) in ranks.into_iter().enumerate() {
        let (x, y) = (place as f64 - middle, rank - middle);
        both += x * y;
        ours += x * x;
        theirs += y * y;
    }
    if theirs == 0.0 { 0.0 } else { both / (ours * theirs).sqrt() }
}

/// Where `prefix` and each person's number stand last, in the order of entry; `None` if one is nowhere.
fn offsets(bytes: &[u8], prefix: &[u8], order: &[usize]) -> Option<Vec<usize>> {
    let mut last = vec![None; order.len()];
    for (at, window) in bytes.windows(prefix.len() + 3).enumerate() {
        if window[0] != prefix[0] || !window.starts_with(prefix) {
            continue;
        }
        let number = std::str::from_utf8(&window[prefix.len()..]).ok().and_then(|number| number.parse::<usize>().ok());
        if let Some(place) = number.and_then(|number| last.get_mut(number)) {
            *place = Some(at);
        }
    }
    order.iter().map(|person| last[*person]).collect()
}

/// Everything that an attacker with the disk and the key can look through, by name.
fn everything(kiosk: &Kiosk) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for name in ["slot-a", "slot-b", "comments-a", "comments-b"] {
        all.push((name.to_owned(), image(kiosk, name)));
    }
    for file in kiosk.files().iter().filter(|file| !file.starts_with("vault")) {
        all.push((file.display().to_string(), fs::read(kiosk.data().join(file)).unwrap()));
    }
    all
}

fn exports(kiosk: &Kiosk) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for format in ["csv", "json"] {
        for more in [&[][..], &["--comments"]] {
            let export = kiosk.done(&[&["export", "--format", format, "--out", "-"], more].concat());
            all.push((format!("{format}{}", more.concat()), export.into_bytes()));
        }
    }
    all
}

const VISITS: usize = 200;

/// Options a question may have.
const OPTIONS: usize = 30;
const SAY: &str = "kind = \"pulse\"\ntitle = \"Your say\"\n[[item]]\nid = \"mood\"\ntype = \"smiley\"\nfaces = 5\n\
    text = \"How was today?\"\n[[item]]\nid = \"why\"\ntype = \"comment\"\ntext = \"What made it so?\"\n";

/// A kiosk on which two hundred people can each pick an option and leave a comment that nobody else does.
fn crowd() -> Kiosk {
    let mut quiz = "kind = \"quiz\"\ntitle = \"Questions\"\n".to_owned();
    for item in 0..VISITS.div_ceil(OPTIONS) {
        let _ = writeln!(
            quiz,
            "[[item]]\nid = \"item-{item}\"\ntype = \"single\"\ntext = \"Question {item}?\"\noptions = ["
        );
        for option in item * OPTIONS..(item + 1) * OPTIONS {
            let correct = if option % OPTIONS == 0 { ", correct = true" } else { "" };
            let _ = writeln!(quiz, "{{ id = \"option-{option:03}\", text = \"Option {option}\"{correct} }},");
        }
        quiz += "]\nexplain = \"So it is.\"\n";
    }
    Kiosk::with(Kiosk::usual().0, &[("quiz", &quiz), ("say", SAY)])
}

/// The mean of rank correlations, by file and by what of a place is looked at.
type Correlations = std::collections::BTreeMap<String, Vec<f64>>;

fn look(all: &[(String, Vec<u8>)], prefix: &str, order: &[usize], found: &mut Correlations) {
    for (file, bytes) in all {
        if let Some(offsets) = offsets(bytes, prefix.as_bytes(), order) {
            let pages: Vec<usize> = offsets.iter().map(|offset| offset / PAGE).collect();
            found.entry(format!("{file}, bytes")).or_default().push(rank_correlation(&offsets));
            found.entry(format!("{file}, pages")).or_default().push(rank_correlation(&pages));
        }
    }
}

/// One run: the visits of two days in a random order, looked for before and after they leave.
fn run(seed: u64, found: &mut Correlations) {
    let mut order: Vec<usize> = (0..VISITS).collect();
    order.shuffle(&mut StdRng::seed_from_u64(seed));
    let kiosk = crowd();
    let seed = seed.to_string();
    kiosk.done(&["--simulated", "--seed", &seed, "--now", "2026-01-05T07:00", "release"]);
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    let mut last = String::new();
    for (place, person) in order.iter().enumerate() {
        let (day, minute) = (place / 34, place % 34 * 16);
        let at = format!("2026-01-{:02}T{:02}:{:02}:07", 6 + day, 8 + minute / 60, minute % 60);
        let _ = writeln!(csv, "{place},quiz,item-{},option-{person:03},{at}", person / OPTIONS);
        let _ = writeln!(csv, "{place}-more,say,why,because {person:03},{at}");
        last = at;
    }
    let file = kiosk.write("answers.csv", csv);
    kiosk.done(&["--seed", &seed, "enter", file.to_str().unwrap()]);
    let mut all = everything(&kiosk);
    kiosk.done(&["--seed", &seed, "--now", "2026-02-02T04:00", "release"]);
    all.extend(everything(&kiosk).into_iter().map(|(name, bytes)| (format!("{name} after the cuts"), bytes)));
    all.extend(exports(&kiosk));
    look(&all, "option-", &order, found);
    look(&all, "because ", &order, found);
    // One run tells: the layout is the same in all of them.
    if seed == "0" {
        stamps(&all, &last, found);
    }
}

/// Whether the moment of the last visit stands anywhere, as a number or in words.
fn stamps(all: &[(String, Vec<u8>)], last: &str, found: &mut Correlations) {
    let moment: jiff::civil::DateTime = last.parse().unwrap();
    let second = moment.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second();
    let mut needles = vec![last.as_bytes().to_vec(), last.as_bytes()[11..].to_vec()];
    for unit in [1, 1_000, 1_000_000] {
        let number = second * unit;
        needles.extend([number.to_string().into_bytes(), number.to_le_bytes().to_vec(), number.to_be_bytes().to_vec()]);
    }
    // The clock of simulated data stands in the image, under a name of its own; real data have none.
    let clock = |name: &String| name.starts_with("slot-");
    for (name, bytes) in all.iter().filter(|(name, _)| !clock(name)) {
        let stands = needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == needle));
        found.entry(format!("{name}, time stamps")).or_default().push(f64::from(u8::from(stands)));
    }
}

fn correlate(runs: usize) -> Finding {
    let mut found = Correlations::new();
    for seed in 0..runs {
        run(seed as u64, &mut found);
    }
    for file in ["slot-a, bytes", "comments-b, bytes", "ledger.db after the cuts, pages", "csv, bytes"] {
        assert!(found.contains_key(file), "{file} is not in {:?}", found.keys());
    }
    let mean = |values: &Vec<f64>| (values.iter().sum::<f64>() / values.len() as f64).abs();
    let worst = found.values().map(mean).fold(0.0, f64::max);
    Finding {
        attack: "order",
        tried: format!(
            "{runs} runs of {VISITS} visits in random order, each with an option and a comment of its own; where these \
             stand in both images, the comments' images, the ledger and its log, and four exports, by byte and by page; \
             and whether the time of the last visit stands there"
        ),
        measure: "largest mean rank correlation with the order of entry",
        figure: worst,
        // Three standard errors of a mean of 50 correlations of 200 places that have nothing to do with one another.
        bound: Bound::AtMost(0.03 * (50.0 / runs as f64).sqrt()),
    }
}

const MUTANTS: [&str; 2] = ["VisitLog", "CommentsInOrder"];

#[test]
fn the_order_of_entry_has_nothing_to_do_with_where_things_stand() {
    must_fail_in_short("order", &MUTANTS, || correlate(if cfg!(feature = "mutants") { 2 } else { 8 }));
}

#[test]
#[ignore = "takes some minutes; part of `scripts/attack-table`"]
fn nor_has_it_in_a_long_run() {
    must_fail("order", &MUTANTS, || correlate(if cfg!(feature = "mutants") { 2 } else { 50 }));
}
