//! Factors of one thing beside each other, on the scale that all of them are asked on.

use maud::{Markup, html};

use super::{Row, percent, rows_of};

/// Dots with their ranges between the ends of the scale, the weakest first, and a line at the mean to reach.
pub(in super::super) fn profile(rows: &mut [Row], (lowest, highest): (f64, f64), wanted: f64) -> Markup {
    rows.sort_by(|left, right| left.numbers.0.total_cmp(&right.numbers.0));
    let at = |value: f64| percent(100.0 * (value - lowest) / (highest - lowest).max(1e-9));
    rows_of(rows, "dots profile", |_, row| {
        let (value, low, high) = row.numbers;
        html! {
            rect.track x="0" y="7" width="100%" height="10" rx="5" {}
            rect class={ "bar " (row.class) } x="0" y="7" width=(at(value)) height="10" rx="5" {}
            line.centre x1=(at(wanted)) x2=(at(wanted)) y1="0" y2="24" {}
            line.range x1=(at(low)) x2=(at(high)) y1="12" y2="12" {}
            circle.dot cx=(at(value)) cy="12" r="6" {}
        }
    })
}
