//! `enter`: a file is taken whole or not at all, and every line that keeps it out is named.

use expect_test::{Expect, expect};

use crate::common::Kiosk;

/// A pulse with skip logic, a multiple choice and a comment between questions, and the usual quiz.
const PULSE: &str = r#"
kind = "pulse"
title = "Today"
ask_cohort = true
[privacy]
mechanism = "exact"
[[item]]
id = "mood"
type = "smiley"
text = "How was it?"
[[item]]
id = "words"
type = "comment"
text = "Say more?"
[[item]]
id = "why"
type = "multiple"
text = "Why?"
at_most = 2
ask_if = "mood in [1, 2]"
options = [{ id = "rush", text = "Rush" }, { id = "tools", text = "Tools" }, { id = "team", text = "Team" }]
"#;

const HEADER: &str = "visit,pack,item,response,cohort,language,at\n";

fn kiosk() -> Kiosk {
    let (kiosk, quiz) = Kiosk::usual();
    Kiosk::with(kiosk, &[("beans", quiz), ("today", PULSE)])
}

/// Enters a bad file; pins what is said, and that nothing of it is ever released.
fn check(csv: impl AsRef<[u8]>, expected: Expect) {
    let kiosk = kiosk();
    kiosk.simulate("2026-01-05T07:00");
    let file = kiosk.write("answers.csv", csv);
    let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    let said = ran.err.replace(file.to_str().unwrap(), "answers.csv");
    expected.assert_eq(&said);
    enough_visits_for_a_batch(&kiosk, 5);
    kiosk.release("2026-01-12T04:00");
    let cells: Vec<_> = kiosk.cells().iter().map(|cell| cell["cell_count"].as_i64().unwrap()).collect();
    assert_eq!(cells, [0, 5, 0], "only what the good file holds left");
}

/// So many visits to the quiz, over two days, no two in a quarter-hour.
fn enough_visits_for_a_batch(kiosk: &Kiosk, visits: u32) {
    let mut csv = HEADER.to_owned();
    for visit in 0..visits {
        let at = format!("2026-01-{:02}T{:02}:{:02}:00", 6 + visit % 2, 8 + visit / 8, 15 * (visit / 2 % 4));
        csv.push_str(&format!("{visit},beans,bean,robusta,day,,{at}\n"));
    }
    let mut lines: Vec<_> = csv.lines().skip(1).collect();
    lines.sort_by_key(|line| line.rsplit(',').next().unwrap().to_owned());
    kiosk.enter(&format!("{HEADER}{}\n", lines.join("\n")));
}

#[test]
fn every_bad_line_is_named_with_its_number() {
    check(
        format!(
            "{HEADER}\
             1,beans,bean,robusta,day,,2026-01-05T09:00\n\
             2,nowhere,bean,robusta,day,,2026-01-05T09:01\n\
             3,beans,leaf,robusta,day,,2026-01-05T09:02\n\
             4,beans,bean,secret-canary,day,,2026-01-05T09:03\n\
             5,beans,bean,robusta,dusk,,2026-01-05T09:04\n\
             6,beans,bean,robusta,day,xx,2026-01-05T09:05\n\
             7,beans,bean,robusta,day,,yesterday\n\
             8,beans,bean\n\
             9,today,mood,1,day,,2026-01-05T09:06\n\
             9,today,mood,2,day,,2026-01-05T09:06\n\
             10,today,mood,1,day,,2026-01-05T09:07\n\
             10,today,why,rush,night,,2026-01-05T09:07\n\
             11,today,words,Call me on 0171 5550123,day,,2026-01-05T09:08\n\
             12,beans,bean,arabica|robusta,day,,2026-01-05T09:09\n"
        ),
        expect![[r#"
            answers.csv:3: there is no pack `nowhere`
            answers.csv:4: pack `beans` has no item `leaf`
            answers.csv:5: this is no response to item `bean`; there are arabica, robusta, unsure
            answers.csv:6: there is no cohort `dusk`
            answers.csv:7: language `xx` is not one of this kiosk's
            answers.csv:8: `at` is written 2026-11-18T14:05:20
            answers.csv:9: 3 columns where the first line has 7
            answers.csv:10: item `mood` is answered twice in this visit
            answers.csv:13: pack, cohort and at must be the same in all lines of a visit
            answers.csv:14: the comment tells who somebody is or how to reach them: phone at character 12; leave that out
            answers.csv:15: item `bean` takes 1 at most
            Nothing was taken. Mend these lines and enter the file again.
        "#]],
    );
}

#[test]
fn a_visit_that_no_run_through_the_pack_could_lead_to_is_refused() {
    check(
        format!(
            "{HEADER}\
             1,today,mood,5,day,,2026-01-05T09:00\n\
             1,today,why,rush,day,,2026-01-05T09:00\n\
             2,today,mood,1,day,,2026-01-05T09:01\n\
             2,today,why,rush|tools|team,day,,2026-01-05T09:01\n\
             3,today,why,rush,day,,2026-01-05T09:02\n"
        ),
        expect![[r#"
            answers.csv:2: item `why` is not asked after the other answers of this visit
            answers.csv:4: item `why` takes 2 at most
            answers.csv:6: item `why` is not asked after the other answers of this visit
            Nothing was taken. Mend these lines and enter the file again.
        "#]],
    );
}

#[test]
fn visits_out_of_order_are_refused_with_their_lines() {
    check(
        format!(
            "{HEADER}\
             1,beans,bean,robusta,day,,2026-01-05T09:00\n\
             2,beans,bean,robusta,day,,2026-01-06T09:00\n\
             3,beans,bean,robusta,day,,2026-01-05T10:00\n"
        ),
        expect![[r#"
            answers.csv:4: `at` lies before the visit above; sort the file by `at`
            Nothing was taken. Mend these lines and enter the file again.
        "#]],
    );
}

#[test]
fn visits_before_where_the_data_stand_are_refused() {
    check(
        format!("{HEADER}1,beans,bean,robusta,day,,2026-01-04T09:00\n"),
        expect![[r#"
        answers.csv:2: `at` lies before 2026-01-05T07:00:00, where the data stand
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
}

#[test]
fn columns_that_are_unknown_missing_or_there_twice_are_refused() {
    check(
        "visit,pack,item,response,mood\n1,beans,bean,robusta,day\n",
        expect![[r#"
        answers.csv:1: column `mood` is not known; there are visit, pack, item, response, cohort, language, at
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
    check(
        "visit,pack,item\n1,beans,bean\n",
        expect![[r#"
        answers.csv:1: column `response` is missing
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
    check(
        "visit,pack,item,response,item\n1,beans,bean,robusta,bean\n",
        expect![[r#"
        answers.csv:1: column `item` is there twice
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
    check(
        "",
        expect![[r#"
        answers.csv:1: column `visit` is missing
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
}

#[test]
fn a_file_that_is_not_utf8_is_refused() {
    check(
        b"visit,pack,item,response\n1,beans,bean,robusta\n2,beans,b\xe9an,robusta\n",
        expect![[r#"
        answers.csv:3: this is not UTF-8; save the file as "CSV UTF-8"
        Nothing was taken. Mend these lines and enter the file again.
    "#]],
    );
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let kiosk = kiosk();
    let ran = kiosk.run(&["enter", "nowhere.csv"]);
    assert_eq!(ran.status, Some(1));
    expect![[r#"
        error: could not read nowhere.csv: No such file or directory (os error 2)
    "#]]
    .assert_eq(&ran.err);
}

#[test]
fn a_time_on_real_data_is_refused() {
    let kiosk = kiosk();
    let file = kiosk.write("answers.csv", format!("{HEADER}1,beans,bean,robusta,day,,2026-01-05T09:00\n"));
    let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1));
    expect![[r#"
        answers.csv:2: `at` is for simulated data only: real answers have no time
        Nothing was taken. Mend these lines and enter the file again.
    "#]]
    .assert_eq(&ran.err.replace(file.to_str().unwrap(), "answers.csv"));
}

#[test]
fn a_good_file_is_counted_and_told_in_one_line() {
    let kiosk = kiosk();
    kiosk.simulate("2026-01-05T07:00");
    let file = kiosk.write(
        "answers.csv",
        "\u{feff}response,item,visit,pack\nrobusta,bean,a,beans\n,bean,b,beans\n1,mood,c,today\nrush|team,why,c,today\n",
    );
    let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    expect![[r#"
        3 visits were counted; nothing of the file itself is kept.
    "#]]
    .assert_eq(&ran.out);
}

#[test]
fn an_item_that_changed_in_the_middle_of_a_round_is_refused_until_the_next() {
    let kiosk = kiosk();
    kiosk.simulate("2026-01-05T07:00");
    enough_visits_for_a_batch(&kiosk, 5);
    kiosk.configure("packs/today.toml", &PULSE.replace("How was it?", "How was it really?"));
    let file = kiosk.write("late.csv", format!("{HEADER}1,today,mood,3,,,2026-01-08T09:00\n"));
    let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1));
    expect![[r#"
        late.csv:2: item `mood` of pack `today` was changed; it is asked from next Monday on
        Nothing was taken. Mend these lines and enter the file again.
    "#]]
    .assert_eq(&ran.err.replace(file.to_str().unwrap(), "late.csv"));
    kiosk.release("2026-01-12T04:00");
    kiosk.enter(&format!("{HEADER}1,today,mood,3,,,2026-01-12T09:00\n"));
}

#[test]
fn answers_reach_the_item_they_were_given_to_though_a_comment_stands_before_it() {
    let kiosk = kiosk();
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = HEADER.to_owned();
    for visit in 0..8 {
        let at = format!("2026-01-{:02}T{:02}:00:00", 6 + visit / 4, 8 + visit % 4);
        let why = ["rush|tools", "tools|team", "rush|team"][visit % 3];
        csv.push_str(&format!("{visit},today,mood,{},day,,{at}\n{visit},today,why,{why},day,,{at}\n", 1 + visit % 2));
    }
    kiosk.enter(&csv);
    kiosk.release("2026-01-12T04:00");
    let told: String = kiosk
        .cells()
        .iter()
        .map(|cell| format!("{} {} {}\n", cell["item"], cell["response"], cell["cell_count"]))
        .collect();
    expect![[r#"
        "mood" "1" 4
        "mood" "2" 4
        "mood" "3" 0
        "mood" "4" 0
        "mood" "5" 0
        "why" "rush" 5
        "why" "tools" 6
        "why" "team" 5
    "#]]
    .assert_eq(&told);
}

#[test]
fn simulated_data_that_nobody_answered_in_keep_their_time_when_content_changes() {
    let kiosk = kiosk();
    kiosk.simulate("2026-01-05T07:00");
    kiosk.configure("packs/today.toml", &PULSE.replace("How was it?", "How was it really?"));
    let said = kiosk.release("2026-01-12T04:00");
    assert!(said.starts_with("2026-W02 is closed."), "{said}");
}
