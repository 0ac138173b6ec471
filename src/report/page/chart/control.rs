//! The control chart of a series: sums of deviations, and the limits beyond which they are no chance.

use maud::{Markup, html};

use super::super::super::figure::Figure;
use super::super::super::words::{Words, fill};
use crate::stats::Chart;

/// Sums up and down, week by week, between dashed limits; drawn as wide as the trend above it.
pub(in super::super) fn control(chart: &Chart, words: &Words, name: &str) -> Markup {
    let most = chart.sums.iter().flat_map(|(up, down)| [*up, *down]).fold(1.2 * Chart::LIMIT, f64::max);
    let count = chart.sums.len().max(1) as f64;
    let y = |sum: f64| 50.0 - 48.0 * sum / most;
    let line = |sum: f64| {
        let y = format!("{:.2}", y(sum));
        html! { line.limit x1="0" x2="100" y1=(y) y2=(y) {} }
    };
    let bar = |at: usize, from: f64, to: f64, class: &str| {
        let (x, width) = (100.0 * at as f64 / count, 62.0 / count);
        html! {
            rect class=(class) x=(format!("{:.2}", x + 19.0 / count)) y=(format!("{:.2}", y(from)))
                width=(format!("{width:.2}")) height=(format!("{:.2}", y(to) - y(from))) {}
        }
    };
    let said = if chart.signal.is_some() { &words.charts.control_passed } else { &words.charts.control_within };
    html! {
        svg.control role="img" aria-label=(fill(said, &[("what", &words.asked(name))])) viewBox="0 0 100 100" preserveAspectRatio="none" {
            line.zero x1="0" x2="100" y1="50" y2="50" {}
            @for (at, (up, down)) in chart.sums.iter().enumerate() {
                @let class = |sum: f64| if sum > Chart::LIMIT { "sums beyond" } else { "sums" };
                (bar(at, *up, 0.0, class(*up)))
                (bar(at, 0.0, -*down, class(*down)))
            }
            (line(Chart::LIMIT)) (line(-Chart::LIMIT))
        }
        p.quiet.note { (words.charts.control_note) }
    }
}

/// The same as a table.
pub(in super::super) fn sums(chart: &Chart, rounds: &[Figure], words: &Words) -> Markup {
    html! {
        table {
            caption { (words.charts.control) }
            thead {
                tr {
                    th scope="col" { (words.charts.control_week) }
                    th scope="col" { (words.charts.control_up) }
                    th scope="col" { (words.charts.control_down) }
                }
            }
            tbody {
                @for ((up, down), figure) in chart.sums.iter().zip(rounds) {
                    tr {
                        th scope="row" { (figure.from.map_or_else(String::new, |round| words.week(round))) }
                        td { (words.decimal(*up, 1)) }
                        td { (words.decimal(*down, 1)) }
                    }
                }
            }
        }
    }
}
