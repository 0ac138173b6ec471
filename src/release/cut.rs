//! The cut itself, as `docs/anonymity.md` states it: the same for every item, decided by counts and never by values.

use rand::{Rng, RngExt};

use super::batch::{Batch, Cell, CohortLabel};
use super::noise::{Noise, cell_variance};
use super::spill::Spill;
use crate::config::{Mechanism, Privacy};
use crate::mutant::{self, Mutant};
use crate::tally::{Counts, Histogram, Plan, Sheet, Tallies};
use crate::vocabulary::{CohortId, ItemId, PackId, Round};

/// A fold must hold this many answers outside its largest source, or it would be that source with a veil.
const OUTSIDE_THE_LARGEST: u32 = 2;

/// What became of one item and cohort, in words that tell no count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It left, with this many answers.
    Released {
        /// Answers in the batch.
        n: u32,
    },
    /// It left as part of "(other)", or it waits, or there is nothing: which of these is not told.
    Waits,
}

/// What became of one histogram and cohort at a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The pack.
    pub pack: PackId,
    /// The item.
    pub item: ItemId,
    /// Which histogram of the item; none for comments.
    pub histogram: Option<Histogram>,
    /// The cohort.
    pub cohort: CohortLabel,
    /// What became of it.
    pub fate: Fate,
}

/// What one cut led to.
#[derive(Debug, Default)]
pub struct Cut {
    /// What leaves, in the order of the items' ids.
    pub batches: Vec<Batch>,
    /// Tallies given up after too many rounds; they are counted nowhere, and at most sealed to a pool.
    pub spilled: Vec<Spill>,
}

impl Cut {
    /// What there is to tell of every item and cohort that is asked.
    #[must_use]
    pub fn standings(&self, tallies: &Tallies) -> Vec<Standing> {
        let mut standings = Vec::new();
        for sheet in tallies.sheets.iter().filter(|sheet| sheet.active) {
            let mine: Vec<&Batch> = self
                .batches
                .iter()
                .filter(|batch| {
                    (&batch.pack, &batch.item, batch.item_hash.as_str(), &batch.histogram) == sheet.plan.key()
                })
                .collect();
            let fold = mine.iter().any(|batch| batch.cohort == CohortLabel::Other).then_some(CohortLabel::Other);
            for cohort in sheet.cohorts.keys().map(|cohort| label(cohort.as_ref())).chain(fold) {
                let released = mine.iter().find(|batch| batch.cohort == cohort);
                standings.push(Standing {
                    pack: sheet.plan.pack.clone(),
                    item: sheet.plan.item.clone(),
                    histogram: Some(sheet.plan.histogram.clone()),
                    cohort,
                    fate: released.map_or(Fate::Waits, |batch| Fate::Released { n: batch.n }),
                });
            }
        }
        standings
    }
}

/// Closes `round`: moves out whatever has passed its gate and sets it to zero.
///
/// "Take all": nothing partial is left behind. Noise is drawn here, once. `rng` must be the system's own generator
/// unless the data are simulated.
pub fn cut(tallies: &mut Tallies, round: Round, rng: &mut impl Rng) -> Cut {
    let mut outcome = Cut::default();
    for sheet in &mut tallies.sheets {
        let selected = select(sheet);
        let plan = &sheet.plan;
        let batches = selected.ripe.iter().map(|ripe| emit(plan, ripe, round, &tallies.config_hash, rng));
        outcome.batches.extend(batches);
        outcome.spilled.extend(selected.spilled);
    }
    outcome
}

/// Counters that have passed their gate, before noise.
pub(super) struct Ripe {
    pub(super) cohort: CohortLabel,
    pub(super) counts: Counts,
    pub(super) bursts: u32,
}

/// What a cut takes out of one sheet.
#[derive(Default)]
struct Selected {
    ripe: Vec<Ripe>,
    spilled: Vec<Spill>,
}

/// Takes out of a sheet what is ready, what can be folded and what has waited too long.
fn select(sheet: &mut Sheet) -> Selected {
    let bursts = std::mem::take(&mut sheet.bursts.0);
    let mut selected = Selected::default();
    let rules = sheet.rules();
    let Sheet { plan, cohorts, unpooled, .. } = sheet;
    let rule = |cohort: &Option<CohortId>| rules.get(cohort).copied().unwrap_or(plan.privacy);

    for (cohort, counts) in cohorts.iter_mut().filter(|(_, counts)| !counts.is_empty()) {
        if plan.stands_alone && passes(plan, &rule(cohort), counts) {
            selected.ripe.push(Ripe { cohort: label(cohort.as_ref()), counts: counts.clone(), bursts });
            if !mutant::active(Mutant::BatchesOverlap) {
                counts.clear();
            }
        } else {
            counts.grow_older();
        }
    }

    let left: Vec<_> = cohorts.iter().filter(|(_, counts)| !counts.is_empty()).collect();
    let privacy = left.iter().map(|(cohort, _)| rule(cohort)).fold(plan.privacy, Privacy::most_careful);
    if plan.stands_alone && left.len() >= 2 && left.iter().any(|(_, counts)| counts.age() >= privacy.fold_after) {
        let mut fold = Counts::zero(plan.responses.len());
        for (_, counts) in &left {
            fold.merge(counts);
        }
        let largest = left.iter().map(|(_, counts)| counts.answers()).max().unwrap_or(0);
        if passes(plan, &privacy, &fold)
            && (fold.answers() - largest >= OUTSIDE_THE_LARGEST || mutant::active(Mutant::FoldOfOne))
        {
            selected.ripe.push(Ripe { cohort: CohortLabel::Other, counts: fold, bursts });
            cohorts.values_mut().filter(|counts| !counts.is_empty()).for_each(Counts::clear);
        }
    }

    for (cohort, counts) in cohorts.iter_mut().filter(|(_, counts)| !counts.is_empty()) {
        let privacy = rule(cohort);
        if counts.age() >= privacy.expire_after && !mutant::active(Mutant::NothingExpires) {
            let pool = plan.pool.clone().filter(|_| !unpooled.contains(cohort));
            let given_up = std::mem::replace(counts, Counts::zero(plan.responses.len()));
            let plan = Plan { privacy, pool, ..Plan::clone(plan) };
            selected.spilled.push(Spill { plan, cohort: cohort.clone(), counts: given_up });
        }
    }
    sheet.settle();
    selected
}

/// Whether a batch of these may leave. Values decide only where counts leave as they are: there everybody's having
/// said the same would tell what each one said.
pub(super) fn passes(plan: &Plan, privacy: &Privacy, counts: &Counts) -> bool {
    let dissent = counts.answers().saturating_sub(plan.most_alike(counts));
    counts.effective() >= privacy.k
        && (counts.days() >= privacy.days || mutant::active(Mutant::DaysIgnored))
        && (privacy.mechanism.is_noisy() && !mutant::active(Mutant::GateSeesValues) || dissent >= privacy.dissent)
}

/// Makes a batch of what is ripe; what is noisy gets its noise here and never again.
pub(super) fn emit(plan: &Plan, ripe: &Ripe, round: Round, config_hash: &str, rng: &mut impl Rng) -> Batch {
    let (noise, epsilon, variance) = match plan.privacy.mechanism {
        Mechanism::Exact => (None, None, 0.0),
        Mechanism::DiscreteLaplace { epsilon } => {
            (Some(Noise::new(epsilon, plan.picks)), Some(epsilon.get()), cell_variance(epsilon, plan.picks))
        }
    };
    let mut cells = Vec::with_capacity(plan.responses.len());
    for (response, count) in plan.responses.iter().zip(ripe.counts.cells()) {
        let noise = noise.as_ref().map_or(0, |noise| noise.draw(rng));
        let noise = mutant::noise(noise, count, cells.is_empty());
        cells.push(Cell { response: response.clone(), count: i64::from(count).saturating_add(noise) });
    }
    Batch {
        id: uuid::Builder::from_random_bytes(rng.random()).into_uuid(),
        pack: plan.pack.clone(),
        item: plan.item.clone(),
        item_hash: plan.item_hash.clone(),
        histogram: plan.histogram.clone(),
        cohort: ripe.cohort.clone(),
        round,
        n: ripe.counts.answers(),
        mechanism: plan.privacy.mechanism,
        epsilon,
        cell_variance: variance,
        bursts: ripe.bursts,
        config_hash: config_hash.to_owned(),
        cells,
    }
}

fn label(cohort: Option<&CohortId>) -> CohortLabel {
    cohort.cloned().map_or(CohortLabel::Unstated, CohortLabel::One)
}

#[cfg(test)]
#[path = "cut_cases.rs"]
mod cases;
