//! What a cut gives up.

use std::fmt;

use zeroize::Zeroize;

use crate::tally::{Counts, Plan};
use crate::vocabulary::{CohortId, ItemId, PackId};

/// A tally given up after too many rounds: it is counted nowhere, and at most sealed to a pool of several sites.
///
/// It holds fewer answers than may be seen, so nothing prints, exports or compares it, and it is wiped when dropped.
pub struct Spill {
    pub(crate) plan: Plan,
    pub(crate) cohort: Option<CohortId>,
    pub(crate) counts: Counts,
}

impl Spill {
    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &PackId {
        &self.plan.pack
    }

    /// The item.
    #[must_use]
    pub fn item(&self) -> &ItemId {
        &self.plan.item
    }

    /// The cohort.
    #[must_use]
    pub fn cohort(&self) -> Option<&CohortId> {
        self.cohort.as_ref()
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        self.counts.zeroize();
    }
}

impl fmt::Debug for Spill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spill(…)")
    }
}
