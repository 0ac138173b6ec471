//! What customers said, for the mirror: how many gave each rating, read from a table of counts or from
//! a survey tool's table of respondents.

mod asked;
mod counts;
mod map;
mod period;
mod raw;
mod tally;
mod verdict;

use std::str::FromStr;

pub use counts::Counts;
pub use map::{BadMap, Map};
pub use period::{BadPeriod, Period};
pub use raw::{Raw, read_raw};
pub use tally::read;
pub use verdict::{Verdict, verdicts};

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

/// Tells each fault as it is met, however many there are, and counts them: a file may have more bad lines than memory holds.
struct Faults<'f> {
    tell: &'f mut dyn FnMut(Fault),
    count: u64,
}

impl<'f> Faults<'f> {
    fn new(tell: &'f mut dyn FnMut(Fault)) -> Self {
        Self { tell, count: 0 }
    }

    fn add(&mut self, line: u64, message: String) {
        self.count += 1;
        (self.tell)(Fault { line, message });
    }

    /// What was counted, if every line could be; else how many could not.
    fn unless_any<T>(self, counted: T) -> Result<T, u64> {
        if self.count == 0 { Ok(counted) } else { Err(self.count) }
    }
}

/// What is wrong with a line that is not a record of the table at all.
fn broken(error: &csv::Error) -> (u64, String) {
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "this line is not UTF-8; save the file as `CSV UTF-8`".to_owned(),
        csv::ErrorKind::UnequalLengths { .. } => "this line has other columns than the first".to_owned(),
        _ => error.to_string(),
    };
    (error.position().map_or(1, csv::Position::line), message)
}
