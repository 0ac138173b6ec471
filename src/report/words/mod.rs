//! The report's own words in the languages it ships in: one table a language, and how numbers are written there.

use serde::Deserialize;

use super::form::Form;
use crate::content::measure::ADVISOR;
use crate::stats::Verdict;
use crate::vocabulary::{Language, Round};

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

/// A text for one and one for several; {n} stands for how many. A language with more forms has them beside these two, by
/// Unicode's names and as Arabic counts; one that counts otherwise needs a rule of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plural {
    one: String,
    two: Option<String>,
    /// Ends in 3 to 10.
    few: Option<String>,
    /// Ends in 11 to 99.
    many: Option<String>,
    other: String,
}

impl Plural {
    fn form(&self, n: u64, none_is_one: bool) -> &str {
        let special = match (n, n % 100) {
            (1, _) => Some(&self.one),
            (0, _) if none_is_one => Some(&self.one),
            (2, _) => self.two.as_ref(),
            (_, 3..=10) => self.few.as_ref(),
            (_, 11..) => self.many.as_ref(),
            _ => None,
        };
        special.unwrap_or(&self.other)
    }
}

/// How numbers are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    decimal: String,
    /// What stands between groups of three digits; never a space that a line could break at.
    group: String,
    /// Digits from which a number has groups: some languages keep four together.
    grouped_from: usize,
    percent: String,
    /// Whether none is spoken of as one.
    none_is_one: bool,
    /// What keeps a sign with its number.
    before_sign: String,
}

/// Headings, labels and short texts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) skip: String,
    pub(super) contents: String,
    pub(super) sites: Plural,
    pub(super) week: String,
    pub(super) one_week: String,
    pub(super) weeks: String,
    pub(super) weeks_of_two_years: String,
    pub(super) answers: Plural,
    pub(super) batches_hold: String,
    pub(super) noise_included: String,
    pub(super) simulated: String,
    pub(super) nothing_title: String,
    pub(super) nothing: String,
    pub(super) nothing_closed: String,
    pub(super) nothing_here_title: String,
    pub(super) nothing_here: String,
    pub(super) changed: String,
    pub(super) look: String,
    pub(super) sure: String,
    pub(super) sections: [String; 9],
    pub(super) section_notes: [String; 9],
    quoted: String,
    /// Quotation marks, and those that stand for them within others.
    quotes_within: Vec<[String; 2]>,
    pub(super) likely: String,
    /// Of a figure that is of several weeks together.
    pub(super) all_answers: String,
    pub(super) by_site: String,
    /// Of more sites than anybody reads, which are shown, and where the others are.
    pub(super) sites_ends: String,
    pub(super) sites_elsewhere: String,
    pub(super) by_group: String,
    pub(super) by_week: String,
    pub(super) compared: String,
    pub(super) numbers: String,
    pub(super) column_what: String,
    pub(super) column_value: String,
    pub(super) column_low: String,
    pub(super) column_high: String,
    pub(super) column_answers: String,
    pub(super) headlines: [String; 6],
    pub(super) enps_classes: [String; 3],
    pub(super) segments: [String; 4],
    pub(super) segment_title: String,
    pub(super) unstated: String,
    pub(super) folded: String,
    pub(super) worst: String,
    pub(super) best: String,
    pub(super) right: String,
    pub(super) fits_best: String,
    pub(super) rank_note: String,
    pub(super) share_note: String,
    pub(super) points_note: String,
    pub(super) trend: String,
    pub(super) drift_from: String,
    pub(super) apart: String,
    pub(super) misconception: String,
    pub(super) discriminates: String,
    pub(super) discriminates_little: String,
    pub(super) discriminates_perhaps: String,
    pub(super) badge_real: String,
    pub(super) badge_look: String,
    pub(super) badge_misconception: String,
    pub(super) exact: String,
    pub(super) noisy: String,
    pub(super) teams: String,
    pub(super) teams_note: String,
    pub(super) withheld: String,
    pub(super) less: String,
    pub(super) mirror_title: String,
    pub(super) mirror_note: Plural,
    pub(super) gap_classes: [String; 3],
    pub(super) ours: String,
    pub(super) theirs: String,
    pub(super) verdicts: [String; 3],
    pub(super) gap: String,
    pub(super) participation: String,
    pub(super) footer: String,
}

/// What several questions say together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Measures {
    pub(super) trust_title: String,
    pub(super) trust_note: String,
    /// In the order of the parts of the measure.
    pub(super) factors: [String; 8],
    pub(super) steps: [String; 3],
    pub(super) step_reached: String,
    pub(super) step_none: String,
    pub(super) ingredients_title: String,
    pub(super) ingredients_note: String,
    pub(super) ingredients: [String; 3],
    pub(super) steps_title: String,
    pub(super) steps_note: String,
    pub(super) step_share: String,
    pub(super) could_help: String,
    pub(super) answered: String,
    pub(super) answered_by: String,
    pub(super) unanswered: String,
    pub(super) statuses: [String; 3],
    pub(super) variants_title: String,
    pub(super) variants_note: String,
    pub(super) variant_share: String,
    pub(super) variant_less: String,
    pub(super) norm: String,
    pub(super) norm_above: String,
    pub(super) norm_below: String,
    pub(super) norm_unclear: String,
    /// More promoters, as many, more detractors.
    pub(super) scores: [String; 3],
}

/// Sentences of the first screen; `{what}` is what they are about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sentences {
    pub(super) rose: String,
    pub(super) fell: String,
    pub(super) of_question: String,
    pub(super) scale_points: Plural,
    pub(super) score_points: Plural,
    pub(super) percentage_points: Plural,
    pub(super) unchanged: Plural,
    pub(super) others_unchanged: Plural,
    pub(super) too_early: String,
    pub(super) leads: String,
    pub(super) leads_perhaps: String,
    pub(super) leads_at: String,
    pub(super) believed: String,
    pub(super) gap: String,
    pub(super) site_below: String,
    pub(super) site_above: String,
    pub(super) drifts_up: String,
    pub(super) drifts_down: String,
    pub(super) tells_little: String,
    pub(super) nothing_stands_out: String,
    pub(super) sure_range: String,
    pub(super) sure_widest: String,
    pub(super) sure_noise: String,
    pub(super) sure_exact: String,
    pub(super) sure_rounds: Plural,
    pub(super) sure_compared: Plural,
    pub(super) sure_waits: Plural,
    pub(super) sure_bursts: Plural,
    pub(super) sure_shared: Plural,
    pub(super) sure_silent: Plural,
    pub(super) sure_unknown: Plural,
    pub(super) participation: String,
    pub(super) sure_people: String,
}

/// What stands at charts that need a word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Charts {
    pub(super) pareto_note: String,
    pub(super) control: String,
    pub(super) control_passed: String,
    pub(super) control_within: String,
    pub(super) control_note: String,
    pub(super) control_week: String,
    pub(super) control_up: String,
    pub(super) control_down: String,
    pub(super) profile_note: String,
    pub(super) linkage: String,
    pub(super) linkage_note: String,
    pub(super) linkage_few: String,
    pub(super) linkage_chance: Plural,
    pub(super) linkage_sites: String,
}

/// What the workbook says besides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Workbook {
    pub(super) cover: String,
    pub(super) figures: String,
    pub(super) cells: String,
    pub(super) share: String,
    pub(super) verdict: String,
    pub(super) margin_down: String,
    pub(super) margin_up: String,
    pub(super) chart_of: String,
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
mod tests {
    use super::*;

    fn words(language: &str) -> Words {
        Words::in_language(&Language::from(language)).unwrap()
    }

    /// The texts of a table by their path in it.
    fn flat(value: &toml::Value, at: &str, into: &mut Vec<(String, String)>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    flat(value, &format!("{at}.{key}"), into);
                }
            }
            toml::Value::Array(all) => {
                for (key, value) in all.iter().enumerate() {
                    flat(value, &format!("{at}.{key}"), into);
                }
            }
            toml::Value::String(text) => into.push((at.to_owned(), text.clone())),
            _ => {}
        }
    }

    #[test]
    fn every_language_has_every_word_with_the_same_places_to_fill() {
        let places = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            found.sort();
            found.dedup();
            found
        };
        let table = |text: &str| {
            let mut all = Vec::new();
            flat(&toml::from_str(text).unwrap(), "", &mut all);
            // Forms that English does not have, and quotation marks, of which a language may have more.
            all.retain(|(key, _): &(String, String)| {
                !["two", "few", "many"].iter().any(|form| key.ends_with(form)) && !key.contains("quotes_within")
            });
            all.sort();
            all
        };
        let english = table(TABLES[0].1);
        for (tag, text) in TABLES {
            words(tag);
            let own = table(text);
            assert_eq!(own.len(), english.len(), "{tag}");
            for ((key, own), (english_key, english)) in own.iter().zip(&english) {
                assert_eq!(key, english_key, "{tag}");
                if key.rsplit('.').next() != Some("one") {
                    assert_eq!(places(own), places(english), "{tag} {key}");
                }
                assert!(!own.is_empty() || english.is_empty(), "{tag} {key}");
            }
        }
        assert!(matches!(Words::in_language(&Language::from("fi")), Err(Unspoken::Language(_))));
    }

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let (english, german, french) = (words("en-GB"), words("de"), words("fr"));
        assert_eq!(english.whole(1_234_567), "1,234,567");
        assert_eq!([0, 999, 4812, 24_944].map(|n| english.whole(n)), ["0", "999", "4,812", "24,944"]);
        assert_eq!(english.decimal(-4812.25, 1), "−4,812.2");
        assert_eq!(english.count(&english.page.answers, 4812), "4,812 answers");
        // A space that no line breaks at.
        assert_eq!([4812, 24_944].map(|n| german.whole(n)), ["4\u{202f}812", "24\u{202f}944"]);
        assert_eq!([4812, 24_944].map(|n| french.whole(n)), ["4\u{202f}812", "24\u{202f}944"]);
        // The Academy keeps four digits together.
        assert_eq!([4812, 24_944].map(|n| words("es").whole(n)), ["4812", "24\u{202f}944"]);
        assert_eq!([4812, 24_944].map(|n| words("ar").whole(n)), ["4,812", "24,944"]);
        assert_eq!(german.decimal(-3.25, 1), "−3,2");
        assert_eq!(german.decimal(-0.04, 1), "0,0");
        assert_eq!(english.figure(&Form::SHARES, 0.414), "41%");
        assert_eq!(french.figure(&Form::SHARES, -0.02), "0\u{202f}%");
        assert_eq!(english.figure(&Form::Enps, 33.6), "+34");
        assert_eq!(english.likely(&Form::SHARES, (0.331, 0.494)), "likely 33 to 49%");
        // A range of few answers may reach beyond the scale; no mean can.
        let scale = Form::Scale { from: 1, to: 5 };
        assert_eq!(english.likely(&scale, (0.2, 6.0)), "likely 1.0 to 5.0");
        assert_eq!(english.figure(&Form::Enps, 104.0), "+100");
        assert_eq!(english.signed_bounds(&scale, (-0.81, 1.0)), ("−0.8".to_owned(), "+1.0".to_owned()));
        assert_eq!(english.signed_bounds(&Form::SHARES, (0.001, 0.3)), ("0".to_owned(), "+30".to_owned()));
        assert_eq!(french.count(&french.page.answers, 0), "0 réponse");
        assert_eq!(english.count(&english.page.answers, 0), "0 answers");
        assert_eq!(english.apart(&Form::Quiz { right: 0 }, -0.012), "1 percentage point");
    }

    #[test]
    fn no_figure_is_said_to_be_what_it_cannot_be() {
        let (english, scale) = (words("en"), Form::Scale { from: 1, to: 5 });
        assert_eq!(english.likely(&scale, (-0.7, 4.3)), "likely 1.0 to 4.3");
        assert_eq!(english.figure(&scale, 5.4), "5.0");
        assert_eq!(english.likely(&Form::Enps, (-133.0, 12.0)), "likely −100 to +12");
        assert_eq!(english.likely(&Form::SHARES, (-0.2, 0.3)), "likely 0 to 30%");
    }

    #[test]
    fn arabic_counts_in_its_own_forms_and_signs_stay_with_their_numbers() {
        let arabic = words("ar");
        let answers = |n| arabic.count(&arabic.page.answers, n);
        assert_eq!([1, 2].map(answers), ["إجابة واحدة", "إجابتان"]);
        assert_eq!([3, 11, 100, 103].map(answers), ["3 إجابات", "11 إجابة", "100 إجابة", "103 إجابات"]);
        assert_eq!(arabic.decimal(-3.25, 1), "\u{200e}−3.2");
        assert_eq!(arabic.figure(&Form::Enps, 33.6), "\u{200e}+34");
        assert_eq!(arabic.apart(&Form::Scale { from: 1, to: 5 }, 0.4), "0.4 نقطة");
    }

    #[test]
    fn what_ends_like_a_sentence_is_quoted_within_one() {
        assert_eq!(words("en").asked("Would they come back?"), "“Would they come back?”");
        assert_eq!(words("de").asked("Kämen sie wieder?"), "„Kämen sie wieder?“");
        assert_eq!(words("fr").asked("Reviendraient-ils ?"), "«\u{a0}Reviendraient-ils ?\u{a0}»");
        assert_eq!(words("ar").asked("هل يعودون؟"), "«هل يعودون؟»");
        assert_eq!(words("en").asked("Shift handover"), "Shift handover");
        assert_eq!(words("en").asked("“They greet me.” How often?"), "“‘They greet me.’ How often?”");
        assert_eq!(words("de").asked("„Sie grüßen.“ Wie oft?"), "„‚Sie grüßen.‘ Wie oft?“");
        assert_eq!(words("fr").asked("« On me salue. » Souvent ?"), "«\u{a0}“On me salue.” Souvent ?\u{a0}»");
    }

    #[test]
    fn weeks_say_their_years() {
        let (from, to) = ("2026-W50".parse().unwrap(), "2027-W04".parse().unwrap());
        assert_eq!(words("en").weeks(from, to), "weeks 50 of 2026 to 4 of 2027");
        assert_eq!(words("en").weeks(from, from), "week 50, 2026");
        assert_eq!(name("harbour-road"), "Harbour Road");
        assert_eq!(name("(pooled)"), "(pooled)");
    }
}
