//! `fleet status`: who is behind, on which version, and whose clock is off; what is no status is named.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::desk::{copy, run, text};
use crate::fleet::FLEET;

/// The ids of the three kiosks, in the order of their sites.
fn kiosks() -> Vec<String> {
    let id = |desk: &crate::desk::Desk| {
        let exported = desk.run(&["export", "--format", "json", "--out", "-"]);
        let value: Value = serde_json::from_str(&exported.out).unwrap();
        value["cells"][0]["kiosk"].as_str().unwrap().to_owned()
    };
    FLEET.desks.iter().map(id).collect()
}

fn status(site: &str, kiosk: &str) -> Value {
    json!({
        "schema_version": 1, "organisation": "Harbour Coffee", "site": site, "kiosk": kiosk, "simulated": true,
        "version": "0.1.0", "last_cut": "2026-W47", "config_hash": "0123456789abcdef", "disk_free_percent": 80,
        "clock_skew_minutes": 0, "key": null,
    })
}

fn put(lake: &Path, name: &str, bytes: &str) {
    fs::create_dir_all(lake.join("status/v1")).unwrap();
    fs::write(lake.join("status/v1").join(name), bytes).unwrap();
}

/// A lake of three kiosks that are as they should be.
fn lake() -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    copy(FLEET.lake.path(), folder.path());
    let kiosks = kiosks();
    for (kiosk, site) in kiosks.iter().zip(["harbour-road", "mill-lane", "old-town"]) {
        put(folder.path(), &format!("{kiosk}.json"), &status(site, kiosk).to_string());
    }
    (folder, kiosks)
}

#[test]
fn kiosks_that_are_as_they_should_be_are_told_in_one_line_each() {
    let (lake, kiosks) = lake();
    let ran = run(&["fleet", "status", text(lake.path())]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 1 + 3 + 1, "{}", ran.out);
    assert!(ran.out.contains(&kiosks[1]) && ran.out.contains("mill-lane"), "{}", ran.out);
    assert!(
        ran.out.ends_with("3 kiosks; the newest round is 2026-W47; most run 0.1.0; nothing to look at.\n"),
        "{}",
        ran.out
    );
}

#[test]
fn what_there_is_to_look_at_is_said_and_stands_first() {
    let (lake, kiosks) = lake();
    let of = |at: usize, changes: Value| {
        let mut status = status(["harbour-road", "mill-lane", "old-town"][at], &kiosks[at]);
        status.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        put(lake.path(), &format!("{}.json", kiosks[at]), &status.to_string());
    };
    of(1, json!({ "clock_skew_minutes": -40, "disk_free_percent": 5, "version": "0.0.9" }));
    of(2, json!({ "last_cut": "2026-W48" }));
    // Behind by a round, and one that never said how it is.
    fs::remove_file(lake.path().join(format!("cells/v1/cut_week=2026-W47/{}.parquet", kiosks[1]))).unwrap();
    fs::remove_file(lake.path().join(format!("status/v1/{}.json", kiosks[0]))).unwrap();
    let ran = run(&["--json", "fleet", "status", text(lake.path())]);
    assert_eq!(ran.code, 1);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["newest"], "2026-W48");
    let concerns = |kiosk: &str| {
        let kiosk = told["kiosks"].as_array().unwrap().iter().find(|known| known["kiosk"] == kiosk).unwrap();
        kiosk["concerns"].clone()
    };
    assert_eq!(concerns(&kiosks[0]), json!([{ "what": "behind", "rounds": 1 }, { "what": "silent" }]));
    assert_eq!(
        concerns(&kiosks[1]),
        json!([
            { "what": "behind", "rounds": 2 }, { "what": "not-sent", "last_cut": "2026-W47" },
            { "what": "clock", "minutes": -40 }, { "what": "disk", "free": 5 }, { "what": "version" },
        ])
    );
    assert_eq!(
        concerns(&kiosks[2]),
        json!([{ "what": "behind", "rounds": 1 }, { "what": "not-sent", "last_cut": "2026-W48" }])
    );
    let ran = run(&["fleet", "status", text(lake.path())]);
    for words in
        ["2 rounds behind", "clock 40 minutes behind", "5 % of the disk free", "another version than most", "no status"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn a_file_that_is_no_status_is_named_and_the_others_are_read() {
    let (lake, kiosks) = lake();
    put(lake.path(), "notes.json", "{");
    put(lake.path(), &format!("{}.json", uuid::Uuid::from_u128(9)), &status("mill-lane", &kiosks[1]).to_string());
    put(lake.path(), &format!("{}.json", uuid::Uuid::from_u128(10)), r#"{"schema_version": 2, "kiosk": 7}"#);
    put(lake.path(), &format!("{}.json", uuid::Uuid::from_u128(11)), r#"{"schema_version": 1}"#);
    put(lake.path(), &format!("{}.json", uuid::Uuid::from_u128(12)), &"x".repeat(100_000));
    // It would clear the terminal, or write a line of its own into the table.
    for (kiosk, site) in [(13, "\u{1b}[2J"), (14, "mill-lane\n3 kiosks; all is well")] {
        let kiosk = uuid::Uuid::from_u128(kiosk).to_string();
        put(lake.path(), &format!("{kiosk}.json"), &status(site, &kiosk).to_string());
    }
    put(lake.path(), ".half.json.part", "");
    let ran = run(&["fleet", "status", text(lake.path())]);
    assert_eq!(ran.code, 1);
    assert!(!ran.out.contains('\u{1b}') && !ran.out.contains("all is well"), "{}", ran.out);
    assert_eq!(ran.err.lines().count(), 7, "{}", ran.err);
    for words in [
        "notes.json: it is no JSON",
        "it is the status of",
        "it is of version 2",
        "missing field",
        "has more than 16384 bytes",
        "would do something to a terminal",
    ] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    assert!(ran.out.contains("3 kiosks;") && ran.out.contains("7 files cannot be read"), "{}", ran.out);
}

#[test]
fn the_page_holds_the_table_and_nothing_that_a_status_says_is_taken_for_markup() {
    let (lake, kiosks) = lake();
    put(lake.path(), &format!("{}.json", kiosks[0]), &status("<script>alert(1)</script>", &kiosks[0]).to_string());
    let page = lake.path().join("kiosks.html");
    let ran = run(&["fleet", "status", text(lake.path()), "--html", text(&page)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page = fs::read_to_string(page).unwrap();
    assert!(kiosks.iter().all(|kiosk| page.contains(kiosk.as_str())));
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"), "{page}");
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn where_nothing_was_sent_to_is_a_slip_of_the_pen() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&["fleet", "status", text(folder.path())]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no kiosk has sent anything to"), "{}", ran.err);
    let ran = run(&["fleet", "status", text(&folder.path().join("gone"))]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("could not read"), "{}", ran.err);
}
