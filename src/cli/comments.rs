//! `comments open`: opens comments that were sealed to people's keys.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use zeroize::Zeroizing;

use super::export::{origin, write_whole};
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::envelope::{self, Identities, Unopened};
use crate::export::{self, CommentRow, Format, Options};
use crate::store::Ledger;

/// What to do with released comments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Open sealed comments with the secret keys they were sealed to
    Open(Open),
}

/// What to open, with what, and where to.
#[derive(Debug, clap::Args)]
struct Open {
    /// A file with a secret key, as age-keygen writes it; give one for every layer
    #[arg(long, value_name = "FILE", required = true)]
    identity: Vec<PathBuf>,
    /// A file that `export --comments` wrote [default: the ledger of the data folder]
    file: Option<PathBuf>,
    /// The file to write the clear comments to; without it they are printed
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// The format of that file
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Mark a CSV file as UTF-8 so that Excel opens it rightly
    #[arg(long)]
    excel: bool,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let Command::Open(open) = &arguments.command;
    let identities = identities(&open.identity)?;
    let rows = match &open.file {
        Some(file) => {
            let bytes = fs::read(file).map_err(|error| unread(file, &error))?;
            export::read_comments(&bytes).map_err(|error| unread(file, &error))?
        }
        None => from_ledger(session, printer)?,
    };
    let mut opened = Vec::with_capacity(rows.len());
    let mut closed: Vec<Unopened> = Vec::new();
    for mut row in rows {
        if let Some(sealed) = envelope::from_line(&row.comment) {
            match identities.open(&sealed) {
                Ok(text) => row.comment = Cow::Owned(text.to_string()),
                Err(error) => {
                    closed.push(error);
                    continue;
                }
            }
        }
        opened.push(row);
    }
    tell(open, &opened, printer)?;
    if closed.is_empty() {
        return Ok(Outcome::Done);
    }
    let all = opened.len() + closed.len();
    printer.remark(format_args!("{} of {all} comments stay sealed:", closed.len()));
    let mut reasons: Vec<String> = closed.iter().map(ToString::to_string).collect();
    reasons.sort();
    reasons.dedup();
    for reason in reasons {
        printer.remark(format_args!("  {reason}"));
    }
    printer.remark("Every layer needs its own key: give --identity once for HR's and once for the works council's.");
    Ok(Outcome::Problem)
}

fn unread(file: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::Other(format!("could not read {}: {error}", file.display()).into())
}

fn identities(files: &[PathBuf]) -> Result<Identities, Failure> {
    let mut texts = Vec::with_capacity(files.len());
    for file in files {
        texts.push(Zeroizing::new(fs::read_to_string(file).map_err(|error| unread(file, &error))?));
    }
    Identities::parse(texts.iter().map(|text| text.as_str())).map_err(|bad| {
        let file = files.get(bad.0.saturating_sub(1)).map(|file| file.display().to_string()).unwrap_or_default();
        Failure::Other(format!("{file} holds no age secret key in clear; it begins with AGE-SECRET-KEY-1").into())
    })
}

fn from_ledger(session: &Session, printer: &mut Printer) -> Result<Vec<CommentRow<'static>>, Failure> {
    let content = session.content(printer)?;
    let ledger = Ledger::open_existing(&session.data.ledger()).map_err(Failure::other)?;
    let origin = origin(&content, ledger.installation().map_err(Failure::other)?);
    let released = ledger.comments(None, None).map_err(Failure::other)?;
    let rows = released.iter().map(|comment| {
        let row = CommentRow::of(&origin, comment);
        CommentRow {
            organisation: Cow::Owned(row.organisation.into_owned()),
            site: Cow::Owned(row.site.into_owned()),
            pack: Cow::Owned(row.pack.into_owned()),
            item: Cow::Owned(row.item.into_owned()),
            comment: Cow::Owned(row.comment.into_owned()),
            ..row
        }
    });
    Ok(rows.collect())
}

fn tell(open: &Open, opened: &[CommentRow<'_>], printer: &mut Printer) -> Result<(), Failure> {
    if let Some(out) = &open.out {
        let mut bytes = Zeroizing::new(Vec::new());
        let options = Options { excel: open.excel, ..Options::default() };
        export::write_comments(open.format, opened.iter().cloned(), &options, &mut *bytes).map_err(Failure::other)?;
        write_whole(out, &bytes)?;
        if printer.is_json() {
            printer.value(&json!({ "out": out, "comments": opened.len() }));
        } else {
            printer.line(format_args!(
                "{}: {} comments in clear; keep the file where your rules allow.",
                out.display(),
                opened.len()
            ));
        }
    } else if printer.is_json() {
        printer.value(&json!({ "comments": opened }));
    } else {
        for row in opened {
            printer.line(format_args!("{}  {}/{}  {}", row.cut_week, row.pack, row.item, row.comment));
        }
    }
    Ok(())
}
