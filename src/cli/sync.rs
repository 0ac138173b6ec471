//! `sync`: sends what was released to every destination, and fetches signed content; safe to repeat.

use serde_json::json;

use super::carrier::{Carrier, Turn, told, told_of_content};
use super::selection::Selection;
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::sync::{Honours, Sent};

/// A kiosk that was away for longer than this calls once more.
const MOST: usize = 10_000;

pub(super) fn run(session: &Session, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.content(printer)?;
    let carrier = Carrier::of(&content.kiosk, &session.data);
    if !carrier.has_destinations() && !carrier.takes_content() {
        let help = "there is nowhere to send to; name a [[destination]] in kiosk.toml";
        return Err(Failure::Usage(help.into()));
    }
    // A kiosk that has just been set up has nothing to send, and gets its content before it starts.
    let sends = carrier.has_destinations() && (session.data.exists() || !carrier.takes_content());
    let turns = if sends {
        let progress = printer.progress("sending", 0);
        carrier.turn(MOST, &|_, done, all| progress.of(done as u64, all as u64)).map_err(Failure::other)?
    } else {
        Vec::new()
    };
    if !printer.is_json() {
        for turn in &turns {
            tell(turn, printer);
        }
    }
    let (content, took) = if carrier.takes_content() { take(session, &carrier, printer)? } else { (json!(null), true) };
    if printer.is_json() {
        let destinations: Vec<_> = turns.iter().map(machine).collect();
        printer.value(&json!({ "destinations": destinations, "content": content }));
    }
    Ok(if took && turns.iter().all(|turn| turn.sent.is_ok()) { Outcome::Done } else { Outcome::Problem })
}

fn tell(turn: &Turn, printer: &mut Printer) {
    match &turn.sent {
        Ok(sent) => {
            printer.line(told(turn));
            if sent.honours == Honours::Nothing {
                printer.remark(format_args!(
                    "{} does not refuse to overwrite; every file is looked for before it is written, so keep others from \
                     writing there",
                    turn.url
                ));
            }
        }
        Err(_) => printer.remark(told(turn)),
    }
}

fn machine(turn: &Turn) -> serde_json::Value {
    match &turn.sent {
        Ok(Sent { written, there, left, honours, emptied }) => json!({
            "url": turn.url, "written": written, "there": there, "left": left,
            "refuses_to_overwrite": *honours == Honours::Condition, "emptied": emptied, "trouble": null,
        }),
        Err(trouble) => json!({ "url": turn.url, "trouble": trouble.to_string() }),
    }
}

/// Fetches what is newer, and tells what runs from the next start on; whether all of it went well.
fn take(session: &Session, carrier: &Carrier, printer: &mut Printer) -> Result<(serde_json::Value, bool), Failure> {
    let looked = carrier.look();
    let whole = looked.iter().all(|looked| looked.pulled.is_ok());
    let lines: Vec<String> = looked.iter().filter_map(told_of_content).map(|told| told.to_string()).collect();
    let selection = Selection::of(&session.config, &session.data).map_err(Failure::other)?;
    selection.tidy(&session.data);
    let well = whole && selection.passed_over.is_empty();
    if !printer.is_json() {
        for (line, looked) in lines.iter().zip(looked.iter().filter(|looked| told_of_content(looked).is_some())) {
            if looked.pulled.is_ok() { printer.line(line) } else { printer.remark(line) }
        }
        printer.line(format_args!("Content: {}.", selection.told()));
    }
    for reason in &selection.passed_over {
        printer.remark(reason);
    }
    let passed_over: Vec<String> = selection.passed_over.iter().map(ToString::to_string).collect();
    let value = json!({ "edition": selection.edition, "said": lines, "passed_over": passed_over });
    Ok((value, well))
}
