//! What several questions say together: the mirror, profiles of measures, how teams stand, and sites against customers.

use rust_xlsxwriter::XlsxError;

use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::fill;
use super::super::{Profile, Subject, Touchpoint};
use super::chart::{self, Kind, Place};
use super::table::{CHART_COLUMN, Writing, labelled};

impl Writing<'_> {
    /// Our guesses beside the customers' ratings.
    pub(super) fn mirror(&mut self, touched: &[(&Subject, &Touchpoint)], gaps: &[Figure]) -> Result<(), XlsxError> {
        let words = self.words;
        let page = &words.page;
        self.keep_together(1 + Self::height(touched.len() + gaps.len()));
        self.heading(&page.mirror_title)?;
        let customers = touched.iter().map(|(_, touched)| touched.customers).sum();
        self.note(&words.count(&page.mirror_note, customers))?;
        self.sheet.write_string_with_format(self.row, 0, &page.column_what, &self.look.column)?;
        let columns =
            [&page.ours, &page.theirs, &page.gap, &page.column_low, &page.column_high, &words.workbook.verdict];
        for (text, column) in columns.into_iter().zip(1..) {
            self.sheet.write_string_with_format(self.row, column, text, &self.look.number_column)?;
        }
        self.row += 1;
        let first = self.row;
        for (subject, touched) in touched {
            self.label(&subject.title)?;
            let interval = touched.gap.interval;
            let numbers = [touched.ours, touched.theirs, touched.gap.value, interval.low, interval.high];
            for (number, column) in numbers.into_iter().zip(1..) {
                self.sheet.write_number_with_format(self.row, column, number, &self.look.mean)?;
            }
            self.sheet.write_string_with_format(self.row, 6, words.verdict(touched.verdict), &self.look.verdict)?;
            self.row += 1;
        }
        let last = self.row - 1;
        self.classes(gaps)?;
        let reach = touched.first().map_or((1.0, 5.0), |(_, touched)| touched.scale);
        let heading = &page.mirror_title;
        let form = &Form::Scale { from: 1, to: 5 };
        let place = Place { tab: self.tab, first, last, heading, form, reach };
        self.sheet.insert_chart_with_offset(first - 1, CHART_COLUMN, &chart::pairs(&place, words), 0, 4)?;
        self.row = self.row.max(first - 1 + chart::rows(touched.len())) + 1;
        Ok(())
    }

    /// How far the classes of touchpoints are off, in the columns of the gap, below what is drawn.
    fn classes(&mut self, gaps: &[Figure]) -> Result<(), XlsxError> {
        for figure in gaps {
            let Some((value, low, high)) = figure.numbers() else { continue };
            let label = format!("{}: {}", self.words.page.gap, figure.label.as_deref().unwrap_or_default());
            self.label(&label)?;
            for (number, column) in [value, low, high].into_iter().zip(3..) {
                self.sheet.write_number_with_format(self.row, column, number, &self.look.mean)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// How each measure goes together with what customers said, across sites.
    pub(super) fn links(&mut self, links: &[Figure]) -> Result<(), XlsxError> {
        let says = &self.words.charts;
        for why in links.iter().filter_map(|figure| figure.withheld.as_ref()) {
            self.keep_together(2);
            self.heading(&says.linkage)?;
            self.note(why)?;
            self.row += 1;
        }
        let rows = labelled(links, Figure::label_or_cohort);
        if rows.is_empty() {
            return Ok(());
        }
        let sites = links.iter().filter_map(|figure| figure.n).max().unwrap_or_default();
        self.keep_together(4 + Self::height(rows.len()));
        self.heading(&says.linkage)?;
        self.note(&fill(&says.linkage_note, &[("sites", &self.words.whole(sites))]))?;
        // Between opposite and alike; written as means are.
        let drawn = (Kind::Bars, says.linkage.as_str());
        self.drawn(
            &says.linkage,
            (&Form::Scale { from: -1, to: 1 }, (-1.0, 1.0)),
            (&says.linkage_sites, &rows),
            drawn,
        )?;
        self.note(&self.words.count(&says.linkage_chance, rows.len() as u64))?;
        self.row += 1;
        Ok(())
    }

    /// Several questions of one measure, group by group.
    pub(super) fn profile(&mut self, profile: &Profile) -> Result<(), XlsxError> {
        let first = profile.groups.first().map_or(0, |group| group.rows.len());
        self.keep_together(4 + u32::try_from(profile.notes.len()).unwrap_or(0) + Self::height(first));
        self.heading(&profile.title)?;
        for note in &profile.notes {
            self.note(note)?;
        }
        for group in &profile.groups {
            let rows = labelled(&group.rows, Figure::label_or_cohort);
            let heading = group.heading.as_deref().unwrap_or(&profile.title);
            self.keep_together(2 + Self::height(rows.len()));
            if let Some(note) = &group.note {
                self.note(note)?;
            }
            match rows.as_slice() {
                [] => self.line(heading, &self.look.column)?,
                rows => self.measured(&profile.form, heading, rows)?,
            }
        }
        self.row += 1;
        Ok(())
    }

    fn measured(&mut self, form: &Form, heading: &str, rows: &[(String, &Figure)]) -> Result<(), XlsxError> {
        let reach = chart::reach(form, rows.iter().map(|(_, figure)| *figure));
        self.drawn(heading, (form, reach), (&self.words.page.column_answers, rows), (Kind::Bars, heading))
    }

    /// The teams of contests, the best first; of one that nothing was released of, why.
    pub(super) fn teams(&mut self, standings: &[Figure]) -> Result<(), XlsxError> {
        if standings.is_empty() {
            return Ok(());
        }
        let page = &self.words.page;
        let rows = labelled(standings, Figure::label_or_cohort);
        self.keep_together(4 + Self::height(rows.len()));
        self.heading(&page.teams)?;
        self.note(&page.teams_note)?;
        if !rows.is_empty() {
            self.measured(&Form::Quiz { right: 0 }, &page.teams, &rows)?;
        }
        for figure in standings {
            if let Some(why) = &figure.withheld {
                self.note(&format!("{}: {why}", figure.label_or_cohort()))?;
            }
        }
        self.row += 1;
        Ok(())
    }
}
