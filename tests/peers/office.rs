//! The workbook and the CSV in LibreOffice, as HR opens them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Kiosk, teams_and_blockers};

/// What a spreadsheet would calculate, in every text of authors and companies that leaves.
const PACK: &str = r#"
kind = "quiz"
title = "=1+1"
[[item]]
id = "bean"
type = "single"
text = "=HYPERLINK(\"https://example.org\";\"click\")"
options = [
  { id = "arabica", text = "+2+3" },
  { id = "robusta", text = "@SUM(1;2)", correct = true },
  { id = "same", text = "-2+3" },
]
explain = "Robusta."
"#;

const RATED: &str = r#"
kind = "pulse"
title = "Day"
[privacy]
mechanism = "exact"
[[item]]
id = "mood"
type = "rating"
text = "How was it?"
scale = { from = 1, to = 5, low = "=4+4", high = "Good" }
"#;

fn kiosk(organisation: &str) -> Kiosk {
    let kiosk = format!(
        "organisation = \"{organisation}\"\nsite = \"harbour-road\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\n\
         headcount = 500\n[privacy]\nk = 5\nrepeat_seconds = 1\n"
    );
    let kiosk = Kiosk::with(&kiosk, &[("beans", PACK), ("day", RATED)]);
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for week in 0..3 {
        for visit in 0..20 {
            let at = format!("2026-01-{:02}T{:02}:{:02}:00", 6 + 7 * week + visit / 10, 8 + visit % 10, 7);
            let bean = ["robusta", "arabica", "robusta", "same"][visit % 4];
            writeln!(csv, "{week}-{visit},beans,bean,{bean},{at}").unwrap();
            let at = at.replace(":07:", ":37:");
            writeln!(csv, "d{week}-{visit},day,mood,{},{at}", 1 + (visit + week) % 5).unwrap();
        }
    }
    kiosk.enter(&csv);
    kiosk.release("2026-01-26T04:00");
    kiosk
}

fn export(kiosk: &Kiosk, format: &str) -> PathBuf {
    let out = kiosk.path().join(format!("out.{format}"));
    kiosk.done(&["export", "--format", format, "--out", out.to_str().unwrap()]);
    out
}

/// Lets LibreOffice write `file` anew in another format; returns the files that came of it.
fn convert(file: &Path, to: &str, read_as: Option<&str>) -> Vec<PathBuf> {
    let folder = file.parent().unwrap();
    let out = folder.join("converted");
    let _ = fs::remove_dir_all(&out);
    // A profile of its own: another test may run LibreOffice at the same time.
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}/profile", folder.display()));
    command.args(["--headless", "--convert-to", to, "--outdir"]).arg(&out);
    if let Some(filter) = read_as {
        command.arg(format!("--infilter={filter}"));
    }
    let ran = command.arg(file).output().expect("LibreOffice is needed: run scripts/peers, as ./test does");
    assert!(ran.status.success(), "{ran:?}");
    let mut files: Vec<PathBuf> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{ran:?}");
    files
}

/// Comma, quotes, UTF-8, from the first line, formulas written as such, every sheet.
const EVERY_SHEET: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1";
/// The same for reading, with formulas calculated: what a careless person would choose.
const CALCULATING: &str = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true";

fn records(file: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(file).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn sheet<'f>(files: &'f [PathBuf], name: &str) -> &'f Path {
    files.iter().find(|file| file.to_str().unwrap().ends_with(&format!("-{name}.csv"))).unwrap()
}

#[test]
fn no_text_of_a_workbook_is_calculated_and_its_cells_are_those_of_the_csv() {
    let kiosk = kiosk("=2+2");
    let files = convert(&export(&kiosk, "xlsx"), EVERY_SHEET, None);
    let all: Vec<String> = files.iter().flat_map(|file| records(file)).flatten().collect();
    for text in ["=2+2", "=HYPERLINK(\"https://example.org\";\"click\")", "+2+3", "@SUM(1;2)", "-2+3", "1 =4+4"] {
        assert!(all.iter().any(|cell| cell == text), "{text} is there as it was written");
    }
    for calculated in ["2", "4", "click", "#NAME?", "Err:508"] {
        let count = records(sheet(&files, "Overview")).iter().flatten().filter(|cell| *cell == calculated).count();
        assert_eq!(count, 0, "{calculated}");
    }
    let cells = records(sheet(&files, "cells"));
    let csv = records(&export(&kiosk, "csv"));
    assert_eq!(cells.len(), csv.len());
    let value = |text: &str| -> String {
        let text = text.strip_prefix('\'').unwrap_or(text).to_lowercase();
        text.parse::<f64>().map_or(text, |number| number.to_string())
    };
    for (own, other) in cells.iter().zip(&csv) {
        let values = |row: &[String]| row.iter().map(|text| value(text)).collect::<Vec<_>>();
        assert_eq!(values(own), values(other));
    }
}

#[test]
fn the_sheets_of_teams_and_of_what_was_in_the_way_open_with_their_numbers_and_without_a_formula() {
    let kiosk = teams_and_blockers();
    let book = export(&kiosk, "xlsx");
    let files = convert(&book, EVERY_SHEET, None);
    let known = records(sheet(&files, "What we know"));
    let row = |rows: &[Vec<String>], name: &str| -> Vec<String> {
        rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {rows:?}")).clone()
    };
    let teams = known.iter().position(|row| row[0] == "How the teams stand").unwrap();
    for (team, share) in [("=1+1", 0.8), ("@SUM(1;2)", 0.5)] {
        let row = row(&known[teams..], team);
        let shown = |text: &str| text.trim_end_matches('%').parse::<f64>().unwrap();
        assert!((shown(&row[1]) - share).abs() < 1e-6 || (shown(&row[1]) - 100.0 * share).abs() < 0.6, "{row:?}");
        assert_eq!(row[4], "20", "{row:?}");
    }
    let ways = records(sheet(&files, "What stands in the way"));
    for name in ["=4+4", "@Paying", "=5+5", "-Time", "=And what was in the way?"] {
        row(&ways, name);
    }
    for calculated in ["8", "#NAME?", "Err:508", "Err:509", "click"] {
        assert!(ways.iter().chain(&known).all(|row| row[0] != calculated), "{calculated}");
    }
    let pdf = convert(&book, "pdf", None).remove(0);
    let ran = Command::new("pdftotext").args(["-layout", pdf.to_str().unwrap(), "-"]).output().unwrap();
    let text = String::from_utf8(ran.stdout).unwrap();
    let page = text.split('\u{c}').find(|page| page.contains("How the teams stand")).unwrap();
    // The table and the chart beside it, before the question itself.
    let (teams, _) = page.split_once("=HYPERLINK").unwrap();
    assert_eq!(teams.matches("@SUM(1;2)").count(), 2, "{page}");
}

#[test]
fn no_text_of_a_csv_is_calculated_by_somebody_careless() {
    let kiosk = kiosk("=2+2");
    let csv = export(&kiosk, "csv");
    let read = records(&convert(&csv, EVERY_SHEET, Some(CALCULATING))[0]);
    assert!(read[1..].iter().all(|row| row[1] == "'=2+2"), "{:?}", read[1]);
    // Without the mark the same way of opening it does calculate: the test would see it.
    let bare = fs::read_to_string(&csv).unwrap().replace("'=2+2", "=2+2");
    fs::write(&csv, bare).unwrap();
    let read = records(&convert(&csv, EVERY_SHEET, Some(CALCULATING))[0]);
    assert!(read[1..].iter().all(|row| row[1] != "'=2+2"));
    let kept = records(&convert(&csv, "csv:Text - txt - csv (StarCalc):44,34,76,1", Some(CALCULATING))[0]);
    assert_eq!(kept[1][1], "4");
}

#[test]
fn a_workbook_becomes_pages_that_hold_whole_tables_and_charts() {
    let kiosk = kiosk("Harbour Coffee");
    let pdf = convert(&export(&kiosk, "xlsx"), "pdf", None).remove(0);
    let run = |program: &str, arguments: &[&str]| {
        let ran = Command::new(program).args(arguments).output().expect("poppler-utils is needed: run scripts/peers");
        assert!(ran.status.success(), "{ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let path = pdf.to_str().unwrap();
    let pages = run("pdftotext", &["-layout", path, "-"]);
    let pages: Vec<&str> = pages.split('\u{c}').collect();
    assert!(pages[0].contains("What people told the kiosk") && pages[0].contains("Harbour Coffee · Harbour Road"));
    let knowledge = pages.iter().find(|page| page.contains("answered right")).unwrap();
    // A table is on one page with its header, and the chart beside it names the same options.
    assert!(knowledge.contains("Share of each answer") && knowledge.matches("@SUM(1;2)").count() == 2, "{knowledge}");
    let rated = pages.iter().find(|page| page.contains("How was it?")).unwrap();
    assert!(rated.contains("Week by week") && rated.matches("week 4").count() == 2, "{rated}");
    let last = pages.iter().rev().find(|page| !page.trim().is_empty()).unwrap();
    assert!(last.contains("schema_version"), "the header of the cells is repeated on every page");
}
