//! How many customers gave each rating, held once for each site, period and touchpoint, however long the file was.

use std::collections::{BTreeMap, HashMap};

use super::{Period, Place, Rating};
use crate::vocabulary::TouchpointId;

/// The points that the longest scale has, 0 to 10.
const POINTS: usize = 11;

/// Counts of ratings by site, period and touchpoint.
///
/// A file of millions of lines has few sites, periods and touchpoints: each is held once and known by its number.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    places: Names<Place>,
    periods: Names<Period>,
    touchpoints: Names<TouchpointId>,
    groups: BTreeMap<[u32; 3], [Option<u32>; POINTS]>,
}

impl Counts {
    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.groups.values().flatten().flatten().map(|count| u64::from(*count)).sum()
    }

    /// How many ratings of how many sites, periods and touchpoints have a count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.values().flatten().flatten().count()
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// What was asked where and when.
    pub fn asked(&self) -> impl Iterator<Item = (&Place, &Period, &TouchpointId)> {
        self.groups.keys().map(|group| self.names(*group))
    }

    /// All counts.
    pub fn ratings(&self) -> impl Iterator<Item = Rating> + '_ {
        self.groups.iter().flat_map(|(group, points)| {
            let (site, period, touchpoint) = self.names(*group);
            (0..).zip(points).filter_map(move |(rating, count)| {
                let (site, period, touchpoint) = (site.clone(), period.clone(), touchpoint.clone());
                count.map(|count| Rating { site, period, touchpoint, rating, count })
            })
        })
    }

    fn names(&self, [place, period, touchpoint]: [u32; 3]) -> (&Place, &Period, &TouchpointId) {
        (self.places.of(place), self.periods.of(period), self.touchpoints.of(touchpoint))
    }

    /// The numbers of a site, a period and a touchpoint as a file has them.
    ///
    /// # Errors
    /// What is no site, no period or no id.
    pub(super) fn group(&mut self, site: &str, period: &str, touchpoint: &str) -> Result<[u32; 3], String> {
        let place =
            self.places.number(site, || site.parse().map_err(|error| format!("{error}; `*` is all sites together")))?;
        let period = self.periods.number(period, || period.parse().map_err(|error| format!("{error}")))?;
        let made = || TouchpointId::new(touchpoint).map_err(|error| error.to_string());
        Ok([place, period, self.touchpoints.number(touchpoint, made)?])
    }

    /// The count of a rating; none if the rating has none yet, or is on no scale.
    pub(super) fn count(&mut self, group: [u32; 3], rating: u8) -> Option<&mut Option<u32>> {
        self.groups.entry(group).or_default().get_mut(usize::from(rating))
    }
}

/// Names that come again and again, each held once.
#[derive(Debug, Clone)]
struct Names<T> {
    numbers: HashMap<String, u32>,
    names: Vec<T>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), names: Vec::new() }
    }
}

impl<T> Names<T> {
    fn number(&mut self, text: &str, make: impl FnOnce() -> Result<T, String>) -> Result<u32, String> {
        if let Some(number) = self.numbers.get(text) {
            return Ok(*number);
        }
        let number = u32::try_from(self.names.len()).map_err(|_| "there are more names than can be held".to_owned())?;
        self.names.push(make()?);
        self.numbers.insert(text.to_owned(), number);
        Ok(number)
    }

    fn of(&self, number: u32) -> &T {
        &self.names[number as usize]
    }
}
