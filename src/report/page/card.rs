//! One question on a card: its figure, its answers, its weeks, its sites and groups, and the numbers behind them.

use maud::{Markup, html};

use super::super::figure::{Figure, Kind};
use super::super::form::Form;
use super::super::words::{Words, fill, name};
use super::super::{Options, Report, Subject};
use super::chart::{self, Row};

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
                @for note in subject.headline.note.iter().chain(subject.norm.iter().filter_map(|norm| norm.note.as_ref())) {
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
                div.block { (comparison(subject, compared, (one.as_str(), other.as_str()), words)) }
            }
            @if report.sites.len() > 1 { div.block { (places(subject, words)) } }
            div.block { (groups(subject, report, words)) }
            (numbers(subject, report, words))
        }
    }
}

/// What the figure of a question is about: the option that it is the share of, or the question.
fn about(subject: &Subject) -> &str {
    match subject.form {
        Form::Choice { .. } => subject.headline.label.as_deref().unwrap_or(&subject.title),
        _ => &subject.title,
    }
}

fn answers(subject: &Subject, words: &Words) -> Markup {
    let parts = || -> Vec<(String, String, f64)> {
        let part = |figure: &Figure| {
            let value = figure.value.unwrap_or_default();
            (figure.label.clone().unwrap_or_default(), words.figure(&Form::SHARES, value), value)
        };
        subject.parts.iter().map(part).collect()
    };
    let whole = |class: &'static str| html! { (chart::stack(&parts(), class)) (chart::legend(&parts(), class)) };
    if subject.parts.is_empty() {
        return html! {};
    }
    match subject.form {
        Form::Scale => {
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
                    let mut row = row(&Form::SHARES, figure, figure.label.clone().unwrap_or_default(), words)?;
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
    Some(Row {
        label,
        value: words.figure(form, numbers.0),
        range: words.likely(form, (numbers.1, numbers.2)),
        numbers,
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

fn comparison(subject: &Subject, compared: &Figure, (one, other): (&str, &str), words: &Words) -> Markup {
    let Some((value, low, high)) = compared.numbers() else { return html! {} };
    let (low, high) = words.bounds(&subject.form, (low, high));
    html! {
        h4 { (fill(&words.page.compared, &[("site", &name(one)), ("other", &name(other))])) }
        p {
            b { (if value < 0.0 { "−" } else { "+" }) (words.apart(&subject.form, value)) } " "
            span.quiet { (fill(&words.page.likely, &[("low", &low), ("high", &high)])) } " "
            @if compared.is_real() { span.badge.real { (words.page.badge_real) } }
        }
    }
}

/// More sites than these have their options in the figures only.
const MOST_SITES: usize = 6;

fn places(subject: &Subject, words: &Words) -> Markup {
    if (1..=MOST_SITES).contains(&subject.site_parts.len()) {
        return site_options(subject, words);
    }
    let mut rows: Vec<Row> = subject
        .sites
        .iter()
        .filter_map(|figure| {
            let mut row = row(&subject.form, figure, name(figure.site.as_deref()?), words)?;
            if figure.p_adjusted.is_some_and(|p| p < 0.05) {
                row.class = "apart";
                row.badge = Some(html! { span.mark { "◆" } });
            }
            Some(row)
        })
        .collect();
    // A caterpillar: from the lowest up.
    rows.sort_by(|left, right| left.numbers.0.total_cmp(&right.numbers.0));
    html! {
        @if rows.len() > 1 {
            h4 { (words.page.by_site) @if subject.form.is_choice() { ": " (about(subject)) } }
            (chart::dots(&rows, subject.headline.value))
            @if rows.iter().any(|row| row.badge.is_some()) { p.quiet.note { span.mark { "◆" } " " (words.page.apart) } }
        }
    }
}

/// The three options that stand first at each site.
fn site_options(subject: &Subject, words: &Words) -> Markup {
    let rows = |parts: &[Figure]| -> Vec<Row> {
        let first = parts.iter().take(3);
        first.filter_map(|figure| row(&Form::SHARES, figure, figure.label.clone().unwrap_or_default(), words)).collect()
    };
    // One measure for all sites, so that their bars can be compared.
    let most = subject.site_parts.iter().map(|parts| chart::longest(&rows(parts))).fold(0.0, f64::max);
    html! {
        h4 { (words.page.by_site) }
        div.small {
            @for parts in &subject.site_parts {
                div {
                    h5 { (name(parts.first().and_then(|figure| figure.site.as_deref()).unwrap_or_default())) }
                    (chart::bars(&rows(parts), most))
                }
            }
        }
    }
}

fn groups(subject: &Subject, report: &Report, words: &Words) -> Markup {
    let rows: Vec<Row> = subject
        .cohorts
        .iter()
        .filter_map(|figure| {
            let id = figure.cohort.as_deref()?;
            row(&subject.form, figure, report.cohort(id, words), words)
        })
        .collect();
    html! {
        @if rows.len() > 1 && !subject.form.is_choice() {
            h4 { (words.page.by_group) }
            (chart::dots(&rows, subject.headline.value))
        }
    }
}

/// All of it as a table, unfolded by a click or a key.
fn numbers(subject: &Subject, report: &Report, words: &Words) -> Markup {
    let page = &words.page;
    let line = |label: String, form: &Form, figure: &Figure| {
        let text = |value: Option<f64>| value.map_or_else(String::new, |value| words.figure(form, value));
        html! {
            tr {
                th scope="row" { (label) }
                td { (text(figure.value)) }
                td { (text(figure.low)) }
                td { (text(figure.high)) }
                td { (figure.n.map_or_else(String::new, |n| words.whole(n))) }
            }
        }
    };
    if subject.headline.value.is_none() {
        return html! {};
    }
    html! {
        details {
            summary { (page.numbers) }
            div.wide tabindex="0" role="region" aria-label={ (page.numbers) ": " (subject.title) } {
                table {
                    thead {
                        tr {
                            @for column in [&page.column_what, &page.column_value, &page.column_low, &page.column_high, &page.column_answers] {
                                th scope="col" { (column) }
                            }
                        }
                    }
                    tbody {
                        @if !subject.form.is_choice() { (line(subject.title.clone(), &subject.form, &subject.headline)) }
                        @for figure in &subject.parts { (line(figure.label.clone().unwrap_or_default(), &Form::SHARES, figure)) }
                    }
                    @if subject.sites.len() > 1 {
                        tbody { @for figure in &subject.sites { (line(name(figure.site.as_deref().unwrap_or_default()), &subject.form, figure)) } }
                    }
                    @if subject.cohorts.len() > 1 {
                        tbody {
                            @for figure in &subject.cohorts {
                                (line(report.cohort(figure.cohort.as_deref().unwrap_or_default(), words), &subject.form, figure))
                            }
                        }
                    }
                    @if subject.rounds.len() > 1 {
                        tbody {
                            @for figure in &subject.rounds {
                                (line(figure.from.map_or_else(String::new, |round| words.week(round)), &subject.form, figure))
                            }
                        }
                    }
                }
                @if let Some(control) = &subject.chart { (chart::sums(control, &subject.rounds, words)) }
            }
        }
    }
}

/// All questions of a quiz against each other, the hardest first.
pub(super) fn overview(subjects: &[&Subject], words: &Words) -> Markup {
    let mut rows: Vec<Row> = subjects
        .iter()
        .filter(|subject| !subject.is_advice())
        .filter_map(|subject| row(&subject.form, &subject.headline, subject.title.clone(), words))
        .collect();
    rows.sort_by(|left, right| left.numbers.0.total_cmp(&right.numbers.0));
    html! {
        @if rows.len() > 1 {
            div.card.overview { h3 { (words.page.sections[5]) ": " (words.page.headlines[2]) } (chart::bars(&rows, chart::longest(&rows))) }
        }
    }
}

/// The teams of contests against each other, the best first, with those that nothing was released of by name.
pub(super) fn teams(standings: &[Figure], words: &Words) -> Markup {
    let form = Form::Quiz { right: 0 };
    let name = |figure: &Figure| figure.label.clone().or(figure.cohort.clone()).unwrap_or_default();
    let rows: Vec<Row> = standings.iter().filter_map(|figure| row(&form, figure, name(figure), words)).collect();
    let silent = standings.iter().filter(|figure| figure.withheld.is_some());
    html! {
        @if !standings.is_empty() {
            div.card.overview {
                h3 { (words.page.teams) }
                p.note { (words.page.teams_note) }
                @if !rows.is_empty() { (chart::bars(&rows, chart::longest(&rows))) }
                @for figure in silent { p.quiet { (name(figure)) ": " (figure.withheld.as_deref().unwrap_or_default()) } }
            }
        }
    }
}
