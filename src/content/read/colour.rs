//! Colours as themes write them, and whether one can be told from another.

use crate::config::Colour;

/// The paper of the light scheme.
pub(super) const CANVAS: Colour = Colour { rgb: [0xFA, 0xF6, 0xEE] };
/// The ink of the light scheme.
pub(super) const INK: Colour = Colour { rgb: [0x1B, 0x24, 0x30] };
/// White.
pub(super) const WHITE: Colour = Colour { rgb: [0xFF; 3] };

/// Reads `#0A5152`.
pub(super) fn parse(written: &str) -> Option<Colour> {
    let digits = written.strip_prefix('#').filter(|digits| {
        // `from_str_radix` takes a sign, which no colour has.
        digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(Colour { rgb: [part(0)?, part(2)?, part(4)?] })
}

/// The contrast of two colours, 1 to 21, as WCAG 2.2 defines it.
pub(super) fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance, 0 to 1 (WCAG 2.2, from the sRGB transfer function).
fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        assert!((contrast(Colour { rgb: [0; 3] }, WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn contrast_agrees_with_a_published_pair() {
        // #767676 on white is the lightest grey that reaches 4.5:1 (WebAIM).
        let grey = parse("#767676").unwrap();
        assert!((contrast(grey, WHITE) - 4.54).abs() < 0.005);
    }

    #[test]
    fn what_is_not_six_hex_digits_is_no_colour() {
        for wrong in ["0A5152", "#0A515", "#0A51522", "#+A5152", "#0A515g", "#äöü", ""] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
