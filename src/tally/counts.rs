//! The open counters of one cohort on one histogram.

use std::fmt;

use serde::de::{Error, Visitor};
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

/// A counter of [`Counts`]: little-endian, as it is written.
type Raw = [u8; 4];

/// What stands before the cells.
#[derive(Clone, Copy)]
enum Place {
    /// Answers; less than the cells' sum where several responses may be picked.
    Answers,
    /// Answers among the first `slot_cap` of their quarter-hour.
    Effective,
    /// Nights at which there was something new.
    Days,
    /// Cuts this has waited through with something in it.
    Age,
    /// 1 if there is something new since last night.
    Grown,
}

const CELLS: usize = Place::Grown as usize + 1;

/// The open counters of one cohort on one histogram; none of them tells when, or what came with what.
///
/// They lie one after the other as they are written: every visit writes the counters of all items, and a run of bytes is
/// copied where counters of their own would be written one by one.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Counts(Vec<Raw>);

impl Counts {
    /// All zero, for this many responses.
    #[must_use]
    pub fn zero(responses: usize) -> Self {
        Self(vec![Raw::default(); CELLS + responses])
    }

    /// Adds one answer.
    pub(crate) fn add(&mut self, cells: &[usize], effective: bool) {
        for cell in cells {
            self.raise(CELLS + cell, 1);
        }
        self.raise(Place::Answers as usize, 1);
        if effective {
            self.raise(Place::Effective as usize, 1);
        }
        self.set(Place::Grown, 1);
    }

    /// A night passes.
    pub(crate) fn night(&mut self) {
        if self.get(Place::Grown) > 0 {
            self.raise(Place::Days as usize, 1);
            self.set(Place::Grown, 0);
        }
    }

    /// A cut passes without a batch.
    pub(crate) fn grow_older(&mut self) {
        self.raise(Place::Age as usize, 1);
    }

    /// Everything to zero, in place.
    pub(crate) fn clear(&mut self) {
        self.0.fill(Raw::default());
    }

    /// A counter a response, in the pack's order.
    pub(crate) fn cells(&self) -> impl ExactSizeIterator<Item = u32> {
        self.0[CELLS..].iter().map(|raw| u32::from_le_bytes(*raw))
    }

    /// Answers; less than the cells' sum where several responses may be picked.
    pub(crate) fn answers(&self) -> u32 {
        self.get(Place::Answers)
    }

    /// Answers among the first `slot_cap` of their quarter-hour.
    pub(crate) fn effective(&self) -> u32 {
        self.get(Place::Effective)
    }

    /// Nights at which there was something new.
    pub(crate) fn days(&self) -> u32 {
        self.get(Place::Days)
    }

    /// Cuts this has waited through with something in it.
    pub(crate) fn age(&self) -> u32 {
        self.get(Place::Age)
    }

    /// Whether nothing was ever added since the last batch.
    pub(crate) fn is_empty(&self) -> bool {
        self.answers() == 0
    }

    /// The largest cell.
    pub(crate) fn largest(&self) -> u32 {
        self.cells().max().unwrap_or(0)
    }

    /// Adds another cohort's counters to these, for a fold: days are the larger, age and nights to come are left as they
    /// are, the rest sums.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (place, count) in (CELLS..).zip(other.cells()) {
            self.raise(place, count);
        }
        self.raise(Place::Answers as usize, other.answers());
        self.raise(Place::Effective as usize, other.effective());
        self.set(Place::Days, self.days().max(other.days()));
    }

    fn get(&self, place: Place) -> u32 {
        u32::from_le_bytes(self.0[place as usize])
    }

    fn set(&mut self, place: Place, count: u32) {
        self.0[place as usize] = count.to_le_bytes();
    }

    /// A counter that is full stays full rather than starting again.
    fn raise(&mut self, place: usize, by: u32) {
        if let Some(raw) = self.0.get_mut(place) {
            *raw = u32::from_le_bytes(*raw).saturating_add(by).to_le_bytes();
        }
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_flattened())
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(RunOfCounts)
    }
}

struct RunOfCounts;

impl Visitor<'_> for RunOfCounts {
    type Value = Counts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the counters of one cohort, four bytes each")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Counts, E> {
        match bytes.as_chunks() {
            (counts, []) if counts.len() >= CELLS => Ok(Counts(counts.to_vec())),
            _ => Err(E::invalid_length(bytes.len(), &self)),
        }
    }
}

/// Open counters do not print themselves.
impl fmt::Debug for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Counts({} cells)", self.cells().len())
    }
}
