//! Every colour that words and controls are drawn in, against what they are drawn on, in every tone and with every accent.

use listening_post::config::{Colour, Scheme};
use listening_post::screen::Tokens;
use slint::{Color, ComponentHandle, Rgba8Pixel};

use crate::sample::content;
use crate::stage::Stage;

/// Words against what they are written on (WCAG 2.2, 1.4.6).
pub const TEXT: f64 = 7.0;
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
pub fn contrast(one: Color, other: Color) -> f64 {
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
    let asleep = ("asleep-canvas", tokens.get_asleep_canvas());
    pair(("asleep-ink", tokens.get_asleep_ink()), asleep, TEXT);
    pair(("asleep-line", tokens.get_asleep_line()), asleep, OUTLINE);
    for on in tints.into_iter().chain([soft]) {
        pair(("ink", tokens.get_ink()), on, TEXT);
        pair(("accent-text", tokens.get_accent_text()), on, OUTLINE);
    }
    // What was right is a bar on that tint too.
    pair(("good", tokens.get_good()), soft, OUTLINE);
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

#[test]
fn the_colours_are_those_of_the_design() {
    let designed: [(Scheme, [u32; 13]); 2] = [
        (
            Scheme::Light,
            [
                0xFA_F6EE, 0xFF_FFFF, 0x1B_2430, 0x43_4D5C, 0xDD_D3C2, 0x85_7A67, 0x0A_5152, 0xDC_EBE9, 0x82_2313,
                0xF9_E3DC, 0x12_532A, 0xDF_F0E3, 0xF2_B84B,
            ],
        ),
        (
            Scheme::Dark,
            [
                0x11_181F, 0x1B_2530, 0xF6_F2E9, 0xB9_C3CE, 0x33_414F, 0x6B_7A89, 0x7F_D6CF, 0x1E_3A3D, 0xFF_9E85,
                0x3B_231E, 0x8F_DDA6, 0x1B_3524, 0xF2_B84B,
            ],
        ),
    ];
    for (scheme, designed) in designed {
        let stage = Stage::open(content(scheme), 320, 480);
        let tokens = stage.app().global::<Tokens>();
        let shown = [
            tokens.get_canvas(),
            tokens.get_surface(),
            tokens.get_ink(),
            tokens.get_ink_soft(),
            tokens.get_line(),
            tokens.get_outline(),
            tokens.get_accent(),
            tokens.get_accent_soft(),
            tokens.get_warm(),
            tokens.get_warm_soft(),
            tokens.get_good(),
            tokens.get_good_soft(),
            tokens.get_sun(),
        ];
        let hex = |number: u32| format!("#{number:06X}");
        let shown = shown.map(|colour| hex(colour.as_argb_encoded() & 0xFF_FFFF));
        assert_eq!(shown, designed.map(hex), "{scheme:?}");
    }
}

#[test]
fn lines_are_thick_in_high_contrast_and_for_whoever_asks_for_more() {
    // A 7-inch panel is held closer.
    for ((width, height), thick, thin) in [((1080, 1920), 4.0, 2.0), ((1920, 1080), 4.0, 2.0), ((800, 480), 3.0, 1.0)] {
        for scheme in [Scheme::Light, Scheme::Dark, Scheme::HighContrast] {
            for strong in [false, true] {
                let stage = Stage::open(content(scheme), width, height);
                let tokens = stage.app().global::<Tokens>();
                tokens.set_strong(strong);
                let wanted = if strong || scheme == Scheme::HighContrast { thick } else { thin };
                let found = tokens.get_line_width();
                assert!((found - wanted).abs() < 0.01, "{width}x{height} {scheme:?} strong {strong}: {found}");
            }
        }
    }
}

/// How much the left edge of a control stands out from the canvas.
fn edge(stage: &Stage, label: &str) -> f64 {
    let control = stage.control(label);
    let (at, size) = (control.absolute_position(), control.size());
    // In the middle of a line of 4 pixels.
    let pixel = stage.line(at.y + size.height / 2.0, at.x + 2.0, at.x + 3.0)[0];
    contrast(Color::from_rgb_u8(pixel.r, pixel.g, pixel.b), stage.app().global::<Tokens>().get_canvas())
}

#[test]
fn what_cannot_be_tapped_has_no_outline_where_colours_are_two() {
    for (scheme, strong) in [(Scheme::HighContrast, false), (Scheme::Light, true), (Scheme::Dark, true)] {
        let stage = Stage::open(content(scheme), 1080, 1920);
        stage.tap("English");
        if strong {
            stage.tap("More contrast");
        }
        stage.tap("How is work today?");
        stage.tap("Rather not say");
        stage.answer("Good");
        assert!(edge(&stage, "Next") < 1.01, "{scheme:?}: nothing is chosen yet");
        assert!(edge(&stage, "How busy it was") > OUTLINE, "{scheme:?}");
        stage.tap("The rota");
        stage.tap("The team");
        assert!(edge(&stage, "Next") > OUTLINE, "{scheme:?}");
        assert_eq!(stage.control("How busy it was").accessible_enabled(), Some(false), "two are all");
        assert!(edge(&stage, "How busy it was") < 1.01, "{scheme:?}: no more can be chosen");
        assert!(edge(&stage, "The rota") > OUTLINE, "{scheme:?}: what is chosen can be taken back");
    }
}

#[test]
fn a_bar_stands_out_from_what_is_left_of_it_with_every_accent() {
    // In the dark and in high contrast accents are made to stand out; a few of them tell.
    for (scheme, some) in [(Scheme::Light, ACCENTS.len()), (Scheme::Dark, 3), (Scheme::HighContrast, 1)] {
        for accent in ACCENTS.into_iter().take(some) {
            let mut content = content(scheme);
            content.theme.accent = accent.map(|rgb| Colour { rgb });
            let stage = Stage::open(content, 1080, 1920);
            stage.tap("Touch to begin");
            stage.tap("I couldn’t help because…");
            stage.answer("Bad");
            stage.tap("Skip");
            stage.tap("What others said");
            let share = stage.told("Not good: about 10%");
            let (at, size) = (share.absolute_position(), share.size());
            let bar = stage.app().global::<Tokens>().get_bar();
            let line = stage.line(at.y + size.height - bar / 2.0, at.x + bar, at.x + size.width - bar);
            let colour = |pixel: Rgba8Pixel| Color::from_rgb_u8(pixel.r, pixel.g, pixel.b);
            let found = contrast(colour(line[0]), colour(line[line.len() - 1]));
            assert!(found >= OUTLINE, "{scheme:?} {accent:02X?}: {found:.2}");
        }
    }
}

/// The fill of a control, beside its left edge.
fn fill(stage: &Stage, label: &str) -> Color {
    let control = stage.control(label);
    let (at, size) = (control.absolute_position(), control.size());
    let pixel = stage.line(at.y + size.height / 2.0, at.x + 8.0, at.x + 9.0)[0];
    Color::from_rgb_u8(pixel.r, pixel.g, pixel.b)
}

#[test]
fn what_is_chosen_is_filled_alike_and_what_cannot_be_tapped_yet_is_not_filled() {
    for scheme in [Scheme::Light, Scheme::Dark, Scheme::HighContrast] {
        let stage = Stage::open(content(scheme), 1080, 1920);
        let (canvas, marked) = {
            let tokens = stage.app().global::<Tokens>();
            (tokens.get_canvas(), tokens.get_marked())
        };
        stage.tap("English");
        stage.tap("How is work today?");
        stage.tap("Rather not say");
        stage.tap_without_waiting("Good");
        assert_eq!(fill(&stage, "Good"), marked, "{scheme:?}: a face");
        stage.wait(1);
        assert_eq!(fill(&stage, "Next"), canvas, "{scheme:?}: nothing is chosen yet");
        stage.tap("The team");
        assert_eq!(fill(&stage, "The team"), marked, "{scheme:?}: an answer");
        assert_ne!(fill(&stage, "Next"), canvas, "{scheme:?}");
        stage.tap("Next");
        stage.tap_without_waiting("8");
        assert_eq!(fill(&stage, "8"), marked, "{scheme:?}: a point");
    }
}
