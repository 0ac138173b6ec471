//! Charts as inline SVG that takes its colours from the page and its widths from the screen.
//!
//! Bars, dots and stacks are drawn in percent of their box, so that they stretch and their strokes do not. Every number
//! in them stands beside them as text, so they are hidden from assistive technology; a trend has a description.

use maud::{Markup, html};

use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::Words;
use crate::stats::Chart;
use crate::vocabulary::Round;

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

/// Horizontal bars with a line for the likely range, of shares up to `most`.
pub(super) fn bars(rows: &[Row], most: f64) -> Markup {
    let at = |share: f64| percent(100.0 * share.clamp(0.0, 1.0) / most);
    rows_of(rows, "bars", |row| {
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

/// Dots with a line for the likely range, and one down all rows where `centre` is.
pub(super) fn dots(rows: &[Row], centre: Option<f64>) -> Markup {
    let all = || rows.iter().flat_map(|row| [row.numbers.1, row.numbers.2]).chain(centre);
    let (low, high) = all().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let room = ((high - low) * 0.06).max(1e-9);
    let at = |value: f64| percent(100.0 * (value - low + room) / (high - low + 2.0 * room));
    rows_of(rows, "dots", |row| {
        let (value, low, high) = row.numbers;
        html! {
            line.track x1="0" x2="100%" y1="12" y2="12" {}
            @if let Some(centre) = centre { line.centre x1=(at(centre)) x2=(at(centre)) y1="0" y2="24" {} }
            line.range x1=(at(low)) x2=(at(high)) y1="12" y2="12" {}
            circle class={ "dot " (row.class) } cx=(at(value.clamp(low, high))) cy="12" r="6" {}
        }
    })
}

fn rows_of(rows: &[Row], class: &str, draw: impl Fn(&Row) -> Markup) -> Markup {
    html! {
        ul class={ "rows " (class) } {
            @for row in rows {
                li {
                    span.label { (row.label) @if let Some(badge) = &row.badge { " " (badge) } }
                    svg aria-hidden="true" width="100%" height="24" { (draw(row)) }
                    span.value { b { (row.value) } " " span.quiet { (row.range) } }
                }
            }
        }
    }
}

/// Shares that make up a whole, side by side, with their words below.
pub(super) fn stack(parts: &[(String, String, f64)], scale: &'static str) -> Markup {
    // Noise may make shares negative and their sum another than 1; the drawing shows what is left of each.
    let whole: f64 = parts.iter().map(|(.., share)| share.max(0.0)).sum();
    let width = |share: f64| if whole > 0.0 { 100.0 * share.max(0.0) / whole } else { 0.0 };
    let mut from = 0.0;
    let mut boxes = Vec::new();
    for (at, (.., share)) in parts.iter().enumerate() {
        boxes.push((at, from, width(*share)));
        from += width(*share);
    }
    html! {
        svg.stack aria-hidden="true" width="100%" height="36" {
            @for (at, from, width) in boxes {
                @if width > 0.0 {
                    rect class=(format!("{scale}-{} of-{}", at + 1, parts.len())) x=(percent(from)) y="0" width=(percent(width)) height="36" {}
                }
            }
        }
        ul.legend {
            @for (at, (label, share, _)) in parts.iter().enumerate() {
                li {
                    svg aria-hidden="true" width="12" height="12" { rect class=(format!("{scale}-{} of-{}", at + 1, parts.len())) width="12" height="12" rx="3" {} }
                    " " b { (share) } " " span.quiet { (label) }
                }
            }
        }
    }
}

/// A figure round by round: a line, a band for the likely range, gaps where nothing was released.
pub(super) fn trend(
    rounds: &[Figure],
    form: &Form,
    chart: Option<&Chart>,
    words: &Words,
    name: &str,
) -> Option<Markup> {
    let points: Vec<(Round, f64, f64, f64)> = rounds
        .iter()
        .filter_map(|figure| {
            let (value, low, high) = figure.numbers()?;
            Some((figure.from?, value.clamp(low, high), low, high))
        })
        .collect();
    let (&(first, ..), &(last, ..)) = (points.first()?, points.last()?);
    if points.len() < 3 {
        return None;
    }
    let low = points.iter().map(|point| point.2).fold(f64::MAX, f64::min);
    let high = points.iter().map(|point| point.3).fold(f64::MIN, f64::max);
    let weeks = |round: Round| {
        let mut at = first;
        let mut count = 0.0_f64;
        while at < round {
            at = at.next();
            count += 1.0;
        }
        count
    };
    let all = weeks(last).max(1.0);
    let x = |round: Round| 100.0 * weeks(round) / all;
    let y = |value: f64| 4.0 + 92.0 * (high - value) / (high - low).max(1e-9);
    // One run of rounds that follow each other.
    let runs: Vec<&[(Round, f64, f64, f64)]> = points.chunk_by(|one, next| one.0.next() == next.0).collect();
    let path = |run: &[(Round, f64, f64, f64)]| -> String {
        let steps = run.iter().enumerate().map(|(at, (round, value, ..))| {
            format!("{}{:.2} {:.2}", if at == 0 { "M" } else { "L" }, x(*round), y(*value))
        });
        steps.collect()
    };
    let band = |run: &[(Round, f64, f64, f64)]| -> String {
        let up = run.iter().map(|(round, _, _, high)| format!("{:.2},{:.2}", x(*round), y(*high)));
        let back = run.iter().rev().map(|(round, _, low, _)| format!("{:.2},{:.2}", x(*round), y(*low)));
        up.chain(back).collect::<Vec<_>>().join(" ")
    };
    let signal = chart.and_then(|chart| chart.signal).and_then(|at| rounds.get(at)?.from);
    let zero = (low < 0.0 && 0.0 < high && *form == Form::Enps).then(|| y(0.0));
    let said = super::super::words::fill(
        &words.page.trend,
        &[
            ("what", name),
            ("from", &words.figure(form, points[0].1)),
            ("to", &words.figure(form, points[points.len() - 1].1)),
        ],
    );
    Some(html! {
        div.trend {
            span.y.top { (words.figure(form, high)) }
            span.y.bottom { (words.figure(form, low)) }
            svg role="img" aria-label=(said) viewBox="0 0 100 100" preserveAspectRatio="none" {
                @if let Some(zero) = zero { line.zero x1="0" x2="100" y1=(format!("{zero:.2}")) y2=(format!("{zero:.2}")) {} }
                @for run in &runs { polygon.band points=(band(run)) {} }
                @if let Some(round) = signal { line.signal x1=(format!("{:.2}", x(round))) x2=(format!("{:.2}", x(round))) y1="0" y2="100" {} }
                @for run in &runs {
                    path.line d=(path(run)) {}
                    @for point in *run { path.point d=(format!("M{:.2} {:.2}h0", x(point.0), y(point.1))) {} }
                }
            }
            span.x.from { (words.week(first)) }
            @if let Some(round) = signal {
                span.x.mid { (super::super::words::fill(&words.page.drift_from, &[("week", &words.week(round))])) }
            }
            span.x.to { (words.week(last)) }
        }
    })
}
