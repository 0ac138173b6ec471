//! What one cut of one kiosk gave up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroize;

use crate::config::PoolRecipient;
use crate::release::Spill;
use crate::tally::{Counts, Plan};
use crate::vocabulary::{CohortId, Round, SiteId};

/// What one cut of one kiosk gave up, as it is sealed.
///
/// It can be made of spills and sealed; only who holds the pool's key gets spills out of it again.
#[derive(Serialize, Deserialize)]
pub struct Parcel {
    pub(super) organisation: String,
    pub(super) site: SiteId,
    pub(super) kiosk: Uuid,
    pub(super) round: Round,
    pub(super) simulated: bool,
    pub(super) config_hash: String,
    pub(super) records: Vec<Record>,
}

/// One tally under the seal.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    plan: Plan,
    cohort: Option<CohortId>,
    counts: Counts,
}

impl Record {
    /// The largest that a tally of this plan can be: every number in it takes the same bytes, whatever it is.
    pub(super) fn of_nobody(plan: &Plan, cohort: Option<&CohortId>) -> Self {
        let plan = Plan { pool: None, ..plan.clone() };
        Self { cohort: cohort.cloned(), counts: Counts::zero(plan.responses.len()), plan }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.counts.zeroize();
    }
}

/// A parcel that was opened.
pub struct Opened {
    /// Whose kiosk it was.
    pub organisation: String,
    /// Where it stood.
    pub site: SiteId,
    /// The kiosk.
    pub kiosk: Uuid,
    /// The round.
    pub round: Round,
    /// Whether its answers were made up by a program.
    pub simulated: bool,
    /// The settings in force.
    pub config_hash: String,
    /// What was given up.
    pub spills: Vec<Spill>,
}

impl Parcel {
    /// Packs what a cut gave up for `recipient`; what was counted while there was no pool, or another, is left out and
    /// so given up for good.
    #[must_use]
    pub fn pack(
        (organisation, site): (&str, &SiteId),
        (kiosk, round, simulated): (Uuid, Round, bool),
        config_hash: &str,
        recipient: &PoolRecipient,
        spills: Vec<Spill>,
    ) -> Self {
        let records = spills
            .into_iter()
            .filter(|spill| spill.plan.pool.as_ref() == Some(recipient))
            .map(|spill| Record {
                plan: Plan { pool: None, ..spill.plan.clone() },
                cohort: spill.cohort.clone(),
                counts: spill.counts.clone(),
            })
            .collect();
        let organisation = organisation.to_owned();
        let (site, config_hash) = (site.clone(), config_hash.to_owned());
        Self { organisation, site, kiosk, round, simulated, config_hash, records }
    }

    /// The spills in it; nothing if it is not what a kiosk would have packed.
    pub(super) fn unpack(self) -> Option<Opened> {
        let Self { organisation, site, kiosk, round, simulated, config_hash, records } = self;
        let mut spills = Vec::with_capacity(records.len());
        for mut record in records {
            if record.counts.cells().len() != record.plan.responses.len() {
                return None;
            }
            let counts = std::mem::replace(&mut record.counts, Counts::zero(0));
            spills.push(Spill { plan: record.plan.clone(), cohort: record.cohort.take(), counts });
        }
        Some(Opened { organisation, site, kiosk, round, simulated, config_hash, spills })
    }
}
