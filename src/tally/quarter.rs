//! Quarter-hours: one person at the screen must not fill a batch alone.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::mutant::{self, Mutant};
use crate::vocabulary::CohortId;

/// What is counted apart: a histogram by its place, and a cohort.
type SheetKey = (usize, Option<CohortId>);

/// A quarter-hour of the kiosk's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    start: DateTime,
}

impl Quarter {
    /// The quarter-hour that `moment` lies in.
    #[must_use]
    pub fn of(moment: DateTime) -> Self {
        let minute = moment.minute() - moment.minute() % 15;
        let start = moment.date().at(moment.hour(), minute, 0, 0);
        Self { start }
    }
}

/// How many answers each histogram and cohort, or each item's comments, had in the current quarter-hour; never written
/// anywhere.
pub struct QuarterUse<K = SheetKey> {
    current: Option<Quarter>,
    used: BTreeMap<K, u32>,
    /// A quarter-hour that is taken as used up, for what it had is not known.
    spent: Option<Quarter>,
}

impl<K> Default for QuarterUse<K> {
    fn default() -> Self {
        Self { current: None, used: BTreeMap::new(), spent: None }
    }
}

impl<K: Ord> QuarterUse<K> {
    /// Counts one more answer in `quarter`; tells whether it is among the first `cap`.
    pub(crate) fn is_within(&mut self, quarter: Quarter, key: K, cap: u32) -> bool {
        if self.current != Some(quarter) {
            self.used.clear();
            self.current = Some(quarter);
        }
        let used = self.used.entry(key).or_insert(0);
        *used = used.saturating_add(1);
        *used <= cap && self.spent != Some(quarter) || mutant::active(Mutant::SlotCapIgnored)
    }

    /// Takes `quarter` as used up: what it had when the kiosk went off is written nowhere.
    pub(crate) fn spend(&mut self, quarter: Quarter) {
        self.spent = Some(quarter);
    }

    /// Forgets what was used: the sheets are about to change places.
    pub fn forget(&mut self) {
        self.used.clear();
    }
}
