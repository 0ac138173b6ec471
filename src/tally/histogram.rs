//! The tables that answers are counted in.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{ItemId, OptionId};

/// One of the tables an item's answers are counted in. They sort as their names do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Histogram {
    /// Detractors, passives and promoters of a 0–10 item, instead of its eleven points.
    Enps,
    /// A cell for each response to this item with each response to another of the same visit.
    Pair(ItemId),
    /// A cell a response.
    Responses,
    /// A cell for each response with each class of the score on the other questions of the same visit.
    RestScore,
    /// Ambassadors, loyalists, neutrals and saboteurs.
    Segment,
    /// A cell a response, of those who saw this variant of the pack's message.
    Variant(OptionId),
}

impl Histogram {
    /// The cells of [`Histogram::Enps`].
    pub(crate) const ENPS_CLASSES: [&str; 3] = ["detractor", "passive", "promoter"];
    /// The classes of the score on the other questions.
    pub(crate) const REST_CLASSES: [&str; 3] = ["low", "middle", "high"];
    /// The cells of [`Histogram::Segment`].
    pub(crate) const SEGMENTS: [&str; 4] = ["ambassador", "loyalist", "neutral", "saboteur"];

    /// The class of a 0–10 point: up to 6, 7 and 8, 9 and 10 (Reichheld 2003).
    pub(crate) fn enps_class(point: usize) -> usize {
        match point {
            0..=6 => 0,
            7 | 8 => 1,
            _ => 2,
        }
    }

    /// The class of a score: fewer than a third right is low, more than two thirds high. Our cut-offs, in every round
    /// and of whatever number of questions the same, so that rounds can be added up.
    pub(crate) fn rest_class(right: usize, of: usize) -> usize {
        if 3 * right < of {
            0
        } else if 3 * right > 2 * of {
            2
        } else {
            1
        }
    }

    /// The segment of a person whose answers to each commitment are these, on 1 to 5.
    ///
    /// A commitment is the mean of its answers, high from 4 and low up to 2. All high: ambassador. Two high, none low:
    /// loyalist. Two low or more: saboteur. Else: neutral. The cut-offs are ours.
    pub(crate) fn segment(commitments: &[Vec<usize>]) -> usize {
        let high = |points: &&Vec<usize>| points.iter().sum::<usize>() >= 4 * points.len();
        let low = |points: &&Vec<usize>| points.iter().sum::<usize>() <= 2 * points.len();
        let (highs, lows) = (commitments.iter().filter(high).count(), commitments.iter().filter(low).count());
        match (highs, lows) {
            (highs, _) if highs == commitments.len() => 0,
            (2.., 0) => 1,
            (_, 2..) => 3,
            _ => 2,
        }
    }

    /// Whether it is made of several answers of one person.
    #[must_use]
    pub fn is_joint(&self) -> bool {
        match self {
            // Which variant was seen is nobody's answer.
            Self::Enps | Self::Responses | Self::Variant(_) => false,
            Self::Pair(_) | Self::RestScore | Self::Segment => true,
        }
    }

    /// The histogram with this name in files.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(other) = name.strip_prefix("pair:") {
            return ItemId::new(other).ok().map(Self::Pair);
        }
        if let Some(variant) = name.strip_prefix("variant:") {
            return OptionId::new(variant).ok().map(Self::Variant);
        }
        [Self::Enps, Self::Responses, Self::RestScore, Self::Segment]
            .into_iter()
            .find(|histogram| histogram.name() == name)
    }

    /// Its name in files.
    #[must_use]
    pub fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Enps => "enps",
            Self::Pair(other) => return Cow::Owned(format!("pair:{other}")),
            Self::Responses => "responses",
            Self::RestScore => "rest-score",
            Self::Segment => "segment",
            Self::Variant(variant) => return Cow::Owned(format!("variant:{variant}")),
        })
    }
}

impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_sort_as_the_histograms_do() {
        let pair = |id: &str| Histogram::Pair(ItemId::new(id).unwrap());
        let all = [
            Histogram::Enps,
            pair("0-b"),
            pair("a"),
            pair("a-b"),
            pair("b"),
            Histogram::Responses,
            Histogram::RestScore,
            Histogram::Segment,
            Histogram::Variant(OptionId::new("a").unwrap()),
            Histogram::Variant(OptionId::new("b").unwrap()),
        ];
        assert!(all.is_sorted() && all.iter().map(Histogram::name).is_sorted());
        for histogram in all {
            assert_eq!(Histogram::from_name(&histogram.name()), Some(histogram));
        }
        for other in ["", "pair:", "pair:A", "variant:", "Responses", "rest_score"] {
            assert_eq!(Histogram::from_name(other), None, "{other}");
        }
    }

    #[test]
    fn a_score_is_low_below_a_third_and_high_above_two_thirds() {
        let classes = |of: usize| (0..=of).map(|right| Histogram::rest_class(right, of)).collect::<Vec<_>>();
        assert_eq!(classes(1), [0, 2]);
        assert_eq!(classes(2), [0, 1, 2]);
        assert_eq!(classes(3), [0, 1, 1, 2]);
        assert_eq!(classes(4), [0, 0, 1, 2, 2]);
        assert_eq!(classes(6), [0, 0, 1, 1, 1, 2, 2]);
    }

    /// What the statistics promise, as means in floating point.
    fn by_means(commitments: &[Vec<usize>]) -> usize {
        let mean = |points: &Vec<usize>| points.iter().sum::<usize>() as f64 / points.len() as f64;
        let high = commitments.iter().filter(|points| mean(points) >= 4.0).count();
        let low = commitments.iter().filter(|points| mean(points) <= 2.0).count();
        if high == 3 {
            0
        } else if low == 0 && high == 2 {
            1
        } else if low >= 2 {
            3
        } else {
            2
        }
    }

    #[test]
    fn every_mixture_of_commitments_has_its_segment() {
        let one = (1..=5).map(|point| vec![point]);
        let two = (1..=5).flat_map(|point| (1..=5).map(move |other| vec![point, other]));
        let all: Vec<_> = one.chain(two).collect();
        let mut seen = [0; 4];
        for company in &all {
            for product in &all {
                for customer in &all {
                    let commitments = [company.clone(), product.clone(), customer.clone()];
                    let segment = Histogram::segment(&commitments);
                    assert_eq!(segment, by_means(&commitments), "{commitments:?}");
                    seen[segment] += 1;
                }
            }
        }
        assert!(seen.iter().all(|count| *count > 0));
    }
}
