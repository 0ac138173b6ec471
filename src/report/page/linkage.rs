//! Employees and customers across sites: a dot with its range for each measure, between opposite and alike.

use maud::{Markup, html};

use super::super::Report;
use super::super::words::{Words, fill};
use super::chart::{self, Row};

/// All measures that enough sites have beside customers' ratings; where too few have any, that it is so.
pub(super) fn card(report: &Report, words: &Words) -> Markup {
    let says = &words.charts;
    let rows: Vec<Row> = report
        .links
        .iter()
        .filter_map(|figure| {
            let (value, low, high) = figure.numbers()?;
            Some(Row {
                label: figure.named(),
                value: words.signed(value),
                range: fill(&words.page.likely, &[("low", &words.signed(low)), ("high", &words.signed(high))]),
                numbers: (value, low, high),
                class: "",
                badge: None,
            })
        })
        .collect();
    let sites = report.links.iter().filter_map(|figure| figure.n).max().unwrap_or_default();
    html! {
        @for (label, why) in report.links.iter().filter_map(|figure| figure.label.as_ref().zip(figure.withheld.as_ref())) {
            article.card.mirror {
                h3 { (label) }
                p.quiet { (why) }
            }
        }
        @if !rows.is_empty() {
            article.card.mirror {
                h3 { (says.linkage) }
                p.quiet { (fill(&says.linkage_note, &[("sites", &words.whole(sites))])) }
                (chart::span(&rows, (-1.0, 1.0), 0.0))
                p.quiet.note { (words.count(&says.linkage_chance, rows.len() as u64)) }
                details {
                    summary { (words.page.numbers) }
                    div.wide tabindex="0" role="region" aria-label={ (words.page.numbers) ": " (says.linkage) } {
                        table {
                            thead {
                                tr {
                                    @for column in [&words.page.column_what, &words.page.column_value, &words.page.column_low, &words.page.column_high, &says.linkage_sites] {
                                        th scope="col" { (column) }
                                    }
                                }
                            }
                            tbody {
                                @for (row, figure) in rows.iter().zip(&report.links) {
                                    tr {
                                        th scope="row" { (row.label) }
                                        td { (words.decimal(row.numbers.0, 2)) }
                                        td { (words.decimal(row.numbers.1, 2)) }
                                        td { (words.decimal(row.numbers.2, 2)) }
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
}
