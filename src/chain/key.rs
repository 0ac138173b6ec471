//! The key that somebody signs with.

use ed25519_dalek::Signer;
use rand::{CryptoRng, RngExt};
use zeroize::Zeroizing;

use crate::vocabulary::PublicKey;

const SEED_BYTES: usize = 32;

/// The key that one kiosk signs its rounds with, made at installation, or that HR signs content with; wiped from memory when it is no longer needed.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A fresh one.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self::from_seed(&Zeroizing::new(rng.random::<[u8; SEED_BYTES]>()))
    }

    /// The key that this seed stands for.
    #[must_use]
    pub fn from_seed(seed: &[u8; SEED_BYTES]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// What to keep of it.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<[u8; SEED_BYTES]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The key by which others know it.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey::of(self.0.verifying_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_seed_is_all_there_is_to_keep() {
        let key = SigningKey::generate(&mut Random::seeded(1));
        assert_eq!(SigningKey::from_seed(&key.seed()).public(), key.public());
    }
}
