//! The report's page in Chromium, by axe, by keyboard and on paper.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use listening_post::report::Words;
use serde_json::{Value, json};

use crate::setup::node_modules;

/// A demo of the sample packs, once for all that is looked at here.
fn demo(folder: &Path) -> Vec<PathBuf> {
    let program = env!("CARGO_BIN_EXE_listening-post");
    let out = folder.join("demo");
    let ran = Command::new(program).args(["demo", "--out"]).arg(&out).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let pages: Vec<PathBuf> =
        Words::languages().iter().map(|language| folder.join(format!("{language}.html"))).collect();
    for (language, page) in Words::languages().iter().zip(&pages) {
        let mut command = Command::new(program);
        command.arg("report").args(["--language", language, "--out"]).arg(page);
        command.args(["harbour-road", "mill-lane", "station-square"].map(|site| out.join(site)));
        let ran = command.arg("--data").arg(out.join("harbour-road")).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
    }
    pages
}

/// Lets the browser look; returns what it found wrong.
fn looked_at(folder: &Path, jobs: &Value) -> String {
    let file = folder.join("jobs.json");
    fs::write(&file, jobs.to_string()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/page.js");
    let mut command = Command::new("node");
    command.arg(script).arg(&file).env("NODE_PATH", node_modules());
    let ran = command.output().expect("node is needed: run scripts/peers, as ./test does");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn run(program: &str, arguments: &[&str]) -> String {
    let ran = Command::new(program).args(arguments).output().expect("poppler-utils is needed: run scripts/peers");
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn the_page_of_the_demo_is_open_to_everybody_at_every_width_in_every_language_and_on_paper() {
    let folder = tempfile::tempdir().unwrap();
    let pages = demo(folder.path());
    let mut look = Vec::new();
    for page in &pages {
        let name = page.file_stem().unwrap().to_str().unwrap();
        // All widths and schemes once; the other languages where words are most cramped, and where most is seen.
        let wanted: &[(u32, &str)] = match name {
            "en" => &[(1440, "light"), (768, "light"), (390, "dark"), (1440, "dark")],
            _ => &[(390, "light")],
        };
        for (width, scheme) in wanted {
            look.push(json!({ "name": name, "file": page, "width": width, "scheme": scheme }));
        }
    }
    let papers = [("A4", "595.92 x 842.88"), ("Letter", "612 x 792")];
    let pdf = |format: &str| folder.path().join(format!("{format}.pdf")).to_str().unwrap().to_owned();
    let paper: Vec<Value> =
        papers.iter().map(|(format, _)| json!({ "file": pages[0], "format": format, "pdf": pdf(format) })).collect();
    let count = look.len();
    let jobs = json!({ "browser": "/usr/bin/chromium", "file": pages[0], "look": look, "paper": paper });
    assert_eq!(looked_at(folder.path(), &jobs), format!("looked at {count}\n"));

    for (format, size) in papers {
        let file = pdf(format);
        assert!(
            run("pdfinfo", &[&file]).contains(&format!("Page size:       {size} pts")),
            "{}",
            run("pdfinfo", &[&file])
        );
        let text = run("pdftotext", &["-layout", &file, "-"]);
        let sheets: Vec<&str> = text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).collect();
        // The findings stand on a page of their own, whole.
        for heading in ["What people told the kiosk", "What changed", "What to look at", "How sure we are"] {
            assert!(sheets[0].contains(heading), "{format}: {heading} is on the first page");
        }
        assert!(sheets[0].contains("somebody may") && !sheets[0].contains("How the days are"));
        // What is folded away and what is pressed has no place on paper.
        assert!(!text.contains("The numbers behind it") && !text.contains("Skip to the findings"));
        assert!(sheets.len() < 34 && sheets[1].contains("How the days are"), "{}", sheets.len());
    }
}
