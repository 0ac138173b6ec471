//! Numbers, dates and names as they stand among the words of the screen.

use jiff::civil::Date;
use slint::{ComponentHandle, SharedString};

use super::generated::FigureTerms;
use super::terms::Tongue;
use super::view::count;
use crate::customers::Period;

impl Tongue<'_> {
    /// A name, a path or an address among words that may run the other way: between marks that keep it together, and keep it
    /// from deciding which way the words run.
    #[expect(clippy::needless_pass_by_value, reason = "takes texts, numbers and weeks alike")]
    pub fn apart(&self, name: impl ToString) -> SharedString {
        let name = name.to_string();
        if self.rtl && !name.is_empty() { slint::format!("\u{2068}{name}\u{2069}") } else { name.into() }
    }

    /// A number in groups, such as a ticket's: in one piece however the line breaks, and in one order whichever way the words
    /// run. With a plain space between them the groups would change places among Arabic words.
    pub fn grouped(&self, number: &str) -> SharedString {
        self.apart(number.replace(' ', "\u{a0}"))
    }

    /// A number with one digit after the decimal sign, rounded as the report does it.
    pub fn decimal(&self, number: f64) -> SharedString {
        let written = format!("{number:.1}");
        let (whole, tenths) = written.split_once('.').unwrap_or((&written, "0"));
        self.figures().invoke_decimal(whole.into(), tenths.into())
    }

    /// Room for files.
    pub fn gigabytes(&self, number: f64) -> SharedString {
        self.apart(self.figures().invoke_gigabytes(self.decimal(number)))
    }

    /// A day of a year.
    pub fn date(&self, day: Date) -> SharedString {
        self.figures().invoke_date(day.day().into(), day.month().into(), day.year().into())
    }

    /// A day, a week or a month of a year.
    pub fn period(&self, period: &Period) -> SharedString {
        let (first, figures) = (period.start(), self.figures());
        match (period.end() - first).get_days() {
            0 => self.date(first),
            6 => figures.invoke_week(first.day().into(), first.month().into(), first.year().into()),
            _ => figures.invoke_month_of(first.month().into(), first.year().into()),
        }
    }

    /// A team's place in a contest.
    pub fn standing(&self, place: usize, team: SharedString, percent: f64) -> SharedString {
        #[expect(clippy::cast_possible_truncation, reason = "a percentage")]
        self.figures().invoke_standing(count(place), team, percent.round() as i32)
    }

    fn figures(&self) -> FigureTerms<'_> {
        self.app.global::<FigureTerms>()
    }
}
