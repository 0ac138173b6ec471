//! All open counters of a kiosk.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::encoded::Encoded;
use super::source::Answers;
use super::{Count, Counts, Increment, Plan, Quarter, QuarterUse};
use crate::config::{PoolRecipient, Privacy};
use crate::content::{Content, Item, Pack};
use crate::mutant::{self, Mutant};
use crate::visit::Finished;
use crate::vocabulary::{CohortId, ItemId};

/// The open counters of one histogram of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    pub(crate) plan: Encoded<Plan>,
    /// Whether the item is still asked; what is left of one that is not waits for its batch or its end.
    pub(crate) active: bool,
    /// Burst visits in this round.
    pub(crate) bursts: Count,
    /// Counters a cohort; `None` is for people outside all of them.
    pub(crate) cohorts: BTreeMap<Option<CohortId>, Counts>,
    /// Cohorts with answers from when there was another pool, or none: nobody was told that this one may see them.
    pub(crate) unpooled: BTreeSet<Option<CohortId>>,
    /// The rules that a cohort's waiting answers were given under, where they are not those of the plan.
    pub(crate) promised: BTreeMap<Option<CohortId>, Privacy>,
}

impl Sheet {
    fn new(plan: Plan) -> Self {
        let mut sheet = Self {
            plan: plan.into(),
            active: true,
            bursts: Count(0),
            cohorts: BTreeMap::new(),
            unpooled: BTreeSet::new(),
            promised: BTreeMap::new(),
        };
        sheet.open_cohorts();
        sheet
    }

    /// Every cell exists from the start, so that its coming into being tells nothing.
    fn open_cohorts(&mut self) {
        let responses = self.plan.responses.len();
        let cohorts = self.plan.cohorts.iter().cloned().map(Some).chain([None]);
        for cohort in cohorts {
            self.cohorts.entry(cohort).or_insert_with(|| Counts::zero(responses));
        }
    }

    /// Forgets what does not matter any more once the counters are zero.
    pub(crate) fn settle(&mut self) {
        let Self { cohorts, unpooled, promised, .. } = self;
        let waits = |cohort: &Option<CohortId>| cohorts.get(cohort).is_some_and(|counts| !counts.is_empty());
        unpooled.retain(waits);
        promised.retain(|cohort, _| waits(cohort));
    }

    /// The rules that each cohort's answers leave by: the more careful of the plan's and those they were given under.
    pub(crate) fn rules(&self) -> BTreeMap<Option<CohortId>, Privacy> {
        let privacy = self.plan.privacy;
        let promised = |cohort| self.promised.get(cohort).filter(|_| !mutant::active(Mutant::RulesAtOnce));
        let rules = |cohort| promised(cohort).map_or(privacy, |promised| privacy.most_careful(*promised));
        self.cohorts.keys().map(|cohort| (cohort.clone(), rules(cohort))).collect()
    }

    /// Before the plan's rules give way to `next`: what waits keeps them.
    fn keep_promises(&mut self, next: Privacy) {
        let waits = |cohort: &Option<CohortId>| self.cohorts.get(cohort).is_some_and(|counts| !counts.is_empty());
        let rules = self.rules().into_iter();
        self.promised = rules.filter(|(cohort, rules)| waits(cohort) && next.most_careful(*rules) != next).collect();
    }

    fn is_untouched(&self) -> bool {
        self.bursts == Count(0) && self.cohorts.values().all(Counts::is_empty)
    }
}

/// The cells of one sheet that a visit adds to.
struct Landing {
    /// The sheet's place.
    index: usize,
    cells: Vec<usize>,
    cohort: Option<CohortId>,
}

/// All open counters of a kiosk: a value that depends on what was counted and on nothing else.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tallies {
    pub(crate) sheets: Vec<Sheet>,
    /// Hash of the privacy parameters and content that the round began with.
    pub(crate) config_hash: String,
}

impl Tallies {
    /// Zeros for everything the plans name.
    #[must_use]
    pub fn new(plans: Vec<Plan>, config_hash: String) -> Self {
        Self { sheets: plans.into_iter().map(Sheet::new).collect(), config_hash }
    }

    /// Hash of the privacy parameters and content that the round began with.
    #[must_use]
    pub fn config_hash(&self) -> &str {
        &self.config_hash
    }

    /// The pool that the round began with.
    pub(crate) fn pool(&self) -> Option<&PoolRecipient> {
        self.active().find_map(|plan| plan.pool.as_ref())
    }

    /// What is asked in this round.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Plan> {
        self.sheets.iter().filter(|sheet| sheet.active).map(|sheet| &*sheet.plan)
    }

    /// Adds a finished visit to every histogram it has the answers for; tells whether every answer found its counter.
    pub fn add(&mut self, pack: &Pack, visit: &Finished, quarter: Quarter, used: &mut QuarterUse) -> bool {
        for Landing { index, cells, cohort } in self.landings(pack, visit) {
            let Some(sheet) = self.sheets.get_mut(index) else { continue };
            if visit.burst {
                sheet.bursts.increase();
                continue;
            }
            let effective = used.is_within(quarter, (index, cohort.clone()), sheet.plan.privacy.slot_cap);
            mutant::log(&mut self.config_hash, cells.iter().filter_map(|cell| sheet.plan.responses.get(*cell)));
            if let Some(counts) = sheet.cohorts.get_mut(&cohort) {
                counts.add(&cells, effective);
            }
        }
        self.counted(pack, visit).items().count() == visit.answers.len()
    }

    /// The counters that a finished visit adds to, all of them; none if it is a burst.
    #[must_use]
    pub fn increments(&self, pack: &Pack, visit: &Finished) -> Vec<Increment> {
        let landings = if visit.burst { Vec::new() } else { self.landings(pack, visit) };
        let increments = landings.into_iter().flat_map(|Landing { index, cells, cohort }| {
            let plan = self.sheets.get(index).map(|sheet| &*sheet.plan);
            // A ranking adds several to a cell.
            let mut grown: Vec<(usize, usize)> = Vec::new();
            for cell in cells {
                match grown.iter_mut().find(|(known, _)| *known == cell) {
                    Some((_, by)) => *by += 1,
                    None => grown.push((cell, 1)),
                }
            }
            let parts = grown.into_iter().filter_map(move |(cell, by)| Some((plan?.parts(cell), by)));
            parts.map(move |(parts, by)| Increment { parts, cohort: cohort.clone(), by })
        });
        increments.collect()
    }

    /// Where a visit adds to. A noisy answer is counted in all histograms it has a place in, which share its epsilon. An
    /// exact one is counted once: in the finest table.
    fn landings(&self, pack: &Pack, visit: &Finished) -> Vec<Landing> {
        let answers = self.counted(pack, visit);
        let mut spent: BTreeSet<&ItemId> = BTreeSet::new();
        let mut landings = Vec::new();
        for joint in [true, false] {
            for (index, sheet) in self.sheets.iter().enumerate() {
                let plan = &sheet.plan;
                if !sheet.active || plan.pack != pack.id || plan.histogram.is_joint() != joint {
                    continue;
                }
                let Some(cells) = plan.cells(&answers) else { continue };
                if !plan.privacy.mechanism.is_noisy() {
                    let placed = || answers.items().map(|item| &item.id).filter(|id| plan.places(id));
                    if placed().any(|id| spent.contains(id)) {
                        continue;
                    }
                    spent.extend(placed());
                }
                let cohort = visit.cohort.clone().filter(|cohort| plan.cohorts.contains(cohort));
                landings.push(Landing { index, cells, cohort });
            }
        }
        landings
    }

    /// The answers of a visit to items that are counted exactly as they read now.
    fn counted<'a>(&self, pack: &'a Pack, visit: &'a Finished) -> Answers<'a> {
        let counted = |item: &Item| self.active().any(|plan| plan.is_for(&pack.id, item));
        let answers = visit.answers.iter().filter_map(|(id, response)| Some((pack.item(id)?, response)));
        Answers::new(answers.filter(|(item, _)| counted(item)).collect())
    }

    /// A night passes: what has grown since the last one gains a day.
    pub fn night(&mut self) {
        for counts in self.sheets.iter_mut().flat_map(|sheet| sheet.cohorts.values_mut()) {
            counts.night();
        }
    }

    /// Whether nothing has been counted.
    #[must_use]
    pub fn are_untouched(&self) -> bool {
        self.sheets.iter().all(Sheet::is_untouched)
    }

    /// Takes over the plans of a new round.
    ///
    /// What was counted under a plan that is no longer there, or under another mechanism, stays under the rules it was
    /// counted under until it is released or given up. Where other rules change, such as k, what waits goes by the more
    /// careful of both: it was promised the old ones.
    pub fn replan(&mut self, plans: Vec<Plan>, config_hash: String) {
        self.config_hash = config_hash;
        for sheet in &mut self.sheets {
            sheet.active = false;
        }
        for plan in plans {
            let same = self
                .sheets
                .iter_mut()
                .find(|sheet| sheet.plan.key() == plan.key() && sheet.plan.privacy.mechanism == plan.privacy.mechanism);
            if let Some(sheet) = same {
                sheet.active = true;
                if sheet.plan.pool != plan.pool {
                    let counted = sheet.cohorts.iter().filter(|(_, counts)| !counts.is_empty());
                    sheet.unpooled = counted.map(|(cohort, _)| cohort.clone()).collect();
                }
                sheet.keep_promises(plan.privacy);
                sheet.plan = plan.into();
                sheet.open_cohorts();
                let Sheet { plan, cohorts, .. } = sheet;
                cohorts.retain(|cohort, counts| {
                    !counts.is_empty() || cohort.as_ref().is_none_or(|cohort| plan.cohorts.contains(cohort))
                });
            } else {
                self.sheets.push(Sheet::new(plan));
            }
        }
        self.sheets.retain(|sheet| sheet.active || !sheet.is_untouched());
        self.sheets.sort_by(|left, right| left.plan.key().cmp(&right.plan.key()).then(left.active.cmp(&right.active)));
    }

    /// What of `content` may be asked in this round: items that are counted exactly as they read now.
    ///
    /// Items, cohorts and rules that changed since the round began wait for the next one.
    #[must_use]
    pub fn askable(&self, content: &Content) -> Content {
        let mut askable = content.clone();
        let planned = super::plans(content);
        for pack in &mut askable.packs {
            let id = pack.id.clone();
            pack.items.retain(|item| {
                item.responses().is_empty()
                    || planned.iter().any(|plan| {
                        plan.is_for(&id, item) && self.sheets.iter().any(|sheet| sheet.active && *sheet.plan == *plan)
                    })
            });
        }
        askable
            .packs
            .retain(|pack| pack.items.iter().any(|item| !item.responses().is_empty()) || asks_nothing(content, pack));
        askable
    }
}

/// Whether a pack had no question to begin with, as cards to read have none.
fn asks_nothing(content: &Content, pack: &Pack) -> bool {
    content.pack(&pack.id).is_some_and(|whole| whole.items.iter().all(|item| item.responses().is_empty()))
}
