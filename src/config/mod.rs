//! `kiosk.toml` and `theme.toml`: site, screen, cohorts, privacy, destinations.

mod folder;
mod kiosk;
mod pool;
mod privacy;

pub use folder::{Folder, UnreadFolder};
pub use kiosk::{
    Cohort, Colour, Comments, ContentSource, Destination, Hours, Kiosk, Orientation, Pace, Reach, SITE_FACTOR, Scheme,
    Screen, Theme,
};
pub use pool::{BadRecipient, PoolRecipient};
pub use privacy::{
    BadEpsilon, COMMENT_DAYS_FLOOR, COMMENT_K_FLOOR, DAYS_FLOOR, DISSENT_FLOOR_PULSE, Epsilon, FOLD_AFTER_FLOOR,
    K_FLOOR, MIN_UP_HOURS_FLOOR, Mechanism, Privacy, REPEAT_SECONDS_CEILING, SLOT_CAP_CEILING,
};
