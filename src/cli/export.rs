//! `export`: writes what has been released to a file.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::report::spoken;
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::content::Content;
use crate::customers::Rating;
use crate::export::{self, CommentRow, Format, Options, Origin};
use crate::release::Batch;
use crate::report::{self, Report, Sheet, Words, gather};
use crate::store::{Installation, Kind, Ledger};
use crate::sync::{Deed, Obstacle};
use crate::vocabulary::Round;

/// What can be exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FileKind {
    Csv,
    Json,
    Xlsx,
    Parquet,
}

impl FileKind {
    /// The format of the bare table; a workbook holds more than that.
    fn table(self) -> Option<Format> {
        match self {
            Self::Csv => Some(Format::Csv),
            Self::Json => Some(Format::Json),
            Self::Parquet => Some(Format::Parquet),
            Self::Xlsx => None,
        }
    }
}

/// What to export and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The format; xlsx is a workbook with the report's charts and figures and every cell
    #[arg(long, value_enum, default_value = "csv", conflicts_with = "rounds")]
    format: FileKind,
    /// The file to write; `-` for standard output
    #[arg(long, value_name = "PATH", required_unless_present = "rounds")]
    out: Option<PathBuf>,
    /// The folder to put the signed file of every closed round into; what is there already is never changed
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "excel"])]
    rounds: Option<PathBuf>,
    /// The first round, such as 2026-W40
    #[arg(long, value_name = "ROUND")]
    from: Option<Round>,
    /// The last round
    #[arg(long, value_name = "ROUND")]
    to: Option<Round>,
    /// Mark a CSV file as UTF-8 so that Excel opens it rightly
    #[arg(long)]
    excel: bool,
    /// Write the released comments instead of the counts
    #[arg(long, conflicts_with = "rounds")]
    comments: bool,
    /// Write a quiz in Moodle's GIFT format instead: the pack's id or its file
    #[arg(long, value_name = "PACK", conflicts_with_all = ["format", "rounds", "excel", "comments", "from", "to"])]
    pack: Option<String>,
    /// The language of a workbook (en, de, fr, es or ar) or of a quiz [default: the first of kiosk.toml that there is]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    if arguments.from.zip(arguments.to).is_some_and(|(from, to)| from > to) {
        return Err(Failure::Usage("--from is later than --to".into()));
    }
    if let Some(folder) = &arguments.rounds {
        return super::rounds::run(session, folder, (arguments.from, arguments.to), printer);
    }
    if arguments.comments && !matches!(arguments.format, FileKind::Csv | FileKind::Json) {
        return Err(Failure::Usage("comments are written as csv or json".into()));
    }
    if arguments.excel && arguments.format != FileKind::Csv {
        return Err(Failure::Usage("--excel is for csv".into()));
    }
    if let Some((pack, out)) = arguments.pack.as_deref().zip(arguments.out.as_deref()) {
        return super::gift::run(session, (pack, arguments.language.as_deref()), out, printer);
    }
    if arguments.language.is_some() && arguments.format != FileKind::Xlsx {
        return Err(Failure::Usage("--language is for xlsx and --pack".into()));
    }
    let Some(out) = &arguments.out else { return Err(Failure::Usage("--out is missing".into())) };
    let content = session.content(printer)?;
    let ledger = Ledger::open_existing(&session.data.ledger()).map_err(Failure::other)?;
    let origin = origin(&content, ledger.installation().map_err(Failure::other)?);
    if arguments.comments {
        return comments(&ledger, &origin, (arguments, out), printer);
    }
    let batches = ledger.batches(arguments.from, arguments.to).map_err(Failure::other)?;
    let options = Options { from: arguments.from, to: arguments.to, excel: arguments.excel };
    let bytes = match arguments.format.table() {
        Some(format) => {
            let mut bytes = Vec::new();
            export::write(format, &origin, &batches, &options, &mut bytes).map_err(Failure::other)?;
            bytes
        }
        None => workbook(&content, &[(&origin, &batches)], &ledger.customers().map_err(Failure::other)?, arguments)?,
    };
    if out == Path::new("-") {
        printer.results().write_all(&bytes).map_err(Failure::other)?;
        return Ok(Outcome::Done);
    }
    write_whole(out, &bytes)?;
    tell(out, &batches, printer);
    Ok(Outcome::Done)
}

/// The workbook of the rounds that were asked for.
fn workbook(
    content: &Content,
    kiosks: &[(&Origin, &[Batch])],
    customers: &[Rating],
    arguments: &Arguments,
) -> Result<Vec<u8>, Failure> {
    let language = spoken(arguments.language.as_deref(), content);
    let options = report::Options { from: arguments.from, to: arguments.to, site: None, compare: None, language };
    let words = Words::in_language(&options.language).map_err(|error| Failure::Usage(error.to_string()))?;
    draw(content, kiosks, customers, (&options, &words))
}

/// A workbook of some kiosks: the report's figures, and the cells of the same rounds.
pub(super) fn draw(
    content: &Content,
    kiosks: &[(&Origin, &[Batch])],
    customers: &[Rating],
    (options, words): (&report::Options, &Words),
) -> Result<Vec<u8>, Failure> {
    let sheets = kiosks.iter().flat_map(|(origin, batches)| {
        batches.iter().map(|batch| Sheet { origin: (*origin).clone(), batch: batch.clone() })
    });
    let sheets = gather(sheets).map_err(Failure::other)?;
    let made = Report::of(content, (&sheets, customers), options, words);
    let taken = Options { from: options.from, to: options.to, excel: false };
    report::workbook(&made, export::rows(kiosks, &taken), words).map_err(Failure::other)
}

/// Writes the released comments: in clear as they are, sealed ones sealed.
fn comments(
    ledger: &Ledger,
    origin: &Origin,
    (arguments, out): (&Arguments, &Path),
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let released = ledger.comments(arguments.from, arguments.to).map_err(Failure::other)?;
    let options = Options { from: arguments.from, to: arguments.to, excel: arguments.excel };
    let mut bytes = Vec::new();
    let rows = released.iter().map(|comment| CommentRow::of(origin, comment));
    let Some(format) = arguments.format.table() else { return Err(Failure::Usage("comments are no workbook".into())) };
    export::write_comments(format, rows, &options, &mut bytes).map_err(Failure::other)?;
    if out == Path::new("-") {
        printer.results().write_all(&bytes).map_err(Failure::other)?;
        return Ok(Outcome::Done);
    }
    write_whole(out, &bytes)?;
    let sealed = released.iter().filter(|comment| comment.is_sealed()).count();
    if printer.is_json() {
        printer.value(&serde_json::json!({ "out": out, "comments": released.len(), "sealed": sealed }));
    } else if released.is_empty() {
        printer.line(format_args!("{}: no comments have been released in these rounds yet.", out.display()));
    } else if sealed > 0 {
        let all = released.len();
        printer.line(format_args!(
            "{}: {all} comments, {sealed} of them sealed; `comments open` opens those.",
            out.display()
        ));
    } else {
        printer.line(format_args!("{}: {} comments.", out.display(), released.len()));
    }
    Ok(Outcome::Done)
}

/// Where batches come from, as every exported row says.
pub(super) fn origin(content: &Content, installation: Installation) -> Origin {
    Origin {
        organisation: content.kiosk.organisation.clone(),
        site: content.kiosk.site.clone(),
        kiosk: installation.kiosk,
        simulated: installation.kind == Kind::Simulated,
    }
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_by(path, |file| file.write_all(bytes))
}

/// The same of what is written piece by piece.
pub(super) fn write_by(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::other(Obstacle::undone(Deed::Write, path, &error));
    let mut name = path.file_name().ok_or_else(|| Failure::Usage(format!("{} is no file", path.display())))?.to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = File::create(&part).and_then(|file| {
        let mut writer = BufWriter::new(file);
        write(&mut writer)?;
        writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
    });
    written.and_then(|()| fs::rename(&part, path)).map_err(|error| {
        let _ = fs::remove_file(&part);
        failed(error)
    })
}

fn tell(path: &Path, batches: &[Batch], printer: &mut Printer) {
    let cells: usize = batches.iter().map(|batch| batch.cells().len()).sum();
    if printer.is_json() {
        printer.value(&serde_json::json!({ "out": path, "batches": batches.len(), "cells": cells }));
    } else if batches.is_empty() {
        printer.line(format_args!("{}: nothing has been released in these rounds yet.", path.display()));
    } else {
        let many = if batches.len() == 1 { "batch" } else { "batches" };
        printer.line(format_args!("{}: {cells} cells in {} {many}.", path.display(), batches.len()));
    }
}
