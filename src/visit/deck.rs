//! Which variant of a message a visit sees: dealt from a shuffled stack, so that of every few visits each variant has as many.

use std::collections::BTreeMap;

use rand::Rng;
use rand::seq::SliceRandom;

use crate::content::{Item, Pack};
use crate::vocabulary::{ItemId, PackId};

/// A stack of variants for each card, in memory only. What is left of a stack says how many visits there were since it was
/// shuffled, and nothing of what anybody answered.
#[derive(Debug, Default)]
pub(super) struct Decks(BTreeMap<(PackId, ItemId), Vec<usize>>);

impl Decks {
    /// The variant of a card that the next visit sees; none if it has none.
    pub(super) fn deal(&mut self, pack: &Pack, card: &Item, rng: &mut impl Rng) -> Option<usize> {
        let variants = card.variants().len();
        if variants == 0 {
            return None;
        }
        let stack = self.0.entry((pack.id.clone(), card.id.clone())).or_default();
        // A pack that was edited may have fewer than the stack remembers.
        if stack.is_empty() || stack.iter().any(|variant| *variant >= variants) {
            *stack = (0..variants).collect();
            stack.shuffle(rng);
        }
        stack.pop()
    }
}
