//! Fetching signed content fails, or dies, at one system call after the other; and the disk is full.

use std::fs;

use listening_post::chain::SigningKey;
use listening_post::cli::selection::Selection;
use listening_post::random::Random;
use listening_post::store::DataDirectory;

use crate::common::{Kiosk, Strace, put_edition};
use crate::crash::{at_every_call, copy};
use crate::disk::Mount;

fn key() -> SigningKey {
    SigningKey::generate(&mut Random::seeded(1))
}

/// A kiosk that runs edition 1 while edition 2 waits for it, with more in it than the first.
fn before_the_second() -> Kiosk {
    let (head, pack) = Kiosk::usual();
    let kiosk = Kiosk::with(head, &[("own", pack)]);
    take_from_lake(&kiosk);
    kiosk.simulate("2026-01-05T07:00");
    let lake = kiosk.path().join("lake");
    let first = put_edition(&lake, &key(), None, &[("packs/beans.toml", pack)]);
    kiosk.done(&["sync"]);
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>";
    let files = [("packs/beans.toml", pack), ("packs/more.toml", pack), ("media/bean.svg", picture)];
    put_edition(&lake, &key(), Some(&first), &files);
    kiosk
}

fn take_from_lake(kiosk: &Kiosk) {
    let lake = kiosk.path().join("lake");
    let (head, _) = Kiosk::usual();
    kiosk.configure(
        "kiosk.toml",
        &format!("{head}[content]\nkey = \"{}\"\nurl = \"file://{}\"\n", key().public(), lake.display()),
    );
}

fn runs(kiosk: &Kiosk) -> Option<u32> {
    let selection = Selection::of(&kiosk.config(), &DataDirectory::at(kiosk.data())).unwrap();
    assert!(selection.passed_over.is_empty(), "nothing half is ever in an edition's place");
    assert!(selection.loaded.content.is_some());
    selection.edition
}

/// Fetches with a fault at one call after the other; one edition runs at any moment, and the next time the second comes.
fn every_call(fault: &str, calls: &[&str]) {
    let kiosk = before_the_second();
    let Some(strace) = Strace::find(&kiosk) else { return };
    let before = kiosk.path().join("before");
    copy(kiosk.data(), &before);
    let mut outcomes = [0, 0];
    at_every_call(&kiosk, &strace, (calls, fault), &["sync"], &|| copy(&before, kiosk.data()), |ran, place| {
        let Some(edition @ (1 | 2)) = runs(&kiosk) else { panic!("{place}: neither runs") };
        outcomes[edition as usize - 1] += 1;
        assert!(ran.status != Some(0) || edition == 2, "{place}: said to be fetched");
        if let Some(1) = ran.status {
            assert!(ran.err.contains("content"), "{place}: {}", ran.err);
        }
        kiosk.done(&["sync"]);
        assert_eq!(runs(&kiosk), Some(2), "{place}");
        let left: Vec<_> =
            fs::read_dir(kiosk.data().join("content")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{place}: {left:?}");
    });
    assert!(outcomes[0] > 0, "the first was still what ran: {outcomes:?}");
}

#[test]
fn a_crash_at_any_system_call_of_fetching_leaves_the_edition_before_or_the_new_one() {
    every_call("signal=SIGKILL", &["rename", "fsync", "mkdir", "write"]);
}

#[test]
fn a_disk_that_fails_at_any_system_call_of_fetching_leaves_the_edition_before() {
    every_call("error=EIO", &["fsync", "rename"]);
}

#[test]
fn a_full_disk_keeps_the_edition_before_and_no_half_of_the_new_one() {
    every_call("error=ENOSPC", &["write"]);
}

#[test]
fn content_leaves_room_for_a_cut() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mount) = Mount::new(&["-t", "tmpfs", "-o", "size=70m", "tmpfs"], &folder.path().join("disk")) else {
        return;
    };
    let kiosk = before_the_second();
    copy(kiosk.data(), &mount.0.join("data"));
    let kiosk = kiosk.with_data_at(&mount.0.join("data"));
    let large = mount.0.join("large");
    fs::write(&large, vec![1; 6 << 20]).unwrap();
    let ran = kiosk.run(&["sync"]);
    assert_eq!(ran.status, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("64 MB must stay free beside it"), "{}{}", ran.out, ran.err);
    assert_eq!(runs(&kiosk), Some(1));
    fs::remove_file(large).unwrap();
    kiosk.done(&["sync"]);
    assert_eq!(runs(&kiosk), Some(2));
}
