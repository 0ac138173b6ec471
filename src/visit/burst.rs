//! Bursts: somebody tapping through the same thing again and again.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::vocabulary::PackId;

/// When the last visit that was counted on each pack ended, for as long as another one may come too soon after it.
///
/// What was said is not here and decides nothing: else the next person would learn whether the last one had said the
/// same, and n, which is told exactly, would hang on the value of an answer.
#[derive(Default)]
pub struct Bursts {
    counted: BTreeMap<PackId, Duration>,
}

impl Bursts {
    /// Whether a visit that ends at `ended` does so within `window` of the last one that was counted on its pack.
    ///
    /// From end to end: nobody walks up, reads and answers so fast, while whoever taps on and on does. A `window` of
    /// nothing holds no visit.
    #[must_use]
    pub fn is_burst(&self, pack: &PackId, ended: Duration, window: Duration) -> bool {
        self.counted.get(pack).is_some_and(|last| ended.saturating_sub(*last) < window)
    }

    /// Remembers a visit that was counted and ended at `ended`.
    ///
    /// Not one of a burst: measured from those, a queue of people in a hurry would be locked out for as long as it lasts.
    pub fn count(&mut self, pack: PackId, ended: Duration) {
        self.counted.insert(pack, ended);
    }

    /// Forgets what no visit can be too close to any more.
    pub fn forget(&mut self, now: Duration, window: Duration) {
        self.counted.retain(|_, ended| now.saturating_sub(*ended) < window);
    }
}
