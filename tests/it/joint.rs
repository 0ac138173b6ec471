//! What is worked out from several answers of one person, from `enter` to `export`, through the built program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::{Expect, expect};
use listening_post::config::{Epsilon, Mechanism, Privacy};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::Kiosk;

/// A segment and a pair with noise too small to hide a count of so many.
const FEELINGS: &str = r#"
kind = "ideas"
title = "Us"
ask_cohort = true
pairs = [["firm", "mood"]]
[privacy]
epsilon = 10
[[item]]
id = "firm"
type = "rating"
text = "Do you stand behind this company?"
scale = { from = 1, to = 5, low = "no", high = "yes" }
measure = "ambassadorship"
role = "company"
[[item]]
id = "goods"
type = "rating"
text = "Is what we sell worth it?"
scale = { from = 1, to = 5, low = "no", high = "yes" }
measure = "ambassadorship"
role = "product"
[[item]]
id = "guests"
type = "smiley"
text = "Do you like our guests?"
measure = "ambassadorship"
role = "customer"
[[item]]
id = "mood"
type = "smiley"
text = "How was today?"
"#;

/// A quiz of two questions, which are exact.
const QUIZ: &str = r#"
kind = "quiz"
title = "Beans"
ask_cohort = true
[[item]]
id = "bean"
type = "single"
text = "Which bean is stronger?"
options = [{ id = "arabica", text = "Arabica" }, { id = "robusta", text = "Robusta", correct = true }]
[[item]]
id = "milk"
type = "single"
text = "How hot is the milk?"
options = [{ id = "forty", text = "40" }, { id = "sixty", text = "60", correct = true }]
"#;

/// Two faces, exact; with a pair of them if there is a head to say so.
fn faces(head: &str) -> String {
    format!(
        "kind = \"ideas\"\ntitle = \"Faces\"\nask_cohort = true\n{head}\n[privacy]\nmechanism = \"exact\"\nk = 5\n\
         [[item]]\nid = \"mood\"\ntype = \"smiley\"\ntext = \"How was today?\"\n\
         [[item]]\nid = \"team\"\ntype = \"smiley\"\ntext = \"And the others?\"\n"
    )
}

const PAIR: &str = "pairs = [[\"mood\", \"team\"]]";

fn kiosk(packs: &[(&str, &str)]) -> Kiosk {
    let kiosk = Kiosk::with(Kiosk::usual().0, packs);
    kiosk.simulate("2026-01-05T07:00");
    kiosk
}

/// Visits of the week that begins on the 5th of January 2026, or of one after it, over two days, each in a
/// quarter-hour of its own.
fn week(number: usize, visits: &[&[(&str, &str, &str)]]) -> String {
    let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
    for (visit, answers) in visits.iter().enumerate() {
        let (day, quarter) = (6 + 7 * number + 2 * visit / visits.len(), visit % visits.len().div_ceil(2));
        let at = format!("2026-01-{day:02}T{:02}:{:02}:00", 8 + quarter / 4, 15 * (quarter % 4));
        for (pack, item, response) in *answers {
            let _ = writeln!(csv, "{visit},{pack},{item},{response},day,{at}");
        }
    }
    csv
}

/// Released counts, a line a batch; an exact one as it is, a noisy one rounded to tens of which noise this small leaves
/// nothing.
fn told(kiosk: &Kiosk) -> String {
    let mut batches: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for cell in kiosk.cells() {
        let text = |column: &str| cell[column].as_str().unwrap_or_default().to_owned();
        let number = |column: &str| cell[column].as_f64().unwrap_or(f64::NAN);
        let epsilon =
            if cell["epsilon"].is_null() { String::new() } else { format!(", epsilon {}", number("epsilon")) };
        let batch = format!(
            "{} {}/{} {}, n {}{epsilon}",
            text("cut_week"),
            text("pack"),
            text("item"),
            text("histogram"),
            cell["n"]
        );
        let count = cell["cell_count"].as_i64().unwrap();
        let count = if cell["epsilon"].is_null() { count } else { 20 * ((count + 10).div_euclid(20)) };
        let shown = batches.entry(batch).or_default();
        if count != 0 {
            shown.push(format!("{} {count}", text("response")));
        }
    }
    batches.iter().map(|(batch, counts)| format!("{batch}: {}\n", counts.join(", "))).collect()
}

fn check(kiosk: &Kiosk, expected: Expect) {
    expected.assert_eq(&told(kiosk));
}

#[test]
fn a_segment_and_a_pair_leave_beside_the_answers_they_are_made_of_and_share_their_epsilon() {
    let kiosk = kiosk(&[("us", FEELINGS)]);
    let said = |firm, goods, guests, mood| {
        [("us", "firm", firm), ("us", "goods", goods), ("us", "guests", guests), ("us", "mood", mood)]
    };
    let (fond, sour) = (said("5", "4", "5", "5"), said("1", "2", "3", "1"));
    let mut visits: Vec<&[_]> = vec![&fond[..]; 40];
    visits.extend([&sour[..]; 20]);
    // Who skips is in neither the segment nor the pair.
    let lone = [("us", "goods", "3")];
    visits.extend([&lone[..]; 20]);
    kiosk.enter(&week(0, &visits));
    expect![[r#"
        2026-W02 is closed.
          us/firm            day 60 answers
          us/firm pair:mood  day 60 answers
          us/firm segment    day 60 answers
          us/goods           day 80 answers
          us/guests          day 60 answers
          us/mood            day 60 answers
        Whatever waits leaves once enough people on enough days have answered; how many have is not told.
    "#]]
    .assert_eq(&kiosk.release("2026-01-12T04:00"));
    check(
        &kiosk,
        expect![[r#"
        2026-W02 us/firm pair:mood, n 60, epsilon 3.333333: 1|1 20, 5|5 40
        2026-W02 us/firm responses, n 60, epsilon 3.333333: 1 20, 5 40
        2026-W02 us/firm segment, n 60, epsilon 3.333333: ambassador 40, saboteur 20
        2026-W02 us/goods responses, n 80, epsilon 5: 2 20, 3 20, 4 40
        2026-W02 us/guests responses, n 60, epsilon 5: 3 20, 5 40
        2026-W02 us/mood responses, n 60, epsilon 5: 1 20, 5 40
    "#]],
    );
    let variances: BTreeSet<String> = kiosk
        .cells()
        .iter()
        .map(|cell| {
            let (epsilon, variance) = (cell["epsilon"].as_f64().unwrap(), cell["cell_variance"].as_f64().unwrap());
            let a = (-epsilon / 2.0).exp();
            assert!((variance - 2.0 * a / (1.0 - a).powi(2)).abs() < 1e-9);
            format!("{epsilon}")
        })
        .collect();
    assert_eq!(variances.into_iter().collect::<Vec<_>>(), ["3.333333", "5"]);
}

#[test]
fn a_quiz_leaves_by_rest_score_and_what_stands_alone_by_itself() {
    let kiosk = kiosk(&[("beans", QUIZ)]);
    let knows = [("beans", "bean", "robusta"), ("beans", "milk", "sixty")];
    let half = [("beans", "bean", "robusta"), ("beans", "milk", "forty")];
    let guesses = [("beans", "bean", "arabica"), ("beans", "milk", "forty")];
    let lone = [("beans", "milk", "sixty")];
    let visits: [&[_]; 14] =
        [&knows, &half, &guesses, &knows, &lone, &lone, &lone, &knows, &half, &guesses, &knows, &lone, &lone, &lone];
    kiosk.enter(&week(0, &visits));
    kiosk.release("2026-01-12T04:00");
    check(
        &kiosk,
        expect![[r#"
        2026-W02 beans/bean rest-score, n 8: arabica|low 2, robusta|low 2, robusta|high 4
        2026-W02 beans/milk responses, n 6: sixty 6
        2026-W02 beans/milk rest-score, n 8: forty|low 2, forty|high 2, sixty|high 4
    "#]],
    );
}

#[test]
fn an_exact_pair_leaves_instead_of_its_answers_once_there_are_twice_as_many() {
    let kiosk = kiosk(&[("faces", &faces(PAIR))]);
    let both = [("faces", "mood", "1"), ("faces", "team", "4")];
    let other = [("faces", "mood", "2"), ("faces", "team", "5")];
    let (mood, more) = ([("faces", "mood", "3")], [("faces", "mood", "4")]);
    let nine: [&[_]; 9] = [&both, &both, &other, &both, &other, &both, &both, &both, &both];
    kiosk.enter(&week(0, &nine));
    kiosk.release("2026-01-12T04:00");
    check(&kiosk, expect![[""]]);
    let alone: [&[_]; 7] = [&both, &mood, &mood, &more, &more, &mood, &more];
    kiosk.enter(&week(1, &alone));
    kiosk.release("2026-01-19T04:00");
    check(
        &kiosk,
        expect![[r#"
        2026-W03 faces/mood pair:team, n 10: 1|4 8, 2|5 2
        2026-W03 faces/mood responses, n 6: 3 3, 4 3
    "#]],
    );
}

#[test]
fn in_an_exact_pair_two_must_differ_on_each_of_the_questions() {
    let kiosk = kiosk(&[("faces", &faces(PAIR))]);
    let said = |team| [("faces", "mood", "1"), ("faces", "team", team)];
    let all = ["1", "2", "3", "4", "5", "1", "2", "3", "4", "5", "1", "2"].map(said);
    let visits: Vec<&[_]> = all.iter().map(|said| &said[..]).collect();
    kiosk.enter(&week(0, &visits));
    kiosk.release("2026-01-12T04:00");
    check(&kiosk, expect![[""]]);
    let differ = [[("faces", "mood", "2"), ("faces", "team", "1")], [("faces", "mood", "3"), ("faces", "team", "1")]];
    kiosk.enter(&week(1, &[&differ[0], &differ[1]]));
    kiosk.release("2026-01-19T04:00");
    check(
        &kiosk,
        expect![[r#"
        2026-W03 faces/mood pair:team, n 14: 1|1 3, 1|2 3, 1|3 2, 1|4 2, 1|5 2, 2|1 1, 3|1 1
    "#]],
    );
}

#[test]
fn a_pair_that_is_added_waits_for_the_next_round() {
    let kiosk = kiosk(&[("faces", &faces(""))]);
    let (both, other) =
        ([("faces", "mood", "1"), ("faces", "team", "4")], [("faces", "mood", "2"), ("faces", "team", "5")]);
    let visits: Vec<&[_]> = [&both, &other].into_iter().cycle().take(12).map(|said| &said[..]).collect();
    let first = week(0, &visits);
    let (before, after) = first.split_at(first.match_indices('\n').nth(6).unwrap().0 + 1);
    kiosk.enter(before);
    kiosk.configure("packs/faces.toml", &faces(PAIR));
    kiosk.enter(&format!("visit,pack,item,response,cohort,at\n{after}"));
    kiosk.release("2026-01-12T04:00");
    check(
        &kiosk,
        expect![[r#"
        2026-W02 faces/mood responses, n 12: 1 6, 2 6
        2026-W02 faces/team responses, n 12: 4 6, 5 6
    "#]],
    );
    kiosk.enter(&week(1, &visits));
    // Another seed: the same one would give the batches of both rounds the same ids.
    kiosk.done(&["--seed", "4", "--now", "2026-01-19T04:00", "release"]);
    check(
        &kiosk,
        expect![[r#"
            2026-W02 faces/mood responses, n 12: 1 6, 2 6
            2026-W02 faces/team responses, n 12: 4 6, 5 6
            2026-W03 faces/mood pair:team, n 12: 1|4 6, 2|5 6
        "#]],
    );
}

#[test]
fn a_pair_that_never_gets_enough_answers_is_given_up() {
    let (both, other) =
        ([("faces", "mood", "1"), ("faces", "team", "4")], [("faces", "mood", "2"), ("faces", "team", "5")]);
    let visits: Vec<&[_]> = [&both, &other].into_iter().cycle().take(8).map(|said| &said[..]).collect();
    for (rounds, left) in [(1, ""), (2, "2026-W03 faces/mood pair:team, n 16: 1|4 8, 2|5 8\n")] {
        let kiosk = kiosk(&[("faces", &faces(PAIR).replace("k = 5", &format!("k = 5\nexpire_after = {rounds}")))]);
        for number in 0..2 {
            kiosk.enter(&week(number, &visits));
            kiosk.release(&format!("2026-01-{}T04:00", 12 + 7 * number));
        }
        assert_eq!(told(&kiosk), left, "{rounds}");
    }
}

#[test]
fn the_columns_of_csv_and_json_name_the_histogram() {
    let kiosk = kiosk(&[("faces", &faces(PAIR))]);
    let (both, other) =
        ([("faces", "mood", "1"), ("faces", "team", "4")], [("faces", "mood", "2"), ("faces", "team", "5")]);
    let visits: Vec<&[_]> = [&both, &other].into_iter().cycle().take(12).map(|said| &said[..]).collect();
    kiosk.enter(&week(0, &visits));
    kiosk.release("2026-01-12T04:00");
    let csv = kiosk.done(&["export", "--format", "csv", "--out", "-"]);
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let column = |name: &str| rows[0].iter().position(|column| *column == name).unwrap();
    let shown = |row: &Vec<&str>| {
        [row[column("histogram")].to_owned(), row[column("response")].to_owned(), row[column("cell_count")].to_owned()]
    };
    let json = kiosk.cells();
    assert_eq!((rows.len() - 1, json.len()), (25, 25));
    for (row, cell) in rows[1..].iter().zip(&json) {
        let text = |column: &str| match &cell[column] {
            Value::String(text) => text.clone(),
            number => number.to_string(),
        };
        assert_eq!(shown(row), [text("histogram"), text("response"), text("cell_count")]);
    }
    assert_eq!(shown(&rows[4]), ["pair:team", "1|4", "6"]);
}

proptest! {
    #[test]
    fn an_epsilon_is_never_more_than_was_written_and_reads_back_as_itself(value in 1e-6..=10.0_f64) {
        let epsilon = Epsilon::new(value).unwrap();
        prop_assert!(epsilon.get() <= value && epsilon.get() > value - 1e-6);
        prop_assert_eq!(Epsilon::new(epsilon.get()), Ok(epsilon));
        prop_assert_eq!(serde_json::from_str::<Epsilon>(&serde_json::to_string(&epsilon).unwrap()).unwrap(), epsilon);
    }

    #[test]
    fn no_number_out_of_range_becomes_an_epsilon(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        let allowed = (1e-6..=10.0).contains(&value);
        prop_assert_eq!(Epsilon::new(value).is_ok(), allowed);
        let stored = postcard::to_stdvec(&value).unwrap();
        prop_assert_eq!(postcard::from_bytes::<Epsilon>(&stored).is_ok(), allowed);
    }

    #[test]
    fn the_parts_of_an_epsilon_never_add_up_to_more(
        value in 1e-6..=10.0_f64, weights in prop::collection::vec(0..12_u32, 0..9),
    ) {
        let epsilon = Epsilon::new(value).unwrap();
        let Some(parts) = epsilon.split(&weights) else { return Ok(()) };
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert!(parts.iter().map(|part| part.millionths()).sum::<u32>() <= epsilon.millionths());
        prop_assert!(parts.iter().all(|part| part.get() > 0.0));
    }
}

#[test]
fn what_means_nothing_is_no_epsilon_however_it_comes_in() {
    for value in [0.0, -0.0, -1.0, 1e-9, f64::MIN_POSITIVE, 10.000_001, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert!(Epsilon::new(value).is_err(), "{value}");
        let stored = postcard::to_stdvec(&value).unwrap();
        assert!(postcard::from_bytes::<Epsilon>(&stored).is_err(), "{value}");
    }
    for text in ["0", "-1", "11", "1e-9", "null", "\"2\""] {
        assert!(serde_json::from_str::<Epsilon>(text).is_err(), "{text}");
    }
    let mut stored = postcard::to_stdvec(&Privacy::default()).unwrap();
    let length = stored.len();
    assert!(postcard::from_bytes::<Privacy>(&stored).is_ok());
    stored[length - 8..].copy_from_slice(&f64::NAN.to_le_bytes());
    assert!(postcard::from_bytes::<Privacy>(&stored).is_err());
}

#[test]
fn an_epsilon_too_small_to_be_split_is_not_split() {
    let least = Epsilon::new(1e-6).unwrap();
    assert_eq!(least.split(&[1]), Some(vec![least]));
    assert_eq!(
        (least.split(&[1, 1]), least.split(&[0, 1]), least.split(&[]), least.split(&[0])),
        (None, None, None, None)
    );
    let noisy = Mechanism::DiscreteLaplace { epsilon: least };
    assert_eq!(Mechanism::Exact.most_careful(noisy), noisy);
}
