//! A link as a QR code, for phones, and as words, for whoever types it.

use qrcodegen::{QrCode, QrCodeEcc};
use slint::{Image, Rgb8Pixel, SharedPixelBuffer};

/// The code, a pixel a module, without the white that goes around it; nothing where the link is longer than a code can hold.
pub(super) fn code(link: &str) -> Option<Image> {
    // Fingers and reflections hide parts of a screen: a quarter may be lost.
    let code = QrCode::encode_text(link, QrCodeEcc::Quartile).ok()?;
    let side = code.size();
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(u32::try_from(side).ok()?, u32::try_from(side).ok()?);
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    for (pixel, (x, y)) in pixels.make_mut_slice().iter_mut().zip(places) {
        let value = if code.get_module(x, y) { 0 } else { u8::MAX };
        *pixel = Rgb8Pixel { r: value, g: value, b: value };
    }
    Some(Image::from_rgb8(pixels))
}

/// What the parts of a link end in.
const JOINTS: [char; 6] = ['/', '.', '-', '?', '&', '='];

/// A link whose lines break between its parts; otherwise they would break in the middle of a word.
pub fn in_parts(link: &str) -> String {
    let mut parts = String::with_capacity(link.len());
    let mut rest = link.chars().peekable();
    while let Some(letter) = rest.next() {
        parts.push(letter);
        if JOINTS.contains(&letter) && rest.peek().is_some_and(|next| !JOINTS.contains(next)) {
            // A space without width: it is not seen.
            parts.push('\u{200b}');
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_breaks_after_the_ends_of_its_parts_and_nowhere_else() {
        for (link, parts) in [
            ("harbour-coffee.example/eleven-loaves", "harbour-|coffee.|example/|eleven-|loaves"),
            ("a.example/?q=1&r=2/", "a.|example/?|q=|1&|r=|2/"),
            ("example", "example"),
        ] {
            assert_eq!(in_parts(link), parts.replace('|', "\u{200b}"));
        }
    }
}
