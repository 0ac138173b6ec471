//! A newer edition of signed content comes while somebody is in the middle of a visit.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use jiff::Span;
use listening_post::cli::selection::Selection;
use listening_post::clock::{Clock, SimulatedClock};
use listening_post::config::Folder;
use listening_post::content::load;
use listening_post::random::Random;
use listening_post::release::Batch;
use listening_post::store::{Counters, Kind, Ledger};
use listening_post::visit::{Finished, Response};

use crate::office::{Office, come_in};
use crate::stage::{START, Stage};

const KIOSK: &str = "organisation = \"Harbour Coffee\"\nsite = \"harbour-road\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\n\
    headcount = 60\n[privacy]\nk = 5\n";

fn quiz(about: &str) -> String {
    format!(
        "kind = \"quiz\"\ntitle = \"All about {about}\"\n[[item]]\nid = \"best\"\ntype = \"single\"\ntext = \"Which {about}?\"\n\
         options = [{{ id = \"this\", text = \"This {about}\", correct = true }}, {{ id = \"that\", text = \"That {about}\" }}]\n\
         explain = \"This one.\"\n"
    )
}

fn run(config: &Path, data: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
    command.arg("--config").arg(config).arg("--data").arg(data).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A kiosk whose own pack is about beans, and that takes what HR signs.
fn office() -> Office {
    let office = Office::new();
    fs::remove_dir_all(office.config()).unwrap();
    fs::create_dir_all(office.config().join("packs")).unwrap();
    let lake = office.path("lake");
    fs::create_dir(&lake).unwrap();
    let key = run(
        &office.config(),
        &office.path("desk"),
        &["--json", "content", "key", office.path("hr.key").to_str().unwrap()],
    );
    let key: serde_json::Value = serde_json::from_str(&key).unwrap();
    let key = key["key"].as_str().unwrap();
    office.write("kiosk.toml", &format!("{KIOSK}[content]\nkey = \"{key}\"\nurl = \"file://{}\"\n", lake.display()));
    office.write("packs/beans.toml", &quiz("beans"));
    office
}

/// HR signs a pack about tea, under another name, and publishes it.
fn tea_is_signed(office: &Office) {
    let hr = office.path("hr");
    fs::create_dir_all(hr.join("packs")).unwrap();
    fs::write(hr.join("kiosk.toml"), KIOSK).unwrap();
    fs::write(hr.join("theme.toml"), "name = \"Harbour Tea\"\n").unwrap();
    fs::write(hr.join("packs/tea.toml"), quiz("tea")).unwrap();
    let (key, lake) = (office.path("hr.key"), office.path("lake"));
    let arguments = ["content", "sign", "--key", key.to_str().unwrap(), "--out", lake.to_str().unwrap()];
    run(&hr, &office.path("desk"), &arguments);
}

/// The same, and the kiosk's machine fetches it beside the window.
fn tea_comes(office: &Office) {
    tea_is_signed(office);
    let synced = run(&office.config(), office.data().path(), &["sync"]);
    assert!(synced.contains("edition 1 of the content is here now."), "{synced}");
}

/// Lets a minute and more pass while somebody is at the screen.
fn linger(stage: &Stage) {
    for _ in 0..10 {
        stage.wait(9);
        stage.touch();
    }
}

/// Ten more answers on two days, and the cut; how many answers to the question about beans have left then.
fn counted(office: &Office) -> u32 {
    let content = Arc::new(load(&Folder::read(&office.config()).unwrap()).content.unwrap());
    let clock = SimulatedClock::at(START);
    let (mut counters, _) =
        Counters::open(&office.data(), Kind::Real, Arc::clone(&content), clock.clone(), Random::seeded(3)).unwrap();
    let until = |counters: &mut Counters<SimulatedClock, Random>, days: i64, hour: i8| {
        let target = START.date().saturating_add(Span::new().days(days)).at(hour, 0, 0, 0);
        while clock.wall() < target {
            clock.advance_to(clock.wall().saturating_add(Span::new().minutes(30)));
            counters.pass_time().unwrap();
        }
    };
    let beans = content.packs.iter().find(|pack| pack.id.as_str() == "beans").unwrap();
    for day in 1..=2 {
        for hour in 8..13 {
            until(&mut counters, day, hour);
            let answers = vec![(beans.items[0].id.clone(), Response::one(0))];
            let visit = Finished { pack: beans.id.clone(), cohort: None, answers, comments: Vec::new(), burst: false };
            counters.add(&visit).unwrap();
        }
    }
    until(&mut counters, 9, 6);
    let batches = Ledger::open_existing(&office.data().ledger()).unwrap().batches(None, None).unwrap();
    batches.iter().map(Batch::n).sum()
}

#[test]
fn a_newer_edition_takes_over_between_two_visits_and_takes_nobodys_answer_away() {
    let office = office();
    let stage = office.start();
    stage.tap("Touch to begin");
    assert!(stage.shows("Which beans?"), "{:?}", stage.labels());
    tea_comes(&office);
    linger(&stage);
    assert!(stage.shows("Which beans?"), "{:?}", stage.labels());
    stage.answer("This beans");
    let labels = stage.labels();
    assert!(labels.iter().any(|label| label.contains("This one.")), "{labels:?}");
    stage.wait(90);
    // Words show at once; new questions wait for the next round, for something was counted in this one.
    assert!(stage.labels().iter().any(|label| label.contains("Harbour Tea")), "{:?}", stage.labels());
    drop(stage);
    assert_eq!(counted(&office), 11, "the answer to the question that went away meanwhile is counted");
}

#[test]
fn an_edition_that_takes_over_runs_well_once_it_has_run_for_some_minutes() {
    let office = office();
    let stage = office.start();
    tea_comes(&office);
    stage.wait(90);
    assert!(stage.labels().iter().any(|label| label.contains("Harbour Tea")), "{:?}", stage.labels());
    let trials = || fs::read_to_string(office.data().path().join("content/trials")).unwrap();
    stage.wait(180);
    assert_eq!(trials(), "1 1\n");
    stage.wait(120);
    assert_eq!(trials(), "1 well\n");
}

#[test]
fn an_edition_comes_by_itself_and_is_shown_and_told_of_while_nobody_is_there() {
    let office = office();
    tea_is_signed(&office);
    let stage = office.start();
    assert!(!stage.labels().iter().any(|label| label.contains("Harbour Tea")));
    // Five minutes, over which kiosks that start at once come one after the other.
    stage.wait(303);
    assert!(stage.labels().iter().any(|label| label.contains("Harbour Tea")), "{:?}", stage.labels());
    stage.tap("Touch to begin");
    assert!(stage.shows("Which tea?"), "nothing was counted yet, so it is asked at once: {:?}", stage.labels());
    stage.tap("Start over");
    stage.pass(Duration::from_millis(500));
    come_in(&stage);
    stage.pass(Duration::from_millis(200));
    stage.tap("Notices");
    let labels = stage.labels();
    assert!(
        labels.iter().any(|label| label.contains("Edition 1 of the signed content runs from now on.")),
        "{labels:?}"
    );
}

#[test]
fn a_kiosk_that_starts_runs_the_edition_it_has() {
    let office = office();
    tea_comes(&office);
    let selection = Selection::of(&office.config(), &office.data()).unwrap();
    assert_eq!((selection.edition, selection.media), (Some(1), office.data().content().join("00000001/media")));
    let stage = office.start();
    stage.tap("Touch to begin");
    assert!(stage.shows("Which tea?"), "{:?}", stage.labels());
}
