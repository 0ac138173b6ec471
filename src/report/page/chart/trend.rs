//! A figure over the weeks.

use maud::{Markup, html};

use super::super::super::figure::Figure;
use super::super::super::form::Form;
use super::super::super::words::{Words, fill};
use crate::stats::Chart;
use crate::vocabulary::Round;

/// A figure round by round: a line, a band for the likely range, gaps where nothing was released.
pub(in super::super) fn trend(
    rounds: &[Figure],
    form: &Form,
    chart: Option<&Chart>,
    words: &Words,
    name: &str,
) -> Option<Markup> {
    // What cannot be is not drawn, as it is not said.
    let ends = form.ends();
    let points: Vec<(Round, f64, f64, f64)> = rounds
        .iter()
        .filter_map(|figure| {
            let (value, low, high) = figure.numbers()?;
            let (low, high) = (low.clamp(ends.0, ends.1), high.clamp(ends.0, ends.1));
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
    let said = fill(
        &words.page.trend,
        &[
            ("what", &words.asked(name)),
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
                @for run in &runs {
                    @if let [(round, _, low, high)] = run {
                        // A week between two without a release has no width that a band could have.
                        line.alone x1=(format!("{:.2}", x(*round))) x2=(format!("{:.2}", x(*round))) y1=(format!("{:.2}", y(*low))) y2=(format!("{:.2}", y(*high))) {}
                    } @else { polygon.band points=(band(run)) {} }
                }
                @if let Some(round) = signal { line.signal x1=(format!("{:.2}", x(round))) x2=(format!("{:.2}", x(round))) y1="0" y2="100" {} }
                @for run in &runs {
                    path.line d=(path(run)) {}
                    @for point in *run { path.point d=(format!("M{:.2} {:.2}h0", x(point.0), y(point.1))) {} }
                }
            }
            span.x.from { (words.week(first)) }
            @if let Some(round) = signal {
                span.x.mid { (fill(&words.page.drift_from, &[("week", &words.week(round))])) }
            }
            span.x.to { (words.week(last)) }
        }
    })
}
