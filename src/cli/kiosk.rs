//! `kiosk`: the full-screen front end on real counters.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::session::{OpenCounters, Session};
use super::{Failure, Outcome, Printer};
use crate::clock::Clock;
use crate::content::{Content, Pack};
use crate::release::Recent;
use crate::screen::{self, Front, Keeper};
use crate::tally::Increment;
use crate::visit::Finished;
use crate::vocabulary::PackId;

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
    let content = session.content(printer)?;
    let kind = session.kind()?;
    let (counters, clock, _) = session.counters(&content, None, printer)?;
    let askable = Arc::new(counters.askable());
    if askable.packs.len() < content.packs.len() {
        printer.remark("some packs were changed in the middle of a round; they are asked from next Monday on");
    }
    // A simulated kiosk on a screen lives on from where its data stand.
    if let Some(simulated) = clock {
        simulated.run();
    }
    let clock: Rc<dyn Clock> = Rc::clone(counters.clock());
    let mut desk = Desk { counters, unsure: false, round_closed: false, recent: BTreeMap::new() };
    desk.read_recent();
    let front = Front {
        content: askable,
        media: session.config.join("media"),
        clock,
        keeper: Box::new(desk),
        rng: StdRng::from_rng(&mut session.random(kind)),
        windowed: arguments.windowed || arguments.size.is_some(),
        size: arguments.size,
    };
    screen::run(front).map_err(Failure::other)?;
    Ok(Outcome::Done)
}

/// The counters behind the window.
struct Desk {
    counters: OpenCounters,
    /// Whether the last attempt to store something failed, so that it has to be tried again before anybody is asked.
    unsure: bool,
    /// Whether a round was closed since content was last looked at: then what waited for the next one is asked.
    round_closed: bool,
    /// What was released last, by pack; read once a round, so that no visit waits for it.
    recent: BTreeMap<PackId, Vec<Recent>>,
}

impl Desk {
    /// Looks up what was released last; a ledger that cannot be read is told by `heartbeat`, and shows nothing here.
    fn read_recent(&mut self) {
        let packs = self.counters.askable().packs;
        let read = |pack: &Pack| Some((pack.id.clone(), self.counters.recent(pack).ok()?));
        self.recent = packs.iter().filter_map(read).collect();
    }
}

impl Keeper for Desk {
    fn keep(&mut self, visit: Finished) -> Option<Vec<Increment>> {
        // Before it is counted: a new round may bring other counters.
        let increments = self.counters.increments(&visit);
        self.unsure = self.counters.add(&visit).is_err();
        (!self.unsure).then_some(increments)
    }

    fn heartbeat(&mut self) -> bool {
        let passed = self.counters.pass_time();
        self.round_closed |= passed.as_ref().is_ok_and(|closed| !closed.is_empty());
        if passed.is_ok() && self.unsure {
            self.unsure = self.counters.flush().is_err();
        }
        passed.is_ok() && !self.unsure
    }

    fn changed(&mut self) -> Option<Arc<Content>> {
        std::mem::take(&mut self.round_closed).then(|| {
            self.read_recent();
            Arc::new(self.counters.askable())
        })
    }

    fn recent(&self, pack: &PackId) -> Vec<Recent> {
        self.recent.get(pack).cloned().unwrap_or_default()
    }
}
