//! `fleet compact`: the same report from few files, each round in them still provable; what is not whole is left and named.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use listening_post::chain::{Digest, FileDigest, Signature, SigningKey, Statement, sign};
use listening_post::fleet::{self, FULL, Fault, Finding, Keys, Lake, ToCompact, Trust, check, compact, read};
use listening_post::random::Random;
use listening_post::sync::Directory;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use tempfile::TempDir;

use crate::chain::key_of;
use crate::desk::{Desk, Ran, copy, files, run, text};
use crate::fleet::{FLEET, report};
use crate::pool::Council;

/// Rounds 2026-W45 to 2026-W47 of three kiosks, to be compacted.
fn lake() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(FLEET.lake.path(), folder.path());
    folder
}

/// Puts together what is older than the newest round.
fn compacted(lake: &Path, more: &[&str]) -> Ran {
    let mut arguments = vec!["fleet", "compact", text(lake), "--older-than", "1"];
    arguments.extend(more);
    run(&arguments)
}

/// A lake whose first two rounds are compacted.
fn whole() -> TempDir {
    let folder = lake();
    let ran = compacted(folder.path(), &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    folder
}

/// Paths below a lake that end so.
fn ending(lake: &Path, end: &str) -> Vec<PathBuf> {
    let all = files(lake).into_iter().map(|(path, _)| path);
    all.filter(|path| path.to_str().unwrap().ends_with(end)).collect()
}

fn bundles(lake: &Path) -> Vec<PathBuf> {
    ending(lake, ".rounds.parquet")
}

/// The round files of kiosks that stand by themselves.
fn loose(lake: &Path) -> Vec<PathBuf> {
    let mut all = ending(lake, ".parquet");
    all.retain(|path| path.starts_with("cells"));
    all
}

fn verify(lake: &Path) -> (Vec<String>, i32) {
    let ran = run(&["--data", "/nowhere", "--json", "verify", text(lake)]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let told = |finding: &serde_json::Value| {
        let path = finding["path"].as_str().unwrap_or("-");
        format!("{} {}", finding["fault"].as_str().unwrap(), path.rsplit('/').next().unwrap())
    };
    (report["findings"].as_array().unwrap().iter().map(told).collect(), ran.code)
}

fn verified(lake: &Path) -> Vec<Finding> {
    check(&[&Directory(lake.to_owned())], &Trust::default(), &|_, _| {}).unwrap().findings
}

fn opened(lake: &Path) -> Lake {
    read(&Directory(lake.to_owned()), &fleet::Wanted::default(), &|_, _| {}).unwrap()
}

fn as_before(lake: &Path) {
    assert_eq!(report(lake, &[]), (FLEET.figures.clone(), String::new(), 0));
    assert_eq!(verify(lake), (vec![], 0));
}

#[test]
fn a_compacted_lake_gives_the_same_report_from_few_files() {
    let folder = whole();
    as_before(folder.path());
    assert_eq!(bundles(folder.path()).len(), 2, "one a week");
    let left = loose(folder.path());
    assert_eq!((left.len(), ending(folder.path(), ".sig").len()), (3, 3), "the newest round of each kiosk");
    assert!(left.iter().all(|path| path.starts_with("cells/v1/cut_week=2026-W47")), "{left:?}");
    let status = |lake: &Path| run(&["--json", "fleet", "status", text(lake)]).out;
    assert_eq!(status(folder.path()), status(FLEET.lake.path()));
    let verified = |lake: &Path| run(&["--data", "/nowhere", "verify", text(lake)]).out;
    assert_eq!(verified(folder.path()), verified(FLEET.lake.path()));
    // One round alone, and a copy of the compacted files elsewhere.
    let alone = ["--from", "2026-W46", "--to", "2026-W46"];
    assert_eq!(report(folder.path(), &alone), report(FLEET.lake.path(), &alone));
    copy(&folder.path().join("compacted"), &folder.path().join("again/compacted"));
    as_before(folder.path());
}

#[test]
fn every_file_and_signature_is_in_it_byte_for_byte_and_any_engine_reads_its_rows() {
    let folder = whole();
    let originals: BTreeMap<PathBuf, Vec<u8>> = files(FLEET.lake.path()).into_iter().collect();
    for path in bundles(folder.path()) {
        let bytes = fs::read(folder.path().join(&path)).unwrap();
        let week = path.parent().unwrap().file_name().unwrap();
        let of_week = originals.iter().filter(|(path, _)| path.parent().unwrap().ends_with(week));
        let mut rows = 0;
        for (original, whole) in of_week {
            let there = bytes.windows(whole.len()).any(|part| part == whole.as_slice());
            assert!(there, "{original:?} is in {path:?}");
            if original.extension().unwrap() == "parquet" {
                let file = fs::File::open(FLEET.lake.path().join(original)).unwrap();
                rows += SerializedFileReader::new(file).unwrap().metadata().file_metadata().num_rows();
            }
        }
        let reader = SerializedFileReader::new(fs::File::open(folder.path().join(&path)).unwrap()).unwrap();
        let kiosks: std::collections::BTreeSet<String> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().get_string(3).unwrap().clone()).collect();
        assert_eq!((reader.metadata().file_metadata().num_rows(), kiosks.len()), (rows, 3));
    }
}

#[test]
fn a_second_run_finds_nothing_to_do_and_a_late_round_joins_the_others() {
    let folder = lake();
    let late = loose(folder.path()).remove(0);
    let put = |path: &Path| {
        for name in [path.to_owned(), path.with_extension("parquet.sig")] {
            fs::create_dir_all(folder.path().join(&name).parent().unwrap()).unwrap();
            fs::copy(FLEET.lake.path().join(&name), folder.path().join(&name)).unwrap();
        }
    };
    for name in [late.clone(), late.with_extension("parquet.sig")] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    assert_eq!(compacted(folder.path(), &[]).code, 0);
    let before = files(folder.path());
    let again = compacted(folder.path(), &[]);
    assert_eq!((again.code, again.out.as_str()), (0, "There is nothing to put together before 2026-W47.\n"));
    assert_eq!(files(folder.path()), before);
    put(&late);
    let ran = compacted(folder.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("2026-W45: 1 round put together, 2 files removed: "), "{}", ran.out);
    assert_eq!(bundles(folder.path()).len(), 2);
    as_before(folder.path());
    // A kiosk sends again what was compacted: it counts once, and goes.
    for desk in &FLEET.desks {
        assert_eq!(desk.export(folder.path()).code, 0);
    }
    as_before(folder.path());
    assert_eq!(loose(folder.path()).len(), 9);
    let ran = compacted(folder.path(), &[]);
    assert!(ran.out.contains("2026-W46: 0 rounds put together, 3 files removed: no new file"), "{}", ran.out);
    assert_eq!(loose(folder.path()).len(), 3);
    as_before(folder.path());
}

#[test]
fn what_is_kept_counts_once() {
    let folder = lake();
    let ran = compacted(folder.path(), &["--keep"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!((bundles(folder.path()).len(), loose(folder.path()).len()), (2, 9));
    as_before(folder.path());
    let status = |lake: &Path| run(&["--json", "fleet", "status", text(lake)]).out;
    assert_eq!(status(folder.path()), status(FLEET.lake.path()));
}

#[test]
fn wherever_removing_stopped_the_report_is_the_same_and_the_next_run_ends_it() {
    let done = whole();
    let goes: Vec<PathBuf> = files(FLEET.lake.path())
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| !done.path().join(path).exists())
        .collect();
    assert_eq!(goes.len(), 12);
    // The files go in the order of their names, each before its signature.
    for gone in 0..=goes.len() {
        let folder = whole();
        for path in &goes[gone..] {
            fs::copy(FLEET.lake.path().join(path), folder.path().join(path)).unwrap();
        }
        as_before(folder.path());
        assert_eq!(compacted(folder.path(), &[]).code, 0);
        assert_eq!(files(folder.path()), files(done.path()), "{gone}");
    }
}

/// Flips a bit.
fn harm(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn what_is_altered_forged_unsigned_or_in_anothers_place_is_left_where_it_is_and_named() {
    let folder = lake();
    let all: Vec<PathBuf> = loose(folder.path()).into_iter().map(|path| folder.path().join(path)).collect();
    let sign_of = |path: &Path| path.with_extension("parquet.sig");
    harm(&all[0], fs::read(&all[0]).unwrap().len() / 2);
    let mut signature = fs::read_to_string(sign_of(&all[1])).unwrap().into_bytes();
    let last = signature.len() - 8;
    signature[last] = if signature[last] == b'A' { b'B' } else { b'A' };
    fs::write(sign_of(&all[1]), signature).unwrap();
    fs::remove_file(sign_of(&all[3])).unwrap();
    for (from, to) in [(&all[7], &all[4]), (&sign_of(&all[7]), &sign_of(&all[4]))] {
        fs::copy(from, to).unwrap();
    }
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!(code, 1);
    let ran = compacted(folder.path(), &[]);
    assert_eq!(ran.code, 1);
    for (fault, path) in [("altered", &all[0]), ("forged", &all[1]), ("unsigned", &all[3]), ("out-of-order", &all[4])] {
        let line = format!("left as it is: {fault}  {}", text(path));
        assert!(ran.err.contains(&line) && path.exists(), "{line}: {}", ran.err);
    }
    assert_eq!(ran.err.lines().count(), 4, "{}", ran.err);
    assert!(!all[2].exists() && !all[5].exists());
    assert_eq!(report(folder.path(), &[]), (figures, remarks, 1), "nothing is said otherwise than before");
}

/// Signs a kiosk's round anew, with other rows, by the key of the kiosk itself or another's.
fn twin(lake: &Path, original: &Path, name: &str, key: &SigningKey, same_rows: bool) -> PathBuf {
    let from = FLEET.lake.path().join(original);
    let text = fs::read_to_string(from.with_extension("parquet.sig")).unwrap();
    let statement = Signature::read(&text).unwrap().statement().clone();
    let mut cells = fs::read(&from).unwrap();
    if !same_rows {
        // Other bytes of the same rows: what is signed is bytes.
        let other = loose(FLEET.lake.path()).into_iter().find(|path| path != original).unwrap();
        cells = fs::read(FLEET.lake.path().join(other)).unwrap();
    }
    let path = lake.join(original).with_file_name(name);
    let statement = Statement { sha256: Digest::of(&cells), key: key.public(), ..statement };
    fs::write(path.with_extension("parquet.sig"), sign(key, statement, &FileDigest::of(&cells)).write()).unwrap();
    fs::write(&path, cells).unwrap();
    path
}

/// The desk whose kiosk sent a file.
fn desk_of(original: &Path) -> &'static Desk {
    let id = original.file_stem().unwrap().to_str().unwrap();
    let is = |desk: &&Desk| desk.run(&["export", "--format", "json", "--out", "-"]).out.contains(id);
    FLEET.desks.iter().find(is).unwrap()
}

#[test]
fn a_copied_kiosks_twin_is_a_duplicate_under_whatever_name_and_neither_is_read_nor_compacted() {
    let original = loose(FLEET.lake.path()).remove(0);
    let key = key_of(desk_of(&original));
    let stranger = SigningKey::generate(&mut Random::seeded(5));
    let other = loose(FLEET.lake.path()).remove(1);
    let names = ["twin.parquet", "00000000-0000-4000-8000-000000000000.parquet"];
    for (name, key) in names.into_iter().zip([&key, &key]).chain([("twin.parquet", &stranger)]) {
        let folder = lake();
        let path = twin(folder.path(), &original, name, key, false);
        let first = folder.path().join(&original);
        let ran = run(&["--data", "/nowhere", "verify", text(folder.path())]);
        assert!(ran.code == 1 && ran.out.contains("duplicate "), "{name}: {}", ran.out);
        let (figures, remarks, code) = report(folder.path(), &[]);
        let line = format!("left out: duplicate  {}: {} is another file", text(&path), text(&first));
        assert!(code == 1 && remarks.contains(&line), "{name}: {remarks}");
        assert_ne!(figures, FLEET.figures, "neither is read");
        let ran = compacted(folder.path(), &[]);
        let line = format!("left as it is: duplicate  {}", text(&path));
        assert!(ran.code == 1 && ran.err.contains(&line), "{name}: {}", ran.err);
        assert!(path.exists() && first.exists() && !folder.path().join(&other).exists());
        assert_eq!(report(folder.path(), &[]), (figures, remarks, 1), "{name}");
    }
    // A copy that says the same is no contradiction, though it stands where nobody looks for it.
    let folder = lake();
    let path = twin(folder.path(), &original, "twin.parquet", &key, true);
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!((&figures, code), (&FLEET.figures, 1));
    assert!(remarks.contains(&format!("left out: out-of-order  {}", text(&path))), "{remarks}");
    // A twin that comes when the first is compacted.
    let folder = whole();
    fs::create_dir_all(folder.path().join(&original).parent().unwrap()).unwrap();
    let path = twin(folder.path(), &original, original.file_name().unwrap().to_str().unwrap(), &key, false);
    let (_, remarks, code) = report(folder.path(), &[]);
    assert!(code == 1 && remarks.contains("left out: duplicate"), "{remarks}");
    let ran = compacted(folder.path(), &[]);
    assert!(ran.code == 1 && ran.err.contains("left as it is: duplicate"), "{}", ran.err);
    assert!(path.exists() && bundles(folder.path()).len() == 2);
}

#[test]
fn a_compacted_file_that_was_cut_short_is_refused_by_name_and_nothing_else_is() {
    let path = bundles(whole().path()).remove(1);
    for length in [0, 3, 11, 40, 200, 5_000] {
        let folder = whole();
        let file = folder.path().join(&path);
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..length]).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        assert_eq!(verify(folder.path()), (vec![format!("altered {name}")], 1), "{length}");
        let (_, remarks, code) = report(folder.path(), &[]);
        let line = format!("left out: altered  {}: it is no whole compacted file\n", text(&file));
        assert_eq!((remarks, code), (line, 1), "{length}");
        let ran = compacted(folder.path(), &[]);
        assert!(ran.code == 1 && ran.err.contains(&format!("left as it is: altered  {}", text(&file))), "{}", ran.err);
        assert_eq!(fs::read(&file).unwrap().len(), length, "it is left as it is");
        let ran = run(&["fleet", "status", text(folder.path())]);
        assert!(length > 100 || ran.err.contains(name), "{length}: {}", ran.err);
        // The kiosks still have what was in it.
        for desk in &FLEET.desks {
            desk.export(folder.path());
        }
        let (figures, ..) = report(folder.path(), &[]);
        assert_eq!(figures, FLEET.figures);
        // From those it is written anew: no other bytes have that name.
        let ran = compacted(folder.path(), &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{length}: {}", ran.out);
        assert_eq!(fs::read(&file).unwrap(), bytes, "{length}");
        as_before(folder.path());
    }
    let folder = whole();
    let file = folder.path().join(&path);
    let mut bytes = fs::read(&file).unwrap();
    bytes[12] += 1;
    fs::write(&file, bytes).unwrap();
    assert!(verify(folder.path()).0[0].starts_with("newer "));
}

/// The footer of a Parquet file, and the bytes before it.
fn taken_apart(file: &Path) -> (Vec<u8>, ParquetMetaData) {
    let mut bytes = fs::read(file).unwrap();
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&fs::File::open(file).unwrap()).unwrap();
    let tail = bytes.len() - 8;
    let length = u32::from_le_bytes(bytes[tail..tail + 4].try_into().unwrap()) as usize;
    bytes.truncate(tail - length);
    (bytes, metadata)
}

fn put_together(file: &Path, mut bytes: Vec<u8>, metadata: &ParquetMetaData) {
    ParquetMetaDataWriter::new(&mut bytes, metadata).finish().unwrap();
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_footer_that_names_other_rows_than_were_signed_is_refused_by_name() {
    let path = bundles(whole().path()).remove(0);
    let changes: [fn(&mut Vec<parquet::file::metadata::RowGroupMetaData>); 3] =
        [|groups| groups.swap(0, 1), |groups| groups.truncate(2), |groups| groups.push(groups[0].clone())];
    for change in changes {
        let folder = whole();
        let file = folder.path().join(&path);
        let (bytes, metadata) = taken_apart(&file);
        let mut groups = metadata.row_groups().to_vec();
        change(&mut groups);
        put_together(&file, bytes, &ParquetMetaData::new(metadata.file_metadata().clone(), groups));
        let (_, remarks, code) = report(folder.path(), &[]);
        let line = format!(
            "left out: altered  {}: its footer names other rows than the signed files in it have\n",
            text(&file)
        );
        assert_eq!((remarks, code), (line, 1));
        assert_eq!(verify(folder.path()).0.len(), 1);
    }
}

#[test]
fn any_changed_byte_of_a_compacted_file_is_found_or_changes_nothing_that_is_read() {
    let folder = whole();
    let file = folder.path().join(bundles(folder.path()).remove(0));
    let bytes = fs::read(&file).unwrap();
    let footer = taken_apart(&file).0.len();
    let rows = |file: &Path| -> Option<Vec<String>> {
        let reader = SerializedFileReader::new(fs::File::open(file).unwrap()).ok()?;
        reader.get_row_iter(None).ok()?.map(|row| row.ok().map(|row| row.to_string())).collect()
    };
    let (before, mut unseen) = (rows(&file), 0);
    for at in (0..bytes.len()).step_by(97).chain(footer..footer + 64) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        fs::write(&file, changed).unwrap();
        let findings = verified(folder.path());
        let lake = opened(folder.path());
        assert_eq!(findings.is_empty(), lake.findings.is_empty(), "byte {at}");
        if findings.is_empty() {
            assert!(at >= footer, "byte {at} was signed");
            assert_eq!(rows(&file), before, "byte {at}");
            unseen += 1;
        } else {
            assert!(findings.iter().all(|finding| finding.fault != Fault::Missing), "byte {at}: {findings:?}");
        }
    }
    assert!(unseen < 40, "most of the footer says something: {unseen}");
}

#[test]
fn a_compacted_file_in_another_weeks_folder_is_no_evidence_of_that_week() {
    let folder = whole();
    let path = bundles(folder.path()).remove(0);
    let there = folder.path().join("compacted/v1/cut_week=2026-W52");
    fs::create_dir_all(&there).unwrap();
    fs::copy(folder.path().join(&path), there.join(path.file_name().unwrap())).unwrap();
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_eq!((&figures, code), (&FLEET.figures, 1));
    assert_eq!(remarks.matches("left out: out-of-order").count(), 3, "{remarks}");
    assert_eq!(opened(folder.path()).closed, opened(FLEET.lake.path()).closed, "nor does it count as a round");
    assert_eq!(verify(folder.path()).0.len(), 3);
}

#[test]
fn another_kiosk_with_the_same_id_and_a_chain_of_its_own_is_told_apart_and_left_out() {
    let folder = lake();
    // Its first round comes after two of the other's; rows of its own, which it signed.
    let original = loose(folder.path()).remove(6);
    let stranger = SigningKey::generate(&mut Random::seeded(5));
    let text = fs::read_to_string(folder.path().join(&original).with_extension("parquet.sig")).unwrap();
    let statement = Signature::read(&text).unwrap().statement().clone();
    let cells = fs::read(folder.path().join(&original)).unwrap();
    let statement = Statement { previous: None, key: stranger.public(), ..statement };
    let sign_of = folder.path().join(&original).with_extension("parquet.sig");
    fs::write(sign_of, sign(&stranger, statement, &FileDigest::of(&cells)).write()).unwrap();
    let (figures, remarks, code) = report(folder.path(), &[]);
    assert_ne!(figures, FLEET.figures);
    for words in ["left out: out-of-order", "it says that it is the kiosk's first round", "was signed by another key"] {
        assert!(remarks.contains(words) && code == 1, "{words}: {remarks}");
    }
    // Compacted, it is told as before; compacting follows no chain and takes no side.
    assert_eq!(run(&["fleet", "compact", self::text(folder.path()), "--before", "2027-W01"]).code, 0);
    assert_eq!(compacted(folder.path(), &[]).code, 0);
    let again = report(folder.path(), &[]);
    assert_eq!((again.0, again.1.lines().count(), again.2), (figures, remarks.lines().count(), 1));
}

#[test]
fn one_kiosks_harm_in_a_compacted_file_costs_no_other_its_round() {
    let folder = whole();
    let file = folder.path().join(bundles(folder.path()).remove(1));
    let original = loose(FLEET.lake.path()).remove(4);
    let cells = fs::read(FLEET.lake.path().join(&original)).unwrap();
    let at = fs::read(&file).unwrap().windows(cells.len()).position(|part| part == cells).unwrap();
    harm(&file, at + 50);
    let kiosk = original.file_stem().unwrap().to_str().unwrap();
    let (_, remarks, code) = report(folder.path(), &[]);
    let line = format!("left out: altered  {}#{kiosk}: it is not the file that was signed\n", text(&file));
    assert_eq!((remarks, code), (line, 1));
    let (found, code) = verify(folder.path());
    assert_eq!((found.len(), code), (1, 1));
    assert!(found[0].starts_with("altered ") && found[0].ends_with(kiosk), "{found:?}");
}

#[test]
fn two_at_once_and_a_reader_beside_them_lose_nothing_and_count_nothing_twice() {
    let expected = opened(FLEET.lake.path()).merged.totals();
    for _ in 0..6 {
        let folder = lake();
        let start = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
            command.args(["fleet", "compact", text(folder.path()), "--older-than", "1"]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let mut running = [start(), start()];
        loop {
            let done = running.iter_mut().all(|child| child.try_wait().unwrap().is_some());
            let lake = opened(folder.path());
            assert_eq!((lake.merged.totals(), lake.findings), (expected, vec![]));
            assert_eq!(verified(folder.path()), []);
            if done {
                break;
            }
        }
        for child in running {
            // One may have met the other; then it says so.
            let ended = child.wait_with_output().unwrap();
            let said = String::from_utf8(ended.stderr).unwrap();
            let met = ["another process is writing", "was changed while it was read", "reads back otherwise"];
            assert!(ended.status.success() || met.iter().any(|words| said.contains(words)), "{said}");
        }
        let ran = compacted(folder.path(), &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!((bundles(folder.path()).len(), loose(folder.path()).len()), (2, 3));
        assert_eq!(ending(folder.path(), ".part").len(), 0);
        as_before(folder.path());
    }
}

#[test]
fn what_is_put_together_never_has_more_bytes_than_it_may() {
    let folder = lake();
    let shelf = Directory(folder.path().to_owned());
    let largest = loose(folder.path()).iter().map(|path| fs::metadata(folder.path().join(path)).unwrap().len()).max();
    // Room for two rounds with their signatures, and not for three.
    let full = usize::try_from(largest.unwrap() * 5 / 2).unwrap() + 1800;
    let wanted = ToCompact { keys: Keys::default(), before: None, newer: 1, full, keep: false };
    let done = compact(&shelf, &shelf, &wanted, &|_, _| {});
    assert_eq!((done.findings.len(), done.trouble), (0, None));
    assert_eq!(done.weeks.iter().map(|week| week.files.len()).collect::<Vec<_>>(), [2, 2]);
    as_before(folder.path());
    // Room for all: what is small is put together again.
    let done = compact(&shelf, &shelf, &ToCompact { full: FULL, ..wanted }, &|_, _| {});
    assert_eq!(done.weeks.iter().map(|week| (week.rounds, week.files.len())).collect::<Vec<_>>(), [(0, 1), (0, 1)]);
    assert_eq!(bundles(folder.path()).len(), 2);
    as_before(folder.path());
}

#[test]
fn what_another_compactor_wrote_beside_is_put_together_or_goes() {
    let folder = whole();
    // All that is in a large one is in a small one as well.
    let other = lake();
    let gone = loose(other.path()).remove(0);
    for name in [gone.clone(), gone.with_extension("parquet.sig")] {
        fs::remove_file(other.path().join(name)).unwrap();
    }
    assert_eq!(compacted(other.path(), &[]).code, 0);
    copy(&other.path().join("compacted"), &folder.path().join("compacted"));
    assert_eq!(bundles(folder.path()).len(), 3);
    as_before(folder.path());
    assert_eq!(compacted(folder.path(), &[]).code, 0);
    assert_eq!(files(folder.path()), files(whole().path()));
}

#[test]
fn only_rounds_by_keys_that_are_named_are_put_together() {
    let key = FLEET.desks[1].export(FLEET.lake.path()).out;
    let key = key.split_whitespace().find(|word| word.starts_with("RW")).unwrap().trim_end_matches(':').to_owned();
    let folder = lake();
    let ran = compacted(folder.path(), &["--key", &key]);
    assert_eq!((ran.code, ran.err.matches("left as it is: other-key").count()), (1, 4), "{}", ran.err);
    assert_eq!(loose(folder.path()).len(), 7);
    as_before(folder.path());
}

#[test]
fn where_keys_are_named_a_strangers_file_keeps_no_kiosks_round_from_being_put_together() {
    let keys: Vec<_> = FLEET.desks.iter().map(|desk| key_of(desk).public().to_string()).collect();
    let named: Vec<&str> = keys.iter().flat_map(|key| ["--key", key.as_str()]).collect();
    let (original, stranger) = (loose(FLEET.lake.path()).remove(0), SigningKey::generate(&mut Random::seeded(5)));
    // It stands beside the kiosk's own, and stays there.
    let folder = lake();
    let beside = twin(folder.path(), &original, "twin.parquet", &stranger, false);
    let ran = compacted(folder.path(), &named);
    let line = format!("left as it is: other-key  {}", text(&beside));
    assert!(ran.code == 1 && ran.err.lines().count() == 1 && ran.err.contains(&line), "{}", ran.err);
    assert!(beside.exists() && !folder.path().join(&original).exists());
    fs::remove_file(&beside).unwrap();
    fs::remove_file(beside.with_extension("parquet.sig")).unwrap();
    as_before(folder.path());
    // It was put together, before there were keys, with the rounds of the others.
    let folder = lake();
    twin(folder.path(), &original, original.file_name().unwrap().to_str().unwrap(), &stranger, true);
    assert_eq!(compacted(folder.path(), &[]).code, 0);
    let left = files(folder.path());
    let ran = compacted(folder.path(), &named);
    assert_eq!((ran.code, ran.err.matches("left as it is: other-key").count()), (1, 1), "{}", ran.err);
    assert_eq!(files(folder.path()), left, "the compacted file stays as it is");
    let (_, remarks, code) = report(folder.path(), &named);
    assert_eq!((remarks.matches("left out: ").count(), code), (1, 1), "{remarks}");
    // The kiosk's own comes late.
    for path in [original.clone(), original.with_extension("parquet.sig")] {
        fs::create_dir_all(folder.path().join(&path).parent().unwrap()).unwrap();
        fs::copy(FLEET.lake.path().join(&path), folder.path().join(&path)).unwrap();
    }
    assert_eq!(compacted(folder.path(), &named).code, 1);
    assert!(!folder.path().join(&original).exists());
    let (figures, remarks, code) = report(folder.path(), &named);
    assert_eq!((figures, remarks.lines().count(), code), (FLEET.figures.clone(), 1, 1), "{remarks}");
}

#[test]
fn a_file_that_nobody_signed_makes_no_week_old_and_no_round_the_last_of_its_kiosk() {
    let folder = lake();
    let last = loose(folder.path()).pop().unwrap();
    // Named so late that all that is here would be old, and that the kiosk's own newest round would not be its newest.
    let late = folder.path().join("cells/v1/cut_week=2090-W01");
    fs::create_dir_all(&late).unwrap();
    let made_up = late.join(last.file_name().unwrap());
    fs::copy(folder.path().join(&last), &made_up).unwrap();
    let ran = run(&["fleet", "compact", text(folder.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "There is nothing to put together before 2026-W44.\n"));
    let ran = run(&["fleet", "compact", text(folder.path()), "--before", "2026-W50"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(folder.path().join(&last).exists(), "the kiosk would send everything again");
    assert_eq!(loose(folder.path()).len(), 4);
    fs::remove_dir_all(&late).unwrap();
    as_before(folder.path());
}

#[test]
fn spills_keep_the_signature_that_vouches_for_them_and_do_not_come_back() {
    let council = Council::new();
    let sites = [council.site("north", 2), council.site("south", 2), council.site("west", 1)];
    let lakes: Vec<PathBuf> = sites.iter().map(|site| site.path("lake")).collect();
    let lakes: Vec<&Path> = lakes.iter().map(PathBuf::as_path).collect();
    for lake in &lakes {
        assert_eq!(compacted(lake, &[]).code, 0);
        assert_eq!((bundles(lake).len(), loose(lake).len(), ending(lake, ".sig").len()), (1, 1, 2));
        assert_eq!(verify(lake), (vec![], 0));
    }
    let ran = council.pool(&lakes, &["--destroy"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(fs::read_to_string(council.out()).unwrap().contains(",30,discrete-laplace,2.0,"));
    for (lake, site) in lakes.iter().zip(&sites) {
        assert_eq!(compacted(lake, &[]).code, 0);
        assert_eq!(verify(lake), (vec![], 0));
        assert_eq!(site.export(lake).code, 0);
        assert!(ending(lake, ".spill.age").is_empty(), "what was pooled stays destroyed");
        assert_eq!(verify(lake), (vec![], 0));
    }
}

#[test]
fn where_there_is_nothing_or_nothing_old_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&["fleet", "compact", text(folder.path())]);
    assert!(ran.code == 2 && ran.err.contains("there is no round of any kiosk below"), "{}", ran.err);
    let ran = run(&["fleet", "compact", "--source", text(&folder.path().join("gone"))]);
    assert!(ran.code == 1 && ran.err.contains("could not read"), "{}", ran.err);
    let lake = lake();
    let ran = run(&["fleet", "compact", "--source", text(lake.path())]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "There is nothing to put together before 2026-W44.\n"));
    let ran = run(&["fleet", "compact", text(lake.path()), "--before", "2026-W46", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&told["before"], &told["weeks"][0]["rounds"]), (&"2026-W46".into(), &3.into()));
    assert_eq!(told["weeks"].as_array().unwrap().len(), 1);
    assert_eq!(run(&["fleet", "compact"]).code, 2);
    assert_eq!(run(&["fleet", "compact", text(lake.path()), "--older-than", "0"]).code, 2);
}
