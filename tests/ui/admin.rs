//! The panel of whoever looks after the kiosk, from the gesture to every deed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::civil::date;
use listening_post::store::AdminSettings;
use slint::platform::Key;

use crate::office::{Office, PIN, come_in, enter, knock, work};
use crate::stage::Stage;

pub const WRONG: &str = "472914";

/// Every file below a folder, by its path below it.
fn files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    files.sort();
    files
}

/// Begins a quiz.
fn begin(stage: &Stage) {
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    stage.tap("Rather not say");
}

/// The first answer to the question that is shown.
fn answer(stage: &Stage) -> String {
    let labels = stage.labels();
    let question = labels.iter().position(|label| label.ends_with('?')).unwrap();
    labels[question + 1..].iter().find(|label| stage.is_answer(label)).unwrap().clone()
}

#[test]
fn a_finger_held_in_a_corner_and_the_pin_open_the_panel() {
    let office = Office::new();
    let stage = office.start();
    let before = stage.labels();
    stage.rest((20.0, 20.0), 2500);
    assert_eq!(stage.labels(), before, "not long enough");
    stage.rest((540.0, 400.0), 4000);
    assert!(stage.shows("What would you like to do?"), "not in a corner: {:?}", stage.labels());
    stage.tap("Start over");
    assert_eq!(stage.labels(), before);
    stage.rest((1070.0, 10.0), 3200);
    assert!(stage.shows("The PIN, please."), "{:?}", stage.labels());
    assert!(!stage.shows("Touch to begin"), "nothing of the first screen can be reached from the panel");
    stage.tap("4");
    stage.tap("7");
    assert!(stage.shows("2 digits typed"));
    stage.tap("Delete");
    assert!(stage.shows("1 digit typed"));
    assert_eq!(stage.control("Done").accessible_enabled(), Some(false), "too few digits to try");
    enter(&stage, "72913", "Done");
    for fact in
        ["Site: harbour-road", "This round: 2026-W47", "Last cut: none yet", "Next cut: Monday 23 November 2026, 03:00"]
    {
        assert!(stage.shows(fact), "{fact}: {:?}", stage.labels());
    }
    stage.tap("1 part needs a look");
    assert!(stage.shows("counters: both copies are whole"), "{:?}", stage.labels());
    assert!(stage.shows("ledger: whole"));
    assert!(stage.labels().iter().any(|label| label.starts_with("display: none → ")), "the test has no display");
    assert!(stage.shows("touch: ILITEK ILITEK-TP is there"), "{:?}", stage.labels());
    stage.tap("Back");
    stage.tap("Close the panel");
    assert!(stage.shows("How was today, really?"));
    stage.tap("Touch to begin");
    assert!(stage.shows("What would you like to do?"));
}

#[test]
fn without_a_pin_the_panel_says_how_to_set_one_and_opens_nothing() {
    let office = Office::without_pin();
    let stage = office.start();
    knock(&stage);
    assert!(stage.shows("No PIN is set."));
    assert!(stage.shows("listening-post admin set-pin"));
    stage.tap("Close");
    assert!(stage.shows("How was today, really?"));
}

#[test]
fn wrong_pins_make_one_wait_also_across_a_restart_and_whatever_the_clock_is_set_to() {
    let office = Office::new();
    let stage = office.start();
    knock(&stage);
    enter(&stage, WRONG, "Done");
    assert!(stage.shows("That is not the PIN."), "{:?}", stage.labels());
    enter(&stage, WRONG, "Done");
    enter(&stage, WRONG, "Done");
    assert!(stage.shows("Too many were wrong. In 0:30 you can try again."), "{:?}", stage.labels());
    assert_eq!(stage.control("4").accessible_enabled(), Some(false));
    stage.wait(10);
    assert!(stage.shows("Too many were wrong. In 0:20 you can try again."), "{:?}", stage.labels());
    drop(stage);

    let stage = office.start();
    stage.clock.set(date(2020, 1, 1).at(0, 0, 0, 0));
    knock(&stage);
    assert!(stage.shows("Too many were wrong. In 0:27 you can try again."), "{:?}", stage.labels());
    stage.clock.set(date(2036, 1, 1).at(0, 0, 0, 0));
    stage.wait(10);
    assert_eq!(stage.control("4").accessible_enabled(), Some(false));
    stage.wait(18);
    enter(&stage, WRONG, "Done");
    assert!(stage.shows("Too many were wrong. In 1:00 you can try again."), "{:?}", stage.labels());
    stage.press(Key::Escape);
    stage.wait(61);
    come_in(&stage);
    assert!(stage.shows("How this kiosk is"));
    drop(stage);

    let stage = office.start();
    knock(&stage);
    assert!(stage.shows("The PIN, please."), "the right PIN ends the count");
}

#[test]
fn the_screen_goes_on_while_a_pin_is_looked_at() {
    let office = Office::new().slow();
    let stage = office.start();
    knock(&stage);
    enter(&stage, PIN, "Done");
    assert!(stage.shows("One moment …"));
    stage.tap("Larger text");
    assert_eq!(stage.control("Larger text").accessible_checked(), Some(true));
    stage.tap("Larger text");
    work();
    stage.pass(Duration::from_millis(200));
    assert!(stage.shows("Looking at every part …"), "{:?}", stage.labels());
    work();
    stage.pass(Duration::from_millis(200));
    assert!(stage.shows("1 part needs a look"), "{:?}", stage.labels());
}

#[test]
fn the_panel_says_the_same_whether_nobody_came_or_many() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    let without = stage.labels();
    stage.tap("Notices");
    assert!(stage.shows("Nothing to tell since the start."));
    stage.press(Key::Escape);
    stage.press(Key::Escape);
    for _ in 0..3 {
        begin(&stage);
        stage.tap("Skip");
        stage.tap("Start over");
        begin(&stage);
        stage.answer(&answer(&stage));
        stage.wait(60);
    }
    come_in(&stage);
    assert_eq!(stage.labels(), without);
    stage.tap("Notices");
    assert!(stage.shows("Nothing to tell since the start."));
}

#[test]
fn a_paused_kiosk_says_so_takes_nobody_stays_paused_and_is_resumed() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    stage.tap("Pause the kiosk");
    assert!(stage.shows("Now: paused"), "{:?}", stage.labels());
    stage.wait(2);
    stage.tap("Close the panel");
    assert!(stage.shows("This kiosk is paused."), "{:?}", stage.labels());
    drop(stage);

    let stage = office.start();
    stage.wait(2);
    assert!(stage.shows("This kiosk is paused."), "{:?}", stage.labels());
    come_in(&stage);
    stage.tap("Resume the kiosk");
    stage.tap("Close the panel");
    stage.wait(2);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
    assert_eq!(office.files().settings(), AdminSettings::default());
}

#[test]
fn a_release_is_closed_when_it_is_due_and_not_before() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    stage.tap("Close a release now");
    let nothing = "Nothing is due: a round closes on Monday at 03:00, once the kiosk has been powered long enough.";
    assert!(stage.shows(nothing), "{:?}", stage.labels());
    stage.tap("Back");
    // Due now, and the kiosk has not had its next beat.
    stage.clock.advance_to(date(2026, 11, 23).at(4, 0, 0, 0));
    // Not with a finger: facts that change under it move what it is on.
    stage.control("Close a release now").invoke_accessible_default_action();
    stage.pass(Duration::from_millis(100));
    assert!(stage.shows("2026-W47 is closed."), "{:?}", stage.labels());
    assert!(stage.labels().iter().any(|label| label == "coffee-basics/espresso-seconds waits"), "{:?}", stage.labels());
    stage.tap("Back");
    assert!(stage.shows("Last cut: 2026-W47"), "{:?}", stage.labels());
    stage.tap("Notices");
    assert!(stage.shows("2026-W48: 2026-W47 is closed."));
}

#[test]
fn a_changed_configuration_is_taken_over_and_a_broken_one_is_not() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    office.edit("packs/coffee-basics.toml", "kind = \"quiz\"", "kind = \"quizz\"");
    stage.tap("Read the configuration again");
    assert!(stage.shows("There is a fault, so the kiosk goes on as before."), "{:?}", stage.labels());
    let labels = stage.labels();
    let fault = "packs/coffee-basics.toml, line 4: “kind” cannot have this value";
    assert!(stage.shows(fault) && stage.shows("listening-post check says more."), "{labels:?}");
    stage.tap("Back");
    stage.tap("Notices");
    assert!(stage.shows(&format!("2026-W47: {fault}")), "{:?}", stage.labels());
    stage.tap("Back");
    stage.tap("Close the panel");
    stage.tap("Touch to begin");
    assert!(stage.shows("Coffee basics"), "{:?}", stage.labels());
    stage.tap("Start over");

    office.edit("packs/coffee-basics.toml", "kind = \"quizz\"", "kind = \"quiz\"");
    office.edit("packs/coffee-basics.toml", "Coffee basics", "All about coffee");
    come_in(&stage);
    stage.tap("Read the configuration again");
    assert!(stage.shows("The configuration is taken over."), "{:?}", stage.labels());
    stage.tap("Back");
    stage.tap("Close the panel");
    stage.tap("Touch to begin");
    assert!(stage.shows("All about coffee"), "{:?}", stage.labels());
}

#[test]
fn what_was_released_goes_to_the_stick_that_is_picked_and_is_read_back() {
    let office = Office::new();
    let stage = office.start();
    stage.clock.advance_to(date(2026, 11, 23).at(4, 0, 0, 0));
    stage.wait(2);
    come_in(&stage);
    stage.tap("Export to a USB stick");
    assert!(stage.shows("There is no stick that can be written to. Plug one in; it shows here by itself."));
    let other = office.plug_in("BLUE");
    let stick = office.plug_in("KINGSTON");
    stage.wait(1);
    stage.tap("Write to KINGSTON, 31.4 GB free");
    assert!(stage.shows("All of it is on the stick."), "{:?}", stage.labels());
    assert!(stage.shows("It was read back and compared. You can take the stick out."));
    assert_eq!(files(&other), Vec::<String>::new());
    let written = files(&stick);
    assert_eq!(written.len(), 3, "{written:?}");
    assert!(
        written[0].starts_with("listening-post/harbour-road-") && written[0].ends_with("/cells.csv"),
        "{written:?}"
    );
    assert!(written[1].starts_with("listening-post/rounds/cells/v1/cut_week=2026-W47/"), "{written:?}");
    assert_eq!(written[2], format!("{}.sig", written[1]));
    let cells = fs::read_to_string(stick.join(&written[0])).unwrap();
    assert!(cells.starts_with("schema_version,"), "{cells}");

    // Again, onto the same stick: the same files, none of them twice.
    stage.tap("Back");
    stage.tap("Export to a USB stick");
    stage.tap("Write to KINGSTON, 31.4 GB free");
    assert!(stage.shows("All of it is on the stick."));
    assert_eq!(files(&stick), written);

    // Somebody has changed a round: it is told, and left as it is.
    fs::write(stick.join(&written[1]), "forged").unwrap();
    stage.tap("Back");
    stage.tap("Export to a USB stick");
    stage.tap("Write to KINGSTON, 31.4 GB free");
    assert!(stage.shows("Not all of it is on the stick."), "{:?}", stage.labels());
    assert!(stage.labels().iter().any(|label| label.starts_with("ALARM: ")), "{:?}", stage.labels());
    assert_eq!(fs::read_to_string(stick.join(&written[1])).unwrap(), "forged");
}

#[test]
fn what_was_released_is_sent_by_itself_after_a_cut_and_when_somebody_asks() {
    let office = Office::new();
    let lake = office.path("lake");
    let toml = fs::read_to_string(office.config().join("kiosk.toml")).unwrap();
    let destination = format!("{toml}\n[[destination]]\nurl = \"file://{}\"\n", lake.display());
    fs::write(office.config().join("kiosk.toml"), destination).unwrap();
    let stage = office.start();
    // The cut is made while nothing is mounted there.
    stage.clock.advance_to(date(2026, 11, 23).at(4, 0, 0, 0));
    stage.wait(2);
    come_in(&stage);
    stage.tap("Send what was released");
    assert!(stage.shows("Not all of it could be sent."), "{:?}", stage.labels());
    assert!(stage.labels().iter().any(|label| label.contains("There is no folder")), "{:?}", stage.labels());
    fs::create_dir(&lake).unwrap();
    stage.tap("Back");
    stage.tap("Send what was released");
    assert!(stage.shows("All of it has been sent."), "{:?}", stage.labels());
    let sent = files(&lake);
    assert_eq!(sent.len(), 3, "a round, its signature and how the kiosk is: {sent:?}");
    assert!(sent[0].starts_with("cells/v1/cut_week=2026-W47/") && sent[2].starts_with("status/v1/"), "{sent:?}");
    stage.tap("Back");
    stage.tap("Close the panel");

    // The next cut is sent without anybody asking, within half an hour.
    stage.clock.advance_to(date(2026, 11, 30).at(4, 0, 0, 0));
    stage.wait(2);
    stage.clock.advance_to(date(2026, 11, 30).at(4, 31, 0, 0));
    stage.wait(2);
    assert!(files(&lake).iter().any(|file| file.starts_with("cells/v1/cut_week=2026-W48/")), "{:?}", files(&lake));
}

#[test]
fn a_stick_that_is_pulled_is_told_and_an_export_keeps_the_panel_open() {
    let office = Office::new().slow();
    let stage = office.start();
    knock(&stage);
    enter(&stage, PIN, "Done");
    work();
    stage.pass(Duration::from_millis(200));
    let stick = office.plug_in("KINGSTON");
    stage.tap("Export to a USB stick");
    stage.tap("Write to KINGSTON, 31.4 GB free");
    assert!(stage.shows("Leave the stick in."), "{:?}", stage.labels());
    stage.wait(90);
    assert!(stage.shows("Leave the stick in."), "{:?}", stage.labels());
    fs::remove_dir(&stick).unwrap();
    fs::write(&stick, "no folder any more").unwrap();
    work();
    stage.pass(Duration::from_millis(200));
    assert!(stage.shows("Not all of it is on the stick."), "{:?}", stage.labels());
    stage.wait(61);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
}

#[test]
fn the_first_language_is_set_for_good() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    stage.tap("First language: English");
    stage.tap("Deutsch");
    assert!(stage.shows("Welche Sprache kommt zuerst?"), "{:?}", stage.labels());
    stage.tap("Zurück");
    stage.tap("Verwaltung schließen");
    assert!(stage.shows("Wie war’s heute, ehrlich?"), "{:?}", stage.labels());
    drop(stage);
    let stage = office.start();
    assert!(stage.shows("Wie war’s heute, ehrlich?"), "{:?}", stage.labels());
}

#[test]
fn brightness_is_there_only_where_it_can_be_set() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    assert!(!stage.shows("Brighter"));
    drop(stage);
    let light = office.light_up();
    let stage = office.start();
    come_in(&stage);
    stage.reach("Brighter");
    assert!(stage.shows("Brightness 50%"), "{:?}", stage.labels());
    stage.tap("Brighter");
    assert!(stage.shows("Brightness 60%"));
    assert_eq!(fs::read_to_string(light.join("brightness")).unwrap(), "120");
}

/// A kiosk that can be heard.
fn speaking() -> Office {
    let office = Office::new();
    office.edit("kiosk.toml", "reach =", "speech = true\nreach =");
    office
}

#[test]
fn how_loud_the_voice_begins_is_heard_where_it_is_set_and_holds_for_good() {
    let office = speaking();
    let stage = office.start();
    come_in(&stage);
    stage.reach("Louder voice");
    assert!(stage.shows("Voice 70%"), "{:?}", stage.labels());
    stage.tap("Louder voice");
    assert!(stage.shows("Voice 80%"));
    let heard = stage.heard.said.take();
    assert_eq!(&*heard[0].text, "The voice begins this loud: 80%.");
    assert_eq!((heard.len(), heard[0].volume.percent()), (1, 80));
    assert_eq!(stage.heard.forgotten.get(), 0);
    stage.tap("Close the panel");
    assert_eq!(stage.heard.forgotten.get(), 1, "nobody listens any more");
    drop(stage);
    let stage = office.start();
    stage.tap("Read aloud");
    assert!(stage.shows("Volume 80%"), "{:?}", stage.labels());
    assert!(stage.heard.said.borrow().iter().all(|said| said.volume.percent() == 80));
    drop(stage);

    let told = AdminSettings { volume: Some(0), ..AdminSettings::default() };
    office.files().set_settings(&told).unwrap();
    let stage = office.start();
    stage.tap("Read aloud");
    assert!(stage.shows("Volume 20%"), "whatever is written there, it is never silent: {:?}", stage.labels());
}

#[test]
fn how_loud_the_voice_begins_is_asked_only_where_there_is_one() {
    let mute = Office::new();
    let stage = mute.start();
    come_in(&stage);
    assert!(!stage.shows("Louder voice"), "it is not configured");
    let office = speaking();
    let stage = office.start();
    stage.heard.is_gone.set(true);
    stage.wait(1);
    come_in(&stage);
    assert!(!stage.shows("Louder voice"), "nobody answers");
}

#[test]
fn a_panel_that_nobody_touches_closes_after_a_minute() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    stage.tap("Notices");
    stage.wait(58);
    assert!(stage.shows("Notices"), "{:?}", stage.labels());
    stage.wait(3);
    assert!(stage.shows("How was today, really?"), "{:?}", stage.labels());
    knock(&stage);
    stage.tap("4");
    stage.wait(61);
    assert!(stage.shows("How was today, really?"));
    knock(&stage);
    assert!(stage.shows("0 digits typed"), "what was typed is gone");
}

#[test]
fn leaving_to_the_desktop_is_asked_for_twice() {
    let office = Office::new();
    let stage = office.start();
    come_in(&stage);
    stage.tap("Leave to the desktop");
    assert!(stage.shows("Leave to the desktop?"));
    stage.tap("Back");
    assert!(stage.is_open());
    stage.tap("Leave to the desktop");
    stage.tap("Leave");
    assert!(!stage.is_open());
}

#[test]
fn the_panel_can_be_walked_with_keys_alone() {
    let office = Office::new();
    let stage = office.start();
    knock(&stage);
    stage.type_text("4729");
    stage.press(Key::Backspace);
    stage.type_text("913");
    assert!(stage.shows("6 digits typed"), "{:?}", stage.labels());
    stage.press(Key::Return);
    assert!(stage.shows("How this kiosk is"), "{:?}", stage.labels());
    stage.press(Key::Return);
    assert!(stage.shows("Resume the kiosk"), "{:?}", stage.labels());
    stage.press(Key::DownArrow);
    stage.press(Key::Return);
    assert!(stage.shows("There is no stick that can be written to. Plug one in; it shows here by itself."));
    stage.press(Key::Escape);
    assert!(stage.shows("How this kiosk is"));
    stage.press(Key::Escape);
    assert!(stage.shows("This kiosk is paused."), "{:?}", stage.labels());
}
