//! The shipped activities one by one, each alone on the kiosk and offered every day.

use std::path::Path;

use listening_post::config::Folder;
use listening_post::content::{Content, Schedule, load};
use listening_post::vocabulary::{Language, PackId};

use crate::album::Album;
use crate::fit;
use crate::stage::Stage;

/// The reference sizes.
const SIZES: [(u32, u32); 3] = [(1080, 1920), (1920, 1080), (800, 480)];

/// The shipped configuration with one pack, starting in this language.
fn only(pack: &str, language: &str) -> Content {
    let folder = Folder::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config"))).unwrap();
    let mut content = load(&folder).content.unwrap();
    content.packs.retain(|found| found.id == PackId::new(pack).unwrap());
    content.packs[0].schedule = Schedule::default();
    content.kiosk.languages = vec![Language::from(language)];
    content
}

/// The kiosk with one pack just begun.
fn begun(pack: &str, (language, begin, _): (&str, &str, &str), (width, height): (u32, u32)) -> Stage {
    let stage = Stage::open(only(pack, language), width, height);
    stage.tap(begin);
    stage
}

/// A language, how a visit begins in it, and what a code is called.
const ENGLISH: (&str, &str, &str) = ("en", "Touch to begin", "QR code");
const ARABIC: (&str, &str, &str) = ("ar", "المس لتبدأ", "");
const GERMAN: (&str, &str, &str) = ("de", "Tippen und los", "QR-Code");

#[test]
fn whoever_lacks_an_ingredient_of_word_of_mouth_is_given_it_and_no_other() {
    for (points, card) in [
        (["2", "1", "1"], Some("Most new faces come because somebody told them.")),
        (["4", "3", "1"], Some("A story to tell: the eleven loaves")),
        (["5", "4", "2"], Some("Where to tell it, and what to wear")),
        (["4", "5", "4"], None),
    ] {
        let stage = begun("word-of-mouth", ENGLISH, (1080, 1920));
        for point in points {
            stage.answer(&label(point));
        }
        if let Some(card) = card {
            assert!(stage.shows(card), "{:?}", stage.labels());
            assert!(stage.labels().iter().any(|label| label.starts_with("QR code: harbour-coffee.example/")));
            stage.tap("Next");
        }
        assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
        assert_eq!(stage.kept.visits.borrow()[0].answers.len(), 3);
    }
}

/// What a point of a scale of agreement is called.
fn label(point: &str) -> String {
    match point {
        "1" => "1: Not at all".to_owned(),
        "5" => "5: Fully".to_owned(),
        _ => point.to_owned(),
    }
}

#[test]
fn cards_with_a_story_and_a_code_fit_every_size() {
    for size in SIZES {
        for (language, large) in [(ENGLISH, false), (GERMAN, false), (GERMAN, true)] {
            let mut album = Album::open(size, "card", language.0, (large, false));
            let stage = begun("word-of-mouth", language, size);
            if large {
                stage.tap("Größere Schrift");
            }
            stage.answer("4");
            album.keep(&stage, "asked");
            stage.answer("3");
            stage.answer("4");
            album.keep(&stage, "story");
            let code = format!("{}: harbour-coffee.example/eleven-loaves", language.2);
            stage.reach(&code);
            assert!(stage.labels().contains(&code), "{size:?} {:?}", stage.labels());
        }
    }
}

#[test]
fn an_advisor_ranks_honestly_and_asks_whoever_finds_nothing_what_is_missing() {
    let stage = begun("advisor", ENGLISH, (1080, 1920));
    assert!(stage.shows("A plug for her laptop"), "{:?}", stage.labels());
    stage.answer("Our back room");
    assert!(stage.shows("We would say otherwise."), "{:?}", stage.labels());
    let ranked: Vec<String> =
        stage.labels().into_iter().filter(|label| label.contains(". ") && label.contains('(')).collect();
    assert_eq!(
        ranked,
        [
            "1. The café in the library (elsewhere): Nobody talks, every seat has a plug, and the chai is decent.",
            "2. Our back room (with us, your choice): Two plugs and chai, but loud once school is out.",
            "3. A stool at our counter (with us): Good company and warm milk, and no place to write.",
        ]
    );
    stage.tap("Next");
    stage.answer("Our apple crumble tray");
    assert!(stage.shows("That is our first choice, too."), "{:?}", stage.labels());
    stage.tap("Next");
    assert!(stage.shows("Thank you. We heard you."), "nothing is missing: {:?}", stage.labels());

    let stage = begun("advisor", ENGLISH, (1080, 1920));
    stage.answer("None of these");
    assert!(stage.shows("Nothing suits? Good to know."), "{:?}", stage.labels());
    stage.tap("Next");
    stage.answer("None of these");
    stage.tap("Next");
    stage.tap("Smaller sizes");
    stage.tap("Next");
    assert!(stage.shows("What do people ask for that we do not have?"));
    stage.tap("A table to work at");
    stage.tap("Next");
    let kept = stage.kept.visits.borrow();
    assert_eq!((kept[0].answers.len(), kept[0].comments.len()), (3, 1));
}

#[test]
fn what_is_ranked_beside_each_other_begins_at_one_height() {
    for size in [(1920, 1080), (800, 480)] {
        let stage = begun("advisor", ENGLISH, size);
        stage.answer("Our back room");
        let marks = fit::marks(&stage);
        let top = |name: &str| {
            let found = marks.iter().find(|(words, _)| words.as_deref() == Some(name));
            found.unwrap_or_else(|| panic!("{name} in {marks:?}")).1.min_y()
        };
        let tops = ["The café in the library", "Our back room", "A stool at our counter"].map(top);
        assert!(tops.iter().all(|found| (found - tops[0]).abs() < 1.0), "{size:?}: {tops:?}");
    }
}

#[test]
fn the_card_of_a_message_is_worded_as_it_was_dealt() {
    let wordings = ["Flour, water, salt", "What is left at seven", "A loaf that lasts"];
    let mut seen = [0; 3];
    let stage = Stage::open(only("which-message", "en"), 1080, 1920);
    for _ in 0..3 {
        stage.tap("Touch to begin");
        let labels = stage.labels();
        for (times, wording) in seen.iter_mut().zip(wordings) {
            *times += labels.iter().filter(|label| label.starts_with(wording)).count();
        }
        assert!(!stage.shows("The poster about our bread"), "{labels:?}");
        stage.tap("Next");
        stage.answer("If it came up");
        stage.tap("What was stored?");
        assert!(
            stage.labels().iter().any(|label| label.starts_with("Would you tell that to a friend? If it came up + "))
        );
        stage.tap("Done");
        stage.wait(6);
    }
    assert_eq!(seen, [1, 1, 1]);
}

#[test]
fn advice_and_messages_fit_every_size() {
    for size in SIZES {
        for (language, large) in [(ENGLISH, false), (GERMAN, false), (GERMAN, true), (ARABIC, false)] {
            let mut album = Album::open(size, "advice", language.0, (large, false));
            let stage = begun("advisor", language, size);
            if large {
                stage.tap("Größere Schrift");
            }
            album.keep(&stage, "needs");
            let content = only("advisor", language.0);
            let option =
                content.packs[0].items[0].options()[1].text.in_language(&Language::from(language.0)).to_owned();
            stage.answer(&option);
            album.keep(&stage, "ranking");
            assert!(stage.labels().iter().any(|label| label.starts_with("1. ")), "{size:?} {:?}", stage.labels());
            let stage = begun("which-message", language, size);
            album.keep(&stage, "message");
        }
    }
}
