//! What several questions or teams come to, one against the other.

use maud::{Markup, html};

use super::super::Subject;
use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::Words;
use super::card::row;
use super::chart::{self, Row};

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
    let rows: Vec<Row> =
        standings.iter().filter_map(|figure| row(&form, figure, figure.label_or_cohort(), words)).collect();
    let silent = standings.iter().filter(|figure| figure.withheld.is_some());
    html! {
        @if !standings.is_empty() {
            div.card.overview {
                h3 { (words.page.teams) }
                p.note { (words.page.teams_note) }
                @if !rows.is_empty() { (chart::bars(&rows, chart::longest(&rows))) }
                @for figure in silent { p.quiet { (figure.label_or_cohort()) ": " (figure.withheld.as_deref().unwrap_or_default()) } }
            }
        }
    }
}
