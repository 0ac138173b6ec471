//! What one person chose, in memory only.

use zeroize::Zeroize;

use crate::comments::Comment;
use crate::mutant::{self, Mutant};
use crate::vocabulary::{CohortId, ItemId, PackId};

/// What a person chose on one item: positions among the item's responses.
///
/// Empty for a skip. One position for a face, a scale or a single choice; up to `at_most`, ascending, for a multiple choice;
/// all of them, best first, for a ranking.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Response(Vec<usize>);

impl Response {
    /// Nothing chosen.
    #[must_use]
    pub fn skip() -> Self {
        Self::default()
    }

    /// One response.
    #[must_use]
    pub fn one(position: usize) -> Self {
        Self(vec![position])
    }

    /// Several responses; order and repetition carry nothing.
    #[must_use]
    pub fn several(mut positions: Vec<usize>) -> Self {
        positions.sort_unstable();
        positions.dedup();
        Self(positions)
    }

    /// All responses put in order, best first.
    #[must_use]
    pub fn ranking(positions: Vec<usize>) -> Self {
        Self(positions)
    }

    /// The positions chosen: ascending, or of a ranking best first.
    #[must_use]
    pub fn positions(&self) -> &[usize] {
        &self.0
    }

    /// Whether nothing was chosen.
    #[must_use]
    pub fn is_skip(&self) -> bool {
        self.0.is_empty()
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        if !mutant::active(Mutant::AnswersLinger) {
            self.0.zeroize();
        }
    }
}

/// A debug print tells that there is a response, never which.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_skip() { "Response(skip)" } else { "Response(..)" })
    }
}

/// One run through one pack, ended; it is counted and then forgotten.
///
/// It holds no time and no language, because neither is ever counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The pack.
    pub pack: PackId,
    /// The cohort picked, if one was asked for and picked.
    pub cohort: Option<CohortId>,
    /// A response an item; skips are left out. Items go by their ids, because what a visit is asked of a pack may be
    /// less than the whole of it.
    pub answers: Vec<(ItemId, Response)>,
    /// What was said in the person's own words, an item.
    pub comments: Vec<(ItemId, Comment)>,
    /// Whether it ended too soon after another on its pack; such visits count towards nothing but their own number.
    pub burst: bool,
}
