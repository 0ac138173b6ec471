//! What several questions say together, on one card across the page.

use maud::{Markup, html};

use super::super::figure::Figure;
use super::super::profile::STANDS;
use super::super::words::{Words, fill};
use super::super::{Group, Profile};
use super::card::row;
use super::chart::{self, Row};

/// The ends of the scale that factors are asked on.
const POINTS: (f64, f64) = (1.0, 5.0);

pub(super) fn card(profile: &Profile, words: &Words) -> Markup {
    // One measure for all groups, so that their bars can be compared.
    let rows = |group: &Group| -> Vec<Row> {
        let labelled = |figure: &Figure| row(&profile.form, figure, figure.named(), words);
        group.rows.iter().filter_map(labelled).collect()
    };
    let most = profile.groups.iter().map(|group| chart::longest(&rows(group))).fold(0.0, f64::max);
    let drawn = |group: &Group| {
        let rows = rows(group);
        html! {
            @if let Some(heading) = &group.heading { h4 { (heading) } }
            @if let Some(note) = &group.note { p.quiet { (note) } }
            @if profile.form.is_scale() { (factors(rows)) } @else { (chart::bars(&rows, most)) }
        }
    };
    html! {
        article.card.overview {
            h3 { (profile.title) }
            @for note in &profile.notes { p.quiet { (note) } }
            @for group in profile.groups.iter().filter(|group| group.heading.is_none()) { (drawn(group)) }
            div.small { @for group in profile.groups.iter().filter(|group| group.heading.is_some()) { div { (drawn(group)) } } }
            @if profile.form.is_scale() {
                p.quiet.note { (fill(&words.charts.profile_note, &[("wanted", &words.decimal(STANDS, 1))])) }
            }
            (numbers(profile, words))
        }
    }
}

/// Means between the ends of the scale that all of them are asked on, those that stand drawn dark.
fn factors(mut rows: Vec<Row>) -> Markup {
    for row in &mut rows {
        row.class = if row.numbers.1 >= STANDS { "first" } else { "" };
    }
    chart::profile(&mut rows, POINTS, STANDS)
}

/// All of it as a table, unfolded by a click or a key.
fn numbers(profile: &Profile, words: &Words) -> Markup {
    let page = &words.page;
    let text = |value: Option<f64>| value.map_or_else(String::new, |value| words.figure(&profile.form, value));
    html! {
        details {
            summary { (page.numbers) }
            div.wide tabindex="0" role="region" aria-label={ (page.numbers) ": " (profile.title) } {
                table {
                    thead {
                        tr {
                            @for column in [&page.column_what, &page.column_value, &page.column_low, &page.column_high, &page.column_answers] {
                                th scope="col" { (column) }
                            }
                        }
                    }
                    @for group in &profile.groups {
                        tbody {
                            @for figure in &group.rows {
                                tr {
                                    th scope="row" {
                                        @if let Some(heading) = &group.heading { (heading) ": " }
                                        (figure.label.as_deref().unwrap_or_default())
                                    }
                                    td { (text(figure.value)) }
                                    td { (text(figure.low)) }
                                    td { (text(figure.high)) }
                                    td { (figure.n.map_or_else(String::new, |n| words.whole(n))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
