//! `export --rounds`: the signed files of every closed round, put into a folder.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::store::Ledger;
use crate::sync::{Directory, Put, Trouble, put_round};
use crate::vocabulary::Round;

pub(super) fn run(
    session: &Session,
    folder: &Path,
    (from, to): (Option<Round>, Option<Round>),
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let ledger = Ledger::open_existing(&session.data.ledger()).map_err(Failure::other)?;
    let rounds = ledger.round_files(from, to).map_err(Failure::other)?;
    let unmade = |error| Failure::Other(format!("could not make {}: {error}", folder.display()).into());
    fs::create_dir_all(folder).map_err(unmade)?;
    let mut written = 0;
    let mut alarms = Vec::new();
    let progress = printer.progress("writing", rounds.len() as u64);
    for round in &rounds {
        match put_round(&Directory(folder.to_owned()), round) {
            Ok(Put::Written) => written += 1,
            Ok(Put::Same) => {}
            Err(error @ Trouble::Different(_)) => alarms.push(error.to_string()),
            Err(error) => return Err(Failure::other(error)),
        }
        progress.step();
    }
    drop(progress);
    let key = rounds.last().map(|round| round.signature.statement().key.to_string());
    if printer.is_json() {
        printer.value(&json!({ "rounds": rounds.len(), "written": written, "key": key, "alarms": alarms }));
    } else {
        let there = rounds.len() - written - alarms.len();
        printer.line(format_args!("{}: {written} rounds written, {there} were there.", folder.display()));
        if let Some(key) = key {
            printer.line(format_args!("Signed by {key}: give it to whoever runs `verify --key`."));
        }
        for alarm in &alarms {
            printer.remark(format_args!("ALARM: {alarm}"));
        }
    }
    Ok(if alarms.is_empty() { Outcome::Done } else { Outcome::Problem })
}
