//! The counters behind the window, and whoever looks after them.

mod backlight;
mod courier;
mod edition;
mod errand;
mod gate;
mod steward;
mod wall;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use backlight::Backlight;
use edition::Showing;
use errand::Errand;
use gate::Gate;

pub use super::doctor::Machine;
use super::session::OpenCounters;
use crate::admin::{News, Notices, Reply, Steward};
use crate::clock::Clock;
use crate::content::{Content, Item, Pack, PackKind};
use crate::contest::{Drawing, Ticket};
use crate::customers::{Verdict, verdicts};
use crate::release::{self, Recent};
use crate::screen::{ContestNews, Keeper};
use crate::store::{AdminFiles, AdminSettings, DataDirectory, StoreError};
use crate::sync::Stick;
use crate::tally::Increment;
use crate::visit::Finished;
use crate::vocabulary::{ItemId, PackId, Round, TouchpointId};

/// Does a piece of work beside the screen.
pub type Beside = fn(Box<dyn FnOnce() + Send>);

/// What surrounds the counters of a kiosk.
pub struct Premises {
    /// The folder with `kiosk.toml`.
    pub config: PathBuf,
    /// The data directory.
    pub data: DataDirectory,
    /// The edition of signed content that runs at first; none where it is the folder's own.
    pub edition: Option<u32>,
    /// The folder that its pictures are named relative to.
    pub media: PathBuf,
    /// Finds the sticks that can be written to.
    pub sticks: Box<dyn Fn() -> Vec<Stick>>,
    /// The folder with the system's backlights.
    pub backlights: PathBuf,
    /// Does what takes long.
    pub beside: Beside,
    /// What the kiosk stands on.
    pub machine: Machine,
    /// Takes alarms to where whoever watches over the machine sees them, which the panel is not.
    pub journal: fn(&Reply),
}

/// Work that goes on beside the screen.
struct Job {
    news: Receiver<News>,
    /// What is told where it ended without a word.
    lost: News,
}

/// The counters behind the window.
pub struct Desk {
    counters: OpenCounters,
    /// Whether the last attempt to store something failed, so that it has to be tried again before anybody is asked.
    unsure: bool,
    /// Whether what is asked may have changed since it was last told.
    stale: bool,
    /// What was released last, by pack; read once a round, so that no visit waits for it.
    recent: BTreeMap<PackId, Vec<Recent>>,
    /// What customers said, by touchpoint.
    customers: BTreeMap<TouchpointId, Verdict>,
    /// How the contests stand, looked up with what was released.
    contests: Vec<ContestNews>,
    premises: Premises,
    files: AdminFiles,
    settings: AdminSettings,
    gate: Gate,
    backlight: Option<Backlight>,
    notices: Notices,
    jobs: Vec<Job>,
    errand: Errand,
    showing: Showing,
}

impl Desk {
    /// The desk of open counters.
    pub fn new(counters: OpenCounters, premises: Premises) -> Self {
        let files = AdminFiles::of(&premises.data);
        let mut desk = Self {
            counters,
            unsure: false,
            stale: false,
            recent: BTreeMap::new(),
            customers: BTreeMap::new(),
            contests: Vec::new(),
            settings: files.settings(),
            gate: Gate::new(files.clone()),
            files,
            backlight: Backlight::find(&premises.backlights),
            notices: Notices::default(),
            jobs: Vec::new(),
            errand: Errand::default(),
            showing: Showing::of(&premises),
            premises,
        };
        let (now, kiosk) = (desk.counters.clock().elapsed(), desk.counters.installation().kiosk);
        desk.errand.started(now, kiosk);
        desk.begin_trial(desk.premises.edition);
        desk.read_recent();
        desk
    }

    /// Looks up what was released last; a ledger that cannot be read is told by `heartbeat`, and shows nothing here.
    fn read_recent(&mut self) {
        let packs = self.counters.askable().packs;
        let read = |pack: &Pack| Some((pack.id.clone(), self.counters.recent(pack).ok()?));
        self.recent = packs.iter().filter_map(read).collect();
        let ratings = self.counters.customers().unwrap_or_default();
        self.read_contests();
        self.customers = verdicts(&ratings, &self.counters.content().kiosk.site);
    }

    /// Looks up how the contests stand.
    fn read_contests(&mut self) {
        let news = |pack: &Pack| {
            pack.contest.as_ref()?;
            let winner = match self.counters.drawing(&pack.id) {
                Drawing::Published(number) => Some(number),
                Drawing::Open | Drawing::Drawn(_) | Drawing::Claimed(_) => None,
            };
            let standings = self.counters.standings(&pack.id).unwrap_or_default();
            Some(ContestNews { pack: pack.id.clone(), standings, winner })
        };
        self.contests = self.counters.content().packs.iter().filter_map(news).collect();
    }

    /// What is asked now, in the order of languages that was set here.
    pub fn asked(&self) -> Content {
        let mut content = self.counters.askable();
        let languages = &mut content.kiosk.languages;
        let preferred = self.settings.language.as_ref();
        if let Some(at) = preferred.and_then(|preferred| languages.iter().position(|language| language == preferred)) {
            languages[..=at].rotate_right(1);
        }
        let round = Round::of(self.counters.clock().wall().date());
        for pack in content.packs.iter_mut().filter(|pack| pack.kind == PackKind::Quiz) {
            let recent = self.recent.get(&pack.id).map_or(&[][..], Vec::as_slice);
            pack.chances = release::chances(pack, recent, round);
        }
        content
    }

    /// Keeps something that whoever looks after the kiosk should know.
    pub fn note(&mut self, said: Reply) {
        if said.is_alarm() {
            (self.premises.journal)(&said);
        }
        let round = Round::of(self.counters.clock().wall().date());
        self.notices.note(round, said);
    }

    /// Keeps why something failed; tells whether it did not.
    fn is_done<T>(&mut self, result: Result<T, StoreError>) -> bool {
        match result {
            Ok(_) => true,
            Err(error) => {
                self.note(Reply::Store(Arc::new(error)));
                false
            }
        }
    }
}

impl Keeper for Desk {
    fn keep(&mut self, visit: Finished) -> Option<Vec<Increment>> {
        // Before it is counted: a new round may bring other counters.
        let increments = self.counters.increments(&visit);
        let added = self.counters.add(&visit);
        self.unsure = !self.is_done(added);
        (!self.unsure).then_some(increments)
    }

    fn heartbeat(&mut self) -> bool {
        let passed = self.counters.pass_time();
        for closed in passed.iter().flatten() {
            self.note(Reply::Closed(closed.round));
            self.stale = true;
        }
        self.run_errands(passed.as_ref().is_ok_and(|closed| !closed.is_empty()));
        self.watch_library();
        let passed = self.is_done(passed);
        if passed && self.unsure {
            let flushed = self.counters.flush();
            self.unsure = !self.is_done(flushed);
        }
        passed && !self.unsure && !self.settings.paused
    }

    fn between_visits(&mut self) {
        self.show_edition();
    }

    fn media(&self) -> Option<PathBuf> {
        Some(self.showing.media().to_owned())
    }

    fn changed(&mut self) -> Option<Arc<Content>> {
        std::mem::take(&mut self.stale).then(|| {
            self.read_recent();
            Arc::new(self.asked())
        })
    }

    fn recent(&self, pack: &PackId) -> Vec<Recent> {
        self.recent.get(pack).cloned().unwrap_or_default()
    }

    fn customers(&self, pack: &PackId) -> Vec<(ItemId, Verdict)> {
        let items = self.counters.content().pack(pack).filter(|pack| pack.kind == PackKind::Mirror);
        let items = items.map_or(&[][..], |pack| pack.items.as_slice());
        let of = |item: &Item| Some((item.id.clone(), self.customers.get(item.touchpoint.as_ref()?)?.clone()));
        items.iter().filter_map(of).collect()
    }

    fn ticket(&mut self, pack: &PackId) -> Option<Ticket> {
        match self.counters.take_ticket(pack) {
            Ok(ticket) => Some(ticket),
            Err(error) => {
                self.note(Reply::Store(Arc::new(error)));
                None
            }
        }
    }

    fn contests(&self) -> Vec<ContestNews> {
        self.contests.clone()
    }

    fn steward(&mut self) -> Option<&mut dyn Steward> {
        Some(self)
    }
}
