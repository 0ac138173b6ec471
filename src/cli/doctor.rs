//! `doctor`: one line a part of the kiosk, with the remedy where something is wrong.

use std::io;
use std::path::Path;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::json;

use super::selection::Selection;
use super::session::Session;
use super::{Outcome, Printer};
use crate::admin::{Part, State};
use crate::clock::{Clock, SystemClock};
use crate::content::{Content, Loaded};
use crate::store::{DataDirectory, Kind, Ledger, StoreError, VaultState, inspect};
use crate::vocabulary::Round;

/// Below this the ledger may soon not be able to take a cut.
const DISK_LOW: u64 = 64 * 1024 * 1024;

/// What a kiosk stands on besides its own files, and how the doctor asks for it.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    /// Bytes that are free where a path lies.
    pub free: fn(&Path) -> io::Result<u64>,
    /// What the wall's clock shows.
    pub wall: fn(&TimeZone) -> DateTime,
    /// The variable that names the display.
    #[cfg(feature = "screen")]
    pub display: fn() -> Option<&'static str>,
}

impl Machine {
    /// The machine that the program runs on.
    pub const THIS: Self = Self {
        free: |path| {
            let stat = rustix::fs::statvfs(path)?;
            Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
        },
        wall: |zone| SystemClock::new(zone.clone()).wall(),
        #[cfg(feature = "screen")]
        display: || ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().find(|name| std::env::var_os(name).is_some()),
    };
}

pub(super) fn run(session: &Session, printer: &mut Printer) -> Outcome {
    let parts = examine(&session.config, &session.data, Machine::THIS);
    if printer.is_json() {
        let machine: Vec<_> = parts.iter().map(machine).collect();
        printer.value(&json!({ "parts": machine }));
    } else {
        for part in &parts {
            tell(part, printer);
        }
    }
    let ill = parts.iter().any(|part| part.state == State::Ill);
    if ill { Outcome::Problem } else { Outcome::Done }
}

/// Looks at every part of a kiosk, also beside a running one.
pub(super) fn examine(config: &Path, directory: &DataDirectory, machine: Machine) -> Vec<Part> {
    let selection = Selection::of(config, directory);
    let content = selection.as_ref().ok().and_then(|selection| selection.loaded.content.as_ref());
    let mut parts = vec![configuration(&selection, config)];
    parts.extend(selection.as_ref().ok().and_then(signed_content));
    parts.extend(data(directory));
    parts.push(disk(directory.path(), machine));
    parts.extend(content.map(|content| clock(content, directory, machine)));
    parts.extend(content.map(|content| destinations(content, directory)).unwrap_or_default());
    #[cfg(feature = "screen")]
    parts.push(display(machine));
    parts
}

/// Which content runs, where it comes signed.
fn signed_content(selection: &Selection) -> Option<Part> {
    let name = "content";
    let runs = selection.told();
    let passed_over = selection.passed_over.join("; ");
    selection.takes_editions.then(|| match (selection.edition, passed_over.is_empty()) {
        (Some(_), true) => Part::well(name, format!("{runs} runs")),
        (None, true) => Part::look(
            name,
            format!("no signed content has come yet; {runs} runs"),
            "`listening-post sync` fetches it; see docs/it.md, \"Signed content\"",
        ),
        _ => Part::look(name, format!("{passed_over}; {runs} runs"), "see docs/it.md, \"Signed content\""),
    })
}

fn configuration(selection: &Result<Selection, impl std::error::Error>, path: &Path) -> Part {
    let name = "configuration";
    match selection.as_ref().map(|selection| &selection.loaded) {
        Err(error) => Part::ill(name, error.to_string(), "name the folder with --config DIR"),
        Ok(Loaded { content: None, .. }) => {
            Part::ill(name, "the kiosk cannot run on it", format!("listening-post check --config {}", path.display()))
        }
        Ok(Loaded { content: Some(content), faults }) => {
            let errors = faults.iter().filter(|fault| fault.is_error()).count();
            let packs = match content.packs.len() {
                1 => "1 pack".to_owned(),
                packs => format!("{packs} packs"),
            };
            if errors > 0 {
                let faults = if errors == 1 { "1 fault keeps".to_owned() } else { format!("{errors} faults keep") };
                let finding = format!("{packs} can run; {faults} others from running");
                Part::look(name, finding, format!("listening-post check --config {}", path.display()))
            } else {
                Part::well(name, format!("{packs}, no errors"))
            }
        }
    }
}

fn data(data: &DataDirectory) -> Vec<Part> {
    let inspection = match inspect(data) {
        Ok(inspection) => inspection,
        Err(StoreError::Absent(path)) => {
            let finding = format!("nothing at {} yet", path.display());
            return vec![Part::look("data", finding, "the first start of the kiosk creates it")];
        }
        Err(error) => {
            return vec![Part::ill("data", error.to_string(), "install the newer listening-post again")];
        }
    };
    let vault = match inspection.vault {
        VaultState::Whole => Part::well("counters", "both copies are whole"),
        VaultState::InUse => Part::well("counters", "a kiosk is running on them"),
        VaultState::Absent => Part::look("counters", "none yet", "the first start of the kiosk creates them"),
        VaultState::OneSlot => {
            Part::look("counters", "one of two copies is broken", "the next start mends it from the other")
        }
        VaultState::Damaged => Part::ill(
            "counters",
            "neither copy can be opened",
            "the next start puts them aside and begins anew; open answers are lost, releases are not",
        ),
    };
    let ledger = match inspection.ledger_is_whole {
        Ok(true) => Part::well("ledger", "whole"),
        Ok(false) => Part::ill("ledger", "SQLite finds it damaged", "restore ledger.db from a backup"),
        Err(error) => Part::ill("ledger", error.to_string(), "see docs/it.md, \"When something is wrong\""),
    };
    let mut lines = vec![vault, ledger];
    lines.extend(signing(data));
    for kept in inspection.damaged {
        let finding = format!("counters that could not be opened were put aside in {}", kept.display());
        lines.push(Part::look("counters", finding, "delete that folder once you know why"));
    }
    lines.push(if inspection.open_to_others.is_empty() {
        Part::well("permissions", "for the owner only")
    } else {
        let paths: Vec<_> = inspection.open_to_others.iter().map(|path| path.display().to_string()).collect();
        Part::ill("permissions", "others may look into the data", format!("chmod go= {}", paths.join(" ")))
    });
    lines
}

/// How far each destination has come.
fn destinations(content: &Content, data: &DataDirectory) -> Vec<Part> {
    let Ok(ledger) = Ledger::open_existing(&data.ledger()) else { return Vec::new() };
    let newest = ledger.links().ok().and_then(|links| Some(links.last()?.statement().place.round));
    let lines = content.kiosk.destinations.iter().filter_map(|destination| {
        let standing = ledger.standing(&destination.url).ok()?;
        let url = &destination.url;
        let through =
            standing.through.map_or_else(|| "nothing".to_owned(), |round| format!("everything up to {round}"));
        Some(match standing.trouble {
            Some(trouble) => Part::look(
                "destination",
                format!("{url} has {through}: {trouble}"),
                "see docs/it.md, then `listening-post sync`",
            ),
            None if standing.through < newest => {
                Part::look("destination", format!("{url} has {through}"), "`listening-post sync` sends the rest")
            }
            None => Part::well("destination", format!("{url} has {through}")),
        })
    });
    lines.collect()
}

/// The public key, for whoever is to check what this kiosk exports.
fn signing(data: &DataDirectory) -> Option<Part> {
    let links = Ledger::open_existing(&data.ledger()).and_then(|ledger| ledger.links()).ok()?;
    let key = links.last()?.statement().key;
    Some(Part::well("signing", format!("rounds are signed by {key}")))
}

fn disk(path: &Path, machine: Machine) -> Part {
    let existing = path.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
    match (machine.free)(existing) {
        Ok(free) => {
            let finding = format!("{} MiB free", free / (1024 * 1024));
            if free < DISK_LOW {
                Part::ill("disk", finding, "free some space: the next cut may not fit")
            } else {
                Part::well("disk", finding)
            }
        }
        Err(error) => Part::ill("disk", format!("could not be asked: {error}"), "see whether it is mounted"),
    }
}

fn clock(content: &Content, data: &DataDirectory, machine: Machine) -> Part {
    let wall = (machine.wall)(&content.kiosk.time_zone);
    let known = Ledger::open_existing(&data.ledger());
    let newest = known.as_ref().ok().and_then(|ledger| ledger.rounds().ok()?.last().copied());
    let real = known.ok().and_then(|ledger| ledger.installation().ok()).is_none_or(|this| this.kind == Kind::Real);
    let today = Round::of(wall.date());
    match newest {
        Some(newest) if real && newest >= today => Part::ill(
            "clock",
            format!("shows week {today}, but {newest} is closed already"),
            "set the clock right; the next round closes once it has caught up",
        ),
        _ => Part::well("clock", format!("week {today}")),
    }
}

#[cfg(feature = "screen")]
fn display(machine: Machine) -> Part {
    match (machine.display)() {
        Some(name) => Part::well("display", format!("{name} is set")),
        None => Part::look("display", "none", "start the kiosk from a graphical session, or see docs/it.md"),
    }
}

fn tell(part: &Part, printer: &mut Printer) {
    let mark = match part.state {
        State::Well => "ok  ",
        State::Look => "look",
        State::Ill => "FAIL",
    };
    let remedy = part.remedy.as_ref().map(|remedy| format!(" → {remedy}")).unwrap_or_default();
    printer.line(format_args!("{mark}  {:14} {}{remedy}", part.name, part.finding));
}

fn machine(part: &Part) -> serde_json::Value {
    let state = match part.state {
        State::Well => "ok",
        State::Look => "look",
        State::Ill => "fail",
    };
    json!({ "part": part.name, "state": state, "finding": part.finding, "remedy": part.remedy })
}
