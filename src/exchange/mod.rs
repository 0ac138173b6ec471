//! Formats of others: quizzes in Moodle's GIFT and forms in XLSForm become packs that a person goes on editing, and a quiz
//! becomes GIFT again.
//!
//! Nothing is lost in silence: whatever a kiosk has no place for is a [`Remark`] with its line, and stands as a remark in
//! the pack. Nothing is made up either: a question that would mean something else is left out.

mod draft;
pub mod gift;
mod markup;
mod name;
mod page;
mod remark;
mod wording;
pub mod xlsform;

pub use markup::Format;
pub use remark::{Loss, Place, Remark};
pub use wording::{OwnWord, Tongues};

use draft::Draft;
use remark::Remarks;

use crate::vocabulary::PackId;

/// A pack made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The text of its file.
    pub pack: String,
    /// Questions and cards in it.
    pub items: usize,
    /// What could not be carried over as it is, from the top of the file down.
    pub remarks: Vec<Remark>,
}

impl Imported {
    fn of(draft: &Draft, remarks: Remarks) -> Self {
        Self { pack: page::page(draft), items: draft.asked().count(), remarks: remarks.into_sorted() }
    }
}

/// Why a file cannot become a pack, or a pack no file of others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is something else.
    #[error("{0}")]
    Foreign(String),
    /// It holds nothing that the other format has a place for.
    #[error("nothing of it can be carried over")]
    Nothing(Vec<Remark>),
}

/// An id for a pack made of the name of a file; none where it has no letter for one.
#[must_use]
pub fn pack_id(words: &str) -> Option<PackId> {
    PackId::new(name::id(words)).ok()
}
