//! The mirror as a dumbbell chart: our guess and the customers' word on one line, how it feels apart from what is done.

use maud::{Markup, html};

use super::super::figure::Figure;
use super::super::words::{Words, fill};
use super::super::{Subject, Touchpoint};
use crate::content::TouchpointClass;
use crate::stats::Verdict;

/// All touchpoints that both sides rated, the largest gap of each class first.
pub(super) fn dumbbells(subjects: &[&Subject], gaps: &[Figure], words: &Words) -> Markup {
    let page = &words.page;
    let touched = |class: Option<TouchpointClass>| {
        let all = subjects.iter().filter_map(|subject| Some((subject.title.as_str(), subject.touchpoint.as_ref()?)));
        let mut of: Vec<(&str, &Touchpoint)> = all.filter(|(_, touched)| touched.class == class).collect();
        of.sort_by(|left, right| right.1.gap.value.total_cmp(&left.1.gap.value));
        of
    };
    let [feels, does, _] = &page.gap_classes;
    let groups = [
        (Some(feels), touched(Some(TouchpointClass::Emotional))),
        (Some(does), touched(Some(TouchpointClass::Functional))),
        (None, touched(None)),
    ];
    let customers = groups.iter().flat_map(|(_, of)| of).map(|(_, touched)| touched.customers).sum();
    html! {
        div.card.mirror {
            h3 { (page.mirror_title) }
            p.quiet { (words.count(&page.mirror_note, customers)) }
            ul.legend {
                li { svg aria-hidden="true" width="14" height="14" { circle.dot cx="7" cy="7" r="6" {} } " " (page.ours) }
                li { svg aria-hidden="true" width="14" height="14" { rect.theirs x="1" y="1" width="12" height="12" rx="2" {} } " " (page.theirs) }
            }
            @for (heading, of) in &groups {
                @if !of.is_empty() {
                    @if let Some(heading) = heading { h4 { (heading) } }
                    ul.rows.dumbbells { @for (title, touched) in of { (dumbbell(title, touched, words)) } }
                }
            }
            @for figure in gaps {
                @if let Some((value, low, high)) = figure.numbers() {
                    p.note {
                        (figure.label.as_deref().unwrap_or_default()) ": " (page.gap) " " b { (words.gap(value)) } " "
                        span.quiet { (range(low, high, words)) }
                    }
                }
            }
            (table(subjects, words))
        }
    }
}

fn range(low: f64, high: f64, words: &Words) -> String {
    fill(&words.page.likely, &[("low", &words.gap(low)), ("high", &words.gap(high))])
}

fn dumbbell(title: &str, touched: &Touchpoint, words: &Words) -> Markup {
    let (low, high) = touched.scale;
    let at = |value: f64| format!("{:.2}%", (100.0 * (value - low) / (high - low).max(1e-9)).clamp(0.0, 100.0));
    let (ours, theirs) = (at(touched.ours), at(touched.theirs));
    let class = if touched.verdict == Verdict::Real { "badge look" } else { "quiet" };
    html! {
        li {
            span.label { (title) }
            svg aria-hidden="true" width="100%" height="24" {
                line.track x1="0" x2="100%" y1="12" y2="12" {}
                line.between x1=(ours) x2=(theirs) y1="12" y2="12" {}
                // A square has no centre to be placed by; a picture within the picture moves it.
                svg x=(theirs) y="0" overflow="visible" { rect.theirs x="-7" y="5" width="14" height="14" rx="3" {} }
                circle.dot cx=(ours) cy="12" r="7" {}
            }
            span.value {
                b { (words.gap(touched.gap.value)) } " "
                span.quiet { (range(touched.gap.interval.low, touched.gap.interval.high, words)) } " "
                span class=(class) { @if class == "quiet" { "· " } (words.verdict(touched.verdict)) }
            }
        }
    }
}

fn table(subjects: &[&Subject], words: &Words) -> Markup {
    let page = &words.page;
    html! {
        details {
            summary { (page.numbers) }
            div.wide tabindex="0" role="region" aria-label={ (page.numbers) ": " (page.mirror_title) } {
                table {
                    thead {
                        tr {
                            @for column in [&page.column_what, &page.ours, &page.theirs, &page.gap, &page.column_low, &page.column_high] {
                                th scope="col" { (column) }
                            }
                        }
                    }
                    tbody {
                        @for subject in subjects {
                            @if let Some(touched) = &subject.touchpoint {
                                tr {
                                    th scope="row" { (subject.title) }
                                    td { (words.decimal(touched.ours, 2)) }
                                    td { (words.decimal(touched.theirs, 2)) }
                                    td { (words.decimal(touched.gap.value, 2)) }
                                    td { (words.decimal(touched.gap.interval.low, 2)) }
                                    td { (words.decimal(touched.gap.interval.high, 2)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
