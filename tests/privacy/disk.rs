//! What lies on the disk: sealed slots of one size, nothing else, and only for the owner.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::common::{Kiosk, Strace, open, slot};

/// So many visits over two days, four to a quarter-hour, to the usual quiz.
fn visits(count: usize) -> String {
    let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
    for visit in 0..count {
        let (day, place) = (visit * 2 / count.max(1), visit % count.div_ceil(2));
        let (quarter, within) = (place / 8, place % 8);
        let response = ["arabica", "robusta", "unsure"][visit % 3];
        let at = format!("2026-01-{:02}T{:02}:{:02}:{:02}", 6 + day, 8 + quarter / 4, 15 * (quarter % 4), 5 * within);
        let _ = writeln!(csv, "{visit},beans,bean,{response},day,{at}");
    }
    csv
}

fn kiosk(count: usize) -> Kiosk {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    kiosk.enter(&visits(count));
    kiosk
}

fn sizes(kiosk: &Kiosk) -> Vec<(String, u64)> {
    let size = |path: &Path| fs::metadata(kiosk.data().join(path)).unwrap().len();
    kiosk.files().iter().map(|path| (path.display().to_string(), size(path))).collect()
}

#[test]
fn an_empty_kiosk_and_a_busy_one_have_the_same_files_of_the_same_sizes() {
    let (none, many) = (kiosk(0), kiosk(500));
    assert_eq!(sizes(&none), sizes(&many));
    let names: Vec<_> = sizes(&many).into_iter().map(|(name, _)| name).collect();
    assert_eq!(none.cells(), many.cells(), "and export the same before a cut");
    let known = ["comments-a", "comments-b", "key", "lock", "slot-a", "slot-b"].map(|name| format!("vault/{name}"));
    assert_eq!(names, [vec!["ledger.db".to_owned(), "signing.key".to_owned()], known.to_vec()].concat());
}

#[test]
fn at_rest_both_slots_are_the_same_and_a_multiple_of_64_kib() {
    let kiosk = kiosk(40);
    let [a, b] = ["slot-a", "slot-b"].map(|name| slot(kiosk.data(), name));
    assert!(a == b);
    assert!(a.len().is_multiple_of(64 * 1024));
}

#[test]
fn a_slot_without_its_key_looks_like_noise() {
    let sealed = slot(kiosk(40).data(), "slot-a");
    let mut counts = [0_u32; 256];
    sealed[20..].iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let expected = (sealed.len() - 20) as f64 / 256.0;
    let chi: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
    // 255 degrees of freedom: mean 255, standard deviation 22.6; beyond 400 once in 10^8 runs.
    assert!(chi < 400.0, "{chi}");
    for word in ["beans", "bean", "robusta", "day"] {
        assert!(!sealed.windows(word.len()).any(|window| window == word.as_bytes()) || word.len() < 4, "{word}");
    }
}

#[test]
fn the_key_is_another_one_after_each_cut_and_opens_nothing_older() {
    let kiosk = kiosk(40);
    let key = || fs::read(kiosk.data().join("vault/key")).unwrap();
    let (old_key, old_slot) = (key(), slot(kiosk.data(), "slot-b"));
    assert!(open(&old_key, &old_slot).is_some());
    kiosk.done(&["--now", "2026-01-09T04:00", "release"]);
    assert_eq!(key(), old_key, "nothing was due");
    kiosk.done(&["--now", "2026-01-12T04:00", "release"]);
    assert_ne!(key(), old_key);
    assert!(open(&key(), &old_slot).is_none());
    for name in ["slot-a", "slot-b"] {
        assert!(open(&key(), &slot(kiosk.data(), name)).is_some());
        assert!(open(&old_key, &slot(kiosk.data(), name)).is_none());
    }
    for file in kiosk.files() {
        let bytes = fs::read(kiosk.data().join(&file)).unwrap();
        assert!(!bytes.windows(32).any(|window| window == old_key), "{}", file.display());
    }
}

#[test]
fn nobody_but_the_owner_may_look_into_the_data() {
    let kiosk = kiosk(40);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(kiosk.data()), 0o700);
    assert_eq!(mode(&kiosk.data().join("vault")), 0o700);
    for file in kiosk.files() {
        assert_eq!(mode(&kiosk.data().join(&file)), 0o600, "{}", file.display());
    }
}

/// The names of files that a call opened for writing or wrote to, below the data directory.
fn written(calls: &[String], data: &str) -> BTreeSet<String> {
    let writes = |call: &&String| {
        let name = call.split('(').next().unwrap_or("");
        let changes = call.contains("O_WRONLY") || call.contains("O_RDWR") || call.contains("O_CREAT");
        (name.starts_with("open") && changes)
            || ["write", "pwrite64", "pwritev", "writev", "rename", "renameat", "renameat2", "ftruncate", "truncate"]
                .contains(&name)
    };
    let below = |call: &String| {
        let start = call.find(data)? + data.len() + 1;
        let name: String = call[start..].chars().take_while(|c| !"\">,".contains(*c)).collect();
        Some(name)
    };
    calls.iter().filter(writes).filter_map(below).collect()
}

#[test]
fn entering_visits_writes_to_no_file_but_the_known_ones() {
    let kiosk = kiosk(40);
    let file = kiosk.write("more.csv", "visit,pack,item,response\n1,beans,bean,robusta\n");
    let Some(strace) = Strace::find(&kiosk) else {
        // Without it: at least nothing else is left behind, here or in the folder for temporary files.
        let temporary = kiosk.path().join("tmp");
        fs::create_dir(&temporary).unwrap();
        let mut command = kiosk.command();
        assert!(command.env("TMPDIR", &temporary).arg("enter").arg(file).status().unwrap().success());
        assert_eq!(kiosk.files().len(), 8);
        assert_eq!(fs::read_dir(temporary).unwrap().count(), 0);
        return;
    };
    let (ran, calls) = strace.run(&kiosk, &["-e", "trace=file,desc"], &["enter", file.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let data = kiosk.data().to_str().unwrap();
    let known = [
        "ledger.db",
        "ledger.db-wal",
        "ledger.db-shm",
        "vault/comments-a",
        "vault/comments-b",
        "vault/key",
        "vault/lock",
        "vault/slot-a",
        "vault/slot-b",
    ];
    let touched = written(&calls, data);
    assert!(touched.contains("vault/slot-a") && touched.contains("vault/slot-b"), "{touched:?}");
    let unknown: Vec<_> = touched.iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    // Outside the data directory: nothing but the terminal.
    let elsewhere: Vec<_> = calls
        .iter()
        .filter(|call| {
            call.starts_with("open")
                && (call.contains("O_CREAT") || call.contains("O_WRONLY") || call.contains("O_RDWR"))
        })
        .filter(|call| !call.contains(data) && !call.contains("/dev/"))
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}
