//! The report's own words in the languages it ships in: one table a language, and how numbers are written there.

mod tables;

use serde::Deserialize;

pub use tables::Plural;
pub(super) use tables::{Charts, Measures, Page, Sentences, Workbook};

use super::form::Form;
use crate::content::measure::ADVISOR;
use crate::stats::Verdict;
use crate::vocabulary::{Language, Round};
use tables::Numbers;

/// The tables, by language tag.
const TABLES: [(&str, &str); 5] = [
    ("en", include_str!("en.toml")),
    ("de", include_str!("de.toml")),
    ("fr", include_str!("fr.toml")),
    ("es", include_str!("es.toml")),
    ("ar", include_str!("ar.toml")),
];

/// A language the report does not speak, or a broken table.
#[derive(Debug, thiserror::Error)]
pub enum Unspoken {
    /// There is no table.
    #[error("the report does not speak `{0}`; it speaks {list}", list = Words::languages().join(", "))]
    Language(String),
    /// There is one that cannot be read; a test reads them all.
    #[error("the words of the report cannot be read")]
    Table(#[from] toml::de::Error),
}

/// The report's words in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Whether the language is written from the right; the table does not say it.
    #[serde(skip)]
    pub(super) right_to_left: bool,
    numbers: Numbers,
    pub(super) page: Page,
    pub(super) measures: Measures,
    pub(super) sentences: Sentences,
    pub(super) workbook: Workbook,
    pub(super) charts: Charts,
}

/// The text with each `{name}` replaced.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

impl Words {
    /// The words in `language`, a tag such as `de` or `de-AT`.
    ///
    /// # Errors
    /// [`Unspoken`] if there are none.
    pub fn in_language(language: &Language) -> Result<Self, Unspoken> {
        let tag = language.as_str().split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let table = TABLES.into_iter().find(|(known, _)| *known == tag);
        let (_, table) = table.ok_or_else(|| Unspoken::Language(language.as_str().to_owned()))?;
        Ok(Self { right_to_left: language.is_right_to_left(), ..toml::from_str(table)? })
    }

    /// The languages there are words in.
    #[must_use]
    pub fn languages() -> Vec<&'static str> {
        TABLES.into_iter().map(|(tag, _)| tag).collect()
    }

    /// A text that depends on how many there are.
    pub(super) fn count(&self, text: &Plural, n: u64) -> String {
        fill(text.form(n, self.numbers.none_is_one), &[("n", &self.whole(n))])
    }

    /// A whole number, in groups of three.
    pub(super) fn whole(&self, n: u64) -> String {
        self.grouped(&n.to_string())
    }

    /// Digits in groups of three, from the last.
    fn grouped(&self, digits: &str) -> String {
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && digits.len() >= self.numbers.grouped_from && (digits.len() - at).is_multiple_of(3) {
                text.push_str(&self.numbers.group);
            }
            text.push(digit);
        }
        text
    }

    /// A number with so many digits after the decimal sign, and a true minus.
    pub(super) fn decimal(&self, value: f64, digits: usize) -> String {
        let text = format!("{:.digits$}", value.abs());
        let sign = if value < 0.0 && text.contains(|c: char| c.is_ascii_digit() && c != '0') { "−" } else { "" };
        let sign = self.sign(sign);
        match text.split_once('.') {
            Some((whole, part)) => format!("{sign}{}{}{part}", self.grouped(whole), self.numbers.decimal),
            None => format!("{sign}{}", self.grouped(&text)),
        }
    }

    /// A sign where it keeps to the left of its number, also in words that run from the right.
    fn sign(&self, sign: &str) -> String {
        if sign.is_empty() { String::new() } else { format!("{}{sign}", self.numbers.before_sign) }
    }

    /// A share of 1 as a percentage.
    fn percent(&self, share: f64) -> String {
        fill(&self.numbers.percent, &[("n", &self.decimal(100.0 * share, 0))])
    }

    /// A figure of such a question, moved to what is possible: noise goes beyond, and so do ranges of few answers.
    pub(super) fn figure(&self, form: &Form, value: f64) -> String {
        let (least, most) = form.ends();
        let value = value.clamp(least, most);
        match form {
            Form::Scale { .. } => self.decimal(value, 1),
            Form::Enps if value >= 0.5 => format!("{}{}", self.sign("+"), self.decimal(value, 0)),
            Form::Enps => self.decimal(value, 0),
            _ => self.percent(value),
        }
    }

    /// Where the truth likely is; a percent sign is said once.
    pub(super) fn likely(&self, form: &Form, (low, high): (f64, f64)) -> String {
        let low = match form {
            Form::Scale { .. } | Form::Enps => self.figure(form, low),
            _ => self.decimal(100.0 * low.clamp(0.0, 1.0), 0),
        };
        fill(&self.page.likely, &[("low", &low), ("high", &self.figure(form, high))])
    }

    /// How far apart two figures of such a question are, without sign.
    pub(super) fn apart(&self, form: &Form, value: f64) -> String {
        let (text, digits, size) = match form {
            Form::Scale { .. } => (&self.sentences.scale_points, 1, value.abs()),
            Form::Enps => (&self.sentences.score_points, 0, value.abs()),
            _ => (&self.sentences.percentage_points, 0, 100.0 * value.abs()),
        };
        let number = self.decimal(size, digits);
        let form = number.parse().map_or(text.other.as_str(), |whole| text.form(whole, false));
        fill(form, &[("n", &number)])
    }

    /// The bounds of a difference, in the direction in which it is positive.
    pub(super) fn bounds(&self, form: &Form, (low, high): (f64, f64)) -> (String, String) {
        let (digits, times) = match form {
            Form::Scale { .. } => (1, 1.0),
            Form::Enps => (0, 1.0),
            _ => (0, 100.0),
        };
        (self.decimal(times * low, digits), self.decimal(times * high, digits))
    }

    /// The same where they may lie on both sides of nothing: each with its sign.
    pub(super) fn signed_bounds(&self, form: &Form, (low, high): (f64, f64)) -> (String, String) {
        let signed = |value: f64, text: String| {
            let is_nothing = text.chars().all(|c| !c.is_ascii_digit() || c == '0');
            if value > 0.0 && !is_nothing { format!("{}{text}", self.sign("+")) } else { text }
        };
        let (below, above) = self.bounds(form, (low, high));
        (signed(low, below), signed(high, above))
    }

    /// What the figure of such a question is called.
    pub(super) fn headline(&self, form: &Form, measure: Option<&str>) -> &str {
        let [mean, score, right, answers, ambassadors, best] = &self.page.headlines;
        match form {
            // To an advisor's question no answer is right; one product suits best.
            Form::Quiz { .. } if measure == Some(ADVISOR) => best,
            Form::Scale { .. } => mean,
            Form::Enps => score,
            Form::Quiz { .. } => right,
            Form::Choice { .. } => answers,
            Form::Segment => ambassadors,
        }
    }

    /// The strengths of noise from the least to the most, as they are written.
    pub(super) fn strengths(&self, epsilons: &[f64]) -> String {
        let mut written: Vec<String> =
            epsilons.iter().map(|epsilon| self.decimal(*epsilon, usize::from(epsilon.fract() != 0.0))).collect();
        written.dedup();
        match written.as_slice() {
            [one, .., other] => format!("{one}–{other}"),
            [one] => one.clone(),
            [] => String::new(),
        }
    }

    /// Why there is no figure: what a batch needs.
    pub(super) fn withheld(&self, k: u32, days: u32) -> String {
        fill(&self.page.withheld, &[("k", &self.whole(k.into())), ("days", &self.whole(days.into()))])
    }

    /// What a difference is compared with.
    pub(super) fn less(&self, site: &str) -> String {
        fill(&self.page.less, &[("site", &name(site))])
    }

    /// What may be said of a gap.
    pub(super) fn verdict(&self, verdict: Verdict) -> &str {
        let [real, unclear, none] = &self.page.verdicts;
        match verdict {
            Verdict::Real => real,
            Verdict::Unclear => unclear,
            Verdict::NoneShown => none,
        }
    }

    /// A difference of means with its sign.
    pub(super) fn gap(&self, value: f64) -> String {
        let text = self.decimal(value, 1);
        if value >= 0.05 { format!("{}{text}", self.sign("+")) } else { text }
    }

    /// A correlation with its sign.
    pub(super) fn signed(&self, value: f64) -> String {
        let text = self.decimal(value, 2);
        if value >= 0.005 { format!("{}{text}", self.sign("+")) } else { text }
    }

    /// A week by its number.
    pub(super) fn week(&self, round: Round) -> String {
        fill(&self.page.week, &[("week", &week(round).1)])
    }

    /// A question as it stands within a sentence: what ends like a sentence of its own is quoted, so that no mark of the
    /// sentence around it follows its own.
    pub(super) fn asked(&self, title: &str) -> String {
        if title.ends_with(['?', '؟', '.', '!', '…']) {
            let within = &self.page.quotes_within;
            let title = within.iter().fold(title.to_owned(), |title, [own, inner]| title.replace(own, inner));
            fill(&self.page.quoted, &[("what", &title)])
        } else {
            title.to_owned()
        }
    }

    /// The weeks from one to another.
    pub(super) fn weeks(&self, from: Round, to: Round) -> String {
        if from == to {
            let (year, week) = week(from);
            return fill(&self.page.one_week, &[("week", &week), ("year", &year)]);
        }
        let ((year, from), (other, to)) = (week(from), week(to));
        let text = if year == other { &self.page.weeks } else { &self.page.weeks_of_two_years };
        fill(text, &[("from", &from), ("to", &to), ("from_year", &year), ("year", &other)])
    }
}

/// Year and week without leading zeros, as people say them.
fn week(round: Round) -> (String, String) {
    let text = round.to_string();
    let (year, week) = text.split_once("-W").unwrap_or((&text, ""));
    (year.to_owned(), week.trim_start_matches('0').to_owned())
}

/// A site's id as a name: `harbour-road` is Harbour Road.
pub(super) fn name(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    words.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests;
