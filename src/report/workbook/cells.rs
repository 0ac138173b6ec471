//! Every figure and every released cell, a row each, with filters: for pivot tables and whatever else is wanted.

use rust_xlsxwriter::{Format, IgnoreError, Worksheet, XlsxError};
use serde::Serialize;
use serde_json::Value;

use super::super::{Figure, Report};
use super::look::{Look, paper};
use crate::export::{COLUMNS, FORMULA_STARTS, Row};

/// The sheet of all figures.
pub(super) const FIGURES: &str = "figures";
/// The sheet of all released cells.
pub(super) const CELLS: &str = "cells";
/// The most rows a sheet has by its format, less the header.
const MOST_ROWS: usize = 1_048_575;
/// Columns are no wider than so many characters.
const WIDEST: usize = 44;

/// The figures that `report --json` writes.
pub(super) fn figures(report: &Report, look: &Look) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(FIGURES)?;
    let mut table = Table::new(&mut sheet, &Figure::COLUMNS, look)?;
    for figure in report.figures() {
        table.row(&*figure)?;
    }
    table.finish()?;
    Ok(sheet)
}

/// The cells in the columns of every other format; more than a sheet holds go on in a next one.
pub(super) fn cells<'r>(rows: impl Iterator<Item = Row<'r>>, look: &Look) -> Result<Vec<Worksheet>, XlsxError> {
    let mut rows = rows.peekable();
    let mut sheets = Vec::new();
    while sheets.is_empty() || rows.peek().is_some() {
        let mut sheet = Worksheet::new();
        let name = if sheets.is_empty() { CELLS.to_owned() } else { format!("{CELLS} {}", sheets.len() + 1) };
        sheet.set_name(name)?;
        let mut table = Table::new(&mut sheet, &COLUMNS, look)?;
        for row in rows.by_ref().take(MOST_ROWS) {
            table.row(&row)?;
        }
        table.finish()?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// A table with a header, filled row by row from whatever is serialised as an object with its columns.
struct Table<'s> {
    sheet: &'s mut Worksheet,
    look: &'s Look,
    columns: &'s [&'static str],
    next: u32,
    widths: Vec<usize>,
}

impl<'s> Table<'s> {
    fn new(sheet: &'s mut Worksheet, columns: &'s [&'static str], look: &'s Look) -> Result<Self, XlsxError> {
        for (name, column) in columns.iter().zip(0..) {
            sheet.write_string_with_format(0, column, *name, &look.column)?;
        }
        // Room for the arrow of the filter.
        let widths = columns.iter().map(|name| name.chars().count() + 3).collect();
        Ok(Self { sheet, look, columns, next: 1, widths })
    }

    fn row(&mut self, row: &impl Serialize) -> Result<(), XlsxError> {
        let row = serde_json::to_value(row).unwrap_or_default();
        for ((name, column), width) in self.columns.iter().zip(0..).zip(&mut self.widths) {
            match &row[*name] {
                Value::Number(number) => {
                    self.sheet.write_number(self.next, column, number.as_f64().unwrap_or_default())?;
                }
                Value::Bool(yes) => {
                    self.sheet.write_boolean(self.next, column, *yes)?;
                }
                Value::String(text) => {
                    *width = (*width).max(text.chars().count() + 1);
                    write_text(self.sheet, (self.next, column), text, &self.look.harmless)?;
                }
                _ => {}
            }
        }
        self.next += 1;
        Ok(())
    }

    fn finish(self) -> Result<(), XlsxError> {
        let columns = u16::try_from(self.widths.len()).unwrap_or(1).max(1);
        let last = self.next.saturating_sub(1);
        for (width, column) in self.widths.iter().zip(0..) {
            self.sheet.set_column_width(column, u32::try_from((*width).min(WIDEST)).unwrap_or(12))?;
        }
        if last > 0 {
            self.sheet.autofilter(0, 0, last, columns - 1)?;
            // Points of scales are texts in every format, for others in their column are words.
            self.sheet.ignore_error_range(0, 0, last, columns - 1, IgnoreError::NumberStoredAsText)?;
        }
        self.sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.set_landscape();
        paper(self.sheet, (last + 1, columns), None)
    }
}

/// Writes a text; one that would be calculated if it were typed is marked as a text for good.
fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    harmless: &Format,
) -> Result<(), XlsxError> {
    if text.starts_with(FORMULA_STARTS) {
        sheet.write_string_with_format(row, column, text, harmless)?;
    } else {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}
