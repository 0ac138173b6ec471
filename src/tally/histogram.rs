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
    /// The cells of [`Histogram::Enps`].
    pub(crate) const ENPS_CLASSES: [&str; 3] = ["detractor", "passive", "promoter"];

    /// The class of a 0–10 point: up to 6, 7 and 8, 9 and 10 (Reichheld 2003).
    pub(crate) fn enps_class(point: usize) -> usize {
        match point {
            0..=6 => 0,
            7 | 8 => 1,
            _ => 2,
        }
    }

    /// The histogram with this name in files.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Responses, Self::Enps].into_iter().find(|histogram| histogram.as_str() == name)
    }

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
