//! What lies on the disk: sealed slots of one size, nothing else, and only for the owner.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::common::{Kiosk, Strace, open, slot};
use crate::finding::{Bound, Finding, must_fail};

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

/// The round files of a kiosk, by name without its id.
fn rounds(kiosk: &Kiosk) -> Vec<(String, u64)> {
    kiosk.release("2026-01-12T04:00");
    let folder = kiosk.path().join("rounds");
    fs::create_dir_all(&folder).unwrap();
    kiosk.done(&["export", "--rounds", folder.to_str().unwrap()]);
    let mut files = Vec::new();
    // A kiosk that is silent in empty rounds, as a mutant is, makes no folder at all.
    let weeks: Vec<_> = fs::read_dir(folder.join("cells/v1")).map(Iterator::collect).unwrap_or_default();
    for week in weeks {
        for file in fs::read_dir(week.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let week = path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
            let ending = path.file_name().unwrap().to_str().unwrap().split_once('.').unwrap().1.to_owned();
            files.push((format!("{week}/{ending}"), fs::metadata(path).unwrap().len()));
        }
    }
    files.sort();
    files
}

/// How many entries are in one list only.
fn difference<T: PartialEq>(left: &[T], right: &[T]) -> usize {
    let only = |these: &[T], those: &[T]| these.iter().filter(|one| !those.contains(one)).count();
    only(left, right) + only(right, left)
}

#[test]
fn an_empty_kiosk_and_a_busy_one_have_the_same_files() {
    must_fail("presence", &["EmptyRoundsSilent"], || {
        let [none, few, many] = [0, 4, 500].map(kiosk);
        let mut unlike = difference(&sizes(&none), &sizes(&many)) + difference(&sizes(&none), &sizes(&few));
        let names: Vec<_> = sizes(&many).into_iter().map(|(name, _)| name).collect();
        let known = ["comments-a", "comments-b", "key", "lock", "slot-a", "slot-b"].map(|name| format!("vault/{name}"));
        assert_eq!(names, [vec!["ledger.db".to_owned(), "signing.key".to_owned()], known.to_vec()].concat());
        unlike += usize::from(none.cells() != many.cells());
        let [none, few, many] = [&none, &few, &many].map(rounds);
        unlike += difference(&none, &few);
        let names = |files: &[(String, u64)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        unlike += difference(&names(&none), &names(&many));
        Finding {
            attack: "presence",
            tried: "kiosks with 0, 4 and 500 visits: names and sizes of all files of the data directory, and what is \
                    exported, before the cut; names of the round's files after it, and their sizes where nothing left"
                .to_owned(),
            measure: "files that differ",
            figure: unlike as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn at_rest_both_slots_are_the_same_and_a_multiple_of_64_kib() {
    let kiosk = kiosk(40);
    let [a, b] = ["slot-a", "slot-b"].map(|name| slot(kiosk.data(), name));
    assert!(a == b);
    assert!(a.len().is_multiple_of(64 * 1024));
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
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
#[cfg_attr(feature = "mutants", ignore = "no attack")]
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
#[cfg_attr(feature = "mutants", ignore = "no attack")]
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
    must_fail("system-calls", &["TemporaryFile"], || {
        let kiosk = kiosk(40);
        let file = kiosk.write("more.csv", "visit,pack,item,response\n1,beans,bean,robusta\n2,beans,bean,unsure\n");
        let (tried, unknown) = watched(&kiosk, &file).unwrap_or_else(|| looked_after(&kiosk, &file));
        Finding {
            attack: "system calls",
            tried: tried.to_owned(),
            measure: "files written besides slots, key, lock and ledger; flushes besides one",
            figure: unknown as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

/// Everything that is written while a file is entered, seen through strace.
fn watched(kiosk: &Kiosk, file: &Path) -> Option<(&'static str, usize)> {
    let strace = Strace::find(kiosk)?;
    let enter = ["enter", file.to_str().unwrap()];
    let (ran, calls) = strace.run(kiosk, &["-e", "trace=file,desc"], &enter);
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
    let unknown = touched.iter().filter(|name| !known.contains(&name.as_str())).count();
    // Outside the data directory: nothing but the terminal.
    let opened = |call: &&String| {
        call.starts_with("open") && ["O_CREAT", "O_WRONLY", "O_RDWR"].iter().any(|flag| call.contains(flag))
    };
    let elsewhere = calls.iter().filter(opened).filter(|call| !call.contains(data) && !call.contains("/dev/")).count();
    // Opening writes both slots once, and the two visits are flushed once.
    let slot = format!("{data}/vault/slot-a");
    let flushes = calls.iter().filter(|call| call.starts_with("pwrite64") && call.contains(&slot)).count();
    Some((
        "`enter` under strace: every file that is opened for writing, written, renamed or cut short, and how often the \
         slots are written",
        unknown + elsewhere + flushes.abs_diff(2),
    ))
}

/// Without strace: at least nothing else is left behind, here or in the folder for temporary files, and that folder was
/// not touched.
fn looked_after(kiosk: &Kiosk, file: &Path) -> (&'static str, usize) {
    let temporary = kiosk.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let changed = || fs::metadata(&temporary).unwrap().modified().unwrap();
    let before = changed();
    let mut command = kiosk.command();
    assert!(command.env("TMPDIR", &temporary).arg("enter").arg(file).status().unwrap().success());
    let touched = usize::from(changed() != before) + fs::read_dir(&temporary).unwrap().count();
    (
        "`enter`, strace not being usable: what it left behind, and whether the temporary folder was touched",
        touched + kiosk.files().len() - 8,
    )
}

#[test]
fn what_a_library_might_write_beside_ours_is_the_owners_alone_too() {
    let kiosk = kiosk(4);
    let file = kiosk.write("more.csv", "visit,pack,item,response\n1,beans,bean,robusta\n");
    let Some(strace) = Strace::find(&kiosk) else { return };
    let (ran, calls) = strace.run(&kiosk, &["-e", "trace=umask,openat"], &["enter", file.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let masked = calls.iter().position(|call| call.starts_with("umask(077)"));
    let ledger = calls.iter().position(|call| call.contains("ledger.db"));
    assert!(masked.is_some() && masked < ledger, "{calls:?}");
}
