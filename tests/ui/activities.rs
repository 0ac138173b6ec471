//! The shipped activities one by one, each alone on the kiosk and offered every day.

use std::path::Path;

use listening_post::config::Folder;
use listening_post::content::{Content, Schedule, load};
use listening_post::vocabulary::{Language, PackId};

use crate::gallery::Album;
use crate::stage::Stage;

/// The reference sizes.
const SIZES: [(u32, u32); 3] = [(1080, 1920), (1920, 1080), (800, 480)];

/// The shipped configuration with one pack, starting in this language.
fn only(pack: &str, language: &str) -> Content {
    let folder = Folder::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config"))).unwrap();
    let mut content = load(&folder).content.unwrap();
    content.packs.retain(|found| found.id == PackId::new(pack).unwrap());
    content.packs[0].schedule = Schedule::default();
    content.kiosk.languages.retain(|found| found == &Language::from(language));
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
