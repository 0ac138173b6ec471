//! A figure over the weeks.

use maud::{Markup, html};

use super::super::super::figure::Figure;
use super::super::super::form::Form;
use super::super::super::words::{Words, fill};
use crate::stats::Chart;
use crate::vocabulary::Round;

/// A round, its value, and the ends of its likely range.
type Point = (Round, f64, f64, f64);

/// The points that can be drawn. What cannot be is not drawn, as it is not said.
fn points(rounds: &[Figure], form: &Form) -> Vec<Point> {
    let ends = form.ends();
    let point = |figure: &Figure| {
        let (value, low, high) = figure.numbers()?;
        let (low, high) = (low.clamp(ends.0, ends.1), high.clamp(ends.0, ends.1));
        Some((figure.from?, value.clamp(low, high), low, high))
    };
    rounds.iter().filter_map(point).collect()
}

fn weeks(from: Round, to: Round) -> f64 {
    let mut at = from;
    let mut count = 0.0;
    while at < to {
        at = at.next();
        count += 1.0;
    }
    count
}

/// Where points stand in a square of a hundred by a hundred.
struct Plot {
    first: Round,
    last: Round,
    low: f64,
    high: f64,
}

impl Plot {
    /// None of fewer than three, which make no line.
    fn of(points: &[Point]) -> Option<Self> {
        let (&(first, ..), &(last, ..)) = (points.first()?, points.last()?);
        let low = points.iter().map(|point| point.2).fold(f64::MAX, f64::min);
        let high = points.iter().map(|point| point.3).fold(f64::MIN, f64::max);
        (points.len() >= 3).then_some(Self { first, last, low, high })
    }

    fn x(&self, round: Round) -> f64 {
        100.0 * weeks(self.first, round) / weeks(self.first, self.last).max(1.0)
    }

    fn y(&self, value: f64) -> f64 {
        4.0 + 92.0 * (self.high - value) / (self.high - self.low).max(1e-9)
    }

    fn path(&self, run: &[Point]) -> String {
        let steps = run.iter().enumerate().map(|(at, (round, value, ..))| {
            format!("{}{:.2} {:.2}", if at == 0 { "M" } else { "L" }, self.x(*round), self.y(*value))
        });
        steps.collect()
    }

    fn band(&self, run: &[Point]) -> String {
        let up = run.iter().map(|(round, _, _, high)| format!("{:.2},{:.2}", self.x(*round), self.y(*high)));
        let back = run.iter().rev().map(|(round, _, low, _)| format!("{:.2},{:.2}", self.x(*round), self.y(*low)));
        up.chain(back).collect::<Vec<_>>().join(" ")
    }
}

/// A figure round by round: a line, a band for the likely range, gaps where nothing was released.
pub(in super::super) fn trend(
    rounds: &[Figure],
    form: &Form,
    chart: Option<&Chart>,
    words: &Words,
    name: &str,
) -> Option<Markup> {
    let points = points(rounds, form);
    let plot = Plot::of(&points)?;
    // One run of rounds that follow each other.
    let runs: Vec<&[Point]> = points.chunk_by(|one, next| one.0.next() == next.0).collect();
    let signal = chart.and_then(|chart| chart.signal).and_then(|at| rounds.get(at)?.from);
    let zero = (plot.low < 0.0 && 0.0 < plot.high && *form == Form::Enps).then(|| plot.y(0.0));
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
            span.y.top { (words.figure(form, plot.high)) }
            span.y.bottom { (words.figure(form, plot.low)) }
            svg role="img" aria-label=(said) viewBox="0 0 100 100" preserveAspectRatio="none" {
                @if let Some(zero) = zero { line.zero x1="0" x2="100" y1=(format!("{zero:.2}")) y2=(format!("{zero:.2}")) {} }
                @for run in &runs {
                    @if let [(round, _, low, high)] = run {
                        // A week between two without a release has no width that a band could have.
                        line.alone x1=(format!("{:.2}", plot.x(*round))) x2=(format!("{:.2}", plot.x(*round))) y1=(format!("{:.2}", plot.y(*low))) y2=(format!("{:.2}", plot.y(*high))) {}
                    } @else { polygon.band points=(plot.band(run)) {} }
                }
                @if let Some(round) = signal { line.signal x1=(format!("{:.2}", plot.x(round))) x2=(format!("{:.2}", plot.x(round))) y1="0" y2="100" {} }
                @for run in &runs {
                    path.line d=(plot.path(run)) {}
                    @for point in *run { path.point d=(format!("M{:.2} {:.2}h0", plot.x(point.0), plot.y(point.1))) {} }
                }
            }
            span.x.from { (words.week(plot.first)) }
            @if let Some(round) = signal {
                span.x.mid { (fill(&words.page.drift_from, &[("week", &words.week(round))])) }
            }
            span.x.to { (words.week(plot.last)) }
        }
    })
}
