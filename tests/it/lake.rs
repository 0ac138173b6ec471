//! How lakes are read, by whatever reads them: a week at a time, side by side, and with the same findings.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::{self, ThreadId};

use listening_post::chain::{FileDigest, Signature, SigningKey, Statement, sign};
use listening_post::fleet::{FULL, Fault, Finding, Keys, ToCompact, Trust, Wanted, check, compact, read};
use listening_post::random::Random;
use listening_post::sync::{Directory, Page, Shelf, Trouble};
use tempfile::TempDir;

use crate::chain::key_of;
use crate::desk::{Desk, copy, run, text};
use crate::fleet::{FLEET, answers, report};

/// What a clone of the first kiosk's card sends: the same kiosk, key and rounds, other answers.
fn cloned() -> TempDir {
    let clone = Desk::new("harbour-road", 60, "");
    clone.live(3, 4);
    let lake = tempfile::tempdir().unwrap();
    assert_eq!(clone.export(lake.path()).code, 0);
    lake
}

fn lake() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(FLEET.lake.path(), folder.path());
    folder
}

/// The only file in the folder of a week, and its signature.
fn only(lake: &Path, week: &str) -> [PathBuf; 2] {
    let week = fs::read_dir(lake.join(format!("cells/v1/cut_week={week}"))).unwrap();
    let mut all: Vec<PathBuf> = week.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all.try_into().unwrap()
}

/// Puts files into a folder of a lake, and gives back where the first is.
fn put(lake: &Path, folder: &str, files: &[PathBuf; 2]) -> PathBuf {
    fs::create_dir_all(lake.join(folder)).unwrap();
    let [cells, _] = files.each_ref().map(|file| {
        let to = lake.join(folder).join(file.file_name().unwrap());
        fs::copy(file, &to).unwrap();
        to
    });
    cells
}

/// What is wrong with a lake, which `report` and `verify` tell alike.
fn findings(lake: &Path) -> Vec<Finding> {
    let shelf = Directory(lake.to_owned());
    let read = read(&shelf, &Wanted::default(), &|_, _| {}).unwrap().findings;
    assert_eq!(check(&[&shelf], &Trust::default(), &|_, _| {}).unwrap().findings, read);
    read
}

/// Answers that are left without the round of a kiosk.
fn answers_without(kiosk: &str, week: &str) -> u64 {
    let lake = lake();
    let folder = lake.path().join(format!("cells/v1/cut_week={week}"));
    for ending in ["parquet", "parquet.sig"] {
        fs::remove_file(folder.join(format!("{kiosk}.{ending}"))).unwrap();
    }
    answers(&report(lake.path(), &[]).0)
}

/// That a round of the first kiosk is left out, for what lies there as well.
fn contradicted(lake: &Path, twin: &Path, own: &str) {
    let found = findings(lake);
    let [Finding { fault: Fault::Duplicate, path: Some(path), finding, .. }] = &found[..] else { panic!("{found:?}") };
    assert_eq!(path, twin);
    assert!(finding.contains(own) && finding.ends_with(" is another file of the same kiosk and round"), "{finding}");
    let (figures, remarks, code) = report(lake, &[]);
    assert!(code == 1 && remarks.lines().count() == 1, "{remarks}");
    assert!(remarks.starts_with(&format!("left out: duplicate  {}", text(twin))), "{remarks}");
    let kiosk = text(twin).rsplit(['/', '#']).next().unwrap().trim_end_matches(".parquet");
    let week = own.split_once("cut_week=").unwrap().1.trim_end_matches('/');
    assert_eq!(answers(&figures), answers_without(kiosk, week), "neither is read");
}

/// The week of the twin, and folders of others: later and earlier ones, in whatever order with the kiosk's own, and of none.
const ELSEWHERE: [(&str, &str); 7] = [
    ("2026-W45", "zzz/cut_week=2026-W47"),
    ("2026-W45", "aaa/cut_week=2026-W46"),
    ("2026-W46", "zzz/cut_week=2026-W45"),
    ("2026-W46", "aaa/cut_week=2026-W45"),
    ("2026-W47", "cells/v1/cut_week=2026-W40"),
    ("2026-W46", "cells/v1/cut_week=2026-W52"),
    ("2026-W46", "cells/v1/cut_week=2026-W46 (1)"),
];

#[test]
fn a_cloned_cards_file_in_another_weeks_folder_contradicts_the_kiosks_own_wherever_it_lies() {
    let cloned = cloned();
    for (week, folder) in ELSEWHERE {
        let lake = lake();
        let twin = put(lake.path(), folder, &only(cloned.path(), week));
        contradicted(lake.path(), &twin, &format!("cells/v1/cut_week={week}/"));
    }
}

#[test]
fn it_does_so_as_well_where_either_of_the_two_is_compacted() {
    let compacted = |lake: &Path, code| {
        let ran = run(&["fleet", "compact", text(lake), "--before", "2026-W47"]);
        assert_eq!(ran.code, code, "{}", ran.err);
    };
    let cloned = cloned();
    // The kiosk's own.
    for (week, folder) in ELSEWHERE.into_iter().filter(|(week, _)| *week != "2026-W47") {
        let lake = lake();
        compacted(lake.path(), 0);
        let twin = put(lake.path(), folder, &only(cloned.path(), week));
        contradicted(lake.path(), &twin, &format!("compacted/v1/cut_week={week}/"));
    }
    // The clone's.
    let kiosk = only(cloned.path(), "2026-W45")[0].file_stem().unwrap().to_str().unwrap().to_owned();
    compacted(cloned.path(), 0);
    for (week, other) in [("2026-W45", "2026-W46"), ("2026-W46", "2026-W45")] {
        let lake = lake();
        let [from, to] =
            [cloned.path().join(format!("compacted/v1/cut_week={week}")), lake.path().join("compacted/v1")];
        let bundle = fs::read_dir(from).unwrap().next().unwrap().unwrap().path();
        let there = to.join(format!("cut_week={other}"));
        fs::create_dir_all(&there).unwrap();
        fs::copy(&bundle, there.join(bundle.file_name().unwrap())).unwrap();
        let twin = there.join(format!("{}#{kiosk}", bundle.file_name().unwrap().to_str().unwrap()));
        contradicted(lake.path(), &twin, &format!("cells/v1/cut_week={week}/"));
        // Both: the clone's stays where it is, and is named.
        compacted(lake.path(), 1);
        contradicted(lake.path(), &twin, &format!("compacted/v1/cut_week={week}/"));
    }
}

#[test]
fn a_copy_in_another_weeks_folder_contradicts_nothing() {
    let lake = lake();
    let key = key_of(&FLEET.desks[0]).public();
    let of_key =
        |entry: &fs::DirEntry| fs::read_to_string(entry.path()).is_ok_and(|text| text.contains(&key.to_string()));
    let week = fs::read_dir(lake.path().join("cells/v1/cut_week=2026-W45")).unwrap().map(Result::unwrap);
    let signature = week.filter(of_key).last().unwrap().path();
    let copied = put(lake.path(), "aaa/cut_week=2026-W46", &[signature.with_extension(""), signature]);
    let found = findings(lake.path());
    assert_eq!(
        found.iter().map(|found| (found.fault, found.path.as_deref())).collect::<Vec<_>>(),
        [(Fault::OutOfOrder, Some(copied.as_path()))]
    );
    assert_eq!(report(lake.path(), &[]).0, FLEET.figures);
}

#[test]
fn where_keys_are_named_a_strangers_file_in_another_weeks_folder_keeps_nobodys_round_out() {
    let cloned = cloned();
    let keys: Vec<String> = FLEET.desks.iter().map(|desk| key_of(desk).public().to_string()).collect();
    let named: Vec<&str> = keys.iter().flat_map(|key| ["--key", key.as_str()]).collect();
    let stranger = SigningKey::generate(&mut Random::seeded(5));
    for (week, folder) in ELSEWHERE {
        let lake = lake();
        let files = only(cloned.path(), week);
        let twin = put(lake.path(), folder, &files);
        let cells = fs::read(&twin).unwrap();
        let signed = Signature::read(&fs::read_to_string(&files[1]).unwrap()).unwrap();
        let statement = Statement { key: stranger.public(), ..signed.statement().clone() };
        let signature = sign(&stranger, statement, &FileDigest::of(&cells)).write();
        fs::write(twin.with_extension("parquet.sig"), signature).unwrap();
        let (figures, remarks, code) = report(lake.path(), &named);
        let line = format!("left out: other-key  {}", text(&twin));
        assert!(code == 1 && remarks.lines().count() == 1 && remarks.contains(&line), "{remarks}");
        assert_eq!(figures, FLEET.figures, "{folder}");
        // Without keys nobody can say whose it is.
        let kiosk = twin.file_stem().unwrap().to_str().unwrap();
        assert_eq!(answers(&report(lake.path(), &[]).0), answers_without(kiosk, week));
    }
}

#[test]
fn only_folders_that_are_read_are_looked_at_for_what_contradicts_a_round() {
    let (cloned, lake) = (cloned(), lake());
    let twin = put(lake.path(), "aaa/cut_week=2026-W45", &only(cloned.path(), "2026-W47"));
    let (_, remarks, code) = report(lake.path(), &["--from", "2026-W46"]);
    assert_eq!((remarks.as_str(), code), ("", 0));
    contradicted(lake.path(), &twin, "cells/v1/cut_week=2026-W47/");
}

/// A lake, and who asked for what.
struct Watched(Directory, Mutex<Vec<(ThreadId, String)>>);

impl Watched {
    fn at(lake: &Path) -> Self {
        Self(Directory(lake.to_owned()), Mutex::default())
    }

    /// The files that were asked for, in that order.
    fn asked(&self) -> Vec<String> {
        self.1.lock().unwrap().iter().map(|(_, path)| path.clone()).collect()
    }

    /// How many threads asked for those of a week, and how many these are.
    fn asked_for(&self, week: &str) -> (usize, usize) {
        let asked = self.1.lock().unwrap();
        let of_week = asked.iter().filter(|(_, path)| path.contains(&format!("cut_week={week}/")));
        let threads: HashSet<ThreadId> = of_week.clone().map(|(thread, _)| *thread).collect();
        (threads.len(), of_week.count())
    }
}

impl Shelf for Watched {
    fn page(&self, folder: &str, after: Option<&str>) -> Result<Page, Trouble> {
        self.0.page(folder, after)
    }

    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.1.lock().unwrap().push((thread::current().id(), path.to_owned()));
        self.0.bytes(path, most)
    }

    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.0.head(path, most)
    }

    fn called(&self, path: &str) -> String {
        self.0.called(path)
    }
}

#[test]
fn verify_reads_one_week_after_the_other_and_the_files_of_a_week_side_by_side_each_once() {
    let lake = Watched::at(FLEET.lake.path());
    assert_eq!(check(&[&lake], &Trust::default(), &|_, _| {}).unwrap().findings, []);
    let paths = lake.asked();
    assert!(paths.is_sorted_by_key(|path| path.split('/').nth(2).map(str::to_owned)), "{paths:?}");
    assert_eq!((paths.len(), paths.iter().collect::<HashSet<_>>().len()), (3 * 3 * 2, 3 * 3 * 2));
    let (threads, files) = lake.asked_for("2026-W46");
    assert!(threads > 1 && files == 3 * 2);
}

#[test]
fn compacting_asks_for_the_newest_rounds_of_kiosks_side_by_side() {
    let folder = lake();
    let lake = Watched::at(folder.path());
    let wanted = ToCompact {
        keys: Keys::default(),
        before: Some("2026-W47".parse().unwrap()),
        newer: 1,
        full: FULL,
        keep: false,
    };
    let done = compact(&lake, &Directory(folder.path().to_owned()), &wanted, &|_, _| {});
    assert_eq!((done.trouble, done.weeks.len()), (None, 2));
    let (threads, files) = lake.asked_for("2026-W47");
    assert!(threads > 1 && files == 3, "each once");
}
