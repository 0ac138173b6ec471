//! Bars of shares.

use maud::{Markup, html};

use super::{Row, percent, rows_of};

/// Horizontal bars with a line for the likely range, of shares up to `most`.
pub(in super::super) fn bars(rows: &[Row], most: f64) -> Markup {
    let at = |share: f64| percent(100.0 * share.clamp(0.0, 1.0) / most);
    rows_of(rows, "bars", |_, row| {
        let (value, low, high) = row.numbers;
        html! {
            rect.track x="0" y="5" width="100%" height="14" rx="4" {}
            rect class={ "bar " (row.class) } x="0" y="5" width=(at(value)) height="14" rx="4" {}
            line.range x1=(at(low)) x2=(at(high)) y1="12" y2="12" {}
            line.range x1=(at(low)) x2=(at(low)) y1="8" y2="16" {}
            line.range x1=(at(high)) x2=(at(high)) y1="8" y2="16" {}
        }
    })
}
