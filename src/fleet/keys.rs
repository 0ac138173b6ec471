//! Whose signatures count.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use uuid::Uuid;

use crate::chain::{BadKey, PublicKey};

/// A key that somebody named, and the kiosk whose it is, if that was named as well: `PUB` or `KIOSK=PUB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The only kiosk that may sign with it; none: any.
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
pub struct Keys(Whose);

#[derive(Debug, Clone, Default)]
enum Whose {
    #[default]
    Anybodys,
    /// Each may sign for any kiosk.
    These(HashSet<PublicKey>),
    /// Each may sign for its kiosk; no other kiosk is known.
    OfKiosks(HashMap<Uuid, Vec<PublicKey>>),
}

/// Keys of which some are named with their kiosk and others are not. Each of the others could sign in the name of every kiosk that is
/// not among the first, and nobody would see it in the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("some keys are named with their kiosk, and others are not")]
pub struct Mixed {
    /// The others.
    pub without: Vec<PublicKey>,
}

impl Keys {
    /// These, if they are named with their kiosks all of them, or none of them.
    ///
    /// # Errors
    /// [`Mixed`] otherwise.
    pub fn of(named: impl IntoIterator<Item = Named>) -> Result<Self, Mixed> {
        let (mut of_kiosks, mut without) = (HashMap::<Uuid, Vec<PublicKey>>::new(), Vec::new());
        for Named { kiosk, key } in named {
            match kiosk {
                Some(kiosk) => of_kiosks.entry(kiosk).or_default().push(key),
                None => without.push(key),
            }
        }
        Ok(Self(match (of_kiosks.is_empty(), without.is_empty()) {
            (true, true) => Whose::Anybodys,
            (true, false) => Whose::These(without.into_iter().collect()),
            (false, true) => Whose::OfKiosks(of_kiosks),
            (false, false) => return Err(Mixed { without }),
        }))
    }

    /// Whether nobody said whose signatures count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Whose::Anybodys)
    }

    /// Whether a key may sign in a kiosk's name.
    pub(super) fn may_sign(&self, key: &PublicKey, kiosk: Uuid) -> bool {
        match &self.0 {
            Whose::Anybodys => true,
            Whose::These(keys) => keys.contains(key),
            Whose::OfKiosks(kiosks) => kiosks.get(&kiosk).is_some_and(|keys| keys.contains(key)),
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
        let [one, other, unknown] = [1, 2, 3].map(Uuid::from_u128);
        let named = |kiosk, seed| Named { kiosk, key: key(seed) };
        let keys = Keys::of([named(Some(one), 1), named(Some(other), 2), named(Some(one), 3)]).unwrap();
        assert!(keys.may_sign(&key(1), one) && keys.may_sign(&key(3), one) && keys.may_sign(&key(2), other));
        assert!(!keys.may_sign(&key(1), other) && !keys.may_sign(&key(2), one) && !keys.may_sign(&key(2), unknown));
        let keys = Keys::of([named(None, 1)]).unwrap();
        assert!(keys.may_sign(&key(1), one) && keys.may_sign(&key(1), other) && !keys.may_sign(&key(2), one));
        assert!(Keys::default().may_sign(&key(3), one));
        let mixed = Keys::of([named(None, 3), named(Some(one), 1), named(None, 2)]);
        assert_eq!(mixed.unwrap_err(), Mixed { without: vec![key(3), key(2)] });
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
