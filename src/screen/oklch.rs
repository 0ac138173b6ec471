//! Colours by how light, how strong and of which hue eyes take them to be: Björn Ottosson's Oklab, in polar coordinates.

type Matrix = [[f32; 3]; 3];

/// From light in red, green and blue to what the three kinds of cones in an eye take in, and from the cube roots of that to
/// lightness, green to red and blue to yellow; then the way back. The numbers are those of the publication.
const CONES: Matrix = [
    [0.412_221_46, 0.536_332_55, 0.051_445_995],
    [0.211_903_5, 0.680_699_5, 0.107_396_96],
    [0.088_302_46, 0.281_718_85, 0.629_978_7],
];
const LAB: Matrix = [
    [0.210_454_26, 0.793_617_8, -0.004_072_047],
    [1.977_998_5, -2.428_592_2, 0.450_593_7],
    [0.025_904_037, 0.782_771_77, -0.808_675_77],
];
const CONES_OF_LAB: Matrix =
    [[1.0, 0.396_337_78, 0.215_803_76], [1.0, -0.105_561_346, -0.063_854_17], [1.0, -0.089_484_18, -1.291_485_5]];
const LIGHT: Matrix = [
    [4.076_741_7, -3.307_711_6, 0.230_969_94],
    [-1.268_438, 2.609_757_4, -0.341_319_4],
    [-0.004_196_086_3, -0.703_418_6, 1.707_614_7],
];

/// A colour that may be made lighter or darker and stays of its hue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Oklch {
    /// From black, 0, to white, 1.
    pub lightness: f32,
    /// From grey, 0, upwards; no colour of a screen has more than a third.
    pub chroma: f32,
    /// In radians.
    pub hue: f32,
}

impl Oklch {
    pub fn of(rgb: [u8; 3]) -> Self {
        let [lightness, red, yellow] = times(&LAB, times(&CONES, rgb.map(linear)).map(f32::cbrt));
        Self { lightness, chroma: red.hypot(yellow), hue: yellow.atan2(red) }
    }

    /// The colour on a screen; where it has none that is as strong, the strongest of the same lightness and hue.
    pub fn rgb(self) -> [u8; 3] {
        // A hundred steps of chroma are finer than eight bits tell apart; the last is grey, which every screen has.
        let mut tries = (0_u8..=100).rev().map(|part| self.light(self.chroma * f32::from(part) / 100.0));
        let is_shown = |light: &[f32; 3]| light.iter().all(|channel| (-0.001..=1.001).contains(channel));
        tries.find(is_shown).unwrap_or([self.lightness.powi(3); 3]).map(encoded)
    }

    fn light(self, chroma: f32) -> [f32; 3] {
        let lab = [self.lightness, chroma * self.hue.cos(), chroma * self.hue.sin()];
        times(&LIGHT, times(&CONES_OF_LAB, lab).map(|cone| cone.powi(3)))
    }
}

fn times(matrix: &Matrix, vector: [f32; 3]) -> [f32; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(part, of)| part * of).sum())
}

/// How much light a channel of sRGB gives, 0 to 1.
pub(super) fn linear(channel: u8) -> f32 {
    let channel = f32::from(channel) / 255.0;
    if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

fn encoded(light: f32) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let channel = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 255")]
    let byte = (channel * 255.0).round() as u8;
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_there_and_back_is_the_same() {
        for rgb in [[10, 81, 82], [255, 230, 0], [0, 31, 91], [0; 3], [255; 3], [127, 127, 127], [255, 0, 0]] {
            let back = Oklch::of(rgb).rgb();
            assert!(rgb.iter().zip(back).all(|(one, other)| one.abs_diff(other) <= 1), "{rgb:?} {back:?}");
        }
    }

    #[test]
    fn what_no_screen_shows_is_as_strong_as_one_can_show_and_of_its_hue() {
        let blue = Oklch::of([0, 0, 255]);
        let light = Oklch::of(Oklch { lightness: 0.82, ..blue }.rgb());
        assert!((light.lightness - 0.82).abs() < 0.01, "{light:?}");
        assert!((light.hue - blue.hue).abs() < 0.05 && light.chroma > 0.08, "{light:?}");
    }
}
