//! A sheet in the making: lines and notes, tables of figures, and beside each the chart drawn from it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::Words;
use super::chart::{self, Kind, Place};
use super::look::{Look, marked};

/// Widths of the columns in characters: what, figure, low, high, answers, how far down and up the range goes, a gap.
const WIDTHS: [u32; 8] = [38, 10, 10, 10, 10, 9, 9, 2];
/// The column that charts begin in, and the first that none reaches.
pub(super) const CHART_COLUMN: u16 = 8;
pub(super) const END: u16 = 16;
/// Rows that are printed on a page at the scale of the sheets.
const ROWS_OF_PAGE: u32 = 47;
/// Heights in points: a line of text, a heading, and headers of columns, whose words may take two lines.
const LINE: u32 = 15;
const HEADING: u32 = 21;
const HEADER: u32 = 30;
/// Characters of a note in a line across the page.
const NOTE: u32 = 150;

/// A sheet in the making.
pub(super) struct Writing<'w> {
    pub(super) sheet: &'w mut Worksheet,
    pub(super) tab: &'w str,
    pub(super) words: &'w Words,
    pub(super) look: &'w Look,
    pub(super) row: u32,
    /// The first row of the page.
    page: u32,
    breaks: Vec<u32>,
}

impl<'w> Writing<'w> {
    pub(super) fn on(
        sheet: &'w mut Worksheet,
        tab: &'w str,
        words: &'w Words,
        look: &'w Look,
    ) -> Result<Self, XlsxError> {
        for (width, column) in WIDTHS.into_iter().zip(0..) {
            sheet.set_column_width(column, width)?;
        }
        Ok(Self { sheet, tab, words, look, row: 0, page: 0, breaks: Vec::new() })
    }

    /// How many rows there are, and before which of them a page begins.
    pub(super) fn done(self) -> (u32, Vec<u32>) {
        (self.row, self.breaks)
    }

    pub(super) fn line(&mut self, text: &str, format: &rust_xlsxwriter::Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, &marked(format, text))?;
        self.row += 1;
        Ok(())
    }

    /// What the rows below are about.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, HEADING)?;
        self.line(text, &self.look.heading)
    }

    /// Quiet words across the page, in as many lines as they take; nothing where there are none.
    pub(super) fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let lines = u32::try_from(text.chars().count()).unwrap_or(u32::MAX).div_ceil(NOTE);
        self.sheet.merge_range(self.row, 0, self.row, END - 1, text, &marked(&self.look.note, text))?;
        self.sheet.set_row_height(self.row, LINE * lines)?;
        self.row += 1;
        Ok(())
    }

    /// What a row is about, in as many lines as it takes.
    pub(super) fn label(&mut self, text: &str) -> Result<(), XlsxError> {
        let lines = u32::try_from(text.chars().count()).unwrap_or(u32::MAX).div_ceil(WIDTHS[0]).max(1);
        self.sheet.write_string_with_format(self.row, 0, text, &marked(&self.look.label, text))?;
        self.sheet.set_row_height(self.row, LINE * lines)?;
        Ok(())
    }

    /// Goes to a new page if so many rows do not fit on this one.
    pub(super) fn keep_together(&mut self, rows: u32) {
        if self.row > self.page && self.row + rows > self.page + ROWS_OF_PAGE {
            self.breaks.push(self.row);
            self.page = self.row;
        }
    }

    /// Rows that a table of so many figures takes with its header and its chart.
    pub(super) fn height(figures: usize) -> u32 {
        u32::try_from(figures + 1).unwrap_or(u32::MAX).max(chart::rows(figures))
    }

    /// Rows without a header.
    pub(super) fn bare(&mut self, form: &Form, rows: &[(String, &Figure)]) -> Result<(), XlsxError> {
        rows.iter().try_for_each(|(label, figure)| self.figure(label, form, figure))
    }

    /// A table with a row a figure and its chart; what has one figure only compares nothing and is left out.
    pub(super) fn table(
        &mut self,
        heading: &str,
        form: &Form,
        rows: &[(String, &Figure)],
        drawn: (Kind, &str),
    ) -> Result<(), XlsxError> {
        let reach = chart::reach(form, rows.iter().map(|(_, figure)| *figure));
        let n = &self.words.page.column_answers;
        if rows.len() < 2 { Ok(()) } else { self.drawn(heading, (form, reach), (n, rows), drawn) }
    }

    /// The same of any number of figures, each made of so many of what `n` says, on an axis from here to there.
    pub(super) fn drawn(
        &mut self,
        heading: &str,
        (form, reach): (&Form, (f64, f64)),
        (n, rows): (&str, &[(String, &Figure)]),
        (kind, title): (Kind, &str),
    ) -> Result<(), XlsxError> {
        self.keep_together(Self::height(rows.len()));
        let (page, book) = (&self.words.page, &self.words.workbook);
        self.sheet.write_string_with_format(self.row, 0, heading, &marked(&self.look.column, heading))?;
        let columns =
            [page.column_value.as_str(), &page.column_low, &page.column_high, n, &book.margin_down, &book.margin_up];
        for (text, column) in columns.into_iter().zip(1..) {
            self.sheet.write_string_with_format(self.row, column, text, &self.look.number_column)?;
        }
        self.sheet.set_row_height(self.row, HEADER)?;
        self.row += 1;
        let first = self.row;
        self.bare(form, rows)?;
        let place = Place { tab: self.tab, first, last: self.row - 1, heading, form, reach };
        let chart = chart::of(kind, &place, title, self.words);
        self.sheet.insert_chart_with_offset(first - 1, CHART_COLUMN, &chart, 0, 4)?;
        self.row = self.row.max(first - 1 + chart::rows(rows.len())) + 1;
        Ok(())
    }

    /// A row: the figure, its range, its answers, and how far the range goes down and up, which whiskers are drawn from.
    fn figure(&mut self, label: &str, form: &Form, figure: &Figure) -> Result<(), XlsxError> {
        let format = self.look.of(form);
        self.label(label)?;
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
}

/// Figures with what stands before each, as far as they have a value.
pub(super) fn labelled(figures: &[Figure], label: impl Fn(&Figure) -> String) -> Vec<(String, &Figure)> {
    figures.iter().filter(|figure| figure.value.is_some()).map(|figure| (label(figure), figure)).collect()
}
