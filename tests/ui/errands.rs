//! What the kiosk sends by itself, whatever goes on at the moment of the cut.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use listening_post::store::Ledger;

use crate::office::{Office, alarms, work};
use crate::stage::Stage;

const STEP: Duration = Duration::from_mins(30);

/// A kiosk that sends to a folder, which is not there yet.
fn office() -> (Office, PathBuf) {
    let office = Office::new();
    let lake = office.path("lake");
    let kiosk = fs::read_to_string(office.config().join("kiosk.toml")).unwrap();
    office.write("kiosk.toml", &format!("{kiosk}\n[[destination]]\nurl = \"file://{}\"\n", lake.display()));
    (office, lake)
}

fn is_closed(office: &Office) -> bool {
    !Ledger::open_existing(&office.data().ledger()).unwrap().rounds().unwrap().is_empty()
}

fn is_sent(lake: &Path) -> bool {
    lake.join("cells/v1").is_dir()
}

/// Lets time pass until the first round is closed; how many steps that took.
fn until_closed(office: &Office, stage: &Stage) -> usize {
    (1..1_000)
        .find(|_| {
            stage.pass(STEP);
            is_closed(office)
        })
        .unwrap()
}

#[test]
fn a_round_that_is_closed_while_an_errand_goes_on_is_sent_by_the_next() {
    let (same, _) = office();
    let steps = until_closed(&same, &same.start());
    let (office, lake) = office();
    fs::create_dir(&lake).unwrap();
    let office = office.slow();
    let stage = office.start();
    for _ in 1..steps {
        stage.pass(STEP);
    }
    assert!(!is_closed(&office));
    // It ends with everything sent, and the round is closed before anybody hears of that.
    work();
    stage.pass(STEP);
    assert!(is_closed(&office) && !is_sent(&lake));
    for _ in 0..2 {
        stage.pass(STEP);
        work();
    }
    assert!(is_sent(&lake));
}

#[test]
fn a_folder_that_is_away_at_the_cut_is_asked_for_every_hour_and_gets_the_round_once_it_is_there() {
    let (office, lake) = office();
    let stage = office.start();
    until_closed(&office, &stage);
    for _ in 0..9 {
        stage.pass(STEP);
    }
    fs::create_dir(&lake).unwrap();
    for _ in 0..3 {
        stage.pass(STEP);
    }
    assert!(is_sent(&lake));
}

#[test]
fn other_bytes_in_the_place_of_a_round_are_told_to_the_journal_once_and_not_only_at_the_panel() {
    let (office, lake) = office();
    fs::create_dir(&lake).unwrap();
    let stage = office.start();
    let closed = || Ledger::open_existing(&office.data().ledger()).unwrap().links().unwrap();
    let pass_until = |rounds: usize| {
        while closed().len() < rounds {
            stage.pass(STEP);
        }
        stage.pass(STEP);
        stage.pass(STEP);
    };
    pass_until(1);
    let statement = closed()[0].statement().clone();
    let (place, format) = (statement.place, statement.format);
    fs::write(lake.join(place.folder()).join(place.signature(format)), "another's").unwrap();
    assert!(alarms().is_empty());
    pass_until(2);
    for _ in 0..6 {
        stage.pass(STEP);
    }
    let said = alarms();
    assert!(
        said.len() == 1 && said[0].starts_with("ALARM: file://") && said[0].contains("with other bytes"),
        "{said:?}"
    );
}
