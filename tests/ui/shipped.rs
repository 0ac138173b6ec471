//! Every shipped activity in every shipped language, page by page, on every size of screen and at both sizes of text.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use listening_post::clock::SimulatedClock;
use listening_post::config::Folder;
use listening_post::content::{Content, ItemKind, ResponseOption, Schedule, load};
use listening_post::screen::Tokens;
use listening_post::vocabulary::{OptionId, PackId, Text};
use slint::ComponentHandle;

use crate::album::{SIZES, resize};
use crate::fit;
use crate::stage::{Kept, MORE_BELOW, START, Stage};

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

/// Pages of which there may be more than a large screen shows, of any activity: phrases below the words that they become, and a
/// ranking with all its reasons.
const LONG: [(&str, &[usize]); 3] = [("advisor", &[2, 4]), ("ideas", &[4]), ("your-words", &[2])];
/// The same of half a screen: more to read beside a code, too.
const LONG_LOW: [(&str, &[usize]); 4] =
    [("advisor", &[2, 4]), ("ideas", &[4]), ("your-words", &[2]), ("word-of-mouth", &[4])];

/// What does not fit on either large screen, and which of them would have to scroll.
fn faults_on_walls(stage: &Stage, page: &str, may_scroll: bool) -> Vec<String> {
    let mut all = Vec::new();
    for size in &SIZES[..2] {
        all.extend(faults(stage, page, std::slice::from_ref(size)));
        let mut words = fit::marks(stage).into_iter().filter_map(|(words, _)| words);
        if !may_scroll && words.any(|words| MORE_BELOW.contains(&words.as_str())) {
            all.push(format!("{page} {:?}: there is more below", size.0));
        }
    }
    all
}

/// What does not fit on any screen, nor in the lower half of a large one.
fn faults_everywhere(stage: &Stage, page: &str, at: (&PackId, usize)) -> Vec<String> {
    let is_in =
        |long: &[(&str, &[usize])]| long.iter().any(|(id, pages)| *id == at.0.as_str() && pages.contains(&at.1));
    let mut all = faults_on_walls(stage, page, is_in(&LONG));
    all.extend(faults(stage, page, &SIZES[2..]));
    let reach = |low| stage.app().global::<Tokens>().set_low_reach(low);
    reach(true);
    all.extend(faults_on_walls(stage, &format!("{page} low"), is_in(&LONG_LOW)));
    reach(false);
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

/// Walks through every shipped activity and asks of each page, by what it is called and which it is, what is wrong with it.
fn walk(language: &str, wrong: impl Fn(&Stage, &str, (&PackId, usize)) -> Vec<String>) {
    let mut all = Vec::new();
    for pack in shipped().packs {
        let stage = Stage::open(only(&pack.id, language), 1080, 1920);
        for page in 0..MOST {
            // All that the first screen shows in turn is looked at by itself.
            if page > 0 {
                all.extend(wrong(&stage, &format!("{} {language} page {page}", pack.id), (&pack.id, page)));
            }
            if page > 0 && !stage.is_in_visit() {
                break;
            }
            assert!(page + 1 < MOST, "{} does not end: {:?}", pack.id, stage.labels());
            go_on(&stage);
        }
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
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
    let sizes = [SIZES[2], STANDING];
    let mut all = Vec::new();
    for day in 0..7 {
        let clock = SimulatedClock::at(START + jiff::Span::new().days(day));
        let keeper = Box::new(Kept::default());
        let stage = Stage::with(Arc::clone(&content), Path::new("kiosk-config/media"), keeper, clock, (1080, 1920));
        stage.onward().unwrap().invoke_accessible_default_action();
        stage.settle();
        assert_eq!(stage.answers().len(), 0, "{:?}", stage.labels());
        let called = format!("{language} {:?}", START.weekday().wrapping_add(day));
        all.extend(faults_on_walls(&stage, &called, false));
        all.extend(faults(&stage, &called, &sizes));
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

macro_rules! languages {
    ($($name:ident, $first:ident, $choose:ident: $language:literal;)*) => {
        $(
            #[test]
            fn $name() {
                walk($language, faults_everywhere);
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
    walk("de", |stage, page, _| faults(stage, page, &[STANDING]));
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
    let stage = Stage::open(content, 1080, 1920);
    go_on(&stage);
    let found = faults(&stage, "too long", &SIZES);
    assert!(found.iter().any(|fault| fault.contains("1080x1920: a word of")), "{found:?}");
}

#[test]
fn what_is_longer_than_a_screen_is_found_in_every_language() {
    for language in ["en", "es", "fr", "de", "ar"] {
        let mut content = only(&PackId::new("today").unwrap(), language);
        content.packs[0].ask_cohort = false;
        let options = (0..14).map(|at| ResponseOption {
            id: OptionId::new(format!("option-{at}")).unwrap(),
            text: Text::Same("An answer".into()),
            image: None,
            correct: false,
            pin: None,
        });
        let item = &mut content.packs[0].items[0];
        item.text = Text::Same("Which?".into());
        item.kind = ItemKind::Single { options: options.collect(), shuffle: false };
        let stage = Stage::open(content, 1080, 1920);
        go_on(&stage);
        let found = faults_on_walls(&stage, language, false);
        assert!(found.iter().any(|fault| fault.contains("there is more below")), "{language}: {found:?}");
        assert_eq!(faults_on_walls(&stage, language, true), Vec::<String>::new());
    }
}
