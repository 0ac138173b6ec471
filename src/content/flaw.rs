//! The kinds of things that can be wrong with a file of the configuration.
//!
//! What exactly is wrong is told in English, to whoever edits the file; the panel tells the kind, in its own language.

/// What kind of fault a file has, and of which key, id or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It is not TOML.
    Syntax,
    /// It is not text.
    Unreadable,
    /// It has a key that nobody reads.
    UnknownKey(String),
    /// It lacks something, or that is empty.
    Missing(String),
    /// This is of another type than it must be.
    WrongType(String),
    /// This cannot have the value that it has.
    NotAllowed(String),
    /// This is too little or too much, or too few or too many.
    OutOfRange(String),
    /// This is there twice.
    Twice(String),
    /// This is named, and nothing is called so.
    Undefined(String),
    /// This lacks a language of the kiosk.
    Untranslated(String),
    /// This picture is not there, or cannot be shown.
    Picture(String),
    /// This is too long for its place.
    TooLong(String),
    /// This means nothing where it stands.
    Ignored(String),
    /// This contradicts what stands elsewhere.
    Conflict(String),
    /// What this counts could tell what single people answered.
    Revealing(String),
}
