//! Where the screens stand that nobody may touch for hours: a few pixels elsewhere every minute, or they burn into the glass.

use std::time::Duration;

use slint::ComponentHandle;

use super::generated::{App, Tokens};

/// How long a place is kept, in seconds. A panel takes hours to keep a picture, and nobody sees it move once in that time.
const STAY: u64 = 60;
/// The places that `Tokens` knows.
const PLACES: u64 = 8;

/// Fills `Tokens.drift` by how long the program has run, and by nothing else: a walk that stood still in visits would tell
/// whoever looks twice how long others had been there between.
pub(super) fn walk(app: &App, elapsed: Duration) {
    let place = elapsed.as_secs() / STAY % PLACES;
    app.global::<Tokens>().set_drift(i32::try_from(place).unwrap_or_default());
}
