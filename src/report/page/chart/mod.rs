//! Charts as inline SVG that takes its colours from the page and its widths from the screen.
//!
//! Bars, dots and stacks are drawn in percent of their box, so that they stretch and their strokes do not. Every number
//! in them stands beside them as text, so they are hidden from assistive technology; a trend has a description.

mod bars;
mod control;
mod diverging;
mod dots;
mod pareto;
mod profile;
mod trend;
mod whole;

use maud::{Markup, html};

pub(super) use bars::bars;
pub(super) use control::{control, sums};
pub(super) use diverging::diverging;
pub(super) use dots::{dots, span};
pub(super) use pareto::pareto;
pub(super) use profile::profile;
pub(super) use trend::trend;
pub(super) use whole::{legend, stack};

/// One row of bars or dots.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) range: String,
    pub(super) numbers: (f64, f64, f64),
    pub(super) class: &'static str,
    pub(super) badge: Option<Markup>,
}

fn percent(value: f64) -> String {
    format!("{:.2}%", value.clamp(0.0, 100.0))
}

/// The longest range of some rows: it fills the box, so that small shares can still be told apart.
pub(super) fn longest<'r>(rows: impl IntoIterator<Item = &'r Row>) -> f64 {
    rows.into_iter().map(|row| row.numbers.2).fold(0.01, f64::max).min(1.0)
}

fn rows_of(rows: &[Row], class: &str, draw: impl Fn(usize, &Row) -> Markup) -> Markup {
    html! {
        ul class={ "rows " (class) } {
            @for (at, row) in rows.iter().enumerate() {
                li {
                    span.label { (row.label) @if let Some(badge) = &row.badge { " " (badge) } }
                    svg aria-hidden="true" width="100%" height="24" { (draw(at, row)) }
                    span.value { b { (row.value) } " " span.quiet { (row.range) } }
                }
            }
        }
    }
}
