//! Where the screens stand that nobody may touch for hours: a few pixels elsewhere every minute, or they burn into the glass.

use std::cell::Cell;

use slint::ComponentHandle;

use super::generated::{App, Tokens};

/// Beats that a place is kept: a minute. A panel takes hours to keep a picture, and nobody sees it move once in that time.
const STAY: u32 = 60;
/// The places that `Tokens` knows.
const PLACES: u32 = 8;

/// Fills `Tokens.drift`. It counts on over the visits, so that a busy kiosk walks as well.
#[derive(Default)]
pub(super) struct Drift(Cell<u32>);

impl Drift {
    /// Another second has gone by on such a screen.
    pub fn beat(&self, app: &App) {
        let beats = (self.0.get() + 1) % (STAY * PLACES);
        self.0.set(beats);
        app.global::<Tokens>().set_drift(i32::try_from(beats / STAY).unwrap_or_default());
    }
}
