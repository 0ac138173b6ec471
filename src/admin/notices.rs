//! What the program had to say while it ran: kept in memory, the newest last.

use std::collections::VecDeque;

use crate::vocabulary::Round;

/// So many are kept; who needs more reads the service's journal.
const KEPT: usize = 100;

/// The last notices, each with the week it came in and no finer time.
///
/// What is said again in the same week is kept once: how often storing failed could tell how many people came.
#[derive(Debug, Clone, Default)]
pub struct Notices(VecDeque<(Round, String)>);

impl Notices {
    /// Keeps a notice.
    pub fn note(&mut self, round: Round, text: impl Into<String>) {
        let notice = (round, text.into());
        if self.0.contains(&notice) {
            return;
        }
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(notice);
    }

    /// The notices, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = (Round, &str)> {
        self.0.iter().rev().map(|(round, text)| (*round, text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_are_kept_and_none_twice_in_a_week() {
        let (this, next) = ("2026-W47".parse().unwrap(), "2026-W48".parse().unwrap());
        let mut notices = Notices::default();
        for _ in 0..3 {
            notices.note(this, "the disk is full");
        }
        notices.note(next, "the disk is full");
        assert_eq!(
            notices.newest_first().collect::<Vec<_>>(),
            [(next, "the disk is full"), (this, "the disk is full")]
        );
        for number in 0..150 {
            notices.note(next, number.to_string());
        }
        let kept: Vec<_> = notices.newest_first().collect();
        assert_eq!((kept.len(), kept[0].1, kept[99].1), (100, "149", "50"));
    }
}
