//! What the report is drawn from: released counts added up, by site over all rounds and by round over all sites.
//!
//! Sums of integers, so that they are the same in whatever order and however often in between they are put together:
//! nothing of the report is worked out before all of them are there.

mod table;
mod views;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub(super) use table::{Counts, Table};
pub use table::{Kind, Unwritable};
pub use views::Total;

use uuid::Uuid;

use super::figure::Shared;
use super::sheet::Sheet;
use super::weeks::Weeks;
use super::{QUARTER, Span};
use crate::contest::Part;
use crate::vocabulary::{CohortId, Round, SiteId};
use table::{EXACT, NOISY};

/// Where counts come from.
#[derive(Debug, Clone, Copy)]
pub struct Whence<'a> {
    /// The site.
    pub site: &'a str,
    /// The kiosk.
    pub kiosk: Uuid,
    /// The round.
    pub round: Round,
    /// Whether a program made them up.
    pub simulated: bool,
}

/// Texts with numbers.
#[derive(Debug, Clone, Default)]
pub struct Names {
    texts: Vec<Shared>,
    known: HashMap<Shared, u32>,
}

impl Names {
    /// The number of a text, which has one from now on.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let text = Shared::from(text);
        self.texts.push(text.clone());
        self.known.insert(text, number);
        number
    }

    /// The text of a number, empty if there is none.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }

    /// The text as it is held here, for whoever keeps it.
    pub(super) fn shared(&self, number: u32) -> Option<&Shared> {
        self.texts.get(number as usize)
    }

    /// The number of a text, if it has one.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        self.known.get(text).copied()
    }

    /// The same, for which one number is the likeliest.
    #[must_use]
    pub fn find_near(&self, text: &str, likely: usize) -> Option<u32> {
        let near = self.texts.get(likely).is_some_and(|known| **known == *text);
        if near { u32::try_from(likely).ok() } else { self.find(text) }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| &**text)
    }
}

/// Whose answers of a site were counted.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    kiosk: Option<Uuid>,
    several: bool,
}

/// Released counts of a report's rounds, added up; what they were made of cannot be told from them any more.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    /// The rounds, in their order.
    rounds: Vec<Round>,
    only: Option<SiteId>,
    pub(super) tables: Vec<Table>,
    known: HashMap<Vec<u8>, usize>,
    /// By what their tables are known.
    keys: Vec<Vec<u8>>,
    /// The table that comes next if batches come in the order in which they first came.
    likely: usize,
    questions: HashMap<(String, String), usize>,
    pub(super) sites: Names,
    pub(super) cohorts: Names,
    places: BTreeMap<u32, Place>,
    /// Answers of repeated visits.
    pub(super) bursts: u64,
    pub(super) simulated: bool,
    /// The rounds that anything was released of, those that are not in here as well.
    pub(super) released: Option<Span>,
    /// Sites that anything was released at, those that are not in here as well.
    seen: BTreeSet<String>,
    now: Option<Now>,
    /// Kept to be filled again.
    key: Vec<u8>,
    cells: Vec<(usize, i64, u32)>,
}

/// The kiosk and round whose batches are being added.
#[derive(Debug, Clone)]
struct Now {
    kiosk: Uuid,
    round: Round,
    site: String,
    /// The numbers of site and week; none if they are not wanted.
    at: Option<(u32, usize)>,
    /// The questions whose bursts are counted.
    told: HashSet<usize>,
}

impl Merged {
    /// Nothing yet, of these rounds and of one site or all.
    #[must_use]
    pub fn empty(mut rounds: Vec<Round>, only: Option<SiteId>) -> Self {
        rounds.sort_unstable();
        rounds.dedup();
        Self { rounds, only, ..Self::default() }
    }

    /// Adds up batches of the rounds that are wanted: without a first one, of the newest quarter of a year.
    #[must_use]
    pub fn of(sheets: &[Sheet], from: Option<Round>, to: Option<Round>, only: Option<&SiteId>) -> Self {
        let chosen = || sheets.iter().filter(|sheet| only.is_none_or(|site| sheet.origin.site == *site));
        let all: BTreeSet<Round> = chosen().map(|sheet| sheet.batch.round()).collect();
        let rounds = wanted(&all, from, to);
        let mut merged = Self::empty(rounds, only.cloned());
        merged.released(all.iter().copied());
        merged.simulated = chosen().any(|sheet| sheet.origin.simulated);
        let mut shown: Vec<&Sheet> = sheets.iter().collect();
        shown.sort_by_key(|sheet| (sheet.origin.kiosk, sheet.batch.round()));
        for sheet in shown {
            // A batch of the program itself is written as it should be.
            let _ = merged.add_sheet(sheet);
        }
        merged
    }

    pub(super) fn add_sheet(&mut self, Sheet { origin, batch }: &Sheet) -> Result<(), Unwritable> {
        let whence = Whence {
            site: origin.site.as_str(),
            kiosk: origin.kiosk,
            round: batch.round(),
            simulated: origin.simulated,
        };
        let kind = Kind {
            pack: batch.pack().as_str(),
            item: batch.item().as_str(),
            item_hash: batch.item_hash(),
            histogram: &batch.histogram().name(),
            mechanism: if batch.mechanism().is_noisy() { NOISY } else { EXACT },
            epsilon: batch.epsilon().unwrap_or_default(),
            cell_variance: batch.cell_variance(),
        };
        let cells = batch.cells().iter().map(|cell| (cell.response.as_str(), cell.count));
        self.add(&whence, &kind, batch.cohort().as_str(), (batch.n(), batch.bursts()), cells)
    }

    /// Says of which rounds anything was released.
    pub fn released(&mut self, rounds: impl Iterator<Item = Round>) {
        for round in rounds {
            let span = self.released.get_or_insert(Span { from: round, to: round });
            *span = Span { from: span.from.min(round), to: span.to.max(round) };
        }
    }

    /// Adds a batch; those of one kiosk and round follow each other.
    ///
    /// # Errors
    /// [`Unwritable`] if it has an id or a number that no kiosk writes.
    pub fn add<'c>(
        &mut self,
        whence: &Whence<'_>,
        kind: &Kind<'_>,
        cohort: &str,
        (n, bursts): (u32, u32),
        cells: impl Iterator<Item = (&'c str, i64)>,
    ) -> Result<(), Unwritable> {
        let now = |now: &Now| now.kiosk == whence.kiosk && now.round == whence.round && now.site == whence.site;
        let mut now = match self.now.take().filter(now) {
            Some(now) => now,
            None => self.begin(whence)?,
        };
        let table = self.table(kind)?;
        if let Some((site, week)) = now.at {
            let cohort = self.cohort(cohort)?;
            let mut placed = std::mem::take(&mut self.cells);
            placed.clear();
            for (next, (response, count)) in cells.enumerate() {
                placed.push((self.tables[table].place(response, next), count, 1));
            }
            self.put(table, (site, cohort), &placed, (n.into(), 1), &Weeks::one(week));
            let week = u32::try_from(week).unwrap_or(u32::MAX);
            self.tables[table].rounds.entry((week, cohort)).or_default().add(&placed, n.into(), 1);
            self.cells = placed;
            // They are told once an item and round, the same in each of its batches.
            if now.told.insert(self.tables[table].question) {
                self.bursts += u64::from(bursts);
            }
        }
        self.now = Some(now);
        Ok(())
    }

    fn begin(&mut self, whence: &Whence<'_>) -> Result<Now, Unwritable> {
        if !self.seen.contains(whence.site) {
            checked_site(whence.site)?;
            self.seen.insert(whence.site.to_owned());
        }
        let wanted = self.only.as_ref().is_none_or(|only| only.as_str() == whence.site);
        let week = self.rounds.binary_search(&whence.round).ok().filter(|_| wanted);
        let at = week.map(|week| {
            self.simulated |= whence.simulated;
            let site = self.sites.number(whence.site);
            let place = self.places.entry(site).or_default();
            place.several |= *place.kiosk.get_or_insert(whence.kiosk) != whence.kiosk;
            (site, week)
        });
        let (kiosk, round, site) = (whence.kiosk, whence.round, whence.site.to_owned());
        Ok(Now { kiosk, round, site, at, told: HashSet::new() })
    }

    fn put(
        &mut self,
        table: usize,
        place: (u32, u32),
        cells: &[(usize, i64, u32)],
        (n, batches): (u64, u32),
        weeks: &Weeks,
    ) {
        let counts = self.tables[table].places.entry(place).or_default();
        counts.add(cells, n, batches);
        counts.weeks.add(weeks);
    }

    fn cohort(&mut self, cohort: &str) -> Result<u32, Unwritable> {
        match self.cohorts.find(cohort) {
            Some(known) => Ok(known),
            None => checked_cohort(cohort).map(|()| self.cohorts.number(cohort)),
        }
    }

    /// The table of a kind, made if there is none.
    fn table(&mut self, kind: &Kind<'_>) -> Result<usize, Unwritable> {
        kind.key(&mut self.key);
        let is_likely = self.keys.get(self.likely).is_some_and(|key| *key == self.key);
        if let Some(table) = if is_likely { Some(self.likely) } else { self.known.get(&self.key).copied() } {
            self.likely = table + 1;
            return Ok(table);
        }
        let mut table = Table::of(kind)?;
        let questions = self.questions.len();
        let question = (kind.pack.to_owned(), kind.item.to_owned());
        table.question = *self.questions.entry(question).or_insert(questions);
        self.tables.push(table);
        self.known.insert(self.key.clone(), self.tables.len() - 1);
        self.keys.push(self.key.clone());
        Ok(self.tables.len() - 1)
    }

    /// The rounds that anything in here is of.
    pub(super) fn filled(&self) -> BTreeSet<Round> {
        let weeks = self.tables.iter().flat_map(|table| table.rounds.keys()).map(|(week, _)| *week);
        weeks.filter_map(|week| self.round(week)).collect()
    }

    pub(super) fn round(&self, week: u32) -> Option<Round> {
        self.rounds.get(week as usize).copied()
    }

    /// Everything by round and cohort, as the standings of contests are made of it.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        for table in &self.tables {
            for ((week, cohort), counts) in &table.rounds {
                let Some(round) = self.round(*week) else { continue };
                let cells = table.responses.iter().zip(&counts.cells);
                parts.push(Part {
                    pack: &table.pack,
                    item: &table.item,
                    item_hash: &table.item_hash,
                    histogram: &table.histogram,
                    cohort: self.cohorts.text(*cohort),
                    round,
                    noisy: table.noisy,
                    cells: cells.map(|(response, count)| (response.as_str(), *count)).collect(),
                });
            }
        }
        parts
    }

    /// The rounds at these places.
    pub(super) fn of_weeks(&self, weeks: &Weeks) -> impl DoubleEndedIterator<Item = Round> {
        self.rounds.iter().enumerate().filter(|(at, _)| weeks.count(&(*at..at + 1)) > 0).map(|(_, round)| *round)
    }

    /// The places of the rounds from one to another in the list of all.
    pub(super) fn weeks(&self, from: Round, to: Round) -> std::ops::Range<usize> {
        let first = self.rounds.partition_point(|round| *round < from);
        first..self.rounds.partition_point(|round| *round <= to).max(first)
    }

    /// The rounds that were asked for, as far as something was released in them.
    pub(super) fn span(&self) -> Option<Span> {
        let filled = self.filled();
        Some(Span { from: *filled.first()?, to: *filled.last()? })
    }

    /// The sites that something in here is of, by id.
    pub(super) fn places(&self) -> Vec<String> {
        self.sites.all().map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Sites with more than one kiosk: two of one name are taken for one.
    pub(super) fn shared(&self) -> usize {
        self.places.values().filter(|place| place.several).count()
    }

    pub(super) fn batches(&self) -> usize {
        self.tables.iter().flat_map(|table| table.rounds.values()).map(|counts| counts.batches as usize).sum()
    }

    /// The sites that anything was released at, of whichever the report is.
    pub fn seen(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().map(String::as_str)
    }
}

fn checked_site(site: &str) -> Result<(), Unwritable> {
    if site == SiteId::pooled().as_str() || SiteId::new(site).is_ok() { Ok(()) } else { Err(Unwritable("site")) }
}

fn checked_cohort(cohort: &str) -> Result<(), Unwritable> {
    let known = cohort.is_empty() || cohort == "(other)" || CohortId::new(cohort).is_ok();
    if known { Ok(()) } else { Err(Unwritable("cohort")) }
}

/// The rounds of a report, of those that anything was released of.
fn wanted(all: &BTreeSet<Round>, from: Option<Round>, to: Option<Round>) -> Vec<Round> {
    let inside = |from: Option<Round>| {
        let wanted = move |round: &&Round| to.is_none_or(|to| **round <= to) && from.is_none_or(|from| from <= **round);
        all.iter().filter(wanted)
    };
    let first = from.or_else(|| inside(None).next_back().map(|newest| quarter_before(*newest)));
    inside(first).copied().collect()
}

/// The first round of the quarter of a year that ends with this one.
#[must_use]
pub fn quarter_before(newest: Round) -> Round {
    (1..QUARTER).fold(newest, |round, _| round.previous())
}
