//! What is always present: language, letters, contrast and voice, before anybody has answered anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use listening_post::config::Scheme;
use slint::platform::Key;

use crate::office::Office;
use crate::sample::content;
use crate::shipped::{ids, only};
use crate::stage::Stage;

const STILL_THERE: &str = "Still there?";

fn speaking() -> Stage {
    let mut content = content(Scheme::Light);
    content.kiosk.screen.speech = true;
    Stage::open(content, 1080, 1920)
}

#[test]
fn whoever_picks_a_language_or_listens_at_the_first_screen_is_asked_before_it_is_put_away() {
    let stage = speaking();
    stage.tap("Larger text");
    stage.wait(31);
    assert!(!stage.shows(STILL_THERE), "nothing is open that would go");
    for (switch, page) in [("Language: English", "Choose your language"), ("Read aloud", "The screen is read aloud.")] {
        stage.tap(switch);
        stage.wait(31);
        assert!(stage.shows(STILL_THERE), "{switch}: {:?}", stage.labels());
        stage.tap("I’m still here");
        assert!(stage.shows(page), "{switch}: {:?}", stage.labels());
        stage.wait(31);
        assert!(stage.shows(STILL_THERE));
        stage.wait(20);
        assert!(stage.shows("Touch to begin") && !stage.shows(page), "{switch}: {:?}", stage.labels());
    }
    stage.tap("Read aloud");
    stage.tap("Back");
    stage.wait(31);
    assert!(stage.shows(STILL_THERE), "the voice would end: {:?}", stage.labels());
    stage.wait(20);
    assert_eq!(stage.control("Read aloud").accessible_checked(), Some(false));
    assert!(!stage.shows(STILL_THERE));
}

#[test]
fn thanks_wait_for_whoever_picks_a_language_there_or_hears_them() {
    let stage = speaking();
    let thank = || {
        stage.tap("Touch to begin");
        stage.tap("I couldn’t help because…");
        stage.tap("Skip");
        stage.tap("Skip");
    };
    thank();
    stage.tap("Language: English");
    stage.wait(10);
    assert!(stage.shows("Choose your language"), "{:?}", stage.labels());
    stage.tap("Deutsch");
    assert!(stage.shows("Noch mal?"), "{:?}", stage.labels());
    stage.wait(5);
    stage.tap("Read aloud");
    stage.tap("Back");
    thank();
    stage.wait(10);
    assert!(stage.shows("One more?"), "it is still being read: {:?}", stage.labels());
    stage.wait(21);
    assert!(stage.shows("Touch to begin"), "{:?}", stage.labels());
}

/// Uses every switch of the first screen of a kiosk with one activity; picking a language begins it.
fn switch_everything(stage: &Stage) {
    stage.tap("Larger text");
    stage.tap("Larger text");
    stage.tap("More contrast");
    stage.tap("Read aloud");
    stage.tap("Louder");
    stage.tap("Back");
    stage.tap("Language: English");
    stage.tap("Deutsch");
    assert!(stage.is_in_visit(), "{:?}", stage.labels());
    stage.tap("Mehr Kontrast");
    stage.tap("Größere Schrift");
    stage.tap("Vorlesen");
    stage.tap("Schneller");
    stage.press(Key::Escape);
    stage.tap("Sprache: Deutsch");
    stage.tap("Français");
}

#[test]
fn no_switch_before_the_first_answer_counts_anything_whatever_is_asked() {
    for pack in ids() {
        let mut content = only(&pack, "en");
        content.kiosk.screen.speech = true;
        let stage = Stage::open(content, 1080, 1920);
        switch_everything(&stage);
        stage.wait(60);
        assert!(stage.shows("Touch to begin"), "{pack}: {:?}", stage.labels());
        switch_everything(&stage);
        stage.tap("Recommencer");
        assert!(stage.kept.visits.borrow().is_empty(), "{pack}");
    }
}

/// Every file below a folder, with all that is in it.
fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.flat_map(|path| {
        if path.is_dir() { all(&path) } else { BTreeMap::from([(path.clone(), fs::read(&path).unwrap())]) }
    });
    files.collect()
}

#[test]
fn no_switch_before_the_first_answer_writes_anything() {
    let office = Office::new();
    office.edit("kiosk.toml", "reach =", "speech = true\nreach =");
    for entry in fs::read_dir(office.config().join("packs")).unwrap() {
        let path = entry.unwrap().path();
        if !path.ends_with("today.toml") {
            fs::remove_file(path).unwrap();
        }
    }
    let stage = office.start();
    stage.wait(2);
    let before = all(&office.path("data"));
    switch_everything(&stage);
    stage.wait(60);
    assert!(stage.shows("Touch to begin"), "{:?}", stage.labels());
    assert_eq!(all(&office.path("data")), before);
}
