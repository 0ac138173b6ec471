//! Compaction that is killed, runs out of room or may not write: the report stays the same, and the next run ends it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Kiosk, Strace, told_once};
use crate::crash::{at_every_call, copy};
use crate::disk::{Mount, fill, mount};

/// A kiosk of its own with three closed rounds, sent to a lake.
fn send(lake: &Path, seed: &str) {
    let kiosk = Kiosk::new();
    kiosk.done(&["--simulated", "--seed", seed, "--now", "2026-01-05T07:00", "release"]);
    let visits: String = (0..30)
        .map(|visit| {
            let bean = ["robusta", "arabica", "unsure"][visit % 3];
            format!("{visit},beans,bean,{bean},,2026-01-{:02}T{:02}:05:00\n", 6 + visit / 10, 8 + visit % 10)
        })
        .collect();
    let file = kiosk.write("answers.csv", format!("visit,pack,item,response,cohort,at\n{visits}"));
    kiosk.done(&["--seed", seed, "enter", file.to_str().unwrap()]);
    kiosk.done(&["--seed", seed, "--now", "2026-01-26T05:00", "release"]);
    kiosk.done(&["export", "--rounds", lake.to_str().unwrap()]);
}

/// Somebody at a desk, whose data directory is the lake, so that its system calls are counted; and the lake as it was sent.
struct Scene {
    desk: Kiosk,
    before: PathBuf,
    report: (String, String),
}

impl Scene {
    fn new() -> Self {
        let desk = Kiosk::new();
        let before = desk.path().join("before");
        for seed in ["1", "2"] {
            send(&before, seed);
        }
        let mut scene = Self { desk, before, report: (String::new(), String::new()) };
        scene.reset();
        scene.report = scene.told();
        assert!(scene.report.0.contains("\"n\":60") && scene.report.1.is_empty(), "{:?}", scene.report);
        scene
    }

    fn lake(&self) -> &Path {
        self.desk.data()
    }

    fn reset(&self) {
        copy(&self.before, self.lake());
    }

    fn arguments(&self) -> [&str; 5] {
        ["fleet", "compact", self.lake().to_str().unwrap(), "--older-than", "1"]
    }

    fn told(&self) -> (String, String) {
        // Another data directory than the lake: there is no kiosk in it.
        let desk = self.desk.path().join("nobody");
        let arguments =
            ["--data", desk.to_str().unwrap(), "--json", "report", "--source", self.lake().to_str().unwrap()];
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_listening-post"));
        command.arg("--config").arg(self.desk.config()).args(arguments);
        let ran = crate::common::Ran::of(&mut command);
        (ran.out, ran.err)
    }

    fn is_whole(&self, place: &str) {
        assert_eq!(self.told(), self.report, "{place}");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_listening-post"));
        command.args(["--data", "/nowhere", "verify"]).arg(self.lake());
        let ran = crate::common::Ran::of(&mut command);
        assert!(ran.status == Some(0) && ran.out.contains("Everything that is here is whole"), "{place}: {}", ran.out);
    }

    /// The files of the lake, those that were begun as well.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.desk.files().into_iter().map(|path| (path.clone(), fs::read(self.lake().join(path)).unwrap())).collect()
    }

    /// What a run that nothing stops leaves.
    fn clean(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.reset();
        self.desk.done(&self.arguments());
        let files = self.files();
        // One for each of two weeks, and the newest round of each kiosk.
        assert_eq!(files.len(), 2 + 4, "{:?}", files.keys());
        files
    }

    fn every_call(&self, fault: &str, calls: &[&str]) {
        let clean = self.clean();
        let Some(strace) = Strace::find(&self.desk) else { return };
        at_every_call(&self.desk, &strace, (calls, fault), &self.arguments(), &|| self.reset(), |ran, place| {
            self.is_whole(place);
            assert!(ran.status != Some(0) || self.files() == clean, "{place}: it did not say that it failed");
            let again = self.desk.run(&self.arguments());
            assert_eq!((again.status, again.err.as_str()), (Some(0), ""), "{place}");
            assert_eq!(self.files(), clean, "{place}");
        });
        self.is_whole("at the end");
    }
}

#[test]
fn compaction_killed_before_any_system_call_loses_nothing_and_the_next_run_ends_it() {
    let calls = ["mkdir", "flock", "ftruncate", "write", "fsync", "rename", "unlink"];
    Scene::new().every_call("signal=SIGKILL", &calls);
}

#[test]
fn compaction_on_a_disk_that_fails_at_any_system_call_loses_nothing_and_says_so() {
    let scene = Scene::new();
    scene.every_call("error=ENOSPC", &["write"]);
    scene.every_call("error=EIO", &["fsync", "rename", "unlink"]);
}

#[test]
fn a_full_disk_stays_as_it_is_until_there_is_room() {
    let scene = Scene::new();
    let folder = tempfile::tempdir().unwrap();
    let Some(mount) = Mount::new(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"], &folder.path().join("disk")) else {
        return;
    };
    let lake = mount.0.join("lake");
    copy(&scene.before, &lake);
    let scene = Scene { desk: scene.desk.with_data_at(&lake), ..scene };
    let before = scene.files();
    let filler = fill(&mount.0);
    let ran = scene.desk.run(&scene.arguments());
    assert!(ran.status == Some(1) && ran.err.contains("No space left on device"), "{}", ran.err);
    assert_eq!(scene.files(), before, "nothing was removed, and nothing half is left");
    scene.is_whole("full");
    fs::remove_file(filler).unwrap();
    scene.desk.done(&scene.arguments());
    scene.is_whole("with room again");
    assert_eq!(scene.files().len(), 6);
}

#[test]
fn a_lake_that_may_only_be_read_is_told_and_read() {
    let scene = Scene::new();
    let options = ["--bind", scene.lake().to_str().unwrap()];
    let Some(mount) = Mount::new(&options, &scene.desk.path().join("mounted")) else { return };
    if !self::mount(&["-o", "remount,bind,ro"], &mount.0) {
        told_once("nothing can be mounted read-only here");
        return;
    }
    let at = mount.0.clone();
    let scene = Scene { desk: scene.desk.with_data_at(&at), ..scene };
    let ran = scene.desk.run(&scene.arguments());
    assert!(ran.status == Some(1) && ran.err.contains("Read-only file system"), "{}", ran.err);
    scene.is_whole("read-only");
}
