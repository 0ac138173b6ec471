//! Comments that may not leave yet: an image of their own, in slots of their own, durable together with the counters.
//!
//! Both images carry the number of the flush they belong to. A flush writes one slot of the comments, then the counters,
//! then the other slot of the comments. The counters are what makes a visit count; if they did not become durable, the
//! other slot still holds the comments of the flush before, and opening goes back to it. So a visit's counters and its
//! comments are there together or not at all.
//!
//! Where a pack takes comments every flush writes both, whether or not one came: a file that changed only then would
//! tell that one did. Where none does and none is left, only cuts write this image, sealed anew under the new key.

use std::path::{Path, PathBuf};

use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::key::Key;
use super::slots::{COMMENTS, Content, Side, Slots, seal, unseal};
use crate::mutant;
use crate::release::CommentBatch;
use crate::tally::Shelves;
use crate::vocabulary::{Round, SiteId};

/// From the start there is room for this much, some 200 comments or 80 sealed twice, so that no size tells whether
/// there are any.
const LEAST: usize = 256 * 1024;

/// Everything the vault holds of comments.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CommentImage {
    /// The flush it belongs to.
    generation: u64,
    pub(super) shelves: Shelves,
    /// Comments on their way to the ledger.
    pub(super) pending: Option<PendingComments>,
}

/// Comments that a cut took out, and that may or may not be in the ledger yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PendingComments {
    pub(super) round: Round,
    pub(super) config_hash: String,
    /// Whose round it was.
    pub(super) organisation: String,
    pub(super) site: SiteId,
    pub(super) batches: Vec<CommentBatch>,
}

/// The comments' image and slots.
pub(super) struct CommentVault {
    slots: Slots,
    image: CommentImage,
    /// The newest sealed bytes that are durable.
    sealed: Vec<u8>,
}

impl CommentVault {
    /// Opens the comments that belong to the counters of flush `generation`; comments that no key opens are put aside,
    /// and where to is told.
    pub(super) fn open(
        folder: &Path,
        known: &[Key],
        generation: u64,
        put_aside: impl FnOnce(&Path, &[&str]) -> Result<PathBuf, StoreError>,
    ) -> Result<(Self, Option<PathBuf>), StoreError> {
        let mut slots = Slots::open(folder, COMMENTS)?;
        let contents = slots.read(known)?;
        let empty = contents.iter().all(|content| matches!(content, Content::Empty));
        let [a, b] = contents.map(|content| match content {
            Content::Image(bytes) => postcard::from_bytes::<CommentImage>(&bytes).ok(),
            Content::Empty | Content::Damaged => None,
        });
        // Newer than the counters are only comments whose visit was never acknowledged; they are the last resort.
        let rank = |image: &Option<CommentImage>| {
            image.as_ref().map(|image| (image.generation <= generation, image.generation))
        };
        let (image, stale) = match rank(&a).cmp(&rank(&b)) {
            std::cmp::Ordering::Less => (b, Some(Side::A)),
            std::cmp::Ordering::Equal => (a, None),
            std::cmp::Ordering::Greater => (a, Some(Side::B)),
        };
        let mut kept = None;
        let image = if let Some(image) = image {
            image
        } else {
            if !empty {
                drop(slots);
                kept = Some(put_aside(folder, &COMMENTS)?);
                slots = Slots::open(folder, COMMENTS)?;
            }
            CommentImage { generation, shelves: Shelves::default(), pending: None }
        };
        slots.set_stale(stale);
        // Also what was put away before a restart keeps its size.
        let sealed = vec![0; slots.length()];
        Ok((Self { slots, image, sealed }, kept))
    }

    pub(super) fn image(&self) -> &CommentImage {
        &self.image
    }

    pub(super) fn image_mut(&mut self) -> &mut CommentImage {
        &mut self.image
    }

    pub(super) fn are_whole(&self) -> bool {
        self.slots.are_whole()
    }

    /// Seals the image as that of flush `generation`.
    pub(super) fn encode(
        &mut self,
        key: &Key,
        generation: u64,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, StoreError> {
        self.image.generation = generation;
        mutant::leave_temporary_file(|| postcard::to_stdvec(&self.image).unwrap_or_default());
        seal(key, &self.image, self.sealed.len().max(LEAST), rng)
    }

    /// Writes what is to be there once the counters are.
    pub(super) fn write_first(&mut self, sealed: &[u8]) -> Result<(), StoreError> {
        self.slots.write_first(sealed)
    }

    /// The counters are durable: so are these comments now.
    pub(super) fn write_second(&mut self, sealed: Vec<u8>) {
        self.slots.write_second(&sealed);
        self.sealed = sealed;
    }

    /// Undoes in memory what is not durable; tells whether there is anything to go back to.
    pub(super) fn forget(&mut self, key: &Key) -> bool {
        let image = unseal(key, &self.sealed).and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let known = image.is_some();
        if let Some(image) = image {
            self.image = image;
        }
        known
    }

    /// Undoes what is not durable: in memory, and in the slot that took it. Only once the counters are undone too: while
    /// one of their slots may hold the flush that failed, its comments must be there as well.
    pub(super) fn go_back(&mut self, key: &Key) {
        if self.forget(key) && !self.are_whole() {
            // Best effort: where this fails as well, the other slot stays as it was, and opening takes that.
            let _ = self.slots.write(&self.sealed);
        }
    }
}
