//! Every colour that words and controls are drawn in, against what they are drawn on, in every tone and with every accent.

use listening_post::config::{Colour, Scheme};
use listening_post::screen::Tokens;
use slint::{Color, ComponentHandle};

use crate::sample::content;
use crate::stage::Stage;

/// Words against what they are written on (WCAG 2.2, 1.4.6).
const TEXT: f64 = 7.0;
/// Outlines of what can be tapped, and drawings that mean something (WCAG 2.2, 1.4.11).
const OUTLINE: f64 = 3.0;

/// Accents that companies have: their own, none, glaring, dark, pale, and those in the middle that suit neither paper nor ink.
const ACCENTS: [Option<[u8; 3]>; 9] = [
    None,
    Some([0x0A, 0x51, 0x52]),
    Some([0xFF, 0xDD, 0x00]),
    Some([0xE3, 0x06, 0x13]),
    Some([0x00, 0x00, 0x00]),
    Some([0xFF, 0xFF, 0xFF]),
    Some([0x77, 0x77, 0x77]),
    Some([0x00, 0x9F, 0xE3]),
    Some([0x12, 0x0A, 0x4F]),
];

/// Contrast ratio of WCAG 2.2, worked out here once more, so that the palette's own sums are not taken for granted.
fn contrast(one: Color, other: Color) -> f64 {
    let luminance = |colour: Color| {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.red()) + 0.7152 * channel(colour.green()) + 0.0722 * channel(colour.blue())
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_sums_are_those_of_the_standard() {
    let (black, white) = (Color::from_rgb_u8(0, 0, 0), Color::from_rgb_u8(255, 255, 255));
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    assert!((contrast(Color::from_rgb_u8(0x76, 0x76, 0x76), white) - 4.54).abs() < 0.01);
}

#[test]
fn words_and_outlines_stand_out_in_every_tone_and_with_every_accent() {
    let mut weak = Vec::new();
    let mut looked_at = 0;
    for scheme in [Scheme::Light, Scheme::Dark, Scheme::HighContrast] {
        for accent in ACCENTS {
            for strong in [false, true] {
                let mut content = content(scheme);
                content.theme.accent = accent.map(|rgb| Colour { rgb });
                let stage = Stage::open(content, 320, 480);
                let tokens = stage.app().global::<Tokens>();
                tokens.set_strong(strong);
                for (what, colour, ground, least) in pairs(&tokens) {
                    looked_at += 1;
                    let found = contrast(colour, ground);
                    if found < least {
                        weak.push(format!("{scheme:?} {accent:02X?} strong {strong}: {what} {found:.2} < {least}"));
                    }
                }
            }
        }
    }
    assert!(looked_at > 1000, "{looked_at}");
    assert!(weak.is_empty(), "\n{}", weak.join("\n"));
}

/// What is drawn, its colour, what it is drawn on, and how much it must stand out.
fn pairs(tokens: &Tokens) -> Vec<(String, Color, Color, f64)> {
    let grounds = [("canvas", tokens.get_canvas()), ("surface", tokens.get_surface())];
    let tints = [("tint-sand", tokens.get_tint_sand()), ("tint-lilac", tokens.get_tint_lilac())];
    let soft = ("accent-soft", tokens.get_accent_soft());
    let mut pairs = Vec::new();
    let mut pair = |what: (&str, Color), on: (&str, Color), least: f64| {
        pairs.push((format!("{} on {}", what.0, on.0), what.1, on.1, least));
    };
    let words =
        [("ink", tokens.get_ink()), ("ink-soft", tokens.get_ink_soft()), ("accent-text", tokens.get_accent_text())];
    for on in grounds {
        for word in words {
            pair(word, on, TEXT);
        }
        pair(("warm", tokens.get_warm()), on, TEXT);
        pair(("good", tokens.get_good()), on, TEXT);
        pair(("outline", tokens.get_outline()), on, OUTLINE);
        // The button to do next must be seen as one.
        pair(("accent-edge", tokens.get_accent_edge()), on, OUTLINE);
    }
    for on in tints.into_iter().chain([soft]) {
        pair(("ink", tokens.get_ink()), on, TEXT);
        pair(("accent-text", tokens.get_accent_text()), on, OUTLINE);
    }
    pair(("on-accent", tokens.get_on_accent()), ("accent", tokens.get_accent()), TEXT);
    pair(("on-marked", tokens.get_on_marked()), ("marked", tokens.get_marked()), TEXT);
    pair(("ink", tokens.get_ink()), ("warm-soft", tokens.get_warm_soft()), TEXT);
    pair(("warm", tokens.get_warm()), ("warm-soft", tokens.get_warm_soft()), TEXT);
    pair(("ink", tokens.get_ink()), ("good-soft", tokens.get_good_soft()), TEXT);
    pair(("good", tokens.get_good()), ("good-soft", tokens.get_good_soft()), TEXT);
    let tint = tokens.get_on_tint();
    pair(("on-tint", tint), ("sun", tokens.get_sun()), TEXT);
    for face in 1..=5 {
        pair(("on-tint", tint), ("face-tint", tokens.invoke_face_tint(face)), TEXT);
    }
    pairs
}
