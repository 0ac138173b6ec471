//! What a destination has not got yet, in order: the rounds, then how the kiosk is.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rand::RngExt;

use super::{Destination, Honours, Obstacle, Patience, Put, Status, Trouble};
use crate::chain::Place;
use crate::export::{self, CommentRow, Format, Options};
use crate::store::{Ledger, RoundFiles, Standing, StoreError};
use crate::vocabulary::Round;

/// A kiosk and one of its destinations.
pub struct Outbox<'a> {
    /// What was released, and how far each destination has come.
    pub ledger: &'a mut Ledger,
    /// The destination's address, by which the ledger knows it.
    pub url: &'a str,
    /// The destination.
    pub destination: &'a mut dyn Destination,
    /// How often something is tried again.
    pub patience: &'a Patience<'a>,
    /// The most rounds that are sent in one go; the rest waits for the next.
    pub most: usize,
}

/// What a kiosk says of itself: how it is, where its clock is ahead by so many minutes, and what that clock shows.
#[derive(Clone, Copy)]
struct Says<'a> {
    status: &'a dyn Fn(Option<i64>) -> Status,
    now: &'a dyn Fn() -> Option<Timestamp>,
}

/// What came of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Rounds that were not there and are now.
    pub written: usize,
    /// Rounds that were there already.
    pub there: usize,
    /// Rounds that wait for the next time.
    pub left: usize,
    /// Whether the destination refuses to overwrite.
    pub honours: Honours,
    /// Whether what had been sent was gone, so that it began from the first round again.
    pub emptied: bool,
}

/// Why sending stopped; what had been sent stays sent, and the next time goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The ledger could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The destination did not take it.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl Outbox<'_> {
    /// Sends the rounds that are not there yet, from the first, and says how the kiosk is if a round is new.
    ///
    /// `status` is asked with the minutes by which the kiosk's clock is ahead; `now` is that clock; `told` hears how many
    /// rounds of how many are done.
    ///
    /// # Errors
    /// [`Stopped`] at the first round that could not be sent; what stood in the way is noted in the ledger. A round that is not
    /// in the ledger as it was signed is left out, and told once the others are sent.
    pub fn send(
        &mut self,
        rng: &mut impl RngExt,
        status: impl Fn(Option<i64>) -> Status,
        now: impl Fn() -> Option<Timestamp>,
        told: impl Fn(usize, usize),
    ) -> Result<Sent, Stopped> {
        let mut standing = self.ledger.standing(self.url)?;
        let mut harmed = left_out(&standing);
        let sent = self.carry(&mut standing, &mut harmed, rng, Says { status: &status, now: &now }, &told);
        let left_out = (!harmed.is_empty()).then(|| trouble_with(&harmed));
        standing.trouble = match (&sent, &left_out) {
            (Err(Stopped::Trouble(alarm @ Trouble::Different(_))), _) => Some(alarm.to_kept()),
            // What is left out is remembered here, and whatever else there is shows again the next time.
            (_, Some(left_out)) => Some(left_out.to_kept()),
            (Err(Stopped::Trouble(trouble)), None) => Some(trouble.to_kept()),
            _ => None,
        };
        self.ledger.set_standing(self.url, &standing)?;
        match left_out {
            Some(left_out) if sent.is_ok() => Err(left_out.into()),
            _ => sent,
        }
    }

    fn carry(
        &mut self,
        standing: &mut Standing,
        harmed: &mut BTreeSet<Round>,
        rng: &mut impl RngExt,
        says: Says<'_>,
        told: &dyn Fn(usize, usize),
    ) -> Result<Sent, Stopped> {
        let emptied = self.is_emptied(standing, harmed, rng)?;
        if emptied {
            standing.through = None;
        }
        let links = self.ledger.links()?;
        let newest = links.last().map(|link| link.statement().place.round);
        let waits = |round: Round| standing.through.is_none_or(|through| through < round) || harmed.contains(&round);
        let waiting: Vec<_> = links.into_iter().filter(|link| waits(link.statement().place.round)).collect();
        let (all, mut written, mut honours) = (waiting.len(), 0, None);
        for (done, link) in waiting.into_iter().take(self.most).enumerate() {
            told(done, all);
            let round = match self.ledger.files_of(link) {
                Err(StoreError::NotAsSigned(round)) => {
                    harmed.insert(round);
                    standing.trouble = Some(trouble_with(harmed).to_kept());
                    standing.through = standing.through.max(Some(round));
                    continue;
                }
                round => round?,
            };
            if honours.is_none() {
                honours = Some(self.set_up(standing, rng, true)?);
            }
            let comments = comments(self.ledger, round.place.round)?;
            let put = self.patience.attempt(rng, || put_files(self.destination, &round, comments.as_deref()))?;
            written += usize::from(put == Put::Written);
            harmed.remove(&round.place.round);
            standing.through = standing.through.max(Some(round.place.round));
            self.ledger.set_standing(self.url, standing)?;
        }
        let done = all.min(self.most);
        told(done, all);
        if let Some(newest) = newest.filter(|newest| standing.announced.is_none_or(|said| said < *newest)) {
            self.announce(standing, rng, says, newest)?;
        }
        let honours = match honours {
            Some(honours) => honours,
            None => self.set_up(standing, rng, false)?,
        };
        Ok(Sent { written, there: done - written, left: all - done, honours, emptied })
    }

    /// Finds out whether the destination refuses to overwrite, each time something waits for it: what bears its address by then
    /// may be another store, or the same one set up otherwise.
    fn set_up(&mut self, standing: &mut Standing, rng: &mut impl RngExt, waits: bool) -> Result<Honours, Stopped> {
        let known = standing.honours.map(|honours| if honours { Honours::Condition } else { Honours::Nothing });
        let scratch = format!("probe/v1/{}", self.ledger.installation()?.kiosk);
        let honours = match known {
            Some(honours) if !waits => honours,
            _ => self.patience.attempt(rng, || self.destination.try_out(&scratch))?,
        };
        self.destination.trust(honours);
        standing.honours = Some(honours == Honours::Condition);
        Ok(honours)
    }

    /// Whether the round that was sent last is gone, as on another stick; one that is another's is an alarm.
    fn is_emptied(
        &mut self,
        standing: &Standing,
        left_out: &BTreeSet<Round>,
        rng: &mut impl RngExt,
    ) -> Result<bool, Stopped> {
        let Some(through) = standing.through else { return Ok(false) };
        let sent = |round: Round| round <= through && !left_out.contains(&round);
        let own = self.ledger.links()?.into_iter().rfind(|link| sent(link.statement().place.round));
        let Some(own) = own else { return Ok(false) };
        let place = own.statement().place;
        let path = format!("{}/{}", place.folder(), place.signature(own.statement().format));
        let own = own.write().into_bytes();
        // What is longer is not the own one, however long it is.
        let most = own.len() as u64 + 1;
        let mut read = || self.patience.attempt(rng, || self.destination.read(&path, most));
        match read()? {
            None => Ok(true),
            Some(found) if found == own => Ok(false),
            // An alarm only if the same other bytes come twice: what came once may be the page of a hotel's network.
            found => match read()? {
                again if again == found => Err(Trouble::Different(path).into()),
                _ => Err(Trouble::Passing(Obstacle::Unsteady(path)).into()),
            },
        }
    }

    fn announce(
        &mut self,
        standing: &mut Standing,
        rng: &mut impl RngExt,
        says: Says<'_>,
        newest: Round,
    ) -> Result<(), Stopped> {
        let path = Place::status(self.ledger.installation()?.kiosk);
        let time = Place { round: newest, kiosk: self.ledger.installation()?.kiosk }.nominal_time();
        // Twice: only what was taken tells by how much the clocks differ.
        for _ in 0..2 {
            let said = (says.status)(standing.skew);
            let bytes = serde_json::to_vec_pretty(&said).map_err(|error| Trouble::Lasting(error.to_string().into()))?;
            let before = (says.now)();
            self.patience.attempt(rng, || self.destination.replace(&path, &bytes, time))?;
            let taken = self.patience.attempt(rng, || self.destination.taken_at(&path))?;
            let skew = before.zip(taken).map(|(own, other)| (own.as_second() - other.as_second()) / 60);
            if skew == standing.skew {
                break;
            }
            standing.skew = skew;
        }
        standing.announced = Some(newest);
        Ok(())
    }
}

/// The rounds that were left out the last time because the ledger has not what was signed of them.
fn left_out(standing: &Standing) -> BTreeSet<Round> {
    match standing.trouble.as_deref().map(Trouble::of_kept) {
        Some(Trouble::Lasting(Obstacle::Harmed(rounds))) => rounds.into_iter().collect(),
        _ => BTreeSet::new(),
    }
}

fn trouble_with(harmed: &BTreeSet<Round>) -> Trouble {
    Trouble::Lasting(Obstacle::Harmed(harmed.iter().copied().collect()))
}

/// Puts the files of a round where they belong. The signature goes last: where it is, the round is whole. A spill that is
/// gone then was destroyed, and stays so.
///
/// # Errors
/// [`Trouble`] if one of them was not taken.
pub fn put_round(destination: &dyn Destination, round: &RoundFiles) -> Result<Put, Trouble> {
    put_files(destination, round, None)
}

fn put_files(destination: &dyn Destination, round: &RoundFiles, comments: Option<&[u8]>) -> Result<Put, Trouble> {
    let folder = round.place.folder();
    let time = round.place.nominal_time();
    let path = |name: String| format!("{folder}/{name}");
    let spill = path(round.place.spill());
    let signature = path(round.place.signature(round.format));
    let is_signed = destination.read(&signature, 1)?.is_some();
    // What was signed was there, whole: half of it now is what somebody left of it.
    let put = |path: &str, bytes: &[u8]| {
        if is_signed { destination.create(path, bytes, time) } else { destination.finish(path, bytes, time) }
    };
    if let Some(bytes) = comments {
        put(&round.place.comments(), bytes)?;
    }
    if let Some(sealed) = &round.spill
        && (!is_signed || destination.read(&spill, 1)?.is_some())
    {
        put(&spill, sealed)?;
    }
    put(&path(round.place.file(round.format)), &round.cells)?;
    destination.finish(&signature, round.signature.write().as_bytes(), time)
}

/// The table of the comments that left in a round; none if none did. Each is sealed on its own, or none is.
fn comments(ledger: &Ledger, round: Round) -> Result<Option<Vec<u8>>, StoreError> {
    let released = ledger.comments(Some(round), Some(round))?;
    if released.is_empty() {
        return Ok(None);
    }
    let origin = ledger.origin(ledger.installation()?, round)?;
    let rows = released.iter().map(|comment| CommentRow::of(&origin, comment));
    let mut bytes = Vec::new();
    export::write_comments(Format::Csv, rows, &Options::default(), &mut bytes)
        .map_err(|_| StoreError::NotAsSigned(round))?;
    Ok(Some(bytes))
}
