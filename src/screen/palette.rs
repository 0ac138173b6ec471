//! The company's accent, made to stand out on paper and at night.

use slint::Color;

use super::oklch::{Oklch, linear};
use crate::config::Colour;

/// Text must stand out this much from what it is written on.
const TEXT: f32 = 7.0;
/// What can be tapped must stand out this much from what is around it.
const OUTLINE: f32 = 3.0;
/// Steps from the company's own colour to black or white.
const STEPS: u8 = 40;
/// How light the accent is at night, at least: as light as the one this was designed with.
const NIGHT: f32 = 0.82;
/// Parts of a mixture.
const PARTS: u8 = 20;

/// The colours that come from the theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Palette {
    /// Fill of the thing to do next.
    pub accent: Color,
    /// Words on that fill.
    pub on_accent: Color,
    /// A line around that fill, which stands out from paper where the fill does not.
    pub accent_edge: Color,
    /// The accent as a soft background.
    pub accent_soft: Color,
    /// The accent as lines and words on canvas and surface.
    pub accent_text: Color,
}

impl Palette {
    /// The accent as it serves on this kind of canvas.
    pub fn new(accent: Option<Colour>, night: bool) -> Self {
        // Canvas, surface, the ink of words on either, and ink that is dark whatever the canvas.
        let (own, [canvas, surface, words], ink, far) = if night {
            let grounds = [[0x11, 0x18, 0x1F], [0x1B, 0x25, 0x30], [0xF6, 0xF2, 0xE9]];
            ([0x7F, 0xD6, 0xCF], grounds, [0x11, 0x18, 0x1F], 1.0)
        } else {
            let grounds = [[0xFA, 0xF6, 0xEE], [0xFF; 3], [0x1B, 0x24, 0x30]];
            ([0x0A, 0x51, 0x52], grounds, [0x1B, 0x24, 0x30], 0.0)
        };
        let brand = accent.map_or(own, |accent| accent.rgb);
        let stands_out = |colour, least| contrast(colour, canvas) >= least && contrast(colour, surface) >= least;
        let text = stepped(if night { lifted(brand) } else { brand }, far, |colour| stands_out(colour, TEXT));
        // At night a fill must not glare less than its words do, so it takes the lighter of the two.
        let fill = if night { text } else { brand };
        let on_fill = if contrast(fill, [0xFF; 3]) >= contrast(fill, ink) { [0xFF; 3] } else { ink };
        let fill = stepped(fill, if on_fill == ink { 1.0 } else { 0.0 }, |c| contrast(c, on_fill) >= TEXT);
        let soft = if accent.is_none() && !night {
            [0xDC, 0xEB, 0xE9]
        } else if accent.is_none() {
            [0x1E, 0x3A, 0x3D]
        } else {
            let parts = (0..=if night { 5 } else { 3 }).rev();
            let mut softer = parts.map(|part| mix(brand, surface, part));
            softer.find(|soft| contrast(*soft, words) >= TEXT).unwrap_or(surface)
        };
        Self {
            accent: colour(fill),
            on_accent: colour(on_fill),
            accent_edge: colour(if stands_out(fill, OUTLINE) { fill } else { text }),
            accent_soft: colour(soft),
            accent_text: colour(text),
        }
    }
}

fn colour([r, g, b]: [u8; 3]) -> Color {
    Color::from_rgb_u8(r, g, b)
}

/// A colour as light as the night asks for.
fn lifted(from: [u8; 3]) -> [u8; 3] {
    let own = Oklch::of(from);
    if own.lightness >= NIGHT { from } else { Oklch { lightness: NIGHT, ..own }.rgb() }
}

/// The first colour of the same hue that serves on the way to black, 0, or white, 1.
fn stepped(from: [u8; 3], far: f32, serves: impl Fn([u8; 3]) -> bool) -> [u8; 3] {
    if serves(from) {
        return from;
    }
    let own = Oklch::of(from);
    let colours = (1..=STEPS).map(|step| {
        let lightness = own.lightness + (far - own.lightness) * f32::from(step) / f32::from(STEPS);
        Oklch { lightness, ..own }.rgb()
    });
    let mut serving = colours.filter(|colour| serves(*colour));
    serving.next().unwrap_or(if far > 0.5 { [0xFF; 3] } else { [0x00; 3] })
}

/// `part` twentieths of `one`, the rest `other`.
fn mix(one: [u8; 3], other: [u8; 3], part: u8) -> [u8; 3] {
    let (part, all) = (u16::from(part.min(PARTS)), u16::from(PARTS));
    std::array::from_fn(|i| {
        let mixed = (u16::from(one[i]) * part + u16::from(other[i]) * (all - part)) / all;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    })
}

/// Contrast ratio of WCAG 2.2, 1 to 21.
pub(super) fn contrast(one: [u8; 3], other: [u8; 3]) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance of WCAG 2.2.
fn luminance(rgb: [u8; 3]) -> f32 {
    let [r, g, b] = rgb.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(colour: Color) -> [u8; 3] {
        [colour.red(), colour.green(), colour.blue()]
    }

    /// Navy, yellow, white and black, pure colours, and the accent of the sample.
    const ACCENTS: [[u8; 3]; 9] =
        [[0, 31, 91], [255, 230, 0], [255; 3], [0; 3], [255, 0, 0], [0, 0, 255], [127; 3], [128, 0, 128], [10, 81, 82]];

    #[test]
    fn any_accent_can_be_read_on_paper_and_at_night() {
        for accent in ACCENTS {
            for (night, grounds) in
                [(false, [[0xFA, 0xF6, 0xEE], [0xFF; 3]]), (true, [[0x11, 0x18, 0x1F], [0x1B, 0x25, 0x30]])]
            {
                let palette = Palette::new(Some(Colour { rgb: accent }), night);
                assert!(contrast(rgb(palette.accent), rgb(palette.on_accent)) >= TEXT, "{accent:?} {night} fill");
                for ground in grounds {
                    assert!(contrast(rgb(palette.accent_text), ground) >= TEXT, "{accent:?} {night} text");
                    assert!(contrast(rgb(palette.accent_edge), ground) >= OUTLINE, "{accent:?} {night} edge");
                }
            }
        }
    }

    #[test]
    fn an_accent_keeps_its_hue_on_paper_and_at_night() {
        for accent in ACCENTS {
            let own = Oklch::of(accent);
            for night in [false, true] {
                let palette = Palette::new(Some(Colour { rgb: accent }), night);
                for drawn in [palette.accent, palette.accent_text].map(|colour| Oklch::of(rgb(colour))) {
                    let turned = (drawn.hue - own.hue).cos();
                    assert!(own.chroma < 0.02 || turned > 0.99, "{accent:?} {night}: {drawn:?} of {own:?}");
                    assert!(drawn.chroma < own.chroma + 0.01, "{accent:?} {night}: grey stays grey");
                    // What the lightness leaves no room for is lost, and no more.
                    assert!(drawn.chroma > 0.25 * own.chroma - 0.01, "{accent:?} {night}: {drawn:?} of {own:?}");
                }
            }
        }
    }

    #[test]
    fn the_accent_of_the_sample_is_at_night_what_was_designed() {
        let (paper, drawn) = (Oklch::of([0x0A, 0x51, 0x52]), [0x7F, 0xD6, 0xCF]);
        let night = Palette::new(Some(Colour { rgb: [0x0A, 0x51, 0x52] }), true);
        for colour in [night.accent, night.accent_text] {
            let found = Oklch::of(rgb(colour));
            assert!((found.chroma - paper.chroma).abs() < 0.005, "{found:?} of {paper:?}");
            assert!((found.hue - paper.hue).abs() < 0.05, "{found:?} of {paper:?}");
            let designed = Oklch::of(drawn);
            assert!((found.lightness - designed.lightness).abs() < 0.02, "{found:?} and {designed:?}");
            assert!((found.chroma - designed.chroma).abs() < 0.03, "{found:?} and {designed:?}");
            assert!((found.hue - designed.hue).abs() < 0.2, "{found:?} and {designed:?}");
        }
    }

    #[test]
    fn without_an_accent_the_night_is_the_one_that_was_designed() {
        assert_eq!(rgb(Palette::new(None, true).accent), [0x7F, 0xD6, 0xCF]);
        assert_eq!(rgb(Palette::new(None, false).accent), [0x0A, 0x51, 0x52]);
    }
}
