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
    let (low, high) = words.signed_bounds(&subject.form, (low, high));
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
/// Of more sites than twice these, so many at either end are shown: nobody reads thousands, and no browser draws them.
const AT_AN_END: usize = 20;

/// The sites of a question from the lowest up; of very many, those at both ends.
pub(super) fn shown(subject: &Subject) -> Vec<Figure> {
    let mut sites: Vec<Figure> = subject.sites.iter().filter(|figure| figure.value.is_some()).collect();
    sites.sort_by(|left, right| left.value.unwrap_or_default().total_cmp(&right.value.unwrap_or_default()));
    if sites.len() > 2 * AT_AN_END {
        sites.drain(AT_AN_END..sites.len() - AT_AN_END);
    }
    sites
}

/// What is said where not all of so many sites are shown.
fn elsewhere(all: usize, words: &Words) -> String {
    let sites = words.count(&words.page.sites, all as u64);
    fill(&words.page.sites_elsewhere, &[("sites", &sites)])
}

pub(super) fn sites(subject: &Subject, words: &Words) -> Markup {
    let parts: Vec<Vec<Figure>> = subject.site_parts.of_sites().take(MOST_SITES + 1).collect();
    if (1..=MOST_SITES).contains(&parts.len()) {
        return site_options(&parts, words);
    }
    let sites = shown(subject);
    // A caterpillar: from the lowest up.
    let rows: Vec<Row> = sites
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
    html! {
        @if rows.len() > 1 {
            h4 { (words.page.by_site) @if subject.form.is_choice() { ": " (about(subject)) } }
            @if sites.len() < subject.sites.len() {
                p.quiet.note {
                    (fill(&words.page.sites_ends, &[("few", &AT_AN_END.to_string())])) " " (elsewhere(subject.sites.len(), words))
                }
            }
            (chart::dots(&rows, subject.headline.value))
            @if rows.iter().any(|row| row.badge.is_some()) { p.quiet.note { span.mark { "◆" } " " (words.page.apart) } }
        }
    }
}

/// The three options that stand first at each site.
fn site_options(sites: &[Vec<Figure>], words: &Words) -> Markup {
    let rows = |parts: &[Figure]| -> Vec<Row> {
        let first = parts.iter().take(3);
        first.filter_map(|figure| row(&Form::SHARES, figure, figure.named(), words)).collect()
    };
    // One measure for all sites, so that their bars can be compared.
    let most = sites.iter().map(|parts| chart::longest(&rows(parts))).fold(0.0, f64::max);
    html! {
        h4 { (words.page.by_site) }
        div.small {
            @for parts in sites {
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
