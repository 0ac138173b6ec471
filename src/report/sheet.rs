//! What the report is made from: released batches with where they come from.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::figure::Shared;
use super::merged::{Counts, Merged, Table};
use super::weeks::Weeks;
use crate::export::Origin;
use crate::release::Batch;
use crate::stats::{self, Design, Noise};
use crate::tally::Histogram;
use crate::vocabulary::{ItemId, PackId, Round, SiteId};

/// One released batch and the kiosk it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The kiosk.
    pub origin: Origin,
    /// The batch.
    pub batch: Batch,
}

/// Two different batches under one id: a file was altered or made up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the batch {batch} of {round} at {site} is there twice, and not the same both times: one was altered")]
pub struct Contradiction {
    batch: uuid::Uuid,
    round: Round,
    site: SiteId,
}

/// Puts the sheets of several kiosks together, each batch once.
///
/// # Errors
/// [`Contradiction`] where a batch is there twice with different counts.
pub fn gather(sheets: impl IntoIterator<Item = Sheet>) -> Result<Vec<Sheet>, Contradiction> {
    let mut known: BTreeMap<uuid::Uuid, Sheet> = BTreeMap::new();
    for sheet in sheets {
        let id = sheet.batch.id();
        match known.get(&id) {
            Some(there) if *there != sheet => {
                let (round, site) = (sheet.batch.round(), sheet.origin.site);
                return Err(Contradiction { batch: id, round, site });
            }
            Some(_) => {}
            None => {
                known.insert(id, sheet);
            }
        }
    }
    Ok(known.into_values().collect())
}

/// Tables of one question that are looked at together.
#[derive(Debug, Clone)]
pub(super) struct Sheets<'m> {
    merged: &'m Merged,
    tables: Vec<&'m Table>,
    /// One cohort alone, by its number.
    cohort: Option<u32>,
    /// The rounds of each site, once they were looked up.
    weeks: OnceCell<BTreeMap<u32, Weeks>>,
}

/// What the tables of some question come to.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    pub(super) counts: stats::Histogram,
    /// How the same people's answers in several rounds widen what is known.
    pub(super) design: Design,
    pub(super) from: Round,
    pub(super) to: Round,
    /// Rounds of the site with most of them, which the design is made of.
    most: usize,
}

impl Sum {
    /// The same without some of its answers; none if nothing is left.
    ///
    /// How many are left is known only with the noise in what is taken away, which is added to that in every count.
    pub(super) fn without(mut self, left_out: &stats::Count) -> Option<Self> {
        let left = i64::try_from(self.counts.n).ok()?.saturating_sub(left_out.count);
        self.counts.n = u64::try_from(left).ok().filter(|left| *left > 0)?;
        self.counts.noise = self.counts.noise.plus(&left_out.noise);
        Some(self)
    }
}

/// What single sites come to, and all of them but one.
#[derive(Debug, Clone)]
pub(super) struct BySite<'m> {
    sites: BTreeMap<&'m str, (&'m Shared, Sum)>,
    all: Option<Sum>,
    /// The most rounds of a site, and of any other than that.
    most: [(usize, Option<&'m str>); 2],
}

impl<'m> BySite<'m> {
    fn new(sites: BTreeMap<&'m str, (&'m Shared, Sum)>) -> Self {
        let mut all: Option<Sum> = None;
        let mut most = [(0, None); 2];
        for (site, (_, sum)) in &sites {
            match &mut all {
                None => all = Some(sum.clone()),
                Some(all) => {
                    all.counts.add(&sum.counts);
                    (all.from, all.to) = (all.from.min(sum.from), all.to.max(sum.to));
                }
            }
            if sum.most > most[0].0 {
                most = [(sum.most, Some(*site)), most[0]];
            } else if sum.most > most[1].0 {
                most[1] = (sum.most, Some(*site));
            }
        }
        Self { sites, all, most }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'m Shared, &Sum)> {
        self.sites.values().map(|(site, sum)| (*site, sum))
    }

    pub(super) fn get(&self, site: &str) -> Option<&Sum> {
        self.sites.get(site).map(|(_, sum)| sum)
    }

    /// All sites but one; none if there is no other.
    pub(super) fn others(&self, site: &str) -> Option<Sum> {
        let mut others = self.all.clone()?;
        if let Some(own) = self.get(site) {
            if self.sites.len() == 1 {
                return None;
            }
            for (cell, own) in others.counts.cells.iter_mut().zip(&own.counts.cells) {
                *cell -= own;
            }
            others.counts.n -= own.counts.n;
            others.counts.noise = others.counts.noise.less(&own.counts.noise);
        }
        let [(first, whose), (second, _)] = self.most;
        others.most = if whose == Some(site) { second } else { first };
        others.design = Design::of_rounds(others.most.max(1));
        Some(others)
    }
}

impl<'m> Sheets<'m> {
    /// Those of one question, whatever was counted of it.
    pub(super) fn of(merged: &'m Merged, pack: &PackId, item: &ItemId) -> Self {
        let of = |table: &&Table| {
            let pairs_it = matches!(&table.histogram, Histogram::Pair(other) if other == item);
            table.pack == *pack && (table.item == *item || pairs_it)
        };
        let tables = merged.tables.iter().filter(of).filter(|table| !table.rounds.is_empty()).collect();
        Self { merged, tables, cohort: None, weeks: OnceCell::new() }
    }

    /// Those tables for which `keep` is true.
    pub(super) fn only(&self, keep: impl Fn(&Table) -> bool) -> Self {
        let tables = self.tables.iter().copied().filter(|table| keep(table)).collect();
        Self { merged: self.merged, tables, cohort: self.cohort, weeks: OnceCell::new() }
    }

    /// Those of one cohort.
    pub(super) fn of_cohort(&self, cohort: &str) -> Self {
        let number = self.merged.cohorts.find(cohort).unwrap_or(u32::MAX);
        Self { merged: self.merged, tables: self.tables.clone(), cohort: Some(number), weeks: OnceCell::new() }
    }

    /// Of each histogram, the tables of the wording that was released last: a changed question is another question.
    pub(super) fn newest_wording(&self) -> Self {
        type Wordings<'t> = BTreeMap<(u32, &'t str), u64>;
        let mut released: BTreeMap<(&ItemId, &Histogram), Wordings<'_>> = BTreeMap::new();
        for (table, (week, _), counts) in self.in_weeks() {
            let wordings = released.entry((&table.item, &table.histogram)).or_default();
            *wordings.entry((week, &table.item_hash)).or_default() += counts.n;
        }
        let newest: BTreeMap<_, &str> = released
            .iter()
            .filter_map(|(of, wordings)| {
                // In one round that with most answers, and of two with as many that with the larger hash.
                let last = wordings.iter().max_by_key(|((week, hash), n)| (*week, **n, *hash))?;
                Some((*of, last.0.1))
            })
            .collect();
        self.only(|table| newest.get(&(&table.item, &table.histogram)).is_some_and(|hash| *hash == table.item_hash))
    }

    fn wanted(&self, cohort: u32) -> bool {
        self.cohort.is_none_or(|wanted| wanted == cohort)
    }

    /// All counts by round.
    fn in_weeks(&self) -> impl Iterator<Item = (&'m Table, (u32, u32), &'m Counts)> {
        let all =
            self.tables.iter().flat_map(|table| table.rounds.iter().map(move |(at, counts)| (*table, *at, counts)));
        all.filter(|(_, (_, cohort), _)| self.wanted(*cohort))
    }

    /// All counts by site.
    fn in_places(&self) -> impl Iterator<Item = (&'m Table, (u32, u32), &'m Counts)> {
        let all =
            self.tables.iter().flat_map(|table| table.places.iter().map(move |(at, counts)| (*table, *at, counts)));
        all.filter(|(_, (_, cohort), _)| self.wanted(*cohort))
    }

    /// The rounds of each site.
    fn weeks(&self) -> &BTreeMap<u32, Weeks> {
        self.weeks.get_or_init(|| {
            let mut weeks: BTreeMap<u32, Weeks> = BTreeMap::new();
            for (_, (site, _), counts) in self.in_places() {
                weeks.entry(site).or_default().add(&counts.weeks);
            }
            weeks
        })
    }

    pub(super) fn sites(&self) -> BTreeSet<&'m str> {
        self.weeks().keys().map(|site| self.merged.sites.text(*site)).collect()
    }

    pub(super) fn rounds(&self) -> BTreeSet<Round> {
        self.in_weeks().filter_map(|(_, (week, _), _)| self.merged.round(week)).collect()
    }

    pub(super) fn cohorts(&self) -> BTreeSet<&'m str> {
        self.in_weeks().map(|(_, (_, cohort), _)| self.merged.cohorts.text(cohort)).collect()
    }

    /// Adds them up, of some rounds or of all: `cell` says into which cell, if any, a response of a table goes. None if
    /// nothing is there.
    pub(super) fn sum(
        &self,
        within: Option<(Round, Round)>,
        cells: usize,
        cell: impl Fn(&Table, &str) -> Option<usize>,
    ) -> Option<Sum> {
        let weeks = within.map_or(0..usize::MAX, |(from, to)| self.merged.weeks(from, to));
        let mut sum = stats::Histogram::empty(cells);
        let mut rounds: BTreeSet<u32> = BTreeSet::new();
        for (table, places) in self.places(cells, cell) {
            for ((week, cohort), counts) in &table.rounds {
                if self.wanted(*cohort) && weeks.contains(&(*week as usize)) {
                    rounds.insert(*week);
                    sum.add(&collapsed(table, &places, counts, cells));
                }
            }
        }
        let (first, last) = (self.merged.round(*rounds.first()?)?, self.merged.round(*rounds.last()?)?);
        // The site with most rounds decides: a longer series of the same people is known less well than it looks.
        let most = self.weeks().values().map(|of| of.count(&weeks)).max().unwrap_or(1);
        Some(Sum { counts: sum, design: Design::of_rounds(most.max(1)), from: first, to: last, most })
    }

    /// Adds them up for each site, of all rounds.
    pub(super) fn by_site(&self, cells: usize, cell: impl Fn(&Table, &str) -> Option<usize>) -> BySite<'m> {
        let mut sums: BTreeMap<u32, stats::Histogram> = BTreeMap::new();
        for (table, places) in self.places(cells, cell) {
            for ((site, cohort), counts) in &table.places {
                if self.wanted(*cohort) {
                    let sum = sums.entry(*site).or_insert_with(|| stats::Histogram::empty(cells));
                    sum.add(&collapsed(table, &places, counts, cells));
                }
            }
        }
        let of_site = |(site, counts): (u32, stats::Histogram)| {
            let weeks = self.weeks().get(&site)?;
            let most = weeks.count(&(0..usize::MAX));
            let mut rounds = self.merged.of_weeks(weeks);
            let from = rounds.next()?;
            let to = rounds.next_back().unwrap_or(from);
            let sum = Sum { counts, design: Design::of_rounds(most.max(1)), from, to, most };
            let site = self.merged.sites.shared(site)?;
            Some((&**site, (site, sum)))
        };
        BySite::new(sums.into_iter().filter_map(of_site).collect())
    }

    /// Where each table's responses go.
    fn places(
        &self,
        cells: usize,
        cell: impl Fn(&Table, &str) -> Option<usize>,
    ) -> Vec<(&'m Table, Vec<Option<usize>>)> {
        let placed = |table: &Table| {
            table.responses.iter().map(|response| cell(table, response).filter(|&at| at < cells)).collect()
        };
        self.tables.iter().map(|table| (*table, placed(table))).collect()
    }
}

/// Counts with cells put together.
fn collapsed(table: &Table, places: &[Option<usize>], counts: &Counts, cells: usize) -> stats::Histogram {
    let mut sums = vec![0; cells];
    let mut draws = vec![0_u32; cells];
    for (at, (count, place)) in counts.cells.iter().zip(places).enumerate() {
        if let Some(place) = place {
            sums[*place] += count;
            draws[*place] += counts.batches_with(at);
        }
    }
    // Where several cells went into one, so did their noise; the cell with most decides for all.
    let most = draws.into_iter().max().unwrap_or(0).max(counts.batches);
    let noise = Noise::of_variance(table.cell_variance).times(most);
    stats::Histogram { cells: sums, n: counts.n, noise }
}
