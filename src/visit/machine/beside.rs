//! What somebody does beside what the screen asks, and what waits for it.

use std::time::Duration;

use super::{IDLE_OUTSIDE_A_PACK, Machine, Screen};

/// What somebody does beside what the screen asks: the machine learns it from whoever shows the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    #[default]
    Nothing,
    /// They have the screen read aloud.
    Listens,
    /// They have a page of settings open over the screen.
    Sets,
}

impl<R> Machine<R> {
    /// Says what somebody does beside what the screen asks; before each event.
    pub fn set_beside(&mut self, beside: Beside) {
        self.beside = beside;
    }

    /// Whether somebody has something here that would go with the screen.
    pub(super) fn would_go(&self) -> bool {
        match self.beside {
            Beside::Nothing => false,
            Beside::Listens => matches!(self.screen, Screen::Attract | Screen::Resting),
            Beside::Sets => self.screen != Screen::Saving,
        }
    }

    /// How long a screen stays that ends by itself: until it has been heard, and not below a page that lies over it.
    pub(super) fn stays(&self, usual: Duration) -> Option<Duration> {
        match self.beside {
            Beside::Nothing => Some(usual),
            Beside::Listens => Some(IDLE_OUTSIDE_A_PACK),
            Beside::Sets => None,
        }
    }
}
