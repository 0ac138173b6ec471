//! Signed rounds: what is exported, and what `verify` says of it once somebody has been at it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use listening_post::chain::{Digest, FileDigest, Place, Signature, SigningKey, Statement, sign};
use listening_post::fleet::{Fault, Finding, Trust, check};
use listening_post::random::Random;
use listening_post::sync::Directory;
use parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::desk::{Desk, copy, files, run, text};

/// Four rounds, of which the last is empty.
struct Released {
    desk: Desk,
    lake: PathBuf,
    key: String,
}

static RELEASED: LazyLock<Released> = LazyLock::new(|| {
    let desk = Desk::new("harbour-road", 60, "");
    desk.live(3, 8);
    desk.close("2026-11-30");
    let lake = desk.path("lake");
    let exported = desk.export(&lake);
    assert_eq!(exported.code, 0, "{}", exported.err);
    let key = exported.out.split_whitespace().find(|word| word.starts_with("RW")).unwrap().trim_end_matches(':');
    let key = key.to_owned();
    Released { desk, lake, key }
});

/// What a clone of the card sends, made before anybody answered: the same kiosk, key and rounds, other answers.
static CLONED: LazyLock<TempDir> = LazyLock::new(|| {
    let desk = Desk::new("harbour-road", 60, "");
    desk.live(3, 4);
    desk.close("2026-11-30");
    let lake = tempfile::tempdir().unwrap();
    assert_eq!(desk.export(lake.path()).code, 0);
    lake
});

/// Puts the clone's rounds in the place of the kiosk's.
fn exchange(lake: &Path, rounds: &[&str]) {
    for round in rounds {
        let partition = format!("cells/v1/cut_week={round}");
        copy(&CLONED.path().join(&partition), &lake.join(&partition));
    }
}

/// A copy to do harm to.
fn lake() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    copy(&RELEASED.lake, folder.path());
    let rounds = ["2026-W45", "2026-W46", "2026-W47", "2026-W48"];
    let paths = rounds.map(|round| {
        let partition = folder.path().join(format!("cells/v1/cut_week={round}"));
        let mut names: Vec<_> = fs::read_dir(partition).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        assert_eq!(names.len(), 2, "one file and its signature: {names:?}");
        names.swap_remove(0)
    });
    (folder, paths.to_vec())
}

fn signature(cells: &Path) -> PathBuf {
    cells.with_extension("parquet.sig")
}

/// What `verify` finds, a word each, and how it ends.
fn verify(folder: &Path, more: &[&str]) -> (Vec<String>, i32) {
    let mut arguments = vec!["--data", "/nowhere", "--json", "verify", text(folder)];
    arguments.extend(more);
    told(&run(&arguments))
}

fn told(ran: &crate::desk::Ran) -> (Vec<String>, i32) {
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let word = |finding: &serde_json::Value| {
        let round = finding["cut_week"].as_str().unwrap_or("-").to_owned();
        format!("{} {round}", finding["fault"].as_str().unwrap())
    };
    (report["findings"].as_array().unwrap().iter().map(word).collect(), ran.code)
}

#[test]
fn what_was_exported_is_whole_and_bears_the_cuts_time_only() {
    let (folder, cells) = lake();
    assert_eq!(verify(folder.path(), &["--key", &RELEASED.key]), (vec![], 0));
    let exported = RELEASED.lake.join(cells[0].strip_prefix(folder.path()).unwrap());
    for path in [signature(&exported), exported] {
        let meta = fs::metadata(path).unwrap();
        // Monday, 9 November 2026, 00:00 UTC.
        assert_eq!((meta.mode() & 0o777, meta.mtime(), meta.mtime_nsec()), (0o644, 1_794_182_400, 0));
    }
    let rows = |path: &Path| {
        SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap().metadata().file_metadata().num_rows()
    };
    assert!(cells.iter().any(|path| rows(path) > 0), "something left");
    assert_eq!(rows(&cells[3]), 0, "a round in which nothing left has its file as well");
    let key = RELEASED.desk.path("data/signing.key");
    assert_eq!(fs::metadata(key).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn exporting_again_gives_the_same_bytes_whatever_the_configuration_says_now() {
    let desk = Desk::new("harbour-road", 60, "");
    desk.live(2, 8);
    let (first, second) = (desk.path("first"), desk.path("second"));
    assert_eq!(desk.export(&first).code, 0);
    desk.configure("Another Name", "another-site", 90, "k = 20");
    assert_eq!(desk.run(&["release", "--now", "2026-11-16T06:00"]).code, 0);
    assert_eq!(desk.export(&second).code, 0);
    assert_eq!(files(&first), files(&second));
    let again = desk.export(&first);
    assert_eq!((again.code, again.out.contains("0 rounds written, 2 were there")), (0, true), "{}", again.out);
}

#[test]
fn a_file_with_other_bytes_is_an_alarm_and_stays() {
    let desk = &RELEASED.desk;
    let (folder, cells) = lake();
    fs::write(&cells[1], "something else").unwrap();
    let ran = desk.export(folder.path());
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("ALARM") && ran.err.contains("other bytes"), "{}", ran.err);
    assert_eq!(fs::read(&cells[1]).unwrap(), b"something else");
}

#[test]
fn a_changed_byte_is_found() {
    let (folder, cells) = lake();
    let mut bytes = fs::read(&cells[1]).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    fs::write(&cells[1], bytes).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["altered 2026-W46".into()], 1));
}

#[test]
fn a_missing_round_is_found_and_so_is_half_of_one() {
    let (folder, cells) = lake();
    fs::remove_dir_all(cells[1].parent().unwrap()).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["missing 2026-W47".into()], 1));
    let (folder, cells) = lake();
    fs::remove_dir_all(cells[0].parent().unwrap()).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["missing 2026-W46".into()], 1));
    let (folder, cells) = lake();
    fs::remove_file(&cells[1]).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["missing 2026-W46".into()], 1));
    let (folder, cells) = lake();
    fs::remove_file(signature(&cells[1])).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["unsigned 2026-W46".into()], 1));
}

#[test]
fn a_missing_last_round_is_found_by_the_kiosk_itself() {
    let (folder, cells) = lake();
    fs::remove_dir_all(cells[3].parent().unwrap()).unwrap();
    assert_eq!(verify(folder.path(), &["--key", &RELEASED.key]), (vec![], 0));
    let own = RELEASED.desk.run(&["--json", "verify", text(folder.path())]);
    assert_eq!(told(&own), (vec!["missing 2026-W48".into()], 1));
}

#[test]
fn rounds_that_changed_places_and_replayed_ones_are_found() {
    let (folder, cells) = lake();
    for name in [|path: &PathBuf| path.clone(), |path: &PathBuf| signature(path)] {
        let (one, other) = (name(&cells[1]), name(&cells[2]));
        let (first, second) = (fs::read(&one).unwrap(), fs::read(&other).unwrap());
        fs::write(one, second).unwrap();
        fs::write(other, first).unwrap();
    }
    assert_eq!(verify(folder.path(), &[]), (vec!["out-of-order 2026-W46".into(), "out-of-order 2026-W47".into()], 1));
    // An old round is put in the place of a new one.
    let (folder, cells) = lake();
    fs::copy(&cells[0], &cells[3]).unwrap();
    fs::copy(signature(&cells[0]), signature(&cells[3])).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["out-of-order 2026-W48".into()], 1));
}

#[test]
fn one_kiosk_twice_is_found_where_the_two_differ() {
    let (folder, _) = lake();
    let copied = tempfile::tempdir().unwrap();
    copy(folder.path(), copied.path());
    assert_eq!(verify(folder.path(), &[text(copied.path())]), (vec![], 0));
    let statements = statements(copied.path());
    resign(copied.path(), &SigningKey::generate(&mut Random::seeded(5)), &statements);
    let (found, code) = verify(folder.path(), &[text(copied.path())]);
    assert_eq!((found.iter().filter(|finding| finding.starts_with("duplicate")).count(), code), (4, 1), "{found:?}");
}

#[test]
fn a_round_signed_with_another_key_is_found() {
    let (folder, _) = lake();
    let statements = statements(folder.path());
    resign(folder.path(), &SigningKey::generate(&mut Random::seeded(5)), &statements[1..2]);
    // The next one follows the file that the stranger's has displaced, and is not at fault.
    let found = vec!["other-key 2026-W46".into(), "missing 2026-W47".into()];
    assert_eq!(verify(folder.path(), &[]), (found, 1));
}

#[test]
fn a_round_that_follows_another_file_than_the_one_right_before_it_is_out_of_order() {
    let (folder, cells) = lake();
    exchange(folder.path(), &["2026-W47", "2026-W48"]);
    assert_eq!(verify(folder.path(), &[]), (vec!["out-of-order 2026-W47".into()], 1));
    let ran = run(&["--data", "/nowhere", "verify", text(folder.path())]);
    assert!(ran.out.contains("it follows another file than the one of 2026-W46 that is here"), "{}", ran.out);
    // Something may stand between where a week is not here.
    fs::remove_dir_all(cells[1].parent().unwrap()).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["missing 2026-W47".into()], 1));
}

#[test]
fn a_fork_that_begins_in_the_first_week_of_a_year_is_seen() {
    let kiosk = Desk::new("harbour-road", 60, "");
    let clone = Desk::new("harbour-road", 60, "");
    let (folder, cloned) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (desk, answers, lake) in [(&kiosk, 8, &folder), (&clone, 4, &cloned)] {
        desk.live(1, answers);
        for monday in ["16", "23", "30"].map(|day| format!("2026-11-{day}")) {
            desk.close(&monday);
        }
        for monday in ["2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11"] {
            desk.close(monday);
        }
        assert_eq!(desk.export(lake.path()).code, 0);
    }
    let partition = "cells/v1/cut_week=2027-W01";
    copy(&cloned.path().join(partition), &folder.path().join(partition));
    assert_eq!(verify(folder.path(), &[]), (vec!["out-of-order 2027-W01".into()], 1));
}

#[test]
fn one_exchanged_round_accuses_no_more_than_one() {
    // The clone's second round follows its own first, which is not here.
    let (folder, _) = lake();
    exchange(folder.path(), &["2026-W46"]);
    let found = vec!["out-of-order 2026-W46".into(), "missing 2026-W47".into()];
    assert_eq!(verify(folder.path(), &[]), (found, 1));
    // Its first follows nothing, as the kiosk's does: the second of the kiosk follows another.
    let (folder, _) = lake();
    exchange(folder.path(), &["2026-W45"]);
    assert_eq!(verify(folder.path(), &[]), (vec!["out-of-order 2026-W46".into()], 1));
}

#[test]
fn where_the_file_that_a_round_follows_may_be_one_that_cannot_be_read_nobody_is_accused() {
    let forked = || {
        let (folder, cells) = lake();
        exchange(folder.path(), &["2026-W47", "2026-W48"]);
        (folder, cells.into_iter().nth(1).unwrap())
    };
    let doubted = |folder: &Path, first: &str| {
        assert_eq!(verify(folder, &[]), (vec![first.into(), "missing 2026-W47".into()], 1));
        let ran = run(&["--data", "/nowhere", "verify", text(folder)]);
        assert!(ran.out.contains("the file of 2026-W46 that it follows is not here, or cannot be read"), "{}", ran.out);
    };
    // A copy in another folder, without its signature.
    let (folder, cells) = forked();
    let cloned = CLONED.path().join(cells.strip_prefix(folder.path()).unwrap());
    let again = folder.path().join("again").join(cells.strip_prefix(folder.path()).unwrap());
    fs::create_dir_all(again.parent().unwrap()).unwrap();
    fs::copy(&cloned, &again).unwrap();
    doubted(folder.path(), "unsigned 2026-W46");
    // A compacted file that is torn.
    let (folder, _) = forked();
    let compacted = folder.path().join("compacted/v1/cut_week=2026-W46");
    fs::create_dir_all(&compacted).unwrap();
    fs::write(compacted.join("torn.rounds.parquet"), "PAR1").unwrap();
    doubted(folder.path(), "altered 2026-W46");
    // The very file, under another name.
    let (folder, cells) = forked();
    fs::copy(&cloned, cells.with_file_name("twin.parquet")).unwrap();
    fs::copy(signature(&cloned), signature(&cells.with_file_name("twin.parquet"))).unwrap();
    doubted(folder.path(), "duplicate 2026-W46");
}

#[test]
fn a_whole_chain_signed_anew_is_found_by_the_pinned_key_and_by_the_kiosk() {
    let (folder, _) = lake();
    let statements = statements(folder.path());
    resign(folder.path(), &SigningKey::generate(&mut Random::seeded(5)), &statements);
    assert_eq!(verify(folder.path(), &[]), (vec![], 0), "by itself it is a chain like any other");
    let (found, code) = verify(folder.path(), &["--key", &RELEASED.key]);
    assert_eq!((found.len(), code), (4, 1));
    assert!(found.iter().all(|finding| finding.starts_with("other-key")), "{found:?}");
    let own = RELEASED.desk.run(&["--json", "verify", text(folder.path())]);
    let (found, code) = told(&own);
    assert_eq!((found.len(), code), (4, 1));
    assert!(found.iter().all(|finding| finding.starts_with("re-signed")), "{found:?}");
}

/// What `verify` finds where the kiosk's key is named, and how many of its rounds it counts.
fn pinned(folder: &Path, more: &[&str]) -> (Vec<String>, u64) {
    let mut arguments = vec!["--data", "/nowhere", "--json", "verify", text(folder), "--key", &RELEASED.key];
    arguments.extend(more);
    let ran = run(&arguments);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    (told(&ran).0, report["kiosks"][0]["rounds"].as_u64().unwrap())
}

#[test]
fn where_keys_are_named_a_strangers_file_accuses_nobody_but_itself() {
    let statements = statements(&RELEASED.lake);
    let of = |round: &str| Some(format!("other-key {round}")).into_iter().collect::<Vec<_>>();
    // Before the oldest, and after the newest.
    for round in ["2026-W44", "2026-W49"] {
        let (folder, _) = lake();
        slip_in(folder.path(), &statements[0], round);
        assert_eq!(pinned(folder.path(), &[]), (of(round), 4));
    }
    // In a week that the kiosk skipped.
    let (folder, cells) = lake();
    fs::remove_dir_all(cells[1].parent().unwrap()).unwrap();
    let kept: Vec<_> = [0, 2, 3].map(|at: usize| statements[at].clone()).to_vec();
    resign(folder.path(), &key_of(&RELEASED.desk), &kept);
    assert_eq!(pinned(folder.path(), &[]), (vec![], 3));
    slip_in(folder.path(), &statements[0], "2026-W46");
    assert_eq!(pinned(folder.path(), &[]), (of("2026-W46"), 3));
    // Beside the kiosk's own of the same week: in another folder, and under another name.
    let (folder, cells) = lake();
    let again = tempfile::tempdir().unwrap();
    copy(&RELEASED.lake, again.path());
    let stranger = slip_in(again.path(), &statements[0], "2026-W46");
    assert_eq!(pinned(folder.path(), &[text(again.path())]), (of("2026-W46"), 4));
    fs::copy(&stranger, cells[1].with_file_name("twin.parquet")).unwrap();
    fs::copy(signature(&stranger), signature(&cells[1].with_file_name("twin.parquet"))).unwrap();
    assert_eq!(pinned(folder.path(), &[]), (of("2026-W46"), 4));
}

#[test]
fn where_keys_are_named_a_strangers_file_excuses_nobody() {
    let statements = statements(&RELEASED.lake);
    // In the place of a round, which is missing.
    let (folder, _) = lake();
    slip_in(folder.path(), &statements[0], "2026-W46");
    let found: Vec<String> = vec!["other-key 2026-W46".into(), "missing 2026-W47".into()];
    assert_eq!(pinned(folder.path(), &[]), (found, 3));
    let own = RELEASED.desk.run(&["--json", "verify", text(folder.path()), "--key", &RELEASED.key]);
    let found: Vec<String> = ["missing 2026-W46", "other-key 2026-W46", "missing 2026-W47"].map(Into::into).to_vec();
    assert_eq!(told(&own), (found, 1));
    // Beside the round that a fork should follow.
    let (folder, _) = lake();
    exchange(folder.path(), &["2026-W47", "2026-W48"]);
    let (first, again) = ("cells/v1/cut_week=2026-W45", folder.path().join("again"));
    copy(&RELEASED.lake.join(first), &again.join(first));
    slip_in(&again, &statements[0], "2026-W46");
    let found: Vec<String> = vec!["other-key 2026-W46".into(), "out-of-order 2026-W47".into()];
    assert_eq!(pinned(folder.path(), &[]), (found, 4));
}

#[test]
fn what_a_newer_program_wrote_is_named_as_newer() {
    let (folder, cells) = lake();
    let text = fs::read_to_string(signature(&cells[1])).unwrap();
    fs::write(signature(&cells[1]), text.replace("round/1", "round/2")).unwrap();
    assert_eq!(verify(folder.path(), &[]), (vec!["newer 2026-W46".into()], 1));
}

#[test]
fn people_read_a_table_and_an_empty_folder_is_no_success() {
    let ran = run(&["--data", "/nowhere", "verify", text(&RELEASED.lake)]);
    assert!(ran.out.contains("2026-W45  2026-W48") && ran.out.contains("whole, in order and signed"), "{}", ran.out);
    assert!(ran.err.contains("--key"), "{}", ran.err);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run(&["--data", "/nowhere", "verify", text(empty.path())]).code, 1);
}

/// What the signatures in a folder state, in the order of kiosks and rounds.
pub fn statements(lake: &Path) -> Vec<Statement> {
    let signatures = files(lake).into_iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "sig"));
    let mut all: Vec<Statement> = signatures
        .map(|(_, bytes)| Signature::read(std::str::from_utf8(&bytes).unwrap()).unwrap().statement().clone())
        .collect();
    all.sort_by_key(|statement| statement.place);
    all
}

/// Signs rounds with another key, as somebody would who has the folder and not the kiosk; the chain is mended as well.
pub fn resign(lake: &Path, key: &SigningKey, statements: &[Statement]) {
    let mut previous = statements[0].previous;
    for statement in statements {
        let folder = lake.join(statement.place.folder());
        let cells = fs::read(folder.join(statement.place.file(statement.format))).unwrap();
        let statement = Statement { previous, key: key.public(), sha256: Digest::of(&cells), ..statement.clone() };
        previous = Some(statement.digest());
        let path = folder.join(statement.place.signature(statement.format));
        fs::write(path, sign(key, statement, &FileDigest::of(&cells)).write()).unwrap();
    }
}

/// The key of a simulated kiosk, as a card that was copied has it.
pub fn key_of(desk: &Desk) -> SigningKey {
    let seed = fs::read(desk.path("data/signing.key")).unwrap();
    SigningKey::from_seed(&seed[..32].try_into().unwrap())
}

/// Puts a stranger's file into a round, of the rows and in the name of a kiosk, and gives back where.
pub fn slip_in(lake: &Path, statement: &Statement, round: &str) -> PathBuf {
    let place = Place { round: round.parse().unwrap(), ..statement.place };
    let from = lake.join(statement.place.folder()).join(statement.place.file(statement.format));
    let path = lake.join(place.folder()).join(place.file(statement.format));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::copy(from, &path).unwrap();
    let theirs = Statement { place, previous: None, ..statement.clone() };
    resign(lake, &SigningKey::generate(&mut Random::seeded(5)), &[theirs]);
    path
}

/// What is wrong with a lake.
fn findings(lake: &Path) -> Vec<Finding> {
    check(&[&Directory(lake.to_owned())], &Trust::default(), &|_, _| {}).unwrap().findings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn garbage_never_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..900), cells: Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let week = folder.path().join("cells/v1/cut_week=2026-W47");
        fs::create_dir_all(&week).unwrap();
        let path = week.join(format!("{}.parquet", uuid::Uuid::nil()));
        fs::write(signature(&path), bytes).unwrap();
        fs::write(&path, cells).unwrap();
        prop_assert_eq!(findings(folder.path()).len(), 1);
    }

    #[test]
    fn any_changed_byte_of_any_file_is_found(round in 0_usize..4, sign: bool, at: usize, byte: u8) {
        let (folder, cells) = lake();
        let path = if sign { signature(&cells[round]) } else { cells[round].clone() };
        let mut bytes = fs::read(&path).unwrap();
        let at = at % bytes.len();
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        fs::write(path, bytes).unwrap();
        let found = findings(folder.path());
        prop_assert!(!found.is_empty());
        prop_assert!(sign || found.iter().all(|finding| finding.fault == Fault::Altered));
    }
}
