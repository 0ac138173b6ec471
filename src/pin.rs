//! The PIN of the panel: which ones serve, and what is kept of it.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use rand::{CryptoRng, RngExt};
use zeroize::Zeroizing;

const SHORTEST: usize = 6;
const LONGEST: usize = 12;
/// Fewer different digits than this are seen at once by whoever stands near.
const FEWEST_DIFFERENT: usize = 3;
/// What RFC 9106 recommends.
const SALT_BYTES: usize = 16;

/// Why a PIN cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPin {
    /// It is too short, too long, or holds something else than digits.
    #[error("a PIN has {SHORTEST} to {LONGEST} digits and nothing else")]
    Shape,
    /// It is among those that are tried first.
    #[error(
        "this PIN is among the first that somebody would try; choose one without a pattern, such as a row or a repetition"
    )]
    Obvious,
}

/// A PIN as it is typed: digits, wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

/// Shows that there is a PIN, never which.
impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin")
    }
}

impl Pin {
    /// A PIN to set.
    ///
    /// # Errors
    /// [`BadPin`] if it is none, or one that everybody would try first.
    pub fn new(digits: &str) -> Result<Self, BadPin> {
        if !(SHORTEST..=LONGEST).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(BadPin::Shape);
        }
        if is_obvious(digits.as_bytes()) { Err(BadPin::Obvious) } else { Ok(Self(typed(digits))) }
    }

    /// Nothing typed yet.
    #[must_use]
    pub fn blank() -> Self {
        Self(typed(""))
    }

    /// How many digits there are.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// Whether there are enough digits to try.
    #[must_use]
    pub fn is_long_enough(&self) -> bool {
        self.length() >= SHORTEST
    }

    /// Whether there are as many as there can be, as a draw ticket's code has.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.length() == LONGEST
    }

    /// What was typed, where it is the code of a draw ticket.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Adds a digit, unless it is none or there are as many as a PIN may have.
    pub fn push(&mut self, digit: u8) {
        if self.length() < LONGEST && digit <= 9 {
            self.0.push(char::from(b'0' + digit));
        }
    }

    /// Takes the last digit away.
    pub fn erase(&mut self) {
        self.0.pop();
    }
}

/// With room for the longest, so that digits are never copied to grow.
fn typed(digits: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(LONGEST));
    text.push_str(digits);
    text
}

/// Few different digits, the same step all along (111111, 123456, 864208), or one part over and over (123123).
fn is_obvious(digits: &[u8]) -> bool {
    let different = (b'0'..=b'9').filter(|digit| digits.contains(digit)).count();
    let step = |pair: &[u8]| (10 + pair[1] - pair[0]) % 10;
    let mut steps = digits.windows(2).map(step);
    let first = steps.next();
    let is_row = steps.all(|step| Some(step) == first);
    let repeats = (1..=digits.len() / 2)
        .filter(|part| digits.len().is_multiple_of(*part))
        .any(|part| digits.chunks(part).all(|chunk| chunk == &digits[..part]));
    different < FEWEST_DIFFERENT || is_row || repeats
}

/// A PIN could not be turned into its hash.
#[derive(Debug, thiserror::Error)]
#[error("could not hash the PIN")]
pub struct Unhashed;

/// What is kept of a PIN: an argon2id hash, as a PHC string.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

impl std::fmt::Debug for PinHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinHash")
    }
}

impl PinHash {
    /// The hash of `pin` with a fresh salt.
    ///
    /// argon2id with 19 MiB, two passes, one lane: what OWASP's cheat sheet on storing passwords asks for, and the
    /// default of the crate. It takes tens of milliseconds, so never on the thread that draws.
    ///
    /// # Errors
    /// [`Unhashed`] if there is no memory for it.
    pub fn of(pin: &Pin, rng: &mut impl CryptoRng) -> Result<Self, Unhashed> {
        let salt: [u8; SALT_BYTES] = rng.random();
        let hash = Argon2::default().hash_password_with_salt(pin.0.as_bytes(), &salt).map_err(|_| Unhashed)?;
        Ok(Self(hash.to_string()))
    }

    /// What [`PinHash::as_str`] wrote; nothing if it is something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end();
        PasswordHash::new(text).ok().filter(|hash| hash.hash.is_some()).map(|_| Self(text.to_owned()))
    }

    /// The PHC string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the hash of `pin`; as slow as [`PinHash::of`].
    #[must_use]
    pub fn matches(&self, pin: &Pin) -> bool {
        PasswordHash::new(&self.0).is_ok_and(|hash| Argon2::default().verify_password(pin.0.as_bytes(), &hash).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn what_is_no_pin_and_what_everybody_tries_first_is_refused() {
        let refused = |digits: &str| Pin::new(digits).err();
        for digits in ["", "12345", "1234567890123", "12345a", "12 456", "１２３４５６"] {
            assert_eq!(refused(digits), Some(BadPin::Shape), "{digits}");
        }
        for digits in ["000000", "123456", "654321", "890123", "246802", "112211", "123123", "121212", "472547254725"] {
            assert_eq!(refused(digits), Some(BadPin::Obvious), "{digits}");
        }
        for digits in ["472913", "20261122", "998877", "314159265358"] {
            assert_eq!(refused(digits), None, "{digits}");
        }
    }

    #[test]
    fn a_pin_is_told_from_every_other_and_its_hash_says_how_it_was_made() {
        let (mut rng, pin) = (Random::seeded(1), Pin::new("472913").unwrap());
        let hash = PinHash::of(&pin, &mut rng).unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        assert!(hash.matches(&pin));
        for other in ["472914", "4729133", "572913"] {
            assert!(!hash.matches(&Pin::new(other).unwrap()), "{other}");
        }
        let read = PinHash::parse(&format!("{}\n", hash.as_str())).unwrap();
        assert!(read.matches(&pin));
        assert_ne!(PinHash::of(&pin, &mut rng).unwrap(), hash, "no two salts are the same");
    }

    #[test]
    fn what_is_no_hash_is_none() {
        for text in ["", "472913", "$argon2id$v=19$m=19456,t=2,p=1", "$argon2id$"] {
            assert_eq!(PinHash::parse(text), None, "{text}");
        }
    }

    #[test]
    fn typing_stops_at_the_longest_and_takes_digits_only() {
        let mut pin = Pin::blank();
        for digit in [4, 7, 2, 9, 1, 10] {
            pin.push(digit);
        }
        assert_eq!((pin.length(), pin.is_long_enough()), (5, false));
        pin.push(3);
        assert!(pin.is_long_enough());
        assert_eq!(pin, Pin::new("472913").unwrap());
        (0..20).for_each(|_| pin.push(0));
        assert_eq!(pin.length(), 12);
        (0..20).for_each(|_| pin.erase());
        assert_eq!(pin, Pin::blank());
        assert_eq!(format!("{:?}", Pin::new("472913").unwrap()), "Pin");
    }
}
