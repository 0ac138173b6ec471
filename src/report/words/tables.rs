//! What a table of words has in it.

use serde::Deserialize;

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
    pub(super) other: String,
}

impl Plural {
    /// The form for so many.
    pub(super) fn form(&self, n: u64, none_is_one: bool) -> &str {
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
pub(super) struct Numbers {
    pub(super) decimal: String,
    /// What stands between groups of three digits; never a space that a line could break at.
    pub(super) group: String,
    /// Digits from which a number has groups: some languages keep four together.
    pub(super) grouped_from: usize,
    pub(super) percent: String,
    /// Whether none is spoken of as one.
    pub(super) none_is_one: bool,
    /// What keeps a sign with its number.
    pub(super) before_sign: String,
}

/// Headings, labels and short texts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Page {
    pub(in super::super) title: String,
    pub(in super::super) skip: String,
    pub(in super::super) contents: String,
    pub(in super::super) sites: Plural,
    pub(in super::super) week: String,
    pub(in super::super) one_week: String,
    pub(in super::super) weeks: String,
    pub(in super::super) weeks_of_two_years: String,
    pub(in super::super) answers: Plural,
    pub(in super::super) batches_hold: String,
    pub(in super::super) noise_included: String,
    pub(in super::super) simulated: String,
    pub(in super::super) nothing_title: String,
    pub(in super::super) nothing: String,
    pub(in super::super) nothing_closed: String,
    pub(in super::super) nothing_here_title: String,
    pub(in super::super) nothing_here: String,
    pub(in super::super) changed: String,
    pub(in super::super) look: String,
    pub(in super::super) sure: String,
    pub(in super::super) sections: [String; 9],
    pub(in super::super) section_notes: [String; 9],
    pub(super) quoted: String,
    /// Quotation marks, and those that stand for them within others.
    pub(super) quotes_within: Vec<[String; 2]>,
    pub(in super::super) likely: String,
    /// Of a figure that is of several weeks together.
    pub(in super::super) all_answers: String,
    pub(in super::super) by_site: String,
    /// Of more sites than anybody reads, which are shown, and where the others are.
    pub(in super::super) sites_ends: String,
    pub(in super::super) sites_elsewhere: String,
    pub(in super::super) by_group: String,
    pub(in super::super) by_week: String,
    pub(in super::super) compared: String,
    pub(in super::super) numbers: String,
    pub(in super::super) column_what: String,
    pub(in super::super) column_value: String,
    pub(in super::super) column_low: String,
    pub(in super::super) column_high: String,
    pub(in super::super) column_answers: String,
    pub(in super::super) headlines: [String; 6],
    pub(in super::super) enps_classes: [String; 3],
    pub(in super::super) segments: [String; 4],
    pub(in super::super) segment_title: String,
    pub(in super::super) unstated: String,
    pub(in super::super) folded: String,
    pub(in super::super) worst: String,
    pub(in super::super) best: String,
    pub(in super::super) right: String,
    pub(in super::super) fits_best: String,
    pub(in super::super) rank_note: String,
    pub(in super::super) share_note: String,
    pub(in super::super) points_note: String,
    pub(in super::super) trend: String,
    pub(in super::super) drift_from: String,
    pub(in super::super) apart: String,
    pub(in super::super) misconception: String,
    pub(in super::super) discriminates: String,
    pub(in super::super) discriminates_little: String,
    pub(in super::super) discriminates_perhaps: String,
    pub(in super::super) badge_real: String,
    pub(in super::super) badge_look: String,
    pub(in super::super) badge_misconception: String,
    pub(in super::super) exact: String,
    pub(in super::super) noisy: String,
    pub(in super::super) teams: String,
    pub(in super::super) teams_note: String,
    pub(in super::super) withheld: String,
    pub(in super::super) less: String,
    pub(in super::super) mirror_title: String,
    pub(in super::super) mirror_note: Plural,
    pub(in super::super) gap_classes: [String; 3],
    pub(in super::super) ours: String,
    pub(in super::super) theirs: String,
    pub(in super::super) verdicts: [String; 3],
    pub(in super::super) gap: String,
    pub(in super::super) participation: String,
    pub(in super::super) footer: String,
}

/// What several questions say together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Measures {
    pub(in super::super) trust_title: String,
    pub(in super::super) trust_note: String,
    /// In the order of the parts of the measure.
    pub(in super::super) factors: [String; 8],
    pub(in super::super) steps: [String; 3],
    pub(in super::super) step_reached: String,
    pub(in super::super) step_none: String,
    pub(in super::super) ingredients_title: String,
    pub(in super::super) ingredients_note: String,
    pub(in super::super) ingredients: [String; 3],
    pub(in super::super) steps_title: String,
    pub(in super::super) steps_note: String,
    pub(in super::super) step_share: String,
    pub(in super::super) could_help: String,
    pub(in super::super) answered: String,
    pub(in super::super) answered_by: String,
    pub(in super::super) unanswered: String,
    pub(in super::super) statuses: [String; 3],
    pub(in super::super) variants_title: String,
    pub(in super::super) variants_note: String,
    pub(in super::super) variant_share: String,
    pub(in super::super) variant_less: String,
    pub(in super::super) norm: String,
    pub(in super::super) norm_above: String,
    pub(in super::super) norm_below: String,
    pub(in super::super) norm_unclear: String,
    /// More promoters, as many, more detractors.
    pub(in super::super) scores: [String; 3],
}

/// Sentences of the first screen; `{what}` is what they are about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Sentences {
    pub(in super::super) rose: String,
    pub(in super::super) fell: String,
    pub(in super::super) of_question: String,
    pub(in super::super) scale_points: Plural,
    pub(in super::super) score_points: Plural,
    pub(in super::super) percentage_points: Plural,
    pub(in super::super) unchanged: Plural,
    pub(in super::super) others_unchanged: Plural,
    pub(in super::super) too_early: String,
    pub(in super::super) leads: String,
    pub(in super::super) leads_perhaps: String,
    pub(in super::super) leads_at: String,
    pub(in super::super) believed: String,
    pub(in super::super) gap: String,
    pub(in super::super) site_below: String,
    pub(in super::super) site_above: String,
    pub(in super::super) drifts_up: String,
    pub(in super::super) drifts_down: String,
    pub(in super::super) tells_little: String,
    pub(in super::super) nothing_stands_out: String,
    pub(in super::super) sure_range: String,
    pub(in super::super) sure_widest: String,
    pub(in super::super) sure_noise: String,
    pub(in super::super) sure_exact: String,
    pub(in super::super) sure_rounds: Plural,
    pub(in super::super) sure_compared: Plural,
    pub(in super::super) sure_waits: Plural,
    pub(in super::super) sure_bursts: Plural,
    pub(in super::super) sure_shared: Plural,
    pub(in super::super) sure_silent: Plural,
    pub(in super::super) sure_unknown: Plural,
    pub(in super::super) participation: String,
    pub(in super::super) sure_people: String,
}

/// What stands at charts that need a word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Charts {
    pub(in super::super) pareto_note: String,
    pub(in super::super) control: String,
    pub(in super::super) control_passed: String,
    pub(in super::super) control_within: String,
    pub(in super::super) control_note: String,
    pub(in super::super) control_week: String,
    pub(in super::super) control_up: String,
    pub(in super::super) control_down: String,
    pub(in super::super) profile_note: String,
    pub(in super::super) linkage: String,
    pub(in super::super) linkage_note: String,
    pub(in super::super) linkage_few: String,
    pub(in super::super) linkage_chance: Plural,
    pub(in super::super) linkage_sites: String,
}

/// What the workbook says besides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Workbook {
    pub(in super::super) cover: String,
    pub(in super::super) figures: String,
    pub(in super::super) cells: String,
    pub(in super::super) share: String,
    pub(in super::super) verdict: String,
    pub(in super::super) margin_down: String,
    pub(in super::super) margin_up: String,
    pub(in super::super) chart_of: String,
}
