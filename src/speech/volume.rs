//! How loud the voice is.

/// Softer than this nobody would find the way back by hearing.
const SOFTEST: u8 = 20;
/// As loud as the voice was made; what is beyond is for the headset's own wheel.
const LOUDEST: u8 = 100;
/// A step that is heard: some 1 dB at the loud end, 3 at the soft one.
const STEP: u8 = 10;
/// Room for some 3 dB more, and no fright in a headset that somebody has just put on.
const USUAL: u8 = 70;

/// Percent of what the voice can do; never silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Volume(u8);

impl Default for Volume {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl Volume {
    /// So many percent, or the nearest there is.
    #[must_use]
    pub fn of(percent: u8) -> Self {
        Self(percent.clamp(SOFTEST, LOUDEST))
    }

    /// Percent of the loudest.
    #[must_use]
    pub fn percent(self) -> u8 {
        self.0
    }

    /// A step louder, as far as that goes.
    #[must_use]
    pub fn louder(self) -> Self {
        Self::of(self.0 + STEP)
    }

    /// A step softer, as far as that goes.
    #[must_use]
    pub fn softer(self) -> Self {
        Self::of(self.0 - STEP)
    }

    /// From -100, which is silence, to 100, as SSIP has it.
    #[must_use]
    pub fn ssip(self) -> i8 {
        // At most 100, so that twice half of it fits.
        2 * (self.0.cast_signed() - 50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_end_at_the_loudest_and_before_silence() {
        let all =
            |step: fn(Volume) -> Volume| std::iter::successors(Some(Volume::default()), move |at| Some(step(*at)));
        assert_eq!(all(Volume::louder).nth(40).map(Volume::ssip), Some(100));
        assert_eq!(all(Volume::softer).nth(40).map(Volume::ssip), Some(-60));
        assert_eq!([0, 19, 55, 255].map(|percent| Volume::of(percent).percent()), [20, 20, 55, 100]);
        assert_eq!(Volume::default().louder().softer(), Volume::default());
    }
}
