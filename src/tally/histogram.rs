//! The tables one item feeds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of the tables an item's answers are counted in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Histogram {
    /// A cell a response.
    Responses,
    /// Detractors, passives and promoters of a 0–10 item, instead of its eleven points.
    Enps,
}

impl Histogram {
    /// Its name in files.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Responses => "responses",
            Self::Enps => "enps",
        }
    }
}

impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
