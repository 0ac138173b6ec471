//! `kiosk`: the full-screen front end on real counters.

use std::rc::Rc;
use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::desk::{Desk, Machine, Premises};
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::admin::Reply;
use crate::clock::Clock;
use crate::screen::{self, Front};
use crate::speech::{Address, Dispatcher};
use crate::store::Library;
use crate::sync;

/// How the window is shown.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Arguments {
    /// Run in a window, for a desk
    #[arg(long)]
    windowed: bool,
    /// The window's size in pixels, such as 1080x1920; implies --windowed
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = size)]
    size: Option<(u32, u32)>,
}

pub(super) fn size(text: &str) -> Result<(u32, u32), String> {
    let parsed = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    parsed
        .filter(|(width, height)| *width >= 320 && *height >= 320)
        .ok_or_else(|| "write it as 1080x1920, at least 320 each way".to_owned())
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let (content, selection) = session.selection(printer)?;
    selection.tidy(&session.data);
    let kind = session.kind()?;
    let (counters, clock, _) = session.counters(&content, None, printer)?;
    let library = Library::of(&session.data);
    if let Some(edition) = selection.edition {
        // A disk that cannot take it has other troubles, which are told.
        let _ = library.begins(edition);
    }
    if counters.askable().packs.len() < content.packs.len() {
        printer.notice(Reply::NextRound);
    }
    // A simulated kiosk on a screen lives on from where its data stand.
    if let Some(simulated) = clock {
        simulated.run();
    }
    let clock: Rc<dyn Clock> = Rc::clone(counters.clock());
    let premises = Premises {
        config: session.config.clone(),
        data: session.data.clone(),
        edition: selection.edition,
        media: selection.media.clone(),
        sticks: Box::new(sync::sticks),
        backlights: "/sys/class/backlight".into(),
        beside,
        machine: Machine::THIS,
        journal: Printer::alarm,
    };
    let mut desk = Desk::new(counters, premises);
    for notice in printer.notices() {
        desk.note(notice.clone());
    }
    let front = Front {
        content: Arc::new(desk.asked()),
        media: selection.media,
        clock,
        keeper: Box::new(desk),
        voice: Box::new(|| Box::new(Dispatcher::new(Address::of_this_machine()))),
        rng: StdRng::from_rng(&mut session.random(kind)),
        windowed: arguments.windowed || arguments.size.is_some(),
        size: arguments.size,
    };
    screen::run(front).map_err(Failure::other)?;
    let _ = library.ends();
    Ok(Outcome::Done)
}

/// On a thread of its own. One that cannot be had does nothing, and whoever waits for it is told so.
fn beside(work: Box<dyn FnOnce() + Send>) {
    let _ = std::thread::Builder::new().spawn(work);
}
