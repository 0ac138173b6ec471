//! Disks that are full or read-only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::{Kiosk, told_once};
use crate::store::{MONDAY, Store};

/// A file system mounted for one test.
pub struct Mount(pub PathBuf);

impl Mount {
    /// `None`, and a line that says so, where mounting is not allowed.
    pub fn new(options: &[&str], at: &Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mounted = mount(options, at);
        if !mounted {
            told_once("nothing can be mounted here, so no disk was filled or made read-only");
        }
        mounted.then(|| Self(at.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

pub fn mount(options: &[&str], at: &Path) -> bool {
    let mut command = Command::new("mount");
    command.args(options).arg(at).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Takes all the space there is.
pub fn fill(folder: &Path) -> PathBuf {
    let path = folder.join("filler");
    let mut size = 0;
    for step in [65_536, 4_096, 512] {
        while fs::write(&path, vec![1; size + step]).is_ok() {
            size += step;
        }
        fs::write(&path, vec![1; size]).unwrap();
    }
    path
}

#[test]
fn a_full_disk_still_counts_visits_and_the_cut_waits_for_space() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mount) = Mount::new(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"], &folder.path().join("disk")) else {
        return;
    };
    let data = mount.0.join("data");
    let mut store = Store::open_real(&data, MONDAY.at(8, 0, 0, 0)).unwrap();
    let filler = fill(&mount.0);
    for _ in 0..5 {
        store.add().expect("slots are written in place and take no more room than they have");
    }
    store.until(MONDAY.saturating_add(jiff::Span::new().days(1)).at(8, 0, 0, 0)).unwrap();
    store.add().unwrap();
    let late = MONDAY.saturating_add(jiff::Span::new().days(7)).at(4, 0, 0, 0);
    assert!(store.until(late).is_err(), "a new key, and the ledger, need room");
    assert!(store.counters.pass_time().is_err(), "and it is still due");
    fs::remove_file(filler).unwrap();
    assert_eq!(store.answers_so_far(2), 6);
}

#[test]
fn a_data_directory_without_room_to_begin_with_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mount) = Mount::new(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"], &folder.path().join("disk")) else {
        return;
    };
    let kiosk = Kiosk::new().with_data_at(&mount.0.join("data"));
    let filler = fill(&mount.0);
    let ran = kiosk.run(&["release"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("No space left on device"), "{}", ran.err);
    fs::remove_file(filler).unwrap();
    let ran = kiosk.run(&["release"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "what was begun is no damage");
}

#[test]
fn a_read_only_data_directory_is_told_and_can_still_be_exported() {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    let before = kiosk.exported();
    let options = ["--bind", kiosk.data().to_str().unwrap()];
    let Some(mount) = Mount::new(&options, &kiosk.path().join("mounted")) else { return };
    if !self::mount(&["-o", "remount,bind,ro"], &mount.0) {
        told_once("nothing can be mounted read-only here");
        return;
    }
    let at = mount.0.clone();
    let kiosk = kiosk.with_data_at(&at);
    let file = kiosk.write("answers.csv", "visit,pack,item,response\n1,beans,bean,robusta\n");
    for arguments in [vec!["release"], vec!["enter", file.to_str().unwrap()]] {
        let ran = kiosk.run(&arguments);
        assert_eq!(ran.status, Some(1));
        assert!(ran.err.contains("Read-only file system"), "{}", ran.err);
    }
    assert_eq!(kiosk.exported(), before);
}
