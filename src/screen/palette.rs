//! The company's accent, made to stand out on paper and at night.

use slint::Color;

use crate::config::Colour;

/// Text must stand out this much from what it is written on.
const TEXT: f32 = 7.0;
/// What can be tapped must stand out this much from what is around it.
const OUTLINE: f32 = 3.0;
/// Steps of a twentieth from the company's own colour towards black or white.
const STEPS: u8 = 20;

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
            ([0x7F, 0xD6, 0xCF], grounds, [0x11, 0x18, 0x1F], [0xFF; 3])
        } else {
            let grounds = [[0xFA, 0xF6, 0xEE], [0xFF; 3], [0x1B, 0x24, 0x30]];
            ([0x0A, 0x51, 0x52], grounds, [0x1B, 0x24, 0x30], [0x00; 3])
        };
        let brand = accent.map_or(own, |accent| accent.rgb);
        let stands_out = |colour, least| contrast(colour, canvas) >= least && contrast(colour, surface) >= least;
        let text = stepped(brand, far, |colour| stands_out(colour, TEXT));
        // At night a fill must not glare less than its words do, so it takes the lighter of the two.
        let fill = if night { text } else { brand };
        let on_fill = if contrast(fill, [0xFF; 3]) >= contrast(fill, ink) { [0xFF; 3] } else { ink };
        let fill = stepped(fill, if on_fill == ink { [0xFF; 3] } else { [0x00; 3] }, |c| contrast(c, on_fill) >= TEXT);
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

/// The first colour on the way to `far` that serves.
fn stepped(from: [u8; 3], far: [u8; 3], serves: impl Fn([u8; 3]) -> bool) -> [u8; 3] {
    (0..=STEPS).map(|step| mix(far, from, step)).find(|colour| serves(*colour)).unwrap_or(far)
}

/// `part` twentieths of `one`, the rest `other`.
fn mix(one: [u8; 3], other: [u8; 3], part: u8) -> [u8; 3] {
    let (part, all) = (u16::from(part.min(STEPS)), u16::from(STEPS));
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
    let [r, g, b] = rgb.map(|channel| {
        let channel = f32::from(channel) / 255.0;
        if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(colour: Color) -> [u8; 3] {
        [colour.red(), colour.green(), colour.blue()]
    }

    #[test]
    fn any_accent_can_be_read_on_paper_and_at_night() {
        for accent in [[255, 230, 0], [255, 0, 0], [0, 0, 0], [255, 255, 255], [127, 127, 127], [10, 81, 82]] {
            for (night, canvas) in [(false, [0xFA, 0xF6, 0xEE]), (true, [0x11, 0x18, 0x1F])] {
                let palette = Palette::new(Some(Colour { rgb: accent }), night);
                assert!(contrast(rgb(palette.accent), rgb(palette.on_accent)) >= TEXT, "{accent:?} {night} fill");
                assert!(contrast(rgb(palette.accent_text), canvas) >= TEXT, "{accent:?} {night} text");
            }
        }
    }
}
