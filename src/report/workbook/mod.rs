//! The workbook: what the page says, as sheets with native charts, every figure and every released cell as numbers.
//!
//! Its bytes depend on what is in it alone: the one date that the format asks for is the day of the newest cut.

mod cells;
mod chart;
mod cover;
mod look;
mod part;
mod table;
mod together;

use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::Report;
use super::page::sections;
use super::words::Words;
use crate::export::Row;
use look::Look;

/// A workbook that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write the workbook")]
pub struct Unwritten(#[source] io::Error);

impl From<XlsxError> for Unwritten {
    fn from(error: XlsxError) -> Self {
        Self(io::Error::other(error))
    }
}

/// A sheet's name holds no more characters.
const LONGEST_NAME: usize = 31;
/// A closing word of fewer letters than these says nothing where a name was cut.
const SHORTEST_END: usize = 4;

/// The whole workbook: a cover, a sheet for each part of the report, all figures and all cells.
///
/// # Errors
/// [`Unwritten`] when the writer of the format refuses something.
pub fn workbook<'r>(
    report: &Report,
    cells: impl Iterator<Item = Row<'r>>,
    words: &Words,
) -> Result<Vec<u8>, Unwritten> {
    let look = Look::new(words.right_to_left);
    let mut book = Workbook::new();
    let newest = report.span.map_or(jiff::civil::date(2000, 1, 1), |span| span.to.next().monday());
    let created = ExcelDateTime::from_ymd(
        u16::try_from(newest.year()).unwrap_or(2000),
        u8::try_from(newest.month()).unwrap_or(1),
        u8::try_from(newest.day()).unwrap_or(1),
    )?;
    let properties = DocProperties::new().set_title(&words.page.title).set_company(&report.organisation);
    book.set_properties(&properties.set_creation_datetime(&created));

    let parts: Vec<(String, usize)> =
        sections(report).iter().map(|(at, ..)| (sheet_name(&words.page.sections[*at]), *at)).collect();
    let mut sheets = vec![cover::sheet(report, &parts, words, &look)?];
    for ((name, _), (at, section, subjects)) in parts.iter().zip(sections(report)) {
        sheets.push(part::sheet(name, (at, section, &subjects), report, words, &look)?);
    }
    sheets.push(cells::figures(report, &look)?);
    sheets.extend(cells::cells(cells, &look)?);
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    Ok(book.save_to_buffer()?)
}

/// A heading as a name that every spreadsheet takes: short, and without the signs that formulas give a meaning.
fn sheet_name(heading: &str) -> String {
    let allowed: String = heading.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).collect();
    if allowed.chars().count() <= LONGEST_NAME {
        return allowed;
    }
    let mut words: Vec<&str> = Vec::new();
    let mut length = 0;
    for word in allowed.split(' ') {
        length += word.chars().count() + usize::from(!words.is_empty());
        if length > LONGEST_NAME {
            break;
        }
        words.push(word);
    }
    if words.len() > 1 && words.last().is_some_and(|word| word.chars().count() < SHORTEST_END) {
        words.pop();
    }
    words.join(" ").trim_end_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_becomes_a_name_that_spreadsheets_take() {
        assert_eq!(sheet_name("Trust"), "Trust");
        assert_eq!(sheet_name("What's [new]: a/b?"), "Whats new ab");
        assert_eq!(sheet_name("Wie uns die Kundschaft sieht, denken wir"), "Wie uns die Kundschaft sieht");
        assert_eq!(sheet_name("Cómo creemos que nos ven los clientes"), "Cómo creemos que nos ven");
        for name in ["Comment les clients nous voient, pensons-nous", "Qué se interpone entre nosotros y los demás"] {
            assert!(sheet_name(name).chars().count() <= LONGEST_NAME);
        }
    }
}
