//! One comment, in memory.

use zeroize::Zeroize;

use super::normalise;
use crate::mutant::{self, Mutant};

/// The most characters a comment has: enough for two sentences, too few for a style of writing to show much.
pub const LONGEST: usize = 280;

/// A comment as it may be kept: uniform, not empty, not too long.
///
/// It is wiped from memory when it goes, and a debug print tells that there is one, never what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Comment(String);

/// Why a text is no comment; it never says what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadComment {
    /// Nothing that can be read is left.
    #[error("the comment has no letter or digit")]
    Empty,
    /// It is longer than [`LONGEST`].
    #[error("the comment has {0} characters; {LONGEST} are the most")]
    TooLong(usize),
}

impl Comment {
    /// Takes a text as a comment, made uniform first.
    ///
    /// # Errors
    /// [`BadComment`] if nothing readable is left of it, or too much.
    pub fn new(text: &str) -> Result<Self, BadComment> {
        let comment = Self(normalise(text));
        let length = comment.0.chars().count();
        if length > LONGEST {
            return Err(BadComment::TooLong(length));
        }
        if !comment.0.chars().any(char::is_alphanumeric) {
            return Err(BadComment::Empty);
        }
        Ok(comment)
    }

    /// What it says.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for Comment {
    fn drop(&mut self) {
        if !mutant::active(Mutant::AnswersLinger) {
            self.0.zeroize();
        }
    }
}

impl std::fmt::Debug for Comment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Comment(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_does_not_print_itself() {
        assert_eq!(format!("{:?}", Comment::new("the till again").unwrap()), "Comment(..)");
    }

    #[test]
    fn what_cannot_be_read_or_is_too_long_is_no_comment() {
        assert_eq!(Comment::new(" \u{200b}😀 …"), Err(BadComment::Empty));
        assert_eq!(Comment::new(&"a".repeat(LONGEST)).unwrap().as_str().len(), LONGEST);
        assert_eq!(Comment::new(&"é".repeat(LONGEST + 1)), Err(BadComment::TooLong(LONGEST + 1)));
    }
}
