//! `sync`: sends what was released to every destination; safe to repeat.

use serde_json::json;

use super::carrier::{Carrier, told};
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::sync::{Honours, Sent};

/// A kiosk that was away for longer than this calls once more.
const MOST: usize = 10_000;

pub(super) fn run(session: &Session, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.content(printer)?;
    let carrier = Carrier::of(&content.kiosk, &session.data);
    if !carrier.has_destinations() {
        let help = "there is nowhere to send to; name a [[destination]] in kiosk.toml";
        return Err(Failure::Usage(help.into()));
    }
    let progress = printer.progress("sending", 0);
    let turns = carrier.turn(MOST, &|_, done, all| progress.of(done as u64, all as u64)).map_err(Failure::other)?;
    drop(progress);
    if printer.is_json() {
        let lines: Vec<_> = turns
            .iter()
            .map(|turn| match &turn.sent {
                Ok(Sent { written, there, left, honours, emptied }) => json!({
                    "url": turn.url, "written": written, "there": there, "left": left,
                    "refuses_to_overwrite": *honours == Honours::Condition, "emptied": emptied, "trouble": null,
                }),
                Err(trouble) => json!({ "url": turn.url, "trouble": trouble.to_string() }),
            })
            .collect();
        printer.value(&json!({ "destinations": lines }));
    } else {
        for turn in &turns {
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
    }
    Ok(if turns.iter().all(|turn| turn.sent.is_ok()) { Outcome::Done } else { Outcome::Problem })
}
