//! A sheet for one part of the report: question by question its tables, and beside each the chart drawn from it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::{Words, name};
use super::super::{Report, Subject, Touchpoint};
use super::chart::{self, Kind, Place};
use super::look::{Look, paper};

/// Widths of the columns in characters: what, figure, low, high, answers, how far down and up the range goes, a gap.
const WIDTHS: [u32; 8] = [38, 10, 10, 10, 10, 9, 9, 2];
/// The column that charts begin in, and the first that none reaches.
const CHART_COLUMN: u16 = 8;
const END: u16 = 16;
/// Rows beside a chart: its height in rows of the usual 20 pixels.
const CHART_ROWS: u32 = 12;
/// At so many percent, A4 and Letter hold the columns side by side, and so many rows.
const SCALE: u16 = 66;
const ROWS_OF_PAGE: u32 = 47;
/// Heights in points: the title, and headers of columns, whose words may take two lines.
const TITLE: u32 = 30;
const HEADER: u32 = 30;

pub(super) fn sheet(
    tab: &str,
    at: usize,
    subjects: &[&Subject],
    report: &Report,
    words: &Words,
    look: &Look,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(tab)?.set_screen_gridlines(false);
    for (width, column) in WIDTHS.into_iter().zip(0..) {
        sheet.set_column_width(column, width)?;
    }
    let mut writing = Writing { sheet: &mut sheet, tab, words, look, row: 0, page: 0, breaks: Vec::new() };
    writing.line(&words.page.sections[at], &look.title)?;
    writing.sheet.set_row_height(0, TITLE)?;
    writing.line(&words.page.section_notes[at], &look.quiet)?;
    writing.row += 1;
    let touched: Vec<(&Subject, &Touchpoint)> =
        subjects.iter().filter_map(|subject| Some((*subject, subject.touchpoint.as_ref()?))).collect();
    if !touched.is_empty() {
        writing.mirror(&touched)?;
    }
    for subject in subjects {
        writing.subject(subject, report)?;
    }
    let (rows, breaks) = (writing.row, writing.breaks);
    sheet.set_page_breaks(&breaks)?;
    paper(&mut sheet, (rows, END), Some(SCALE))?;
    Ok(sheet)
}

/// A sheet in the making.
struct Writing<'w> {
    sheet: &'w mut Worksheet,
    tab: &'w str,
    words: &'w Words,
    look: &'w Look,
    row: u32,
    /// The first row of the page.
    page: u32,
    breaks: Vec<u32>,
}

impl Writing<'_> {
    fn line(&mut self, text: &str, format: &rust_xlsxwriter::Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, format)?;
        self.row += 1;
        Ok(())
    }

    /// Goes to a new page if so many rows do not fit on this one.
    fn keep_together(&mut self, rows: u32) {
        if self.row > self.page && self.row + rows > self.page + ROWS_OF_PAGE {
            self.breaks.push(self.row);
            self.page = self.row;
        }
    }

    fn subject(&mut self, subject: &Subject, report: &Report) -> Result<(), XlsxError> {
        let page = &self.words.page;
        let answers = u32::try_from(subject.parts.len() + 1).unwrap_or(u32::MAX).max(CHART_ROWS);
        self.keep_together(3 + answers);
        self.line(&subject.title, &self.look.heading)?;
        let mechanism = match subject.headline.mechanism {
            Some("exact") => Some(&page.exact),
            Some(_) => Some(&page.noisy),
            None => None,
        };
        let source = [Some(&subject.pack_title), mechanism].into_iter().flatten();
        let mut source = source.map(String::as_str).collect::<Vec<_>>().join(" · ");
        if let Some(n) = subject.headline.n {
            source = format!("{source} · {}", self.words.count(&page.answers, n));
        }
        self.line(&source, &self.look.quiet)?;
        if let Some(why) = &subject.headline.withheld {
            self.line(why, &self.look.quiet)?;
            self.row += 1;
            return Ok(());
        }
        let shares: Vec<(String, &Figure)> =
            subject.parts.iter().map(|part| (part.label.clone().unwrap_or_default(), part)).collect();
        if !subject.form.is_choice() {
            let headline = [(
                self.words.headline(&subject.form, subject.headline.measure.as_deref()).to_owned(),
                &subject.headline,
            )];
            self.table(None, &subject.form, &headline, None)?;
        }
        let kind = match subject.form {
            Form::Scale | Form::Enps | Form::Segment => Kind::Columns,
            Form::Choice { .. } | Form::Quiz { .. } => Kind::Bars,
        };
        self.table(Some(&self.words.workbook.share), &Form::SHARES, &shares, Some((kind, &subject.title)))?;
        let week = |figure: &Figure| figure.from.map_or_else(String::new, |round| self.words.week(round));
        let rounds = labelled(&subject.rounds, week);
        self.table(Some(&page.by_week), &subject.form, &rounds, Some((Kind::Line, &subject.title)))?;
        let sites = labelled(&subject.sites, |figure| name(figure.site.as_deref().unwrap_or_default()));
        self.table(Some(&page.by_site), &subject.form, &sites, Some((Kind::Bars, &subject.title)))?;
        let group = |figure: &Figure| report.cohort(figure.cohort.as_deref().unwrap_or_default(), self.words);
        let groups = labelled(&subject.cohorts, group);
        self.table(Some(&page.by_group), &subject.form, &groups, Some((Kind::Bars, &subject.title)))?;
        self.row += 1;
        Ok(())
    }

    /// One table with a row a figure and, if it is asked for and there is more than one row, its chart.
    fn table(
        &mut self,
        heading: Option<&str>,
        form: &Form,
        rows: &[(String, &Figure)],
        drawn: Option<(Kind, &str)>,
    ) -> Result<(), XlsxError> {
        if rows.is_empty() || heading.is_some() && rows.len() < 2 {
            return Ok(());
        }
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if let Some(heading) = heading {
            self.keep_together((count + 1).max(CHART_ROWS));
            let words = self.words;
            let (page, book) = (&words.page, &words.workbook);
            self.sheet.write_string_with_format(self.row, 0, heading, &self.look.column)?;
            let columns = [
                &page.column_value,
                &page.column_low,
                &page.column_high,
                &page.column_answers,
                &book.margin_down,
                &book.margin_up,
            ];
            for (text, column) in columns.into_iter().zip(1..) {
                self.sheet.write_string_with_format(self.row, column, text, &self.look.number_column)?;
            }
            self.sheet.set_row_height(self.row, HEADER)?;
            self.row += 1;
        }
        let first = self.row;
        for (label, figure) in rows {
            self.figure(label, form, figure)?;
        }
        if let (Some((kind, title)), Some(heading)) = (drawn, heading) {
            let reach = chart::reach(form, rows.iter().map(|(_, figure)| *figure));
            let place = Place { tab: self.tab, first, last: self.row - 1, heading, form, reach };
            let chart = chart::of(kind, &place, title, self.words);
            self.sheet.insert_chart_with_offset(first - 1, CHART_COLUMN, &chart, 0, 4)?;
            self.row = self.row.max(first - 1 + CHART_ROWS);
        }
        self.row += u32::from(heading.is_some());
        Ok(())
    }

    /// A row: the figure, its range, its answers, and how far the range goes down and up, which whiskers are drawn from.
    fn figure(&mut self, label: &str, form: &Form, figure: &Figure) -> Result<(), XlsxError> {
        let format = self.look.of(form);
        self.sheet.write_string_with_format(self.row, 0, label, &self.look.label)?;
        if let Some((value, low, high)) = figure.numbers() {
            for (number, column) in [value, low, high].into_iter().zip(1..) {
                self.sheet.write_number_with_format(self.row, column, number, format)?;
            }
            // A margin has no sign.
            let format = if *form == Form::Enps { &self.look.count } else { format };
            for (number, column) in [value - low, high - value].into_iter().zip(5..) {
                self.sheet.write_number_with_format(self.row, column, number.max(0.0), format)?;
            }
        }
        if let Some(n) = figure.n {
            self.sheet.write_number_with_format(self.row, 4, n as f64, &self.look.count)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Our guesses beside the customers' ratings.
    fn mirror(&mut self, touched: &[(&Subject, &Touchpoint)]) -> Result<(), XlsxError> {
        let words = self.words;
        let page = &words.page;
        self.line(&page.mirror_title, &self.look.heading)?;
        self.sheet.write_string_with_format(self.row, 0, &page.column_what, &self.look.column)?;
        let columns =
            [&page.ours, &page.theirs, &page.gap, &page.column_low, &page.column_high, &words.workbook.verdict];
        for (text, column) in columns.into_iter().zip(1..) {
            self.sheet.write_string_with_format(self.row, column, text, &self.look.number_column)?;
        }
        self.row += 1;
        let first = self.row;
        for (subject, touched) in touched {
            self.sheet.write_string_with_format(self.row, 0, &subject.title, &self.look.label)?;
            let interval = touched.gap.interval;
            let numbers = [touched.ours, touched.theirs, touched.gap.value, interval.low, interval.high];
            for (number, column) in numbers.into_iter().zip(1..) {
                self.sheet.write_number_with_format(self.row, column, number, &self.look.mean)?;
            }
            self.sheet.write_string_with_format(self.row, 6, words.verdict(touched.verdict), &self.look.label)?;
            self.row += 1;
        }
        let reach = touched.first().map_or((1.0, 5.0), |(_, touched)| touched.scale);
        let heading = &page.mirror_title;
        let place = Place { tab: self.tab, first, last: self.row - 1, heading, form: &Form::Scale, reach };
        self.sheet.insert_chart_with_offset(first - 1, CHART_COLUMN, &chart::pairs(&place, words), 0, 4)?;
        self.row = self.row.max(first - 1 + CHART_ROWS) + 1;
        Ok(())
    }
}

/// Figures with what stands before each.
fn labelled(figures: &[Figure], label: impl Fn(&Figure) -> String) -> Vec<(String, &Figure)> {
    figures.iter().filter(|figure| figure.value.is_some()).map(|figure| (label(figure), figure)).collect()
}
