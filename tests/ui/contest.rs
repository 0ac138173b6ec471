//! Draw tickets and walls, at the screen and at the panel of a site with no desk.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::office::{Office, come_in};
use crate::past::release_comments;
use crate::stage::Stage;

/// Goes through the quiz, tapping whatever stands first.
fn play(stage: &Stage) {
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    assert!(stage.shows("Which team do you play for?"), "{:?}", stage.labels());
    stage.tap("Rather not say");
    for _ in 0..3 {
        let answer = stage.labels().into_iter().find(|label| stage.is_answer(label)).unwrap();
        stage.tap(&answer);
        stage.wait(1);
        stage.tap("Next");
    }
}

/// Takes a ticket and returns its number and its code.
fn take(stage: &Stage) -> (String, String) {
    stage.tap("Take a draw ticket");
    let labels = stage.labels();
    let number = labels.iter().find_map(|label| label.strip_prefix("Your ticket: ")).unwrap().to_owned();
    let digits = |label: &&String| label.len() == 14 && label.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let code = labels.iter().find(digits).unwrap().clone();
    assert!(stage.shows("To win: A day at the roastery for two"), "{labels:?}");
    stage.tap("I have it");
    (number, code)
}

/// Changes the language in the middle of a visit.
fn speak(stage: &Stage, switch: &str, language: &str) {
    stage.tap(switch);
    stage.tap(language);
}

#[test]
fn a_ticket_tells_its_number_and_its_day_as_each_language_writes_them() {
    let office = Office::new();
    let stage = office.start();
    play(&stage);
    stage.tap("Take a draw ticket");
    let begins = |words: &str| stage.labels().iter().any(|label| label.starts_with(words));
    let number =
        stage.labels().iter().find_map(|label| label.strip_prefix("Your ticket: ").map(str::to_owned)).unwrap();
    assert!(begins("Drawn after 31 January 2027. "), "{:?}", stage.labels());
    speak(&stage, "Language: English", "Deutsch");
    assert!(begins("Gezogen wird nach dem 31. Januar 2027. "), "{:?}", stage.labels());
    speak(&stage, "Sprache: Deutsch", "Français");
    assert!(begins("Tirage après le 31 janvier 2027. "), "{:?}", stage.labels());
    speak(&stage, "Langue : Français", "Español");
    assert!(begins("Se sortea después del 31 de enero de 2027. "), "{:?}", stage.labels());
    speak(&stage, "Idioma: Español", "العربية");
    assert!(begins("السحب بعد 31 يناير 2027. "), "{:?}", stage.labels());
    // Groups of digits would change places among words that run from the right.
    assert!(stage.shows(&format!("تذكرتك: \u{2068}{number}\u{2069}")), "{:?}", stage.labels());
    let code =
        |label: &String| label.starts_with('\u{2068}') && label.chars().filter(char::is_ascii_digit).count() == 12;
    assert!(stage.labels().iter().any(code), "{:?}", stage.labels());
}

fn type_code(stage: &Stage, code: &str) {
    for digit in code.chars().filter(char::is_ascii_digit) {
        stage.tap(&digit.to_string());
    }
    stage.tap("Done");
}

/// How many dots the pad shows before anything is typed.
fn dots(stage: &Stage) -> usize {
    let dots = stage.told("0 digits typed");
    let (at, size) = (dots.absolute_position(), dots.size());
    let line = stage.line(at.y + size.height / 2.0, at.x, at.x + size.width);
    let ground = line[line.len() - 1];
    1 + line.windows(2).filter(|pair| pair[0] == ground && pair[1] != ground).count()
}

/// The files below a folder that hold these bytes.
fn holding(folder: &Path, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if fs::read(&path).unwrap().windows(needle.len()).any(|bytes| bytes == needle.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_ticket_is_taken_drawn_shown_and_claimed_once() {
    let office = Office::new();
    let stage = office.start();
    play(&stage);
    let (number, code) = take(&stage);
    assert!(
        !stage.labels().iter().any(|label| label.contains(&code) || label.contains(&number)),
        "gone with its taker"
    );
    for needle in [code.clone(), code.replace(' ', ""), number.clone()] {
        assert_eq!(holding(&office.path("data"), &needle), Vec::<String>::new(), "no file tells {needle}");
    }
    come_in(&stage);
    stage.tap("Draw a ticket");
    stage.tap("Draw");
    assert!(stage.shows("The contest has not ended yet. Nothing is drawn before."), "{:?}", stage.labels());
    drop(stage);

    office.edit("packs/coffee-basics.toml", "until = 2027-01-31", "until = 2026-11-17");
    let stage = office.start();
    come_in(&stage);
    stage.tap("Draw a ticket");
    stage.tap("Draw");
    assert!(stage.shows(&format!("Drawn: {number}. Nobody else knows it yet.")), "{:?}", stage.labels());
    stage.tap("Show the number");
    assert_eq!(dots(&stage), 12, "one for each digit of a code");
    type_code(&stage, "000000000000");
    assert!(stage.shows("This code does not belong to the ticket that won."), "{:?}", stage.labels());
    type_code(&stage, &code);
    assert!(stage.labels().iter().any(|label| label.contains("The prize is theirs")), "{:?}", stage.labels());
    assert!(stage.shows(&format!("Ticket {number} has won and was claimed.")), "{:?}", stage.labels());
}

#[test]
fn the_number_that_won_is_on_the_first_screen_until_it_is_claimed() {
    let office = Office::new();
    let stage = office.start();
    play(&stage);
    let (number, _) = take(&stage);
    drop(stage);
    office.edit("packs/coffee-basics.toml", "until = 2027-01-31", "until = 2026-11-17");
    let stage = office.start();
    come_in(&stage);
    stage.tap("Draw a ticket");
    stage.tap("Draw");
    stage.tap("Show the number");
    stage.tap("Back");
    stage.tap("Close the panel");
    let won = format!("Ticket {number} has won.");
    let seen = (0..60).any(|_| {
        stage.pass(Duration::from_secs(1));
        stage.shows(&won)
    });
    assert!(seen, "{:?}", stage.labels());
}

#[test]
fn a_draw_with_no_tickets_says_so() {
    let office = Office::new();
    office.edit("packs/coffee-basics.toml", "until = 2027-01-31", "until = 2026-11-17");
    let stage = office.start();
    come_in(&stage);
    stage.tap("Draw a ticket");
    stage.tap("Draw");
    assert!(stage.shows("There is no ticket to draw."), "{:?}", stage.labels());
}

#[test]
fn a_site_with_no_desk_approves_released_comments_at_the_panel_and_takes_them_down() {
    let office = Office::new();
    release_comments(&office);
    let stage = office.start();
    come_in(&stage);
    stage.tap("Walls");
    let waits = |stage: &Stage| stage.labels().iter().filter(|label| label.starts_with("To read: ")).count();
    let label = stage.labels().into_iter().find(|label| label.starts_with("To read: ")).expect("comments wait");
    let words = label.trim_start_matches("To read: ").to_owned();
    let voices = || fs::read_to_string(office.config().join("voices.toml")).unwrap();
    assert!(!voices().contains(&words), "nothing is up before somebody approves it");
    stage.tap(&label);
    assert!(voices().contains(&words) && voices().contains("approved = 2026-11-18"));
    assert!(!stage.shows(&label) && waits(&stage) > 0, "{:?}", stage.labels());
    stage.tap(&format!("Take down: {words}"));
    assert!(voices().contains("withdrawn = 2026-11-18"));
    assert!(!stage.shows(&format!("Take down: {words}")));
    assert!(!stage.shows(&label), "it was decided, and does not wait again");
}
