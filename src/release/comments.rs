//! When comments leave: all of an item's together, at every fourth cut, once enough have come on enough days.

use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::mutant::{self, Mutant};
use crate::tally::{Shelves, Words};
use crate::vocabulary::{ItemId, PackId, Round};

/// The comments of one item that left together, in an order that tells nothing.
///
/// Only [`cut_comments`] makes one; the store keeps and returns it as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommentBatch {
    pub(crate) id: Uuid,
    pub(crate) pack: PackId,
    pub(crate) item: ItemId,
    pub(crate) round: Round,
    pub(crate) words: Vec<Words>,
}

impl CommentBatch {
    /// How many comments left.
    #[must_use]
    pub fn n(&self) -> usize {
        self.words.len()
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &PackId {
        &self.pack
    }

    /// The item.
    #[must_use]
    pub fn item(&self) -> &ItemId {
        &self.item
    }
}

/// One comment in the ledger.
#[derive(Clone, PartialEq, Eq)]
pub struct ReleasedComment {
    pub(crate) batch: Uuid,
    pub(crate) pack: PackId,
    pub(crate) item: ItemId,
    pub(crate) round: Round,
    pub(crate) sealed: bool,
    pub(crate) comment: String,
}

impl ReleasedComment {
    /// The batch it left with.
    #[must_use]
    pub fn batch(&self) -> Uuid {
        self.batch
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &PackId {
        &self.pack
    }

    /// The item.
    #[must_use]
    pub fn item(&self) -> &ItemId {
        &self.item
    }

    /// The ISO week that the cut closed.
    #[must_use]
    pub fn round(&self) -> Round {
        self.round
    }

    /// Whether it is sealed to people's keys.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.sealed
    }

    /// The comment, or base64 of an age file where it is sealed.
    #[must_use]
    pub fn comment(&self) -> &str {
        &self.comment
    }
}

/// Comments do not print themselves.
impl std::fmt::Debug for ReleasedComment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReleasedComment({}/{}, {})", self.pack, self.item, self.round)
    }
}

/// Closes a round for comments: takes out what may leave and forgets what has waited too long.
pub fn cut_comments(shelves: &mut Shelves, round: Round, rng: &mut impl Rng) -> Vec<CommentBatch> {
    let mut rules = shelves.rules;
    rules.k -= u32::from(mutant::active(Mutant::CommentsAtNine));
    shelves.cuts = shelves.cuts.saturating_add(1);
    let due = shelves.cuts >= rules.every;
    if due {
        shelves.cuts = 0;
    }
    let mut batches = Vec::new();
    shelves.by_item.retain(|(pack, item), shelf| {
        if due && shelf.effective.0 >= rules.k && shelf.days.0 >= rules.days {
            batches.push(CommentBatch {
                id: uuid::Builder::from_random_bytes(rng.random()).into_uuid(),
                pack: pack.clone(),
                item: item.clone(),
                round,
                words: std::mem::take(&mut shelf.words).into_values().collect(),
            });
            return false;
        }
        shelf.age.increase();
        shelf.age.0 < rules.expire_after
    });
    batches
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::comments::Comment;
    use crate::config::Comments;

    fn shelves(comments: u32, effective: u32, nights: u32) -> Shelves {
        let mut shelves = Shelves::new(Comments::default());
        let mut rng = StdRng::seed_from_u64(1);
        for number in 0..comments {
            put(&mut shelves, number < effective, &mut rng);
            if number < nights {
                shelves.night();
            }
        }
        shelves
    }

    fn put(shelves: &mut Shelves, effective: bool, rng: &mut StdRng) {
        let words = Words::clear(&Comment::new("more breaks").unwrap());
        shelves.add(&PackId::new("pulse").unwrap(), &ItemId::new("why").unwrap(), words, effective, rng);
    }

    /// The cuts, from 1, at which something left, and how many comments.
    fn released(shelves: &mut Shelves, cuts: usize) -> Vec<(usize, usize)> {
        let round: Round = "2026-W47".parse().unwrap();
        let mut rng = StdRng::seed_from_u64(2);
        let left = (1..=cuts)
            .flat_map(|at| cut_comments(shelves, round, &mut rng).into_iter().map(move |batch| (at, batch.n())));
        left.collect()
    }

    #[test]
    fn ten_from_five_days_leave_at_the_fourth_cut() {
        assert_eq!(released(&mut shelves(10, 10, 5), 8), [(4, 10)]);
        assert_eq!(released(&mut shelves(30, 10, 9), 8), [(4, 30)]);
    }

    #[test]
    fn nine_or_four_days_never_leave() {
        for (comments, effective, nights) in [(9, 9, 9), (10, 10, 4), (40, 9, 30)] {
            let mut shelves = shelves(comments, effective, nights);
            assert_eq!(released(&mut shelves, 30), []);
            assert!(shelves.are_empty(), "given up");
        }
    }

    #[test]
    fn what_never_made_it_is_given_up_after_26_rounds() {
        let mut waiting = shelves(9, 9, 9);
        assert_eq!(released(&mut waiting, 25), []);
        assert!(!waiting.are_empty());
        put(&mut waiting, true, &mut StdRng::seed_from_u64(3));
        assert_eq!(released(&mut waiting, 1), []);
        assert!(waiting.are_empty());
    }

    #[test]
    fn the_order_is_that_of_random_ids() {
        let mut shelves = Shelves::new(Comments::default());
        let mut rng = StdRng::seed_from_u64(4);
        let (pack, item) = (PackId::new("pulse").unwrap(), ItemId::new("why").unwrap());
        for number in 0..200 {
            let words = Words::clear(&Comment::new(&number.to_string()).unwrap());
            shelves.add(&pack, &item, words, true, &mut rng);
        }
        let order: Vec<f64> =
            shelves.by_item[&(pack, item)].words.values().map(|w| w.text().unwrap().parse().unwrap()).collect();
        // Spearman's rank correlation of entry and place; its standard error is 1/√199.
        let apart: f64 = (0..200).zip(&order).map(|(place, entry)| (f64::from(place) - entry).powi(2)).sum();
        let rho = 1.0 - 6.0 * apart / (200.0 * (200.0 * 200.0 - 1.0));
        assert!(rho.abs() < 4.0 / 199_f64.sqrt(), "{rho}");
    }
}
