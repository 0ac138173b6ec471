//! When customers were asked: a week, a month or a day, as the source has it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::vocabulary::Round;

/// An ISO week (`2026-W47`), a month (`2026-11`) or a day (`2026-11-21`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    text: String,
    first: Date,
    last: Date,
}

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no week (2026-W47), month (2026-11) or day (2026-11-21)")]
pub struct BadPeriod(pub String);

impl Period {
    /// The period as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its first day.
    #[must_use]
    pub fn start(&self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn end(&self) -> Date {
        self.last
    }

    /// Whether a day of it lies in the weeks from `from` to `to`, both included.
    #[must_use]
    pub fn touches(&self, from: Round, to: Round) -> bool {
        self.first < to.next().monday() && from.monday() <= self.last
    }
}

impl FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let bad = || BadPeriod(text.to_owned());
        let (first, last) = if let Ok(round) = text.parse::<Round>() {
            (round.monday(), round.next().monday().yesterday().map_err(|_| bad())?)
        } else if text.len() == 7 {
            let first: Date = format!("{text}-01").parse().map_err(|_| bad())?;
            (first, first.last_of_month())
        } else {
            let day: Date = text.parse().map_err(|_| bad())?;
            (day, day)
        };
        if text.contains('T') {
            return Err(bad());
        }
        Ok(Self { text: text.to_owned(), first, last })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_week_a_month_or_a_day() {
        let touches = |period: &str, from: &str, to: &str| {
            period.parse::<Period>().unwrap().touches(from.parse().unwrap(), to.parse().unwrap())
        };
        assert!(touches("2026-W47", "2026-W47", "2026-W47") && !touches("2026-W47", "2026-W48", "2026-W50"));
        // November 2026 begins on the Sunday of week 44 and ends on the Monday of week 49.
        assert!(touches("2026-11", "2026-W44", "2026-W44") && touches("2026-11", "2026-W49", "2026-W52"));
        assert!(!touches("2026-11", "2026-W40", "2026-W43") && !touches("2026-11", "2026-W50", "2026-W52"));
        assert!(touches("2026-11-21", "2026-W47", "2026-W47") && !touches("2026-11-21", "2026-W48", "2026-W48"));
        for bad in ["", "2026", "2026-13", "2026-W60", "2026-11-31", "November", "2026-11-21T09:00"] {
            assert_eq!(bad.parse::<Period>(), Err(BadPeriod(bad.to_owned())));
        }
    }
}
