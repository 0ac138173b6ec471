//! What a kiosk says of itself, once a cut: `status/v1/KIOSK.json`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::vocabulary::Round;

/// The version of [`Status`] that this program writes.
pub const STATUS_VERSION: u32 = 1;

/// How a kiosk is; nothing about use, and written after cuts only, so that it tells of no other time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// [`STATUS_VERSION`].
    pub schema_version: u32,
    /// Whose kiosk it is.
    pub organisation: String,
    /// Where it stands.
    pub site: String,
    /// Which one it is.
    pub kiosk: Uuid,
    /// Whether its data are simulated.
    pub simulated: bool,
    /// The program's version.
    pub version: String,
    /// The last round that was closed.
    pub last_cut: Option<Round>,
    /// Of the privacy parameters and the content in force at that cut.
    pub config_hash: Option<String>,
    /// How much of the disk with the data is free, in percent, in steps of five.
    pub disk_free_percent: Option<u8>,
    /// Minutes by which the kiosk's clock is ahead of the destination's; none where that has no clock of its own.
    pub clock_skew_minutes: Option<i64>,
    /// The public key that its rounds are signed with.
    pub key: Option<String>,
}

/// Percent in steps of five: what a disk holds is no way to count visits.
#[must_use]
pub fn coarse_percent(free: u64, all: u64) -> Option<u8> {
    let percent = u128::from(free) * 100 / u128::from(all.max(1));
    u8::try_from(percent.min(100) / 5 * 5).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_told_in_steps_of_five() {
        assert_eq!(coarse_percent(999, 1000), Some(95));
        assert_eq!(coarse_percent(1000, 1000), Some(100));
        assert_eq!(coarse_percent(4, 100), Some(0));
        assert_eq!(coarse_percent(0, 0), Some(0));
    }
}
