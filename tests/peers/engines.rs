//! The merge in SQL, on DuckDB and on Spark with two executors: the same table from both, and what the kiosks exported.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::Kiosk;
use crate::setup::python;

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

/// A kiosk at a site, at its first start.
fn founded(site: &str, seed: &str) -> Kiosk {
    let toml = format!(
        "organisation = \"Harbour Coffee\"\nsite = \"{site}\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 500\n\
         [privacy]\nk = 5\nrepeat_seconds = 1\n[[cohort]]\nid = \"day\"\nname = \"Day\"\nheadcount = 200\n[[cohort]]\nid = \"night\"\nname = \"Night\"\nheadcount = 200\n"
    );
    let kiosk = Kiosk::with(&toml, &[("pulse", PULSE), ("beans", QUIZ)]);
    kiosk.done(&["--simulated", "--seed", seed, "--now", "2026-01-05T07:00", "release"]);
    kiosk
}

/// Closes three rounds and puts them into a lake; tells where the exported counts are.
fn live(kiosk: &Kiosk, seed: &str, lake: &Path) -> PathBuf {
    let mut csv = "visit,pack,item,response,cohort,at\n".to_owned();
    for visit in 0..120_usize {
        let day = jiff::civil::date(2026, 1, 5) + jiff::Span::new().days(i64::try_from(visit / 8).unwrap() + 1);
        let at = format!("{day}T{:02}:{:02}:00", 8 + visit % 8, visit % 60);
        let cohort = ["day", "night", ""][visit % 3];
        for (pack, item, response) in
            [("pulse", "mood", ["5", "4", "2"][visit % 3]), ("pulse", "way", ["rule", "time"][visit % 2])]
        {
            writeln!(csv, "{visit},{pack},{item},{response},{cohort},{at}").unwrap();
        }
        let at = format!("{day}T{:02}:{:02}:30", 8 + visit % 8, visit % 60);
        writeln!(csv, "b{visit},beans,bean,{},{cohort},{at}", ["arabica", "robusta", "robusta"][visit % 3]).unwrap();
    }
    let file = kiosk.write("answers.csv", csv);
    kiosk.done(&["--seed", seed, "enter", file.to_str().unwrap()]);
    kiosk.done(&["--seed", seed, "--now", "2026-01-26T05:00", "release"]);
    kiosk.done(&["export", "--rounds", lake.to_str().unwrap()]);
    let cells = kiosk.path().join("cells.csv");
    kiosk.done(&["export", "--format", "csv", "--out", cells.to_str().unwrap()]);
    cells
}

/// The round files of a week in a lake.
fn files(lake: &Path, week: &str) -> Vec<PathBuf> {
    let folder = fs::read_dir(lake.join("cells/v1").join(format!("cut_week={week}"))).unwrap();
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "parquet"));
    files.sort();
    files
}

#[test]
fn duckdb_and_spark_merge_a_lake_alike_by_the_same_sql() {
    let folder = tempfile::tempdir().unwrap();
    let lake = folder.path().join("lake");
    let kiosks = [("harbour-road", "1"), ("mill-lane", "2"), ("old-town", "3")].map(|(site, seed)| founded(site, seed));
    let exported: Vec<_> = kiosks.iter().zip(["1", "2", "3"]).map(|(kiosk, seed)| live(kiosk, seed, &lake)).collect();
    let (at, figures_before) =
        (lake.to_str().unwrap(), kiosks[0].run(&["--json", "report", "--source", lake.to_str().unwrap()]).out);
    // One week is compacted; another is compacted and there as the kiosks sent it as well, and counts once.
    kiosks[0].done(&["fleet", "compact", at, "--before", "2026-W03"]);
    kiosks[0].done(&["fleet", "compact", at, "--before", "2026-W04", "--keep"]);
    assert_eq!([files(&lake, "2026-W02").len(), files(&lake, "2026-W03").len()], [0, 3]);
    let table = folder.path().join("merged");
    let submit = "--master local-cluster[2,1,512] --conf spark.executor.memory=512m --conf spark.ui.enabled=false \
                  --conf spark.sql.shuffle.partitions=2 --conf spark.sql.adaptive.enabled=false \
                  --conf spark.ui.showConsoleProgress=false pyspark-shell";
    let mut engines = Command::new(python());
    engines.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/engines.py")).arg(&lake).arg(&table);
    engines.args(&exported);
    engines
        .env("PYSPARK_SUBMIT_ARGS", submit)
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("SPARK_LOCAL_DIRS", folder.path());
    let ran = engines.env_remove("SPARK_HOME").current_dir(folder.path()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    // The report is that of the lake, byte for byte.
    let report = |source: &Path, page: &str| {
        let page = folder.path().join(page);
        let (source, out) = (source.to_str().unwrap(), page.to_str().unwrap());
        let ran = kiosks[0].run(&["--json", "report", "--source", source, "--out", out]);
        (ran.out, fs::read_to_string(&page).unwrap(), ran.err)
    };
    let (figures, page, remarks) = report(&lake, "lake.html");
    assert!(figures.contains("\"blockers\"") && remarks.is_empty(), "{remarks}{figures}");
    assert_eq!(figures, figures_before, "compacting changes nothing");
    let (theirs, their_page, _) = report(&table, "table.html");
    assert_eq!(figures, theirs);
    assert!(page == their_page, "the pages differ");
}
