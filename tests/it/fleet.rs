//! Many kiosks' rounds in one folder: the report is that of their data folders, and harm done to a file keeps it out.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch};
use listening_post::chain::{SigningKey, Statement};
use listening_post::fleet::{Wanted, read};
use listening_post::random::Random;
use listening_post::sync::Directory;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tempfile::TempDir;

use crate::chain::{key_of, resign, slip_in, statements};
use crate::desk::{Desk, copy, run, text};

/// Three sites with three rounds each, the folder they send to, and what a report of their data folders says.
pub struct Fleet {
    pub desks: Vec<Desk>,
    pub lake: TempDir,
    pub figures: String,
}

pub static FLEET: LazyLock<Fleet> = LazyLock::new(|| {
    let lake = tempfile::tempdir().unwrap();
    let sites = [("harbour-road", 8), ("mill-lane", 10), ("old-town", 12)];
    let desks: Vec<Desk> = sites
        .into_iter()
        .map(|(site, a_day)| {
            let desk = Desk::new(site, 60, "");
            desk.live(3, a_day);
            let exported = desk.export(lake.path());
            assert_eq!(exported.code, 0, "{}", exported.err);
            desk
        })
        .collect();
    let data: Vec<PathBuf> = desks.iter().map(|desk| desk.path("data")).collect();
    let config = desks[0].path("config");
    let mut arguments = vec!["--config", text(&config), "--json", "report"];
    arguments.extend(data.iter().map(|data| text(data)));
    let report = run(&arguments);
    assert_eq!(report.code, 0, "{}", report.err);
    Fleet { desks, lake, figures: report.out }
});

/// A copy to do harm to, and the round files in it in the order of their paths.
fn lake() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    copy(FLEET.lake.path(), folder.path());
    let mut files = Vec::new();
    for week in fs::read_dir(folder.path().join("cells/v1")).unwrap() {
        for file in fs::read_dir(week.unwrap().path()).unwrap() {
            files.push(file.unwrap().path());
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "parquet"));
    files.sort();
    assert_eq!(files.len(), 9);
    (folder, files)
}

/// The figures and the remarks of a report of a lake, and how it ended.
pub fn report(lake: &Path, more: &[&str]) -> (String, String, i32) {
    let config = FLEET.desks[0].path("config");
    let mut arguments =
        vec!["--config", text(&config), "--data", "/nowhere", "--json", "report", "--source", text(lake)];
    arguments.extend(more);
    let ran = run(&arguments);
    (ran.out, ran.err, ran.code)
}

/// The answers to the first question of all sites together.
pub fn answers(figures: &str) -> u64 {
    let figures: Vec<serde_json::Value> = serde_json::from_str(figures).unwrap();
    figures.iter().find(|figure| figure["figure"] == "mean").unwrap()["n"].as_u64().unwrap()
}

fn sign_of(file: &Path) -> PathBuf {
    file.with_extension("parquet.sig")
}

#[test]
fn the_report_of_a_lake_is_that_of_the_data_folders_to_the_last_digit() {
    let (figures, remarks, code) = report(FLEET.lake.path(), &[]);
    assert_eq!((remarks.as_str(), code), ("", 0));
    assert_eq!(figures, FLEET.figures);
    for desk in ["harbour-road", "mill-lane", "old-town"] {
        assert!(figures.contains(desk), "sites are compared");
    }
    let folder = tempfile::tempdir().unwrap();
    let page = |name: &str, sources: &[&str]| {
        let out = folder.path().join(name);
        let config = FLEET.desks[0].path("config");
        let mut arguments = vec!["--config", text(&config), "--data", "/nowhere", "report", "--out", text(&out)];
        arguments.extend(sources);
        let ran = run(&arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        fs::read_to_string(out).unwrap()
    };
    let data: Vec<PathBuf> = FLEET.desks.iter().map(|desk| desk.path("data")).collect();
    let of_folders = page("folders.html", &data.iter().map(|data| text(data)).collect::<Vec<_>>());
    assert_eq!(page("lake.html", &["--source", text(FLEET.lake.path())]), of_folders, "the page as well");
}

#[test]
fn an_altered_file_is_named_and_left_out_and_the_rest_is_read() {
    let (folder, files) = lake();
    let mut bytes = fs::read(&files[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&files[0], bytes).unwrap();
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    let line = remarks.lines().find(|line| line.starts_with("left out: altered")).unwrap();
    assert!(line.contains(text(&files[0])), "{line}");
    let lost = answers(&FLEET.figures) - answers(&figures);
    assert!([24, 30, 36].contains(&lost), "one round of one kiosk: {lost}");
}

#[test]
fn a_file_that_was_cut_short_or_comes_from_a_newer_program_is_named_and_left_out() {
    let (folder, files) = lake();
    let bytes = fs::read(&files[0]).unwrap();
    fs::write(&files[0], &bytes[..bytes.len() / 3]).unwrap();
    let statement = fs::read_to_string(sign_of(&files[1])).unwrap();
    fs::write(sign_of(&files[1]), statement.replace("round/1", "round/2")).unwrap();
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    for (fault, file) in [("altered", &files[0]), ("newer", &files[1])] {
        let line = remarks.lines().find(|line| line.starts_with(&format!("left out: {fault}")));
        assert!(line.is_some_and(|line| line.contains(text(file))), "{fault}: {remarks}");
    }
    assert!(answers(&figures) < answers(&FLEET.figures));
}

/// Writes the rows of a round anew, changed.
fn written_anew(file: &Path, change: impl Fn(RecordBatch) -> Vec<RecordBatch>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(file).unwrap()).unwrap();
    let rows: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    let mut writer = ArrowWriter::try_new(fs::File::create(file).unwrap(), rows[0].schema(), None).unwrap();
    for rows in rows.into_iter().flat_map(change) {
        writer.write(&rows).unwrap();
    }
    writer.close().unwrap();
}

fn with_column(rows: &RecordBatch, name: &str, values: ArrayRef) -> RecordBatch {
    let mut columns = rows.columns().to_vec();
    columns[rows.schema().index_of(name).unwrap()] = values;
    RecordBatch::try_new(rows.schema(), columns).unwrap()
}

/// Writes the rows of a round anew as a program would whose table is of the next version.
fn as_of_the_next_version(file: &Path) {
    let versions = |rows: &RecordBatch| Arc::new(Int32Array::from(vec![2; rows.num_rows()])) as ArrayRef;
    written_anew(file, |rows| vec![with_column(&rows, "schema_version", versions(&rows))]);
}

/// One kiosk's rounds in a lake, in their order, and what it signed of them.
fn of_one_kiosk(lake: &Path, files: &[PathBuf]) -> (Vec<PathBuf>, Vec<Statement>) {
    let weeks: Vec<PathBuf> = files.iter().filter(|file| file.file_name() == files[0].file_name()).cloned().collect();
    let mut own = statements(lake);
    own.retain(|statement| weeks[0].ends_with(statement.place.file(statement.format)));
    assert_eq!(own.len(), 3);
    (weeks, own)
}

#[test]
fn a_signed_file_that_tells_answers_twice_or_contradicts_itself_is_left_out_as_a_whole() {
    type Change = fn(RecordBatch) -> Vec<RecordBatch>;
    let all_again: Change = |rows| vec![rows.clone(), rows];
    // The same response twice within its batch.
    let one_again: Change =
        |rows| (0..rows.num_rows()).flat_map(|row| [rows.slice(row, 1), rows.slice(row, 1)]).collect();
    let last_is_more: Change = |rows| {
        let n = rows.column_by_name("n").unwrap().as_primitive::<Int64Type>();
        let mut n = n.values().to_vec();
        *n.last_mut().unwrap() += 1;
        vec![with_column(&rows, "n", Arc::new(Int64Array::from(n)))]
    };
    let cases = [
        (all_again, " twice"),
        (one_again, " twice"),
        (last_is_more, "the rows of a batch contradict each other in n"),
    ];
    for (change, words) in cases {
        let (folder, files) = lake();
        let (weeks, own) = of_one_kiosk(folder.path(), &files);
        written_anew(&weeks[1], change);
        // Whoever holds a kiosk's key.
        resign(folder.path(), &SigningKey::generate(&mut Random::seeded(5)), &own);
        let (figures, remarks, code) = report(folder.path(), &[]);
        let told: Vec<&str> = remarks.lines().collect();
        let [line] = told[..] else { panic!("{remarks}") };
        assert!(line.starts_with("left out: forged") && line.contains(text(&weeks[1])), "{line}");
        assert!(code == 1 && line.contains(words), "{line}");
        let lost = answers(&FLEET.figures) - answers(&figures);
        assert!([24, 30, 36].contains(&lost), "one round of one kiosk: {lost}");
    }
}

#[test]
fn rows_of_a_newer_schema_are_refused_by_name_and_the_rest_is_reported() {
    let (folder, files) = lake();
    let (weeks, own) = of_one_kiosk(folder.path(), &files);
    as_of_the_next_version(&weeks[1]);
    // Signed as its kiosk would, so that nothing else is wrong with it; with another key, as this test has no kiosk's.
    resign(folder.path(), &SigningKey::generate(&mut Random::seeded(5)), &own);
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    let told: Vec<&str> = remarks.lines().filter(|line| line.starts_with("left out")).collect();
    let [line] = told[..] else { panic!("{remarks}") };
    assert!(line.starts_with("left out: newer") && line.contains(text(&weeks[1])), "{line}");
    assert!(line.contains("its table is of a newer version than this program knows"), "{line}");
    let lost = answers(&FLEET.figures) - answers(&figures);
    assert!([24, 30, 36].contains(&lost), "one round of one kiosk: {lost}");
    // As they were, nothing is wrong with the same rounds.
    fs::copy(FLEET.lake.path().join(weeks[1].strip_prefix(folder.path()).unwrap()), &weeks[1]).unwrap();
    resign(folder.path(), &SigningKey::generate(&mut Random::seeded(5)), &own);
    assert_eq!(report(folder.path(), &[]), (FLEET.figures.clone(), String::new(), 0));
}

#[test]
fn an_older_folder_in_which_nothing_is_signed_hides_no_missing_first_round() {
    let (folder, files) = lake();
    let (weeks, _) = of_one_kiosk(folder.path(), &files);
    fs::remove_file(&weeks[0]).unwrap();
    fs::remove_file(sign_of(&weeks[0])).unwrap();
    let missing = |code| {
        // The rounds that are there, and no older one.
        let (_, remarks, ended) = report(folder.path(), &["--from", "2026-W45"]);
        let line = remarks.lines().find(|line| line.starts_with("warning: missing"));
        assert!(ended == code && line.is_some_and(|line| line.contains(text(&weeks[1]))), "{remarks}");
    };
    missing(1);
    let older = folder.path().join("cells/v1/cut_week=2026-W30");
    fs::create_dir(&older).unwrap();
    missing(1);
    fs::copy(&weeks[1], older.join(weeks[1].file_name().unwrap())).unwrap();
    missing(1);
}

#[test]
fn a_round_that_is_missing_in_the_middle_is_named_and_the_rest_is_reported() {
    let (folder, files) = lake();
    let weeks: Vec<&PathBuf> = files.iter().filter(|file| file.file_name() == files[0].file_name()).collect();
    fs::remove_file(weeks[1]).unwrap();
    fs::remove_file(sign_of(weeks[1])).unwrap();
    let (figures, remarks, code) = report(folder.path(), &[]);
    let kiosk = weeks[1].file_stem().unwrap().to_str().unwrap();
    let missing: Vec<&str> = remarks.lines().filter(|line| line.contains("missing")).collect();
    let [line] = missing[..] else { panic!("{remarks}") };
    assert!(line.contains(kiosk) && line.contains("2026-W45 and this is not here"), "{line}");
    assert_eq!(code, 1, "{remarks}");
    let lost = answers(&FLEET.figures) - answers(&figures);
    assert!([24, 30, 36].contains(&lost), "one round of one kiosk: {lost}");
}

#[test]
fn a_round_that_follows_another_file_than_the_one_right_before_it_is_left_out_and_what_follows_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (mut kiosk, mut clone) = (Desk::new("harbour-road", 60, ""), Desk::new("harbour-road", 60, ""));
    let cloned = tempfile::tempdir().unwrap();
    for (desk, a_day, lake) in [(&mut kiosk, 8, &folder), (&mut clone, 4, &cloned)] {
        desk.live(1, a_day);
        desk.live_on(1..2, a_day);
        desk.live_on(2..3, a_day);
        assert_eq!(desk.export(lake.path()).code, 0);
    }
    for week in ["cells/v1/cut_week=2026-W46", "cells/v1/cut_week=2026-W47"] {
        copy(&cloned.path().join(week), &folder.path().join(week));
    }
    let (figures, remarks, code) = report(folder.path(), &[]);
    let [line] = remarks.lines().filter(|line| line.contains("2026-W")).collect::<Vec<_>>()[..] else {
        panic!("{remarks}")
    };
    assert!(line.starts_with("left out: out-of-order") && line.contains("cut_week=2026-W46"), "{line}");
    assert!(line.contains("it follows another file than the one of 2026-W45 that is here"), "{line}");
    // The first week of the kiosk, and the last of its clone.
    assert_eq!((answers(&figures), code), (3 * 8 + 3 * 4, 1));
    // A torn compacted file may have been what it follows; then it is read.
    let compacted = folder.path().join("compacted/v1/cut_week=2026-W45");
    fs::create_dir_all(&compacted).unwrap();
    fs::write(compacted.join("torn.rounds.parquet"), "PAR1").unwrap();
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert!(!remarks.contains("out-of-order") && remarks.contains("missing"), "{remarks}");
    assert_eq!((answers(&figures), code), (3 * 8 + 2 * 3 * 4, 1));
    // So it is where the very file stands under another name; of the two, neither is.
    fs::remove_dir_all(compacted).unwrap();
    let week = Path::new("cells/v1/cut_week=2026-W45");
    for entry in fs::read_dir(cloned.path().join(week)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().split_once('.').unwrap().1.to_owned();
        fs::copy(path, folder.path().join(week).join(format!("twin.{name}"))).unwrap();
    }
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert!(!remarks.contains("out-of-order") && remarks.contains("left out: duplicate"), "{remarks}");
    assert_eq!((answers(&figures), code), (2 * 3 * 4, 1));
}

/// The page of a lake.
fn page(lake: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (config, out) = (FLEET.desks[0].path("config"), folder.path().join("report.html"));
    let arguments =
        ["--config", text(&config), "--data", "/nowhere", "report", "--source", text(lake), "--out", text(&out)];
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    fs::read_to_string(out).unwrap()
}

#[test]
fn kiosks_at_sites_of_one_name_are_counted_together_and_the_page_says_so() {
    let (folder, _) = lake();
    let says = "At one site there is more than one kiosk; what they counted is put together.";
    assert!(!page(folder.path()).contains(says));
    let twin = Desk::new("elsewhere", 60, "");
    twin.configure("Harbour Coffee", "harbour-road", 60, "");
    twin.live(3, 8);
    assert_eq!(twin.export(folder.path()).code, 0);
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!((remarks.as_str(), code), ("", 0));
    assert_eq!(answers(&figures), answers(&FLEET.figures) + 3 * 3 * 8);
    assert!(page(folder.path()).contains(says));
}

#[test]
fn before_anything_was_released_the_page_says_when_something_will_be() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new("harbour-road", 60, "");
    desk.live(1, 0);
    assert_eq!(desk.export(folder.path()).code, 0);
    let page = page(folder.path());
    assert!(page.contains("Nothing has been released yet"), "{page}");
    let when = "The last round to be closed was week 45. The next one closes in the night after week 46, to Monday.";
    assert!(page.contains(when), "{page}");
}

#[test]
fn a_file_without_its_signature_or_with_anothers_is_left_out() {
    let (folder, files) = lake();
    fs::remove_file(sign_of(&files[0])).unwrap();
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(remarks.contains("left out: unsigned"), "{remarks}");
    assert!(answers(&figures) < answers(&FLEET.figures));
    let (folder, files) = lake();
    let mut signature = fs::read_to_string(sign_of(&files[1])).unwrap().into_bytes();
    let last = signature.len() - 8;
    signature[last] = if signature[last] == b'A' { b'B' } else { b'A' };
    fs::write(sign_of(&files[1]), signature).unwrap();
    let (_, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(remarks.contains("left out: forged"), "{remarks}");
}

#[test]
fn a_round_that_is_replayed_in_another_week_is_left_out() {
    let (folder, files) = lake();
    let later = folder.path().join("cells/v1/cut_week=2026-W52");
    fs::create_dir_all(&later).unwrap();
    for file in [files[0].clone(), sign_of(&files[0])] {
        fs::copy(&file, later.join(file.file_name().unwrap())).unwrap();
    }
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(remarks.contains("left out: out-of-order"), "{remarks}");
    assert_eq!(answers(&figures), answers(&FLEET.figures));
    let closed = |lake: &Path| read(&Directory(lake.to_owned()), &Wanted::default(), &|_, _| {}).unwrap().closed;
    assert_eq!(closed(folder.path()), closed(FLEET.lake.path()), "nor does it count as a round");
}

#[test]
fn a_clock_that_is_ahead_does_not_push_the_other_rounds_out_of_the_report() {
    let read = |week: &str| {
        let wanted = Wanted { this_week: Some(week.parse().unwrap()), ..Wanted::default() };
        let lake = read(&Directory(FLEET.lake.path().to_owned()), &wanted, &|_, _| {}).unwrap();
        (
            lake.merged.first_and_last().map(|(_, last)| last.to_string()),
            lake.closed.unwrap().to_string(),
            lake.findings,
        )
    };
    let (last, closed, findings) = read("2026-W46");
    assert_eq!((last.as_deref(), closed.as_str()), (Some("2026-W46"), "2026-W46"));
    let told: Vec<_> =
        findings.iter().map(|found| (found.fault.as_str(), found.cut_week.unwrap().to_string())).collect();
    assert_eq!(told, vec![("out-of-order", "2026-W47".to_owned()); 3], "each kiosk by name: {findings:?}");
    assert!(findings.iter().all(|found| found.kiosk.is_some() && found.finding.contains("has not come yet")));
    // Where all are later, the clock here is the one that is wrong, or all of it is simulated.
    let (last, closed, findings) = read("2020-W01");
    assert_eq!((last.as_deref(), closed.as_str(), findings.len()), (Some("2026-W47"), "2026-W47", 0));
}

#[test]
fn where_every_file_is_left_out_each_is_named_and_nothing_is_told() {
    let (folder, files) = lake();
    for file in &files {
        fs::remove_file(sign_of(file)).unwrap();
    }
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!((remarks.matches("left out: unsigned").count(), code), (9, 1), "{remarks}");
    assert!(!figures.contains("\"value\":0") && !figures.contains("mill-lane"), "{figures}");
}

#[test]
fn a_copy_counts_once() {
    let (folder, _) = lake();
    copy(&FLEET.lake.path().join("cells"), &folder.path().join("again/cells"));
    assert_eq!(report(folder.path(), &[]), (FLEET.figures.clone(), String::new(), 0));
}

#[test]
fn what_lies_beside_a_copied_signature_keeps_no_round_out() {
    // Folders are read in the order of their names: one before the kiosk's own, and one after it.
    for folder_name in ["aaa", "zzz"] {
        let (folder, files) = lake();
        let own = files[0].strip_prefix(folder.path()).unwrap();
        let other = folder.path().join(folder_name).join(own);
        fs::create_dir_all(other.parent().unwrap()).unwrap();
        fs::copy(sign_of(&files[0]), sign_of(&other)).unwrap();
        fs::copy(&files[1], &other).unwrap();
        let (figures, remarks, code) = report(folder.path(), &[]);
        assert_eq!(figures, FLEET.figures, "{folder_name}: {remarks}");
        if folder_name == "aaa" {
            assert_eq!(code, 1);
            assert_eq!(remarks.lines().filter(|line| line.starts_with("left out:")).count(), 1, "{remarks}");
            assert!(remarks.contains(text(&other)), "{remarks}");
        }
    }
}

#[test]
fn of_two_files_of_one_kiosk_and_round_that_differ_neither_is_read() {
    let (folder, _) = lake();
    // The card of a kiosk was cloned before anybody answered: the same id and key, other answers.
    let clone = Desk::new("harbour-road", 60, "");
    clone.live(1, 4);
    let twin = folder.path().join("twin");
    assert_eq!(clone.export(&twin).code, 0);
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    assert!(remarks.contains("left out: duplicate"), "{remarks}");
    assert_eq!(answers(&figures), answers(&FLEET.figures) - 3 * 8);
}

#[test]
fn only_rounds_by_keys_that_are_named_are_read() {
    let key = FLEET.desks[1].export(FLEET.lake.path()).out;
    let key = key.split_whitespace().find(|word| word.starts_with("RW")).unwrap().trim_end_matches(':').to_owned();
    let (figures, remarks, code) = report(FLEET.lake.path(), &["--key", &key]);
    assert_eq!(code, 1);
    assert_eq!(remarks.matches("left out: other-key").count(), 6, "{remarks}");
    assert_eq!(answers(&figures), 3 * 3 * 10);
}

#[test]
fn a_key_that_is_named_with_its_kiosk_signs_in_no_other_kiosks_name() {
    let (folder, _) = lake();
    let of = |desk: &Desk| {
        let key = key_of(desk);
        let mut all = statements(folder.path());
        all.retain(|statement| statement.key == key.public());
        (key, all)
    };
    let ((key, own), (other_key, others)) = (of(&FLEET.desks[0]), of(&FLEET.desks[1]));
    // Whoever got at one kiosk's key signs another kiosk's last round with it.
    let last = others.last().unwrap();
    resign(folder.path(), &key, &[Statement { previous: Some(others[others.len() - 2].digest()), ..last.clone() }]);
    let (third_key, third) = of(&FLEET.desks[2]);
    let third = format!("{}={}", third[0].place.kiosk, third_key.public());
    let named = folder.path().join("keys.txt");
    let (one, other) = (own[0].place.kiosk, last.place.kiosk);
    fs::write(
        &named,
        format!("# as `doctor` told\n{one}={}\n\n{other}={} # at the back\n", key.public(), other_key.public()),
    )
    .unwrap();
    let (figures, remarks, code) = report(folder.path(), &["--keys", text(&named), "--key", &third]);
    assert_eq!((code, remarks.matches("left out: other-key").count()), (1, 1), "{remarks}");
    assert!(remarks.contains(&format!("{other}.parquet")), "{remarks}");
    assert!(answers(&figures) < answers(&FLEET.figures));
}

#[test]
fn a_list_of_keys_that_names_none_is_refused_with_its_line() {
    let list = tempfile::NamedTempFile::new().unwrap();
    for (text_of, said) in [("# none yet\n", "names no key"), ("\nRWQ\n", "line 2: `RWQ` is not a public key")] {
        fs::write(list.path(), text_of).unwrap();
        let ran = run(&["--data", "/nowhere", "verify", text(FLEET.lake.path()), "--keys", text(list.path())]);
        assert!(ran.code == 2 && ran.err.contains(said), "{}", ran.err);
    }
    let ran = run(&["report", "--out", "/nowhere.html", "--keys", text(list.path())]);
    assert!(ran.code == 2 && ran.err.contains("--source"), "{}", ran.err);
}

#[test]
fn a_list_in_which_only_some_keys_have_the_number_of_their_kiosk_is_refused_with_the_lines_of_the_others() {
    let [one, other, third] = [0, 1, 2].map(|desk: usize| key_of(&FLEET.desks[desk]).public());
    let list = tempfile::NamedTempFile::new().unwrap();
    let kiosk = statements(FLEET.lake.path())[0].place.kiosk;
    fs::write(list.path(), format!("# all\n{kiosk}={one}\n{other} # by hand\n")).unwrap();
    let shown = text(list.path());
    let (config, third) = (FLEET.desks[0].path("config"), third.to_string());
    for command in [&["verify"][..], &["fleet", "compact"], &["report", "--json", "--source"]] {
        let mut arguments = vec!["--config", text(&config), "--data", "/nowhere"];
        arguments.extend(command);
        arguments.extend([text(FLEET.lake.path()), "--keys", shown, "--key", &third]);
        let ran = run(&arguments);
        let said = format!("others have none: --key {third}; {shown}, line 3. Each of these");
        let err = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            ran.code == 2 && err.contains(&said) && err.contains("`verify` without keys prints number"),
            "{}",
            ran.err
        );
    }
    fs::write(list.path(), format!("{kiosk}={one}\n") + &format!("{other}\n").repeat(12)).unwrap();
    let ran = run(&["--data", "/nowhere", "verify", text(FLEET.lake.path()), "--keys", shown]);
    assert!(ran.code == 2 && in_one_line(&ran.err).contains("line 11; and 2 more."), "{}", ran.err);
}

fn in_one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn where_keys_are_named_a_strangers_file_keeps_no_kiosks_rounds_out() {
    let keys = FLEET.desks.iter().map(|desk| key_of(desk).public().to_string()).collect::<Vec<_>>();
    let named: Vec<&str> = keys.iter().flat_map(|key| ["--key", key.as_str()]).collect();
    let check = |folder: &TempDir, stranger: &Path, honest: &str| {
        let (figures, remarks, code) = report(folder.path(), &named);
        let line = format!("left out: other-key  {}", text(stranger));
        assert!(code == 1 && remarks.lines().count() == 1 && remarks.contains(&line), "{remarks}");
        assert_eq!(answers(&figures), answers(honest));
    };
    let key = key_of(&FLEET.desks[0]);
    let of_kiosk: Vec<Statement> =
        statements(FLEET.lake.path()).into_iter().filter(|statement| statement.key == key.public()).collect();
    let Statement { place: second, format, .. } = of_kiosk[1];
    let file_of = |lake: &TempDir| lake.path().join(second.folder()).join(second.file(format));
    // Before the oldest, and so late that none of the kiosks' own would be among the last rounds.
    for round in ["2026-W44", "2027-W40"] {
        let (folder, _) = lake();
        let stranger = slip_in(folder.path(), &of_kiosk[0], round);
        check(&folder, &stranger, &FLEET.figures);
    }
    // In a week that the kiosk skipped.
    let (folder, _) = lake();
    let skipped = file_of(&folder);
    fs::remove_file(&skipped).unwrap();
    fs::remove_file(sign_of(&skipped)).unwrap();
    resign(folder.path(), &key, &[of_kiosk[0].clone(), of_kiosk[2].clone()]);
    let (honest, remarks, code) = report(folder.path(), &named);
    assert_eq!((remarks.as_str(), code), ("", 0));
    let stranger = slip_in(folder.path(), &of_kiosk[0], &second.round.to_string());
    assert_eq!(stranger, skipped);
    check(&folder, &stranger, &honest);
    // Beside the kiosk's own of the same week: in another folder, and under another name.
    let (folder, _) = lake();
    let again = folder.path().join("again");
    copy(&FLEET.lake.path().join("cells"), &again.join("cells"));
    let stranger = slip_in(&again, &of_kiosk[0], &second.round.to_string());
    check(&folder, &stranger, &FLEET.figures);
    let twin = file_of(&folder).with_file_name("twin.parquet");
    fs::copy(&stranger, &twin).unwrap();
    fs::copy(sign_of(&stranger), sign_of(&twin)).unwrap();
    fs::remove_dir_all(again).unwrap();
    check(&folder, &twin, &FLEET.figures);
}

#[test]
fn a_folder_without_a_round_is_a_slip_of_the_pen() {
    let folder = tempfile::tempdir().unwrap();
    let (_, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 2);
    assert!(remarks.contains("there is no round of any kiosk below"), "{remarks}");
}
