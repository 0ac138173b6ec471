//! The slots as an attacker with the key reads them.

use std::fs;
use std::path::Path;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce, Tag};

const HEADER: usize = 8 + 12;
const TAG: usize = 16;

/// The bytes of one slot.
pub fn slot(data: &Path, name: &str) -> Vec<u8> {
    fs::read(data.join("vault").join(name)).unwrap()
}

/// What `sealed` holds under `key`, or `None` if another key sealed it.
pub fn open(key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let key: [u8; 32] = key.try_into().unwrap();
    let nonce: [u8; 12] = sealed[8..HEADER].try_into().unwrap();
    let (text, tag) = sealed[HEADER..].split_at(sealed.len() - HEADER - TAG);
    let tag: [u8; TAG] = tag.try_into().unwrap();
    let mut text = text.to_vec();
    ChaCha20Poly1305::new(&key.into())
        .decrypt_inout_detached(&Nonce::from(nonce), &[], text.as_mut_slice().into(), &Tag::from(tag))
        .ok()?;
    Some(text)
}
