//! One kiosk's counters: visits in, nights and cuts as they fall due, batches out.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, DateTime};
use rand::CryptoRng;

use super::shelves::PendingComments;
use super::signing;
use super::vault::{Image, PendingCut, Vault};
use super::{DataDirectory, Health, Installation, Kind, Ledger, Notice, StoreError};
use crate::chain::SigningKey;
use crate::clock::Clock;
use crate::content::{Content, Item, Pack};
use crate::customers::Rating;
use crate::envelope::Recipients;
use crate::mutant::{self, Mutant};
use crate::pool::{self, Parcel};
use crate::release::{Calendar, CohortLabel, Due, Fate, Recent, Standing, cut, cut_comments};
use crate::tally::{Increment, Quarter, QuarterUse, Tallies, Words, plans};
use crate::visit::Finished;
use crate::vocabulary::{ItemId, PackId, Round};

/// Powered time is kept in whole hours: finer would tell when the last visit was.
const HOUR: Duration = Duration::from_hours(1);

/// A round that was closed just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The round.
    pub round: Round,
    /// What became of every item and cohort, in words that tell no count below the threshold.
    pub standings: Vec<Standing>,
}

/// One kiosk's counters; while this is there, no other process has them open.
pub struct Counters<C, R> {
    pub(super) clock: C,
    pub(super) rng: R,
    pub(super) vault: Vault,
    pub(super) ledger: Ledger,
    signer: SigningKey,
    installation: Installation,
    pub(super) content: Arc<Content>,
    used: QuarterUse,
    /// The same for comments.
    commented: QuarterUse<(PackId, ItemId)>,
    /// Whom comments are sealed to.
    recipients: Recipients,
    /// When powered time was last looked at.
    seen: Duration,
    /// Powered time not yet counted as an hour.
    up: Duration,
}

impl<C: Clock, R: CryptoRng> Counters<C, R> {
    /// Opens a data directory, or creates it as `kind`; a cut that a crash interrupted is brought to its end.
    ///
    /// # Errors
    /// If it is in use, was written by a newer program, cannot be read or written, or is real though `kind` says
    /// simulated.
    pub fn open(
        directory: &DataDirectory,
        kind: Kind,
        content: Arc<Content>,
        clock: C,
        mut rng: R,
    ) -> Result<(Self, Option<Notice>), StoreError> {
        // Before the vault is written to: a newer program's data are left as they are, all of them.
        Ledger::refuse_newer(&directory.ledger())?;
        directory.create()?;
        // The vault first: its lock keeps a second process from creating the same ledger.
        let released = || Ledger::newest_round(&directory.ledger());
        let (vault, notice) = Vault::open(&directory.vault(), &mut rng, released, |released| {
            let calendar = Calendar::starting(clock.wall()).after(released);
            Image::new(calendar, content.kiosk.pace(), Tallies::new(plans(&content), content.hash.clone()))
        })?;
        let kiosk = uuid::Builder::from_random_bytes(rand::RngExt::random(&mut rng)).into_uuid();
        let ledger = Ledger::open(&directory.ledger(), || Installation { kiosk, kind })?;
        let installation = ledger.installation()?;
        if kind == Kind::Simulated && installation.kind == Kind::Real {
            return Err(StoreError::NotSimulated(directory.path().to_owned()));
        }
        let signer = signing::open(&directory.signing_key(), &mut rng)?;
        let seen = clock.elapsed();
        let (mut used, mut commented) = (QuarterUse::default(), QuarterUse::default());
        // A power switch must not give one person two more answers towards k each time. Simulated data know when they
        // were left, and nobody stands before them.
        if installation.kind == Kind::Real {
            let running = Quarter::of(clock.wall());
            used.spend(running);
            commented.spend(running);
        }
        let recipients = Recipients::parse(&content.kiosk.comment_recipients)?;
        let up = Duration::ZERO;
        let mut counters =
            Self { clock, rng, vault, ledger, signer, installation, content, used, commented, recipients, seen, up };
        counters.settle_cut()?;
        counters.sign()?;
        counters.take_over_content()?;
        Ok((counters, notice))
    }

    /// Which kiosk this is.
    pub fn installation(&self) -> Installation {
        self.installation
    }

    /// How the vault is.
    pub fn health(&self) -> Health {
        self.vault.health()
    }

    /// The last round that was closed here; none before the first cut.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn last_cut(&self) -> Result<Option<Round>, StoreError> {
        Ok(self.ledger.rounds()?.last().copied())
    }

    /// The Monday of the next cut; none if it is due already and waits for powered hours.
    pub fn next_cut(&self) -> Option<Date> {
        self.vault.image().calendar.next_cut(self.clock.wall())
    }

    /// The clock that nights and cuts go by.
    pub fn clock(&self) -> &C {
        &self.clock
    }

    /// The content as it was last taken in, also what waits for the next round.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// What may be asked in this round; what was changed since it began waits for the next.
    pub fn askable(&self) -> Content {
        let mut askable = self.vault.image().tallies.askable(&self.content);
        askable.kiosk.repeat_seconds = self.vault.image().pace.repeat_seconds;
        askable
    }

    /// What was released last of each item of a pack, within as many rounds as answers may wait.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn recent(&self, pack: &Pack) -> Result<Vec<Recent>, StoreError> {
        let oldest = self.clock.wall().date().checked_sub(jiff::Span::new().weeks(pack.privacy.expire_after));
        let from = oldest.ok().map(Round::of);
        Ok(Recent::of_pack(pack, &self.ledger.batches(from, None)?))
    }

    /// What customers said, as far as it was taken in here.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn customers(&self) -> Result<Vec<Rating>, StoreError> {
        self.ledger.customers()
    }

    /// Takes in changed content, for the next round; at once while the kiosk is being set up.
    ///
    /// # Errors
    /// If the counters could not be made durable.
    pub fn set_content(&mut self, content: Arc<Content>) -> Result<(), StoreError> {
        self.recipients = Recipients::parse(&content.kiosk.comment_recipients)?;
        self.content = content;
        self.take_over_content()
    }

    /// Where the clock of simulated data was left.
    pub fn simulated_wall(&self) -> Option<DateTime> {
        self.vault.image().simulated_wall
    }

    /// The counters that a visit adds one to: what a person may see of what was stored of theirs.
    pub fn increments(&self, visit: &Finished) -> Vec<Increment> {
        let pack = self.content.pack(&visit.pack);
        pack.map(|pack| self.vault.image().tallies.increments(pack, visit)).unwrap_or_default()
    }

    /// Counts a visit and makes it durable.
    ///
    /// # Errors
    /// If it could not be made durable; then it does not count.
    pub fn add(&mut self, visit: &Finished) -> Result<(), StoreError> {
        self.count(visit)?;
        self.flush()
    }

    /// Counts a visit that is made durable by a later [`Counters::flush`], together with others.
    ///
    /// # Errors
    /// If a comment could not be sealed to its recipients; then nothing of the visit counts.
    pub fn count(&mut self, visit: &Finished) -> Result<(), StoreError> {
        let quarter = Quarter::of(self.clock.wall());
        let content = Arc::clone(&self.content);
        let Some(pack) = content.pack(&visit.pack) else { return Ok(()) };
        let mut comments = Vec::with_capacity(visit.comments.len());
        for (id, comment) in &visit.comments {
            if !pack.item(id).is_some_and(Item::takes_comments) {
                continue;
            }
            let words = if self.recipients.is_empty() {
                Words::clear(comment)
            } else {
                Words::Sealed(self.recipients.seal(comment.as_str())?)
            };
            comments.push((id, words));
        }
        for (id, words) in comments {
            // A burst may be one person who goes on and on; what they wrote is kept, and fills no batch.
            let key = (pack.id.clone(), id.clone());
            let effective = !visit.burst && self.commented.is_within(quarter, key, pack.privacy.slot_cap);
            self.vault.comments_mut().shelves.add(&pack.id, id, words, effective, &mut self.rng);
        }
        mutant::remember(|| visit.answers.iter().flat_map(|(_, response)| response.positions()).sum());
        mutant::break_down(visit.comments.iter().map(|(_, comment)| comment.as_str()));
        self.vault.image_mut().tallies.add(pack, visit, quarter, &mut self.used);
        Ok(())
    }

    /// Begins a pile of paper, of which nothing counts towards k yet: when it is typed says nothing of when it was filled in.
    pub fn begin_pile(&mut self) {
        (self.used, self.commented) = (QuarterUse::default(), QuarterUse::default());
    }

    /// Makes everything that was counted durable.
    ///
    /// # Errors
    /// If it could not be made durable; then nothing since the last flush counts.
    pub fn flush(&mut self) -> Result<(), StoreError> {
        if self.installation.kind == Kind::Simulated {
            self.vault.image_mut().simulated_wall = Some(self.clock.wall());
        }
        self.vault.flush(&mut self.rng)
    }

    /// Lets time do its work: powered hours, nights, and the cuts that have fallen due, which are told.
    ///
    /// Call it about once a second; it reads and writes nothing unless an hour has passed or something is due.
    ///
    /// # Errors
    /// If something could not be made durable; it is due again at the next call.
    pub fn pass_time(&mut self) -> Result<Vec<Closed>, StoreError> {
        self.settle_cut()?;
        self.count_hours()?;
        let mut closed = Vec::new();
        while let Some(due) = self.due() {
            let wall = self.clock.wall();
            match due {
                Due::Night => {
                    let image = self.vault.image_mut();
                    image.tallies.night();
                    image.calendar.done(due, wall);
                    self.vault.comments_mut().shelves.night();
                    self.up = Duration::ZERO;
                    self.flush_time()?;
                }
                Due::Cut(round) => closed.push(self.close(round, wall)?),
            }
        }
        Ok(closed)
    }

    /// What falls due now.
    fn due(&self) -> Option<Due> {
        self.vault.image().calendar.due(self.clock.wall(), self.vault.image().pace.min_up_hours)
    }

    fn count_hours(&mut self) -> Result<(), StoreError> {
        let elapsed = self.clock.elapsed();
        self.up += elapsed.saturating_sub(self.seen);
        self.seen = elapsed;
        let mut counted = false;
        while self.up >= HOUR {
            self.up -= HOUR;
            self.vault.image_mut().calendar.hour();
            counted = true;
        }
        // Hours must survive a reboot, or a kiosk that is switched off every evening would never be due.
        if counted { self.flush_time() } else { Ok(()) }
    }

    /// Makes passed time durable; a simulation has no power cuts to lose it to, and lives years in seconds.
    fn flush_time(&mut self) -> Result<(), StoreError> {
        if self.installation.kind == Kind::Simulated { Ok(()) } else { self.flush() }
    }

    /// The cut: one flush takes the batches out of the counters and into the image, under a new key; then they go to
    /// the ledger.
    fn close(&mut self, round: Round, wall: DateTime) -> Result<Closed, StoreError> {
        let simulated = self.installation.kind == Kind::Simulated;
        let image = self.vault.image_mut();
        let config_hash = image.tallies.config_hash().to_owned();
        let pool = image.tallies.pool().cloned();
        let (organisation, site) = (self.content.kiosk.organisation.clone(), self.content.kiosk.site.clone());
        let length = pool::sealed_size(&organisation, image.tallies.active());
        let outcome = cut(&mut image.tallies, round, &mut self.rng);
        let mut standings = outcome.standings(&image.tallies);
        // Sealing fails for a key that is none, and the key was checked; were it to fail all the same, what was given
        // up would be gone, and the cut would go on.
        let spill = pool.and_then(|pool| {
            let of = (self.installation.kiosk, round, simulated);
            let parcel = Parcel::pack((&organisation, &site), of, &config_hash, &pool, outcome.spilled);
            pool::seal(&pool, parcel, length).ok()
        });
        let comments = PendingComments {
            round,
            config_hash: config_hash.clone(),
            organisation: organisation.clone(),
            site: site.clone(),
            batches: Vec::new(),
        };
        image.pending = Some(PendingCut { round, config_hash, batches: outcome.batches, organisation, site, spill });
        image.tallies.replan(plans(&self.content), self.content.hash.clone());
        image.pace = self.content.kiosk.pace();
        image.calendar.done(Due::Cut(round), wall);
        image.simulated_wall = simulated.then_some(wall);
        self.used.forget();
        self.commented.forget();
        standings.extend(self.close_comments(comments));
        if mutant::active(Mutant::SecondDraw) {
            self.ledger.record(self.vault.image().pending.as_ref(), None)?;
        }
        self.vault.flush_and_rotate(&mut self.rng)?;
        self.settle_cut()?;
        self.rest_comments();
        Ok(Closed { round, standings })
    }

    /// Takes the comments that may leave out of their shelves and says what became of each item's.
    fn close_comments(&mut self, mut pending: PendingComments) -> Vec<Standing> {
        let image = self.vault.comments_mut();
        let batches = cut_comments(&mut image.shelves, pending.round, &mut self.rng);
        image.shelves.set_rules(self.content.kiosk.comments);
        let items = self.content.packs.iter().flat_map(|pack| pack.items.iter().map(move |item| (&pack.id, item)));
        let standings = items
            .filter(|(_, item)| item.takes_comments())
            .map(|(pack, item)| {
                let batch = batches.iter().find(|batch| batch.pack() == pack && batch.item() == &item.id);
                let n = batch.map(|batch| u32::try_from(batch.n()).unwrap_or(u32::MAX));
                let fate = n.map_or(Fate::Waits, |n| Fate::Released { n });
                let (pack, item) = (pack.clone(), item.id.clone());
                Standing { pack, item, histogram: None, cohort: CohortLabel::Unstated, fate }
            })
            .collect();
        pending.batches = batches;
        image.pending = Some(pending);
        standings
    }

    /// Brings a cut that is drawn and stored into the ledger, if there is one.
    fn settle_cut(&mut self) -> Result<(), StoreError> {
        let (cut, comments) = (self.vault.image().pending.as_ref(), self.vault.comments().pending.as_ref());
        if cut.is_some() || comments.is_some() {
            self.ledger.record(cut, comments)?;
            self.sign()?;
            self.vault.image_mut().pending = None;
            self.vault.comments_mut().pending = None;
            self.vault.flush(&mut self.rng)?;
        }
        Ok(())
    }

    /// Signs what is in the ledger and not signed yet.
    fn sign(&mut self) -> Result<(), StoreError> {
        let kiosk = &self.content.kiosk;
        self.ledger.sign(&self.signer, &kiosk.organisation, &kiosk.site)
    }

    /// A tap does not wait for the comments' image where no pack takes a comment and none is there.
    fn rest_comments(&mut self) {
        let taken = self.content.packs.iter().any(|pack| pack.items.iter().any(Item::takes_comments));
        let comments = self.vault.comments();
        let none = comments.shelves.are_empty() && comments.pending.is_none();
        self.vault.set_comments_rest(none && !taken);
    }

    /// Whether the kiosk is still being set up: it has closed no round and nobody has left anything.
    ///
    /// Of later rounds only the first half is asked. Did content wait for the next cut if somebody had come and else not,
    /// then whoever publishes it in the middle of a week would be told whether somebody had.
    fn is_being_set_up(&self) -> Result<bool, StoreError> {
        let untouched = self.vault.image().tallies.are_untouched() && self.vault.comments().shelves.are_empty();
        Ok(untouched && self.last_cut()?.is_none())
    }

    /// Changed content and rules wait for the next cut, but for those of a kiosk that is being set up.
    fn take_over_content(&mut self) -> Result<(), StoreError> {
        let at_once = self.is_being_set_up()?;
        let rules = self.content.kiosk.comments;
        let mut changed = at_once && self.vault.comments().shelves.rules() != rules;
        if changed {
            self.vault.comments_mut().shelves.set_rules(rules);
        }
        // Keys that were configured after a comment came are for that comment too.
        if !self.recipients.is_empty() {
            let recipients = &self.recipients;
            changed |= self.vault.comments_mut().shelves.seal_clear(|text| recipients.seal(text))?;
        }
        if changed {
            self.vault.flush(&mut self.rng)?;
        }
        if mutant::active(Mutant::RulesAtOnce) {
            self.vault.image_mut().tallies.replan(plans(&self.content), self.content.hash.clone());
        }
        if at_once {
            let tallies = &self.vault.image().tallies;
            let fresh = Tallies::new(plans(&self.content), self.content.hash.clone());
            let pace = self.content.kiosk.pace();
            if *tallies != fresh || self.vault.image().pace != pace {
                let image = self.vault.image_mut();
                (image.tallies, image.pace) = (fresh, pace);
                self.used.forget();
                // Not `Counters::flush`: simulated data are opened before their clock is set to where they were left.
                self.vault.flush(&mut self.rng)?;
            }
        }
        self.rest_comments();
        Ok(())
    }
}
