//! `check`: every fault of the configuration, with file, line, a caret and what to write instead.

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::config::Folder;
use crate::content::{self, Loaded};

/// What to check.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Also write the JSON Schemas that editors complete and warn by
    #[arg(long)]
    write_schema: bool,
}

pub(super) fn run(session: &Session, _arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let folder = Folder::read(&session.config).map_err(Failure::other)?;
    let loaded = content::load(&folder);
    printer.line(transcript(&loaded, printer.colour()));
    let broken = loaded.faults.iter().any(content::Fault::is_error);
    Ok(if broken { Outcome::Problem } else { Outcome::Done })
}

/// The faults as people read them.
pub(super) fn transcript(loaded: &Loaded, colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme);
    let mut text = String::new();
    for fault in &loaded.faults {
        let _ = handler.render_report(&mut text, fault);
    }
    text
}
