//! `enter`: takes answers gathered on paper or elsewhere through the same path as a visit.

use std::fs::File;
use std::path::PathBuf;

use serde_json::json;

use super::printer::Progress;
use super::session::{OpenCounters, Session, advance};
use super::{Failure, Outcome, Printer};
use crate::clock::{Clock, SimulatedClock};
use crate::content::Content;
use crate::paper::{self, PaperVisit};
use crate::store::{Closed, Kind};

/// The file to take in.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A CSV file with the columns visit, pack, item, response and perhaps cohort, language and at
    file: PathBuf,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.content(printer)?;
    let simulated = session.kind()? == Kind::Simulated;
    let file = File::open(&arguments.file)
        .map_err(|error| Failure::Other(format!("could not read {}: {error}", arguments.file.display()).into()))?;
    let sheet = paper::read(file, &content, simulated);
    if !sheet.faults.is_empty() {
        return Ok(refuse(&sheet.faults, arguments, printer));
    }
    let start = sheet.visits.first().and_then(|visit| visit.at);
    let (mut counters, clock, mut closed) = session.counters(&content, start, printer)?;
    let faults = not_yet_asked(&sheet.visits, &counters.askable());
    if !faults.is_empty() {
        return Ok(refuse(&faults, arguments, printer));
    }
    if let (Some(clock), Some(start)) = (&clock, start)
        && start < clock.wall()
    {
        let line = sheet.visits.first().map_or(1, |visit| visit.line);
        let fault = paper::Fault { line, message: format!("`at` lies before {}, where the data stand", clock.wall()) };
        return Ok(refuse(&[fault], arguments, printer));
    }
    counters.begin_pile();
    let taken = sheet.visits.len();
    let progress = printer.progress("counting", taken as u64);
    closed.extend(take(&mut counters, clock.as_ref(), sheet.visits, &progress)?);
    drop(progress);
    if printer.is_json() {
        let rounds: Vec<String> = closed.iter().map(|closed| closed.round.to_string()).collect();
        printer.value(&json!({ "visits": taken, "closed": rounds }));
    } else {
        printer.line(format_args!("{taken} visits were counted; nothing of the file itself is kept."));
    }
    Ok(Outcome::Done)
}

/// Counts every visit; on simulated data the clock moves along, and what falls due on the way is done.
fn take(
    counters: &mut OpenCounters,
    clock: Option<&SimulatedClock>,
    visits: Vec<PaperVisit>,
    progress: &Progress,
) -> Result<Vec<Closed>, Failure> {
    let mut closed = Vec::new();
    for PaperVisit { visit, at, .. } in visits {
        if let (Some(clock), Some(at)) = (clock, at) {
            closed.extend(advance(counters, clock, at)?);
        }
        counters.count(&visit).map_err(Failure::other)?;
        progress.step();
    }
    counters.flush().map_err(Failure::other)?;
    Ok(closed)
}

/// Items that were changed since the round began are counted from the next one on.
fn not_yet_asked(visits: &[PaperVisit], askable: &Content) -> Vec<paper::Fault> {
    let mut faults = Vec::new();
    for PaperVisit { visit, line, .. } in visits {
        let pack = askable.pack(&visit.pack);
        for (item, _) in &visit.answers {
            if pack.is_none_or(|pack| pack.item(item).is_none()) {
                let message =
                    format!("item `{item}` of pack `{}` was changed; it is asked from next Monday on", visit.pack);
                faults.push(paper::Fault { line: *line, message });
            }
        }
    }
    faults
}

fn refuse(faults: &[paper::Fault], arguments: &Arguments, printer: &mut Printer) -> Outcome {
    if printer.is_json() {
        let lines: Vec<_> = faults.iter().map(|fault| json!({ "line": fault.line, "fault": fault.message })).collect();
        printer.value(&json!({ "visits": 0, "faults": lines }));
    } else {
        for fault in faults {
            printer.remark(format_args!("{}:{}: {}", arguments.file.display(), fault.line, fault.message));
        }
        printer.remark("Nothing was taken. Mend these lines and enter the file again.");
    }
    Outcome::Problem
}
