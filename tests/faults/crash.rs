//! Each system call of a visit and of a cut fails once, and the process dies before each once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use listening_post::release::Batch;
use listening_post::store::{DataDirectory, Ledger};

use crate::common::{Kiosk, Ran, Strace};

/// The calls by which something becomes durable, or fails to.
const CALLS: [&str; 7] = ["pwrite64", "fdatasync", "fsync", "openat", "unlink", "ftruncate", "fallocate"];

/// Noisy, so that a cut drawn twice does not look the same.
fn noisy() -> Kiosk {
    let (kiosk, pack) = Kiosk::usual();
    let pack = pack.replace("[[item]]", "[privacy]\nmechanism = \"noisy\"\n[[item]]");
    Kiosk::with(kiosk, &[("beans", &pack)])
}

/// Data that stand before a cut in which something leaves.
fn before_a_cut() -> Kiosk {
    let kiosk = noisy();
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
    for visit in 0..12 {
        let cohort = if visit % 2 == 0 { "day" } else { "night" };
        let at = format!("2026-01-{:02}T{:02}:00:00", 6 + visit / 6, 8 + visit % 6);
        let _ = writeln!(csv, "{visit},beans,bean,robusta,{cohort},{at}");
    }
    kiosk.enter(&csv);
    kiosk
}

pub fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(done.success());
}

const CUT: [&str; 5] = ["--seed", "5", "--now", "2026-01-12T04:00", "release"];
/// The same with other randomness, as a restart has.
const CUT_AGAIN: [&str; 5] = ["--seed", "6", "--now", "2026-01-12T04:00", "release"];

/// What is in the ledger.
fn batches(data: &Path) -> Vec<Batch> {
    Ledger::open_existing(&DataDirectory::at(data).ledger()).unwrap().batches(None, None).unwrap()
}

/// What a clean cut leads to.
fn clean(kiosk: &Kiosk, before: &Path, arguments: &[&str]) -> Vec<Batch> {
    copy(before, kiosk.data());
    kiosk.done(arguments);
    batches(kiosk.data())
}

/// Runs the program once for each time that it makes one of `calls` on its data, with `fault` at that one call.
///
/// `then` is told how it ended and where it was.
pub fn at_every_call(
    kiosk: &Kiosk,
    strace: &Strace,
    (calls, fault): (&[&str], &str),
    arguments: &[&str],
    before: &dyn Fn(),
    mut then: impl FnMut(&Ran, &str),
) {
    let data = kiosk.data().to_str().unwrap();
    let mut faults = 0;
    for call in calls {
        before();
        let trace = format!("trace={call}");
        let (_, clean) = strace.run(kiosk, &["-e", &trace], arguments);
        let made = clean.iter().filter(|line| line.starts_with(call));
        for (number, _) in (1..).zip(made).filter(|(_, line)| line.contains(data)) {
            before();
            let inject = format!("inject={call}:{fault}:when={number}");
            let (ran, made) = strace.run(kiosk, &["-e", &trace, "-e", &inject], arguments);
            let met = made.iter().any(|line| line.contains("INJECTED") || line.contains("killed by SIGKILL"));
            assert!(met, "{call} number {number} was not made again: {made:?}");
            faults += 1;
            then(&ran, &format!("{call} number {number}"));
        }
    }
    assert!(faults >= calls.len(), "there were calls to break");
}

/// Cuts with a fault at one system call after the other; after each, a restart must lead to one of two things.
fn every_call(fault: &str, calls: &[&str]) {
    let kiosk = before_a_cut();
    let Some(strace) = Strace::find(&kiosk) else { return };
    let before = kiosk.path().join("before");
    copy(kiosk.data(), &before);
    let [first, second] = [clean(&kiosk, &before, &CUT), clean(&kiosk, &before, &CUT_AGAIN)];
    assert!(first != second && first.len() == 2, "the two differ by their noise");
    let mut outcomes: BTreeMap<&str, u32> = BTreeMap::new();
    let reset = || copy(&before, kiosk.data());
    at_every_call(&kiosk, &strace, (calls, fault), &CUT, &reset, |_, place| {
        let seen = batches(kiosk.data());
        let again = kiosk.run(&CUT_AGAIN);
        assert_eq!(again.status, Some(0), "{place}: {}", again.err);
        assert!(!again.err.contains("started anew"), "{place}: {}", again.err);
        let after = batches(kiosk.data());
        assert!(seen.is_empty() || seen == after, "{place}: what had left was changed");
        let outcome = if after == first {
            "the cut was kept"
        } else {
            assert_eq!(after, second, "{place}");
            "there had been none"
        };
        *outcomes.entry(outcome).or_default() += 1;
    });
    assert_eq!(outcomes.len(), 2, "both sides of the commit were met: {outcomes:?}");
}

#[test]
fn a_crash_before_any_system_call_of_a_cut_leads_to_the_same_batches_or_to_none() {
    every_call("signal=SIGKILL", &CALLS);
}

#[test]
fn a_full_disk_at_any_system_call_of_a_cut_leads_to_the_same_batches_or_to_none() {
    every_call("error=ENOSPC", &["pwrite64"]);
}

#[test]
fn a_broken_disk_at_any_system_call_of_a_cut_leads_to_the_same_batches_or_to_none() {
    every_call("error=EIO", &["fdatasync", "fsync", "unlink"]);
}

#[test]
fn a_file_is_counted_once_or_not_at_all_wherever_entering_it_fails() {
    let kiosk = Kiosk::new();
    let Some(strace) = Strace::find(&kiosk) else { return };
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..8 {
        let _ = writeln!(csv, "{visit},beans,bean,robusta,2026-01-{:02}T{:02}:00:00", 6 + visit / 4, 8 + visit % 4);
    }
    let file = kiosk.write("answers.csv", csv);
    let before = kiosk.path().join("before");
    copy(kiosk.data(), &before);
    let enter = ["enter", file.to_str().unwrap()];
    let reset = || copy(&before, kiosk.data());
    for (call, fault) in [
        ("pwrite64", "error=ENOSPC"),
        ("fdatasync", "error=EIO"),
        ("pwrite64", "signal=SIGKILL"),
        ("fdatasync", "signal=SIGKILL"),
    ] {
        at_every_call(&kiosk, &strace, (&[call], fault), &enter, &reset, |ran, place| {
            kiosk.release("2026-01-12T04:00");
            let counted = kiosk.cells().iter().map(|cell| cell["cell_count"].as_i64().unwrap()).sum::<i64>();
            match ran.status {
                Some(0) => assert_eq!(counted, 8, "{place}, {fault}: said to be counted"),
                Some(1) => assert_eq!(counted, 0, "{place}, {fault}: said not to be counted"),
                _ => assert!([0, 8].contains(&counted), "{place}, {fault}: {counted}"),
            }
        });
    }
}

const SAY: &str = "kind = \"pulse\"\ntitle = \"Your say\"\n[[item]]\nid = \"mood\"\ntype = \"smiley\"\nfaces = 5\n\
    text = \"How was today?\"\n[[item]]\nid = \"why\"\ntype = \"comment\"\ntext = \"What made it so?\"\n";

#[test]
fn answers_and_comments_are_counted_together_or_not_at_all_wherever_entering_them_fails() {
    let head = format!("{}[comments]\nevery = 1\n", Kiosk::usual().0);
    let kiosk = Kiosk::with(&head, &[("say", SAY)]);
    let Some(strace) = Strace::find(&kiosk) else { return };
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..10 {
        let at = format!("2026-01-{:02}T{:02}:00:00", 6 + visit / 2, 8 + visit % 2);
        let _ = writeln!(csv, "{visit},say,mood,4,{at}\n{visit},say,why,more light {visit},{at}");
    }
    let file = kiosk.write("answers.csv", csv);
    let before = kiosk.path().join("before");
    copy(kiosk.data(), &before);
    let enter = ["enter", file.to_str().unwrap()];
    let reset = || copy(&before, kiosk.data());
    let mut met = [false; 2];
    let fault = "error=ENOSPC";
    at_every_call(&kiosk, &strace, (&["pwrite64"], fault), &enter, &reset, |ran, place| {
        kiosk.release("2026-01-12T04:00");
        let answers = kiosk.cells().first().map_or(0, |cell| cell["n"].as_u64().unwrap());
        let exported = kiosk.done(&["export", "--comments", "--format", "csv", "--out", "-"]);
        let comments = exported.matches("more light").count() as u64;
        assert_eq!(answers, comments, "{place}, {fault}");
        match ran.status {
            Some(0) => assert_eq!(answers, 10, "{place}, {fault}: said to be counted"),
            Some(1) => assert_eq!(answers, 0, "{place}, {fault}: said not to be counted"),
            _ => assert!([0, 10].contains(&answers), "{place}, {fault}: {answers}"),
        }
        met[usize::from(answers > 0)] = true;
    });
    assert_eq!(met, [true; 2], "both sides of the commit were met");
}

#[test]
fn a_crash_before_any_system_call_of_the_first_start_loses_nothing_and_says_so() {
    let kiosk = Kiosk::new();
    let Some(strace) = Strace::find(&kiosk) else { return };
    let start = ["--simulated", "--seed", "1", "--now", "2026-01-05T07:00", "release"];
    let reset = || {
        let _ = std::fs::remove_dir_all(kiosk.data());
    };
    let calls = ["pwrite64", "fsync", "fdatasync", "openat", "mkdir"];
    at_every_call(&kiosk, &strace, (&calls, "signal=SIGKILL"), &start, &reset, |_, place| {
        let again = kiosk.run(&start);
        assert_eq!(again.status, Some(0), "{place}: {}", again.err);
        assert!(!again.err.contains("started anew"), "{place}: {}", again.err);
    });
}
