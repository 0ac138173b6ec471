//! The merge in SQL, on DuckDB and on Spark with two executors: the same table from both, what the kiosks exported, and the report
//! that the program draws from the lake itself, whatever part of it is asked for and whatever is wrong with it.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::{Date, date};
use listening_post::chain::{Digest, FileDigest, Signature, SigningKey, Statement, sign};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::common::{Kiosk, Ran};
use crate::setup::python;

/// Monday of 2020-W41: a year of 53 weeks ends among those that follow.
const FIRST: Date = date(2020, 10, 5);
/// Up to 2021-W04.
const WEEKS: usize = 17;
/// How many of each small cohort come in these weeks. They wait for four weeks, and go together then; from the eleventh week on,
/// under other rules, for two: in the twelfth both those leave that came before and those that came since.
const FEW: [usize; WEEKS] = [1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 3, 1, 1, 1, 1, 1, 1];
/// The weeks under the old rules.
const BEFORE: usize = 10;
const AFTER: (&str, &str) = ("epsilon = 1", "epsilon = 2\nfold_after = 2");

/// A table's name, its lake, and what is asked for.
const CASES: [(&str, &str, &[&str]); 5] = [
    ("whole", "lake", &[]),
    ("before", "lake", &["--to", "2021-W02"]),
    ("since", "lake", &["--from", "2020-W42"]),
    ("harmed", "harmed", &[]),
    ("part", "harmed", &["--from", "2020-W50", "--to", "2021-W02", "--site", "mill-lane"]),
];

const PULSE: &str = r#"
kind = "pulse"
title = "How is work?"
ask_cohort = true
[privacy]
k = 5
epsilon = 1
[[item]]
id = "mood"
type = "smiley"
text = "How was today?"
measure = "pulse"
[[item]]
id = "way"
type = "single"
text = "What was in the way?"
options = [{ id = "rule", text = "A rule" }, { id = "time", text = "No time" }, { id = "stock", text = "No stock" }]
measure = "blockers"
"#;
const QUIZ: &str = r#"
kind = "quiz"
title = "Beans"
ask_cohort = true
[privacy]
mechanism = "exact"
k = 5
[[item]]
id = "bean"
type = "single"
text = "Which bean?"
options = [{ id = "robusta", text = "Robusta" }, { id = "arabica", text = "Arabica", correct = true }]
"#;

/// A kiosk at a site, at its first start. Two of one seed are a card and its clone.
fn founded(site: &str, seed: &str) -> Kiosk {
    let mut toml = format!(
        "organisation = \"Harbour Coffee\"\nsite = \"{site}\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 500\n\
         [privacy]\nk = 5\nrepeat_seconds = 1\n"
    );
    for (id, name) in [("day", "Day"), ("night", "Night"), ("noon", "Noon")] {
        write!(toml, "[[cohort]]\nid = \"{id}\"\nname = \"{name}\"\nheadcount = 200\n").unwrap();
    }
    let kiosk = Kiosk::with(&toml, &[("pulse", PULSE), ("beans", QUIZ)]);
    kiosk.done(&["--simulated", "--seed", seed, "--now", &format!("{FIRST}T07:00"), "release"]);
    kiosk
}

/// The visits of a day: who comes, when, and how often at once.
fn visits(day: usize) -> Vec<(&'static str, String, usize)> {
    let (week, weekday) = (day / 7, day % 7);
    let again = if day.is_multiple_of(5) { 2 } else { 1 };
    let mut visits = vec![("day", "09:05", again), ("day", "11:20", 1), ("", "13:10", 1)];
    let few = (0..FEW[week]).any(|visit| visit * 2 + 1 == weekday);
    visits.extend([("night", "15:30", 1), ("noon", "17:45", 1)].into_iter().filter(|_| few));
    let date = FIRST + jiff::Span::new().days(i64::try_from(day).unwrap());
    visits.into_iter().map(|(cohort, time, often)| (cohort, format!("{date}T{time}"), often)).collect()
}

/// Enters what was answered in some weeks, to all packs or to the pulse alone.
fn live(kiosk: &Kiosk, seed: &str, weeks: Range<usize>, packs: &[&str]) {
    let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
    // At its first start it is Monday already.
    let days = (weeks.start * 7).max(1)..weeks.end * 7;
    for (visit, (cohort, at, often)) in days.flat_map(visits).enumerate() {
        let (mood, way) = (["5", "4", "2"][visit % 3], ["rule", "time"][visit % 2]);
        for time in 0..often {
            writeln!(csv, "{visit}-{time},pulse,mood,{mood},{cohort},{at}:00").unwrap();
            writeln!(csv, "{visit}-{time},pulse,way,{way},{cohort},{at}:00").unwrap();
        }
        if packs.contains(&"beans") {
            let bean = ["arabica", "robusta", "robusta"][visit % 3];
            writeln!(csv, "b{visit},beans,bean,{bean},{cohort},{at}:30").unwrap();
        }
    }
    let file = kiosk.write("answers.csv", csv);
    kiosk.done(&["--seed", seed, "enter", file.to_str().unwrap()]);
}

/// Closes the last round and puts all into a lake.
fn send(kiosk: &Kiosk, seed: &str, lake: &Path) {
    kiosk.done(&["--seed", seed, "--now", "2021-02-01T05:00", "release"]);
    kiosk.done(&["export", "--rounds", lake.to_str().unwrap()]);
}

/// The round files of a week in a lake.
fn files(lake: &Path, week: &str) -> Vec<PathBuf> {
    let folder = fs::read_dir(lake.join("cells/v1").join(format!("cut_week={week}"))).unwrap();
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "parquet"));
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

fn sign_of(file: &Path) -> PathBuf {
    file.with_extension("parquet.sig")
}

/// Three sites: one has other rules for its pulse from some week on.
fn kiosks(lake: &Path) -> [Kiosk; 3] {
    [("harbour-road", "1"), ("mill-lane", "2"), ("old-town", "3")].map(|(site, seed)| {
        let kiosk = founded(site, seed);
        if site == "mill-lane" {
            live(&kiosk, seed, 0..BEFORE, &["pulse", "beans"]);
            kiosk.configure("packs/pulse.toml", &PULSE.replace(AFTER.0, AFTER.1));
            // They are those of next Monday.
            kiosk.done(&["--seed", seed, "--now", "2020-12-14T05:00", "release"]);
            live(&kiosk, seed, BEFORE..WEEKS, &["pulse", "beans"]);
        } else {
            live(&kiosk, seed, 0..WEEKS, &["pulse", "beans"]);
        }
        send(&kiosk, seed, lake);
        kiosk
    })
}

/// Lays what a clone of a card sent beside the card's own, in a week that is compacted and in one that is not; it has not asked the
/// quiz.
fn clone(kiosk: &Kiosk, lake: &Path) {
    let twin = founded("harbour-road", "1");
    live(&twin, "9", 0..WEEKS, &["pulse"]);
    let theirs = twin.path().join("lake");
    send(&twin, "9", &theirs);
    let seed = |kiosk: &Kiosk| fs::read(kiosk.data().join("signing.key")).unwrap();
    assert_eq!(seed(kiosk), seed(&twin));
    for week in ["2020-W46", "2021-W01"] {
        let all = files(&theirs, week);
        let [file] = &all[..] else { panic!("one file a week: {all:?}") };
        let folder = lake.join("cells/v1").join(format!("cut_week={week}"));
        fs::create_dir_all(&folder).unwrap();
        for file in [file, &sign_of(file)] {
            fs::copy(file, folder.join(format!("twin.{}", file.file_name().unwrap().to_str().unwrap()))).unwrap();
        }
    }
}

/// Makes a kiosk's newest round one of a newer program, whose table has a column more.
fn renew(kiosk: &Kiosk, lake: &Path) {
    let seed = fs::read(kiosk.data().join("signing.key")).unwrap();
    let key = SigningKey::from_seed(&seed[..32].try_into().unwrap());
    let signed = |file: PathBuf| {
        let signature = fs::read_to_string(sign_of(&file)).unwrap();
        (file, Signature::read(&signature).unwrap().statement().clone())
    };
    let mut all = files(lake, "2021-W04").into_iter().map(signed);
    let (file, statement) = all.find(|(_, statement)| statement.key == key.public()).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&file).unwrap()).unwrap();
    let rows = builder.build().unwrap().next().unwrap().unwrap();
    let newer: ArrayRef = Arc::new(Int32Array::from(vec![2; rows.num_rows()]));
    let mut columns = rows.columns().to_vec();
    columns[rows.schema().index_of("schema_version").unwrap()] = Arc::clone(&newer);
    columns.push(newer);
    let mut fields = rows.schema().fields().to_vec();
    fields.push(Arc::new(Field::new("unheard_of", DataType::Int32, false)));
    let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(&file).unwrap(), rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    let cells = fs::read(&file).unwrap();
    let statement = Statement { sha256: Digest::of(&cells), ..statement };
    fs::write(sign_of(&file), sign(&key, statement, &FileDigest::of(&cells)).write()).unwrap();
}

/// Merges the lakes of a folder by other engines, which hold their tables against each other.
fn merge(folder: &Path, kiosks: &[Kiosk]) {
    let submit = "--master local-cluster[2,1,512] --conf spark.executor.memory=512m --conf spark.ui.enabled=false \
                  --conf spark.sql.shuffle.partitions=2 --conf spark.sql.adaptive.enabled=false \
                  --conf spark.ui.showConsoleProgress=false pyspark-shell";
    let mut engines = Command::new(python());
    engines.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/engines.py")).arg(folder);
    engines.args(CASES.map(|(name, lake, options)| format!("{name} {lake} {}", options.join(" ")))).arg("--");
    for kiosk in kiosks {
        let cells = kiosk.path().join("cells.csv");
        kiosk.done(&["export", "--format", "csv", "--out", cells.to_str().unwrap()]);
        engines.arg(cells);
    }
    engines.env("PYSPARK_SUBMIT_ARGS", submit).env("SPARK_LOCAL_IP", "127.0.0.1").env("SPARK_LOCAL_DIRS", folder);
    let ran =
        engines.env("PYTHONDONTWRITEBYTECODE", "1").env_remove("SPARK_HOME").current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn duckdb_and_spark_merge_a_lake_alike_by_the_same_sql() {
    let folder = tempfile::tempdir().unwrap();
    let [lake, harmed] = ["lake", "harmed"].map(|name| folder.path().join(name));
    let kiosks = kiosks(&lake);
    let report = |source: &Path, options: &[&str]| {
        let page = folder.path().join("page.html");
        let mut arguments =
            vec!["--json", "report", "--source", source.to_str().unwrap(), "--out", page.to_str().unwrap()];
        arguments.extend(options);
        let Ran { out, err, .. } = kiosks[0].run(&arguments);
        (out, fs::read_to_string(&page).unwrap(), err)
    };
    let before = report(&lake, &[]);
    // Some weeks are compacted; another is compacted and there as the kiosks sent it as well, and counts once.
    let at = lake.to_str().unwrap();
    kiosks[0].done(&["fleet", "compact", at, "--before", "2020-W47"]);
    kiosks[0].done(&["fleet", "compact", at, "--before", "2020-W48", "--keep"]);
    assert_eq!(["2020-W46", "2020-W47"].map(|week| files(&lake, week).len()), [0, 3]);
    assert!(report(&lake, &[]) == before, "compacting changes nothing");
    assert!(before.0.contains("\"blockers\"") && before.2.is_empty(), "{}{}", before.2, before.0);
    copy(&lake, &harmed);
    clone(&kiosks[0], &harmed);
    renew(&kiosks[2], &harmed);
    let (_, _, told) = report(&harmed, &[]);
    let left_out = |word: &str| told.lines().filter(|line| line.starts_with(&format!("left out: {word}"))).count();
    assert!(left_out("duplicate") == 2 && left_out("newer") == 1, "{told}");

    merge(folder.path(), &kiosks);
    // The report is that of the lake, byte for byte.
    for (name, lake, options) in CASES {
        let (figures, page, _) = report(&folder.path().join(lake), options);
        let (theirs, their_page, _) = report(&folder.path().join(format!("{name}.parquet")), options);
        assert_eq!(figures, theirs, "{name}");
        assert!(page == their_page, "{name}: the pages differ");
        let spark = folder.path().join(format!("{name}.spark"));
        assert!(!spark.exists() || report(&spark, options) == (figures, page, String::new()), "{name}");
    }
    // As many rounds as are taken.
    let (figures, _, err) = report(&folder.path().join("most.parquet"), &[]);
    assert!(figures.contains("2019-W48") && err.is_empty(), "{err}");
}

/// Names where a table may not be written, and some where it may, and prints which are refused.
const PLACES: &str = r#"
import os, sys
sys.path.insert(0, sys.argv[1])
import merge
os.makedirs("lake/cells/v1")
os.makedirs("else")
os.symlink("lake", "link")
here = os.getcwd()
pairs = [
    ("lake", "lake"), ("lake", "lake/"), ("lake", "lake/cells/v1"), ("lake", "."), ("lake", here + "/else/../lake/merged"),
    ("link", "lake/merged"), ("lake", "link/merged"), ("lake", f"file://{here}/lake"), (f"file:{here}/lake", "lake/merged"),
    ("s3a://bucket/lake", "s3a://bucket/lake/merged"), ("s3://bucket/lake", "s3a://bucket//lake/"),
    ("s3a://bucket", "s3a://bucket/merged"), ("s3a://bucket/a/lake", "s3a://bucket/a"), ("hdfs://Name:8020/lake", "hdfs://name/lake/merged"),
    ("wasbs://c@a.blob.core.windows.net/lake", "abfss://c@a.dfs.core.windows.net/lake/merged"),
]
apart = [
    ("lake", "else"), ("lake", "lake-merged"), ("lake", "else/lake"), ("s3a://bucket/lake", "s3a://bucket/lake2"),
    ("s3a://bucket/lake", "s3a://other/lake"), ("s3a://bucket/lake", here + "/lake"), ("lake", "gs://bucket/lake"),
]
def is_refused(*arguments):
    try:
        merge.parsed(arguments)
    except SystemExit as end:
        return str(end.code)
assert all("name another folder" in (is_refused(*pair) or "") for pair in pairs), [pair for pair in pairs if not is_refused(*pair)]
assert not any(is_refused(*pair) for pair in apart), [pair for pair in apart if is_refused(*pair)]
usage = [["--from", "2021-W53"], ["--to", "2020-W1"], ["--from", "soon"], ["--from", "2021-W02", "--to", "2021-W01"]]
assert all(is_refused("lake", "else", *options) == "2" for options in usage)
assert not is_refused("lake", "else", "--from", "2020-W53", "--to", "2021-W01")
"#;

#[test]
fn a_table_is_never_written_where_the_lake_is() {
    let folder = tempfile::tempdir().unwrap();
    let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let mut command = Command::new(python());
    command.args(["-c", PLACES]).arg(sql).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(folder.path());
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
