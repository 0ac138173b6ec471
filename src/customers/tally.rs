//! A table of counts: how many customers gave each rating.

use std::io::Read;

use super::asked::Asked;
use super::{Bounded, Counts, Fault, Faults, broken};
use crate::content::Content;

const COLUMNS: [&str; 5] = ["site", "period", "touchpoint", "rating", "count"];

/// Reads a table with the columns site, period, touchpoint, rating and count, in any order, line by line.
///
/// # Errors
/// How many lines cannot be taken, each of which was told; nothing is to be taken then.
pub fn read(file: impl Read, content: &Content, tell: &mut dyn FnMut(Fault)) -> Result<Counts, u64> {
    let mut faults = Faults::new(tell);
    let (file, left) = Bounded::new(file);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let places = match reader.headers().map_err(|error| broken(&error, &csv::StringRecord::new()).1).and_then(places) {
        Ok(places) => places,
        Err(message) => {
            faults.add(1, message);
            return faults.unless_any(Counts::default());
        }
    };
    let (asked, mut counts) = (Asked::about(content), Counts::default());
    let mut record = csv::StringRecord::new();
    loop {
        left.again();
        match reader.read_record(&mut record) {
            Ok(false) => return faults.unless_any(counts),
            Ok(true) => {
                let fields = places.map(|place| record.get(place).unwrap_or_default());
                if let Err(message) = take(fields, &asked, &mut counts) {
                    faults.add(record.position().map_or(0, csv::Position::line), message);
                }
            }
            Err(error) => {
                let (line, message) = broken(&error, &record);
                faults.add(line, message);
                if error.is_io_error() {
                    return faults.unless_any(counts);
                }
            }
        }
    }
}

/// Where each column stands.
fn places(headers: &csv::StringRecord) -> Result<[usize; 5], String> {
    // Spreadsheets put a byte order mark in front of the first name.
    let names: Vec<&str> = headers.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let mut places = [0; 5];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found = names.iter().position(|name| *name == column);
        *place = found.ok_or_else(|| {
            format!(
                "column `{column}` is missing; there must be {}. A table with a line for each respondent is taken with \
                 --raw --map",
                COLUMNS.join(", ")
            )
        })?;
    }
    match names.iter().find(|name| !COLUMNS.contains(name)) {
        Some(unknown) => Err(format!("column `{unknown}` is not known; there are {}", COLUMNS.join(", "))),
        None => Ok(places),
    }
}

fn take(
    [site, period, touchpoint, rating, count]: [&str; 5],
    asked: &Asked,
    counts: &mut Counts,
) -> Result<(), String> {
    asked.scale(touchpoint)?;
    let group = counts.group(site, period, touchpoint, || asked.scale(touchpoint))?;
    let point = asked.point(touchpoint, rating)?;
    let number = count.parse().map_err(|_| format!("count `{count}` is no whole number"))?;
    counts.put(group, point, number)
}
