//! Visits from the first tap to the last screen.

use listening_post::config::Scheme;
use listening_post::visit::Response;
use slint::platform::{Key, PointerEventButton};

use crate::sample::content;
use crate::stage::Stage;

fn portrait() -> Stage {
    Stage::open(content(Scheme::Light), 1080, 1920)
}

#[test]
fn a_pulse_in_english_is_counted_and_thanked_for() {
    let stage = portrait();
    assert!(stage.shows("How was today, really?"));
    stage.tap("Touch to begin");
    stage.tap("How is work today?");
    assert!(stage.shows("Who are you with?"));
    stage.tap("Night shift");
    stage.answer("Good");
    assert!(stage.shows("What made it so?"));
    stage.tap("The team");
    stage.tap("The rota");
    stage.tap("Next");
    stage.answer("8");
    assert!(stage.shows("Thank you. We heard you."));

    let kept = stage.kept.visits.borrow();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].cohort.as_ref().map(listening_post::vocabulary::CohortId::as_str), Some("night"));
    let answers: Vec<_> = kept[0].answers.iter().map(|(_, response)| response.clone()).collect();
    assert_eq!(answers, [Response::one(3), Response::several(vec![0, 4]), Response::one(8)]);
}

#[test]
fn a_quiz_in_german_explains_and_shows_the_score_once() {
    let stage = portrait();
    stage.tap("Deutsch");
    stage.tap("Kaffee-Grundlagen");
    stage.answer("10 Sekunden");
    assert!(stage.shows("Nicht ganz."));
    assert!(stage.shows("Die Antwort: 25 Sekunden"));
    stage.tap("Weiter");
    stage.answer("Ja, auf Wunsch");
    assert!(stage.shows("Das stimmt."));
    stage.tap("Weiter");
    assert!(stage.shows("1 von 2 richtig"));
    stage.wait(5);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
}

#[test]
fn a_visit_left_alone_asks_counts_down_and_leaves_no_trace() {
    let stage = portrait();
    stage.tap("Español");
    stage.tap("Texto más grande");
    stage.tap("¿Qué piensan los clientes?");
    stage.tap("4");
    stage.wait(31);
    assert!(stage.shows("¿Sigues ahí?"), "{:?}", stage.labels());
    stage.tap("Sigo aquí");
    assert!(!stage.shows("¿Sigues ahí?"));
    stage.wait(30);
    assert!(stage.shows("¿Sigues ahí?"));
    stage.wait(21);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
    assert!(stage.kept.visits.borrow().is_empty(), "this pack forgets what is left");
    assert_eq!(stage.control("Larger text").accessible_checked(), Some(false));
}

#[test]
fn a_visit_that_could_not_be_stored_says_so() {
    let stage = portrait();
    stage.kept.fails.set(true);
    stage.tap("Touch to begin");
    stage.tap("I couldn’t help because…");
    stage.answer("Bad");
    assert!(stage.shows("Sorry, that was not counted."), "{:?}", stage.labels());
    stage.wait(9);
    assert!(stage.shows("How was today, really?"));
}

#[test]
fn a_kiosk_that_cannot_store_rests_and_comes_back_by_itself() {
    let stage = portrait();
    stage.kept.full.set(true);
    stage.wait(2);
    assert!(stage.shows("This kiosk is resting."));
    stage.kept.full.set(false);
    stage.wait(2);
    assert!(stage.shows("How was today, really?"));
}

#[test]
fn no_more_than_two_of_several_can_be_marked() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("How is work today?");
    stage.tap("Rather not say");
    stage.answer("So-so");
    assert_eq!(stage.control("Next").accessible_enabled(), Some(false));
    stage.tap("The team");
    stage.tap("The rota");
    stage.tap("Something else");
    let marked = ["The team", "The rota", "Something else"].map(|label| stage.control(label).accessible_checked());
    assert_eq!(marked, [Some(true), Some(true), Some(false)]);
    assert_eq!(stage.control("Something else").accessible_enabled(), Some(false));
    stage.tap("The team");
    assert_eq!(stage.control("Something else").accessible_enabled(), Some(true));
}

#[test]
fn leaving_without_an_answer_is_met_kindly_and_counts_nothing() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("I couldn’t help because…");
    stage.tap("Skip");
    assert!(stage.shows("Thanks for stopping by."), "{:?}", stage.labels());
    assert!(stage.kept.visits.borrow().is_empty());
}

#[test]
fn changing_the_language_changes_every_word() {
    let stage = portrait();
    stage.tap("Touch to begin");
    let english = stage.labels();
    stage.tap("Language: English");
    stage.tap("Français");
    let french = stage.labels();
    assert!(french.contains(&"Que souhaitez-vous faire ?".to_owned()), "{french:?}");
    let same: Vec<_> = english.iter().filter(|label| french.contains(label)).collect();
    assert_eq!(same, ["Harbour Coffee"]);
}

#[test]
fn the_echo_of_a_tap_is_not_a_second_tap() {
    let stage = portrait();
    let begin = stage.control("Touch to begin");
    begin.mock_single_click(PointerEventButton::Left);
    begin.mock_single_click(PointerEventButton::Left);
    stage.pass(std::time::Duration::from_millis(400));
    assert!(stage.shows("What would you like to do?"));
}

#[test]
fn a_visit_can_be_walked_with_keys_alone() {
    let stage = portrait();
    // Past contrast, text size and language to the first thing to do.
    for _ in 0..4 {
        stage.press(Key::Tab);
    }
    stage.press(Key::Return);
    assert!(stage.shows("What would you like to do?"), "{:?}", stage.labels());
    for _ in 0..4 {
        stage.press(Key::Tab);
    }
    stage.press(Key::DownArrow);
    stage.press(Key::Return);
    assert!(stage.shows("How long does a good espresso run?"), "{:?}", stage.labels());
    stage.press(Key::Escape);
    assert!(stage.shows("What would you like to do?"), "{:?}", stage.labels());
    stage.press(Key::Escape);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
}
