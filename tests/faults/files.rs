//! Files that are damaged, too new, or open elsewhere.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;

use listening_post::store::{DataDirectory, Health, Notice, StoreError, VaultState, inspect};

use crate::common::Kiosk;
use crate::store::{MONDAY, Store};

/// A data directory with so many visits in it.
fn with_visits(data: &Path, visits: usize) {
    let mut store = Store::open(data, MONDAY.at(8, 0, 0, 0)).unwrap();
    for _ in 0..visits {
        store.add().unwrap();
    }
}

fn reopen(data: &Path) -> Store {
    Store::open(data, MONDAY.at(20, 0, 0, 0)).unwrap()
}

fn flip(path: &Path, at: u64) {
    let file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 1], at).unwrap();
}

#[test]
fn one_damaged_slot_is_mended_from_the_other() {
    for (slot, at) in [("slot-a", 3), ("slot-a", 20), ("slot-b", 40_000), ("slot-b", 65_535)] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        with_visits(&data, 3);
        flip(&data.join("vault").join(slot), at);
        assert_eq!(inspect(&DataDirectory::at(&data)).unwrap().vault, VaultState::OneSlot);
        let store = reopen(&data);
        assert_eq!(store.notice, Some(Notice::Mended), "{slot} at {at}");
        assert_eq!(store.counters.health(), Health::Whole);
        assert_eq!(fs::read(data.join("vault/slot-a")).unwrap(), fs::read(data.join("vault/slot-b")).unwrap());
        assert_eq!(store.answers(), 3);
    }
}

#[test]
fn a_slot_that_is_cut_short_or_gone_is_mended_too() {
    for length in [0, 1, 30_000, 65_535] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        with_visits(&data, 3);
        let slot = data.join("vault/slot-a");
        fs::OpenOptions::new().write(true).open(&slot).unwrap().set_len(length).unwrap();
        let store = reopen(&data);
        assert_eq!((store.notice.clone(), store.answers()), (Some(Notice::Mended), 3), "{length}");
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    with_visits(&data, 3);
    fs::remove_file(data.join("vault/slot-b")).unwrap();
    assert_eq!(reopen(&data).answers(), 3);
}

#[test]
fn a_slot_torn_between_two_visits_gives_way_to_the_other() {
    for torn in ["slot-a", "slot-b"] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        with_visits(&data, 3);
        let path = data.join("vault").join(torn);
        let old = fs::read(&path).unwrap();
        let mut store = reopen(&data);
        store.add().unwrap();
        drop(store);
        let mut half = fs::read(&path).unwrap();
        half[old.len() / 2..].copy_from_slice(&old[old.len() / 2..]);
        fs::write(&path, half).unwrap();
        let store = reopen(&data);
        assert_eq!((store.notice.clone(), store.answers()), (Some(Notice::Mended), 4), "{torn}");
    }
}

#[test]
fn an_older_slot_gives_way_to_the_newer() {
    for older in ["slot-a", "slot-b"] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        with_visits(&data, 3);
        let path = data.join("vault").join(older);
        let old = fs::read(&path).unwrap();
        let mut store = reopen(&data);
        store.add().unwrap();
        drop(store);
        fs::write(&path, old).unwrap();
        assert_eq!(reopen(&data).answers(), 4, "{older}");
    }
}

#[test]
fn two_damaged_slots_are_kept_aside_and_a_fresh_vault_starts_with_a_notice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    with_visits(&data, 3);
    for number in 1..=2 {
        let slots = ["slot-a", "slot-b"].map(|slot| data.join("vault").join(slot));
        for slot in &slots {
            flip(slot, 1000);
        }
        let damaged = slots.each_ref().map(|slot| fs::read(slot).unwrap());
        assert_eq!(inspect(&DataDirectory::at(&data)).unwrap().vault, VaultState::Damaged);
        let store = reopen(&data);
        let kept = data.join(format!("vault/damaged-{number}"));
        assert_eq!(store.notice, Some(Notice::Replaced(kept.clone())));
        assert_eq!(store.counters.health(), Health::Whole);
        drop(store);
        for (slot, bytes) in ["slot-a", "slot-b"].into_iter().zip(damaged) {
            assert_eq!(fs::read(kept.join(slot)).unwrap(), bytes, "not a byte of it was changed");
        }
        assert!(kept.join("key").exists());
        assert_eq!(inspect(&DataDirectory::at(&data)).unwrap().damaged.len(), number);
    }
    assert_eq!(reopen(&data).answers(), 0);
}

#[test]
fn a_lost_key_is_as_if_both_slots_were_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    with_visits(&data, 3);
    fs::remove_file(data.join("vault/key")).unwrap();
    let store = reopen(&data);
    assert_eq!(store.notice, Some(Notice::Replaced(data.join("vault/damaged-1"))));
    assert_eq!(store.answers(), 0);
}

#[test]
fn a_start_that_was_interrupted_is_begun_again_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Store::open(&data, MONDAY.at(8, 0, 0, 0)).unwrap());
    fs::rename(data.join("vault/key"), data.join("vault/key.next")).unwrap();
    fs::write(data.join("vault/slot-a"), "half of it").unwrap();
    fs::write(data.join("vault/slot-b"), "").unwrap();
    let store = reopen(&data);
    assert_eq!((&store.notice, store.counters.health()), (&None, Health::Whole));
    assert_eq!(store.answers(), 0);
}

/// Opens a data directory that must be refused as too new, and checks that no byte of the file was changed.
fn refused_as_newer(data: &Path, file: &Path) {
    let before = fs::read(file).unwrap();
    match Store::open(data, MONDAY.at(20, 0, 0, 0)).map(|_| ()) {
        Err(StoreError::Newer { path, found, known }) => {
            assert_eq!(path, file);
            assert!(found > known);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(file).unwrap(), before, "not a byte of it was changed");
}

#[test]
fn a_slot_by_a_newer_program_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    with_visits(&data, 3);
    for slot in ["slot-b", "slot-a"] {
        let path = data.join("vault").join(slot);
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all_at(&[200], 7).unwrap();
        refused_as_newer(&data, &path);
        file.write_all_at(&[1], 7).unwrap();
    }
    assert_eq!(reopen(&data).answers(), 3);
}

#[test]
fn a_ledger_by_a_newer_program_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    with_visits(&data, 3);
    let ledger = data.join("ledger.db");
    let file = fs::OpenOptions::new().write(true).open(&ledger).unwrap();
    file.write_all_at(&99_u32.to_be_bytes(), 60).unwrap();
    let slots = ["slot-a", "slot-b"].map(|slot| fs::read(data.join("vault").join(slot)).unwrap());
    refused_as_newer(&data, &ledger);
    let after = ["slot-a", "slot-b"].map(|slot| fs::read(data.join("vault").join(slot)).unwrap());
    assert!(slots == after, "the vault is not touched either");
}

#[test]
fn a_second_process_is_told_that_the_first_is_there_and_changes_nothing() {
    let kiosk = Kiosk::new();
    let store = Store::open(kiosk.data(), MONDAY.at(8, 0, 0, 0)).unwrap();
    let before = fs::read(kiosk.data().join("vault/slot-a")).unwrap();
    let file = kiosk.write("answers.csv", "visit,pack,item,response\n1,beans,bean,robusta\n");
    for arguments in [vec!["release"], vec!["enter", file.to_str().unwrap()]] {
        let ran = kiosk.run(&arguments);
        assert_eq!(ran.status, Some(1));
        assert_eq!(
            ran.err,
            format!("error: another listening-post is using {}; stop it first\n", kiosk.data().join("vault").display())
        );
    }
    assert_eq!(fs::read(kiosk.data().join("vault/slot-a")).unwrap(), before);
    kiosk.done(&["export", "--out", "-"]);
    assert!(kiosk.done(&["doctor"]).contains("a kiosk is running"));
    drop(store);
    kiosk.done(&["release"]);
}

#[test]
fn a_configuration_that_cannot_be_used_lists_every_fault_and_creates_nothing() {
    let kiosk = Kiosk::new();
    kiosk.configure("kiosk.toml", "organisation = 5\nsite = \"Not An Id\"\nlanguages = []\n");
    let ran = kiosk.run(&["release"]);
    assert_eq!(ran.status, Some(1));
    for fault in ["organisation", "Not An Id", "languages", "time_zone", "headcount"] {
        assert!(ran.err.contains(fault), "{fault} is not in {}", ran.err);
    }
    assert!(!kiosk.data().exists());
}

#[test]
fn a_broken_pack_leaves_the_others() {
    let kiosk = Kiosk::new();
    kiosk.configure("packs/broken.toml", "kind = \"quiz\"\n[[item]\n");
    kiosk.simulate("2026-01-05T07:00");
    kiosk.enter("visit,pack,item,response,at\n1,beans,bean,robusta,2026-01-05T09:00\n");
    let ran = kiosk.run(&["--now", "2026-01-12T04:00", "release"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.err.contains("broken.toml") && ran.out.contains("beans/bean"), "{ran:?}");
}

#[test]
fn a_pack_that_breaks_while_answers_wait_takes_none_of_them_along() {
    let kiosk = Kiosk::new();
    let (_, pack) = Kiosk::usual();
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..8 {
        csv.push_str(&format!("{visit},beans,bean,robusta,2026-01-{:02}T{:02}:00\n", 6 + visit / 4, 8 + visit % 4));
    }
    kiosk.enter(&csv);
    kiosk.configure("packs/beans.toml", "kind = \"qiuz\"\n");
    kiosk.configure("packs/other.toml", &pack.replace("Which bean?", "Which one?"));
    kiosk.release("2026-01-12T04:00");
    let counts: Vec<_> = kiosk.cells().iter().map(|cell| cell["cell_count"].as_i64().unwrap()).collect();
    assert_eq!(counts, [0, 8, 0]);
}
