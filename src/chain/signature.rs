//! A signature file: minisign's format, with the statement as its trusted comment.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{BadStatement, Digest, FileDigest, SigningKey, Statement};
use crate::vocabulary::{KEY_NAME_BYTES, PublicKey};

/// What minisign writes before a signature of a file's BLAKE2b-512.
const ALGORITHM: &[u8; 2] = b"ED";
const TRUSTED: &str = "trusted comment: ";

/// What a signature says of the file it is of: one line, which there is one way to write.
pub trait Claim: fmt::Display + FromStr<Err = BadStatement> {
    /// What the first line calls the file; nothing vouches for that line.
    const UNTRUSTED: &str;

    /// The key that the file is signed with.
    fn key(&self) -> PublicKey;

    /// The file.
    fn sha256(&self) -> Digest;
}

/// The signature of a round file.
pub type Signature = Signed<Statement>;

/// A signature file that was read; it vouches for nothing until it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<S> {
    statement: S,
    of_file: [u8; 64],
    of_statement: [u8; 64],
}

/// A signature file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// It is not of the one form that there is.
    #[error("it is not a signature that this program writes")]
    Malformed,
    /// What it says is no statement.
    #[error(transparent)]
    Statement(#[from] BadStatement),
}

/// The signature file for a file; the same each time.
#[must_use]
pub fn sign<S: Claim>(key: &SigningKey, statement: S, file: &FileDigest) -> Signed<S> {
    let of_file = key.sign(&file.blake2b);
    let of_statement = key.sign(&covered(&of_file, &statement));
    Signed { statement, of_file, of_statement }
}

/// What the second signature covers: the first one, and the trusted comment.
fn covered(of_file: &[u8; 64], statement: &impl Claim) -> Vec<u8> {
    [of_file.as_slice(), statement.to_string().as_bytes()].concat()
}

impl<S: Claim> Signed<S> {
    /// Reads a signature file.
    ///
    /// # Errors
    /// [`BadSignature`] unless the text is just what this program would have written.
    pub fn read(text: &str) -> Result<Self, BadSignature> {
        let mut lines = text.lines();
        let (_, first, trusted, second) = (lines.next(), lines.next(), lines.next(), lines.next());
        let line = trusted.and_then(|line| line.strip_prefix(TRUSTED)).ok_or(BadSignature::Malformed)?;
        let statement: S = line.parse()?;
        let decode = |line: Option<&str>| STANDARD.decode(line.unwrap_or_default()).ok();
        let of_file = decode(first)
            .and_then(|bytes| bytes.get(ALGORITHM.len() + KEY_NAME_BYTES..)?.try_into().ok())
            .ok_or(BadSignature::Malformed)?;
        let of_statement = decode(second).and_then(|bytes| bytes.try_into().ok()).ok_or(BadSignature::Malformed)?;
        let signature = Self { statement, of_file, of_statement };
        if signature.write() == text { Ok(signature) } else { Err(BadSignature::Malformed) }
    }

    /// The text of the signature file.
    #[must_use]
    pub fn write(&self) -> String {
        let of_file = [&ALGORITHM[..], &self.statement.key().name(), &self.of_file].concat();
        format!(
            "untrusted comment: {}; minisign -V checks it\n{}\n{TRUSTED}{}\n{}\n",
            S::UNTRUSTED,
            STANDARD.encode(of_file),
            self.statement,
            STANDARD.encode(self.of_statement),
        )
    }

    /// What it says.
    #[must_use]
    pub fn statement(&self) -> &S {
        &self.statement
    }

    /// Whether the key that the statement names signed the statement.
    #[must_use]
    pub fn vouches(&self) -> bool {
        self.statement.key().signed(&covered(&self.of_file, &self.statement), &self.of_statement)
    }

    /// Whether the key that the statement names signed this file.
    #[must_use]
    pub fn covers(&self, file: &FileDigest) -> bool {
        self.statement.sha256() == file.sha256 && self.statement.key().signed(&file.blake2b, &self.of_file)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::chain::{Digest, Place};
    use crate::export::Format;
    use crate::random::Random;

    const FILE: &[u8] = b"a,b\r\n1,2\r\n";

    fn signed() -> Signature {
        let key = SigningKey::generate(&mut Random::seeded(3));
        let file = FileDigest::of(FILE);
        let statement = Statement {
            place: Place { round: "2026-W47".parse().unwrap(), kiosk: Uuid::from_u128(7) },
            format: Format::Parquet,
            sha256: file.sha256,
            spill: Some(Digest::of(b"spill")),
            previous: None,
            key: key.public(),
        };
        sign(&key, statement, &file)
    }

    #[test]
    fn a_signature_vouches_for_its_file_and_statement() {
        let signature = Signature::read(&signed().write()).unwrap();
        assert_eq!(signature, signed());
        assert!(signature.vouches() && signature.covers(&FileDigest::of(FILE)));
        assert!(!signature.covers(&FileDigest::of(b"a,b\r\n1,3\r\n")));
    }

    #[test]
    fn another_implementation_of_minisign_takes_it() {
        let key = minisign_verify::PublicKey::from_base64(&signed().statement.key.to_string()).unwrap();
        let signature = minisign_verify::Signature::decode(&signed().write()).unwrap();
        key.verify(FILE, &signature, false).unwrap();
        assert_eq!(signature.trusted_comment(), signed().statement.to_string());
        assert!(key.verify(b"other", &signature, false).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,400}") {
            let _ = Signature::read(&text);
        }

        #[test]
        fn no_changed_byte_is_vouched_for(at in 0_usize..900, byte: u8) {
            let mut bytes = signed().write().into_bytes();
            let at = at % bytes.len();
            prop_assume!(bytes[at] != byte);
            bytes[at] = byte;
            let read = String::from_utf8(bytes).ok().and_then(|text| Signature::read(&text).ok());
            if let Some(changed) = read {
                prop_assert!(!(changed.vouches() && changed.covers(&FileDigest::of(FILE))));
            }
        }
    }
}
