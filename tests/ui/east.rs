//! A kiosk in Japanese: no keys of its own, and no typeface of its own.

use listening_post::config::Scheme;
use listening_post::content::{Content, ItemKind};
use listening_post::vocabulary::{Language, Text};
use slint::{Rgba8Pixel, SharedPixelBuffer};

use crate::fit;
use crate::sample::content;
use crate::stage::Stage;

/// One comment with phrases, in Japanese, on a kiosk that starts in it.
fn japanese(question: &str) -> Content {
    let mut content = content(Scheme::Light);
    content.kiosk.languages = ["ja", "en"].map(Language::from).to_vec();
    content.packs.retain(|pack| pack.id.as_str() == "words");
    let item = &mut content.packs[0].items[0];
    item.text = Text::Same(question.to_owned());
    let phrases = ["昼どきに人手を増やす", "機械の使い方を学ぶ時間"].map(|phrase| Text::Same(phrase.to_owned()));
    item.kind = ItemKind::Comment { phrases: phrases.to_vec() };
    content
}

/// What the question looks like in the middle of a visit.
fn asked(question: &str) -> SharedPixelBuffer<Rgba8Pixel> {
    let stage = Stage::open(japanese(question), 1080, 1920);
    stage.tap("日本語");
    assert!(stage.shows(question), "{:?}", stage.labels());
    stage.picture()
}

#[test]
fn where_a_language_has_no_keys_phrases_are_tapped_and_the_screen_says_so() {
    for (width, height) in [(1080, 1920), (1920, 1080), (800, 480)] {
        let stage = Stage::open(japanese("一つだけ変えるなら、何を変えますか？"), width, height);
        stage.tap("日本語");
        assert!(stage.shows("There are no keys for this language here yet. Tap what fits."), "{:?}", stage.labels());
        assert!(!stage.shows("Say it in your own words"));
        assert_eq!(fit::faults(&stage), Vec::<String>::new());
        stage.tap("機械の使い方を学ぶ時間");
        stage.tap("Next");
        assert_eq!(stage.kept.visits.borrow()[0].comments[0].1.as_str(), "機械の使い方を学ぶ時間");
    }
}

#[test]
fn letters_that_the_kiosks_typeface_has_not_come_from_the_machines() {
    // Boxes in the place of letters would be the same boxes for any letters.
    let (one, other) = (asked("変えたい点は"), asked("良かった国会"));
    let differing = one.as_slice().iter().zip(other.as_slice()).filter(|(one, other)| one != other).count();
    assert!(differing > 2000, "{differing} pixels; fonts-droid-fallback is one of the packages that ./test installs");
    assert_eq!(one.as_slice(), asked("変えたい点は").as_slice());
}
