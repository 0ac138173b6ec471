//! Dots of figures that are no parts of a whole.

use maud::{Markup, html};

use super::{Row, percent, rows_of};

/// Dots with a line for the likely range, and one down all rows where `centre` is; as wide as the widest range.
pub(in super::super) fn dots(rows: &[Row], centre: Option<f64>) -> Markup {
    let all = || rows.iter().flat_map(|row| [row.numbers.1, row.numbers.2]).chain(centre);
    let (low, high) = all().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let room = ((high - low) * 0.06).max(1e-9);
    drawn(rows, (low - room, high + room), centre)
}

/// The same between fixed ends.
pub(in super::super) fn span(rows: &[Row], ends: (f64, f64), centre: f64) -> Markup {
    drawn(rows, ends, Some(centre))
}

fn drawn(rows: &[Row], (low, high): (f64, f64), centre: Option<f64>) -> Markup {
    let at = |value: f64| percent(100.0 * (value - low) / (high - low));
    rows_of(rows, "dots", |_, row| {
        let (value, low, high) = row.numbers;
        html! {
            line.track x1="0" x2="100%" y1="12" y2="12" {}
            @if let Some(centre) = centre { line.centre x1=(at(centre)) x2=(at(centre)) y1="0" y2="24" {} }
            line.range x1=(at(low)) x2=(at(high)) y1="12" y2="12" {}
            circle class={ "dot " (row.class) } cx=(at(value.clamp(low, high))) cy="12" r="6" {}
        }
    })
}
