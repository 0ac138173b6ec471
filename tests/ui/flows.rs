//! Visits from the first tap to the last screen.

use std::sync::Arc;

use listening_post::config::Scheme;
use listening_post::content::ItemKind;
use listening_post::screen::Tokens;
use listening_post::visit::Response;
use listening_post::vocabulary::Text;
use slint::ComponentHandle;
use slint::platform::{Key, PointerEventButton};

use crate::album::{SIZES, resize};
use crate::fit;
use crate::sample::content;
use crate::stage::Stage;
use crate::words::say;

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
    stage.tap("Skip");
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
fn a_ranking_shows_each_place_and_its_last_without_a_tap() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("I couldn’t help because…");
    stage.tap("Skip");
    let place = |option: &str| stage.control(option).accessible_value().unwrap_or_default().to_string();
    stage.tap("Five minutes more");
    stage.tap("Somebody to ask");
    assert_eq!(stage.control("Next").accessible_enabled(), Some(false));
    assert_eq!(
        [place("Five minutes more"), place("Somebody to ask"), place("A say of my own")],
        ["Place 1", "Place 2", ""]
    );
    stage.tap("A say of my own");
    assert_eq!(place("Knowing what is in stock"), "Place 4");
    stage.tap("Next");
    assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
    assert_eq!(stage.kept.visits.borrow()[0].answers[0].1.positions(), [3, 1, 0, 2]);
}

/// Whether the bar below a share begins in another colour than it ends in.
fn has_bar(stage: &Stage, label: &str) -> bool {
    let share = stage.told(label);
    let (at, size) = (share.absolute_position(), share.size());
    let half = stage.app().global::<Tokens>().get_bar() / 2.0;
    let bar = stage.line(at.y + size.height - half, at.x + half, at.x + size.width - half);
    bar.first() != bar.last()
}

/// Whether there are more colours than words and the empty bar beside them have, in the middle of a share that lies.
fn has_bar_beside(stage: &Stage, label: &str) -> bool {
    let share = stage.told(label);
    let (at, size) = (share.absolute_position(), share.size());
    let line = stage.line(at.y + size.height / 2.0, at.x + size.width * 0.45, at.x + size.width * 0.5);
    let middle = line[line.len() / 2];
    let soft = stage.app().global::<Tokens>().get_accent_soft();
    [middle.r, middle.g, middle.b] != [soft.red(), soft.green(), soft.blue()]
}

#[test]
fn whoever_answered_may_see_what_others_said_in_weeks_that_are_over() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("I couldn’t help because…");
    stage.answer("Bad");
    stage.tap("Skip");
    stage.tap("What others said");
    let labels = stage.labels();
    // Noise may take a count below nothing; a share is never.
    for words in ["Bad: about 0%", "Not good: about 10%", "24 answers, 3 weeks ago"] {
        assert!(labels.iter().any(|label| label == words), "{words:?} among {labels:?}");
    }
    assert!(!has_bar(&stage, "Bad: about 0%") && has_bar(&stage, "Not good: about 10%"));
    stage.reach("More below");
    assert!(stage.shows("Somebody to ask"), "{:?}", stage.labels());
    stage.wait(31);
    assert!(stage.shows("Still there?"), "whoever reads is asked first: {:?}", stage.labels());
    stage.wait(20);
    assert!(stage.shows("How was today, really?"));
    // So may the next person.
    stage.tap("Touch to begin");
    stage.tap("I couldn’t help because…");
    stage.answer("Good");
    stage.tap("Skip");
    stage.tap("What others said");
    assert!(stage.shows("Bad: about 0%"), "{:?}", stage.labels());
}

#[test]
fn changed_content_waits_for_a_visit_to_end_but_not_for_an_authors() {
    for interrupts in [false, true] {
        let stage = portrait();
        stage.kept.interrupts.set(interrupts);
        stage.tap("Touch to begin");
        let mut changed = content(Scheme::Light);
        changed.packs.truncate(1);
        let title = "How was today, really?";
        stage.kept.changed.replace(Some(Arc::new(changed)));
        stage.wait(2);
        assert_eq!(stage.shows(title), interrupts, "{:?}", stage.labels());
        stage.press(Key::Escape);
        stage.wait(2);
        stage.tap("Touch to begin");
        // Of one pack there is nothing to choose.
        assert!(!stage.shows("What would you like to do?"));
    }
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
    stage.press(Key::Tab);
    stage.press(Key::Return);
    assert!(stage.shows("What would you like to do?"), "{:?}", stage.labels());
    // On a page that comes the focus is on the first thing to do.
    stage.press(Key::DownArrow);
    stage.press(Key::Return);
    assert!(stage.shows("How long does a good espresso run?"), "{:?}", stage.labels());
    stage.press(Key::Escape);
    assert!(stage.shows("What would you like to do?"), "{:?}", stage.labels());
    stage.press(Key::Escape);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
}

#[test]
fn a_comment_can_be_written_and_handed_in_with_keys_alone() {
    let stage = writing();
    stage.type_text("Warm");
    // A focused key of the screen is pressed by Return, which writes nothing itself.
    stage.press(Key::Tab);
    // From the field past the three switches round to the last, and past Skip and Back to Next.
    for _ in 0..7 {
        stage.press(Key::Backtab);
    }
    stage.press(Key::Return);
    assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
}

fn writing() -> Stage {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    stage.tap("Say it in your own words");
    stage
}

/// Taps keys one after the other, as fast as they come.
fn keys(stage: &Stage, keys: &[&str]) {
    for key in keys {
        stage.control(key).mock_single_click(PointerEventButton::Left);
    }
    stage.pass(std::time::Duration::from_millis(50));
}

fn written(stage: &Stage) -> String {
    stage.control("What is one thing we should change?").accessible_value().unwrap().to_string()
}

#[test]
fn a_comment_is_written_by_whatever_assists_somebody() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    stage.tap("More people at lunchtime");
    let field = || stage.control("What is one thing we should change?");
    assert_eq!(field().accessible_placeholder_text().unwrap(), "Write here. No names, please.");
    field().invoke_accessible_default_action();
    stage.settle();
    // The keys are there.
    stage.control("Space");
    field().set_accessible_value("Longer breaks,\nplease");
    stage.settle();
    assert_eq!(written(&stage), "Longer breaks,please");
    stage.tap("Next");
    assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
}

#[test]
fn a_comment_is_written_letter_by_letter_and_handed_in() {
    let stage = writing();
    assert_eq!(stage.control("Next").accessible_enabled(), Some(false));
    keys(&stage, &["S", "e", "l", "l", "Space", "t", "e", "a", "x", "Delete", "."]);
    assert_eq!(written(&stage), "Sell tea.");
    stage.tap("Next");
    assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
    let kept = stage.kept.visits.borrow();
    assert_eq!(kept[0].comments[0].1.as_str(), "Sell tea.");
}

#[test]
fn what_would_tell_who_somebody_is_is_shown_and_taken_out() {
    let stage = writing();
    stage.tap("Digits and signs");
    keys(&stage, &["0", "1", "7", "1", "5", "5", "5", "0", "1", "2", "3"]);
    assert!(stage.shows("This would tell who you are: phone."), "{:?}", stage.labels());
    assert!(stage.shows("Without it: “[phone]”"));
    assert_eq!(stage.control("Next").accessible_enabled(), Some(false));
    stage.tap("Leave it out");
    assert_eq!(written(&stage), "[phone]");
    assert_eq!(stage.control("Next").accessible_enabled(), Some(true));
}

#[test]
fn a_phrase_is_said_with_one_tap_and_taken_back_with_another() {
    let stage = portrait();
    stage.tap("Deutsch");
    stage.tap("Mit eigenen Worten");
    stage.tap("Mehr Leute zur Mittagszeit");
    assert_eq!(stage.control("Weiter").accessible_enabled(), Some(true));
    stage.tap("Mehr Leute zur Mittagszeit");
    assert_eq!(stage.control("Weiter").accessible_enabled(), Some(false));
    stage.tap("Mehr Leute zur Mittagszeit");
    stage.tap("Weiter");
    let kept = stage.kept.visits.borrow();
    assert_eq!(kept[0].comments[0].1.as_str(), "Mehr Leute zur Mittagszeit");
}

#[test]
fn a_held_key_offers_its_accents_and_a_held_delete_goes_on() {
    let stage = portrait();
    stage.tap("Français");
    stage.tap("Avec vos mots");
    stage.tap("Le dire avec vos mots");
    stage.hold("E", 600);
    stage.tap("É");
    stage.tap("t");
    stage.hold("e", 600);
    stage.tap("é");
    let field = || stage.control("Que devrions-nous changer ?").accessible_value().unwrap().to_string();
    assert_eq!(field(), "Été");
    stage.hold("Effacer", 1500);
    assert_eq!(field(), "");
}

#[test]
fn a_key_that_a_keypad_holds_offers_its_accents_as_well() {
    let stage = portrait();
    stage.tap("Français");
    stage.tap("Avec vos mots");
    stage.tap("Le dire avec vos mots");
    let field = || stage.control("Que devrions-nous changer ?").accessible_value().unwrap().to_string();
    // To the field, and from there to the first key, which is that of the letter a.
    stage.press(Key::Tab);
    stage.press(Key::Tab);
    stage.hold_key(Key::Return);
    assert_eq!(field(), "A");
    stage.press(Key::Return);
    assert_eq!(field(), "À", "the focus is on the first of them: {:?}", stage.labels());
    stage.press(Key::Return);
    assert_eq!(field(), "Àa", "and back on the key afterwards");
    stage.hold_key(Key::Return);
    stage.press(Key::Escape);
    assert_eq!(field(), "Àaa", "whoever wants none of them keeps the letter");
}

#[test]
fn a_keyboard_with_wires_writes_as_well_and_nothing_stays_in_the_window() {
    let stage = writing();
    stage.type_text("Longer breaks, please");
    assert_eq!(written(&stage), "Longer breaks, please");
    stage.press(Key::Backspace);
    assert_eq!(written(&stage), "Longer breaks, pleas");
    stage.tap("Start over");
    assert!(stage.labels().iter().all(|label| !label.contains("Longer")));
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    assert!(stage.shows("Say it in your own words"), "the next person finds the screen as it was");
}

/// What the privacy statement is called, as it is printed.
fn statement(tag: &str) -> String {
    let path = format!("{}/docs/privacy-statement.{tag}.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().find_map(|line| line.strip_prefix("# ")).unwrap().to_owned()
}

#[test]
fn the_statement_can_be_read_at_the_kiosk_in_the_language_spoken() {
    for (tag, own_name) in [("de", "Deutsch"), ("ar", "العربية")] {
        let words = |id: &str| say(tag, id, 0);
        let stage = portrait();
        stage.tap("How it stays anonymous");
        assert!(stage.shows(&statement("en")), "{:?}", stage.labels());
        stage.tap("Language: English");
        stage.tap(own_name);
        assert!(stage.shows(&statement(tag)), "the statement stays open: {:?}", stage.labels());
        stage.press(Key::Escape);
        assert!(stage.shows(&words("How was today, really?")), "no visit has begun: {:?}", stage.labels());
        stage.tap(&words("Touch to begin"));
        stage.tap(&words("How it stays anonymous"));
        assert!(stage.shows(&statement(tag)), "{:?}", stage.labels());
        stage.tap(&words("Larger text"));
        assert_eq!(stage.control(&words("Larger text")).accessible_checked(), Some(true));
        stage.press(Key::Escape);
        assert!(stage.shows(&words("What would you like to do?")), "{:?}", stage.labels());
    }
}

#[test]
fn whoever_reads_the_statement_is_asked_before_it_is_put_away() {
    let stage = portrait();
    stage.tap("How it stays anonymous");
    stage.tap("Larger text");
    stage.tap("Language: English");
    stage.tap("Deutsch");
    for _ in 0..2 {
        stage.wait(25);
        stage.tap("Weiter unten mehr");
    }
    stage.wait(25);
    assert!(!stage.shows("Noch da?"), "whoever scrolls is there");
    stage.wait(6);
    assert!(stage.shows("Noch da?"), "{:?}", stage.labels());
    stage.tap("Ich bin noch da");
    assert!(stage.shows(&statement("de")), "{:?}", stage.labels());
    stage.wait(51);
    // Whichever teaser it shows by then.
    assert!(stage.shows("Touch to begin"), "the next person finds the first screen: {:?}", stage.labels());
    assert!(!stage.shows(&statement("en")));
    assert_eq!(stage.control("Larger text").accessible_checked(), Some(false));
}

#[test]
fn a_switch_used_while_the_screen_counts_down_says_that_somebody_is_there() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.wait(31);
    assert!(stage.shows("Still there?"));
    stage.tap("Larger text");
    assert!(!stage.shows("Still there?"), "{:?}", stage.labels());
    assert_eq!(stage.control("Larger text").accessible_checked(), Some(true));
    stage.wait(31);
    assert!(stage.shows("Still there?"));
    stage.tap("Language: English");
    assert!(stage.shows("Choose your language"), "{:?}", stage.labels());
    stage.tap("More contrast");
    assert_eq!(stage.control("More contrast").accessible_checked(), Some(true));
    stage.tap("Deutsch");
    assert!(stage.shows("Was möchtest du tun?"), "{:?}", stage.labels());
}

#[test]
fn what_is_picked_while_the_kiosk_rests_is_set_back_as_on_the_first_screen() {
    let stage = portrait();
    stage.kept.full.set(true);
    stage.wait(2);
    stage.tap("Larger text");
    stage.tap("Language: English");
    stage.tap("Deutsch");
    assert!(stage.shows("Dieser Kiosk macht Pause."), "{:?}", stage.labels());
    stage.wait(51);
    assert!(stage.shows("This kiosk is resting."), "{:?}", stage.labels());
    assert_eq!(stage.control("Larger text").accessible_checked(), Some(false));
}

#[test]
fn screens_that_stand_still_for_hours_stand_elsewhere_each_minute_and_nothing_leaves_them() {
    for (((width, height), panel), rests) in SIZES.into_iter().zip([false; 3]).chain([(SIZES[0], true)]) {
        let mut content = content(Scheme::Light);
        content.theme.reduced_motion = true;
        let stage = Stage::open(content, width, height);
        stage.app().set_panel(panel);
        stage.kept.full.set(rests);
        stage.wait(2);
        let at = || {
            let at = stage.control(if rests { "Larger text" } else { "Touch to begin" }).absolute_position();
            (at.x, at.y)
        };
        let (left, top) = at();
        let mut places = Vec::new();
        for _ in 0..8 {
            let (x, y) = at();
            assert!((x - left).abs() <= 6.0 && (y - top).abs() <= 6.0, "({x}, {y}) is too far from ({left}, {top})");
            let faults = fit::faults(&stage);
            assert!(faults.is_empty(), "{width} × {height} at ({x}, {y}): {faults:?}");
            stage.wait(30);
            assert_eq!(at(), (x, y), "it moves once a minute and not more often");
            stage.wait(30);
            places.push((x.to_bits(), y.to_bits()));
        }
        assert_eq!(at(), (left, top), "round in eight minutes");
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 8);
    }
}

#[test]
fn where_a_still_screen_stands_tells_nothing_of_visits() {
    let stands = |visits: usize| {
        let stage = portrait();
        let first = stage.control("Touch to begin").absolute_position();
        for visit in 0..4 {
            if visit < visits {
                stage.tap("Touch to begin");
            }
            stage.wait(19);
            if visit < visits {
                stage.tap("Start over");
            }
        }
        stage.wait(10);
        let now = stage.control("Touch to begin").absolute_position();
        assert_ne!(now, first, "a busy kiosk walks as well");
        [now.x, now.y].map(f32::to_bits)
    };
    assert_eq!(stands(0), stands(4));
}

/// Answers every question about work today, the last one with this point.
fn tell(stage: &Stage, point: &str) {
    stage.tap("How is work today?");
    stage.tap("Night shift");
    stage.answer("Good");
    stage.tap("The team");
    stage.tap("The rota");
    stage.tap("Next");
    stage.answer(point);
}

#[test]
fn whoever_asks_sees_the_counters_that_grew_and_the_next_one_sees_none() {
    let stage = portrait();
    stage.tap("Touch to begin");
    tell(&stage, "8");
    stage.tap("What was stored?");
    assert!(stage.shows("What your taps stored"));
    let labels = stage.labels();
    let counters: Vec<&String> = labels.iter().filter(|label| label.ends_with("Night shift +1")).collect();
    assert_eq!(counters.len(), 4, "a face, two picks and a point: {labels:?}");
    assert!(counters.iter().any(|label| label.contains(" Good ")));
    stage.wait(31);
    assert!(stage.shows("Soon the screen clears for the next person."), "{:?}", stage.labels());
    stage.tap("I’m still here");
    assert!(stage.shows("What your taps stored"), "whoever reads is given time");
    stage.wait(51);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
    assert!(stage.labels().iter().all(|label| !label.ends_with("+1")));
}

#[test]
fn the_receipt_says_when_counters_leave_and_leads_to_the_statement_and_back() {
    let mut content = content(Scheme::Light);
    content.packs[0].privacy.k = 12;
    content.packs[0].privacy.days = 3;
    let stage = Stage::open(content, 1080, 1920);
    stage.tap("Touch to begin");
    stage.tap("How is work today?");
    stage.tap("Night shift");
    stage.answer("Good");
    stage.tap("The rota");
    stage.tap("Next");
    stage.answer("8");
    stage.tap("What was stored?");
    let leaves = "On Monday at three in the morning, counters with at least 12 answers from at least 3 days leave \
                  together. Smaller ones wait.";
    let promise = "This kiosk only counts. It never writes down who said what.";
    assert!(stage.shows(leaves) && stage.shows(promise), "{:?}", stage.labels());
    assert!(!stage.scrolls(), "three counters with a group are seen at once: {:?}", stage.labels());
    stage.tap("What could still give me away?");
    assert!(stage.shows(&statement("en")), "{:?}", stage.labels());
    stage.tap("Back");
    assert!(stage.shows("What your taps stored"), "{:?}", stage.labels());
    assert_eq!(stage.labels().iter().filter(|label| label.ends_with("Night shift +1")).count(), 3);
}

#[test]
fn a_second_tap_where_a_visit_ends_begins_no_other() {
    for (size, panel) in SIZES {
        let stage = portrait();
        resize(&stage, size, panel);
        let place = || {
            let (done, more) = (stage.control("Done").absolute_position(), stage.control("One more?"));
            let first = more.absolute_position().x + more.size().width < done.x;
            (
                [done.x, done.y].map(|at| at.round().to_bits()),
                first,
                stage.onward().unwrap().accessible_label().unwrap(),
            )
        };
        stage.tap("Touch to begin");
        stage.tap("I couldn’t help because…");
        stage.answer("Bad");
        stage.tap("Skip");
        let thanks = place();
        stage.tap("What others said");
        let results = place();
        stage.tap("One more?");
        stage.tap("I couldn’t help because…");
        stage.answer("Bad");
        stage.tap("Skip");
        stage.tap("What was stored?");
        let receipt = place();
        assert_eq!((thanks.1, thanks.2.as_str()), (true, "Done"), "{size:?}");
        assert_eq!((&results, receipt.1, receipt.2.as_str()), (&thanks, true, "Done"), "{size:?}");
        // One more thing may stand between; the end of the row is the same.
        let done = stage.control("Done");
        assert!(done.absolute_position().x + done.size().width / 2.0 > size.0 as f32 / 2.0, "{size:?}");
    }
}

#[test]
fn three_counters_are_seen_at_once_on_a_large_screen() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("How is work today?");
    stage.tap("Rather not say");
    stage.answer("Good");
    stage.tap("The rota");
    stage.tap("Next");
    stage.answer("8");
    stage.tap("What was stored?");
    for (size, panel) in SIZES.into_iter().take(2) {
        resize(&stage, size, panel);
        let labels = stage.labels();
        assert_eq!(labels.iter().filter(|label| label.ends_with("+1")).count(), 3, "{labels:?}");
        assert!(!stage.shows("More below"), "{size:?}: {labels:?}");
        let faults = fit::faults(&stage);
        assert!(faults.is_empty(), "{size:?}: {faults:?}");
    }
}

#[test]
fn what_others_said_of_two_questions_is_seen_at_once_on_a_lying_screen() {
    let stage = portrait();
    stage.tap("Touch to begin");
    stage.tap("I couldn’t help because…");
    stage.answer("Bad");
    stage.tap("Skip");
    stage.tap("What others said");
    let (size, panel) = SIZES[1];
    resize(&stage, size, panel);
    assert!(!stage.shows("More below"), "{:?}", stage.labels());
    assert!(has_bar_beside(&stage, "Not good: about 10%") && !has_bar_beside(&stage, "Bad: about 0%"));
}

/// The receipt of a visit must not tell what the one before it said.
#[test]
fn a_visit_soon_after_another_has_the_same_receipt_whatever_it_says() {
    let mut content = content(Scheme::Light);
    content.kiosk.repeat_seconds = 30;
    let receipts = ["8", "9"].map(|said| {
        let stage = Stage::open(content.clone(), 1080, 1920);
        stage.tap("Touch to begin");
        for point in ["8", said] {
            tell(&stage, point);
            if stage.kept.visits.borrow().len() == 1 {
                stage.tap("One more?");
            }
        }
        stage.tap("What was stored?");
        stage.labels()
    });
    let words =
        "This visit ended within seconds of an earlier one, so no counter grew. Only that this happened was counted.";
    assert!(receipts[0].iter().any(|label| label == words), "{:?}", receipts[0]);
    assert_eq!(receipts[0], receipts[1]);
}

/// A quiz of one question that no `check` would let pass.
fn unchecked() -> Stage {
    let mut content = content(Scheme::Light);
    let quiz = content.packs.iter_mut().find(|pack| pack.id.as_str() == "quiz").unwrap();
    quiz.items.truncate(1);
    quiz.items[0].image.as_mut().unwrap().file = "broken.svg".into();
    let ItemKind::Single { options, .. } = &mut quiz.items[0].kind else { panic!("a single choice") };
    options[0].text = Text::Same("An answer that somebody wrote without looking at it. ".repeat(6));
    options[1].text = Text::Each([("en".into(), "Only in English".to_owned())].into());
    content.packs = vec![quiz.clone()];
    Stage::open(content, 1080, 1920)
}

#[test]
fn content_that_no_check_would_let_pass_can_still_be_answered() {
    let stage = unchecked();
    stage.tap("Deutsch");
    let long = "An answer that somebody wrote without looking at it. ".repeat(6);
    let card = stage.control(&long);
    assert!(card.size().width < 1080.0 && card.size().height > 200.0, "all its lines are in it: {:?}", card.size());
    stage.answer("Only in English");
    assert!(stage.shows("Weiter"), "{:?}", stage.labels());
    stage.tap("Weiter");
    assert_eq!(stage.kept.visits.borrow().len(), 1);
}
