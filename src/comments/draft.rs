//! A comment while it is being written: in memory, and wiped when it goes.

use std::cell::OnceCell;

use zeroize::Zeroize;

use super::{BadComment, Comment, Finding, Kind, LONGEST, findings, normalise, redacted};

/// Words on their way to being a comment; a debug print tells that there are some, never which.
#[derive(Clone, Default)]
pub struct Draft {
    text: String,
    /// What was found in the text as it stands: asked for by every key and looked for once.
    kinds: OnceCell<Vec<Kind>>,
}

impl Draft {
    /// Takes a text as what has been written so far; what is too long for a comment is left off.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut draft = Self::with_room();
        draft.push(text);
        draft
    }

    /// Room for the longest comment, so that growing leaves no copies behind.
    fn with_room() -> Self {
        Self { text: String::with_capacity(LONGEST * char::MAX.len_utf8()), kinds: OnceCell::new() }
    }

    /// What is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many characters more it takes.
    #[must_use]
    pub fn left(&self) -> usize {
        LONGEST.saturating_sub(self.text.chars().count())
    }

    /// Writes on, as far as there is room.
    pub fn push(&mut self, text: &str) {
        let left = self.left();
        if self.text.capacity() == 0 {
            *self = Self::with_room();
        }
        self.kinds.take();
        self.text.extend(text.chars().filter(|character| !character.is_control()).take(left));
    }

    /// Takes back the last character, with the marks upon it.
    pub fn erase(&mut self) {
        self.kinds.take();
        while self.text.pop().is_some_and(unicode_normalization::char::is_combining_mark) {}
    }

    /// What in it says who somebody is, in the order it stands there.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        self.kinds.get_or_init(|| self.looked_through(|_, found| found.iter().map(|finding| finding.kind).collect()))
    }

    /// Puts a kind's name, between brackets, where something was found; what stays is uniform.
    pub fn redact(&mut self, name: impl Fn(Kind) -> String) {
        let mut shown = self.looked_through(|text, found| redacted(text, found, name));
        *self = Self::new(&shown);
        shown.zeroize();
    }

    /// The comment that this is.
    ///
    /// # Errors
    /// [`BadComment`] if there is nothing to read in it, or too much.
    pub fn comment(&self) -> Result<Comment, BadComment> {
        Comment::new(&self.text)
    }

    fn looked_through<T>(&self, look: impl FnOnce(&str, &[Finding]) -> T) -> T {
        let mut text = normalise(&self.text);
        let seen = look(&text, &findings(&text));
        text.zeroize();
        seen
    }
}

impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Draft {}

impl Drop for Draft {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_empty() { "Draft(empty)" } else { "Draft(..)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_grows_to_the_longest_comment_and_no_further() {
        let mut draft = Draft::new(&"é".repeat(LONGEST - 1));
        draft.push("ab\u{8}c");
        assert_eq!((draft.left(), draft.as_str().chars().count()), (0, LONGEST));
        assert!(draft.as_str().ends_with("éa"));
        assert!(draft.comment().is_ok());
    }

    #[test]
    fn a_letter_goes_with_its_marks_and_an_empty_draft_stays_empty() {
        let mut draft = Draft::new("ae\u{301}");
        draft.erase();
        assert_eq!(draft.as_str(), "a");
        draft.erase();
        draft.erase();
        assert!(draft.is_empty());
        assert_eq!(draft.comment(), Err(BadComment::Empty));
    }

    #[test]
    fn what_identifies_is_named_and_can_be_taken_out() {
        let mut draft = Draft::new("call 0171 555 0123, anna@example.org");
        assert_eq!(draft.kinds(), [Kind::Phone, Kind::Email]);
        draft.redact(|kind| format!("<{}>", kind.as_str()));
        assert_eq!(draft.as_str(), "call [<phone>], [<e-mail>]");
        assert!(!draft.kinds().iter().any(|kind| kind.is_direct()));
    }

    #[test]
    fn a_draft_does_not_print_itself() {
        assert_eq!(format!("{:?}", Draft::new("the till again")), "Draft(..)");
    }
}
