//! What is wrong with the configuration, in the words of the screen.

use slint::SharedString;

use super::generated::{FlawKind, FlawTerms};
use super::view::count;
use crate::content::Flaw;

/// One fault: the file, its line unless it is the file as a whole, and what is wrong there.
pub(super) fn fault(terms: &FlawTerms, file: &str, line: Option<usize>, flaw: &Flaw) -> SharedString {
    let (kind, name) = named(flaw);
    let told = terms.invoke_flaw(kind, name.into());
    terms.invoke_place(file.into(), line.map_or(0, count), told)
}

fn named(flaw: &Flaw) -> (FlawKind, &str) {
    match flaw {
        Flaw::Syntax => (FlawKind::Syntax, ""),
        Flaw::Unreadable => (FlawKind::Unreadable, ""),
        Flaw::UnknownKey(name) => (FlawKind::UnknownKey, name),
        Flaw::Missing(name) => (FlawKind::Missing, name),
        Flaw::WrongType(name) => (FlawKind::WrongType, name),
        Flaw::NotAllowed(name) => (FlawKind::NotAllowed, name),
        Flaw::OutOfRange(name) => (FlawKind::OutOfRange, name),
        Flaw::Twice(name) => (FlawKind::Twice, name),
        Flaw::Undefined(name) => (FlawKind::Undefined, name),
        Flaw::Untranslated(name) => (FlawKind::Untranslated, name),
        Flaw::Picture(name) => (FlawKind::Picture, name),
        Flaw::TooLong(name) => (FlawKind::TooLong, name),
        Flaw::Ignored(name) => (FlawKind::Ignored, name),
        Flaw::Conflict(name) => (FlawKind::Conflict, name),
        Flaw::Revealing(name) => (FlawKind::Revealing, name),
    }
}
