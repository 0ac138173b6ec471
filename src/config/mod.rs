//! `kiosk.toml` and `theme.toml`: site, screen, cohorts, privacy, destinations.

mod kiosk;
mod privacy;

pub use kiosk::{Cohort, Colour, Destination, Kiosk, Orientation, Reach, Scheme, Screen, Theme};
pub use privacy::{
    BadEpsilon, DAYS_FLOOR, DISSENT_FLOOR_PULSE, Epsilon, FOLD_AFTER_FLOOR, K_FLOOR, MIN_UP_HOURS_FLOOR, Mechanism,
    Privacy, SLOT_CAP_CEILING,
};
