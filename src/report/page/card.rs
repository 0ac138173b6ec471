//! One question on a card: its figure, its answers and its weeks, and after them its sites, groups and numbers.

use maud::{Markup, html};

use super::super::figure::{Figure, Kind};
use super::super::form::Form;
use super::super::words::{Words, fill};
use super::super::{Options, Report, Subject};
use super::chart::{self, Row};
use super::{numbers, places};

/// The figure that stands for a question, large, with its range and answers.
pub(super) fn figure(subject: &Subject, words: &Words) -> Markup {
    let Some((value, low, high)) = subject.headline.numbers() else {
        return html! { @if let Some(why) = &subject.headline.withheld { p.quiet { (why) } } };
    };
    html! {
        p.figure { b { (words.figure(&subject.form, value)) } " " span { (words.headline(&subject.form, subject.headline.measure.as_deref())) } }
        p.quiet.likely {
            (words.likely(&subject.form, (low, high))) " · "
            (words.count(&words.page.answers, subject.headline.n.unwrap_or_default()))
        }
    }
}

pub(super) fn card(subject: &Subject, report: &Report, options: &Options, words: &Words) -> Markup {
    let page = &words.page;
    let mechanism = match subject.headline.mechanism {
        Some("exact") => Some(&page.exact),
        Some(_) => Some(&page.noisy),
        None => None,
    };
    html! {
        article.card {
            // What belongs together stays on one page of paper.
            div.block {
                h3 { (subject.title) }
                p.quiet.source { (subject.pack_title) @if let Some(mechanism) = mechanism { " · " (mechanism) } }
                @if !subject.form.is_choice() || subject.headline.value.is_none() { (figure(subject, words)) } @else {
                    p.quiet.likely { (words.count(&page.answers, subject.headline.n.unwrap_or_default())) }
                }
                @if let Some(note) = &subject.headline.note {
                    p.note { (note) }
                }
                (answers(subject, words))
                (quiz(subject, words))
            }
            @if let Some(trend) = chart::trend(&subject.rounds, &subject.form, subject.chart.as_ref(), words, about(subject)) {
                div.block {
                    h4 { (page.by_week) @if subject.form.is_choice() { ": " (about(subject)) } }
                    (trend)
                    @if let Some(control) = &subject.chart { (chart::control(control, words, about(subject))) }
                }
            }
            @if let (Some(compared), Some((one, other))) = (&subject.compared, &options.compare) {
                div.block { (places::comparison(subject, compared, (one.as_str(), other.as_str()), words)) }
            }
            @if report.sites.len() > 1 { div.block { (places::sites(subject, words)) } }
            div.block { (places::groups(subject, report, words)) }
            (numbers::table(subject, report, words))
        }
    }
}

/// What the figure of a question is about: the option that it is the share of, or the question.
pub(super) fn about(subject: &Subject) -> &str {
    match subject.form {
        Form::Choice { .. } => subject.headline.label.as_deref().unwrap_or(&subject.title),
        _ => &subject.title,
    }
}

fn answers(subject: &Subject, words: &Words) -> Markup {
    let parts = || -> Vec<(String, String, f64)> {
        let part = |figure: &Figure| {
            let value = figure.value.unwrap_or_default();
            (figure.named(), words.figure(&Form::SHARES, value), value)
        };
        subject.parts.iter().map(part).collect()
    };
    let whole = |class: &'static str| html! { (chart::stack(&parts(), class)) (chart::legend(&parts(), class)) };
    if subject.parts.is_empty() {
        return html! {};
    }
    match subject.form {
        Form::Scale { .. } => {
            let parts = parts();
            let shares: Vec<f64> = parts.iter().map(|(.., share)| *share).collect();
            html! { (chart::diverging(&shares)) (chart::legend(&parts, "scale")) }
        }
        Form::Enps => whole("class"),
        Form::Segment => whole("segment"),
        Form::Choice { .. } | Form::Quiz { .. } => {
            let right = match subject.form {
                Form::Quiz { right } => Some(right),
                _ => None,
            };
            let rows: Vec<Row> = subject
                .parts
                .iter()
                .enumerate()
                .filter_map(|(at, figure)| {
                    let mut row = row(&Form::SHARES, figure, figure.named(), words)?;
                    let first = subject.form.is_choice() && at == 0 && subject.parts.len() > 2;
                    row.class = if right == Some(at) {
                        "right"
                    } else if first {
                        "first"
                    } else {
                        ""
                    };
                    row.badge = (right == Some(at)).then(|| html! { span.badge.real { (if subject.is_advice() { &words.page.fits_best } else { &words.page.right }) } });
                    Some(row)
                })
                .collect();
            if is_pareto(subject) {
                return html! { (chart::pareto(&rows)) p.quiet.note { (words.charts.pareto_note) } };
            }
            let note = if matches!(subject.form, Form::Choice { points: 2.. }) {
                &words.page.points_note
            } else if subject.form.is_choice() && rows.len() > 2 {
                &words.page.rank_note
            } else {
                &words.page.share_note
            };
            html! { (chart::bars(&rows, chart::longest(&rows))) p.quiet.note { (note) } }
        }
    }
}

/// Whether its options weigh on one thing, so that it matters how far the first few go; several picks a person, or
/// points, are no parts of a whole.
fn is_pareto(subject: &Subject) -> bool {
    let whole: f64 = subject.parts.iter().filter_map(|part| part.value).sum();
    subject.form == Form::SHARES
        && subject.parts.len() > 2
        && matches!(subject.headline.measure.as_deref(), Some("drivers" | "blockers"))
        && (0.8..1.2).contains(&whole)
}

pub(super) fn row(form: &Form, figure: &Figure, label: String, words: &Words) -> Option<Row> {
    let numbers = figure.numbers()?;
    let (least, most) = form.ends();
    Some(Row {
        label,
        value: words.figure(form, numbers.0),
        range: words.likely(form, (numbers.1, numbers.2)),
        // No range is drawn beyond what is possible. The figure itself stays, for what is added up of several.
        numbers: (numbers.0, numbers.1.clamp(least, most), numbers.2.clamp(least, most)),
        class: "",
        badge: None,
    })
}

fn quiz(subject: &Subject, words: &Words) -> Markup {
    let page = &words.page;
    html! {
        @for figure in &subject.quiz {
            @if let Some((value, low, high)) = figure.numbers() {
                @if figure.figure == Kind::Misconception {
                    p.note {
                        (fill(&page.misconception, &[
                            ("what", figure.label.as_deref().unwrap_or_default()),
                            ("share", &words.figure(&subject.form, value)),
                            ("range", &words.likely(&subject.form, (low, high))),
                        ]))
                    }
                } @else {
                    @let (from, to) = words.bounds(&subject.form, (low, high));
                    p.note {
                        @if let Some(note) = &figure.note { (note) " " }
                        (fill(&page.discriminates, &[
                            ("value", &signed(value, &words.apart(&subject.form, value))),
                            ("range", &fill(&page.likely, &[("low", &from), ("high", &to)])),
                        ]))
                    }
                }
            }
        }
    }
}

/// A size with the sign of its value.
fn signed(value: f64, size: &str) -> String {
    if value < 0.0 { format!("−{size}") } else { size.to_owned() }
}
