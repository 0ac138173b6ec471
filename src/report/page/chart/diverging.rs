//! The answers on a scale, leaning to either side of its middle.

use maud::{Markup, html};

use super::percent;

/// At least so much of all answers fits on each side, so that an even spread does not look like two extremes.
const LEAST_SIDE: f64 = 0.6;

/// Shares of a scale's points: the lower ones to the left of the middle line, the upper ones to the right, a middle
/// point half and half.
pub(in super::super) fn diverging(shares: &[f64]) -> Markup {
    // Noise may make shares negative and their sum another than 1; the drawing shows what is left of each.
    let whole: f64 = shares.iter().map(|share| share.max(0.0)).sum();
    let shares: Vec<f64> = shares.iter().map(|share| if whole > 0.0 { share.max(0.0) / whole } else { 0.0 }).collect();
    let middle = shares.len() / 2;
    let mut left: f64 = shares[..middle].iter().sum();
    if shares.len() % 2 == 1 {
        left += shares[middle] / 2.0;
    }
    let side = left.max(1.0 - left).max(LEAST_SIDE);
    let mut from = -left;
    let mut boxes = Vec::new();
    for (at, share) in shares.iter().enumerate() {
        boxes.push((at, 50.0 + 50.0 * from / side, 50.0 * share / side));
        from += share;
    }
    html! {
        svg.stack aria-hidden="true" width="100%" height="44" {
            @for (at, from, width) in boxes {
                @if width > 0.0 {
                    rect class=(format!("scale-{} of-{}", at + 1, shares.len())) x=(percent(from)) y="4" width=(percent(width)) height="36" {}
                }
            }
            line.middle x1="50%" x2="50%" y1="0" y2="44" {}
        }
    }
}
