//! Noise is drawn once: neither a crash nor a vault or a data directory from a backup leads to a second draw that anybody
//! sees.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{Kiosk, Strace, told_once};
use crate::finding::{Bound, Finding, must_fail};

const CUT: [&str; 5] = ["--seed", "3", "--now", "2026-01-12T04:00", "release"];
/// The same with other noise.
const AGAIN: [&str; 5] = ["--seed", "4", "--now", "2026-01-12T04:00", "release"];

/// A noisy item with enough answers, on the evening before its cut.
fn before_a_cut() -> Kiosk {
    let (kiosk, pack) = Kiosk::usual();
    let pack = pack.replace("[[item]]", "[privacy]\nmechanism = \"noisy\"\n[[item]]");
    let kiosk = Kiosk::with(kiosk, &[("beans", &pack)]);
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..12 {
        let _ = writeln!(csv, "{visit},beans,bean,robusta,2026-01-{:02}T{:02}:00:00", 6 + visit / 6, 8 + visit % 6);
    }
    kiosk.enter(&csv);
    kiosk
}

/// Copies files, with whatever was there before gone.
fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

/// The cells that left, as whoever exports them now sees them; nothing if nothing left.
fn look(kiosk: &Kiosk, draws: &mut BTreeSet<Vec<i64>>) {
    let counts: Vec<i64> = kiosk.cells().iter().map(|cell| cell["cell_count"].as_i64().unwrap()).collect();
    if !counts.is_empty() {
        draws.insert(counts);
    }
}

/// How many draws of the same answers are seen, at most, when the program is killed in the middle of a cut and started
/// again.
fn after_crashes(strace: &Strace, kiosk: &Kiosk) -> (usize, usize) {
    let before = kiosk.path().join("before");
    copy(kiosk.data(), &before);
    let (_, calls) = strace.run(kiosk, &["-e", "trace=fdatasync"], &CUT);
    let data = kiosk.data().to_str().unwrap();
    let made: Vec<usize> = (1..)
        .zip(calls.iter().filter(|call| call.starts_with("fdatasync")))
        .filter(|(_, call)| call.contains(data))
        .map(|(number, _)| number)
        .collect();
    let mut most = 0;
    for number in &made {
        copy(&before, kiosk.data());
        let inject = format!("inject=fdatasync:signal=SIGKILL:when={number}");
        strace.run(kiosk, &["-e", "trace=fdatasync", "-e", &inject], &CUT);
        let mut draws = BTreeSet::new();
        look(kiosk, &mut draws);
        kiosk.done(&AGAIN);
        look(kiosk, &mut draws);
        most = most.max(draws.len());
    }
    copy(&before, kiosk.data());
    (most, made.len())
}

#[test]
fn a_crash_in_the_middle_of_a_cut_draws_no_noise_a_second_time() {
    must_fail("redraw-crash", &["SecondDraw"], || {
        let kiosk = before_a_cut();
        let (tried, most) = if let Some(strace) = Strace::find(&kiosk) {
            let (most, calls) = after_crashes(&strace, &kiosk);
            assert!(calls > 4, "there was something to interrupt");
            (
                format!(
                    "a cut killed before each of its {calls} waits for the disk, exported, started again, exported"
                ),
                most,
            )
        } else {
            // What such a crash leaves: the ledger of after the cut beside the vault of before it.
            told_once("a crash was not tried at every system call, for want of strace");
            (
                "no strace: the ledger of after a cut beside the vault of before it".to_owned(),
                after_a_restored_vault(&kiosk),
            )
        };
        Finding {
            attack: "redraw",
            tried,
            measure: "draws of the same answers that are seen",
            figure: most as f64,
            bound: Bound::AtMost(1.0),
        }
    });
}

/// The vault is put back to where it was before the cut, as from a backup.
fn after_a_restored_vault(kiosk: &Kiosk) -> usize {
    let backup = kiosk.path().join("backup");
    copy(&kiosk.data().join("vault"), &backup);
    let mut draws = BTreeSet::new();
    kiosk.done(&CUT);
    look(kiosk, &mut draws);
    copy(&backup, &kiosk.data().join("vault"));
    kiosk.run(&AGAIN);
    look(kiosk, &mut draws);
    draws.len()
}

#[test]
fn a_vault_from_a_backup_draws_no_noise_a_second_time() {
    must_fail("redraw-restored", &["OldVaultTaken"], || Finding {
        attack: "redraw",
        tried: "the vault put back to before the cut as from a backup, the next cut, exports of both".to_owned(),
        measure: "draws of the same answers that are seen",
        figure: after_a_restored_vault(&before_a_cut()) as f64,
        bound: Bound::AtMost(1.0),
    });
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn a_vault_from_a_backup_is_told_put_aside_and_counting_goes_on() {
    let kiosk = before_a_cut();
    let backup = kiosk.path().join("backup");
    copy(&kiosk.data().join("vault"), &backup);
    kiosk.done(&CUT);
    let released = kiosk.exported();
    copy(&backup, &kiosk.data().join("vault"));
    let ran = kiosk.run(&AGAIN);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert!(ran.err.contains("older than the newest release"), "{}", ran.err);
    let kept = kiosk.data().join("vault/damaged-1");
    for name in ["slot-a", "slot-b", "comments-a", "comments-b", "key"] {
        assert_eq!(
            fs::read(kept.join(name)).unwrap(),
            fs::read(backup.join(name)).unwrap(),
            "{name} was kept as it was"
        );
    }
    assert_eq!(kiosk.exported(), released);
    // Said once; and what is counted from now on leaves like anything else, also where the clock is behind.
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..12 {
        let _ = writeln!(csv, "{visit},beans,bean,unsure,2026-01-{:02}T{:02}:00:00", 13 + visit / 6, 8 + visit % 6);
    }
    let file = kiosk.write("more.csv", csv);
    let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    kiosk.done(&["--seed", "5", "--now", "2026-01-19T04:00", "release"]);
    assert!(kiosk.exported().contains("\"cut_week\":\"2026-W03\""), "{}", kiosk.exported());
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn a_whole_data_directory_from_a_backup_is_found_out_where_its_rounds_go() {
    let kiosk = before_a_cut();
    let backup = kiosk.path().join("backup");
    copy(kiosk.data(), &backup);
    let rounds = kiosk.path().join("rounds");
    let export = ["export", "--rounds", rounds.to_str().unwrap()];
    kiosk.done(&CUT);
    kiosk.done(&export);
    let kept = kiosk.path().join("kept");
    copy(&rounds, &kept);
    copy(&backup, kiosk.data());
    kiosk.done(&AGAIN);
    let ran = kiosk.run(&export);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("ALARM") && ran.err.contains("other bytes"), "{}", ran.err);
    let same = Command::new("diff").arg("-r").arg(&rounds).arg(&kept).status().unwrap();
    assert!(same.success(), "what had been exported stays as it was");
}
