//! The open counters of one cohort on one histogram.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A counter that takes four bytes whatever it holds, so that a sealed image's size tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Zeroize)]
pub struct Count(pub u32);

impl Count {
    /// One more; a counter that is full stays full rather than starting again.
    pub fn increase(&mut self) {
        self.0 = self.0.saturating_add(1);
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_le_bytes().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <[u8; 4]>::deserialize(deserializer).map(|bytes| Self(u32::from_le_bytes(bytes)))
    }
}

/// The open counters of one cohort on one histogram; no field of it tells when, or what came with what.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Counts {
    /// A counter a response, in the pack's order.
    pub(crate) cells: Vec<Count>,
    /// Answers; less than the cells' sum where several responses may be picked.
    pub(crate) answers: Count,
    /// Answers among the first `slot_cap` of their quarter-hour.
    pub(crate) effective: Count,
    /// Nights at which there was something new.
    pub(crate) days: Count,
    /// Cuts this has waited through with something in it.
    pub(crate) age: Count,
    /// Whether there is something new since last night.
    pub(crate) grown: bool,
}

impl Counts {
    /// All zero, for this many responses.
    #[must_use]
    pub fn zero(responses: usize) -> Self {
        Self {
            cells: vec![Count(0); responses],
            answers: Count(0),
            effective: Count(0),
            days: Count(0),
            age: Count(0),
            grown: false,
        }
    }

    /// Adds one answer.
    pub(crate) fn add(&mut self, cells: &[usize], effective: bool) {
        for cell in cells {
            if let Some(count) = self.cells.get_mut(*cell) {
                count.increase();
            }
        }
        self.answers.increase();
        if effective {
            self.effective.increase();
        }
        self.grown = true;
    }

    /// A night passes.
    pub(crate) fn night(&mut self) {
        if std::mem::take(&mut self.grown) {
            self.days.increase();
        }
    }

    /// Everything to zero, in place.
    pub(crate) fn clear(&mut self) {
        *self = Self::zero(self.cells.len());
    }

    /// Whether nothing was ever added since the last batch.
    pub(crate) fn is_empty(&self) -> bool {
        self.answers == Count(0)
    }

    /// The largest cell.
    pub(crate) fn largest(&self) -> u32 {
        self.cells.iter().map(|count| count.0).max().unwrap_or(0)
    }

    /// Adds another cohort's counters to these, for a fold: days are the larger, the rest sums.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            mine.0 = mine.0.saturating_add(theirs.0);
        }
        self.answers.0 = self.answers.0.saturating_add(other.answers.0);
        self.effective.0 = self.effective.0.saturating_add(other.effective.0);
        self.days = self.days.max(other.days);
    }
}

/// Open counters do not print themselves.
impl std::fmt::Debug for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Counts({} cells)", self.cells.len())
    }
}
