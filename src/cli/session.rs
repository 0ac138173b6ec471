//! What every command starts from: the configuration, the data directory, the clock and the randomness.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::DateTime;

use super::selection::Selection;
use super::{Failure, Global, Printer};
use crate::admin::Reply;
use crate::clock::{Clock, SimulatedClock, SystemClock};
use crate::config::Folder;
use crate::content::{self, Content, Loaded};
use crate::random::Random;
use crate::store::{Closed, Counters, DataDirectory, Kind, Ledger};

/// The counters as commands hold them.
pub(super) type OpenCounters = Counters<Rc<dyn Clock>, Random>;

/// The options every command takes, in order.
pub(super) struct Session {
    pub(super) config: PathBuf,
    pub(super) data: DataDirectory,
    pub(super) simulated: bool,
    pub(super) now: Option<DateTime>,
    pub(super) seed: Option<u64>,
}

impl Session {
    pub(super) fn new(global: Global) -> Result<Self, Failure> {
        let Global { config, data, simulated, now, seed, .. } = global;
        let data = match data {
            Some(data) => data,
            None => directories::ProjectDirs::from("", "", "listening-post")
                .map(|folders| folders.data_dir().to_owned())
                .ok_or_else(|| {
                    Failure::Usage("there is no home folder to keep data in; name one with --data".into())
                })?,
        };
        Ok(Self { config, data: DataDirectory::at(&data), simulated, now, seed })
    }

    /// Reads and checks what runs on this kiosk: the newest edition of signed content that can, else the configuration's
    /// folder. Faults are told as remarks, and only a kiosk that cannot run at all stops.
    pub(super) fn content(&self, printer: &mut Printer) -> Result<Arc<Content>, Failure> {
        let selection = Selection::of(&self.config, &self.data).map_err(Failure::other)?;
        self.whole(selection, printer).map(|(content, _)| content)
    }

    /// The same, with how it was chosen.
    #[cfg(feature = "screen")]
    pub(super) fn selection(&self, printer: &mut Printer) -> Result<(Arc<Content>, Selection), Failure> {
        let selection = Selection::of(&self.config, &self.data).map_err(Failure::other)?;
        self.whole(selection, printer)
    }

    fn whole(&self, selection: Selection, printer: &mut Printer) -> Result<(Arc<Content>, Selection), Failure> {
        for reason in &selection.passed_over {
            printer.notice(Reply::PassedOver(reason.clone()));
        }
        self.usable(&selection.loaded, printer).map(|content| (content, selection))
    }

    /// Reads and checks the configuration's folder as it is written, whatever runs.
    pub(super) fn own_content(&self, printer: &mut Printer) -> Result<Arc<Content>, Failure> {
        let folder = Folder::read(&self.config).map_err(Failure::other)?;
        self.usable(&content::load(&folder), printer)
    }

    fn usable(&self, loaded: &Loaded, printer: &mut Printer) -> Result<Arc<Content>, Failure> {
        if loaded.faults.iter().any(content::Fault::is_error) {
            printer.remark(super::check::report(loaded, false, false).0);
        }
        loaded.content.clone().map(Arc::new).ok_or_else(|| {
            Failure::Other(format!("the configuration in {} cannot be used", self.config.display()).into())
        })
    }

    /// Whether the data directory is, or is to be, simulated; refuses to mix the two.
    pub(super) fn kind(&self) -> Result<Kind, Failure> {
        let kind = if self.data.exists() {
            let known = Ledger::open_existing(&self.data.ledger()).and_then(|ledger| ledger.installation());
            known.map_err(Failure::other)?.kind
        } else if self.simulated {
            Kind::Simulated
        } else {
            Kind::Real
        };
        let data = self.data.path().display();
        if kind == Kind::Real && self.simulated {
            return Err(Failure::Usage(format!("{data} holds real data; --simulated needs a data folder of its own")));
        }
        if kind == Kind::Real && (self.now.is_some() || self.seed.is_some()) {
            return Err(Failure::Usage("--now and --seed work on simulated data only".into()));
        }
        Ok(kind)
    }

    pub(super) fn random(&self, kind: Kind) -> Random {
        match (kind, self.seed) {
            (Kind::Simulated, Some(seed)) => Random::seeded(seed),
            _ => Random::System,
        }
    }

    /// Opens the counters. On simulated data the clock first moves from where it was left to `--now`, and whatever
    /// falls due on the way is done and returned.
    ///
    /// `start` is where the clock of new simulated data begins if `--now` does not say.
    pub(super) fn counters(
        &self,
        content: &Arc<Content>,
        start: Option<DateTime>,
        printer: &mut Printer,
    ) -> Result<(OpenCounters, Option<SimulatedClock>, Vec<Closed>), Failure> {
        let kind = self.kind()?;
        let system = SystemClock::new(content.kiosk.time_zone.clone());
        let simulated = (kind == Kind::Simulated).then(|| {
            let start = if self.data.exists() { None } else { start };
            SimulatedClock::at(self.now.or(start).unwrap_or_else(|| system.wall()))
        });
        let clock: Rc<dyn Clock> = match &simulated {
            Some(clock) => Rc::new(clock.clone()),
            None => Rc::new(system),
        };
        let opened = Counters::open(&self.data, kind, Arc::clone(content), clock, self.random(kind));
        let (mut counters, notice) = opened.map_err(Failure::other)?;
        if let Some(notice) = notice {
            printer.notice(Reply::Opened(notice));
        }
        let mut closed = Vec::new();
        if let Some(clock) = &simulated {
            if let Some(left) = counters.simulated_wall() {
                clock.set(left);
            }
            if let Some(now) = self.now {
                closed = advance(&mut counters, clock, now)?;
            }
        }
        Ok((counters, simulated, closed))
    }
}

/// Moves the clock of simulated data to `target`, as if the kiosk had been powered all the way.
///
/// It goes from one full hour to the next: nights and cuts fall due on none but those.
pub(super) fn advance(
    counters: &mut OpenCounters,
    clock: &SimulatedClock,
    target: DateTime,
) -> Result<Vec<Closed>, Failure> {
    let mut closed = Vec::new();
    while clock.wall() < target {
        let wall = clock.wall();
        let hour = wall.date().at(wall.hour(), 0, 0, 0);
        let next = hour.checked_add(jiff::Span::new().hours(1)).unwrap_or(target);
        clock.advance_to(next.min(target));
        closed.extend(counters.pass_time().map_err(Failure::other)?);
    }
    Ok(closed)
}
