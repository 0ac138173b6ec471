//! Word of mouth: which of its three ingredients is missing, and where.

use crate::content::measure::{Measure, WORD_OF_MOUTH};
use crate::stats;

use super::super::figure::{Figure, Kind, Shared};
use super::super::form::{Form, Places, Reading};
use super::super::sheet::Sheets;
use super::super::words::name;
use super::{Group, Here, MOST_SITES, Profile};

/// Points from the lowest that mean that an ingredient is missing, on 1 to 5: up to the middle. The cut-off is ours.
const MISSING: [usize; 3] = [0, 1, 2];

impl Here<'_> {
    pub(super) fn ingredients(&self) -> Option<Profile> {
        let words = &self.desk.words.measures;
        let asked: Vec<(&String, Reading<'_>, Sheets<'_>, Places<'_>)> = Measure::named(WORD_OF_MOUTH)?
            .parts
            .iter()
            .zip(&words.ingredients)
            .filter_map(|(part, label)| {
                let (_, reading) = self.part(WORD_OF_MOUTH, part.role)?;
                let sheets = self.sheets(&reading);
                let places = reading.places(&sheets);
                Some((label, reading, sheets, places))
            })
            .collect();
        let lacking = |site: Option<&str>| -> Vec<Figure> {
            let row = |(label, reading, sheets, places): &(&String, Reading<'_>, Sheets<'_>, Places<'_>)| {
                let sum = site.map_or_else(|| reading.sum(sheets), |site| places.at(site))?;
                let share = stats::share(&sum.counts.count(&MISSING), sum.design);
                let figure = self.figure(reading, &sum, Kind::Share, (*label).clone()).with(&share);
                Some(Figure { site: site.map(Shared::from).or(figure.site.clone()), ..figure })
            };
            let mut rows: Vec<Figure> = asked.iter().filter_map(row).collect();
            rows.sort_by(|left, right| right.low.unwrap_or(0.0).total_cmp(&left.low.unwrap_or(0.0)));
            rows
        };
        let rows = lacking(None);
        let first = rows.first()?.section;
        let mut groups = vec![Group { heading: None, note: None, rows }];
        let sites: std::collections::BTreeSet<&str> =
            asked.iter().flat_map(|(_, _, sheets, _)| sheets.sites()).collect();
        if sites.len() > 1 {
            let at = |site: &&str| Group { heading: Some(name(site)), note: None, rows: lacking(Some(site)) };
            groups.extend(sites.iter().map(at));
        }
        let own = groups.iter().flat_map(|group| group.rows.clone()).collect();
        if sites.len() > MOST_SITES {
            groups.truncate(1);
        }
        Some(Profile {
            section: first,
            title: words.ingredients_title.clone(),
            notes: [words.ingredients_note.clone()].into_iter().chain(self.of_sites(sites.len())).collect(),
            form: Form::SHARES,
            own,
            groups,
        })
    }
}
