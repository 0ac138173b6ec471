//! A workbook's cells as words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::compound::{MAGIC, broken};
use super::{Sheet, records};
use crate::exchange::Refusal;

/// Cells with something in them: a form of thousands of questions in ten languages has fewer.
const MOST_CELLS: usize = 200_000;
/// The last column that is read: forms in twenty languages have a tenth of them.
const MOST_COLUMNS: u32 = 2_000;
/// Bytes of all words: both formats let a million cells be one long text that is in the file once.
const MOST_BYTES: usize = 64 << 20;

/// Places of all rows up to their last cell: one cell far to the right in every row would make much of nothing.
const MOST_PLACES: usize = 4_000_000;

/// What may still come, of all sheets together.
pub(super) struct Room {
    cells: usize,
    bytes: usize,
    places: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { cells: MOST_CELLS, bytes: MOST_BYTES, places: MOST_PLACES }
    }
}

pub(super) fn too_much() -> Refusal {
    Refusal::Foreign("it holds more than a form can".to_owned())
}

/// The cells of a sheet that have something in them, by row and column from 0.
#[derive(Default)]
pub(super) struct Grid(BTreeMap<u32, BTreeMap<u32, String>>);

impl Grid {
    /// Puts words into a cell; blank ones leave it empty.
    pub(super) fn put(&mut self, (row, column): (u32, u32), words: &str, room: &mut Room) -> Result<(), Refusal> {
        let words = words.trim();
        if words.is_empty() {
            return Ok(());
        }
        let left = (room.cells.checked_sub(1), room.bytes.checked_sub(words.len()));
        let ((Some(cells), Some(bytes)), 0..=MOST_COLUMNS) = (left, column) else {
            return Err(too_much());
        };
        (room.cells, room.bytes) = (cells, bytes);
        self.0.entry(row).or_default().insert(column, words.to_owned());
        Ok(())
    }

    /// Row by row with its number from 1, each cell in its place.
    pub(super) fn rows(self, room: &mut Room) -> Result<Vec<(usize, Vec<String>)>, Refusal> {
        let rows = self.0.into_iter().map(|(row, mut cells)| {
            let width = cells.keys().next_back().map_or(0, |last| last + 1);
            room.places = room.places.checked_sub(width as usize).ok_or_else(too_much)?;
            let places = (0..width).map(|column| cells.remove(&column).unwrap_or_default());
            Ok((row as usize + 1, places.collect()))
        });
        rows.collect()
    }
}

/// Reads the sheets of an `.xlsx` file, or of an `.xls` file of Excel 97 or later.
///
/// # Errors
/// [`Refusal::Foreign`] if it is none, is broken, or holds more than a form can.
pub fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    // `calamine` reads these as well, but takes a file at its word: a chain of sectors that runs in a circle has no end
    // there, and two cells far apart take a table of all between.
    if bytes.starts_with(&MAGIC) {
        return records::sheets(bytes);
    }
    let broken = |error: calamine::XlsxError| broken(&error.to_string());
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    let mut room = Room::default();
    for name in book.sheet_names() {
        // Cell by cell: a table of all cells up to the last one would be as large as one that stands far off says.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        let mut grid = Grid::default();
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            grid.put(cell.get_position(), &words(cell.get_value()), &mut room)?;
        }
        sheets.push(Sheet { rows: grid.rows(&mut room)?, name });
    }
    Ok(sheets)
}

fn words<'c>(cell: &'c DataRef<'_>) -> Cow<'c, str> {
    match cell {
        DataRef::Empty | DataRef::Error(_) => "".into(),
        DataRef::String(words) => words.into(),
        DataRef::SharedString(words) => (*words).into(),
        DataRef::Int(number) => number.to_string().into(),
        // A whole number is written without its point, which nobody typed.
        DataRef::Float(number) => number.to_string().into(),
        DataRef::Bool(flag) => flag.to_string().into(),
        DataRef::DateTime(time) => time.to_string().into(),
        DataRef::DateTimeIso(time) | DataRef::DurationIso(time) => time.into(),
    }
}
