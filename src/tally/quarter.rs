//! Quarter-hours: one person at the screen must not fill a batch alone.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::vocabulary::CohortId;

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

/// How many answers each histogram and cohort had in the current quarter-hour; never written anywhere.
#[derive(Default)]
pub struct QuarterUse {
    current: Option<Quarter>,
    used: BTreeMap<(usize, Option<CohortId>), u32>,
}

impl QuarterUse {
    /// Counts one more answer in `quarter`; tells whether it is among the first `cap`.
    pub(crate) fn is_within(&mut self, quarter: Quarter, sheet: usize, cohort: Option<&CohortId>, cap: u32) -> bool {
        if self.current != Some(quarter) {
            self.used.clear();
            self.current = Some(quarter);
        }
        let used = self.used.entry((sheet, cohort.cloned())).or_insert(0);
        *used = used.saturating_add(1);
        *used <= cap
    }

    /// Forgets everything: the sheets are about to change places.
    pub fn forget(&mut self) {
        self.used.clear();
    }
}
