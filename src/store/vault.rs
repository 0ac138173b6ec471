//! What is not yet safe: a value in memory, sealed to disk after every change.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::key::{Key, KeyFile, sync_folder};
use super::shelves::{CommentImage, CommentVault};
use super::slots::{COMMENTS, COUNTERS, Content, Side, Slots, seal, unseal};
use crate::config::Pace;
use crate::contest::Tickets;
use crate::mutant::{self, Mutant};
use crate::release::{Batch, Calendar};
use crate::tally::Tallies;
use crate::vocabulary::{PackId, Round, SiteId};

/// Everything the vault holds. Equal counters have equal bytes, whatever the order they grew in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Image {
    /// Grows by one with every flush, so that the newer of two slots can be told.
    generation: u64,
    pub(super) calendar: Calendar,
    /// The pace that the round began with.
    pub(super) pace: Pace,
    pub(super) tallies: Tallies,
    /// A cut on its way to the ledger.
    pub(super) pending: Option<PendingCut>,
    /// Where the clock of simulated data stands; real data know no time.
    pub(super) simulated_wall: Option<DateTime>,
    /// The draw tickets of each contest.
    pub(super) tickets: BTreeMap<PackId, Tickets>,
}

/// A cut that is drawn and stored, and may or may not be in the ledger yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PendingCut {
    pub(super) round: Round,
    pub(super) config_hash: String,
    pub(super) batches: Vec<Batch>,
    /// Whose kiosk it was and where it stood at the cut.
    pub(super) organisation: String,
    pub(super) site: SiteId,
    /// What was given up, sealed already, if there is a pool to seal to.
    pub(super) spill: Option<Vec<u8>>,
}

impl Image {
    pub(super) fn new(calendar: Calendar, pace: Pace, tallies: Tallies) -> Self {
        Self { generation: 0, calendar, pace, tallies, pending: None, simulated_wall: None, tickets: BTreeMap::new() }
    }

    /// Reads an image, also one that was written before there were tickets: these stand last, and none of them is one
    /// byte of nought.
    fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok().or_else(|| postcard::from_bytes(&[bytes, &[0]].concat()).ok())
    }
}

/// Something worth telling whoever looks after the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Neither slot could be opened; they were kept under this name and a fresh vault was started.
    Replaced(PathBuf),
    /// The counters were from before the newest release, as from a backup: what they held has left already, so they were
    /// kept under this name and a fresh vault was started.
    Outdated(PathBuf),
    /// The comments could not be opened; they were kept under this name, and the counters are as they were.
    CommentsReplaced(PathBuf),
    /// One slot was broken or older, as after a power cut; it was mended from the other.
    Mended,
}

/// How the vault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Both slots hold the newest image.
    Whole,
    /// One slot could not be written; the next flush tries again.
    OneSlot,
}

/// The vault, locked by this process.
pub(super) struct Vault {
    keys: KeyFile,
    key: Key,
    slots: Slots,
    image: Image,
    comments: CommentVault,
    /// Whether no comment is there and none can come, so that their image need not be written with every visit.
    comments_rest: bool,
    /// The newest sealed bytes that are durable: what is gone back to when a flush fails.
    sealed: Vec<u8>,
    /// Whether the key file still holds the key before this one, for the sake of a slot that could not be written.
    unsettled: bool,
    _lock: File,
}

impl Vault {
    /// Opens the vault in `folder`, or starts one with `fresh`, which is told the newest round that left. A vault that knows
    /// nothing of that round would release its answers a second time, with noise drawn anew.
    pub(super) fn open(
        folder: &Path,
        rng: &mut impl CryptoRng,
        released: impl FnOnce() -> Result<Option<Round>, StoreError>,
        fresh: impl Fn(Option<Round>) -> Image,
    ) -> Result<(Self, Option<Notice>), StoreError> {
        let lock = lock(folder)?;
        let released = released()?;
        let fresh = || fresh(released);
        let keys = KeyFile::in_folder(folder);
        let slots = Slots::open(folder, COUNTERS)?;
        let known = keys.read()?;
        let contents = slots.read(&known)?;
        let images = contents.map(|content| match content {
            Content::Image(bytes) => Some(Image::read(&bytes)).ok_or(false),
            Content::Empty => Err(true),
            Content::Damaged => Err(false),
        });
        let [a, b] = images;
        let both_empty = matches!((&a, &b), (Err(true), Err(true)));
        let [a, b] = [a.ok().flatten(), b.ok().flatten()];
        let (image, stale, notice) = match (a, b) {
            (Some(a), Some(b)) if a.generation == b.generation => (a, None, None),
            (Some(a), Some(b)) if a.generation > b.generation => (a, Some(Side::B), Some(Notice::Mended)),
            (_, Some(b)) => (b, Some(Side::A), Some(Notice::Mended)),
            (Some(a), None) => (a, Some(Side::B), Some(Notice::Mended)),
            (None, None) if both_empty && known.is_empty() => (fresh(), None, None),
            // The power went while the vault was being started.
            (None, None) if keys.is_unfinished() => (fresh(), None, None),
            (None, None) => {
                drop(slots);
                let kept = keep_damaged(folder, &["slot-a", "slot-b", "key", "key.next"])?;
                let beside = |folder: &Path, names: &[&str]| keep_in(&kept, folder, names).map(|()| kept.clone());
                let (comments, _) = CommentVault::open(folder, &known, u64::MAX, beside)?;
                let slots = Slots::open(folder, COUNTERS)?;
                let vault = Self::start(keys, slots, (fresh(), comments), lock, rng)?;
                return Ok((vault, Some(Notice::Replaced(kept))));
            }
        };
        if released > Some(image.calendar.closed()) && !mutant::draws_again() {
            drop(slots);
            let kept = keep_damaged(folder, &[&COUNTERS[..], &COMMENTS, &["key", "key.next"]].concat())?;
            let (comments, _) = CommentVault::open(folder, &[], u64::MAX, keep_damaged)?;
            let vault = Self::start(keys, Slots::open(folder, COUNTERS)?, (fresh(), comments), lock, rng)?;
            return Ok((vault, Some(Notice::Outdated(kept))));
        }
        let (comments, kept) = CommentVault::open(folder, &known, image.generation, keep_damaged)?;
        let notice = kept.map(Notice::CommentsReplaced).or(notice);
        let Some(key) = known.into_iter().next_back() else {
            return Ok((Self::start(keys, slots, (image, comments), lock, rng)?, notice));
        };
        let sealed = vec![0; slots.length()];
        let mut vault =
            Self { keys, key, slots, image, comments, comments_rest: false, sealed, unsettled: false, _lock: lock };
        vault.slots.set_stale(stale);
        // Also settles a key that was about to take over when the power went.
        vault.flush(rng)?;
        vault.keys.settle(&vault.key)?;
        Ok((vault, notice))
    }

    fn start(
        keys: KeyFile,
        slots: Slots,
        (image, comments): (Image, CommentVault),
        lock: File,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, StoreError> {
        let key = Key::generate(rng);
        keys.announce(&key)?;
        let mut vault = Self {
            keys,
            key,
            slots,
            image,
            comments,
            comments_rest: false,
            sealed: Vec::new(),
            unsettled: false,
            _lock: lock,
        };
        vault.flush(rng)?;
        vault.keys.settle(&vault.key)?;
        Ok(vault)
    }

    pub(super) fn image(&self) -> &Image {
        &self.image
    }

    /// For changes that are made durable together by a later [`Vault::flush`].
    pub(super) fn image_mut(&mut self) -> &mut Image {
        &mut self.image
    }

    pub(super) fn comments(&self) -> &CommentImage {
        self.comments.image()
    }

    /// Says whether the comments' image may stay as it is until the next cut. It must depend on nothing but what is asked
    /// and on there being no comment, for a file that is written tells that it was.
    pub(super) fn set_comments_rest(&mut self, rest: bool) {
        self.comments_rest = rest;
    }

    /// For changes that are made durable together with the counters' by a later [`Vault::flush`].
    pub(super) fn comments_mut(&mut self) -> &mut CommentImage {
        self.comments.image_mut()
    }

    /// Whether every slot holds what is newest, so that the key before is needed no more.
    fn are_slots_whole(&self) -> bool {
        self.slots.are_whole() && self.comments.are_whole()
    }

    pub(super) fn health(&self) -> Health {
        if self.are_slots_whole() { Health::Whole } else { Health::OneSlot }
    }

    /// Makes the image durable.
    ///
    /// # Errors
    /// If it could not be made durable; then the image is again what it was at the last flush.
    pub(super) fn flush(&mut self, rng: &mut impl CryptoRng) -> Result<(), StoreError> {
        let key = self.key.clone();
        self.flush_with(&key, !self.comments_rest, rng)?;
        self.try_to_settle();
        Ok(())
    }

    /// Makes the image durable under a new key, and leaves nothing that the old one would open.
    pub(super) fn flush_and_rotate(&mut self, rng: &mut impl CryptoRng) -> Result<(), StoreError> {
        let next = if mutant::active(Mutant::KeyKept) { self.key.clone() } else { Key::generate(rng) };
        let announced = self.settle().and_then(|()| self.keys.announce(&next));
        if let Err(error) = announced {
            self.go_back();
            return Err(error);
        }
        // Also an image at rest is sealed anew: the old key must open nothing.
        self.flush_with(&next, true, rng)?;
        self.key = next;
        self.unsettled = true;
        self.try_to_settle();
        Ok(())
    }

    /// Gives up the key before this one, once no slot needs it.
    ///
    /// Where that fails nothing is lost, so what was made durable still counts; the next flush tries again.
    fn try_to_settle(&mut self) {
        if self.are_slots_whole() {
            let _ = self.settle();
        }
    }

    /// Makes the current key the only one on disk.
    fn settle(&mut self) -> Result<(), StoreError> {
        if self.unsettled {
            self.keys.settle(&self.key)?;
            self.unsettled = false;
        }
        Ok(())
    }

    fn flush_with(&mut self, key: &Key, with_comments: bool, rng: &mut impl CryptoRng) -> Result<(), StoreError> {
        self.image.generation += 1;
        let written = self.encode(key, rng).and_then(|sealed| {
            let comments = with_comments.then(|| self.comments.encode(key, self.image.generation, rng)).transpose()?;
            // The order is what keeps counters and comments together: see `shelves`.
            if let Some(comments) = &comments {
                self.comments.write_first(comments)?;
            }
            self.slots.write(&sealed)?;
            Ok((sealed, comments))
        });
        match written {
            Ok((sealed, comments)) => {
                if let Some(comments) = comments {
                    self.comments.write_second(comments);
                }
                self.sealed = sealed;
                Ok(())
            }
            Err(error) => {
                self.go_back();
                Err(error)
            }
        }
    }

    fn encode(&self, key: &Key, rng: &mut impl CryptoRng) -> Result<Vec<u8>, StoreError> {
        seal(key, &self.image, self.sealed.len(), rng)
    }

    /// Undoes what is not durable: in memory, and in a slot that may have taken it before the error.
    fn go_back(&mut self) {
        let image = unseal(&self.key, &self.sealed).and_then(|bytes| Image::read(&bytes));
        if let Some(image) = image {
            self.image = image;
            // Best effort: where this fails as well, the other slot is older and stays as it was.
            let undone = self.slots.write(&self.sealed).is_ok();
            if !undone {
                self.comments.forget(&self.key);
                return;
            }
        }
        self.comments.go_back(&self.key);
    }
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("lock");
    let file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(StoreError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::Busy(folder.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(StoreError::io("lock", &path)(error)),
    }
}

/// Moves what cannot be opened out of the way, under a name that tells no time.
fn keep_damaged(folder: &Path, names: &[&str]) -> Result<PathBuf, StoreError> {
    let mut number = 1_u32;
    while folder.join(format!("damaged-{number}")).exists() {
        number += 1;
    }
    let kept = folder.join(format!("damaged-{number}"));
    fs::create_dir(&kept).map_err(StoreError::io("create", &kept))?;
    keep_in(&kept, folder, names)?;
    Ok(kept)
}

fn keep_in(kept: &Path, folder: &Path, names: &[&str]) -> Result<(), StoreError> {
    for name in names {
        let from = folder.join(name);
        if from.exists() {
            fs::rename(&from, kept.join(name)).map_err(StoreError::io("rename", &from))?;
        }
    }
    sync_folder(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_from_before_there_were_tickets_is_read() {
        let calendar = Calendar::starting(jiff::civil::date(2026, 11, 16).at(9, 0, 0, 0));
        let image = Image::new(calendar, Pace { min_up_hours: 30, repeat_seconds: 5 }, Tallies::default());
        let bytes = postcard::to_allocvec(&image).unwrap();
        assert_eq!(bytes.last(), Some(&0), "no tickets");
        for bytes in [&bytes[..], &bytes[..bytes.len() - 1]] {
            let read = Image::read(bytes).unwrap();
            assert_eq!((read.tallies, read.tickets.len()), (image.tallies.clone(), 0));
        }
        assert!(Image::read(&bytes[..bytes.len() - 2]).is_none());
    }
}
