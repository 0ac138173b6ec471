//! The sites and groups of one question: two sites against each other, all of them in a row, and group by group.

use maud::{Markup, html};

use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::{Words, fill, name};
use super::super::{Report, Subject};
use super::card::{about, row};
use super::chart::{self, Row};

pub(super) fn comparison(subject: &Subject, compared: &Figure, (one, other): (&str, &str), words: &Words) -> Markup {
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

pub(super) fn sites(subject: &Subject, words: &Words) -> Markup {
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

pub(super) fn groups(subject: &Subject, report: &Report, words: &Words) -> Markup {
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
