//! The screen read aloud, to somebody who remembers every word.

use std::time::Duration;

use listening_post::config::Scheme;
use listening_post::content::Content;
use listening_post::speech::Rate;
use slint::platform::Key;

use crate::sample::content;
use crate::stage::Stage;

fn speaking() -> Stage {
    let mut content: Content = content(Scheme::Light);
    content.kiosk.screen.speech = true;
    Stage::open(content, 1080, 1920)
}

/// Turns reading aloud on, at its usual pace.
fn listen(stage: &Stage) {
    stage.tap("Read aloud");
    stage.tap("Back");
    stage.heard.take();
}

/// All that was said since last time, in one.
fn heard(stage: &Stage) -> String {
    stage.settle();
    stage.heard.take().join(" | ")
}

#[test]
fn nothing_is_read_aloud_unless_it_is_configured_there_is_a_voice_and_somebody_asks() {
    let stage = Stage::open(content(Scheme::Light), 1080, 1920);
    assert!(!stage.shows("Read aloud"));
    let stage = speaking();
    stage.tap("Touch to begin");
    assert!(stage.shows("Read aloud") && stage.heard.take().is_empty());
    stage.heard.is_gone.set(true);
    stage.wait(1);
    assert!(!stage.shows("Read aloud"));
}

#[test]
fn each_page_is_read_as_it_comes_with_its_answers_and_buttons() {
    let stage = speaking();
    listen(&stage);
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    let said = heard(&stage);
    assert!(said.contains("How long does a good espresso run?"), "{said}");
    assert!(said.contains("2 of 4: 25 seconds."), "{said}");
    assert!(said.contains("Espresso running into a glass"), "{said}");
    assert!(said.contains("Skip") && said.contains("Start over"), "{said}");
}

#[test]
fn the_focus_is_followed_and_what_is_chosen_there_is_confirmed() {
    let stage = speaking();
    listen(&stage);
    stage.tap("Touch to begin");
    stage.tap("How is work today?");
    stage.tap("Rather not say");
    stage.answer("So-so");
    heard(&stage);
    stage.press(Key::DownArrow);
    let said = heard(&stage);
    assert!(said.ends_with("1 of 6: The team."), "{said}");
    stage.press(Key::Return);
    assert_eq!(heard(&stage), "Chosen.");
    stage.press(Key::Return);
    assert_eq!(heard(&stage), "Not chosen.");
}

#[test]
fn what_somebody_chose_or_wrote_is_read_to_them_only_when_they_ask() {
    let stage = speaking();
    listen(&stage);
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    heard(&stage);
    stage.answer("10 seconds");
    let said = heard(&stage);
    assert!(said.contains("Not quite.") && said.contains("The answer: 25 seconds"), "{said}");
    assert!(!said.contains("10 seconds"), "{said}");
    stage.press(Key::F1);
    let said = heard(&stage);
    assert!(said.contains("You picked “10 seconds”"), "{said}");

    stage.tap("Start over");
    listen(&stage);
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    stage.tap("Say it in your own words");
    heard(&stage);
    stage.type_text("quiet please, call me on 0170 1234567");
    stage.wait(1);
    let said = heard(&stage);
    assert!(!said.is_empty(), "the hint about the number is told");
    assert!(!said.contains("quiet") && !said.contains("0170"), "{said}");
    stage.press(Key::F1);
    assert!(heard(&stage).contains("quiet please"));
}

#[test]
fn a_button_says_what_it_comes_to_and_one_that_waits_says_for_what() {
    let stage = speaking();
    listen(&stage);
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    for words in ["Skip. This question stays without an answer.", "Start over. Nothing that you chose is counted."] {
        let reached = (0..20).any(|_| {
            stage.press(Key::DownArrow);
            heard(&stage).contains(words)
        });
        assert!(reached, "{words}: {:?}", stage.labels());
    }
    stage.tap("Start over");
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    while !stage.shows("Next") {
        stage.tap("Skip");
    }
    assert_eq!(stage.control("Next").accessible_description().as_deref(), Some("Your answer comes first."));
}

#[test]
fn pace_and_language_are_those_of_whoever_listens_and_end_with_the_visit() {
    let stage = speaking();
    stage.tap("Read aloud");
    stage.tap("Faster");
    stage.tap("Back");
    stage.heard.take();
    stage.tap("Deutsch");
    let last = stage.heard.said.borrow().last().cloned().unwrap();
    assert_eq!((last.language.as_str(), last.rate), ("de", Rate::Fast));
    assert!(last.text.contains("Tasten:"), "{}", *last.text);

    let before = stage.heard.forgotten.get();
    stage.tap("Von vorn");
    assert_eq!(stage.heard.forgotten.get(), before + 1);
    assert_eq!(stage.control("Read aloud").accessible_checked(), Some(false));
    stage.heard.take();
    stage.tap("Touch to begin");
    assert!(stage.heard.take().is_empty(), "the next person hears nothing");
}

/// How loud the last words were, in percent, and what they were.
fn loudness(stage: &Stage) -> (u8, String) {
    stage.settle();
    let last = stage.heard.said.borrow().last().cloned().unwrap();
    (last.volume.percent(), last.text.to_string())
}

#[test]
fn how_loud_it_is_is_told_at_each_step_never_ends_in_silence_and_starts_anew_with_the_next_visit() {
    let stage = speaking();
    stage.type_text("+");
    stage.tap("Read aloud");
    assert_eq!(loudness(&stage).0, 70, "nothing is made louder before there is a voice");
    assert!(stage.shows("Volume 70%"));
    stage.tap("Louder");
    assert_eq!(loudness(&stage), (80, "Volume 80%".to_owned()));
    for _ in 0..9 {
        stage.tap("Softer");
    }
    assert_eq!(loudness(&stage), (20, "Volume 20%".to_owned()), "it can be heard, and is told once more");
    stage.tap("Back");
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    assert_eq!(loudness(&stage).0, 20);
    stage.type_text("+");
    assert_eq!(loudness(&stage), (30, "Volume 30%".to_owned()), "with a key of the keypad, on any screen");
    stage.type_text("-");
    assert_eq!(loudness(&stage).0, 20);
    stage.tap("Start over");
    stage.tap("Read aloud");
    assert_eq!(loudness(&stage).0, 70);
    assert!(stage.shows("Volume 70%"));
}

#[test]
fn somebody_with_keys_alone_makes_it_louder_and_writes_a_plus_where_they_write() {
    let stage = speaking();
    stage.press(Key::F1);
    stage.press(Key::UpArrow);
    let reached = (0..40).any(|_| {
        stage.press(Key::UpArrow);
        heard(&stage).contains("Read aloud. On.")
    });
    assert!(reached, "{:?}", stage.labels());
    stage.press(Key::Return);
    let reached = (0..9).any(|_| {
        stage.press(Key::DownArrow);
        heard(&stage).ends_with("Louder.")
    });
    assert!(reached, "{:?}", stage.labels());
    stage.press(Key::Return);
    assert_eq!(loudness(&stage), (80, "Volume 80%".to_owned()));
    stage.press(Key::Escape);
    stage.tap("Touch to begin");
    stage.tap("In your own words");
    stage.tap("Say it in your own words");
    stage.type_text("1 + 1");
    stage.press(Key::F1);
    let (loud, said) = loudness(&stage);
    assert!(loud == 80 && said.contains("1 + 1"), "{loud}: {said}");
}

#[test]
fn a_countdown_is_told_and_so_is_the_page_that_it_covered() {
    let stage = speaking();
    listen(&stage);
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    heard(&stage);
    stage.wait(31);
    let said = heard(&stage);
    assert!(said.contains("Still there?"), "{said}");
    assert!(!said.contains("espresso"), "what is covered is not read: {said}");
    stage.wait(10);
    let said = heard(&stage);
    assert!(said.contains("10 seconds left."), "{said}");
    stage.press(Key::Escape);
    assert!(heard(&stage).contains("How long does a good espresso run?"));
}

#[test]
fn digits_choose_the_answer_in_their_place() {
    let stage = speaking();
    listen(&stage);
    stage.type_text("1");
    stage.settle();
    assert!(stage.shows("What would you like to do?"), "{:?}", stage.labels());
    stage.type_text("1");
    stage.settle();
    assert!(stage.shows("Who are you with?"), "{:?}", stage.labels());
    stage.type_text("4");
    stage.settle();
    assert!(stage.shows("How was your shift today?"), "{:?}", stage.labels());
    stage.type_text("2");
    stage.settle();
    stage.settle();
    assert!(stage.shows("What made it so?"), "{:?}", stage.labels());
    stage.type_text("1");
    stage.settle();
    assert_eq!(stage.control("The team").accessible_checked(), Some(true));
    stage.tap("Next");
    stage.type_text("7");
    stage.settle();
    stage.settle();
    assert!(stage.shows("Thank you. We heard you."), "{:?}", stage.labels());
    let said: Vec<_> =
        stage.kept.visits.borrow()[0].answers.iter().map(|(_, said)| said.positions().to_vec()).collect();
    assert_eq!(said, [vec![3], vec![0], vec![7]]);
}

#[test]
fn digits_choose_every_point_of_a_scale_up_to_ten() {
    for (typed, wait, point) in [("0", 0, 0), ("10", 0, 10), ("1", 1000, 1), ("12", 0, 2)] {
        let stage = speaking();
        stage.tap("English");
        stage.tap("How is work today?");
        stage.tap("Rather not say");
        stage.answer("Good");
        stage.tap("The team");
        stage.tap("Next");
        typed.chars().for_each(|digit| stage.type_text(&digit.to_string()));
        stage.pass(Duration::from_millis(wait));
        stage.settle();
        stage.settle();
        assert!(stage.shows("Thank you. We heard you."), "{typed}: {:?}", stage.labels());
        let kept = stage.kept.visits.borrow();
        assert_eq!(kept[0].answers.last().map(|(_, said)| said.positions().to_vec()), Some(vec![point]), "{typed}");
    }
}
