//! `release`: closes whatever is due; says per item what went out and what waits.

use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer};
#[cfg(feature = "screen")]
use crate::admin::Reply;
use crate::release::Fate;
use crate::store::Closed;
use crate::tally::Histogram;

/// What is said of everything that did not leave, whatever the reason: which one it is would tell who was there.
const WAITS: &str = "Whatever waits leaves once enough people on enough days have answered; how many have is not told.";

/// What is said when there is no round to close.
const NOTHING_DUE: &str =
    "Nothing is due: a round closes on Monday at 03:00, once the kiosk has been powered long enough.";

pub(super) fn run(session: &Session, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.content(printer)?;
    let (mut counters, _, mut closed) = session.counters(&content, None, printer)?;
    closed.extend(counters.pass_time().map_err(Failure::other)?);
    counters.flush().map_err(Failure::other)?;
    if printer.is_json() {
        let rounds: Vec<_> = closed.iter().map(machine).collect();
        printer.value(&json!({ "closed": rounds }));
    } else {
        for line in lines(&closed) {
            printer.line(line);
        }
    }
    Ok(Outcome::Done)
}

/// What there is to say of rounds that were closed just now, or of there being none.
pub(super) fn lines(closed: &[Closed]) -> Vec<String> {
    if closed.is_empty() {
        return vec![NOTHING_DUE.to_owned()];
    }
    let mut lines = Vec::new();
    for round in closed {
        lines.push(format!("{} is closed.", round.round));
        let items = items(round);
        let width = items.iter().map(|(item, _)| item.len()).max().unwrap_or(0);
        for (item, released) in &items {
            let answers = |(cohort, n): &(String, u32)| match cohort.as_str() {
                "" => format!("{n} answers"),
                cohort => format!("{cohort} {n} answers"),
            };
            let left: Vec<String> = released.iter().map(answers).collect();
            let fate = if left.is_empty() { "waits".to_owned() } else { left.join(", ") };
            lines.push(format!("  {item:width$}  {fate}"));
        }
        lines.push(WAITS.to_owned());
    }
    lines
}

/// The same for the panel, which has words of its own for it.
#[cfg(feature = "screen")]
pub(super) fn replies(closed: &[Closed]) -> Vec<Reply> {
    if closed.is_empty() {
        return vec![Reply::NothingDue];
    }
    let mut replies = Vec::new();
    for round in closed {
        replies.push(Reply::Closed(round.round));
        for (item, released) in items(round) {
            if released.is_empty() {
                replies.push(Reply::Waits(item));
                continue;
            }
            let left = released.into_iter();
            replies.extend(left.map(|(cohort, answers)| Reply::Released { item: item.clone(), cohort, answers }));
        }
        replies.push(Reply::WhyWaits);
    }
    replies
}

/// Every item and what else is worked out from it, with what left of it: a cohort each, and its answers.
fn items(closed: &Closed) -> Vec<(String, Vec<(String, u32)>)> {
    let mut items: Vec<(String, Vec<(String, u32)>)> = Vec::new();
    for standing in &closed.standings {
        let joint = standing.histogram.as_ref().filter(|histogram| histogram.is_joint());
        let joint = joint.map(|histogram| format!(" {histogram}")).unwrap_or_default();
        let item = format!("{}/{}{joint}", standing.pack, standing.item);
        if items.last().is_none_or(|(last, _)| *last != item) {
            items.push((item, Vec::new()));
        }
        if let (Fate::Released { n }, Some((_, released))) = (&standing.fate, items.last_mut()) {
            released.push((standing.cohort.as_str().to_owned(), *n));
        }
    }
    // What is worked out from an item stands below it.
    items.sort_by(|(left, _), (right, _)| left.cmp(right));
    items
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
                "pack": standing.pack, "item": standing.item,
                "histogram": standing.histogram.as_ref().map(Histogram::name), "cohort": standing.cohort.as_str(),
                "state": state, "n": n,
            })
        })
        .collect();
    json!({ "cut_week": closed.round.to_string(), "items": standings })
}
