//! How the teams of a contest stand: by released answers and nothing else.

use crate::content::Pack;
use crate::release::{Batch, CohortLabel};
use crate::tally::Histogram;
use crate::vocabulary::{CohortId, Round};

/// A team and what was released of its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The team: a cohort of the kiosk.
    pub team: CohortId,
    /// Right answers.
    pub right: u64,
    /// Answers; 0 while nothing was released of it.
    pub answers: u64,
}

impl Standing {
    /// The share that is right; none while nothing was released.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.answers > 0).then(|| self.right as f64 / self.answers as f64)
    }
}

/// The teams of a pack's contest, the best first; teams without a release come last, in the author's order.
///
/// Only answers to questions as they read now and from the rounds of the contest count. Whoever is in no team, in one that
/// the contest does not name, or in one that was folded with others, counts for none.
#[must_use]
pub fn standings(pack: &Pack, batches: &[&Batch]) -> Vec<Standing> {
    let Some(contest) = &pack.contest else { return Vec::new() };
    let first = pack.schedule.from.map(Round::of);
    let last = pack.schedule.until.map(Round::of);
    let of_team = |team: &CohortId| {
        let mut standing = Standing { team: team.clone(), right: 0, answers: 0 };
        let mine = batches.iter().filter(|batch| {
            batch.pack() == &pack.id
                && *batch.cohort() == CohortLabel::One(team.clone())
                && first.is_none_or(|first| first <= batch.round())
                && last.is_none_or(|last| batch.round() <= last)
                && !batch.mechanism().is_noisy()
                && matches!(batch.histogram(), Histogram::Responses | Histogram::RestScore)
        });
        for batch in mine {
            let item = pack.item(batch.item()).filter(|item| item.hash == batch.item_hash());
            let Some(right) = item.and_then(|item| item.responses().get(item.correct()?).cloned()) else { continue };
            for cell in batch.cells() {
                let count = u64::try_from(cell.count).unwrap_or_default();
                standing.answers += count;
                // In a table of two the response stands before the bar.
                if cell.response.split('|').next() == Some(right.as_str()) {
                    standing.right += count;
                }
            }
        }
        standing
    };
    let mut standings: Vec<Standing> = contest.teams.iter().map(of_team).collect();
    standings.sort_by(|one, other| {
        let share = |standing: &Standing| standing.share().unwrap_or(-1.0);
        share(other).total_cmp(&share(one))
    });
    standings
}
