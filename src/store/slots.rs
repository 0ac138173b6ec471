//! Two slots on disk that hold the same sealed image: a power cut leaves at least one whole.
//!
//! A slot is `LPVAULT` · version (1 byte) · nonce (12) · ciphertext · tag (16), a multiple of 64 KiB long. It is
//! written in place, because a file that is written anew leaves the old one's blocks behind.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rand::{CryptoRng, RngExt};
use serde::Serialize;
use zeroize::{Zeroize, Zeroizing};

use super::StoreError;
use super::key::{Key, NONCE_BYTES, TAG_BYTES, sync_folder};

const MAGIC: &[u8; 7] = b"LPVAULT";
/// The newest slot layout this program knows.
const VERSION: u8 = 1;
const HEADER: usize = MAGIC.len() + 1 + NONCE_BYTES;
/// The files of the counters.
pub(super) const COUNTERS: [&str; 2] = ["slot-a", "slot-b"];
/// The files of the comments.
pub(super) const COMMENTS: [&str; 2] = ["comments-a", "comments-b"];
/// Sizes are multiples of this, so that a size tells next to nothing.
const BLOCK: usize = 64 * 1024;
/// No kiosk asks enough for an image of this size; beyond it something is wrong.
const LARGEST: usize = 256 * 1024 * 1024;
/// The image's own length, in front of it under the seal.
const LENGTH_BYTES: usize = 4;

/// Which slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    A,
    B,
}

/// The two slots, open for writing.
pub(super) struct Slots {
    a: Slot,
    b: Slot,
    /// The slot whose content is known to be old: it is written first, so that the good one is never at risk.
    stale: Option<Side>,
}

/// One slot's file.
pub(super) struct Slot {
    path: PathBuf,
    file: File,
}

/// What a slot turned out to hold.
pub(super) enum Content {
    /// Nothing was ever written.
    Empty,
    /// Something that no key opens.
    Damaged,
    /// An image.
    Image(Zeroizing<Vec<u8>>),
}

impl Slots {
    /// Opens both files of a pair, creating them empty if they are not there.
    pub(super) fn open(folder: &Path, [a, b]: [&str; 2]) -> Result<Self, StoreError> {
        let slots = Self { a: Slot::open(&folder.join(a))?, b: Slot::open(&folder.join(b))?, stale: None };
        sync_folder(&slots.a.path)?;
        Ok(slots)
    }

    /// Opens both files for reading only, as somebody who looks and changes nothing.
    pub(super) fn open_existing(folder: &Path, [a, b]: [&str; 2]) -> Result<[Slot; 2], StoreError> {
        Ok([Slot::open_existing(&folder.join(a))?, Slot::open_existing(&folder.join(b))?])
    }

    /// What each slot holds.
    pub(super) fn read(&self, keys: &[Key]) -> Result<[Content; 2], StoreError> {
        Ok([self.a.read(keys)?, self.b.read(keys)?])
    }

    /// Notes that one slot is older than the other, or broken.
    pub(super) fn set_stale(&mut self, side: Option<Side>) {
        self.stale = side;
    }

    /// Whether both slots hold the newest image.
    pub(super) fn are_whole(&self) -> bool {
        self.stale.is_none()
    }

    /// Writes sealed bytes to one slot and then the other, each durable before the next is touched.
    ///
    /// # Errors
    /// If not even the first slot could be written: then the other one still holds what was there before. Once the
    /// first is durable the image counts; trouble with the second is remembered and mended by the next write.
    pub(super) fn write(&mut self, sealed: &[u8]) -> Result<(), StoreError> {
        self.write_first(sealed)?;
        self.write_second(sealed);
        Ok(())
    }

    /// Writes one slot only; the other holds what was there before. Until [`Slots::write_second`] says that it counts, the
    /// one that was written is the one to be written first again.
    pub(super) fn write_first(&mut self, sealed: &[u8]) -> Result<(), StoreError> {
        let first = self.first();
        self.stale = Some(first);
        self.slot(first).write(sealed)
    }

    /// Writes the slot that [`Slots::write_first`] left as it was.
    pub(super) fn write_second(&mut self, sealed: &[u8]) {
        let second = if self.first() == Side::A { Side::B } else { Side::A };
        self.stale = Some(second);
        if self.slot(second).write(sealed).is_ok() {
            self.stale = None;
        }
    }

    fn first(&self) -> Side {
        self.stale.unwrap_or(Side::A)
    }

    /// How long the longer file is: written in place, a file never gets shorter.
    pub(super) fn length(&self) -> usize {
        let length = |slot: &Slot| slot.file.metadata().map_or(0, |meta| usize::try_from(meta.len()).unwrap_or(0));
        length(&self.a).max(length(&self.b))
    }

    fn slot(&self, side: Side) -> &Slot {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }
}

impl Slot {
    fn open(path: &Path) -> Result<Self, StoreError> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(path)
            .map_err(StoreError::io("open", path))?;
        Ok(Self { path: path.to_owned(), file })
    }

    fn open_existing(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io("open", path))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// What the slot holds.
    pub(super) fn read(&self, keys: &[Key]) -> Result<Content, StoreError> {
        let length = self.file.metadata().map_err(StoreError::io("read", &self.path))?.len();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length == 0 {
            return Ok(Content::Empty);
        }
        if !length.is_multiple_of(BLOCK) {
            return Ok(Content::Damaged);
        }
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, 0).map_err(StoreError::io("read", &self.path))?;
        if &bytes[..MAGIC.len()] != MAGIC {
            return Ok(Content::Damaged);
        }
        let found = bytes[MAGIC.len()];
        if found > VERSION {
            return Err(StoreError::Newer { path: self.path.clone(), found: found.into(), known: VERSION.into() });
        }
        Ok(keys.iter().find_map(|key| unseal(key, &bytes)).map_or(Content::Damaged, Content::Image))
    }

    fn write(&self, sealed: &[u8]) -> Result<(), StoreError> {
        self.file
            .write_all_at(sealed, 0)
            .and_then(|()| self.file.sync_data())
            .map_err(StoreError::io("write", &self.path))
    }
}

/// Seals an image under a fresh nonce, padded to at least `length` and a multiple of 64 KiB.
///
/// The image is written straight into the bytes that are then encrypted in place: no other copy of it is made.
pub(super) fn seal(
    key: &Key,
    image: &impl Serialize,
    length: usize,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; NONCE_BYTES] = rng.random();
    let mut length = length.max(BLOCK);
    loop {
        let mut sealed = vec![0; length];
        sealed[..MAGIC.len()].copy_from_slice(MAGIC);
        sealed[MAGIC.len()] = VERSION;
        sealed[MAGIC.len() + 1..HEADER].copy_from_slice(&nonce);
        let (text, tag) = sealed[HEADER..].split_at_mut(length - HEADER - TAG_BYTES);
        let used = match postcard::to_slice(image, &mut text[LENGTH_BYTES..]) {
            Ok(used) => used.len(),
            Err(postcard::Error::SerializeBufferFull) if length <= LARGEST => {
                text.zeroize();
                length += BLOCK;
                continue;
            }
            Err(_) => return Err(StoreError::Seal),
        };
        let used = u32::try_from(used).map_err(|_| StoreError::Seal)?;
        text[..LENGTH_BYTES].copy_from_slice(&used.to_le_bytes());
        tag.copy_from_slice(&key.seal(nonce, text)?);
        return Ok(sealed);
    }
}

/// Opens sealed bytes; `None` if this key did not seal them.
pub(super) fn unseal(key: &Key, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let nonce = sealed.get(MAGIC.len() + 1..HEADER)?.try_into().ok()?;
    let body = sealed.get(HEADER..)?;
    let (text, tag) = body.split_at_checked(body.len().checked_sub(TAG_BYTES)?)?;
    let mut text = Zeroizing::new(text.to_vec());
    if !key.open(nonce, &mut text, tag.try_into().ok()?) {
        return None;
    }
    let length = u32::from_le_bytes(text.get(..LENGTH_BYTES)?.try_into().ok()?);
    let end = LENGTH_BYTES.checked_add(usize::try_from(length).ok()?)?;
    Some(Zeroizing::new(text.get(LENGTH_BYTES..end)?.to_vec()))
}
