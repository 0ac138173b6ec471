//! What several sites gave up, released together.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;

use super::batch::{Batch, CohortLabel};
use super::cut::{Ripe, emit, passes};
use super::spill::Spill;
use crate::config::Privacy;
use crate::tally::{Counts, Plan};
use crate::vocabulary::{Round, SiteId};

/// Sites that must be in it: with two, each would know the other's.
const SITES: usize = 3;
/// Answers that must be in it: the people it stands for are from places where everybody knows everybody.
const ANSWERS: u32 = 10;
/// What stands for the settings in force where the sites' differ.
const SEVERAL: &str = "(several)";

/// What one site gave up, and under which settings.
pub struct Contribution {
    /// The site.
    pub site: SiteId,
    /// The settings in force there at the cut.
    pub config_hash: String,
    /// The tally.
    pub spill: Spill,
}

/// Releases whatever is large enough of what sites gave up, all cohorts of an item together; noise is drawn here, once.
///
/// As many answers and days as each site would have asked for, and at least 10 answers from 3 sites. Where the sites'
/// rules differ the most careful ones go.
pub fn pool(contributions: &[Contribution], round: Round, rng: &mut impl Rng) -> Vec<Batch> {
    let mut groups: BTreeMap<_, Vec<&Contribution>> = BTreeMap::new();
    for contribution in contributions {
        let plan = &contribution.spill.plan;
        groups.entry((plan.key(), &plan.responses)).or_default().push(contribution);
    }
    groups.values().filter_map(|group| release(group, round, rng)).collect()
}

fn release(group: &[&Contribution], round: Round, rng: &mut impl Rng) -> Option<Batch> {
    let plan = strictest(group)?;
    let sites: BTreeSet<&SiteId> = group.iter().map(|contribution| &contribution.site).collect();
    let mut counts = Counts::zero(plan.responses.len());
    for contribution in group {
        counts.merge(&contribution.spill.counts);
    }
    if sites.len() < SITES || !passes(&plan, &plan.privacy, &counts) {
        return None;
    }
    let hashes: BTreeSet<&str> = group.iter().map(|contribution| contribution.config_hash.as_str()).collect();
    let config_hash = if hashes.len() == 1 { hashes.into_iter().next()? } else { SEVERAL };
    let ripe = Ripe { cohort: CohortLabel::Unstated, counts, bursts: 0 };
    Some(emit(&plan, &ripe, round, config_hash, rng))
}

/// One plan whose rules are at least as careful as each site's.
fn strictest(group: &[&Contribution]) -> Option<Plan> {
    let plans = || group.iter().map(|contribution| &contribution.spill.plan);
    let first = plans().next()?;
    let privacy = plans().map(|plan| plan.privacy).reduce(Privacy::most_careful)?;
    Some(Plan {
        picks: plans().map(|plan| plan.picks).max()?,
        points: plans().map(|plan| plan.points).max()?,
        privacy: Privacy { k: privacy.k.max(ANSWERS), ..privacy },
        ..first.clone()
    })
}
