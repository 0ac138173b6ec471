//! The key of a pool: to whom tallies are sealed that are too small to be released by one site.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An `age` public key, checked when it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PoolRecipient(String);

/// A text that is no `age` public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an age public key")]
pub struct BadRecipient;

impl PoolRecipient {
    /// Takes a text as a public key.
    ///
    /// # Errors
    /// [`BadRecipient`] unless it is an X25519 key as `age-keygen` prints it.
    pub fn new(text: impl Into<String>) -> Result<Self, BadRecipient> {
        let text = text.into();
        text.parse::<age::x25519::Recipient>().map_err(|_| BadRecipient)?;
        Ok(Self(text))
    }

    /// The key as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PoolRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PoolRecipient {
    type Error = BadRecipient;
    fn try_from(text: String) -> Result<Self, BadRecipient> {
        Self::new(text)
    }
}

impl From<PoolRecipient> for String {
    fn from(recipient: PoolRecipient) -> Self {
        recipient.0
    }
}
