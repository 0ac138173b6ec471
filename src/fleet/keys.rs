//! Whose signatures count.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use uuid::Uuid;

use crate::chain::{BadKey, PublicKey};

/// A key that somebody named, and the kiosk whose it is, if that was named as well: `PUB` or `KIOSK=PUB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The only kiosk that may sign with it; none: any of which no key was named.
    pub kiosk: Option<Uuid>,
    /// The key.
    pub key: PublicKey,
}

/// A text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNamed {
    /// What stands for the key.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// What stands for the kiosk.
    #[error("`{0}` is not the number of a kiosk, which its files are named after")]
    Kiosk(String),
}

impl FromStr for Named {
    type Err = BadNamed;
    fn from_str(text: &str) -> Result<Self, BadNamed> {
        // A key is of 42 bytes, and so ends with no `=` of its own.
        let (kiosk, key) = match text.split_once('=') {
            Some((kiosk, key)) => (Some(kiosk.parse().map_err(|_| BadNamed::Kiosk(kiosk.to_owned()))?), key),
            None => (None, text),
        };
        Ok(Self { kiosk, key: key.parse()? })
    }
}

/// The keys that may sign. Where none was named, whichever signed may.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    of_kiosks: HashMap<Uuid, Vec<PublicKey>>,
    of_any: HashSet<PublicKey>,
}

impl FromIterator<Named> for Keys {
    fn from_iter<I: IntoIterator<Item = Named>>(all: I) -> Self {
        let mut keys = Self::default();
        for Named { kiosk, key } in all {
            match kiosk {
                Some(kiosk) => keys.of_kiosks.entry(kiosk).or_default().push(key),
                None => {
                    keys.of_any.insert(key);
                }
            }
        }
        keys
    }
}

impl Keys {
    /// Whether nobody said whose signatures count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_kiosks.is_empty() && self.of_any.is_empty()
    }

    /// Whether a key may sign in a kiosk's name. Of a kiosk that was named with a key, that key alone may.
    pub(super) fn may_sign(&self, key: &PublicKey, kiosk: Uuid) -> bool {
        match self.of_kiosks.get(&kiosk) {
            Some(keys) => keys.contains(key),
            None => self.is_empty() || self.of_any.contains(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::SigningKey;
    use crate::random::Random;

    fn key(seed: u64) -> PublicKey {
        SigningKey::generate(&mut Random::seeded(seed)).public()
    }

    #[test]
    fn a_key_that_is_named_with_a_kiosk_signs_for_that_one_alone_and_no_other_key_does() {
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let keys: Keys =
            [Named { kiosk: Some(one), key: key(1) }, Named { kiosk: None, key: key(2) }].into_iter().collect();
        assert!(keys.may_sign(&key(1), one) && keys.may_sign(&key(2), other));
        assert!(!keys.may_sign(&key(1), other) && !keys.may_sign(&key(2), one) && !keys.may_sign(&key(3), other));
        assert!(Keys::default().may_sign(&key(3), one));
    }

    #[test]
    fn a_key_is_read_with_its_kiosk_or_without() {
        let (kiosk, key) = (Uuid::from_u128(7), key(1));
        assert_eq!(key.to_string().parse(), Ok(Named { kiosk: None, key }));
        assert_eq!(format!("{kiosk}={key}").parse(), Ok(Named { kiosk: Some(kiosk), key }));
        assert_eq!("RWQ".parse::<Named>(), Err(BadNamed::Key(BadKey("RWQ".into()))));
        assert_eq!(format!("counter={key}").parse::<Named>(), Err(BadNamed::Kiosk("counter".into())));
    }
}
