//! Bursts: the same person tapping the same thing again and again.

use std::time::Duration;

use super::answer::Response;
use crate::vocabulary::{ItemId, PackId};

/// Remembers the last visit just long enough to see it repeated.
#[derive(Default)]
pub struct Bursts {
    last: Option<Last>,
}

struct Last {
    pack: PackId,
    answers: Vec<(ItemId, Response)>,
    ended: Duration,
}

impl Bursts {
    /// Whether a visit begun at `began` with these answers repeats the one before it within `window`.
    #[must_use]
    pub fn repeats(&self, pack: &PackId, answers: &[(ItemId, Response)], began: Duration, window: Duration) -> bool {
        self.last.as_ref().is_some_and(|last| {
            &last.pack == pack && began.saturating_sub(last.ended) <= window && last.answers == answers
        })
    }

    /// Remembers a visit that ended at `ended`.
    pub fn remember(&mut self, pack: PackId, answers: Vec<(ItemId, Response)>, ended: Duration) {
        self.last = Some(Last { pack, answers, ended });
    }

    /// Forgets the last visit once no visit could still repeat it: `began` is when the running one began, if one runs.
    pub fn forget(&mut self, now: Duration, began: Option<Duration>, window: Duration) {
        let reference = began.unwrap_or(now);
        if self.last.as_ref().is_some_and(|last| reference.saturating_sub(last.ended) > window) {
            self.last = None;
        }
    }
}
