//! `fleet compact`: old rounds of all kiosks into few files.

use std::path::PathBuf;

use serde_json::json;

use super::super::carrier::{destination, shelf, tell_odd};
use super::super::signers::Signers;
use super::super::{Failure, Outcome, Printer};
use crate::fleet::{Compacted, FULL, Fault, Finding, ToCompact, Week, compact};
use crate::vocabulary::Round;

/// What to put together.
#[derive(Debug, clap::Args)]
pub(in super::super) struct Compact {
    /// The folder or store to which the kiosks send
    #[arg(value_name = "FOLDER|URL", required_unless_present = "source")]
    place: Option<String>,
    /// The same, named as `report` has it
    #[arg(long, value_name = "FOLDER|URL", conflicts_with = "place")]
    source: Option<String>,
    /// A file with what lets one into the store, instead of the environment
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// How many of the newest weeks stay as they are; late kiosks still send to them
    #[arg(long, value_name = "WEEKS", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "before")]
    older_than: u16,
    /// The first week that stays as it is, such as 2026-W40, instead of so many of the newest
    #[arg(long, value_name = "ROUND")]
    before: Option<Round>,
    #[command(flatten)]
    signers: Signers,
    /// Leave what was put together where it is as well; whoever reads counts it once
    #[arg(long)]
    keep: bool,
}

pub(super) fn run(arguments: &Compact, printer: &mut Printer) -> Result<Outcome, Failure> {
    let place = arguments.place.as_ref().or(arguments.source.as_ref()).map_or("", String::as_str);
    let credentials = arguments.credentials.as_deref();
    let shelf = shelf(place, credentials).map_err(Failure::other)?;
    let destination = destination(place, credentials).map_err(Failure::other)?;
    let wanted = ToCompact {
        keys: arguments.signers.keys()?,
        before: arguments.before,
        newer: arguments.older_than.into(),
        full: FULL,
        keep: arguments.keep,
    };
    let done = {
        let progress = printer.progress("compacting", 1);
        compact(shelf.as_ref(), destination.as_ref(), &wanted, &|done, all| progress.of(done, all))
    };
    tell_odd(shelf.as_ref(), printer);
    if done.before.is_none() && done.trouble.is_none() {
        return Err(Failure::Usage(format!("there is no round of any kiosk below {place}")));
    }
    if printer.is_json() {
        let trouble = done.trouble.as_ref().map(ToString::to_string);
        printer.value(&json!({
            "before": done.before, "weeks": done.weeks, "findings": done.findings, "trouble": trouble,
        }));
    } else {
        tell(&done, printer);
    }
    for finding in &done.findings {
        printer.remark(left(finding));
    }
    match done.trouble {
        Some(trouble) => Err(Failure::other(trouble)),
        None if done.findings.is_empty() => Ok(Outcome::Done),
        None => Ok(Outcome::Problem),
    }
}

/// What was left where it is, and why.
fn left(finding: &Finding) -> String {
    let place = match (&finding.path, finding.kiosk) {
        (Some(path), _) => path.display().to_string(),
        (None, kiosk) => kiosk.map_or_else(String::new, |kiosk| kiosk.to_string()),
    };
    // Of what is missing there is nothing to leave.
    let what = if finding.fault == Fault::Missing { "warning" } else { "left as it is" };
    format!("{what}: {}  {place}: {}", finding.fault.as_str(), finding.finding)
}

fn tell(done: &Compacted, printer: &mut Printer) {
    for Week { cut_week, rounds, files, removed } in &done.weeks {
        let written = if files.is_empty() { "no new file".to_owned() } else { files.join(", ") };
        let many = if *rounds == 1 { "round" } else { "rounds" };
        printer.line(format_args!("{cut_week}: {rounds} {many} put together, {removed} files removed: {written}"));
    }
    match done.before {
        Some(before) if done.weeks.is_empty() => {
            printer.line(format_args!("There is nothing to put together before {before}."));
        }
        _ => {}
    }
}
