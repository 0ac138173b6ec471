//! Comments sealed to people's keys with `age`, layer by layer: who opens one layer finds the next.
//!
//! The first recipient's layer is the innermost. Every sealed text is of one length, and each layer is an ordinary age
//! file that the stock tool opens. `age` draws the keys of its layers from the system itself; nothing here reads a file.

mod layer;
mod open;

use std::str::FromStr;

pub use open::{Identities, Unopened};

use layer::{INNERMOST, seal_layer};

/// People's public keys, the innermost layer's first.
#[derive(Clone, Default)]
pub struct Recipients(Vec<age::x25519::Recipient>);

/// A key that nothing can be sealed to; 1 is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("recipient {0} is not an age public key")]
pub struct BadRecipient(pub usize);

/// A text that could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("could not seal a comment to its recipients")]
pub struct Unsealed;

impl Recipients {
    /// Takes keys as `age-keygen` prints them.
    ///
    /// # Errors
    /// [`BadRecipient`] names the first that is none.
    pub fn parse(keys: &[String]) -> Result<Self, BadRecipient> {
        let parsed = keys
            .iter()
            .zip(1..)
            .map(|(key, number)| age::x25519::Recipient::from_str(key).map_err(|_| BadRecipient(number)));
        parsed.collect::<Result<_, _>>().map(Self)
    }

    /// Whether there are none, so that nothing can be sealed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Seals a text of at most [`INNERMOST`] bytes; the length of what comes out depends on the number of layers alone.
    ///
    /// # Errors
    /// [`Unsealed`] if it is too long, or `age` could not.
    pub fn seal(&self, text: &str) -> Result<Vec<u8>, Unsealed> {
        if text.len() > INNERMOST {
            return Err(Unsealed);
        }
        let mut layers = self.0.iter();
        let first = layers.next().ok_or(Unsealed)?;
        let mut sealed = seal_layer(first, text.as_bytes(), INNERMOST, b' ')?;
        for recipient in layers {
            // Armoured, because the stock tool lets white space follow an armoured file and nothing follow a bare one.
            let inner = layer::armour(&sealed)?;
            sealed = seal_layer(recipient, inner.as_bytes(), inner.len(), b'\n')?;
        }
        Ok(sealed)
    }
}

impl std::fmt::Debug for Recipients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recipients({})", self.0.len())
    }
}

/// What is sealed, as one line of text for tables: base64 of the age file.
#[must_use]
pub fn to_line(sealed: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(sealed)
}

/// The age file of a line; `None` if the line is something else, such as a comment in clear.
#[must_use]
pub fn from_line(line: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(line.trim()).ok()?;
    bytes.starts_with(layer::BEGINNING).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret;

    use super::*;

    fn key() -> (String, String) {
        let identity = age::x25519::Identity::generate();
        (identity.to_public().to_string(), identity.to_string().expose_secret().to_owned())
    }

    #[test]
    fn every_layer_needs_its_own_key() {
        let ((hr, hr_secret), (council, council_secret)) = (key(), key());
        let recipients = Recipients::parse(&[hr, council]).unwrap();
        let sealed = recipients.seal("the oven again").unwrap();
        let both = Identities::parse([council_secret.as_str(), &hr_secret]).unwrap();
        assert_eq!(both.open(&sealed).unwrap().as_str(), "the oven again");
        assert_eq!(Identities::parse([hr_secret.as_str()]).unwrap().open(&sealed), Err(Unopened::Layer(1)));
        assert_eq!(Identities::parse([council_secret.as_str()]).unwrap().open(&sealed), Err(Unopened::Layer(2)));
    }

    #[test]
    fn all_sealed_texts_are_of_one_length() {
        let recipients = Recipients::parse(&[key().0, key().0]).unwrap();
        let length = recipients.seal("").unwrap().len();
        for round in 0..200 {
            let text = "ä".repeat(round);
            assert_eq!(recipients.seal(&text).unwrap().len(), length);
        }
    }

    #[test]
    fn what_is_no_key_is_told_by_its_place() {
        let good = key().0;
        let mut bad = good.clone();
        bad.replace_range(20..21, if &bad[20..21] == "q" { "p" } else { "q" });
        assert_eq!(Recipients::parse(&[good, bad]).unwrap_err(), BadRecipient(2));
    }

    #[test]
    fn lines_that_are_not_sealed_are_told_apart() {
        let sealed = Recipients::parse(&[key().0]).unwrap().seal("x").unwrap();
        assert_eq!(from_line(&to_line(&sealed)), Some(sealed));
        assert_eq!(from_line("more breaks please"), None);
        assert_eq!(from_line("YWdl"), None);
    }
}
