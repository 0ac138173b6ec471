//! Shares that make up a whole.

use maud::{Markup, html};

use super::percent;

/// Shares that make up a whole, side by side.
pub(in super::super) fn stack(parts: &[(String, String, f64)], scale: &'static str) -> Markup {
    // Noise may make shares negative and their sum another than 1; the drawing shows what is left of each.
    let whole: f64 = parts.iter().map(|(.., share)| share.max(0.0)).sum();
    let width = |share: f64| if whole > 0.0 { 100.0 * share.max(0.0) / whole } else { 0.0 };
    let mut from = 0.0;
    let mut boxes = Vec::new();
    for (at, (.., share)) in parts.iter().enumerate() {
        boxes.push((at, from, width(*share)));
        from += width(*share);
    }
    html! {
        svg.stack aria-hidden="true" width="100%" height="36" {
            @for (at, from, width) in boxes {
                @if width > 0.0 {
                    rect class=(format!("{scale}-{} of-{}", at + 1, parts.len())) x=(percent(from)) y="0" width=(percent(width)) height="36" {}
                }
            }
        }
    }
}

/// The words and figures of such shares, each with its colour.
pub(in super::super) fn legend(parts: &[(String, String, f64)], scale: &'static str) -> Markup {
    html! {
        ul.legend {
            @for (at, (label, share, _)) in parts.iter().enumerate() {
                li {
                    svg aria-hidden="true" width="12" height="12" { rect class=(format!("{scale}-{} of-{}", at + 1, parts.len())) width="12" height="12" rx="3" {} }
                    " " b { (share) } " " span.quiet { (label) }
                }
            }
        }
    }
}
