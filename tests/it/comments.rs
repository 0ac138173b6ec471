//! Comments from a sheet of paper to HR's desk, through the built program.

use std::fmt::Write as _;
use std::fs;

use age::secrecy::ExposeSecret;
use serde_json::Value;

use crate::common::{Kiosk, Ran, open, slot, told_once};

const KIOSK: &str = "organisation = \"Harbour Coffee\"\nsite = \"harbour-road\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\n\
    headcount = 500\n";
const PACK: &str = "kind = \"pulse\"\ntitle = \"Your say\"\n[[item]]\nid = \"mood\"\ntype = \"smiley\"\nfaces = 5\n\
    text = \"How was today?\"\n[[item]]\nid = \"why\"\ntype = \"comment\"\ntext = \"What made it so?\"\n";
/// A Monday; the fourth cut after it is on 23 November.
const START: &str = "2026-10-26T09:00";
const FOURTH_CUT: &str = "2026-11-23T04:00";
/// A word that no other text holds.
const CANARY: &str = "marmalade";

fn kiosk(recipients: &[String]) -> Kiosk {
    let list = recipients.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ");
    let kiosk = Kiosk::with(&format!("{KIOSK}[comments]\nrecipients = [{list}]\n"), &[("say", PACK)]);
    kiosk.simulate(START);
    kiosk
}

/// So many comments, `a_day` each day from 27 October on, at least an hour apart or all in one quarter-hour.
fn sheet(count: usize, a_day: usize, apart: bool) -> String {
    let mut csv = String::from("visit,pack,item,response,at\n");
    for number in 0..count {
        let (day, place) = (number / a_day, number % a_day);
        let hour = if apart { 9 + place / 2 } else { 9 };
        let (minute, second) = (place / 60, place % 60);
        let date = jiff::civil::date(2026, 10, 27).saturating_add(jiff::Span::new().days(i64::try_from(day).unwrap()));
        let at = format!("{date}T{hour:02}:{minute:02}:{second:02}");
        writeln!(csv, "{number},say,why,{CANARY} number {number},{at}").unwrap();
    }
    csv
}

fn exported(kiosk: &Kiosk) -> Vec<Value> {
    let json = kiosk.done(&["export", "--comments", "--format", "json", "--out", "-"]);
    serde_json::from_str::<Value>(&json).unwrap()["comments"].as_array().unwrap().clone()
}

fn texts(kiosk: &Kiosk) -> Vec<String> {
    exported(kiosk).iter().map(|row| row["comment"].as_str().unwrap().to_owned()).collect()
}

/// The files of the data directory that hold `needle`.
fn holding(kiosk: &Kiosk, needle: &str) -> Vec<String> {
    let holds = |path: &std::path::PathBuf| {
        let bytes = fs::read(kiosk.data().join(path)).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    };
    kiosk.files().iter().filter(|path| holds(path)).map(|path| path.display().to_string()).collect()
}

#[test]
fn ten_comments_of_five_days_leave_together_at_the_fourth_cut() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(10, 2, true));
    kiosk.release("2026-11-16T04:00");
    assert_eq!(exported(&kiosk), Vec::<Value>::new(), "the third cut is too early");
    assert_eq!(holding(&kiosk, CANARY), Vec::<String>::new(), "before they leave they are in no file");
    let told = kiosk.release(FOURTH_CUT);
    assert!(told.contains("say/why"), "{told}");
    let rows = exported(&kiosk);
    assert_eq!(rows.len(), 10);
    let mut columns: Vec<_> = rows[0].as_object().unwrap().keys().cloned().collect();
    columns.sort();
    assert_eq!(columns, ["batch", "comment", "cut_week", "item", "kiosk", "organisation", "pack", "site"]);
    assert_eq!(rows[0]["cut_week"], "2026-W47");
    assert_eq!(holding(&kiosk, CANARY), ["ledger.db"], "afterwards in the ledger and nowhere else");
}

#[test]
fn nine_comments_never_leave() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(9, 1, true));
    kiosk.release("2027-06-07T04:00");
    assert_eq!(texts(&kiosk), Vec::<String>::new());
    assert_eq!(holding(&kiosk, CANARY), Vec::<String>::new());
}

#[test]
fn ten_comments_of_four_days_never_leave() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(10, 3, true));
    kiosk.release("2027-06-07T04:00");
    assert_eq!(texts(&kiosk), Vec::<String>::new());
}

#[test]
fn a_flood_never_leaves() {
    let kiosk = kiosk(&[]);
    // Four days of a hundred comments within one quarter-hour each: eight count towards ten.
    kiosk.enter(&sheet(400, 100, false));
    kiosk.release("2027-06-07T04:00");
    assert_eq!(texts(&kiosk), Vec::<String>::new());
}

#[test]
fn comments_are_given_up_after_26_rounds() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(9, 1, true));
    // The 26th cut is on 26 April; the tenth comment comes after it.
    kiosk.release("2027-04-26T04:00");
    kiosk.enter(&format!("visit,pack,item,response,at\n1,say,why,{CANARY} late,2027-04-26T09:00:00\n"));
    kiosk.release("2027-08-02T04:00");
    assert_eq!(texts(&kiosk), Vec::<String>::new());
}

#[test]
fn a_comment_that_identifies_is_refused_by_kind_and_place_and_never_quoted() {
    let kiosk = kiosk(&[]);
    let file = kiosk.write("a.csv", "visit,pack,item,response\n1,say,why,fine\n2,say,why,call me on 0171 555 0123\n");
    let Ran { status, out, err } = kiosk.run(&["enter", file.to_str().unwrap()]);
    assert_eq!(status, Some(1));
    assert!(err.contains(":3: the comment tells who somebody is or how to reach them: phone at character 12"), "{err}");
    assert!(!format!("{out}{err}").contains("0171"), "{err}");
}

#[test]
fn sealed_comments_need_every_key() {
    let secrets: Vec<_> = (0..3).map(|_| age::x25519::Identity::generate()).collect();
    let keys: Vec<String> = secrets.iter().map(|secret| secret.to_public().to_string()).collect();
    let kiosk = kiosk(&keys[..2]);
    let files: Vec<String> = secrets
        .iter()
        .enumerate()
        .map(|(number, secret)| {
            let path = kiosk.write(&format!("{number}.key"), secret.to_string().expose_secret());
            path.to_str().unwrap().to_owned()
        })
        .collect();
    kiosk.enter(&sheet(10, 2, true));
    kiosk.release(FOURTH_CUT);
    let sealed = texts(&kiosk);
    assert_eq!(sealed.len(), 10);
    assert!(sealed.iter().all(|line| line.len() == sealed[0].len()), "all of one length");
    assert_eq!(holding(&kiosk, CANARY), Vec::<String>::new(), "not even the ledger has them in clear");

    let opened = kiosk.done(&["comments", "open", "--identity", &files[1], "--identity", &files[0]]);
    assert_eq!(opened.matches(CANARY).count(), 10, "{opened}");

    let csv = kiosk.path().join("comments.csv");
    kiosk.done(&["export", "--comments", "--out", csv.to_str().unwrap()]);
    let desk = Kiosk::new();
    let clear = desk.path().join("clear.csv");
    desk.done(&[
        "comments",
        "open",
        "--identity",
        &files[0],
        "--identity",
        &files[1],
        csv.to_str().unwrap(),
        "--out",
        clear.to_str().unwrap(),
    ]);
    assert_eq!(fs::read_to_string(clear).unwrap().matches(CANARY).count(), 10);

    for (wrong, layer) in [(&files[0], 1), (&files[1], 2), (&files[2], 1)] {
        let Ran { status, out, err } = kiosk.run(&["comments", "open", "--identity", wrong]);
        assert_eq!((status, out.as_str()), (Some(1), ""));
        assert!(err.contains("10 of 10 comments stay sealed"), "{err}");
        assert!(err.contains(&format!("none of these keys opens layer {layer}, counted from outside")), "{err}");
    }
    let public = kiosk.write("public.key", &keys[0]);
    let Ran { status, err, .. } = kiosk.run(&["comments", "open", "--identity", public.to_str().unwrap()]);
    assert_eq!(status, Some(1));
    assert!(err.contains("holds no age secret key"), "{err}");
}

/// The steps of `docs/comments.md` that need no program of ours.
#[test]
fn the_stock_tool_opens_layer_after_layer() {
    if std::process::Command::new("age").arg("--version").output().is_err() {
        return told_once("age is not installed");
    }
    let secrets: Vec<_> = (0..2).map(|_| age::x25519::Identity::generate()).collect();
    let keys: Vec<String> = secrets.iter().map(|secret| secret.to_public().to_string()).collect();
    let kiosk = kiosk(&keys);
    kiosk.enter(&sheet(10, 2, true));
    kiosk.release(FOURTH_CUT);
    let files = [0, 1].map(|number| {
        kiosk.write(&format!("{number}.key"), secrets[number].to_string().expose_secret()).display().to_string()
    });
    for line in texts(&kiosk) {
        let one = kiosk.write("one.txt", line);
        let script = "base64 -d \"$1\" | age -d -i \"$2\" | age -d -i \"$3\"";
        let mut shell = std::process::Command::new("sh");
        let ran = Ran::of(shell.args(["-c", script, "sh"]).arg(one).args([&files[1], &files[0]]));
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        assert!(ran.out.starts_with(CANARY), "{}", ran.out);
    }
}

#[test]
fn keys_that_are_configured_later_seal_what_is_there() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(9, 2, true));
    let key = age::x25519::Identity::generate().to_public();
    kiosk.configure("kiosk.toml", &format!("{KIOSK}[comments]\nrecipients = [\"{key}\"]\n"));
    kiosk.release("2026-11-02T02:00");
    let vault = unsealed(&kiosk);
    assert!(!vault.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
}

/// What somebody with the vault's key reads of the comments.
fn unsealed(kiosk: &Kiosk) -> Vec<u8> {
    let key = slot(kiosk.data(), "key");
    open(&key, &slot(kiosk.data(), "comments-a")).unwrap()
}

#[test]
fn the_files_are_of_one_size_whether_or_not_there_are_comments() {
    let (quiet, full) = (kiosk(&[]), kiosk(&[]));
    full.enter(&sheet(60, 4, true));
    for name in ["comments-a", "comments-b", "slot-a", "slot-b"] {
        assert_eq!(slot(quiet.data(), name).len(), slot(full.data(), name).len(), "{name}");
    }
    assert_eq!(slot(full.data(), "comments-a"), slot(full.data(), "comments-b"));
}

#[test]
fn old_comments_cannot_be_read_with_the_key_of_the_next_round() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(4, 1, true));
    let before = slot(kiosk.data(), "comments-a");
    kiosk.release("2026-11-02T04:00");
    let key = slot(kiosk.data(), "key");
    assert!(open(&key, &before).is_none());
    assert!(open(&key, &slot(kiosk.data(), "comments-a")).is_some());
    assert!(open(&key, &slot(kiosk.data(), "comments-b")).is_some());
}

#[test]
fn the_order_of_released_comments_tells_nothing_of_when_they_came() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(120, 6, true));
    kiosk.release(FOURTH_CUT);
    let order: Vec<f64> = texts(&kiosk).iter().map(|text| text.rsplit(' ').next().unwrap().parse().unwrap()).collect();
    assert_eq!(order.len(), 120);
    let apart: f64 = (0..120).zip(&order).map(|(place, entry)| (f64::from(place) - entry).powi(2)).sum();
    let rho = 1.0 - 6.0 * apart / (120.0 * (120.0 * 120.0 - 1.0));
    // The standard error of a rank correlation of 120 is 1/√119; the seed is fixed, so this either holds or does not.
    assert!(rho.abs() < 3.0 / 119_f64.sqrt(), "{rho}");
}

#[test]
fn a_comment_that_a_spreadsheet_would_calculate_is_made_harmless() {
    let kiosk = kiosk(&[]);
    let csv = sheet(10, 2, true).replace(&format!("{CANARY} number 7"), "=1+1 is not what I earn");
    kiosk.enter(&csv);
    kiosk.release(FOURTH_CUT);
    let csv = kiosk.done(&["export", "--comments", "--out", "-"]);
    assert!(csv.starts_with("organisation,site,kiosk,pack,item,cut_week,batch,comment\r\n"), "{csv}");
    assert!(csv.contains(",'=1+1 is not what I earn\r\n"), "{csv}");
}

#[test]
fn a_power_cut_between_comments_and_counters_leaves_neither() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(3, 1, true));
    let counters: Vec<_> = ["slot-a", "slot-b"].map(|name| (name, slot(kiosk.data(), name))).into();
    let comments = slot(kiosk.data(), "comments-b");
    kiosk.enter(&format!("visit,pack,item,response,at\n1,say,why,{CANARY} torn,2026-10-30T09:00:00\n"));
    // The first slot of the comments had been written when the power went, and nothing else.
    for (name, bytes) in counters {
        fs::write(kiosk.data().join("vault").join(name), bytes).unwrap();
    }
    fs::write(kiosk.data().join("vault/comments-b"), comments).unwrap();
    kiosk.release("2026-10-30T10:00");
    let vault = unsealed(&kiosk);
    let count = vault.windows(CANARY.len()).filter(|window| *window == CANARY.as_bytes()).count();
    assert_eq!(count, 3);
    assert!(!vault.windows(4).any(|window| window == b"torn"));
}

#[test]
fn comments_that_no_key_opens_are_put_aside_and_the_counters_stay() {
    let kiosk = kiosk(&[]);
    kiosk.enter(&sheet(3, 1, true));
    for name in ["comments-a", "comments-b"] {
        let mut bytes = slot(kiosk.data(), name);
        bytes[100] ^= 1;
        fs::write(kiosk.data().join("vault").join(name), bytes).unwrap();
    }
    let Ran { status, err, .. } = kiosk.run(&["--now", "2026-10-30T10:00", "release"]);
    assert_eq!(status, Some(0), "{err}");
    assert!(err.contains("open comments could not be opened"), "{err}");
    assert!(kiosk.data().join("vault/damaged-1/comments-a").exists());
}
