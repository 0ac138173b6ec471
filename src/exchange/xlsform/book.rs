//! A workbook's cells as words.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::Sheet;
use crate::exchange::Refusal;

/// Cells with something in them: a form of thousands of questions in ten languages has fewer.
const MOST_CELLS: usize = 200_000;

/// Reads the sheets of an `.xlsx` file.
///
/// # Errors
/// [`Refusal::Foreign`] if it is none, is broken, or holds more than a form can.
pub fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let broken = |error: calamine::XlsxError| Refusal::Foreign(format!("it is no workbook that can be read: {error}"));
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    let mut cells = 0;
    for name in book.sheet_names() {
        // Cell by cell: a table of all cells up to the last one would be as large as one that stands far off says.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        let mut rows: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let words = words(cell.get_value());
            if words.is_empty() {
                continue;
            }
            cells += 1;
            let (row, column) = cell.get_position();
            if cells > MOST_CELLS || column > MOST_COLUMNS {
                return Err(Refusal::Foreign("it holds more than a form can".to_owned()));
            }
            rows.entry(row as usize + 1).or_default().insert(column as usize, words);
        }
        let rows = rows.into_iter().map(|(line, cells)| {
            let width = cells.keys().next_back().map_or(0, |last| last + 1);
            (line, (0..width).map(|column| cells.get(&column).cloned().unwrap_or_default()).collect())
        });
        sheets.push(Sheet { rows: rows.collect(), name });
    }
    Ok(sheets)
}

/// The last column that is read: forms in twenty languages have a tenth of them.
const MOST_COLUMNS: u32 = 2_000;

fn words(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(words) => words.trim().to_owned(),
        DataRef::SharedString(words) => words.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        // A whole number is written without its point, which nobody typed.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) => time.to_string(),
        DataRef::DateTimeIso(time) | DataRef::DurationIso(time) => time.clone(),
    }
}
