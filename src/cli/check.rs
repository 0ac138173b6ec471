//! `check`: everything that is wrong with a `kiosk-config` folder, said so that its author can mend it.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use miette::{GraphicalReportHandler, GraphicalTheme};
use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::config::Folder;
use crate::content::{self, Fault, Loaded, schema};

/// What to check.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Also write the JSON Schemas by which editors complete and warn
    #[arg(long)]
    write_schema: bool,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let folder = Folder::read(&session.config).map_err(Failure::other)?;
    let loaded = content::load(&folder);
    let (report, wrong) = report(&loaded, printer.is_json(), printer.colour());
    printer.text(&report);
    if arguments.write_schema {
        write_schemas(&session.config).map_err(Failure::other)?;
    }
    Ok(if wrong { Outcome::Problem } else { Outcome::Done })
}

/// Columns of a report: a terminal of the usual width.
const WIDTH: usize = 100;

/// What `check` found, as text or as JSON, and whether something must be mended before it can be used.
#[must_use]
pub fn report(loaded: &Loaded, json: bool, colour: bool) -> (String, bool) {
    let wrong = loaded.faults.iter().any(Fault::is_error);
    let text = if json { machine(loaded, wrong) } else { people(loaded, colour) };
    (text, wrong)
}

/// Writes the JSON Schemas into the folder's `schema/`.
///
/// # Errors
/// Whatever the disk says.
pub fn write_schemas(folder: &Path) -> io::Result<()> {
    let below = folder.join("schema");
    fs::create_dir_all(&below)?;
    schema::files().into_iter().try_for_each(|(name, text)| fs::write(below.join(name), text))
}

fn people(loaded: &Loaded, colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    let mut text = String::new();
    for fault in &loaded.faults {
        if fault.span().is_none() {
            // Without a place in its text, the report would not say which file is meant.
            text.push_str(fault.file());
            text.push('\n');
        }
        // Writing to a string cannot fail, and the handler fails for nothing else but a span outside the text.
        if handler.render_report(&mut text, fault).is_err() {
            text.push_str(&fault.to_string());
        }
        text.push('\n');
    }
    text.push_str(&summary(loaded));
    text.push('\n');
    text
}

/// One line: `3 faults in 2 files`, or `all 5 packs are whole`.
#[must_use]
pub fn summary(loaded: &Loaded) -> String {
    let files = loaded.faults.iter().map(Fault::file).collect::<BTreeSet<_>>().len();
    let errors = loaded.faults.iter().filter(|fault| fault.is_error()).count();
    let warnings = loaded.faults.len() - errors;
    let packs = loaded.content.as_ref().map_or(0, |content| content.packs.len());
    let whole = match packs {
        1 => "the pack is whole".to_owned(),
        _ => format!("all {packs} packs are whole"),
    };
    match (errors, warnings) {
        (0, 0) => whole,
        (0, _) => format!("{whole}; {} in {}", many(warnings, "warning"), many(files, "file")),
        (_, 0) => format!("{} in {}", many(errors, "fault"), many(files, "file")),
        _ => format!("{} and {} in {}", many(errors, "fault"), many(warnings, "warning"), many(files, "file")),
    }
}

fn many(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

fn machine(loaded: &Loaded, wrong: bool) -> String {
    let faults: Vec<_> = loaded
        .faults
        .iter()
        .map(|fault| {
            let position = fault.position();
            json!({
                "file": fault.file(),
                "line": position.map(|(line, _)| line),
                "column": position.map(|(_, column)| column),
                "severity": fault.severity(),
                "message": fault.to_string(),
                "label": fault.label(),
                "help": fault.advice(),
            })
        })
        .collect();
    let packs: Vec<_> = loaded.content.iter().flat_map(|content| &content.packs).map(|pack| pack.id.as_str()).collect();
    let hash = loaded.content.as_ref().map(|content| content.hash.as_str());
    let report = json!({ "whole": !wrong, "packs": packs, "hash": hash, "faults": faults });
    format!("{report:#}\n")
}
