//! `release`: closes whatever is due; says per item what went out and what waits.

use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::release::Fate;
use crate::store::Closed;

/// What is said of everything that did not leave, whatever the reason: which one it is would tell who was there.
const WAITS: &str = "waits until enough people on enough days have answered";

pub(super) fn run(session: &Session, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.content(printer)?;
    let (mut counters, _, mut closed) = session.counters(&content, None, printer)?;
    closed.extend(counters.pass_time().map_err(Failure::other)?);
    counters.flush().map_err(Failure::other)?;
    if printer.is_json() {
        let rounds: Vec<_> = closed.iter().map(machine).collect();
        printer.value(&json!({ "closed": rounds }));
    } else if closed.is_empty() {
        printer.line("Nothing is due: a round closes on Monday at 03:00, once the kiosk has been powered long enough.");
    } else {
        for round in &closed {
            tell(round, printer);
        }
    }
    Ok(Outcome::Done)
}

fn tell(closed: &Closed, printer: &mut Printer) {
    printer.line(format_args!("{} is closed.", closed.round));
    let width = closed.standings.iter().map(|s| s.pack.as_str().len() + s.item.as_str().len() + 1).max().unwrap_or(0);
    for standing in &closed.standings {
        let item = format!("{}/{}", standing.pack, standing.item);
        let cohort = standing.cohort.as_str();
        let fate = match standing.fate {
            Fate::Released { n } => format!("released, {n} answers"),
            Fate::Waits => WAITS.to_owned(),
        };
        printer.line(format_args!("  {item:width$}  {cohort:12}  {fate}"));
    }
}

fn machine(closed: &Closed) -> serde_json::Value {
    let standings: Vec<_> = closed
        .standings
        .iter()
        .map(|standing| {
            let (state, n) = match standing.fate {
                Fate::Released { n } => ("released", Some(n)),
                Fate::Waits => ("waits", None),
            };
            json!({
                "pack": standing.pack, "item": standing.item, "cohort": standing.cohort.as_str(),
                "state": state, "n": n,
            })
        })
        .collect();
    json!({ "cut_week": closed.round.to_string(), "items": standings })
}
