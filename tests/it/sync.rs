//! `sync` to a folder: everything once, in order, whatever happened before.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::desk::{Desk, Ran, copy, files, text};

/// A kiosk with so many closed rounds and a folder to send them to.
fn kiosk(weeks: u32) -> (Desk, PathBuf) {
    let desk = Desk::new("harbour-road", 60, "");
    let lake = desk.path("lake");
    send_to(&desk, &lake);
    desk.live(weeks, 8);
    fs::create_dir(&lake).unwrap();
    (desk, lake)
}

fn send_to(desk: &Desk, lake: &Path) {
    let toml = desk.path("config/kiosk.toml");
    let kiosk = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, format!("{kiosk}\n[[destination]]\nurl = \"file://{}\"\n", text(lake))).unwrap();
}

#[track_caller]
fn sent(ran: &Ran, what: &str) {
    assert!(ran.code == 0 && ran.out.contains(what), "{}{}", ran.out, ran.err);
}

#[test]
fn every_round_is_sent_once_with_how_the_kiosk_is() {
    let (desk, lake) = kiosk(4);
    sent(&desk.run(&["sync"]), ": 4 rounds sent.");
    let there = files(&lake);
    let names: Vec<&str> = there.iter().map(|(path, _)| path.to_str().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| name.ends_with(".parquet")).count(), 4, "{names:?}");
    assert_eq!(names.iter().filter(|name| name.ends_with(".parquet.sig")).count(), 4, "{names:?}");
    let (_, status) = there.iter().find(|(path, _)| path.starts_with("status/v1")).unwrap();
    let status: serde_json::Value = serde_json::from_slice(status).unwrap();
    assert_eq!((status["site"].as_str(), status["last_cut"].as_str()), (Some("harbour-road"), Some("2026-W48")));
    assert_eq!(status["clock_skew_minutes"], serde_json::Value::Null, "a folder has no clock of its own");
    sent(&desk.run(&["sync"]), ": 0 rounds sent.");
    assert_eq!(files(&lake), there, "nothing changes the second time");
    sent(&desk.run(&["verify", text(&lake)]), "Everything that is here is whole");
}

#[test]
fn rounds_that_are_there_already_are_success_and_a_new_stick_gets_all_of_them() {
    let (desk, lake) = kiosk(4);
    desk.run(&["export", "--rounds", text(&lake)]);
    sent(&desk.run(&["sync"]), ": 0 rounds sent, 4 were there.");
    fs::remove_dir_all(&lake).unwrap();
    let away = desk.run(&["sync"]);
    assert!(away.code == 1 && away.err.contains("there is no folder"), "{}{}", away.out, away.err);
    assert!(!lake.exists(), "a folder made in the place of what is mounted there would fill the disk below");
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains("everything up to 2026-W48: there is no folder"), "{}", doctor.out);
    fs::create_dir(&lake).unwrap();
    sent(&desk.run(&["sync"]), ": 4 rounds sent; what had been sent before was gone");
}

#[test]
fn a_kiosk_that_was_copied_is_found_out_and_overwrites_nothing() {
    let (mut desk, lake) = kiosk(2);
    let mut copied = Desk::new("harbour-road", 60, "");
    send_to(&copied, &lake);
    copy(&desk.path("data"), &copied.path("data"));
    sent(&desk.run(&["sync"]), ": 2 rounds sent.");
    // Each lives on, and what it releases is another's under the same name.
    desk.live_on(2..4, 8);
    copied.live_on(2..4, 9);
    sent(&desk.run(&["sync"]), ": 2 rounds sent.");
    let before = files(&lake);
    let alarm = copied.run(&["sync"]);
    assert!(
        alarm.code == 1 && alarm.err.contains("ALARM") && alarm.err.contains("copied"),
        "{}{}",
        alarm.out,
        alarm.err
    );
    assert_eq!(files(&lake), before);
    let doctor = copied.run(&["doctor"]);
    assert!(doctor.code == 1 && doctor.out.contains("FAIL  destination"), "{}", doctor.out);
}

#[test]
fn a_round_that_the_ledger_lost_is_left_out_and_keeps_nothing_else_from_any_destination() {
    let (desk, lake) = kiosk(4);
    let other = desk.path("other");
    fs::create_dir(&other).unwrap();
    send_to(&desk, &other);
    let ledger = || rusqlite::Connection::open(desk.path("data/ledger.db")).unwrap();
    let second = "SELECT cut_week FROM link ORDER BY cut_week LIMIT 1 OFFSET 1";
    let (week, whole): (String, Vec<u8>) = ledger()
        .query_row(&format!("SELECT cut_week, file FROM link WHERE cut_week = ({second})"), [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let set = |file: &[u8]| ledger().execute("UPDATE link SET file = ?1 WHERE cut_week = ?2", (file, &week)).unwrap();
    set(b"half");
    let there =
        |lake: &Path| files(lake).iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "sig")).count();
    for _ in 0..2 {
        let left = desk.run(&["sync"]);
        assert!(
            left.code == 1 && left.err.matches("which was left out; take ledger.db from a backup").count() == 2,
            "{}",
            left.err
        );
        assert_eq!((there(&lake), there(&other)), (3, 3));
    }
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains(&format!("not what was signed of {week}")), "{}", doctor.out);
    // Where a destination is away the round is not forgotten.
    fs::rename(&other, desk.path("away")).unwrap();
    assert_eq!(desk.run(&["sync"]).code, 1);
    fs::rename(desk.path("away"), &other).unwrap();
    set(&whole);
    sent(&desk.run(&["sync"]), ": 1 round sent.");
    for lake in [&lake, &other] {
        sent(&desk.run(&["verify", text(lake)]), "Everything that is here is whole");
    }
    // Where it is the newest, what was sent before it is not taken for gone.
    let newest = "UPDATE link SET file = x'00' WHERE cut_week = (SELECT max(cut_week) FROM link)";
    fs::remove_dir_all(&other).unwrap();
    fs::create_dir(&other).unwrap();
    ledger().execute(newest, []).unwrap();
    for _ in 0..2 {
        assert_eq!(desk.run(&["sync"]).code, 1);
        assert_eq!(there(&other), 3);
    }
    fs::remove_file(other.join(&files(&other)[0].0)).unwrap();
    let before = files(&other);
    desk.run(&["sync"]);
    assert_eq!(files(&other), before, "it was not all sent again");
}

#[test]
fn what_stands_in_the_way_in_a_folder_until_somebody_takes_it_away_is_not_tried_again_at_once() {
    let (desk, lake) = kiosk(1);
    fs::write(lake.join("cells"), "no folder").unwrap();
    let ran = desk.run(&["sync"]);
    assert!(
        ran.code == 1 && ran.err.contains("could not") && !ran.err.contains("tried again"),
        "{}{}",
        ran.out,
        ran.err
    );
    fs::remove_file(lake.join("cells")).unwrap();
    sent(&desk.run(&["sync"]), ": 1 round sent.");
}

#[cfg(feature = "fleet")]
#[test]
fn a_file_that_nobody_may_read_is_named_and_keeps_nobody_from_reading_the_others() {
    use std::os::unix::fs::PermissionsExt;
    let (desk, lake) = kiosk(3);
    sent(&desk.run(&["sync"]), ": 3 rounds sent.");
    let closed = files(&lake)
        .into_iter()
        .map(|(path, _)| path)
        .find(|path| path.extension().is_some_and(|end| end == "parquet"));
    let closed = closed.unwrap();
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&lake.join(&closed), 0o000);
    set(desk.folder.path(), 0o755);
    let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
    if fs::read(lake.join(&closed)).is_ok() {
        // The system lets root read anything.
        command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_listening-post")]);
    }
    let verified = command.args(["verify", text(&lake)]).output().unwrap();
    let out = format!("{}{}", String::from_utf8_lossy(&verified.stdout), String::from_utf8_lossy(&verified.stderr));
    assert!(verified.status.code() == Some(1) && out.contains(text(&closed)) && out.contains("altered"), "{out}");
    assert!(!out.contains("could not read"), "{out}");
}

#[test]
fn what_has_no_end_in_the_place_of_the_newest_signature_is_an_alarm() {
    let (desk, lake) = kiosk(2);
    sent(&desk.run(&["sync"]), ": 2 rounds sent.");
    let signatures = files(&lake).into_iter().map(|(path, _)| path);
    let newest = lake.join(signatures.filter(|path| path.extension().is_some_and(|end| end == "sig")).max().unwrap());
    let endless: [fn(&Path); 3] = [
        |path| mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap(),
        |path| symlink("/dev/zero", path).unwrap(),
        |path| fs::File::create(path).unwrap().set_len(1 << 42).unwrap(),
    ];
    for make in endless {
        fs::remove_file(&newest).unwrap();
        make(&newest);
        let alarm = desk.run(&["sync"]);
        assert!(alarm.code == 1 && alarm.err.contains("ALARM"), "{}{}", alarm.out, alarm.err);
    }
}

#[cfg(feature = "fleet")]
#[test]
fn an_address_with_a_password_or_a_key_is_refused_by_all_that_read_one_and_not_repeated() {
    let desk = Desk::new("harbour-road", 60, "");
    for url in ["https://kiosk:open-sesame@dav.example/x", "s3://lake/x?key=open-sesame"] {
        for arguments in [
            &["verify", url][..],
            &["report", "--json", "--source", url],
            &["fleet", "status", url],
            &["fleet", "compact", url],
        ] {
            let ran = desk.run(arguments);
            assert!(ran.code == 1 && ran.err.contains("no password and no key"), "{arguments:?}: {}", ran.err);
            assert!(!format!("{}{}", ran.out, ran.err).contains("sesame"), "{arguments:?}: {}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn two_at_once_lose_and_double_nothing() {
    let (desk, lake) = kiosk(4);
    let start = || {
        let (config, data) = (desk.path("config"), desk.path("data"));
        Command::new(env!("CARGO_BIN_EXE_listening-post"))
            .args(["--config", text(&config), "--data", text(&data), "sync"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut both = [start(), start(), start()];
    for one in &mut both {
        assert!(one.wait().unwrap().success());
    }
    sent(&desk.run(&["sync"]), ": 0 rounds sent.");
    sent(&desk.run(&["verify", text(&lake)]), "Everything that is here is whole");
    assert!(files(&lake).iter().all(|(path, _)| path.extension().is_none_or(|extension| extension != "part")));
}

#[test]
fn without_a_destination_it_says_what_to_write() {
    let desk = Desk::new("harbour-road", 60, "");
    desk.live(1, 8);
    let ran = desk.run(&["sync"]);
    assert!(ran.code == 2 && ran.err.contains("[[destination]]"), "{}", ran.err);
}
