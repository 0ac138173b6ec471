//! Rankings: Borda's points from `enter` to `export`, and what keeps a ranking from being taken.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::common::Kiosk;

const HELP: &str = r#"
kind = "ideas"
title = "What helps"
[privacy]
mechanism = "exact"
k = 5
dissent = 2
[[item]]
id = "helps"
type = "rank"
text = "What would help most?"
options = [{ id = "time", text = "Time" }, { id = "say", text = "A say" }, { id = "stock", text = "Stock" }]
[[item]]
id = "why"
type = "single"
text = "What would you do with it?"
options = [{ id = "talk", text = "Talk" }, { id = "rest", text = "Rest" }]
ask_if = "helps in [time]"
"#;

fn kiosk() -> Kiosk {
    let kiosk = Kiosk::with(Kiosk::usual().0, &[("help", HELP)]);
    kiosk.simulate("2026-01-05T07:00");
    kiosk
}

/// Visits over two days, one a quarter-hour, each a list of item and response.
fn csv(visits: &[&[(&str, &str)]]) -> String {
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for (visit, answers) in visits.iter().enumerate() {
        let (day, quarter) = (6 + 2 * visit / visits.len(), visit % visits.len().div_ceil(2));
        let at = format!("2026-01-{day:02}T{:02}:{:02}:00", 8 + quarter / 4, 15 * (quarter % 4));
        for (item, response) in *answers {
            let _ = writeln!(csv, "{visit},help,{item},{response},{at}");
        }
    }
    csv
}

/// What a week of these rankings leaves, an option a line.
fn check(rankings: &[&str], expected: Expect) {
    let kiosk = kiosk();
    let visits: Vec<_> = rankings.iter().map(|ranking| [("helps", *ranking)]).collect();
    let visits: Vec<&[(&str, &str)]> = visits.iter().map(<[_; 1]>::as_slice).collect();
    kiosk.enter(&csv(&visits));
    kiosk.release("2026-01-12T04:00");
    let cells = kiosk.cells();
    let line = |cell: &serde_json::Value| {
        format!("{} {} of {}\n", cell["response"].as_str().unwrap(), cell["cell_count"], cell["n"])
    };
    expected.assert_eq(&cells.iter().map(line).collect::<String>());
}

fn refused(visits: &[&[(&str, &str)]], expected: Expect) {
    let kiosk = kiosk();
    let file = kiosk.write("answers.csv", csv(visits));
    let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    expected.assert_eq(&ran.err.replace(file.to_str().unwrap(), "answers.csv"));
}

#[test]
fn an_option_gets_a_point_for_each_that_stands_below_it() {
    check(
        &["time|say|stock", "time|stock|say", "say|time|stock", "time|say|stock", "stock|say|time", "time|stock|say"],
        expect![[r#"
            time 9 of 6
            say 5 of 6
            stock 4 of 6
        "#]],
    );
}

#[test]
fn an_exact_ranking_on_whose_first_all_may_agree_does_not_leave() {
    check(&["time|say|stock", "time|stock|say", "time|say|stock", "time|stock|say", "time|say|stock"], expect![[""]]);
}

#[test]
fn a_ranking_names_every_option_once() {
    refused(
        &[&[("helps", "time|say")]],
        expect![[r#"
        answers.csv:2: item `helps` is a ranking: all 3 options, best first
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
    refused(
        &[&[("helps", "time|time|say")]],
        expect![[r#"
        answers.csv:2: item `helps` is a ranking: all 3 options, best first
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
    refused(
        &[&[("helps", "time|say|stock|time")]],
        expect![[r#"
        answers.csv:2: item `helps` takes 3 at most
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
    refused(
        &[&[("helps", "time|say|money")]],
        expect![[r#"
        answers.csv:2: this is no response to item `helps`; there are time, say, stock
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
}

#[test]
fn a_condition_looks_at_the_first_of_a_ranking() {
    let kiosk = kiosk();
    kiosk.enter(&csv(&[&[("helps", "time|say|stock"), ("why", "talk")]]));
    refused(
        &[&[("helps", "say|time|stock"), ("why", "talk")]],
        expect![[r#"
        answers.csv:2: item `why` is not asked after the other answers of this visit
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
}
