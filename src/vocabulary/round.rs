//! The period a batch is filed under: an ISO week, the only time that is ever stored.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::{Deserialize, Serialize};

/// An ISO week, written `2026-W47`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Round {
    year: i16,
    week: i8,
}

/// A text that names no ISO week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO week; write it as 2026-W47")]
pub struct BadRound(pub String);

impl Round {
    /// The week that `day` lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let week = day.iso_week_date();
        Self { year: week.year(), week: week.week() }
    }

    /// Its Monday.
    #[must_use]
    pub fn monday(self) -> Date {
        ISOWeekDate::new(self.year, self.week, Weekday::Monday).map_or(Date::MIN, ISOWeekDate::date)
    }

    /// The week before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.monday().yesterday().unwrap_or(Date::MIN))
    }

    /// The week after.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.monday().checked_add(jiff::Span::new().days(7)).unwrap_or(Date::MAX))
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

impl FromStr for Round {
    type Err = BadRound;
    fn from_str(text: &str) -> Result<Self, BadRound> {
        let bad = || BadRound(text.to_owned());
        let (year, week) = text.split_once("-W").ok_or_else(bad)?;
        if year.len() != 4 || week.len() != 2 {
            return Err(bad());
        }
        let (year, week) = (year.parse().map_err(|_| bad())?, week.parse().map_err(|_| bad())?);
        ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| bad())?;
        Ok(Self { year, week })
    }
}

impl From<Round> for String {
    fn from(round: Round) -> Self {
        round.to_string()
    }
}

impl TryFrom<String> for Round {
    type Error = BadRound;
    fn try_from(text: String) -> Result<Self, BadRound> {
        text.parse()
    }
}
