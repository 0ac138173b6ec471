//! A survey tool's table, one line a respondent: counted as it is read, so that no respondent is ever held.

use std::io::Read;

use jiff::civil::Date;
use jiff::fmt::strtime::BrokenDownTime;

use super::asked::Asked;
use super::map::{By, Map, Name, Rated, Site, Source, When};
use super::{Bounded, Counts, Fault, Faults, broken};
use crate::content::Content;
use crate::vocabulary::Round;

/// What was counted of a table of respondents.
#[derive(Debug, Clone, Default)]
pub struct Raw {
    /// The ratings.
    pub counts: Counts,
    /// Lines that are respondents.
    pub respondents: u64,
    /// Questions that a respondent left out.
    pub unanswered: u64,
}

/// Counts a table that has one line a respondent and one column a touchpoint, line by line.
///
/// # Errors
/// How many lines cannot be taken, each of which was told; nothing is to be taken then.
pub fn read_raw(file: impl Read, map: &Map, content: &Content, tell: &mut dyn FnMut(Fault)) -> Result<Raw, u64> {
    let mut faults = Faults::new(tell);
    let Ok(delimiter) = u8::try_from(map.delimiter) else {
        faults.add(1, format!("the map's delimiter `{}` is no single byte", map.delimiter));
        return faults.unless_any(Raw::default());
    };
    let (file, left) = Bounded::new(file);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(file);
    let asked = Asked::about(content);
    let headers = reader.headers().map_err(|error| vec![broken(&error, &csv::StringRecord::new()).1]);
    let plan = match headers.and_then(|headers| Plan::of(map, headers, &asked)) {
        Ok(plan) => plan,
        Err(messages) => {
            for message in messages {
                faults.add(1, message);
            }
            return faults.unless_any(Raw::default());
        }
    };
    let (mut raw, mut record, mut skip) = (Raw::default(), csv::StringRecord::new(), map.skip_lines);
    loop {
        left.again();
        match reader.read_record(&mut record) {
            Ok(false) => return faults.unless_any(raw),
            Ok(true) if skip > 0 => skip -= 1,
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                plan.take(&record, &mut raw, &mut |message| faults.add(line, message));
            }
            Err(error) => {
                let (line, message) = broken(&error, &record);
                faults.add(line, message);
                if error.is_io_error() {
                    return faults.unless_any(raw);
                }
            }
        }
    }
}

/// A map whose columns were found in a table.
struct Plan<'m> {
    map: &'m Map,
    asked: &'m Asked,
    site: Where<'m, Site>,
    period: Where<'m, When>,
    ratings: Vec<(usize, &'m Rated)>,
}

/// The same for all lines, or what the column at a place tells.
enum Where<'m, T> {
    Always(&'m str),
    At(usize, &'m T),
}

impl<'m> Plan<'m> {
    /// Finds the map's columns; every one that cannot be is told.
    fn of(map: &'m Map, headers: &csv::StringRecord, asked: &'m Asked) -> Result<Self, Vec<String>> {
        let names: Vec<&str> = headers.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
        let mut wrong = Vec::new();
        let mut place = |name: &Name| match place(name, &names) {
            Ok(place) => place,
            Err(message) => {
                wrong.push(message);
                0
            }
        };
        let site = match &map.site {
            Source::Always(site) => Where::Always(site),
            Source::Told(site) => Where::At(place(&site.column), site),
        };
        let period = match &map.period {
            Source::Always(period) => Where::Always(period),
            Source::Told(when) => Where::At(place(&when.column), when),
        };
        let ratings: Vec<_> = map.touchpoint.iter().map(|column| (place(&column.column), column)).collect();
        if ratings.is_empty() {
            wrong.push("the map names no touchpoint".to_owned());
        }
        for (at, (_, column)) in ratings.iter().enumerate() {
            match asked.scale(&column.id) {
                Err(message) => wrong.push(message),
                Ok(scale) => {
                    let answers = map.answers.iter().chain(&column.answers);
                    wrong.extend(answers.filter(|(_, point)| !scale.contains(point)).map(|(answer, point)| {
                        let (from, to) = (scale.start(), scale.end());
                        format!(
                            "answer `{answer}` is {point}, which is not on the scale of `{}`, {from} to {to}",
                            column.id
                        )
                    }));
                }
            }
            if ratings[..at].iter().any(|(_, before)| before.id == column.id) {
                wrong.push(format!("the map names touchpoint `{}` twice; a respondent would count twice", column.id));
            }
        }
        if wrong.is_empty() { Ok(Self { map, asked, site, period, ratings }) } else { Err(wrong) }
    }

    /// Counts what one respondent said; one that is wrong in several places is told once for each.
    fn take(&self, record: &csv::StringRecord, raw: &mut Raw, wrong: &mut dyn FnMut(String)) {
        let field = |at: usize| record.get(at).unwrap_or_default();
        let site = match &self.site {
            Where::Always(site) => site,
            Where::At(at, site) => site.ids.get(field(*at)).map_or(field(*at), String::as_str),
        };
        let told;
        let period = match &self.period {
            Where::Always(period) => period,
            Where::At(at, when) => match when.period(field(*at)) {
                Ok(period) => {
                    told = period;
                    told.as_str()
                }
                Err(message) => return wrong(message),
            },
        };
        raw.respondents += 1;
        for (at, column) in &self.ratings {
            let answer = field(*at);
            if answer.is_empty() || self.map.no_answer.iter().any(|none| none == answer) {
                raw.unanswered += 1;
                continue;
            }
            let group = match raw.counts.group(site, period, &column.id, || self.asked.scale(&column.id)) {
                Ok(group) => group,
                // The same site and period would be wrong in every column.
                Err(message) => return wrong(message),
            };
            let known = column.answers.get(answer).or_else(|| self.map.answers.get(answer)).copied();
            let point = known.map_or_else(|| self.asked.point(&column.id, answer), Ok);
            if let Err(message) = point.and_then(|point| raw.counts.add(group, point)) {
                wrong(message);
            }
        }
    }
}

/// Where a column stands, from 0.
fn place(name: &Name, names: &[&str]) -> Result<usize, String> {
    let number = match name {
        Name::Number(number) => *number,
        Name::Text(text) => {
            let mut found = names.iter().zip(1..).filter(|(name, _)| *name == text).map(|(_, number)| number);
            match (found.next(), found.next()) {
                (Some(number), None) => number,
                (Some(one), Some(other)) => {
                    return Err(format!(
                        "column `{text}` is there twice, as number {one} and {other}; name it by its number"
                    ));
                }
                (None, _) => return Err(format!("there is no column `{text}`; there are {}", names.join(", "))),
            }
        }
    };
    let place = number.checked_sub(1).filter(|place| *place < names.len());
    place.ok_or_else(|| format!("there is no column {number}; there are {}, counted from 1", names.len()))
}

impl When {
    /// The period that a day lies in.
    fn period(&self, text: &str) -> Result<String, String> {
        let day = match &self.format {
            Some(format) => BrokenDownTime::parse(format, text)
                .and_then(|time| time.to_date())
                .map_err(|_| format!("`{text}` is no day written as `{format}`"))?,
            None => plain(text).ok_or_else(|| {
                format!(
                    "`{text}` is no day such as 2026-11-21; if the tool writes days otherwise, say how with `format`"
                )
            })?,
        };
        Ok(match self.by {
            By::Day => day.to_string(),
            By::Week => Round::of(day).to_string(),
            By::Month => day.strftime("%Y-%m").to_string(),
        })
    }
}

/// The day of `2026-11-21`, whatever time of day follows.
fn plain(text: &str) -> Option<Date> {
    let (day, time) = text.split_at_checked(10)?;
    if !time.is_empty() && !time.starts_with([' ', 'T']) {
        return None;
    }
    day.parse().ok()
}
