//! What customers said, for the mirror: how many gave each rating, read from a table of counts or from
//! a survey tool's table of respondents.

mod asked;
mod counts;
mod map;
mod period;
mod raw;
mod tally;
mod verdict;

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;
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

/// Bytes of a record, much more than any has: a quotation mark that is never closed makes one of all that follows.
const LONGEST: u64 = 1 << 20;
/// Characters of a message, of which a field of the file may be a part.
const MESSAGE: usize = 300;

/// A file that is read record by record, none of which is longer than can be held.
struct Bounded<R> {
    file: R,
    left: Left,
}

/// Bytes that may be read before a record ends.
#[derive(Clone)]
struct Left(Rc<Cell<u64>>);

impl Left {
    /// A record has ended.
    fn again(&self) {
        self.0.set(LONGEST);
    }
}

impl<R> Bounded<R> {
    fn new(file: R) -> (Self, Left) {
        let left = Left(Rc::new(Cell::new(LONGEST)));
        (Self { file, left: left.clone() }, left)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.left.0.get();
        if left == 0 {
            return Err(io::Error::other(
                "this line does not end within a megabyte; look for a quotation mark that is not closed",
            ));
        }
        let length = self.file.read(into)?;
        self.left.0.set(left.saturating_sub(length as u64));
        Ok(length)
    }
}

/// Tells each fault as it is met, however many there are, and counts them: a file may have more bad lines than memory holds.
struct Faults<'f> {
    tell: &'f mut dyn FnMut(Fault),
    /// Lines with a fault; one may have several.
    lines: u64,
    last: Option<u64>,
}

impl<'f> Faults<'f> {
    fn new(tell: &'f mut dyn FnMut(Fault)) -> Self {
        Self { tell, lines: 0, last: None }
    }

    fn add(&mut self, line: u64, mut message: String) {
        if let Some((end, _)) = message.char_indices().nth(MESSAGE) {
            message.truncate(end);
            message.push('…');
        }
        self.lines += u64::from(self.last.replace(line) != Some(line));
        (self.tell)(Fault { line, message });
    }

    /// What was counted, if every line could be; else how many could not.
    fn unless_any<T>(self, counted: T) -> Result<T, u64> {
        if self.lines == 0 { Ok(counted) } else { Err(self.lines) }
    }
}

/// What is wrong with a line that is not a record of the table at all, which was read into `record`.
fn broken(error: &csv::Error, record: &csv::StringRecord) -> (u64, String) {
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "this line is not UTF-8; save the file as `CSV UTF-8`".to_owned(),
        csv::ErrorKind::UnequalLengths { .. } => "this line has other columns than the first".to_owned(),
        _ => error.to_string(),
    };
    (error.position().or(record.position()).map_or(1, csv::Position::line), message)
}
