//! A link as a QR code, for phones.

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
