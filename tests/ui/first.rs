//! The first screen: a touch anywhere on it begins.

use listening_post::config::Scheme;

use crate::album::{SIZES, resize};
use crate::sample::content;
use crate::stage::Stage;

const ASKED: &str = "What would you like to do?";

/// The first screen at one of the reference sizes.
fn open(at: usize) -> Stage {
    let stage = Stage::open(content(Scheme::Light), 1080, 1920);
    resize(&stage, SIZES[at].0, SIZES[at].1);
    stage
}

/// A place in per cent of the window's width and height.
fn place(at: usize, (x, y): (u16, u16)) -> (f32, f32) {
    let ((width, height), _) = SIZES[at];
    let of = |part: u16, all: u32| f32::from(part) * f32::from(u16::try_from(all).unwrap()) / 100.0;
    (of(x, width), of(y, height))
}

#[test]
fn a_touch_anywhere_on_the_first_screen_begins() {
    for at in 0..SIZES.len() {
        for spot in [(50, 35), (2, 50), (98, 60), (50, 1)] {
            let stage = open(at);
            stage.rest(place(at, spot), 0);
            stage.settle();
            assert!(stage.shows(ASKED), "{spot:?} of {:?}: {:?}", SIZES[at], stage.labels());
        }
    }
}

#[test]
fn a_finger_on_a_corner_or_on_a_control_begins_nothing_else() {
    for at in 0..SIZES.len() {
        let stage = open(at);
        for corner in [(1, 1), (99, 1)] {
            stage.rest(place(at, corner), 200);
            assert!(!stage.shows(ASKED), "{corner:?} of {:?}", SIZES[at]);
        }
        stage.tap("Larger text");
        assert!(!stage.shows(ASKED) && stage.control("Larger text").accessible_checked() == Some(true));
        stage.tap("How it stays anonymous");
        stage.rest(place(at, (50, 35)), 0);
        assert!(!stage.shows(ASKED), "what lies over the first screen is read");
    }
}

#[test]
fn a_first_screen_that_offers_nothing_begins_nothing() {
    let mut content = content(Scheme::Light);
    content.packs.clear();
    let stage = Stage::open(content, 1080, 1920);
    stage.rest(place(0, (50, 35)), 0);
    assert!(stage.shows("There is nothing to answer today. Come by again."), "{:?}", stage.labels());
}
