//! How many customers gave each rating, held once for each site, period and touchpoint, however long the file was.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use super::{Period, Place, Rating};
use crate::vocabulary::TouchpointId;

/// The count of a rating that has none.
const NONE: u32 = u32::MAX;

/// Counts of ratings by site, period and touchpoint.
///
/// A file of millions of lines has few sites, periods and touchpoints: each is held once and known by its number. The
/// counts of a site and touchpoint are one run of numbers, so that ten million of them take little more than their own
/// forty megabytes.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    places: Names<Place>,
    periods: Names<Period>,
    touchpoints: Names<Touched>,
    /// By site and touchpoint.
    series: BTreeMap<[u32; 2], Vec<u32>>,
}

/// A touchpoint and the points of its scale.
#[derive(Debug, Clone)]
struct Touched {
    id: TouchpointId,
    scale: RangeInclusive<u8>,
}

impl Touched {
    /// Numbers that a period takes in a series: its own and the counts of its ratings, the lowest point first.
    fn width(&self) -> usize {
        1 + self.scale.clone().count()
    }
}

/// Where a rating is counted: the numbers of its site, period and touchpoint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    place: u32,
    period: u32,
    touchpoint: u32,
}

impl Counts {
    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.counted().map(|(.., count)| u64::from(count)).sum()
    }

    /// How many ratings of how many sites, periods and touchpoints have a count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counted().count()
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// What was asked where and when.
    pub fn asked(&self) -> impl Iterator<Item = (&Place, &Period, &TouchpointId)> {
        self.records().map(|(place, period, touched, _)| (place, period, &touched.id))
    }

    /// All counts.
    pub fn ratings(&self) -> impl Iterator<Item = Rating> + '_ {
        self.counted().map(|(place, period, touched, rating, count)| Rating {
            site: place.clone(),
            period: period.clone(),
            touchpoint: touched.id.clone(),
            rating,
            count,
        })
    }

    fn records(&self) -> impl Iterator<Item = (&Place, &Period, &Touched, &[u32])> {
        self.series.iter().flat_map(move |([place, touchpoint], series)| {
            let (place, touched) = (self.places.of(*place), self.touchpoints.of(*touchpoint));
            let records = series.chunks_exact(touched.width());
            records.map(move |record| (place, self.periods.of(record[0]), touched, &record[1..]))
        })
    }

    fn counted(&self) -> impl Iterator<Item = (&Place, &Period, &Touched, u8, u32)> {
        self.records().flat_map(|(place, period, touched, counts)| {
            let counted = touched.scale.clone().zip(counts).filter(|(_, count)| **count != NONE);
            counted.map(move |(rating, count)| (place, period, touched, rating, *count))
        })
    }

    /// Where ratings of a site, a period and a touchpoint are counted, as a file has them; `scale` is asked for once for each
    /// touchpoint.
    ///
    /// # Errors
    /// What is no site, no period or no id, or has no scale.
    pub(super) fn group(
        &mut self,
        site: &str,
        period: &str,
        touchpoint: &str,
        scale: impl FnOnce() -> Result<RangeInclusive<u8>, String>,
    ) -> Result<Group, String> {
        let made = || {
            let id = TouchpointId::new(touchpoint).map_err(|error| error.to_string())?;
            Ok(Touched { id, scale: scale()? })
        };
        let touchpoint = self.touchpoints.number(touchpoint, made)?;
        let place =
            self.places.number(site, || site.parse().map_err(|error| format!("{error}; `*` is all sites together")))?;
        let period = self.periods.number(period, || period.parse().map_err(|error| format!("{error}")))?;
        Ok(Group { place, period, touchpoint })
    }

    /// The count of a rating; none if it is not on the scale.
    fn count(&mut self, Group { place, period, touchpoint }: Group, rating: u8) -> Option<&mut u32> {
        let touched = self.touchpoints.of(touchpoint);
        let (width, at) = (touched.width(), rating.checked_sub(*touched.scale.start())?);
        let series = self.series.entry([place, touchpoint]).or_default();
        let (mut low, mut high) = (0, series.len() / width);
        while low < high {
            let middle = usize::midpoint(low, high);
            if series[middle * width] < period { low = middle + 1 } else { high = middle }
        }
        let start = low * width;
        if series.get(start) != Some(&period) {
            series.splice(start..start, std::iter::once(period).chain(std::iter::repeat_n(NONE, width - 1)));
        }
        series[start + 1..start + width].get_mut(usize::from(at))
    }

    /// Puts down how many gave a rating.
    ///
    /// # Errors
    /// That the rating has a count already, is not on the scale, or that so many cannot be counted.
    pub(super) fn put(&mut self, group: Group, rating: u8, number: u32) -> Result<(), String> {
        match self.count(group, rating) {
            Some(_) if number == NONE => Err(format!("count {number} is more than can be counted")),
            Some(count) if *count == NONE => {
                *count = number;
                Ok(())
            }
            Some(_) => Err("this site, period, touchpoint and rating are there twice".to_owned()),
            None => Err(format!("rating {rating} is on no scale")),
        }
    }

    /// Counts one who gave a rating.
    ///
    /// # Errors
    /// That the rating is not on the scale.
    pub(super) fn add(&mut self, group: Group, rating: u8) -> Result<(), String> {
        let count = self.count(group, rating).ok_or_else(|| format!("rating {rating} is on no scale"))?;
        *count = if *count == NONE { 1 } else { count.saturating_add(1).min(NONE - 1) };
        Ok(())
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
