//! The names authors give to things, checked once and trusted afterwards.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An id that is not lower-case letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: use lower-case letters, digits and hyphens, 64 at most")]
pub struct BadId(pub String);

/// Longest id that still fits a column of a spreadsheet and a file name next to others.
const LONGEST: usize = 64;

fn check(text: &str) -> Result<(), BadId> {
    let fits = !text.is_empty()
        && text.len() <= LONGEST
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(()) } else { Err(BadId(text.to_owned())) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a text as an id.
            ///
            /// # Errors
            /// [`BadId`] unless it is 1 to 64 of `a-z`, `0-9` and `-`.
            pub fn new(text: impl Into<String>) -> Result<Self, BadId> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The id as it stands in packs and files.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A pack: the stem of its file.
    PackId
);
id!(
    /// An item within its pack.
    ItemId
);
id!(
    /// A response option within its item.
    OptionId
);
id!(
    /// A cohort the kiosk offers.
    CohortId
);
id!(
    /// A site: where a kiosk stands.
    SiteId
);
id!(
    /// An action: something the company did with what it heard.
    ActionId
);
id!(
    /// A voice or an idea that was approved for the walls.
    PostingId
);
id!(
    /// An interaction that customers rate, and employees rate the way they believe customers do.
    TouchpointId
);

impl SiteId {
    /// What stands for several sites together; no author can write it.
    #[must_use]
    pub fn pooled() -> Self {
        Self("(pooled)".to_owned())
    }
}
