//! The first screen: a touch anywhere on it begins, outside the hours of the kiosk it sleeps, and it stands as it is told to.

use std::time::Duration;

use jiff::civil::time;
use listening_post::config::{Hours, Orientation, Scheme};
use listening_post::screen::Tokens;
use slint::ComponentHandle;
use slint::platform::Key;

use crate::album::{SIZES, resize};
use crate::fit;
use crate::sample::content;
use crate::stage::Stage;

const ASKED: &str = "What would you like to do?";

/// A window's size in pixels, and the longer side of its panel in millimetres.
type Size = ((u32, u32), f32);

/// The first screen at one of the reference sizes.
fn open((size, panel): Size) -> Stage {
    let stage = Stage::open(content(Scheme::Light), 1080, 1920);
    resize(&stage, size, panel);
    stage
}

/// A place in per cent of the window's width and height.
fn place(((width, height), _): Size, (x, y): (u16, u16)) -> (f32, f32) {
    let of = |part: u16, all: u32| f32::from(part) * f32::from(u16::try_from(all).unwrap()) / 100.0;
    (of(x, width), of(y, height))
}

#[test]
fn a_touch_anywhere_on_the_first_screen_begins() {
    for size in SIZES {
        for spot in [(50, 35), (2, 50), (98, 60), (50, 1)] {
            let stage = open(size);
            stage.rest(place(size, spot), 0);
            stage.settle();
            assert!(stage.shows(ASKED), "{spot:?} of {:?}: {:?}", size, stage.labels());
        }
    }
}

#[test]
fn a_finger_on_a_corner_or_on_a_control_begins_nothing_else() {
    for size in SIZES {
        let stage = open(size);
        for corner in [(1, 1), (99, 1)] {
            stage.rest(place(size, corner), 200);
            assert!(!stage.shows(ASKED), "{corner:?} of {size:?}");
        }
        stage.tap("Larger text");
        assert!(!stage.shows(ASKED) && stage.control("Larger text").accessible_checked() == Some(true));
        stage.tap("How it stays anonymous");
        stage.rest(place(size, (50, 35)), 0);
        assert!(!stage.shows(ASKED), "what lies over the first screen is read");
    }
}

#[test]
fn a_first_screen_that_offers_nothing_begins_nothing() {
    let mut content = content(Scheme::Light);
    content.packs.clear();
    let stage = Stage::open(content, 1080, 1920);
    stage.rest(place(SIZES[0], (50, 35)), 0);
    assert!(stage.shows("There is nothing to answer today. Come by again."), "{:?}", stage.labels());
}

const SLEEPS: &str = "Resting until 15:00.";
const AWAKE: &str = "Touch to begin";

/// A kiosk that opens in an hour, once it has gone to sleep.
fn asleep(scheme: Scheme, language: &str) -> Stage {
    let mut content = content(scheme);
    content.kiosk.languages.sort_by_key(|tag| tag.as_str() != language);
    content.kiosk.screen.hours = Some(Hours { open: time(15, 0, 0, 0), close: time(14, 0, 0, 0) });
    let stage = Stage::open(content, 1080, 1920);
    stage.wait(60);
    stage
}

#[test]
fn outside_its_hours_the_kiosk_sleeps_and_a_touch_or_a_key_wakes_it_and_begins_nothing() {
    for wake in [
        |stage: &Stage| stage.rest((540.0, 700.0), 0),
        // Also in a corner, where somebody who holds a finger longer asks for the panel.
        |stage: &Stage| stage.rest((20.0, 20.0), 0),
        |stage: &Stage| stage.tap("Wake it up"),
        |stage: &Stage| stage.press(Key::Return),
        |stage: &Stage| stage.type_text("5"),
    ] {
        let stage = asleep(Scheme::Light, "en");
        assert!(stage.shows(SLEEPS) && !stage.shows(AWAKE), "{:?}", stage.labels());
        wake(&stage);
        stage.settle();
        assert!(stage.shows(AWAKE) && !stage.shows(ASKED), "{:?}", stage.labels());
        stage.wait(170);
        assert!(stage.shows(AWAKE), "{:?}", stage.labels());
        stage.wait(20);
        assert!(stage.shows(SLEEPS), "{:?}", stage.labels());
    }
}

#[test]
fn whoever_works_at_night_is_heard_and_the_screen_sleeps_again_once_they_have_gone() {
    let stage = asleep(Scheme::Light, "en");
    stage.rest((540.0, 700.0), 0);
    stage.settle();
    stage.tap(AWAKE);
    stage.tap("I couldn’t help because…");
    stage.wait(25);
    assert!(!stage.shows(SLEEPS), "nobody is closed out of a visit");
    stage.answer("Good");
    stage.tap("Skip");
    assert_eq!(stage.kept.visits.borrow().len(), 1);
    stage.wait(10);
    assert!(stage.shows(AWAKE), "{:?}", stage.labels());
    stage.wait(60);
    assert!(stage.shows(SLEEPS), "{:?}", stage.labels());
}

#[test]
fn a_kiosk_that_sleeps_wakes_by_itself_when_it_opens() {
    let stage = asleep(Scheme::Light, "en");
    stage.pass(Duration::from_mins(53));
    stage.wait(1);
    assert!(stage.shows(SLEEPS), "{:?}", stage.labels());
    stage.pass(Duration::from_mins(2));
    stage.wait(1);
    assert!(stage.shows(AWAKE), "{:?}", stage.labels());
}

#[test]
fn a_screen_that_sleeps_is_dark_and_fits_every_size_in_every_language() {
    for (scheme, language) in [
        (Scheme::Light, "en"),
        (Scheme::Light, "de"),
        (Scheme::Dark, "fr"),
        (Scheme::HighContrast, "es"),
        (Scheme::Light, "ar"),
    ] {
        let stage = asleep(scheme, language);
        for (size, panel) in SIZES.into_iter().chain([((480, 800), 154.0)]) {
            resize(&stage, size, panel);
            let faults = fit::faults(&stage);
            assert!(faults.is_empty(), "{language} {size:?}: {faults:?}");
            let picture = stage.picture();
            let pale = picture.as_slice().iter().filter(|pixel| pixel.g > 0x40).count();
            assert!(pale * 8 < picture.as_slice().len(), "{language} {size:?} is not dark: {pale}");
        }
    }
}

#[test]
fn a_screen_stands_as_it_is_told_to_whatever_its_window_says() {
    for (orientation, size, is_portrait) in [
        (Orientation::Auto, (1080, 1920), true),
        (Orientation::Auto, (1920, 1080), false),
        (Orientation::Landscape, (1080, 1920), false),
        (Orientation::Portrait, (1280, 1024), true),
    ] {
        let mut content = content(Scheme::Light);
        content.kiosk.screen.orientation = orientation;
        let stage = Stage::open(content, size.0, size.1);
        assert_eq!(stage.app().global::<Tokens>().get_portrait(), is_portrait, "{orientation:?} {size:?}");
    }
}

/// Where the motif is, if there is room for one, by its face, which is larger than all other drawings; and where a visit begins.
fn stays(stage: &Stage, begin: &str) -> Vec<f32> {
    let tokens = stage.app().global::<Tokens>();
    // Wherever a still screen has walked to by now.
    tokens.set_drift(0);
    let icon = tokens.get_icon();
    let marks = fit::marks(stage).into_iter().filter(|(words, place)| words.is_none() && place.width() > 1.3 * icon);
    let button = stage.control(begin).absolute_position();
    let face = marks.flat_map(|(_, place)| [place.min_x(), place.min_y(), place.width(), place.height()]);
    face.chain([button.x, button.y]).collect()
}

#[test]
fn the_motif_keeps_its_size_and_place_while_the_words_change() {
    for (language, begin) in [("en", AWAKE), ("de", "Tippen und los"), ("ar", "المس لتبدأ")] {
        for large in [false, true] {
            let mut content = content(Scheme::Light);
            content.kiosk.languages.sort_by_key(|tag| tag.as_str() != language);
            let stage = Stage::open(content, 1080, 1920);
            for (size, panel) in SIZES.into_iter().chain([((480, 800), 154.0)]) {
                resize(&stage, size, panel);
                stage.app().global::<Tokens>().set_large(large);
                stage.wait(8);
                let first = stays(&stage, begin);
                let mut seen = std::collections::BTreeSet::from([stage.labels()]);
                for _ in 0..4 {
                    stage.wait(8);
                    seen.insert(stage.labels());
                    assert_eq!(stays(&stage, begin), first, "{language} {size:?} {large}: {:?}", stage.labels());
                }
                assert!(seen.len() > 2, "the words change: {seen:?}");
            }
        }
    }
}

/// How much of the page is as dark as its words when they change, and once they have come.
fn inked(reduced: bool) -> [usize; 2] {
    let mut content = content(Scheme::Light);
    content.theme.reduced_motion = reduced;
    let stage = Stage::open(content, 1080, 1920);
    let before = stage.labels();
    let count = || {
        let picture = stage.picture();
        picture.as_slice().iter().filter(|pixel| pixel.r < 0x30 && pixel.g < 0x38 && pixel.b < 0x40).count()
    };
    while stage.labels() == before {
        // Drawn before it changes, as a window is.
        count();
        stage.pass(Duration::from_millis(100));
    }
    let first = count();
    stage.pass(Duration::from_millis(400));
    [first, count()]
}

#[test]
fn the_words_of_the_first_screen_come_in_unless_motion_is_reduced() {
    let [first, last] = inked(false);
    assert!(first + 1_000 < last, "{first}, then {last}");
    let [first, last] = inked(true);
    assert_eq!(first, last);
}
