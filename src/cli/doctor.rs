//! `doctor`: one line a part of the kiosk, with the remedy where something is wrong.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::json;

use super::selection::Selection;
use super::session::Session;
use super::{Outcome, Printer};
use crate::admin::{Finding, Organ, Part, Remedy, State};
use crate::clock::{Clock, SystemClock};
use crate::config::UnreadFolder;
use crate::content::{Content, Loaded};
use crate::store::{DataDirectory, Kind, Ledger, Standing, StoreError, VaultState, inspect};
use crate::sync::Trouble;
use crate::vocabulary::Round;

/// Below this the ledger may soon not be able to take a cut.
const DISK_LOW: u64 = 64 * 1024 * 1024;

/// What a kiosk stands on besides its own files, and how the doctor asks for it.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    /// Bytes that are free where a path lies.
    pub free: fn(&Path) -> io::Result<u64>,
    /// Whether this user may look into a folder.
    pub look: fn(&Path) -> io::Result<()>,
    /// What the wall's clock shows.
    pub wall: fn(&TimeZone) -> DateTime,
    /// The variable that names the display.
    #[cfg(feature = "screen")]
    pub display: fn() -> Option<&'static str>,
    /// What the touchscreens call themselves.
    #[cfg(feature = "screen")]
    pub touch: fn() -> Vec<String>,
}

impl Machine {
    /// The machine that the program runs on.
    pub const THIS: Self = Self {
        free: |path| {
            let stat = rustix::fs::statvfs(path)?;
            Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
        },
        look: |path| fs::read_dir(path).map(drop),
        wall: |zone| SystemClock::new(zone.clone()).wall(),
        #[cfg(feature = "screen")]
        display: || ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().find(|name| std::env::var_os(name).is_some()),
        #[cfg(feature = "screen")]
        touch: || super::touch::screens(Path::new("/sys/class/input")),
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
    parts.extend(data(directory, machine));
    parts.push(disk(directory.path(), machine));
    parts.extend(content.map(|content| clock(content, directory, machine)));
    parts.extend(content.map(|content| destinations(content, directory)).unwrap_or_default());
    #[cfg(feature = "screen")]
    parts.extend([display(machine), touch(machine)]);
    parts
}

/// Which content runs, where it comes signed.
fn signed_content(selection: &Selection) -> Option<Part> {
    let why = selection.passed_over.clone();
    selection.takes_editions.then(|| match (selection.edition, why.is_empty()) {
        (Some(edition), true) => Part::well(Organ::Content, Finding::Edition(edition)),
        (None, true) => Part::look(Organ::Content, Finding::NoEdition, Remedy::Fetch),
        (runs, false) => Part::look(Organ::Content, Finding::PassedOver { why, runs }, Remedy::ReadSigned),
    })
}

fn configuration(selection: &Result<Selection, UnreadFolder>, folder: &Path) -> Part {
    let organ = Organ::Configuration;
    let check = || Remedy::Check(folder.to_owned());
    match selection.as_ref().map(|selection| &selection.loaded) {
        Err(unread) => Part::ill(organ, Finding::Unread(unread.path.clone()), Remedy::NameFolder),
        Ok(Loaded { content: None, .. }) => Part::ill(organ, Finding::Unusable, check()),
        Ok(Loaded { content: Some(content), faults }) => {
            let packs = content.packs.len();
            match faults.iter().filter(|fault| fault.is_error()).count() {
                0 => Part::well(organ, Finding::Packs(packs)),
                faults => Part::look(organ, Finding::SomePacks { packs, faults }, check()),
            }
        }
    }
}

fn data(data: &DataDirectory, machine: Machine) -> Vec<Part> {
    // Whoever may not look would be told that there is nothing.
    if (machine.look)(data.path()).is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied) {
        let closed = Finding::Closed(data.path().to_owned());
        return vec![Part::ill(Organ::Permissions, closed, Remedy::RunAsOwner)];
    }
    let inspection = match inspect(data) {
        Ok(inspection) => inspection,
        Err(StoreError::Absent(path)) => {
            return vec![Part::look(Organ::Data, Finding::NoData(path), Remedy::StartForData)];
        }
        Err(error) => {
            return vec![Part::ill(Organ::Data, Finding::Store(Arc::new(error)), Remedy::Update)];
        }
    };
    let counters = Organ::Counters;
    let vault = match inspection.vault {
        VaultState::Whole => Part::well(counters, Finding::BothWhole),
        VaultState::InUse => Part::well(counters, Finding::InUse),
        VaultState::Absent => Part::look(counters, Finding::NoCounters, Remedy::StartForCounters),
        VaultState::OneSlot => Part::look(counters, Finding::OneBroken, Remedy::StartToMend),
        VaultState::Damaged => Part::ill(counters, Finding::NeitherOpens, Remedy::StartAnew),
    };
    let ledger = match inspection.ledger_is_whole {
        Ok(true) => Part::well(Organ::Ledger, Finding::LedgerWhole),
        Ok(false) => Part::ill(Organ::Ledger, Finding::LedgerDamaged, Remedy::Restore),
        Err(error) => Part::ill(Organ::Ledger, Finding::Store(Arc::new(error)), Remedy::ReadWrong),
    };
    let mut lines = vec![vault, ledger];
    lines.extend(signing(data));
    for kept in inspection.damaged {
        lines.push(Part::look(counters, Finding::PutAside(kept), Remedy::Delete));
    }
    lines.push(if inspection.open_to_others.is_empty() {
        Part::well(Organ::Permissions, Finding::OwnerOnly)
    } else {
        Part::ill(Organ::Permissions, Finding::OpenToOthers, Remedy::Close(inspection.open_to_others))
    });
    lines
}

/// How far each destination has come.
fn destinations(content: &Content, data: &DataDirectory) -> Vec<Part> {
    let Ok(ledger) = Ledger::open_existing(&data.ledger()) else { return Vec::new() };
    let newest = ledger.links().ok().and_then(|links| Some(links.last()?.statement().place.round));
    let lines = content.kiosk.destinations.iter().filter_map(|destination| {
        let Standing { through, trouble, .. } = ledger.standing(&destination.url).ok()?;
        let is_behind = through < newest;
        let trouble = trouble.as_deref().map(Trouble::of_kept);
        let (is_troubled, is_alarm) = (trouble.is_some(), matches!(trouble, Some(Trouble::Different(_))));
        let sent = Finding::Sent { url: destination.url.clone(), through, trouble };
        Some(if is_alarm {
            Part::ill(Organ::Destination, sent, Remedy::ReadThenSend)
        } else if is_troubled {
            Part::look(Organ::Destination, sent, Remedy::ReadThenSend)
        } else if is_behind {
            Part::look(Organ::Destination, sent, Remedy::Send)
        } else {
            Part::well(Organ::Destination, sent)
        })
    });
    lines.collect()
}

/// The public key, for whoever is to check what this kiosk exports.
fn signing(data: &DataDirectory) -> Option<Part> {
    let links = Ledger::open_existing(&data.ledger()).and_then(|ledger| ledger.links()).ok()?;
    let key = links.last()?.statement().key;
    Some(Part::well(Organ::Signing, Finding::SignedBy(key)))
}

fn disk(path: &Path, machine: Machine) -> Part {
    let existing = path.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
    match (machine.free)(existing) {
        Ok(free) => {
            let finding = Finding::Free(free / (1024 * 1024));
            if free < DISK_LOW {
                Part::ill(Organ::Disk, finding, Remedy::FreeSpace)
            } else {
                Part::well(Organ::Disk, finding)
            }
        }
        Err(error) => Part::ill(Organ::Disk, Finding::FreeUnknown((&error).into()), Remedy::SeeMounted),
    }
}

fn clock(content: &Content, data: &DataDirectory, machine: Machine) -> Part {
    let wall = (machine.wall)(&content.kiosk.time_zone);
    let known = Ledger::open_existing(&data.ledger());
    let newest = known.as_ref().ok().and_then(|ledger| ledger.rounds().ok()?.last().copied());
    let real = known.ok().and_then(|ledger| ledger.installation().ok()).is_none_or(|this| this.kind == Kind::Real);
    let shown = Round::of(wall.date());
    match newest {
        Some(closed) if real && closed >= shown => {
            Part::ill(Organ::Clock, Finding::ClockBehind { shown, closed }, Remedy::SetClock)
        }
        _ => Part::well(Organ::Clock, Finding::Week(shown)),
    }
}

#[cfg(feature = "screen")]
fn display(machine: Machine) -> Part {
    match (machine.display)() {
        Some(name) => Part::well(Organ::Display, Finding::DisplayNamed(name.to_owned())),
        None => Part::look(Organ::Display, Finding::NoDisplay, Remedy::SeeSession),
    }
}

/// Without a touchscreen a kiosk goes on by keys or a mouse, and a desk has none.
#[cfg(feature = "screen")]
fn touch(machine: Machine) -> Part {
    match (machine.touch)() {
        none if none.is_empty() => Part::look(Organ::Touch, Finding::NoTouch, Remedy::PlugIn),
        names => Part::well(Organ::Touch, Finding::Touched(names)),
    }
}

fn tell(part: &Part, printer: &mut Printer) {
    let mark = match part.state {
        State::Well => "ok  ",
        State::Look => "look",
        State::Ill => "FAIL",
    };
    let remedy = part.remedy.as_ref().map(|remedy| format!(" → {remedy}")).unwrap_or_default();
    printer.line(format_args!("{mark}  {:14} {}{remedy}", part.organ, part.finding));
}

fn machine(part: &Part) -> serde_json::Value {
    let state = match part.state {
        State::Well => "ok",
        State::Look => "look",
        State::Ill => "fail",
    };
    json!({
        "part": part.organ.to_string(),
        "state": state,
        "finding": part.finding.to_string(),
        "remedy": part.remedy.as_ref().map(Remedy::to_string),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_of_another_user_are_told_as_closed_and_not_as_absent() {
        let folder = tempfile::tempdir().unwrap();
        let told = |look: fn(&Path) -> io::Result<()>| {
            let data = DataDirectory::at(folder.path());
            let parts = examine(folder.path(), &data, Machine { look, ..Machine::THIS });
            let tell = |part: &Part| {
                format!("{}: {}", part.organ, part.finding).replace(&*folder.path().to_string_lossy(), "DIR")
            };
            parts
                .iter()
                .map(tell)
                .filter(|told| told.contains("data:") || told.contains("permissions:"))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(|_| Err(io::ErrorKind::PermissionDenied.into())), ["permissions: DIR is closed to this user"]);
        assert_eq!(told(|_| Ok(())), ["data: nothing at DIR yet"]);
    }
}
