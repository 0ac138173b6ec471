use expect_test::{Expect, expect};
use listening_post::content::load;

use super::{KIOSK, PACK, faults, folder, item_faults, pack_faults};

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&pack_faults(text));
}

#[test]
fn text_that_is_not_toml_is_the_only_fault_of_its_file() {
    check(
        "kind = \"pulse\ntitle = 3",
        &expect![[r#"
            error packs/whole.toml:1
              this is not TOML: invalid basic string, expected `"`
              help: a text ends with " on the line that it begins on
        "#]],
    );
    check(
        "kind = \"pulse\"\nkind = \"quiz\"",
        &expect![[r#"
            error packs/whole.toml:2 at kind
              this is not TOML: duplicate key
              help: a key stands once in its table; the next question begins with a [[item]] of its own
        "#]],
    );
    check(
        "kind = ",
        &expect![[r#"
            error packs/whole.toml:1
              this is not TOML: string values must be quoted, expected literal string
              help: texts stand in "quotes", and every [ { and " is closed again
        "#]],
    );
}

#[test]
fn a_file_that_is_not_text_is_a_fault() {
    let mut folder = folder(&[]);
    folder.insert("packs/latin.toml", b"title = \"caf\xe9\"".as_slice());
    let loaded = load(&folder);
    expect![[r#"
        error packs/latin.toml
          `packs/latin.toml` is not UTF-8 text (byte 12)
          help: save it as UTF-8 in your editor
    "#]]
    .assert_eq(&super::transcript(&loaded, &folder));
}

#[test]
fn files_from_windows_editors_are_read() {
    check(
        &format!("\u{feff}{}", PACK.replace('\n', "\r\n")),
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn an_empty_file_misses_everything() {
    check(
        "",
        &expect![[r#"
        error packs/whole.toml:1
          a pack has no `kind`
          help: `kind`: what the pack is for
        error packs/whole.toml:1
          a pack has no `title`
          help: `title`: its name on the card that offers it
        error packs/whole.toml:1
          a pack has no `item`
          help: `item`: what it asks, one [[item]] after the other
    "#]],
    );
}

#[test]
fn a_misspelt_key_is_given_its_nearest_spelling() {
    check(
        &PACK.replace("title", "titel").replace("text", "txt"),
        &expect![[r#"
        error packs/whole.toml:3 at titel
          a pack has no key `titel`
          help: did you mean `title`?
        error packs/whole.toml:7 at txt
          smiley item `today` has no key `txt`
          help: did you mean `text`?
    "#]],
    );
    check(
        &format!("colour = \"red\"\n{PACK}"),
        &expect![[r#"
            error packs/whole.toml:1 at colour
              a pack has no key `colour`
              help: a pack may have `kind`, `title`, `minutes`, `from`, `until`, `days`, `draw`, `ask_cohort`, `on_abandon`, `idle_seconds`, `privacy`, `contest`, `pairs` and `item`
        "#]],
    );
}

#[test]
fn an_unknown_kind_is_given_the_nearest() {
    check(
        &PACK.replace("pulse", "quizz"),
        &expect![[r#"
        error packs/whole.toml:2 at "quizz"
          `kind` cannot be `quizz`
          help: did you mean `quiz`?
    "#]],
    );
    check(
        &PACK.replace("pulse", "survey"),
        &expect![[r#"
        error packs/whole.toml:2 at "survey"
          `kind` cannot be `survey`
          help: write `pulse`, `quiz`, `mirror`, `advisor`, `ideas`, `stories` or `message`
    "#]],
    );
}

#[test]
fn a_broken_pack_is_left_out_and_the_others_stay() {
    let loaded = load(&folder(&[("packs/broken.toml", "kind = \"pulse\"")]));
    let content = loaded.content.unwrap();
    assert_eq!(content.packs.iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>(), ["whole"]);
    assert!(loaded.faults.iter().all(|fault| fault.file() == "packs/broken.toml"));
}

#[test]
fn packs_are_checked_even_where_the_kiosk_is_broken() {
    expect![[r#"
        error kiosk.toml:1
          a kiosk has no `headcount`
          help: `headcount`: how many people work at the site
        error packs/whole.toml:6 at "smily"
          there is no item type `smily`
          help: did you mean `smiley`?
    "#]]
    .assert_eq(&faults(&[
        ("kiosk.toml", &KIOSK.replace("headcount = 90", "")),
        ("packs/whole.toml", &PACK.replace("smiley", "smily")),
    ]));
}

#[test]
fn the_name_of_the_file_is_the_id_of_the_pack() {
    expect![[r#"
        error packs/My Pulse.toml:1
          `My Pulse` is not an id: use lower-case letters, digits and hyphens, 64 at most
          help: the file's name is the pack's id: rename the file
    "#]]
    .assert_eq(&faults(&[("packs/My Pulse.toml", &PACK.replace("How was today?", "All well?"))]));
}

#[test]
fn a_schedule_must_end_after_it_begins_and_on_known_days() {
    check(
        &format!("from = 2027-01-31\nuntil = 2026-11-02\ndays = [\"mon\", \"Tues\", 3]\n{PACK}"),
        &expect![[r#"
            error packs/whole.toml:2 at 2026-11-02
              the pack ends on 2026-11-02, before it begins on 2027-01-31
              help: the last day is inclusive: from = until offers it for one day
            error packs/whole.toml:3 at "Tues"
              `days` cannot be `Tues`
              help: did you mean `tue`?
            error packs/whole.toml:3 at 3
              `days` must be a string, not a whole number
              help: `days`: days of the week; absent: every day
        "#]],
    );
    check(
        &format!("from = \"2026-11-02\"\nuntil = 2026-11-02T10:00:00\ndays = []\n{PACK}"),
        &expect![[r#"
        error packs/whole.toml:1 at "2026-11-02"
          `from` must be a date without quotes, such as 2026-11-02, not a string
          help: `from`: first day it is offered, such as 2026-11-02
        error packs/whole.toml:2 at 2026-11-02T10:00:00
          `until` must be a date without quotes, such as 2026-11-02, not a date or time
          help: `until`: last day it is offered, inclusive
        error packs/whole.toml:3 at []
          `days` has 0 entries; it takes 1 to 7
          help: `days`: days of the week; absent: every day
    "#]],
    );
}

#[test]
fn numbers_have_their_ranges() {
    check(
        &format!("minutes = 90\nidle_seconds = 14\ndraw = 0\non_abandon = \"forget\"\nask_cohort = \"yes\"\n{PACK}"),
        &expect![[r#"
        error packs/whole.toml:1 at 90
          `minutes` must be from 0 to 60, not 90
          help: `minutes`: how long a visit takes; 0 means about half a minute
        error packs/whole.toml:2 at 14
          `idle_seconds` must be from 15 to 600, not 14
          help: `idle_seconds`: how long the screen waits before "Still there?"; 15 at least
        error packs/whole.toml:3 at 0
          `draw` must be 1 or more, not 0
          help: `draw`: items a visit draws at random from the pool; absent: all, in order
        error packs/whole.toml:4 at "forget"
          `on_abandon` cannot be `forget`
          help: write `keep` or `discard`
        error packs/whole.toml:5 at "yes"
          `ask_cohort` must be true or false, not a string
          help: `ask_cohort`: whether "Who are you with?" comes first
    "#]],
    );
    check(
        &format!("minutes = -1\nidle_seconds = 99999999999999999999999\ndraw = 2.5\n{PACK}"),
        &expect![[r#"
        error packs/whole.toml:1 at -1
          `minutes` must be from 0 to 60, not -1
          help: `minutes`: how long a visit takes; 0 means about half a minute
        error packs/whole.toml:2 at 99999999999999999999999
          `idle_seconds` must be from 15 to 600, not 99999999999999999999999
          help: `idle_seconds`: how long the screen waits before "Still there?"; 15 at least
        error packs/whole.toml:3 at 2.5
          `draw` must be a whole number, not a number with a point
          help: `draw`: items a visit draws at random from the pool; absent: all, in order
    "#]],
    );
}

#[test]
fn a_draw_cannot_be_larger_than_its_pool() {
    check(
        &format!("draw = 2\n{PACK}"),
        &expect![[r#"
        error packs/whole.toml:1 at 2
          the pack draws 2 items, but has 1 item
          help: draw fewer, or write more items
    "#]],
    );
}

#[test]
fn a_pulse_asks_three_items_at_most() {
    let five = ["How was it?", "Are breaks long enough?", "Do tools work?", "Is it loud?", "Any plans?"];
    let item = |(text, at)| format!("[[item]]\nid = \"i{at}\"\ntype = \"nps\"\ntext = \"{text}\"\n");
    let items = five.iter().zip(1..).map(item).collect::<Vec<_>>().concat();
    let pack = |head: &str| format!("kind = \"pulse\"\ntitle = \"T\"\n{head}\n{items}");
    check(
        &pack(""),
        &expect![[r#"
        error packs/whole.toml:1 at "pulse"
          a visit to this pulse answers 5 items; 3 is the most
          help: write draw = 3: each visit then draws from the pool at random
    "#]],
    );
    check(
        &pack("draw = 4"),
        &expect![[r#"
        error packs/whole.toml:3 at 4
          a visit to this pulse answers 4 items; 3 is the most
          help: write draw = 3: each visit then draws from the pool at random
    "#]],
    );
    check(
        &pack("draw = 3"),
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        &pack("").replace("pulse", "stories"),
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn every_text_is_written_in_every_language_the_kiosk_offers() {
    let kiosk = KIOSK.replace("[\"en\"]", "[\"en\", \"de\", \"fr\"]");
    let text = PACK
        .replace("\"Today\"", "{ en = \"Today\", de = \"  \", fr = 4 }")
        .replace("\"How was today?\"", "{ en = \"How was today?\", Deutsch = \"Wie war es?\" }");
    expect![[r#"
        error packs/whole.toml:3 at "  "
          `title` is empty in `de`
          help: `title`: its name on the card that offers it
        error packs/whole.toml:3 at 4
          a wording of `title` must be a string
          help: `title`: its name on the card that offers it
        error packs/whole.toml:7 at { en = "How was today?", Deutsch = "Wie war es?" }
          `text` has no wording in `de` and `fr`
          help: add de = "…", fr = "…", or write one string for all languages
        error packs/whole.toml:7 at Deutsch
          `Deutsch` is not a language tag
          help: language tags are written in lower case, such as `en`, `de` or `pt-br`
    "#]]
    .assert_eq(&faults(&[("kiosk.toml", &kiosk), ("packs/whole.toml", &text)]));
}

#[test]
fn an_item_id_is_used_once() {
    let item = "id = \"enps\"\ntype = \"nps\"";
    expect![[r#"
        error packs/whole.toml:9 at "enps"
          item `enps` appears twice in this pack
          help: give each item an id of its own; released counts are filed under it
    "#]]
    .assert_eq(&item_faults("pulse", &[item, item]));
}

#[test]
fn nearly_the_same_question_twice_is_noted_within_a_pack_and_across() {
    let other = PACK.replace("How was today?", "How was today, then?").replace("id = \"today\"", "id = \"again\"");
    expect![[r#"
        no fault
    "#]]
    .assert_eq(&faults(&[("packs/other.toml", &other)]));
    let near = PACK.replace("How was today?", "how  was today!");
    expect![[r#"
        warning packs/whole.toml:7 at "How was today?"
          item `today` asks nearly the same as `today` of pack `other`
          help: the difference of two counts of one question can tell about a person what neither does alone; ask it once
    "#]].assert_eq(&faults(&[("packs/other.toml", &near)]));
    let faces = near.replace("\"smiley\"", "\"smiley\"\nfaces = 4");
    expect![[r#"
        no fault
    "#]]
    .assert_eq(&faults(&[("packs/other.toml", &faces)]));
}

#[test]
fn a_folder_without_packs_is_noted() {
    let mut folder = folder(&[]);
    folder.remove("packs/whole.toml");
    expect![[r#"
        warning packs/
          there is no pack: the kiosk has nothing to ask
          help: put a pack into packs/, one TOML file each
    "#]]
    .assert_eq(&super::transcript(&load(&folder), &folder));
}

/// Six packs with a question of its own each, beside the one that is there already; `schedule` is when each is offered.
fn with_six_more(schedule: impl Fn(usize) -> String) -> listening_post::config::Folder {
    let mut folder = folder(&[]);
    for (at, id) in ["a", "b", "c", "d", "e", "f"].into_iter().enumerate() {
        let text = PACK.replace("How was today?", &id.repeat(20));
        folder.insert(format!("packs/{id}.toml"), schedule(at) + &text);
    }
    folder
}

#[test]
fn a_day_that_offers_more_than_six_activities_is_noted() {
    let told = |schedule: &str| {
        let folder = with_six_more(|_| format!("{schedule}\n"));
        super::transcript(&load(&folder), &folder)
    };
    expect![[r#"
        warning packs/
          more than six activities are offered on `tue` and `sun`
          help: people choose among two to six; spread them with `days`, or with `from` and `until`: on `tue` there are `a`, `b`, `c`, `d`, `e`, `f` and `whole`
    "#]]
    .assert_eq(&told("days = [\"tue\", \"sun\"]"));
    assert!(told("from = 2026-11-04").contains("more than six activities are offered on every day\n"));
    assert!(told("from = 2026-11-03\nuntil = 2026-11-05").contains("on `tue`, `wed` and `thu`\n"));
}

#[test]
fn activities_of_different_months_are_not_too_many() {
    let folder = with_six_more(|at| format!("from = 2026-{0:02}-01\nuntil = 2026-{0:02}-28\n", at + 1));
    assert_eq!(super::transcript(&load(&folder), &folder), "no fault\n");
}
