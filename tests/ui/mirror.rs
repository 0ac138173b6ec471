//! What customers said, shown to whoever has just guessed it.

use std::fmt::Write as _;

use listening_post::customers::read;
use listening_post::screen::Tokens;
use listening_post::store::Ledger;
use listening_post::vocabulary::PackId;
use slint::{Color, ComponentHandle, Rgba8Pixel};

use crate::album::{SIZES, resize};
use crate::office::Office;
use crate::shipped::{STANDING, faults, only};
use crate::stage::{Stage, said_in_october};
use crate::words::say;

/// A touchpoint, the period in which customers were asked about it, and how many gave each rating.
type Asked<'a> = (&'a str, &'a str, &'a [(u8, u32)]);

/// A kiosk whose customers were asked about these touchpoints.
fn asked(site: &str, touchpoints: &[Asked<'_>]) -> Stage {
    let office = Office::new();
    for pack in ["mirror", "your-words"] {
        office.offer(pack);
    }
    drop(office.start());
    let mut csv = "site,period,touchpoint,rating,count\n".to_owned();
    for (touchpoint, period, ratings) in touchpoints {
        for (rating, count) in *ratings {
            writeln!(csv, "{site},{period},{touchpoint},{rating},{count}").unwrap();
        }
    }
    let counts = read(csv.as_bytes(), &office.content(), &mut |fault| panic!("{fault:?}")).unwrap();
    Ledger::open_for_customers(&office.data().ledger()).unwrap().put_customers(&counts, &mut || {}).unwrap();
    office.start()
}

/// A kiosk whose customers rated one touchpoint, 3.25 in the mean.
fn rated(site: &str) -> Stage {
    asked(site, &[("order-right", "2026-W46", &[(2, 10), (3, 20), (5, 10)])])
}

/// Guesses the first touchpoint and skips the others.
fn guess(stage: &Stage, point: &str) {
    stage.tap("Touch to begin");
    stage.tap("What do customers think?");
    if stage.shows("Rather not say") {
        stage.tap("Rather not say");
    }
    stage.tap(point);
    stage.wait(1);
    while stage.shows("Skip") {
        stage.tap("Skip");
        stage.wait(1);
    }
}

#[test]
fn who_has_guessed_sees_at_once_what_customers_really_said() {
    let stage = rated("harbour-road");
    guess(&stage, "4");
    assert!(stage.shows("What customers really said"), "{:?}", stage.labels());
    assert!(stage.shows("You thought 4. Customers gave 3.2 on average."), "{:?}", stage.labels());
    assert!(stage.shows("40 customers, week of 9 November 2026"), "{:?}", stage.labels());
    assert!(stage.shows("Your guess, 4") && stage.shows("Customers, 3.2"), "{:?}", stage.labels());
    assert!(!stage.shows("The widest gap"), "of a single one nothing is wider: {:?}", stage.labels());
    stage.tap("Language: English");
    stage.tap("Deutsch");
    assert!(stage.labels().iter().any(|label| label.contains("3,2")), "{:?}", stage.labels());
    assert!(stage.shows("40 Gäste, Woche ab dem 9. November 2026"), "{:?}", stage.labels());
    stage.tap("Sprache: Deutsch");
    stage.tap("English");
    stage.tap("Done");
    assert!(!stage.labels().iter().any(|label| label.contains("Your guess")), "it goes with the person");
}

/// The places of dot and square on the line of the first gap, from the left.
fn marks(stage: &Stage, own: &str) -> (f32, f32) {
    let tokens = stage.app().global::<Tokens>();
    let (dot, figure) = (tokens.get_dot(), stage.told(own));
    let y = figure.absolute_position().y + figure.size().height / 2.0;
    let margin = tokens.get_margin();
    let (left, right) = if tokens.get_rtl() {
        (figure.absolute_position().x + figure.size().width + dot, stage.app().window().size().width as f32 - margin)
    } else {
        (margin, figure.absolute_position().x - dot)
    };
    let line = stage.line(y, left, right);
    let place = |colour: Color| {
        let is = |pixel: &&Rgba8Pixel| [pixel.r, pixel.g, pixel.b] == [colour.red(), colour.green(), colour.blue()];
        let at: Vec<f32> = (0_u16..).zip(&line).filter(|(_, pixel)| is(pixel)).map(|(at, _)| f32::from(at)).collect();
        assert!(!at.is_empty(), "{colour:?} is not on the line");
        f32::midpoint(at[0], at[at.len() - 1]) / line.len() as f32
    };
    (place(tokens.get_accent_text()), place(tokens.get_sun()))
}

/// All four touchpoints, guessed.
fn four() -> Stage {
    let stage = asked(
        "harbour-road",
        &[
            ("order-right", "2026-10", &[(4, 70), (5, 30)]),
            ("fast-enough", "2026-10", &[(3, 60), (4, 40)]),
            ("notices-needs", "2026-10", &[(2, 40), (3, 60)]),
            ("feels-special", "2026-11-05", &[(2, 40), (3, 10)]),
        ],
    );
    stage.tap("Touch to begin");
    stage.tap("What do customers think?");
    if stage.shows("Rather not say") {
        stage.tap("Rather not say");
    }
    for point in ["2", "3", "4", "3"] {
        stage.answer(point);
    }
    stage
}

#[test]
fn what_was_guessed_and_what_was_said_stand_on_one_line_for_each_touchpoint() {
    let stage = four();
    let labels = stage.labels();
    for words in ["Your guess, 2", "Customers, 4.3", "what we do", "how it feels", "The widest gap"] {
        assert!(stage.shows(words), "{words:?} among {labels:?}");
    }
    // Both are of the first: 2.3 points of four.
    assert!(stage.shows("You thought 2. Customers gave 4.3 on average."), "{labels:?}");
    // How many were asked, and when, is said of each where it is not the same.
    assert!(stage.shows("100 customers, October 2026") && stage.shows("50 customers, 5 November 2026"), "{labels:?}");
    let (guess, mean) = marks(&stage, "Your guess, 2");
    assert!(guess < 0.4 && mean > 0.7, "2 and 4.3 of 1 to 5: {guess} {mean}");
    stage.tap("Language: English");
    stage.tap("العربية");
    let (guess, mean) = marks(&stage, "تخمينك، 2");
    assert!(guess > 0.6 && mean < 0.3, "the line runs from the right: {guess} {mean}");
}

#[test]
fn nothing_is_revealed_of_what_was_not_guessed_or_of_another_site() {
    let stage = rated("station-square");
    guess(&stage, "4");
    assert!(!stage.shows("What customers really said"), "{:?}", stage.labels());
    let stage = rated("harbour-road");
    guess(&stage, "Skip");
    assert!(!stage.shows("What customers really said"), "{:?}", stage.labels());
}

#[test]
fn the_receipt_of_a_guess_lists_its_counters_and_nothing_of_an_earlier_visit() {
    let stage = rated("harbour-road");
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    stage.tap("A rota that is out earlier");
    stage.tap("Next");
    stage.tap("What was stored?");
    let waits = "Your words wait, encrypted, until enough others have written.";
    assert!(stage.shows(waits), "{:?}", stage.labels());
    stage.tap("Done");
    stage.wait(10);

    guess(&stage, "4");
    stage.tap("What was stored?");
    let counters: Vec<String> = stage.labels().into_iter().filter(|label| label.ends_with("+1")).collect();
    assert_eq!(counters.len(), 1, "{:?}", stage.labels());
    assert!(counters[0].contains(" 4 "), "{counters:?}");
    assert!(!stage.shows(waits), "{:?}", stage.labels());
}

/// The end of the shipped mirror in one language.
fn ended(language: &str) -> Stage {
    let content = only(&PackId::new("mirror").unwrap(), language);
    let said = said_in_october(&content);
    let stage = Stage::open(content, 1080, 1920);
    stage.kept.customers.replace(said);
    stage.tap(&say(language, "Touch to begin", 0));
    for point in ["4", "2", "3", "4"] {
        stage.answer(point);
    }
    assert!(stage.shows(&say(language, "The widest gap", 0)), "{:?}", stage.labels());
    stage
}

#[test]
fn four_touchpoints_are_seen_at_once_on_a_large_screen() {
    let stage = ended("en");
    for (size, panel) in &SIZES[..2] {
        resize(&stage, *size, *panel);
        assert!(!stage.shows("More below"), "{size:?}: {:?}", stage.labels());
        assert!(stage.shows("412 customers, October 2026"), "{:?}", stage.labels());
    }
}

#[test]
fn the_end_of_a_mirror_fits_in_every_language() {
    for language in ["en", "es", "fr", "de", "ar"] {
        let stage = ended(language);
        let sizes: Vec<_> = SIZES.into_iter().chain([STANDING]).collect();
        let mut found = faults(&stage, "results", &sizes);
        resize(&stage, SIZES[0].0, SIZES[0].1);
        stage.tap(&say(language, "What was stored?", 0));
        found.extend(faults(&stage, "receipt", &sizes));
        assert!(found.is_empty(), "{language}:\n{}", found.join("\n"));
    }
}
