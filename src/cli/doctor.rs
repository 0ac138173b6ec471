//! `doctor`: one line a part of the kiosk, with the remedy where something is wrong.

use std::path::Path;

use serde_json::json;

use super::session::Session;
use super::{Outcome, Printer};
use crate::clock::{Clock, SystemClock};
use crate::config::Folder;
use crate::content::{self, Content, Loaded};
use crate::export::Format;
use crate::store::{DataDirectory, Kind, Ledger, StoreError, VaultState, inspect};
use crate::vocabulary::Round;

/// Below this the ledger may soon not be able to take a cut.
const DISK_LOW: u64 = 64 * 1024 * 1024;

/// How one part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it should be.
    Well,
    /// It works, but somebody should look.
    Look,
    /// It does not work.
    Ill,
}

/// One line of the doctor's.
struct Line {
    part: &'static str,
    state: State,
    finding: String,
    remedy: Option<String>,
}

impl Line {
    fn well(part: &'static str, finding: impl Into<String>) -> Self {
        Self { part, state: State::Well, finding: finding.into(), remedy: None }
    }

    fn look(part: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { part, state: State::Look, finding: finding.into(), remedy: Some(remedy.into()) }
    }

    fn ill(part: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { part, state: State::Ill, finding: finding.into(), remedy: Some(remedy.into()) }
    }
}

pub(super) fn run(session: &Session, printer: &mut Printer) -> Outcome {
    let loaded = Folder::read(&session.config).map(|folder| content::load(&folder));
    let content = loaded.as_ref().ok().and_then(|loaded| loaded.content.as_ref());
    let mut lines = vec![configuration(&loaded, &session.config)];
    lines.extend(data(&session.data));
    lines.push(disk(session.data.path()));
    lines.extend(content.map(|content| clock(content, &session.data)));
    #[cfg(feature = "screen")]
    lines.push(display());
    if printer.is_json() {
        let parts: Vec<_> = lines.iter().map(machine).collect();
        printer.value(&json!({ "parts": parts }));
    } else {
        for line in &lines {
            tell(line, printer);
        }
    }
    let ill = lines.iter().any(|line| line.state == State::Ill);
    if ill { Outcome::Problem } else { Outcome::Done }
}

fn configuration(loaded: &Result<Loaded, impl std::error::Error>, path: &Path) -> Line {
    let part = "configuration";
    match loaded {
        Err(error) => Line::ill(part, error.to_string(), "name the folder with --config DIR"),
        Ok(Loaded { content: None, .. }) => {
            Line::ill(part, "the kiosk cannot run on it", format!("listening-post check --config {}", path.display()))
        }
        Ok(Loaded { content: Some(content), faults }) => {
            let errors = faults.iter().filter(|fault| fault.is_error()).count();
            let packs = match content.packs.len() {
                1 => "1 pack".to_owned(),
                packs => format!("{packs} packs"),
            };
            if errors > 0 {
                let finding = format!("{packs} can run; {errors} faults keep others from running");
                Line::look(part, finding, format!("listening-post check --config {}", path.display()))
            } else {
                Line::well(part, format!("{packs}, no errors"))
            }
        }
    }
}

fn data(data: &DataDirectory) -> Vec<Line> {
    let inspection = match inspect(data) {
        Ok(inspection) => inspection,
        Err(StoreError::Absent(path)) => {
            let finding = format!("nothing at {} yet", path.display());
            return vec![Line::look("data", finding, "the first start of the kiosk creates it")];
        }
        Err(error) => {
            return vec![Line::ill("data", error.to_string(), "install the newer listening-post again")];
        }
    };
    let vault = match inspection.vault {
        VaultState::Whole => Line::well("counters", "both copies are whole"),
        VaultState::InUse => Line::well("counters", "a kiosk is running on them"),
        VaultState::Absent => Line::look("counters", "none yet", "the first start of the kiosk creates them"),
        VaultState::OneSlot => {
            Line::look("counters", "one of two copies is broken", "the next start mends it from the other")
        }
        VaultState::Damaged => Line::ill(
            "counters",
            "neither copy can be opened",
            "the next start puts them aside and begins anew; open answers are lost, releases are not",
        ),
    };
    let ledger = match inspection.ledger_is_whole {
        Ok(true) => Line::well("ledger", "whole"),
        Ok(false) => Line::ill("ledger", "SQLite finds it damaged", "restore ledger.db from a backup"),
        Err(error) => Line::ill("ledger", error.to_string(), "see docs/it.md, \"When something is wrong\""),
    };
    let mut lines = vec![vault, ledger];
    lines.extend(signing(data));
    for kept in inspection.damaged {
        let finding = format!("counters that could not be opened were put aside in {}", kept.display());
        lines.push(Line::look("counters", finding, "delete that folder once you know why"));
    }
    lines.push(if inspection.open_to_others.is_empty() {
        Line::well("permissions", "for the owner only")
    } else {
        let paths: Vec<_> = inspection.open_to_others.iter().map(|path| path.display().to_string()).collect();
        Line::ill("permissions", "others may look into the data", format!("chmod go= {}", paths.join(" ")))
    });
    lines
}

/// The public key, for whoever is to check what this kiosk exports.
fn signing(data: &DataDirectory) -> Option<Line> {
    let links = Ledger::open_existing(&data.ledger()).and_then(|ledger| ledger.links(Format::Csv)).ok()?;
    let key = links.last()?.statement().key;
    Some(Line::well("signing", format!("rounds are signed by {key}")))
}

fn disk(path: &Path) -> Line {
    let existing = path.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
    match rustix::fs::statvfs(existing) {
        Ok(stat) => {
            let free = stat.f_bavail.saturating_mul(stat.f_frsize);
            let finding = format!("{} MiB free", free / (1024 * 1024));
            if free < DISK_LOW {
                Line::ill("disk", finding, "free some space: the next cut may not fit")
            } else {
                Line::well("disk", finding)
            }
        }
        Err(error) => Line::ill("disk", format!("could not be asked: {error}"), "see whether it is mounted"),
    }
}

fn clock(content: &Content, data: &DataDirectory) -> Line {
    let wall = SystemClock::new(content.kiosk.time_zone.clone()).wall();
    let known = Ledger::open_existing(&data.ledger());
    let newest = known.as_ref().ok().and_then(|ledger| ledger.rounds().ok()?.last().copied());
    let real = known.ok().and_then(|ledger| ledger.installation().ok()).is_none_or(|this| this.kind == Kind::Real);
    let today = Round::of(wall.date());
    match newest {
        Some(newest) if real && newest >= today => Line::ill(
            "clock",
            format!("shows week {today}, but {newest} is closed already"),
            "set the clock right; the next round closes once it has caught up",
        ),
        _ => Line::well("clock", format!("week {today}")),
    }
}

#[cfg(feature = "screen")]
fn display() -> Line {
    let there = ["WAYLAND_DISPLAY", "DISPLAY"].iter().find(|name| std::env::var_os(name).is_some());
    match there {
        Some(name) => Line::well("display", format!("{name} is set")),
        None => Line::look("display", "none", "start the kiosk from a graphical session, or see docs/it.md"),
    }
}

fn tell(line: &Line, printer: &mut Printer) {
    let mark = match line.state {
        State::Well => "ok  ",
        State::Look => "look",
        State::Ill => "FAIL",
    };
    let remedy = line.remedy.as_ref().map(|remedy| format!(" → {remedy}")).unwrap_or_default();
    printer.line(format_args!("{mark}  {:14} {}{remedy}", line.part, line.finding));
}

fn machine(line: &Line) -> serde_json::Value {
    let state = match line.state {
        State::Well => "ok",
        State::Look => "look",
        State::Ill => "fail",
    };
    json!({ "part": line.part, "state": state, "finding": line.finding, "remedy": line.remedy })
}
