//! What customers said of a touchpoint, for whoever has just guessed it.

use std::collections::BTreeMap;

use super::{Period, Place, Rating};
use crate::vocabulary::{SiteId, TouchpointId};

/// How many customers gave each rating, in the newest period they were asked in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// When they were asked.
    pub period: Period,
    /// A point of the scale and how many gave it.
    pub counts: BTreeMap<u8, u64>,
    /// Whether they were asked at this site; else at all sites together.
    pub here: bool,
}

impl Verdict {
    /// How many customers were asked.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.counts.values().sum()
    }

    /// The mean of their ratings; none if nobody was asked.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let points: u64 = self.counts.iter().map(|(rating, count)| u64::from(*rating) * count).sum();
        (self.customers() > 0).then(|| points as f64 / self.customers() as f64)
    }
}

/// The newest of each touchpoint: of this site where customers were asked there, else of all together.
#[must_use]
pub fn verdicts(ratings: &[Rating], site: &SiteId) -> BTreeMap<TouchpointId, Verdict> {
    let mut found: BTreeMap<TouchpointId, Verdict> = BTreeMap::new();
    for here in [true, false] {
        let place = if here { Place::At(site.clone()) } else { Place::Everywhere };
        let mut newest: BTreeMap<&TouchpointId, Vec<&Rating>> = BTreeMap::new();
        for rating in ratings.iter().filter(|rating| rating.site == place && rating.count > 0) {
            let kept = newest.entry(&rating.touchpoint).or_default();
            match kept.first().map(|first| rating.period.end().cmp(&first.period.end())) {
                Some(std::cmp::Ordering::Greater) => *kept = vec![rating],
                Some(std::cmp::Ordering::Less) => {}
                // The same end can be that of a week and of a day in it; one of them is enough.
                Some(std::cmp::Ordering::Equal) if kept.iter().any(|first| first.period != rating.period) => {}
                _ => kept.push(rating),
            }
        }
        for (touchpoint, ratings) in newest {
            let Some(first) = ratings.first() else { continue };
            found.entry(touchpoint.clone()).or_insert_with(|| Verdict {
                period: first.period.clone(),
                counts: ratings.iter().map(|rating| (rating.rating, u64::from(rating.count))).collect(),
                here,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(site: &str, period: &str, rating: u8, count: u32) -> Rating {
        Rating {
            site: site.parse().unwrap(),
            period: period.parse().unwrap(),
            touchpoint: TouchpointId::new("smile").unwrap(),
            rating,
            count,
        }
    }

    #[test]
    fn the_newest_of_this_site_is_told_and_else_that_of_all_together() {
        let all = [
            rating("*", "2026-W46", 5, 90),
            rating("here", "2026-W45", 1, 9),
            rating("here", "2026-W46", 4, 30),
            rating("here", "2026-W46", 2, 10),
            rating("there", "2026-W47", 1, 50),
        ];
        let smile = TouchpointId::new("smile").unwrap();
        let here = &verdicts(&all, &SiteId::new("here").unwrap())[&smile];
        assert_eq!((here.customers(), here.mean(), here.here), (40, Some(3.5), true));
        assert_eq!(here.period.as_str(), "2026-W46");
        let elsewhere = &verdicts(&all, &SiteId::new("elsewhere").unwrap())[&smile];
        assert_eq!((elsewhere.customers(), elsewhere.mean(), elsewhere.here), (90, Some(5.0), false));
    }
}
