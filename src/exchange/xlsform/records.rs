//! Workbooks of before 2007, as Excel 97 and all after it write them: a stream of records, each with its kind and its length
//! ([MS-XLS], BIFF8). Only what a form has is read: words, numbers and flags.

use super::Sheet;
use super::book::{Grid, Room, too_much};
use super::compound::{Compound, broken, u16_at, u32_at};
use crate::exchange::Refusal;

/// Sheets may all begin in one place, and would be read as often as they are there; a form has three.
const MOST_SHEETS: usize = 100;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
const LOCKED: u16 = 0x002f;
const SHEET: u16 = 0x0085;
const STRINGS: u16 = 0x00fc;
/// The version that `BEGIN` tells of Excel 97 and later.
const VERSION: u16 = 0x0600;

/// Reads the sheets of an `.xls` file.
///
/// # Errors
/// [`Refusal::Foreign`] if it is none, is older, locked or broken, or holds more than a form can.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let container = Compound::read(bytes)?;
    let locked = || Refusal::Foreign("it is locked with a password: save it without one".to_owned());
    // A newer workbook with a password is in such a container as well.
    if container.stream("EncryptedPackage")?.is_some() {
        return Err(locked());
    }
    let Some(stream) = container.stream("Workbook")? else {
        return Err(Refusal::Foreign(match container.stream("Book")? {
            Some(_) => "it is a workbook of Excel 95 or before: save it as .xlsx".to_owned(),
            None => "it is no workbook, but another document of an office program".to_owned(),
        }));
    };
    let mut strings = Vec::new();
    let mut places = Vec::new();
    let mut records = Records { stream: &stream };
    let first = records.next().ok_or_else(|| broken("it is empty"))?;
    if first.kind != BEGIN || u16_at(first.data, 0) != Some(VERSION) {
        return Err(Refusal::Foreign("it is a workbook of Excel 95 or before: save it as .xlsx".to_owned()));
    }
    for record in records.by_ref() {
        match record.kind {
            LOCKED => return Err(locked()),
            SHEET => places.extend(place(record.data)),
            STRINGS => strings = record.strings().ok_or_else(|| broken("its words are cut off"))?,
            END => break,
            _ => {}
        }
    }
    if places.len() > MOST_SHEETS {
        return Err(too_much());
    }
    let mut room = Room::default();
    let sheet = |(at, name): (usize, String)| {
        let rows = stream.get(at..).ok_or_else(|| broken("a sheet is missing"))?;
        let grid = cells(Records { stream: rows }, &strings, &mut room)?;
        Ok(Sheet { name, rows: grid.rows(&mut room)? })
    };
    places.into_iter().map(sheet).collect()
}

/// Where a sheet begins, and its name; none where it is a chart or a macro.
fn place(data: &[u8]) -> Option<(usize, String)> {
    if *data.get(5)? != 0 {
        return None;
    }
    let name = Pieces::of(data.get(8..)?, &[]).letters(usize::from(*data.get(6)?), data.get(7)? & 1 != 0)?;
    Some((u32_at(data, 0)? as usize, name))
}

/// The cells of a sheet, up to its end.
fn cells(records: Records<'_>, strings: &[String], room: &mut Room) -> Result<Grid, Refusal> {
    let mut grid = Grid::default();
    let mut depth = 0;
    // Where the formula stands whose words come next.
    let mut awaited = None;
    for record in records {
        match record.kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            // A chart in a sheet has records of the same kinds.
            _ if depth != 1 => {}
            0x0207 => {
                if let (Some(at), Some(words)) = (awaited.take(), record.words(0)) {
                    grid.put(at, &words, room)?;
                }
            }
            // Several numbers in a row.
            0x00bd => {
                let Some((row, first)) = record.at() else { continue };
                let all = record.data.get(4..record.data.len().saturating_sub(2)).unwrap_or_default();
                for (six, column) in all.chunks_exact(6).zip(first..) {
                    grid.put((row, column), &short_number(u32_at(six, 2).unwrap_or_default()).to_string(), room)?;
                }
            }
            _ => {
                let Some(at) = record.at() else { continue };
                match record.value(strings) {
                    Value::Words(words) => grid.put(at, &words, room)?,
                    Value::Awaited => awaited = Some(at),
                    Value::Nothing => {}
                }
            }
        }
    }
    Ok(grid)
}

/// What a record of a cell says.
enum Value {
    Words(String),
    /// A formula whose words come in the next record.
    Awaited,
    Nothing,
}

/// One record, with those that go on with it.
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
    more: Vec<&'a [u8]>,
}

impl Record<'_> {
    /// Row and column, from 0.
    fn at(&self) -> Option<(u32, u32)> {
        Some((u16_at(self.data, 0)?.into(), u16_at(self.data, 2)?.into()))
    }

    fn value(&self, strings: &[String]) -> Value {
        let known = match self.kind {
            0x00fd => u32_at(self.data, 6).and_then(|at| strings.get(at as usize).cloned()),
            0x0204 | 0x00d6 => self.words(6),
            0x0203 => double(self.data, 6).map(|number| number.to_string()),
            0x027e => u32_at(self.data, 6).map(|number| short_number(number).to_string()),
            0x0205 => self.data.get(6).filter(|_| self.data.get(7) == Some(&0)).map(|flag| (*flag != 0).to_string()),
            0x0006 => match (u16_at(self.data, 12), self.data.get(6)) {
                (Some(0xffff), Some(0)) => return Value::Awaited,
                (Some(0xffff), Some(1)) => self.data.get(8).map(|flag| (*flag != 0).to_string()),
                (Some(0xffff), _) => None,
                _ => double(self.data, 6).map(|number| number.to_string()),
            },
            _ => None,
        };
        known.map_or(Value::Nothing, Value::Words)
    }

    /// Words with their length before them, `from` bytes into the record.
    fn words(&self, from: usize) -> Option<String> {
        let count = u16_at(self.data, from)?;
        let wide = self.data.get(from + 2)? & 1 != 0;
        Pieces::of(self.data.get(from + 3..)?, &self.more).letters(count.into(), wide)
    }

    /// The table of all words of the workbook, which is cut wherever a record is full; none where it is cut off.
    fn strings(&self) -> Option<Vec<String>> {
        let mut pieces = Pieces::of(self.data.get(8..)?, &self.more);
        let count = u32_at(self.data, 4)? as usize;
        let mut strings = Vec::new();
        // Not a word is without bytes, so a count that is made up ends where the bytes do.
        while strings.len() < count {
            let (length, flags) = (pieces.number(2)?, pieces.number(1)?);
            let runs = if flags & 8 != 0 { pieces.number(2)? } else { 0 };
            let phonetic = if flags & 4 != 0 { pieces.number(4)? } else { 0 };
            strings.push(pieces.letters(length, flags & 1 != 0)?);
            pieces.skip(runs.checked_mul(4)?.checked_add(phonetic)?)?;
        }
        Some(strings)
    }
}

fn double(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*data.get(at..)?.first_chunk()?)).filter(|number| number.is_finite())
}

/// A number in thirty bits: whole or the upper half of a double, perhaps in hundredths.
fn short_number(bits: u32) -> f64 {
    let number =
        if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    let number = if bits & 1 != 0 { number / 100.0 } else { number };
    if number.is_finite() { number } else { 0.0 }
}

/// The records of a stream, until they make no sense.
struct Records<'a> {
    stream: &'a [u8],
}

impl<'a> Records<'a> {
    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, length) = (u16_at(self.stream, 0)?, usize::from(u16_at(self.stream, 2)?));
        let data = self.stream.get(4..4 + length)?;
        self.stream = &self.stream[4 + length..];
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while u16_at(self.stream, 0) == Some(CONTINUE) {
            more.push(self.one()?.1);
        }
        Some(Record { kind, data, more })
    }
}

/// What is left of a record and of those that go on with it.
struct Pieces<'a> {
    here: &'a [u8],
    more: std::slice::Iter<'a, &'a [u8]>,
}

impl<'a> Pieces<'a> {
    fn of(here: &'a [u8], more: &'a [&'a [u8]]) -> Self {
        Self { here, more: more.iter() }
    }

    fn byte(&mut self) -> Option<u8> {
        while self.here.is_empty() {
            self.here = self.more.next()?;
        }
        let (first, rest) = self.here.split_first()?;
        self.here = rest;
        Some(*first)
    }

    /// A number of so many bytes, the lowest first.
    fn number(&mut self, bytes: u32) -> Option<usize> {
        (0..bytes).try_fold(0, |number, at| Some(number | usize::from(self.byte()?) << (8 * at)))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > self.here.len() {
            bytes -= self.here.len();
            self.here = self.more.next()?;
        }
        self.here = &self.here[bytes..];
        Some(())
    }

    /// So many letters of one or two bytes. Where they go on in the next piece, it says anew which of the two.
    fn letters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units = Vec::new();
        while units.len() < count {
            if self.here.is_empty() {
                self.here = self.more.next()?;
                wide = self.byte()? & 1 != 0;
                continue;
            }
            units.push(if wide { u16::try_from(self.number(2)?).ok()? } else { self.byte()?.into() });
        }
        Some(String::from_utf16_lossy(&units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    /// A record of a cell: its place, a style, and what it says.
    fn cell(kind: u16, (row, column): (u16, u16), says: &[u8]) -> Vec<u8> {
        record(kind, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[15, 0], says].concat())
    }

    fn read(stream: &[Vec<u8>]) -> Vec<(usize, Vec<String>)> {
        let stream = stream.concat();
        let mut room = Room::default();
        let grid = cells(Records { stream: &stream }, &["shared".to_owned()], &mut room).unwrap();
        grid.rows(&mut room).unwrap()
    }

    #[test]
    fn every_kind_of_cell_says_what_a_spreadsheet_shows() {
        let begin = || record(BEGIN, &[0, 6, 16, 0]);
        let end = || record(END, &[]);
        // Row 1: words of three makes. Row 2: numbers. Row 3: flags, and an error that says nothing. Row 4: formulas.
        let words_of_a_formula = [0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0];
        let flag_of_a_formula = [1, 0, 1, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0];
        let stream = [
            begin(),
            cell(0x00fd, (0, 0), &[0; 4]),
            cell(0x0204, (0, 1), &[2, 0, 0, b'h', 0xe9]),
            cell(0x00d6, (0, 3), &[1, 0, 1, 0x39, 0x06, 0, 0]),
            cell(0x0203, (1, 0), &0.5_f64.to_le_bytes()),
            cell(0x027e, (1, 1), &(7_u32 << 2 | 2).to_le_bytes()),
            cell(0x027e, (1, 2), &(150_u32 << 2 | 3).to_le_bytes()),
            // Two in a row: minus one, and one as the upper half of a double.
            record(0x00bd, &[1, 0, 3, 0, 15, 0, 0xfe, 0xff, 0xff, 0xff, 15, 0, 0, 0, 0xf0, 0x3f, 4, 0]),
            begin(),
            cell(0x0203, (0, 9), &9.0_f64.to_le_bytes()),
            end(),
            cell(0x0205, (2, 0), &[1, 0]),
            cell(0x0205, (2, 1), &[7, 1]),
            cell(0x0205, (2, 2), &[0, 0]),
            cell(0x0006, (3, 0), &words_of_a_formula),
            record(0x0207, &[2, 0, 0, b'o', b'k']),
            cell(0x0006, (3, 1), &flag_of_a_formula),
            cell(0x0006, (3, 2), &[&3.0_f64.to_le_bytes()[..], &[0; 6]].concat()),
            end(),
            cell(0x0203, (0, 8), &8.0_f64.to_le_bytes()),
        ];
        let row = |number, cells: &[&str]| (number, cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        let expected = [
            row(1, &["shared", "hé", "", "ع"]),
            row(2, &["0.5", "7", "1.5", "-1", "1"]),
            row(3, &["true", "", "false"]),
            row(4, &["ok", "true", "3"]),
        ];
        assert_eq!(read(&stream), expected);
    }

    #[test]
    fn words_go_on_in_the_next_record_in_letters_of_another_width() {
        let first = [&[1, 0, 0, 0, 2, 0, 0, 0][..], &[3, 0, 8, 1, 0], b"ab"].concat();
        let stream = [
            record(STRINGS, &first),
            record(CONTINUE, &[1, 0x39, 0x06, 9, 9]),
            record(CONTINUE, &[9, 9, 1, 0, 0, b'z']),
        ];
        let stream = stream.concat();
        let strings = Records { stream: &stream }.next().unwrap().strings();
        assert_eq!(strings, Some(vec!["abع".to_owned(), "z".to_owned()]));
        // A table that says it has more than there is is cut off, and no memory is taken for what it says.
        let lying = record(STRINGS, &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, b'a']);
        assert_eq!(Records { stream: &lying }.next().unwrap().strings(), None);
    }
}
