//! Data folders as they come to HR's desk: copied twice, altered, cut off, too new, of one name, with a hole.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::Kiosk;
use crate::report::released;

/// A copy of the kiosk's data folder with its ledger changed.
fn copied(kiosk: &Kiosk, name: &str, change: impl FnOnce(&Path)) -> PathBuf {
    let copy = kiosk.path().join(name);
    fs::create_dir(&copy).unwrap();
    let ledger = rusqlite::Connection::open(kiosk.data().join("ledger.db")).unwrap();
    ledger.execute("VACUUM INTO ?1", [copy.join("ledger.db").to_str().unwrap()]).unwrap();
    change(&copy.join("ledger.db"));
    copy
}

fn sql(command: &str) -> impl FnOnce(&Path) + use<'_> {
    move |ledger| rusqlite::Connection::open(ledger).unwrap().execute_batch(command).unwrap()
}

/// Status and errors of a report of both folders.
fn told(kiosk: &Kiosk, folder: &Path) -> (Option<i32>, String) {
    let ran = kiosk.run(&["--json", "report", kiosk.data().to_str().unwrap(), folder.to_str().unwrap()]);
    (ran.status, ran.err.replace(kiosk.path().to_str().unwrap(), "DIR"))
}

#[track_caller]
fn refused(kiosk: &Kiosk, folder: &Path, with: &str) {
    let (status, error) = told(kiosk, folder);
    assert_eq!(status, Some(1), "{error}");
    assert!(error.contains(with), "{error}");
}

#[test]
fn a_folder_that_cannot_be_read_is_named_with_the_reason() {
    let kiosk = released("harbour-road");
    let cut = copied(&kiosk, "cut", |ledger| {
        let file = fs::OpenOptions::new().write(true).open(ledger).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    });
    refused(&kiosk, &cut, "error: could not read what was released in DIR/cut\n  because: ");
    refused(&kiosk, &cut, "malformed");
    let empty = copied(&kiosk, "empty", |ledger| fs::write(ledger, "").unwrap());
    refused(&kiosk, &empty, "could not read what was released in DIR/empty");
    let other = copied(&kiosk, "other", |ledger| fs::write(ledger, "no database at all\n".repeat(90)).unwrap());
    refused(&kiosk, &other, "could not read what was released in DIR/other");
    let newer = copied(&kiosk, "newer", sql("PRAGMA user_version = 99"));
    refused(&kiosk, &newer, "could not read what was released in DIR/newer");
    refused(&kiosk, &newer, "newer/ledger.db was written by a newer listening-post (version 99");
    refused(&kiosk, &kiosk.path().join("absent"), "there is no data directory at DIR/absent");
}

#[test]
fn an_altered_folder_is_refused_with_the_week_and_the_site_it_was_altered_in() {
    let kiosk = released("harbour-road");
    let altered = copied(&kiosk, "altered", sql("UPDATE cell SET cell_count = cell_count + 1"));
    let (status, error) = told(&kiosk, &altered);
    assert_eq!(status, Some(1));
    assert!(error.contains(" of 2026-W0") && error.contains(" at harbour-road is there twice"), "{error}");
    let same = copied(&kiosk, "same", |_| {});
    assert_eq!(told(&kiosk, &same).0, Some(0), "an unaltered copy is there once");
}

#[test]
fn two_kiosks_at_sites_of_one_name_are_counted_together_and_the_report_says_so() {
    let (one, other) = (released("mill-lane"), released("harbour-road"));
    // Another kiosk with batches of its own, in a town with a site of the same name.
    let copy = copied(&other, "copy", sql("UPDATE round SET site = 'mill-lane'"));
    let out = one.path().join("report.html");
    let alone: Vec<Value> = serde_json::from_str(&one.done(&["--json", "report"])).unwrap();
    let folders = [one.data().to_str().unwrap(), copy.to_str().unwrap()];
    let both: Vec<Value> = serde_json::from_str(&one.done(&[&["--json", "report"], &folders[..]].concat())).unwrap();
    let answers = |figures: &[Value]| figures.iter().find(|figure| figure["figure"] == "mean").unwrap()["n"].as_u64();
    assert_eq!(answers(&both), answers(&alone).map(|n| 2 * n));
    one.done(&[&["report", "--out", out.to_str().unwrap()], &folders[..]].concat());
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.contains("At one site there is more than one kiosk; what they counted is put together."));
    one.done(&["report", "--out", out.to_str().unwrap()]);
    assert!(!fs::read_to_string(&out).unwrap().contains("more than one kiosk"));
}

#[test]
fn weeks_without_a_release_say_which_weeks_have_one_and_before_any_when_the_next_is_due() {
    let kiosk = released("harbour-road");
    let out = kiosk.path().join("report.html");
    kiosk.done(&["report", "--from", "2026-W40", "--out", out.to_str().unwrap()]);
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.contains("Nothing was released in these weeks"));
    assert!(page.contains("There is something of weeks 2 to 3, 2026: ask for those."));
    let fresh = Kiosk::new();
    fresh.simulate("2026-01-05T07:00");
    fresh.release("2026-01-13T09:00");
    fresh.done(&["report", "--out", out.to_str().unwrap()]);
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.contains("Nothing has been released yet"));
    assert!(
        page.contains(
            "The last round to be closed was week 2. The next one closes in the night after week 3, to Monday."
        )
    );
}
