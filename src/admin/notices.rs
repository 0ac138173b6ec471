//! What the program had to say while it ran: kept in memory, the newest last.

use std::collections::VecDeque;

use super::Reply;
use crate::vocabulary::Round;

/// So many are kept; who needs more reads the service's journal.
const KEPT: usize = 100;

/// The last notices, each with the week it came in and no finer time.
///
/// What is said again in the same week is kept once: how often storing failed could tell how many people came.
#[derive(Debug, Clone, Default)]
pub struct Notices(VecDeque<(Round, Reply)>);

impl Notices {
    /// Keeps a notice.
    pub fn note(&mut self, round: Round, said: Reply) {
        let english = said.to_string();
        if self.0.iter().any(|(week, known)| *week == round && known.to_string() == english) {
            return;
        }
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back((round, said));
    }

    /// The notices, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = (Round, &Reply)> {
        self.0.iter().rev().map(|(round, said)| (*round, said))
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
            notices.note(this, Reply::Warnings(1));
        }
        notices.note(next, Reply::Warnings(1));
        let kept = |notices: &Notices| -> Vec<_> {
            notices.newest_first().map(|(week, said)| (week, said.to_string())).collect()
        };
        assert_eq!(kept(&notices), [(next, "1 warning".to_owned()), (this, "1 warning".to_owned())]);
        for number in 0..150 {
            notices.note(next, Reply::Waits(number.to_string()));
        }
        let kept = kept(&notices);
        assert_eq!((kept.len(), kept[0].1.as_str(), kept[99].1.as_str()), (100, "149 waits", "50 waits"));
    }
}
