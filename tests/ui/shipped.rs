//! Every shipped activity in every shipped language, page by page, on every size of screen and at both sizes of text.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use listening_post::clock::SimulatedClock;
use listening_post::config::Folder;
use listening_post::content::{Content, Schedule, load};
use listening_post::screen::Tokens;
use listening_post::vocabulary::{PackId, Text};
use slint::ComponentHandle;

use crate::album::{SIZES, resize};
use crate::fit;
use crate::stage::{Kept, START, Stage};

/// The 7-inch panel standing, and its longer side in millimetres.
pub const STANDING: ((u32, u32), f32) = ((480, 800), 154.0);
/// More pages than any activity has.
const MOST: usize = 40;
/// Seconds that the first screen shows one thing.
const TURN: u64 = 8;

fn shipped() -> Content {
    let folder = Folder::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config"))).unwrap();
    load(&folder).content.unwrap()
}

/// Every shipped activity.
pub fn ids() -> Vec<PackId> {
    shipped().packs.into_iter().map(|pack| pack.id).collect()
}

/// The shipped configuration with one activity, offered every day, beginning in one language.
pub fn only(pack: &PackId, language: &str) -> Content {
    let mut content = shipped();
    content.packs.retain(|found| found.id == *pack);
    content.packs[0].schedule = Schedule::default();
    content.kiosk.languages.sort_by_key(|tag| tag.as_str() != language);
    content
}

/// What does not fit on the page that is shown, in these sizes of window and in either of text.
pub fn faults(stage: &Stage, page: &str, sizes: &[((u32, u32), f32)]) -> Vec<String> {
    let app = stage.app();
    let mut faults = Vec::new();
    for ((width, height), panel) in sizes.iter().copied() {
        resize(stage, (width, height), panel);
        for large in [false, true] {
            app.global::<Tokens>().set_large(large);
            let found = fit::faults(stage).into_iter();
            let size = if large { " +50 %" } else { "" };
            faults.extend(found.map(|fault| format!("{page} {width}x{height}{size}: {fault}")));
        }
    }
    app.global::<Tokens>().set_large(false);
    faults
}

/// Pages of which there may be more than a large screen shows: phrases below the words that they become, and a ranking with all
/// its reasons.
const LONG: [(&str, &[usize]); 3] = [("advisor", &[2, 4]), ("ideas", &[4]), ("your-words", &[2])];

/// The large screens on which the page that is shown, in letters of the usual size, is more than there is room for.
fn scrolling(stage: &Stage, page: &str) -> Vec<String> {
    let mut all = Vec::new();
    for ((width, height), panel) in SIZES.into_iter().take(2) {
        resize(stage, (width, height), panel);
        if stage.scrolls() {
            all.push(format!("{page} {width}x{height}"));
        }
    }
    all
}

/// Goes on from this page as somebody does who takes the first answer.
pub fn go_on(stage: &Stage) {
    let answers = stage.answers();
    let is_marked = answers.iter().any(|(marked, _)| *marked);
    let onward = stage.onward();
    let control = match (answers.into_iter().find(|(marked, _)| !marked), onward) {
        (_, Some(onward)) if is_marked => onward,
        (Some((_, answer)), _) => answer,
        (None, Some(onward)) => onward,
        (None, None) => panic!("there is no way on from {:?}", stage.labels()),
    };
    control.invoke_accessible_default_action();
    stage.settle();
    stage.settle();
}

fn walk(language: &str, sizes: &[((u32, u32), f32)]) {
    let (mut all, mut scrolled) = (Vec::new(), Vec::new());
    for pack in shipped().packs {
        let stage = Stage::open(only(&pack.id, language), 1080, 1920);
        for page in 0..MOST {
            // All that the first screen shows in turn is looked at by itself.
            if page > 0 {
                let called = format!("{} {language} page {page}", pack.id);
                all.extend(faults(&stage, &called, sizes));
                if !LONG.iter().any(|(id, pages)| *id == pack.id.as_str() && pages.contains(&page)) {
                    scrolled.extend(scrolling(&stage, &called));
                }
            }
            if page > 0 && !stage.is_in_visit() {
                break;
            }
            assert!(page + 1 < MOST, "{} does not end: {:?}", pack.id, stage.labels());
            go_on(&stage);
        }
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
    assert_eq!(scrolled, Vec::<String>::new(), "\n{}", scrolled.join("\n"));
}

/// Everything that the first screen shows in turn.
fn first(language: &str) {
    let mut content = shipped();
    content.packs.iter_mut().for_each(|pack| pack.schedule = Schedule::default());
    content.kiosk.languages.sort_by_key(|tag| tag.as_str() != language);
    let stage = Stage::open(content, 1080, 1920);
    let sizes: Vec<_> = SIZES.into_iter().chain([STANDING]).collect();
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    // One turn is over when it comes by the words it began with.
    for slide in 0.. {
        let labels = stage.labels();
        assert!(slide < MOST, "the first screen does not begin again: {labels:?}");
        if !seen.insert(labels.clone()) {
            break;
        }
        all.extend(faults(&stage, &format!("{language} slide {slide}"), &sizes));
        let mut waited = 0;
        while stage.labels() == labels {
            assert!(waited <= TURN, "{labels:?} stays");
            stage.wait(1);
            waited += 1;
        }
    }
    assert!(seen.len() > 5, "a greeting, quizzes, voices, ideas and actions: {seen:?}");
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

/// What is offered on each day of a week.
fn choose(language: &str) {
    let mut content = shipped();
    content.kiosk.languages.sort_by_key(|tag| tag.as_str() != language);
    let content = Arc::new(content);
    let sizes: Vec<_> = SIZES.into_iter().chain([STANDING]).collect();
    let mut all = Vec::new();
    for day in 0..7 {
        let clock = SimulatedClock::at(START + jiff::Span::new().days(day));
        let keeper = Box::new(Kept::default());
        let stage = Stage::with(Arc::clone(&content), Path::new("kiosk-config/media"), keeper, clock, (1080, 1920));
        stage.onward().unwrap().invoke_accessible_default_action();
        stage.settle();
        assert_eq!(stage.answers().len(), 0, "{:?}", stage.labels());
        all.extend(faults(&stage, &format!("{language} {:?}", START.weekday().wrapping_add(day)), &sizes));
        assert_eq!(scrolling(&stage, &format!("{language} day {day}")), Vec::<String>::new(), "{:?}", stage.labels());
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

macro_rules! languages {
    ($($name:ident, $first:ident, $choose:ident: $language:literal;)*) => {
        $(
            #[test]
            fn $name() {
                walk($language, &SIZES);
            }

            #[test]
            fn $first() {
                first($language);
            }

            #[test]
            fn $choose() {
                choose($language);
            }
        )*
    };
}

languages! {
    every_shipped_activity_fits_in_english, the_first_screen_fits_in_english, what_every_day_offers_fits_in_english: "en";
    every_shipped_activity_fits_in_spanish, the_first_screen_fits_in_spanish, what_every_day_offers_fits_in_spanish: "es";
    every_shipped_activity_fits_in_french, the_first_screen_fits_in_french, what_every_day_offers_fits_in_french: "fr";
    every_shipped_activity_fits_in_german, the_first_screen_fits_in_german, what_every_day_offers_fits_in_german: "de";
    every_shipped_activity_fits_in_arabic, the_first_screen_fits_in_arabic, what_every_day_offers_fits_in_arabic: "ar";
}

#[test]
fn every_shipped_activity_fits_a_standing_panel() {
    walk("de", &[STANDING]);
}

#[test]
fn words_that_do_not_fit_are_found() {
    let mut content = only(&PackId::new("today").unwrap(), "en");
    content.packs[0].ask_cohort = false;
    let stage = Stage::open(content.clone(), 1080, 1920);
    go_on(&stage);
    let found = faults(&stage, "as shipped", &SIZES);
    assert!(!found.iter().any(|fault| fault.contains("a word of")), "{found:?}");

    content.packs[0].items[0].text = Text::Same("Interdepartmentalmiscommunicationresponsibilities".repeat(2));
    let stage = Stage::open(content.clone(), 1080, 1920);
    go_on(&stage);
    let found = faults(&stage, "too long", &SIZES);
    assert!(found.iter().any(|fault| fault.contains("1080x1920: a word of")), "{found:?}");
}
