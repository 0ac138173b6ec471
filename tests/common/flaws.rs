//! Every kind of fault that a file of the configuration can have.

use listening_post::content::Flaw;

/// The kinds there are.
pub const KINDS: usize = 15;

/// Which of them it is: what is new does not compile here.
pub fn kind(flaw: &Flaw) -> usize {
    match flaw {
        Flaw::Syntax => 0,
        Flaw::Unreadable => 1,
        Flaw::UnknownKey(_) => 2,
        Flaw::Missing(_) => 3,
        Flaw::WrongType(_) => 4,
        Flaw::NotAllowed(_) => 5,
        Flaw::OutOfRange(_) => 6,
        Flaw::Twice(_) => 7,
        Flaw::Undefined(_) => 8,
        Flaw::Untranslated(_) => 9,
        Flaw::Picture(_) => 10,
        Flaw::TooLong(_) => 11,
        Flaw::Ignored(_) => 12,
        Flaw::Conflict(_) => 13,
        Flaw::Revealing(_) => 14,
    }
}
