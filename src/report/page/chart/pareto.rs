//! Options by weight, and how much the first few come to together.

use maud::{Markup, html};

use super::{Row, percent, rows_of};

/// Bars of shares from the heaviest down; behind each a pale one as long as it and all above it together.
pub(in super::super) fn pareto(rows: &[Row]) -> Markup {
    let at = |share: f64| percent(100.0 * share.clamp(0.0, 1.0));
    let together = |last: usize| rows[..=last].iter().map(|row| row.numbers.0.max(0.0)).sum::<f64>();
    rows_of(rows, "bars pareto", |index, row| {
        let (value, low, high) = row.numbers;
        let sum = together(index);
        html! {
            rect.track x="0" y="2" width=(at(sum)) height="20" rx="4" {}
            line.sum x1=(at(sum)) x2=(at(sum)) y1="0" y2="24" {}
            rect class={ "bar " (row.class) } x="0" y="6" width=(at(value)) height="12" rx="4" {}
            line.range x1=(at(low)) x2=(at(high)) y1="12" y2="12" {}
            line.range x1=(at(low)) x2=(at(low)) y1="8" y2="16" {}
            line.range x1=(at(high)) x2=(at(high)) y1="8" y2="16" {}
        }
    })
}
