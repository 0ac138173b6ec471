//! One number of the report with everything needed to read it alone: what `report --json` writes.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::stats::{Difference, Estimate};
use crate::vocabulary::Round;

/// A text that many figures have, and that is held once: of thousands of sites a question has a figure each. It is eight bytes
/// in each of them, and a figure has eight of these.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shared(Arc<String>);

impl Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Shared {
    fn from(text: T) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl Borrow<str> for Shared {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A share of answers, 0 to 1.
    Share,
    /// The mean of a scale, in its points.
    Mean,
    /// Promoters less detractors, −100 to 100.
    Enps,
    /// The share that is right, 0 to 1.
    Difficulty,
    /// The share that believes a wrong option, 0 to 1.
    Misconception,
    /// The share that is right among high scorers less that among low scorers; `effect` is γ.
    Discrimination,
    /// A segment's share, 0 to 1.
    Segment,
    /// The mean of a trust factor.
    Factor,
    /// The step of the advocacy pyramid that is reached, 0 to 3.
    PyramidStep,
    /// The figure of those who saw one variant of a message.
    Variant,
    /// The share of an option; the options of an item stand in order of rank.
    Rank,
    /// The newest round less the four before, in the unit of the item's figure.
    Change,
    /// Mean of the employees less mean of the customers, in points of the scale; `effect` is Glass's Δ.
    Gap,
    /// The mean gap of a class of touchpoints, or how far the two classes are apart.
    GapClass,
    /// Spearman's ρ of a measure and what customers said, across sites; `n` counts sites.
    Linkage,
    /// The share of right answers of a team in a contest, 0 to 1.
    Standing,
    /// The share that knew of an action, 0 to 1.
    Awareness,
    /// One site less another, or one variant of a message less the first, in the unit of the item's figure.
    VariantDifference,
}

/// A part of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// How people feel, and what weighs on them.
    Days,
    /// Whether they recommend the company, and what they did.
    Recommendation,
    /// Commitment to company, products and customers.
    Ambassadorship,
    /// What keeps them from helping.
    Blockers,
    /// How they believe customers rate them.
    Mirror,
    /// What they know.
    Knowledge,
    /// Why customers should trust the company.
    Trust,
    /// What they propose, and what they know of what came of it.
    Ideas,
    /// Everything else.
    Other,
}

/// A number with its interval, its answers and what it is about; what does not apply is absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The part of the report it stands in.
    pub section: Section,
    /// The pack.
    pub pack: Shared,
    /// The item.
    pub item: Shared,
    /// The analysis the item feeds.
    pub measure: Option<Shared>,
    /// The site; absent: all that were read.
    pub site: Option<Shared>,
    /// The cohort; absent: all together.
    pub cohort: Option<Shared>,
    /// The first round whose answers are in it.
    pub from: Option<Round>,
    /// The last round.
    pub to: Option<Round>,
    /// What it is.
    pub figure: Kind,
    /// What it is about, in the report's language.
    pub label: Option<Shared>,
    /// The figure; noise may put a share below 0 or above 1.
    pub value: Option<f64>,
    /// The lower bound of its 95 % interval.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
    /// Answers, never people.
    pub n: Option<u64>,
    /// The two-sided p-value of a comparison.
    pub p: Option<f64>,
    /// The same, corrected for all comparisons of its kind in the report.
    pub p_adjusted: Option<f64>,
    /// A measure of how large it is.
    pub effect: Option<f64>,
    /// `exact` or `discrete-laplace`.
    pub mechanism: Option<&'static str>,
    /// What else must be known to read it.
    pub note: Option<Shared>,
    /// Why there is no figure.
    pub withheld: Option<Shared>,
}

impl Figure {
    /// The names of its fields in their order, as every format writes them.
    pub(super) const COLUMNS: [&str; 20] = [
        "section",
        "pack",
        "item",
        "measure",
        "site",
        "cohort",
        "from",
        "to",
        "figure",
        "label",
        "value",
        "low",
        "high",
        "n",
        "p",
        "p_adjusted",
        "effect",
        "mechanism",
        "note",
        "withheld",
    ];

    /// The figure with this value and interval.
    #[must_use]
    pub(super) fn with(mut self, estimate: &Estimate) -> Self {
        self.value = Some(estimate.value);
        self.low = Some(estimate.interval.low);
        self.high = Some(estimate.interval.high);
        self
    }

    /// The figure of a comparison.
    #[must_use]
    pub(super) fn compared(mut self, difference: &Difference) -> Self {
        self.value = Some(difference.value);
        self.low = Some(difference.interval.low);
        self.high = Some(difference.interval.high);
        self.p = Some(difference.p);
        self
    }

    /// A figure of a kind with nothing in it yet.
    pub(super) fn blank(figure: Kind, section: Section, pack: &str, item: &str) -> Self {
        Self {
            section,
            pack: pack.into(),
            item: item.into(),
            measure: None,
            site: None,
            cohort: None,
            from: None,
            to: None,
            figure,
            label: None,
            value: None,
            low: None,
            high: None,
            n: None,
            p: None,
            p_adjusted: None,
            effect: None,
            mechanism: None,
            note: None,
            withheld: None,
        }
    }

    /// What it is about; nothing where that goes without saying.
    pub(super) fn named(&self) -> String {
        self.label.as_deref().unwrap_or_default().to_owned()
    }

    /// What a team is called; one without a name by its id.
    pub(super) fn label_or_cohort(&self) -> String {
        self.label.as_deref().or(self.cohort.as_deref()).unwrap_or_default().to_owned()
    }

    /// Value and bounds, where there are any.
    #[must_use]
    pub fn numbers(&self) -> Option<(f64, f64, f64)> {
        Some((self.value?, self.low?, self.high?))
    }

    /// Whether it is a comparison of which, corrected for all others, more may be said than that it is unclear.
    #[must_use]
    pub fn is_real(&self) -> bool {
        let clear = self.low.zip(self.high).is_some_and(|(low, high)| low > 0.0 || high < 0.0);
        clear && self.p_adjusted.is_some_and(|p| p < 0.05)
    }
}
