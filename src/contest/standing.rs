//! How the teams of a contest stand: by released answers and nothing else.

use crate::content::Pack;
use crate::release::Batch;
use crate::tally::Histogram;
use crate::vocabulary::{CohortId, ItemId, PackId, Round};

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

/// Released counts of one question, cohort and round: a batch, or several added up.
pub struct Part<'a> {
    /// The pack.
    pub pack: &'a PackId,
    /// The item.
    pub item: &'a ItemId,
    /// What the item said.
    pub item_hash: &'a str,
    /// What was counted of it.
    pub histogram: &'a Histogram,
    /// The cohort, as files carry it.
    pub cohort: &'a str,
    /// The round.
    pub round: Round,
    /// Whether there is noise in the counts.
    pub noisy: bool,
    /// The responses with their counts.
    pub cells: Vec<(&'a str, i64)>,
}

impl<'a> From<&'a Batch> for Part<'a> {
    fn from(batch: &'a Batch) -> Self {
        Self {
            pack: batch.pack(),
            item: batch.item(),
            item_hash: batch.item_hash(),
            histogram: batch.histogram(),
            cohort: batch.cohort().as_str(),
            round: batch.round(),
            noisy: batch.mechanism().is_noisy(),
            cells: batch.cells().iter().map(|cell| (cell.response.as_str(), cell.count)).collect(),
        }
    }
}

/// The teams of a pack's contest, the best first; teams without a release come last, in the author's order.
///
/// Only answers to questions as they read now and from the rounds of the contest count. Whoever is in no team, in one that
/// the contest does not name, or in one that was folded with others, counts for none.
#[must_use]
pub fn standings(pack: &Pack, parts: &[Part<'_>]) -> Vec<Standing> {
    let Some(contest) = &pack.contest else { return Vec::new() };
    let first = pack.schedule.from.map(Round::of);
    let last = pack.schedule.until.map(Round::of);
    let of_team = |team: &CohortId| {
        let mut standing = Standing { team: team.clone(), right: 0, answers: 0 };
        let mine = parts.iter().filter(|part| {
            part.pack == &pack.id
                && part.cohort == team.as_str()
                && first.is_none_or(|first| first <= part.round)
                && last.is_none_or(|last| part.round <= last)
                && !part.noisy
                && matches!(part.histogram, Histogram::Responses | Histogram::RestScore)
        });
        for part in mine {
            let item = pack.item(part.item).filter(|item| item.hash == part.item_hash);
            let Some(right) = item.and_then(|item| item.responses().get(item.correct()?).cloned()) else { continue };
            for (response, count) in &part.cells {
                let count = u64::try_from(*count).unwrap_or_default();
                standing.answers += count;
                // In a table of two the response stands before the bar.
                if response.split('|').next() == Some(right.as_str()) {
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
