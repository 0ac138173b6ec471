//! The wait after wrong PINs: it grows, and no clock on the wall has a part in it.
//!
//! What is kept across restarts is how many PINs were wrong, and no time. A restart begins the wait of that many anew,
//! because nothing tells how long the kiosk was off; so setting the clock, or pulling the plug, shortens nothing.

use std::time::Duration;

/// So many wrong PINs cost nothing: fingers slip.
const FREE: u32 = 2;
/// The first wait.
const FIRST: Duration = Duration::from_secs(30);
/// The longest: all PINs of six digits would take a century.
const LONGEST: Duration = Duration::from_hours(1);

/// How long to wait after so many wrong PINs in a row.
#[must_use]
pub fn penalty(wrong: u32) -> Duration {
    let Some(doublings) = wrong.checked_sub(FREE + 1) else { return Duration::ZERO };
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    FIRST.saturating_mul(factor).min(LONGEST)
}

/// Wrong PINs in a row, and since when the wait for them runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lockout {
    wrong: u32,
    /// On the clock that never goes back.
    since: Duration,
}

impl Lockout {
    /// After `wrong` wrong PINs, known at `now`, the wait of the last one begins.
    #[must_use]
    pub fn starting(wrong: u32, now: Duration) -> Self {
        Self { wrong, since: now }
    }

    /// Wrong PINs in a row.
    #[must_use]
    pub fn wrong(&self) -> u32 {
        self.wrong
    }

    /// How long to wait still; zero if a PIN can be tried.
    #[must_use]
    pub fn wait(&self, now: Duration) -> Duration {
        penalty(self.wrong).saturating_sub(now.saturating_sub(self.since))
    }

    /// The same after one more that was wrong.
    #[must_use]
    pub fn after_miss(&self, now: Duration) -> Self {
        Self::starting(self.wrong.saturating_add(1), now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_slips_cost_nothing_and_then_every_one_costs_twice_as_much_up_to_an_hour() {
        let waits: Vec<u64> = (0..12).map(|wrong| penalty(wrong).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    }

    #[test]
    fn a_restart_begins_the_wait_anew() {
        let noon = Duration::from_secs(10_000);
        let locked = Lockout::starting(2, noon).after_miss(noon);
        assert_eq!(locked.wait(noon + Duration::from_secs(20)), Duration::from_secs(10));
        let restarted = Lockout::starting(locked.wrong(), Duration::ZERO);
        assert_eq!(restarted.wait(Duration::ZERO), Duration::from_secs(30));
        assert_eq!(restarted.wait(Duration::from_secs(30)), Duration::ZERO);
    }

    #[test]
    fn a_clock_that_jumped_back_ends_no_wait() {
        let locked = Lockout::starting(4, Duration::from_secs(500));
        assert_eq!(locked.wait(Duration::from_secs(100)), Duration::from_mins(1));
    }

    proptest! {
        #[test]
        fn more_wrong_pins_never_wait_less_and_none_waits_for_ever(wrong in any::<u32>(), now in 0_u64..1_000_000) {
            prop_assert!(penalty(wrong) <= penalty(wrong.saturating_add(1)));
            prop_assert!(penalty(wrong) <= LONGEST);
            let now = Duration::from_secs(now);
            let after = Lockout::starting(wrong, Duration::ZERO).after_miss(now);
            prop_assert_eq!(after.wait(now), penalty(wrong.saturating_add(1)));
            prop_assert_eq!(after.wait(now + LONGEST), Duration::ZERO);
        }
    }
}
