//! Moodle's GIFT.

use expect_test::{Expect, expect};
use listening_post::exchange::{Tongues, gift};
use proptest::prelude::*;

use super::{accepted, shown};
use crate::common::Kiosk;

fn check(text: &str, expected: &Expect) {
    let imported = gift::import(text, "our-beans.gift.txt", &Tongues::default());
    if let Ok(imported) = &imported {
        accepted(&imported.pack, &["en"]);
    }
    expected.assert_eq(&shown(imported));
}

#[test]
fn a_question_with_one_right_answer_becomes_an_item_with_its_explanation() {
    check(
        "// Written by the roasters.\n::Crema::Which bean gives\nmore crema? {\n  =Robusta\n  ~Arabica \\= the milder one\n  ~Neither\n  \
         ####It is richer in \\{dissolved\\} gas.\n}",
        &expect![[r#"
            title = "our beans"
            minutes = 1                                # on its card; 0 means half a minute

            # Written by the roasters.

            [[item]]
            id = "crema"
            type = "single"
            text = "Which bean gives more crema?"
            options = [
              { id = "robusta", text = "Robusta", correct = true },
              { id = "arabica-the-milder-one", text = "Arabica = the milder one" },
              { id = "neither", text = "Neither" },
            ]
            shuffle = true
            explain = "It is richer in {dissolved} gas."
            measure = "knowledge"
        "#]],
    );
}

#[test]
fn feedback_on_single_answers_and_half_right_ones_are_told_and_kept_as_remarks() {
    check(
        "Milk for a cappuccino should get{\n~40 °C hot#Too cold.\n~%50%55 °C hot\n=60 °C hot#Sweetest there!\n}.",
        &expect![[r#"
            2: without: feedback on single answers, which stands as a remark: the kiosk says the same to everybody
            3: without: “55 °C hot” earns 50 % of the marks, and is wrong here
            title = "our beans"
            minutes = 1                                # on its card; 0 means half a minute

            # Moodle told the following to whoever was right. If it suits everybody, uncomment it:
            # explain = "Sweetest there!"
            [[item]]
            id = "milk-for-a-cappuccino-should-get"
            type = "single"
            text = "Milk for a cappuccino should get_____."
            options = [
              # Said after it in Moodle: Too cold.
              { id = "40-c-hot", text = "40 °C hot" },
              { id = "55-c-hot", text = "55 °C hot" },
              # Said after it in Moodle: Sweetest there!
              { id = "60-c-hot", text = "60 °C hot", correct = true },
            ]
            shuffle = true
            measure = "knowledge"
        "#]],
    );
}

#[test]
fn true_or_false_is_a_choice_of_two_and_matching_a_choice_for_each_half() {
    check(
        "::oven::Bread bakes in an oven.{TRUE#Where else?#So it does.####Ours is of stone.}\n\n\
         ::origin::Where does it grow? {\n=Cocoa -> Ghana\n=Tea -> Assam\n= -> Iceland\n}",
        &expect![[r#"
            1: without: feedback on single answers, which stands as a remark: the kiosk says the same to everybody
            3: changed: things to match: 2 questions with a choice each
            title = "our beans"
            minutes = 1                                # on its card; 0 means half a minute

            # Said in Moodle to whoever was wrong: Where else?
            [[item]]
            id = "oven"
            type = "single"
            text = "Bread bakes in an oven."
            options = [
              { id = "true", text = "True", correct = true },
              { id = "false", text = "False" },
            ]
            explain = "Ours is of stone."
            measure = "knowledge"

            [[item]]
            id = "origin"
            type = "single"
            text = "Where does it grow? Cocoa"
            options = [
              { id = "ghana", text = "Ghana", correct = true },
              { id = "assam", text = "Assam" },
              { id = "iceland", text = "Iceland" },
            ]
            shuffle = true
            measure = "knowledge"

            [[item]]
            id = "origin-2"
            type = "single"
            text = "Where does it grow? Tea"
            options = [
              { id = "ghana", text = "Ghana" },
              { id = "assam", text = "Assam", correct = true },
              { id = "iceland", text = "Iceland" },
            ]
            shuffle = true
            measure = "knowledge"
        "#]],
    );
}

#[test]
fn what_a_kiosk_cannot_ask_is_left_out_with_its_line_and_stays_as_a_remark() {
    check(
        "$CATEGORY: $course$/Our shop//Hot drinks\n\nWho roasts it? {=Mira =Mira Hall}\n\nHow hot? {#92:2}\n\n\
         Which two? {~%50%Oat ~%50%Soy ~%-100%Almond}\n\nWhich is best? {=Oat =Soy ~Almond}\n\nWhich? {~Oat ~Soy}\n\n\
         A brace that { never ends\n\nOne { and }{ another }\n\n\
         Tell us more! {####Thank you.}\n\n\
         $CATEGORY: $course$/Bread\n[html]<p>Read <a href\\=\"https\\://example.org/bread\">this</a> first.</p>",
        &expect![[r#"
            3: left out: its answer is typed, and the kiosk compares no words
            5: left out: its answer is a number, and the kiosk asks for none
            7: changed: several answers are right together: the kiosk counts what is chosen, and tells nobody what is right
            9: left out: several of its answers are right, each by itself; the kiosk knows one
            11: left out: none of its answers is right
            13: left out: its braces { } do not match; a blank line ends a question, also between them
            15: left out: it has two places for answers
            17: without: its feedback: the kiosk says something only after what is right or wrong
            19: without: the category $course$/Bread: a pack has none, so it stands as a remark
            title = "Our shop/Hot drinks"
            minutes = 1                                # on its card; 0 means half a minute

            # LEFT OUT (line 3): its answer is typed, and the kiosk compares no words.
            #   Who roasts it? {=Mira =Mira Hall}

            # LEFT OUT (line 5): its answer is a number, and the kiosk asks for none.
            #   How hot? {#92:2}

            [[item]]
            id = "which-two"
            type = "multiple"
            text = "Which two?"
            at_most = 2
            options = [
              # Right in Moodle.
              { id = "oat", text = "Oat" },
              # Right in Moodle.
              { id = "soy", text = "Soy" },
              { id = "almond", text = "Almond" },
            ]
            shuffle = true

            # LEFT OUT (line 9): several of its answers are right, each by itself; the kiosk knows one.
            #   Which is best? {=Oat =Soy ~Almond}

            # LEFT OUT (line 11): none of its answers is right.
            #   Which? {~Oat ~Soy}

            # LEFT OUT (line 13): its braces { } do not match; a blank line ends a question, also between them.
            #   A brace that { never ends

            # LEFT OUT (line 15): it has two places for answers.
            #   One { and }{ another }

            # Said after it in Moodle: Thank you.
            [[item]]
            id = "tell-us-more"
            type = "comment"
            text = "Tell us more!"

            # Category: $course$/Bread

            [[item]]
            id = "read-this-first"
            type = "info"
            text = "Read this first."
            link = "https://example.org/bread"
        "#]],
    );
}

#[test]
fn markup_that_no_screen_draws_is_told_by_its_line() {
    check(
        "[html]<p>Is <b>this</b><br>a <i>roll</i>?</p><img src\\=\"@@PLUGINFILE@@/roll.png\"> {\n=[markdown]**Yes**\n~[plain]<No>\n}",
        &expect![[r#"
            1: without: emphasis
            1: without: line breaks
            1: without: the picture roll.png: put it into media/ and name it in `image`
            2: without: emphasis
            title = "our beans"
            minutes = 1                                # on its card; 0 means half a minute

            [[item]]
            id = "is-this-a-roll"
            type = "single"
            text = "Is this a roll?"
            options = [
              { id = "yes", text = "Yes", correct = true },
              { id = "no", text = "<No>" },
            ]
            shuffle = true
            measure = "knowledge"
        "#]],
    );
}

#[test]
fn a_file_that_is_no_quiz_is_refused() {
    check(
        "Dear all,\n\nthe shop is closed on Monday.",
        &expect![[r#"
        it has no question in Moodle's GIFT format: no { } with answers between them
    "#]],
    );
    check(
        "",
        &expect![[r#"
        it has no question in Moodle's GIFT format: no { } with answers between them
    "#]],
    );
    check(
        "fn main() { println(); }",
        &expect![[r#"
        it has no question in Moodle's GIFT format: no { } with answers between them
    "#]],
    );
    check(
        "How many? {#4}",
        &expect![[r#"
        1: left out: its answer is a number, and the kiosk asks for none
        nothing of it can be carried over
    "#]],
    );
}

#[test]
fn a_kiosk_of_several_languages_is_told_what_to_translate() {
    let tongues = Tongues { own: Some("de".into()), offered: vec!["en".into(), "de".into()] };
    let imported =
        gift::import("Milch kommt von der Kuh.{T}\n\nWie heiß?{=60 °C ~90}", "milch.gift", &tongues).unwrap();
    let pack = accepted(&imported.pack, &["en", "de"]);
    assert_eq!(pack.items[0].options()[1].text.in_language(&"de".into()), "Falsch");
    assert_eq!(pack.items[0].options()[1].text.in_language(&"en".into()), "False");
    assert!(imported.pack.contains("text = { de = \"Milch kommt von der Kuh.\", en = \"Milch kommt von der Kuh.\" }"));
    assert!(imported.pack.contains("{ id = \"90\", text = \"90\" }"), "{}", imported.pack);
    assert!(imported.pack.contains("# TO TRANSLATE: the words in en are"), "{}", imported.pack);
    assert_eq!(imported.remarks[0].what, "translations: `en` say the same until somebody translates them");
}

#[test]
fn importing_writes_a_pack_tells_every_loss_and_overwrites_nothing() {
    let kiosk = Kiosk::new();
    let file = kiosk.write("Hot drinks.gift", "Which?{=Tea ~Coffee}\r\n\r\nHow hot?{#92}\r\n");
    let file = file.to_str().unwrap();
    let said = kiosk.done(&["import", file]);
    let pack = kiosk.config().join("packs/hot-drinks.toml");
    assert_eq!(
        said,
        format!(
            "{file}:3: left out: its answer is a number, and the kiosk asks for none\n\
             {} is there, with 1 item; 1 left out, 0 without something, 0 changed.\n\
             `check` finds nothing wrong with it.\n",
            pack.display()
        )
    );
    assert!(kiosk.done(&["check"]).contains("all 2 packs are whole"));
    let before = std::fs::read(&pack).unwrap();
    let again = kiosk.run(&["import", file]);
    assert!(again.status == Some(1) && again.err.contains("File exists"), "{}", again.err);
    assert_eq!(std::fs::read(&pack).unwrap(), before);
    // Beside a pack that asks the same, `check` has something to say of it.
    let said = kiosk.done(&["import", file, "--id", "again"]);
    assert!(said.contains("asks nearly the same"), "{said}");
    let machine = kiosk.done(&["--json", "import", file, "--id", "for-machines"]);
    let machine: serde_json::Value = serde_json::from_str(&machine).unwrap();
    assert_eq!(
        (&machine["pack"], &machine["items"], &machine["whole"]),
        (&"for-machines".into(), &1.into(), &true.into())
    );
    assert_eq!((&machine["remarks"][0]["line"], &machine["remarks"][0]["loss"]), (&3.into(), &"left-out".into()));
    let printed = kiosk.done(&["import", file, "--out", "-"]);
    assert!(printed.starts_with("#:schema") && printed.contains("[[item]]"), "{printed}");
}

#[test]
fn a_file_that_cannot_be_imported_is_told_why() {
    let kiosk = Kiosk::new();
    let told = |name: &str, bytes: &[u8]| {
        let path = kiosk.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let ran = kiosk.run(&["import", path.to_str().unwrap()]);
        assert!(!kiosk.config().join("packs/other.toml").exists());
        (ran.status, ran.err.replace(&format!("{}/", kiosk.path().display()), ""))
    };
    let refused = |why: &str| (Some(1), format!("error: other.txt makes no pack: {why}\n"));
    assert_eq!(
        told("other.txt", b"\xff\xfeW\0h\0"),
        refused("it is not text in UTF-8 from byte 1 on: save it as UTF-8")
    );
    assert_eq!(
        told("other.txt", b"<?xml version='1.0'?><quiz/>"),
        refused("it is XML: export the quiz from Moodle as GIFT")
    );
    assert_eq!(
        told("other.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        refused(if cfg!(feature = "xlsform") {
            "it is no workbook that can be read: its sectors have a size that there is not"
        } else {
            "it is a workbook, and this program was built without reading those"
        })
    );
    let (status, error) = told("other.txt", b"Which?{~a ~b}");
    assert!(status == Some(1) && error.starts_with("other.txt:1: left out: none of its answers"), "{error}");
    let (status, error) = told("您好.txt", b"Which?{=a ~b}");
    assert!(status == Some(2) && error.contains("name the pack with --id"), "{error}");
    assert_eq!(kiosk.run(&["import", "nowhere.gift"]).status, Some(1));
}

/// Text in which everything that means something to GIFT is likely.
fn gift_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("::"),
        Just("{"),
        Just("}"),
        Just("="),
        Just("~"),
        Just("#"),
        Just("####"),
        Just("->"),
        Just("\\"),
        Just("\\n"),
        Just("%50%"),
        Just("%-100%"),
        Just("TRUE"),
        Just("F"),
        Just("\n"),
        Just("\n\n"),
        Just("//"),
        Just("[html]"),
        Just("[plain]"),
        Just("<b>"),
        Just("</p>"),
        Just("<img src=a>"),
        Just("&amp;"),
        Just("**"),
        Just("$CATEGORY: "),
        Just("\""),
        Just("\u{1}"),
        Just("’"),
        Just("é"),
        Just("Which milk"),
        Just(" "),
        Just("oat"),
        Just("2"),
        Just("?"),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_refused_or_becomes_a_pack_that_check_accepts(text in gift_like()) {
        let tongues = Tongues { own: None, offered: vec!["en".into()] };
        if let Ok(imported) = gift::import(&text, "any.gift", &tongues) {
            let pack = accepted(&imported.pack, &["en"]);
            prop_assert_eq!(pack.items.len(), imported.items);
        }
    }

    #[test]
    fn no_text_makes_it_stumble(text in any::<String>()) {
        if let Ok(imported) = gift::import(&format!("{text}\n\nWhich?{{=a ~b}}"), &text, &Tongues::default()) {
            accepted(&imported.pack, &["en"]);
        }
    }
}
