//! The key by which a signer is known.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest as _, Sha256};

/// minisign names keys by eight bytes, so that a tool can tell which of several to try.
pub(crate) const KEY_NAME_BYTES: usize = 8;
/// What minisign writes before a public key.
const ALGORITHM: &[u8; 2] = b"Ed";

/// The key by which signatures are known, of a kiosk's rounds or of content: as minisign writes it, `RW…`, 56 characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

/// A text that is no public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a public key: it has 56 characters and begins with RW")]
pub struct BadKey(pub String);

impl PublicKey {
    pub(crate) fn of(key: VerifyingKey) -> Self {
        Self(key)
    }

    /// The name by which tools tell keys apart: it follows from the key, so that there is nothing more to keep.
    pub(crate) fn name(&self) -> [u8; KEY_NAME_BYTES] {
        let mut name = [0; KEY_NAME_BYTES];
        name.copy_from_slice(&Sha256::digest(self.0.as_bytes())[..KEY_NAME_BYTES]);
        name
    }

    /// Whether this key signed the message; the strict rules of RFC 8032, under which a signature has one form only.
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&ALGORITHM[..], &self.name(), self.0.as_bytes()].concat();
        f.write_str(&STANDARD.encode(bytes))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = BadKey;
    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bad = || BadKey(text.to_owned());
        let bytes = STANDARD.decode(text).map_err(|_| bad())?;
        let key: [u8; 32] =
            bytes.get(ALGORITHM.len() + KEY_NAME_BYTES..).and_then(|key| key.try_into().ok()).ok_or_else(bad)?;
        let key = Self(VerifyingKey::from_bytes(&key).map_err(|_| bad())?);
        // The one way it is written, or nothing: two texts must not be one key.
        if key.to_string() == text && !key.0.is_weak() { Ok(key) } else { Err(bad()) }
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    #[test]
    fn a_public_key_reads_back_as_it_is_written_and_in_no_other_way() {
        let key = PublicKey(SigningKey::from_bytes(&[7; 32]).verifying_key());
        let text = key.to_string();
        assert_eq!((text.len(), &text[..2]), (56, "RW"));
        assert_eq!(text.parse(), Ok(key));
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            assert!(String::from_utf8(other).unwrap().parse::<PublicKey>().is_err(), "{at}");
        }
    }
}
