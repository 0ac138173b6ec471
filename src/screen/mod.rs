//! The window: one adapter a `.slint` global, timers, and nothing that decides what comes next.

use crate::visit::Finished;

/// What the window needs of whoever keeps the counters.
pub trait Keeper {
    /// Makes a visit durable; tells whether it counts now.
    fn keep(&mut self, visit: Finished) -> bool;

    /// Called about once a second, also when nobody is there: nights and cuts fall due in here.
    ///
    /// Tells whether visits can be stored.
    fn heartbeat(&mut self) -> bool;
}
