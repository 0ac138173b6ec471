//! Open comments: they wait here until enough of them have come on enough days.

use std::collections::BTreeMap;

use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use super::Count;
use crate::comments::{Comment, LONGEST};
use crate::config::Comments;
use crate::mutant::{self, Mutant};
use crate::vocabulary::{ItemId, PackId};

/// Bytes a comment in clear is kept in, whatever its length: characters of at most 4 bytes, and two for the length.
const CLEAR_BYTES: usize = 2 + 4 * LONGEST;

/// What is kept of a comment; of one length for all in clear, and of one for all with as many layers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Words {
    /// Legible for who holds the vault's key.
    Clear(Vec<u8>),
    /// Sealed to people's keys on entry.
    Sealed(Vec<u8>),
}

impl Words {
    /// Fills a comment up to the length that all have.
    #[must_use]
    pub fn clear(comment: &Comment) -> Self {
        let text = comment.as_str().as_bytes();
        let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
        let mut bytes = Vec::with_capacity(CLEAR_BYTES);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(text);
        bytes.resize(CLEAR_BYTES, 0);
        Self::Clear(bytes)
    }

    /// What the comment says, if it is in clear.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        let Self::Clear(bytes) = self else { return None };
        let length = u16::from_le_bytes([*bytes.first()?, *bytes.get(1)?]);
        std::str::from_utf8(bytes.get(2..2 + usize::from(length))?).ok()
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        if mutant::active(Mutant::AnswersLinger) {
            return;
        }
        let (Self::Clear(bytes) | Self::Sealed(bytes)) = self;
        bytes.zeroize();
    }
}

/// Comments do not print themselves.
impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::Clear(_)) { "Words(clear)" } else { "Words(sealed)" })
    }
}

/// The open comments of one item: in the order of ids that are random, so that the order tells nothing.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shelf {
    pub(crate) words: BTreeMap<[u8; 16], Words>,
    /// Comments that count towards the least number.
    pub(crate) effective: Count,
    /// Nights at which there was something new.
    pub(crate) days: Count,
    /// Cuts this has waited through with something in it.
    pub(crate) age: Count,
    grown: bool,
}

/// Open comments do not print themselves.
impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shelf(..)")
    }
}

/// All open comments of a kiosk, by pack and item; no cohort, score, language or time stands beside one.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shelves {
    pub(crate) by_item: BTreeMap<(PackId, ItemId), Shelf>,
    /// Cuts since comments were last looked through.
    pub(crate) cuts: u32,
    /// The rules of the round.
    pub(crate) rules: Comments,
}

impl std::fmt::Debug for Shelves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shelves(..)")
    }
}

impl Shelves {
    /// None yet.
    #[must_use]
    pub fn new(rules: Comments) -> Self {
        Self { by_item: BTreeMap::new(), cuts: 0, rules }
    }

    /// Adds a comment under a random id; `effective` is whether it counts towards the least number.
    pub fn add(&mut self, pack: &PackId, item: &ItemId, words: Words, effective: bool, rng: &mut impl Rng) {
        let mine = self.by_item.entry((pack.clone(), item.clone())).or_default();
        let in_order = (mine.words.len() as u128).to_be_bytes();
        mine.words.insert(if mutant::active(Mutant::CommentsInOrder) { in_order } else { rng.random() }, words);
        if effective {
            mine.effective.increase();
        }
        mine.grown = true;
    }

    /// A night passes: what has grown since the last one gains a day.
    pub fn night(&mut self) {
        for shelf in self.by_item.values_mut() {
            if std::mem::take(&mut shelf.grown) {
                shelf.days.increase();
            }
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn are_empty(&self) -> bool {
        self.by_item.is_empty()
    }

    /// The rules of this round.
    #[must_use]
    pub fn rules(&self) -> Comments {
        self.rules
    }

    /// Takes over the rules of a new round.
    pub fn set_rules(&mut self, rules: Comments) {
        self.rules = rules;
    }

    /// Replaces what is in clear by what `seal` makes of it, as when keys were configured after it came.
    ///
    /// # Errors
    /// Whatever `seal` says; then the rest stays as it was.
    pub fn seal_clear<E>(&mut self, seal: impl Fn(&str) -> Result<Vec<u8>, E>) -> Result<bool, E> {
        let mut changed = false;
        for words in self.by_item.values_mut().flat_map(|shelf| shelf.words.values_mut()) {
            if let Some(text) = words.text() {
                let sealed = seal(text)?;
                *words = Words::Sealed(sealed);
                changed = true;
            }
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_takes_the_same_room_whatever_it_says() {
        for text in ["x", "ein längerer Satz über den Ofen", &"😀é".repeat(90)] {
            let Ok(comment) = Comment::new(text) else { continue };
            let words = Words::clear(&comment);
            assert_eq!(words.text(), Some(comment.as_str()));
            assert_eq!(postcard::to_stdvec(&words).unwrap().len(), 1 + 2 + CLEAR_BYTES);
        }
    }

    #[test]
    fn a_comment_does_not_print_itself() {
        let words = Words::clear(&Comment::new("the oven").unwrap());
        assert_eq!(format!("{words:?}"), "Words(clear)");
    }
}
