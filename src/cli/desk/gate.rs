//! Who may come in: the PIN, and the wait after wrong ones.

use std::time::Duration;

use crate::admin::{Entry, Lockout};
use crate::pin::{Pin, PinHash};
use crate::store::AdminFiles;

/// The gate before the panel.
pub(super) struct Gate {
    files: AdminFiles,
    /// As the file stood when it was last looked at.
    pin: Option<PinHash>,
    lockout: Lockout,
}

impl Gate {
    pub(super) fn new(files: AdminFiles) -> Self {
        let mut gate = Self { files, pin: None, lockout: Lockout::starting(0, Duration::ZERO) };
        gate.pin = gate.files.pin().ok().flatten();
        gate.lockout = gate.counted(Duration::ZERO);
        gate
    }

    /// The wait of the wrong PINs that were counted, from `now` on; the longest if they cannot be read.
    fn counted(&self, now: Duration) -> Lockout {
        Lockout::starting(self.files.wrong().unwrap_or(u32::MAX), now)
    }

    /// Looks whether another PIN was set meanwhile: its wrong ones are counted anew.
    pub(super) fn look(&mut self, now: Duration) {
        let pin = self.files.pin().ok().flatten();
        if pin != self.pin {
            self.pin = pin;
            self.lockout = self.counted(now);
        }
    }

    /// Whether a PIN can be tried.
    pub(super) fn entry(&self, now: Duration) -> Entry {
        match (&self.pin, self.lockout.wait(now)) {
            (None, _) => Entry::Unset,
            (_, Duration::ZERO) => Entry::Open,
            (_, wait) => Entry::Waits(wait),
        }
    }

    /// What is to be compared with a PIN, away from the screen; nothing if none can be tried.
    ///
    /// It is counted as wrong before it is looked at: pulling the plug in between would give a try for nothing. Where
    /// that cannot be written down it counts for as long as the program runs.
    pub(super) fn attempt(&mut self, pin: Pin, now: Duration) -> Option<impl FnOnce() -> bool + Send + use<>> {
        let hash = self.pin.clone().filter(|_| self.entry(now) == Entry::Open)?;
        self.lockout = self.lockout.after_miss(now);
        let _ = self.files.set_wrong(self.lockout.wrong());
        Some(move || hash.matches(&pin))
    }

    /// Takes in that the PIN was right.
    pub(super) fn admit(&mut self, now: Duration) {
        self.lockout = Lockout::starting(0, now);
        let _ = self.files.set_wrong(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::store::DataDirectory;

    const SECOND: Duration = Duration::from_secs(1);

    fn set(files: &AdminFiles, digits: &str) {
        files.set_pin(&PinHash::of(&Pin::new(digits).unwrap(), &mut Random::seeded(1)).unwrap()).unwrap();
    }

    fn tries(gate: &mut Gate, digits: &str, now: Duration) -> Option<bool> {
        let right = gate.attempt(Pin::new(digits).unwrap(), now)?();
        if right {
            gate.admit(now);
        }
        Some(right)
    }

    #[test]
    fn wrong_pins_lock_a_restart_keeps_it_and_the_right_one_after_the_wait_ends_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = AdminFiles::of(&DataDirectory::at(folder.path()));
        assert_eq!(Gate::new(files.clone()).entry(SECOND), Entry::Unset);
        set(&files, "472913");
        let mut gate = Gate::new(files.clone());
        for _ in 0..3 {
            assert_eq!(tries(&mut gate, "472914", SECOND), Some(false));
        }
        assert_eq!(gate.entry(SECOND), Entry::Waits(30 * SECOND));
        assert_eq!(tries(&mut gate, "472913", 30 * SECOND), None, "also the right one waits");

        let mut gate = Gate::new(files.clone());
        assert_eq!(gate.entry(Duration::ZERO), Entry::Waits(30 * SECOND), "a restart shortens nothing");
        assert_eq!(tries(&mut gate, "472913", 30 * SECOND), Some(true));
        assert_eq!(Gate::new(files).entry(Duration::ZERO), Entry::Open);
    }

    #[test]
    fn a_try_that_is_cut_short_counts() {
        let folder = tempfile::tempdir().unwrap();
        let files = AdminFiles::of(&DataDirectory::at(folder.path()));
        set(&files, "472913");
        for _ in 0..3 {
            // The plug is pulled before anybody knows whether it was right.
            assert!(Gate::new(files.clone()).attempt(Pin::new("472914").unwrap(), SECOND).is_some());
        }
        assert_eq!(Gate::new(files).entry(Duration::ZERO), Entry::Waits(30 * SECOND));
    }

    #[test]
    fn a_new_pin_is_known_at_the_next_look_and_counts_anew() {
        let folder = tempfile::tempdir().unwrap();
        let files = AdminFiles::of(&DataDirectory::at(folder.path()));
        set(&files, "472913");
        let mut gate = Gate::new(files.clone());
        for _ in 0..5 {
            tries(&mut gate, "472914", 5000 * SECOND);
        }
        assert_ne!(gate.entry(5000 * SECOND), Entry::Open);
        set(&files, "31415926");
        gate.look(5000 * SECOND);
        assert_eq!(gate.entry(5000 * SECOND), Entry::Open);
        assert_eq!(tries(&mut gate, "31415926", 5000 * SECOND), Some(true));
    }
}
