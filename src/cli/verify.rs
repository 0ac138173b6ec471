//! `verify`: whether exported rounds are all there, as their kiosks signed them.

use std::path::PathBuf;

use serde_json::json;

use super::carrier::{shelf, tell_odd};
use super::session::Session;
use super::signers::Signers;
use super::{Failure, Outcome, Printer};
use crate::fleet::{Report, Trust, check};
use crate::store::Ledger;
use crate::sync::{Shelf, Trouble};

/// What to check, and whom to trust.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folders or stores with exported rounds, of one kiosk or many
    #[arg(value_name = "FOLDER|URL", required = true)]
    places: Vec<String>,
    #[command(flatten)]
    signers: Signers,
    /// A file with what lets one into the store, instead of the environment
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let trust = Trust { keys: arguments.signers.keys()?, own: own(session)? };
    let shelves = arguments.places.iter().map(|place| shelf(place, arguments.credentials.as_deref()));
    let shelves = shelves.collect::<Result<Vec<_>, Trouble>>().map_err(Failure::other)?;
    let places: Vec<&dyn Shelf> = shelves.iter().map(AsRef::as_ref).collect();
    let progress = printer.progress("checking", 0);
    let report = check(&places, &trust, &|done, all| progress.of(done, all)).map_err(Failure::other)?;
    drop(progress);
    for shelf in &places {
        tell_odd(*shelf, printer);
    }
    let whole = report.findings.is_empty() && !report.kiosks.is_empty();
    if printer.is_json() {
        printer.value(&json!({
            "whole": whole, "pinned": !trust.keys.is_empty(), "kiosks": report.kiosks, "findings": report.findings,
        }));
    } else {
        tell(&report, printer);
        if trust.keys.is_empty() && !report.kiosks.is_empty() {
            printer
                .remark("The keys were taken from the files themselves; name them with --key to know whose they are.");
        }
    }
    Ok(if whole { Outcome::Done } else { Outcome::Problem })
}

/// What the kiosk in the data directory says of its own rounds, if there is one.
fn own(session: &Session) -> Result<Option<(uuid::Uuid, Vec<crate::chain::Statement>)>, Failure> {
    if !session.data.exists() {
        return Ok(None);
    }
    let ledger = Ledger::open_existing(&session.data.ledger()).map_err(Failure::other)?;
    let kiosk = ledger.installation().map_err(Failure::other)?.kiosk;
    let links = ledger.links().map_err(Failure::other)?;
    Ok(Some((kiosk, links.iter().map(|link| link.statement().clone()).collect())))
}

fn tell(report: &Report, printer: &mut Printer) {
    if !report.kiosks.is_empty() {
        printer.line(format_args!("{:36}  rounds  from      to        key", "kiosk"));
    }
    for kiosk in &report.kiosks {
        let (id, key) = (kiosk.kiosk.to_string(), &kiosk.key);
        printer.line(format_args!("{id:36}  {:6}  {}  {}  {key}", kiosk.rounds, kiosk.from, kiosk.to));
    }
    for finding in &report.findings {
        let round = finding.cut_week.map_or_else(String::new, |round| round.to_string());
        let place = match (&finding.path, finding.kiosk) {
            (Some(path), _) => path.display().to_string(),
            (None, Some(kiosk)) => kiosk.to_string(),
            (None, None) => String::new(),
        };
        printer.line(format_args!("{:12}  {round:8}  {place}: {}", finding.fault.as_str(), finding.finding));
    }
    match (report.findings.len(), report.kiosks.len()) {
        (0, 0) => printer.line("There is no round here."),
        (0, _) => printer.line("Everything that is here is whole, in order and signed."),
        (1, _) => printer.line("1 thing is wrong."),
        (many, _) => printer.line(format_args!("{many} things are wrong.")),
    }
}
