//! What goes wrong at a kiosk: hands, clocks, languages, and content that fits nowhere.

use std::time::Duration;

use i_slint_core::input::TouchPhase;
use i_slint_core::lengths::LogicalPoint;
use i_slint_core::platform::InternalEvent;
use jiff::civil::date;
use listening_post::config::Scheme;
use listening_post::content::ItemKind;
use listening_post::vocabulary::Text;
use slint::ComponentHandle;
use slint::platform::WindowEvent;

use crate::album::SIZES;
use crate::fit;
use crate::office::Office;
use crate::sample::content;
use crate::shipped::faults;
use crate::stage::Stage;

fn english() -> Stage {
    let stage = Stage::open(content(Scheme::Light), 1080, 1920);
    stage.tap("English");
    stage
}

/// Ten fingers come down on these controls at once, in turn, and leave.
fn slap(stage: &Stage, labels: &[&str]) {
    let centres: Vec<LogicalPoint> = labels
        .iter()
        .map(|label| {
            let control = stage.control(label);
            let (at, size) = (control.absolute_position(), control.size());
            LogicalPoint::new(at.x + size.width / 2.0, at.y + size.height / 2.0)
        })
        .collect();
    for phase in [TouchPhase::Started, TouchPhase::Ended] {
        for (id, position) in (0..10).zip(centres.iter().cycle()) {
            let touch = InternalEvent::Touch { id, position: *position, phase };
            stage.app().window().dispatch_event(WindowEvent::internal(touch));
        }
        stage.pass(Duration::from_millis(80));
    }
    stage.settle();
    stage.settle();
}

#[test]
fn ten_fingers_at_once_give_one_answer() {
    let stage = english();
    stage.tap("How is work today?");
    stage.tap("Rather not say");
    slap(&stage, &["Great", "Good", "So-so", "Not good", "Bad"]);
    assert!(stage.shows("What made it so?"), "{:?}", stage.labels());
    slap(&stage, &["The team", "The rota", "Tools and till", "Something else"]);
    let marked = stage.answers().into_iter().filter(|(marked, _)| *marked).count();
    assert!((1..=2).contains(&marked), "{marked} are marked");
    stage.tap("Next");
    stage.answer("8");
    assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
    let kept = stage.kept.visits.borrow();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].answers[0].1.positions().len(), 1);
}

#[test]
fn a_comment_of_emoji_alone_is_not_handed_in_and_costs_nothing() {
    let stage = english();
    stage.tap("In your own words");
    stage.tap("Say it in your own words");
    stage.type_text("😀🎉👍🏽");
    assert_eq!(stage.control("Next").accessible_enabled(), Some(false), "nothing is left of it");
    stage.type_text(" quieter");
    assert_eq!(stage.control("Next").accessible_enabled(), Some(true));
    stage.tap("Next");
    assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
    assert_eq!(stage.kept.visits.borrow()[0].comments[0].1.as_str(), "quieter");
}

#[test]
fn a_clock_set_while_somebody_answers_changes_nothing_for_them() {
    let office = Office::new();
    office.offer("coffee-basics");
    let stage = office.start();
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    stage.tap("Rather not say");
    for (year, month, answered) in [(2027, 1, 1), (2026, 11, 2), (2026, 12, 3)] {
        stage.clock.set(date(year, month, 5).at(2, 59, 59, 0));
        stage.wait(3);
        let answer = stage.labels().into_iter().find(|label| stage.is_answer(label)).unwrap();
        stage.answer(&answer);
        assert!(stage.shows(&format!("Question {answered} of 3")), "{:?}", stage.labels());
        stage.tap("Next");
    }
    assert!(stage.shows("Only you see this. Your score is not kept."), "{:?}", stage.labels());
    // Whoever walks away is still waited for as long, and no longer.
    stage.tap("One more?");
    stage.tap("Coffee basics");
    stage.tap("Rather not say");
    stage.clock.set(date(2020, 1, 1).at(12, 0, 0, 0));
    stage.wait(28);
    assert!(!stage.shows("Still there?"), "{:?}", stage.labels());
    stage.clock.set(date(2030, 1, 1).at(12, 0, 0, 0));
    stage.wait(4);
    assert!(stage.shows("Still there?"), "{:?}", stage.labels());
    stage.wait(21);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
}

#[test]
fn a_language_changed_in_the_middle_keeps_what_was_marked_and_written() {
    let stage = english();
    stage.tap("How is work today?");
    stage.tap("Rather not say");
    stage.answer("Good");
    stage.tap("The team");
    stage.tap("Language: English");
    stage.tap("Deutsch");
    assert_eq!(stage.control("Das Team").accessible_checked(), Some(true));
    assert_eq!(stage.control("Der Schichtplan").accessible_checked(), Some(false));
    stage.tap("Von vorn");
    stage.tap("Deutsch");
    stage.tap("Mit eigenen Worten");
    stage.tap("Mit eigenen Worten sagen");
    stage.type_text("leiser");
    stage.tap("Sprache: Deutsch");
    stage.tap("العربية");
    let field = stage.control("ما الشيء الذي ينبغي أن نغيّره؟");
    assert_eq!(field.accessible_value().unwrap(), "leiser");
    stage.tap("التالي");
    assert_eq!(stage.kept.visits.borrow()[0].comments[0].1.as_str(), "leiser");
}

#[test]
fn a_word_longer_than_its_line_has_smaller_letters_and_is_not_broken() {
    let mut content = content(Scheme::Light);
    content.packs.retain(|pack| pack.id.as_str() == "quiz");
    let item = &mut content.packs[0].items[0];
    item.text = Text::Same("Arbeitsunfähigkeitsbescheinigung heute?".into());
    let ItemKind::Single { options, .. } = &mut item.kind else { panic!("a single choice") };
    options[0].text = Text::Same("Kaffeevollautomatenreinigungsplan".into());
    for ((width, height), _) in SIZES {
        let stage = Stage::open(content.clone(), width, height);
        stage.tap("English");
        stage.tap("Larger text");
        assert!(stage.shows("Arbeitsunfähigkeitsbescheinigung heute?"), "{:?}", stage.labels());
        let faults: Vec<_> = fit::faults(&stage).into_iter().filter(|fault| fault.contains("a word of")).collect();
        assert!(faults.is_empty(), "{width} × {height}: {faults:?}");
    }
}

#[test]
fn answers_of_three_hundred_letters_fit_every_size() {
    let mut content = content(Scheme::Light);
    content.packs.retain(|pack| pack.id.as_str() == "quiz");
    let ItemKind::Single { options, .. } = &mut content.packs[0].items[0].kind else { panic!("a single choice") };
    for option in options {
        option.text = Text::Same("An answer that somebody wrote without looking at it. ".repeat(6));
    }
    let stage = Stage::open(content, 1080, 1920);
    stage.tap("English");
    assert!(stage.is_in_visit());
    let found = faults(&stage, "long", &SIZES);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
