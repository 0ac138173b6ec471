//! A table of merged cells, added up by something else: the report that is drawn from it is that of the lake.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

use crate::desk::{run, text};
use crate::fleet::{FLEET, report};

/// One row of the table.
#[derive(Debug, Clone, Default)]
struct Row {
    view: &'static str,
    site: String,
    cut_week: String,
    /// Pack, item, item hash, histogram, cohort, response and mechanism.
    words: [String; 7],
    epsilon: f64,
    cell_variance: f64,
    cell_count: i64,
    n: i64,
    batches: i64,
    rounds: i64,
    kiosks: i64,
    bursts: i64,
}

/// What the queries do, done here a third way: from the CSV of each data folder.
fn rows() -> Vec<Row> {
    let mut cells: Vec<BTreeMap<String, String>> = Vec::new();
    for desk in &FLEET.desks {
        let exported = desk.run(&["export", "--format", "csv", "--out", "-"]);
        assert_eq!(exported.code, 0, "{}", exported.err);
        let mut reader = csv::Reader::from_reader(exported.out.as_bytes());
        cells.extend(reader.deserialize().map(Result::unwrap));
    }
    let weeks: Vec<String> =
        cells.iter().map(|cell| cell["cut_week"].clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let mut rows: BTreeMap<Vec<String>, Row> = BTreeMap::new();
    let mut kiosks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut bursts: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for cell in &cells {
        kiosks.entry(cell["site"].clone()).or_default().insert(cell["kiosk"].clone());
        let words = ["pack", "item", "item_hash", "histogram", "cohort", "response", "mechanism"];
        let words = words.map(|name| cell[name].clone());
        let number = |name: &str| cell[name].parse::<i64>().unwrap();
        let week = weeks.iter().position(|week| *week == cell["cut_week"]).unwrap();
        let told = bursts.entry((cell["site"].clone(), cell["cut_week"].clone(), cell["item"].clone())).or_default();
        *told = number("bursts").max(*told);
        for (view, site, cut_week, mask) in
            [("site", cell["site"].as_str(), "", 1 << week), ("round", "", cell["cut_week"].as_str(), 0)]
        {
            let mut key = vec![view.to_owned(), site.to_owned(), cut_week.to_owned()];
            key.extend(words.clone());
            key.extend([cell["epsilon"].clone(), cell["cell_variance"].clone()]);
            let row = rows.entry(key).or_insert_with(|| Row {
                view,
                site: site.to_owned(),
                cut_week: cut_week.to_owned(),
                words: words.clone(),
                epsilon: cell["epsilon"].parse().unwrap_or_default(),
                cell_variance: cell["cell_variance"].parse().unwrap(),
                ..Row::default()
            });
            row.cell_count += number("cell_count");
            row.n += number("n");
            row.batches += 1;
            row.rounds |= mask;
        }
    }
    let places = kiosks.into_iter().map(|(site, kiosks)| {
        let told = bursts.iter().filter(|((at, ..), _)| *at == site).map(|(_, bursts)| bursts);
        Row { view: "place", bursts: told.sum(), site, kiosks: i64::try_from(kiosks.len()).unwrap(), ..Row::default() }
    });
    // Engines write rows in any order.
    rows.into_values().rev().chain(places).collect()
}

fn write(rows: &[Row], path: &Path) {
    let text = |of: &dyn Fn(&Row) -> String| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(of(row))).collect::<StringArray>())
    };
    let long = |of: &dyn Fn(&Row) -> i64| -> ArrayRef { Arc::new(rows.iter().map(of).collect::<Int64Array>()) };
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("merged_version", Arc::new(rows.iter().map(|_| 1).collect::<Int32Array>())),
        ("view_name", text(&|row| row.view.to_owned())),
        ("site", text(&|row| row.site.clone())),
        ("cut_week", text(&|row| row.cut_week.clone())),
    ];
    for (at, name) in
        ["pack", "item", "item_hash", "histogram", "cohort", "response", "mechanism"].into_iter().enumerate()
    {
        columns.push((name, text(&move |row| row.words[at].clone())));
    }
    columns.extend([
        ("epsilon", Arc::new(rows.iter().map(|row| Some(row.epsilon)).collect::<Float64Array>()) as ArrayRef),
        ("cell_variance", Arc::new(rows.iter().map(|row| Some(row.cell_variance)).collect::<Float64Array>())),
        ("cell_count", long(&|row| row.cell_count)),
        ("cell_batches", long(&|row| row.batches)),
        ("n", long(&|row| row.n)),
        ("batches", long(&|row| row.batches)),
        ("rounds_mask", long(&|row| row.rounds)),
        ("kiosks", long(&|row| row.kiosks)),
        ("bursts", long(&|row| row.bursts)),
        ("simulated", Arc::new(rows.iter().map(|row| i32::from(row.view == "place")).collect::<Int32Array>())),
    ]);
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)));
    let batch = batch.unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn page(source: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (config, out) = (FLEET.desks[0].path("config"), folder.path().join("report.html"));
    let ran = run(&[
        "--config",
        text(&config),
        "--data",
        "/nowhere",
        "report",
        "--source",
        text(source),
        "--out",
        text(&out),
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    std::fs::read_to_string(out).unwrap()
}

#[test]
fn the_report_of_a_table_of_merged_cells_is_that_of_the_lake_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows();
    assert!(rows.iter().any(|row| row.rounds.count_ones() == 3), "sites have several rounds");
    // One file, and the folder that another engine leaves, with more than one and marks of its own beside them.
    let file = folder.path().join("merged.parquet");
    write(&rows, &file);
    assert_eq!(report(&file, &[]), (FLEET.figures.clone(), String::new(), 0));
    let parts = folder.path().join("merged");
    std::fs::create_dir(&parts).unwrap();
    write(&rows[..rows.len() / 3], &parts.join("part-00000.zstd.parquet"));
    write(&rows[rows.len() / 3..], &parts.join("part-00001.zstd.parquet"));
    std::fs::write(parts.join("_SUCCESS"), "").unwrap();
    assert_eq!(report(&parts, &[]).0, FLEET.figures);
    assert_eq!(page(&parts), page(FLEET.lake.path()));
}

#[test]
fn a_table_of_which_a_part_is_missing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("merged.parquet");
    let all = rows();
    let without = |keep: &dyn Fn(&Row) -> bool, why: &str| {
        let rest: Vec<Row> = all.iter().filter(|row| keep(row)).cloned().collect();
        assert!(rest.len() < all.len());
        write(&rest, &file);
        let (_, remarks, code) = report(&file, &[]);
        assert_eq!(code, 1);
        assert!(remarks.contains(why), "{remarks}");
    };
    let week = all.iter().find(|row| row.view == "round").unwrap().cut_week.clone();
    without(&|row| row.cut_week != week, "have more rounds than the table itself");
    without(&|row| row.view != "site" || row.site != "mill-lane", "a part of it is missing, or is there twice");
    let twice: Vec<Row> = all.iter().chain(&all[..1]).cloned().collect();
    write(&twice, &file);
    let (_, remarks, code) = report(&file, &[]);
    assert_eq!(code, 1);
    assert!(remarks.contains("its rows contradict each other"), "{remarks}");
}

#[test]
fn a_table_is_of_the_rounds_and_sites_that_it_was_made_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("merged.parquet");
    write(&rows(), &file);
    for (more, why) in [
        (["--from", "2026-W46"].as_slice(), "make one of the rounds that you want"),
        (&["--site", "mill-lane"], "make one of the site that you want"),
        (&["--site", "mill-road"], "nothing was released at `mill-road`"),
        (&["--key", "RWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], "key"),
    ] {
        let (_, remarks, code) = report(&file, more);
        assert_eq!(code, 2, "{remarks}");
        assert!(remarks.contains(why), "{remarks}");
    }
}

#[test]
fn a_file_that_is_no_table_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cells.parquet");
    let desk = &FLEET.desks[0];
    assert_eq!(desk.run(&["export", "--format", "parquet", "--out", text(&file)]).code, 0);
    let (_, remarks, code) = report(&file, &[]);
    assert_eq!(code, 1);
    assert!(remarks.contains("is no table of merged cells") && remarks.contains("no column"), "{remarks}");
}
