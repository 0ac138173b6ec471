//! Sums that another engine made: of a site over all rounds, of a round over all sites, and what is known of a site besides.

use super::super::weeks::Weeks;
use super::{Kind, Merged, Unwritable, checked_site};
use crate::vocabulary::Round;

/// A table's sum.
#[derive(Debug, Clone)]
pub struct Total<'a> {
    /// Answers.
    pub n: u64,
    /// Batches.
    pub batches: u32,
    /// Each response with its count, and in how many batches it is.
    pub cells: Vec<(&'a str, i64, u32)>,
}

/// The number of a table, and the places of its responses with counts and batches.
type Placed = (usize, Vec<(usize, i64, u32)>);

impl Merged {
    /// Takes in the sum of a site over all rounds; `rounds` says in which of them there was something, by their places.
    ///
    /// # Errors
    /// [`Unwritable`] if it has an id or a number that no kiosk writes, or a round that is none of these.
    pub fn take_site(
        &mut self,
        site: &str,
        kind: &Kind<'_>,
        cohort: &str,
        total: &Total<'_>,
        rounds: impl Iterator<Item = usize>,
    ) -> Result<(), Unwritable> {
        checked_site(site)?;
        let (table, cells) = self.placed(kind, total)?;
        let cohort = self.cohort(cohort)?;
        let mut weeks = Weeks::default();
        for round in rounds {
            if round >= self.rounds.len() {
                return Err(Unwritable("round"));
            }
            weeks.add(&Weeks::one(round));
        }
        let site = self.sites.number(site);
        self.put(table, (site, cohort), &cells, (total.n, total.batches), &weeks);
        Ok(())
    }

    /// Takes in the sum of a round over all sites.
    ///
    /// # Errors
    /// [`Unwritable`] if it has an id or a number that no kiosk writes, or is of another round than these.
    pub fn take_round(
        &mut self,
        round: Round,
        kind: &Kind<'_>,
        cohort: &str,
        total: &Total<'_>,
    ) -> Result<(), Unwritable> {
        let week = self.rounds.binary_search(&round).map_err(|_| Unwritable("round"))?;
        let week = u32::try_from(week).map_err(|_| Unwritable("round"))?;
        let (table, cells) = self.placed(kind, total)?;
        let cohort = self.cohort(cohort)?;
        let sum = self.tables[table].rounds.entry((week, cohort)).or_default();
        sum.add(&cells, total.n, total.batches);
        self.released(std::iter::once(round));
        Ok(())
    }

    /// Takes in what is known of a site besides: its kiosks, repeated visits, and whether any of it was made up.
    ///
    /// # Errors
    /// [`Unwritable`] if it has an id that no kiosk writes.
    pub fn take_place(&mut self, site: &str, kiosks: u64, bursts: u64, simulated: bool) -> Result<(), Unwritable> {
        checked_site(site)?;
        let number = self.sites.number(site);
        self.places.entry(number).or_default().several |= kiosks > 1;
        self.seen.insert(site.to_owned());
        self.bursts += bursts;
        self.simulated |= simulated;
        Ok(())
    }

    /// Answers and batches, by site and by round: the same twice, if nothing is missing.
    #[must_use]
    pub fn totals(&self) -> [(u64, u64); 2] {
        let mut totals = [(0, 0); 2];
        for table in &self.tables {
            let views = [table.places.values().collect::<Vec<_>>(), table.rounds.values().collect()];
            for (total, view) in totals.iter_mut().zip(views) {
                for counts in view {
                    *total = (total.0 + counts.n, total.1 + u64::from(counts.batches));
                }
            }
        }
        totals
    }

    /// The first and the last round of which there is something.
    #[must_use]
    pub fn first_and_last(&self) -> Option<(Round, Round)> {
        self.span().map(|span| (span.from, span.to))
    }

    fn placed(&mut self, kind: &Kind<'_>, total: &Total<'_>) -> Result<Placed, Unwritable> {
        let table = self.table(kind)?;
        let mut cells = Vec::with_capacity(total.cells.len());
        for (next, (response, count, batches)) in total.cells.iter().enumerate() {
            cells.push((self.tables[table].place(response, next), *count, *batches));
        }
        Ok((table, cells))
    }
}
