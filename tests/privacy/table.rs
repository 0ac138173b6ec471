//! The table of attacks in `docs/anonymity.md`, made from what the attacks came to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::finding::{ATTACKS, FOLDER};

const BEGIN: &str = "<!-- attack-table: made by scripts/attack-table; do not edit by hand -->";
const END: &str = "<!-- /attack-table -->";

fn document() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "docs", "anonymity.md"].iter().collect()
}

/// The names in `src/mutant.rs`, read from the source: the build that knows them is another one.
fn mutants() -> Vec<String> {
    let source =
        fs::read_to_string([env!("CARGO_MANIFEST_DIR"), "src", "mutant.rs"].iter().collect::<PathBuf>()).unwrap();
    let list = source.split("\nmutants! {").nth(1).unwrap().split("\n}").next().unwrap();
    let names = list.lines().filter_map(|line| line.trim().strip_suffix(','));
    names.filter(|name| name.chars().all(char::is_alphanumeric)).map(str::to_owned).collect()
}

fn number(value: &Value) -> String {
    let value = value.as_f64().unwrap();
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.3}") }
}

/// The rows, in the order of the attacks' list; an attack without a figure of the program as it is has no row.
fn rows(findings: &[Value]) -> String {
    let mut table =
        "| attack | what was tried | figure | must be | without the defence |\n|---|---|---|---|---|\n".to_owned();
    for attack in ATTACKS {
        let mut ways: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding["attack"] == attack) {
            ways.entry(finding["id"].as_str().unwrap()).or_default().push(finding);
        }
        for findings in ways.into_values() {
            let Some(real) = findings.iter().find(|finding| finding["mutant"].is_null()) else { continue };
            let mut flawed: Vec<String> = findings
                .iter()
                .filter_map(|finding| Some(format!("`{}` {}", finding["mutant"].as_str()?, number(&finding["figure"]))))
                .collect();
            flawed.sort();
            let _ = writeln!(
                table,
                "| {attack} | {}: *{}* | **{}** | {} {} | {} |",
                real["tried"].as_str().unwrap(),
                real["measure"].as_str().unwrap(),
                number(&real["figure"]),
                real["sign"].as_str().unwrap(),
                number(&real["bound"]),
                flawed.join(", ")
            );
        }
    }
    table
}

/// Everything of the document before, in and after the table.
fn parts() -> (String, String, String) {
    let text = fs::read_to_string(document()).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    (before.to_owned(), table.to_owned(), after.to_owned())
}

#[test]
#[ignore = "the last step of `scripts/attack-table`"]
fn written() {
    let Some(folder) = std::env::var_os(FOLDER) else { panic!("{FOLDER} names no folder with findings") };
    let entries = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let findings: Vec<Value> = entries.map(|text| serde_json::from_str(&text).unwrap()).collect();
    let (before, _, after) = parts();
    fs::write(document(), format!("{before}{BEGIN}\n{}{END}{after}", rows(&findings))).unwrap();
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn every_attack_and_every_mutant_is_in_the_table() {
    let (_, table, _) = parts();
    let missing: Vec<_> = ATTACKS.iter().filter(|attack| !table.contains(&format!("\n| {attack} |"))).collect();
    assert!(missing.is_empty(), "{missing:?}: run scripts/attack-table");
    // One of them is a provocation and no flaw.
    let unused: Vec<_> =
        mutants().into_iter().filter(|name| name != "Panic" && !table.contains(&format!("`{name}`"))).collect();
    assert!(unused.is_empty(), "{unused:?}: no attack succeeds on them, or scripts/attack-table was not run");
    assert!(mutants().len() > 25);
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        assert!(
            row.matches(" | ").count() == 4 && row.contains('`'),
            "an attack that was seen to succeed nowhere: {row}"
        );
    }
}
