//! What customers said, for the mirror: how many gave each rating, read from a table.

mod period;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::str::FromStr;

pub use period::{BadPeriod, Period};
pub use verdict::{Verdict, verdicts};

use crate::content::{Content, ItemKind};
use crate::vocabulary::{BadId, SiteId, TouchpointId};

/// Where customers were asked: at one site, or nobody knows at which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// `*`: all sites together.
    Everywhere,
    /// One site.
    At(SiteId),
}

impl Place {
    /// The id of the site, or `*`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Everywhere => "*",
            Self::At(site) => site.as_str(),
        }
    }
}

impl FromStr for Place {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text == "*" { Ok(Self::Everywhere) } else { SiteId::new(text).map(Self::At) }
    }
}

/// How many customers gave one rating to one touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rating {
    /// Where.
    pub site: Place,
    /// When.
    pub period: Period,
    /// Of what.
    pub touchpoint: TouchpointId,
    /// A point of the mirror's scale.
    pub rating: u8,
    /// How many.
    pub count: u32,
}

/// A line that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line in the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

const COLUMNS: [&str; 5] = ["site", "period", "touchpoint", "rating", "count"];

/// Reads a table with the columns site, period, touchpoint, rating and count, in any order.
///
/// # Errors
/// Every bad line; nothing is to be taken then.
pub fn read(file: impl Read, content: &Content) -> Result<Vec<Rating>, Vec<Fault>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = |message: String| vec![Fault { line: 1, message }];
    let headers = reader.headers().map_err(|error| header(error.to_string()))?.clone();
    // Spreadsheets put a byte order mark in front of the first name.
    let names: Vec<&str> = headers.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let mut places = [0; 5];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let at = names.iter().position(|name| *name == column);
        *place =
            at.ok_or_else(|| header(format!("column `{column}` is missing; there must be {}", COLUMNS.join(", "))))?;
    }
    if let Some(unknown) = names.iter().find(|name| !COLUMNS.contains(name)) {
        return Err(header(format!("column `{unknown}` is not known; there are {}", COLUMNS.join(", "))));
    }
    let scales = scales(content);
    let (mut ratings, mut faults, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
    for record in reader.records() {
        let (line, taken) = match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let field = |at: usize| record.get(places[at]).unwrap_or_default();
                (line, rating([field(0), field(1), field(2), field(3), field(4)], &scales))
            }
            Err(error) => (
                error.position().map_or(0, csv::Position::line),
                Err("this line has other columns than the first".into()),
            ),
        };
        match taken {
            Ok(rating) => {
                let key = (rating.site.clone(), rating.period.clone(), rating.touchpoint.clone(), rating.rating);
                if known.insert(key) {
                    ratings.push(rating);
                } else {
                    let message = "this site, period, touchpoint and rating are there twice".to_owned();
                    faults.push(Fault { line, message });
                }
            }
            Err(message) => faults.push(Fault { line, message }),
        }
    }
    if faults.is_empty() { Ok(ratings) } else { Err(faults) }
}

/// The points of each touchpoint that employees rate.
fn scales(content: &Content) -> BTreeMap<String, std::ops::RangeInclusive<u8>> {
    let items = content.packs.iter().flat_map(|pack| &pack.items);
    items
        .filter_map(|item| match (&item.touchpoint, &item.kind) {
            (Some(touchpoint), ItemKind::Rating { scale, .. }) => Some((touchpoint.to_string(), scale.points())),
            _ => None,
        })
        .collect()
}

fn rating(
    [site, period, touchpoint, rating, count]: [&str; 5],
    scales: &BTreeMap<String, std::ops::RangeInclusive<u8>>,
) -> Result<Rating, String> {
    let site = site.parse().map_err(|error: BadId| format!("{error}; `*` is all sites together"))?;
    let period = period.parse().map_err(|error: BadPeriod| error.to_string())?;
    let Some(scale) = scales.get(touchpoint) else {
        let known = scales.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(format!("no pack asks employees about touchpoint `{touchpoint}`; they are asked about: {known}"));
    };
    let touchpoint = TouchpointId::new(touchpoint).map_err(|error| error.to_string())?;
    let point = rating.parse().ok().filter(|point| scale.contains(point)).ok_or_else(|| {
        format!("rating `{rating}` is not on the scale of `{touchpoint}`, {} to {}", scale.start(), scale.end())
    })?;
    let count = count.parse().map_err(|_| format!("count `{count}` is no whole number"))?;
    Ok(Rating { site, period, touchpoint, rating: point, count })
}
