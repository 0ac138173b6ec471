//! Carries what was released to every destination, on whatever thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Printer, VERSION};
use crate::admin::Reply;
use crate::clock::{Clock, SystemClock};
use crate::config::{ContentSource, Destination as Address, Kiosk};
use crate::random::Random;
use crate::store::{DataDirectory, Kind, Ledger, Library, StoreError};
use crate::sync::{
    Credentials, Destination, Directory, Inbox, Outbox, Patience, Patient, Pulled, STATUS_VERSION, Sent, Shelf, Status,
    Stopped, Trouble, Unpulled, coarse_percent,
};

/// Requests are tried so often before the next one has to wait for the next hour.
const ATTEMPTS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// So many odd names are told one by one; who puts one there may put thousands.
const ODD_TOLD: usize = 10;
/// What an address of a folder begins with.
const FOLDER: &str = "file://";

/// What is needed to send what was released; knows nothing of the counters.
#[derive(Clone)]
pub(super) struct Carrier {
    data: DataDirectory,
    destinations: Vec<Address>,
    content: Option<ContentSource>,
    organisation: String,
    site: String,
    zone: TimeZone,
}

/// What came of looking for newer content in one place.
pub(super) struct Looked {
    /// Its address.
    pub(super) url: String,
    /// What was there, or what stood in the way.
    pub(super) pulled: Result<Pulled, Arc<Unpulled>>,
}

/// What came of one destination.
pub(super) struct Turn {
    /// Its address.
    pub(super) url: String,
    /// What was sent, or what stood in the way.
    pub(super) sent: Result<Sent, Trouble>,
}

impl Carrier {
    pub(super) fn of(kiosk: &Kiosk, data: &DataDirectory) -> Self {
        Self {
            data: data.clone(),
            destinations: kiosk.destinations.clone(),
            content: kiosk.content.clone(),
            organisation: kiosk.organisation.clone(),
            site: kiosk.site.as_str().to_owned(),
            zone: kiosk.time_zone.clone(),
        }
    }

    /// Whether there is anywhere to send to.
    pub(super) fn has_destinations(&self) -> bool {
        !self.destinations.is_empty()
    }

    /// Whether a destination has not got everything, or was not let in the last time.
    #[cfg(feature = "screen")]
    pub(super) fn is_due(&self) -> Result<bool, StoreError> {
        let ledger = Ledger::open_existing(&self.data.ledger())?;
        let newest = ledger.links()?.last().map(|link| link.statement().place.round);
        for address in &self.destinations {
            let standing = ledger.standing(&address.url)?;
            if standing.trouble.is_some() || standing.through < newest || standing.announced < newest {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sends to each destination what it has not got, at most so many rounds; `told` hears how many of how many are done.
    ///
    /// # Errors
    /// If the ledger cannot be read or written.
    pub(super) fn turn(&self, most: usize, told: &dyn Fn(&str, usize, usize)) -> Result<Vec<Turn>, StoreError> {
        let mut ledger = Ledger::open_for_sync(&self.data.ledger())?;
        let mut turns = Vec::new();
        for address in &self.destinations {
            let sent = match self.send(&mut ledger, address, most, told) {
                Ok(sent) => Ok(sent),
                Err(Stopped::Trouble(trouble)) => Err(trouble),
                Err(Stopped::Store(error)) => return Err(error),
            };
            turns.push(Turn { url: address.url.clone(), sent });
        }
        Ok(turns)
    }

    /// Whether this kiosk takes signed content.
    pub(super) fn takes_content(&self) -> bool {
        self.content.is_some()
    }

    /// Looks for newer content wherever this kiosk takes it from; what is new is in the library then, and does not run yet.
    pub(super) fn look(&self) -> Vec<Looked> {
        let Some(source) = &self.content else { return Vec::new() };
        let library = Library::of(&self.data);
        let places = source.from.as_ref().map_or(self.destinations.as_slice(), std::slice::from_ref);
        let looked = places.iter().map(|address| {
            let inbox = Inbox { library: &library, key: source.key, patience: &patience() };
            let pulled = connect(address)
                .map_err(Unpulled::from)
                .and_then(|destination| inbox.pull(destination.as_ref(), &mut Random::System));
            Looked { url: address.url.clone(), pulled: pulled.map_err(Arc::new) }
        });
        looked.collect()
    }

    fn send(
        &self,
        ledger: &mut Ledger,
        address: &Address,
        most: usize,
        told: &dyn Fn(&str, usize, usize),
    ) -> Result<Sent, Stopped> {
        let mut destination = connect(address)?;
        let installation = ledger.installation()?;
        let newest = ledger.links()?.last().map(|link| link.statement().clone());
        let last_cut = newest.as_ref().map(|statement| statement.place.round);
        let config_hash = last_cut.map(|round| ledger.config_hash(round)).transpose()?.flatten();
        let simulated = installation.kind == Kind::Simulated;
        let status = |skew: Option<i64>| Status {
            schema_version: STATUS_VERSION,
            organisation: self.organisation.clone(),
            site: self.site.clone(),
            kiosk: installation.kiosk,
            simulated,
            version: VERSION.to_owned(),
            last_cut,
            config_hash: config_hash.clone(),
            disk_free_percent: free(self.data.path()),
            clock_skew_minutes: skew,
            key: newest.as_ref().map(|statement| statement.key.to_string()),
        };
        // The clock of simulated data has nothing to do with anybody else's.
        let clock = SystemClock::new(self.zone.clone());
        let now = || (!simulated).then(|| self.instant(&clock)).flatten();
        let patience = patience();
        let mut outbox =
            Outbox { ledger, url: &address.url, destination: destination.as_mut(), patience: &patience, most };
        outbox.send(&mut Random::System, status, now, |done, all| told(&address.url, done, all))
    }

    fn instant(&self, clock: &SystemClock) -> Option<Timestamp> {
        clock.wall().to_zoned(self.zone.clone()).ok().map(|zoned| zoned.timestamp())
    }
}

/// How often requests are tried, and how long between them.
pub(super) fn patience() -> Patience<'static> {
    Patience {
        attempts: ATTEMPTS,
        first: FIRST_PAUSE,
        longest: LONGEST_PAUSE,
        pause: &|pause| std::thread::sleep(pause),
    }
}

/// The destination at an address; nothing is asked of it yet, and nothing will be twice: whoever sends has patience with the
/// whole of a round.
///
/// # Errors
/// [`Trouble::Lasting`] if the address or the credentials cannot be used.
pub(super) fn connect(address: &Address) -> Result<Box<dyn Destination>, Trouble> {
    if let Some(folder) = address.url.strip_prefix(FOLDER) {
        return Ok(Box::new(Directory(PathBuf::from(folder))));
    }
    let credentials = gathered(address.credentials.as_deref())?;
    Ok(Box::new(store(&address.url, &credentials, false)?))
}

/// The place at an address or in a folder, to be read. A store is asked again for what may pass.
///
/// # Errors
/// [`Trouble::Lasting`] if the address or the credentials cannot be used.
pub(super) fn shelf(place: &str, credentials: Option<&Path>) -> Result<Box<dyn Shelf>, Trouble> {
    match folder(place) {
        Some(folder) => Ok(Box::new(Directory(folder))),
        None => Ok(Box::new(Patient { place: store(place, &gathered(credentials)?, true)?, patience: patience() })),
    }
}

/// Says what was passed over in the lists of a place.
pub(super) fn tell_odd(shelf: &dyn Shelf, printer: &mut Printer) {
    let odd = shelf.odd();
    for name in odd.iter().take(ODD_TOLD) {
        let why = "nothing can be asked for by this name, and no kiosk gives it";
        printer.remark(format_args!("passed over: `{}`: {why}", name.escape_debug()));
    }
    if odd.len() > ODD_TOLD {
        printer.remark(format_args!("passed over: {} more of such names", odd.len() - ODD_TOLD));
    }
}

/// The same place, to be written to.
///
/// # Errors
/// [`Trouble::Lasting`] if the address or the credentials cannot be used.
pub(super) fn destination(place: &str, credentials: Option<&Path>) -> Result<Box<dyn Destination>, Trouble> {
    match folder(place) {
        Some(folder) => Ok(Box::new(Directory(folder))),
        None => Ok(Box::new(Patient { place: store(place, &gathered(credentials)?, false)?, patience: patience() })),
    }
}

/// The folder that a place is, unless it is an address elsewhere.
fn folder(place: &str) -> Option<PathBuf> {
    match place.strip_prefix(FOLDER) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => (!place.contains("://")).then(|| PathBuf::from(place)),
    }
}

/// What lets one into a store, from a file or the environment.
fn gathered(credentials: Option<&Path>) -> Result<Credentials, Trouble> {
    let environment =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let credentials = Credentials::gather(environment, credentials);
    credentials.map_err(|bad| Trouble::Lasting(bad.into()))
}

/// The store at an address, to be read or to be sent to.
#[cfg(feature = "cloud")]
fn store(url: &str, credentials: &Credentials, _: bool) -> Result<crate::sync::Cloud, Trouble> {
    crate::sync::Cloud::at(url, credentials)
}

/// There is none without the feature.
#[cfg(not(feature = "cloud"))]
fn store(url: &str, _: &Credentials, reads: bool) -> Result<Directory, Trouble> {
    use crate::sync::Obstacle;
    let no_cloud = || Obstacle::NoCloud { url: url.to_owned(), reads };
    Err(Trouble::Lasting(Obstacle::in_address(url).unwrap_or_else(no_cloud)))
}

/// How much of the disk is free, coarsely.
fn free(path: &Path) -> Option<u8> {
    let stat = rustix::fs::statvfs(path).ok()?;
    coarse_percent(stat.f_bavail, stat.f_blocks)
}

/// What there is to say of a destination.
pub(super) fn told(turn: &Turn) -> Reply {
    match &turn.sent {
        Ok(sent) => Reply::Sent(turn.url.clone(), *sent),
        Err(trouble) => Reply::Unsent(turn.url.clone(), trouble.clone()),
    }
}

/// What there is to say of a place that was looked at for content; nothing where there was nothing newer.
pub(super) fn told_of_content(looked: &Looked) -> Option<Reply> {
    let url = looked.url.clone();
    Some(match &looked.pulled {
        Ok(Pulled::Edition(number)) => Reply::Fetched(url, *number),
        Ok(Pulled::NothingNewer) => return None,
        Ok(Pulled::Busy) => Reply::Fetching(url),
        Err(why) => Reply::Unfetched(url, Arc::clone(why)),
    })
}
