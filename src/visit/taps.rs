//! Tremor and impatience: two taps on the same spot in quick succession are one.

use std::time::Duration;

/// Two taps closer together than this, at the same spot, are one.
const APART: Duration = Duration::from_millis(300);
/// How far apart, in logical pixels, two taps are still at the same spot.
const SPOT: f32 = 10.0;

/// Tells a tap from the echo of the one before, also when the screen has changed between them.
#[derive(Debug, Default)]
pub struct Taps {
    last: Option<(f32, f32, Duration)>,
}

impl Taps {
    /// Whether a tap at (`x`, `y`), in logical pixels of the window, is a tap of its own.
    pub fn accept(&mut self, x: f32, y: f32, now: Duration) -> bool {
        let echo = self.last.is_some_and(|(last_x, last_y, at)| {
            now.saturating_sub(at) < APART && (x - last_x).abs() <= SPOT && (y - last_y).abs() <= SPOT
        });
        if !echo {
            self.last = Some((x, y, now));
        }
        !echo
    }
}
