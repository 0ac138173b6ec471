//! What customers can have been asked: the touchpoints that employees rate, and the points of their scales.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::content::{Content, ItemKind};

/// The points of each touchpoint that a pack asks employees about.
pub(super) struct Asked(BTreeMap<String, RangeInclusive<u8>>);

impl Asked {
    pub(super) fn about(content: &Content) -> Self {
        let items = content.packs.iter().flat_map(|pack| &pack.items);
        let scales = items.filter_map(|item| match (&item.touchpoint, &item.kind) {
            (Some(touchpoint), ItemKind::Rating { scale, .. }) => Some((touchpoint.to_string(), scale.points())),
            _ => None,
        });
        Self(scales.collect())
    }

    /// The points of a touchpoint's scale.
    ///
    /// # Errors
    /// A sentence that names the touchpoints there are.
    pub(super) fn scale(&self, touchpoint: &str) -> Result<RangeInclusive<u8>, String> {
        self.0.get(touchpoint).cloned().ok_or_else(|| {
            let known = self.0.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            format!("no pack asks employees about touchpoint `{touchpoint}`; they are asked about: {known}")
        })
    }

    /// A point that is on a touchpoint's scale.
    ///
    /// # Errors
    /// A sentence that says where the scale begins and ends.
    pub(super) fn point(&self, touchpoint: &str, rating: &str) -> Result<u8, String> {
        let scale = self.scale(touchpoint)?;
        rating.parse().ok().filter(|point| scale.contains(point)).ok_or_else(|| {
            format!("rating `{rating}` is not on the scale of `{touchpoint}`, {} to {}", scale.start(), scale.end())
        })
    }
}
