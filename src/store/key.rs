//! The key of the round: 32 random bytes that are replaced at every cut, so that older images cannot be read again.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce, Tag};
use rand::{CryptoRng, RngExt};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::StoreError;
use crate::mutant::{self, Mutant};

const KEY_BYTES: usize = 32;
/// Nonce length of ChaCha20-Poly1305 (RFC 8439).
pub(super) const NONCE_BYTES: usize = 12;
/// Tag length of ChaCha20-Poly1305 (RFC 8439).
pub(super) const TAG_BYTES: usize = 16;

/// A key that seals and opens images.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct Key([u8; KEY_BYTES]);

impl Key {
    /// A fresh one.
    pub(super) fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(rng.random())
    }

    /// Encrypts `text` in place.
    pub(super) fn seal(&self, nonce: [u8; NONCE_BYTES], text: &mut [u8]) -> Result<[u8; TAG_BYTES], StoreError> {
        let cipher = ChaCha20Poly1305::new(&self.0.into());
        cipher
            .encrypt_inout_detached(&Nonce::from(nonce), &[], text.into())
            .map(Into::into)
            .map_err(|_| StoreError::Seal)
    }

    /// Decrypts `text` in place; tells whether it is what this key sealed.
    pub(super) fn open(&self, nonce: [u8; NONCE_BYTES], text: &mut [u8], tag: [u8; TAG_BYTES]) -> bool {
        let cipher = ChaCha20Poly1305::new(&self.0.into());
        cipher.decrypt_inout_detached(&Nonce::from(nonce), &[], text.into(), &Tag::from(tag)).is_ok()
    }
}

/// The key file, and the one that is there while one key takes over from another.
pub(super) struct KeyFile {
    path: PathBuf,
    next: PathBuf,
}

impl KeyFile {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join("key"), next: folder.join("key.next") }
    }

    /// The keys an image may be sealed with, the settled one first; none if there never was one.
    pub(super) fn read(&self) -> Result<Vec<Key>, StoreError> {
        let mut keys = Vec::new();
        for path in [&self.path, &self.next] {
            keys.extend(read(path)?);
        }
        Ok(keys)
    }

    /// Whether the first key was announced and never settled: then nothing sealed with it was ever acknowledged.
    pub(super) fn is_unfinished(&self) -> bool {
        self.next.exists() && !self.path.exists()
    }

    /// Makes `key` the one that counts before anything is sealed with it; the old one still opens what it sealed.
    pub(super) fn announce(&self, key: &Key) -> Result<(), StoreError> {
        write(&self.next, key)?;
        sync_folder(&self.next)
    }

    /// Makes `key` the only one, written over the old one in place, so that the old one is nowhere any more.
    pub(super) fn settle(&self, key: &Key) -> Result<(), StoreError> {
        if mutant::active(Mutant::KeyRenamed) && self.next.exists() {
            return fs::rename(&self.next, &self.path).map_err(StoreError::io("rename", &self.next));
        }
        write(&self.path, key)?;
        if self.next.exists() {
            write(&self.next, &Key([0; KEY_BYTES]))?;
            fs::remove_file(&self.next).map_err(StoreError::io("remove", &self.next))?;
        }
        sync_folder(&self.path)
    }
}

fn read(path: &Path) -> Result<Option<Key>, StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read the key", path)(error)),
    };
    let mut bytes = [0; KEY_BYTES];
    // A key that is cut short, or wiped, opens nothing; the slots then say what that means.
    let whole = file.read_exact(&mut bytes).is_ok() && bytes != [0; KEY_BYTES];
    Ok(whole.then_some(Key(bytes)))
}

fn write(path: &Path, key: &Key) -> Result<(), StoreError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(StoreError::io("open the key", path))?;
    file.write_all_at(&key.0, 0)
        .and_then(|()| (&file).flush())
        .and_then(|()| file.sync_all())
        .map_err(StoreError::io("write the key", path))
}

/// Makes a file's coming or going durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::io("make durable", folder))
}
