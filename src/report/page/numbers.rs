//! Every number of one question as a table, for whoever wants more than its charts.

use maud::{Markup, html};

use super::super::figure::Figure;
use super::super::form::Form;
use super::super::words::{Words, name};
use super::super::{Report, Subject};
use super::{chart, places};

/// All of it as a table, unfolded by a click or a key.
pub(super) fn table(subject: &Subject, report: &Report, words: &Words) -> Markup {
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
                        @for figure in &subject.parts { (line(figure.named(), &Form::SHARES, figure)) }
                    }
                    @if subject.sites.len() > 1 {
                        tbody { @for figure in places::shown(subject) { (line(name(figure.site.as_deref().unwrap_or_default()), &subject.form, &figure)) } }
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
