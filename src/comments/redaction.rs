//! What in a comment says who somebody is or how to reach them, so that it can be shown and left out.
//!
//! Everything runs in time linear in the text's length. What is not found is listed in `docs/comments.md`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::words::words;
use super::{contact, names, numbers, people, spoken};

/// What a part of a comment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An e-mail address, also one that is spelled out.
    Email,
    /// The address of a page.
    Link,
    /// A telephone number or an extension.
    Phone,
    /// Any other number long enough to be somebody's: of an account, a badge, a member of staff.
    Number,
    /// A name on a social network.
    Handle,
    /// What looks like a person's name.
    Name,
    /// Words that point at one person without a name: "the night manager on Friday".
    Person,
}

impl Kind {
    /// All of them, those that win where two meet first.
    pub const ALL: [Self; 7] =
        [Self::Email, Self::Link, Self::Phone, Self::Number, Self::Handle, Self::Name, Self::Person];

    /// Its name in English.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Link => "link",
            Self::Phone => "phone",
            Self::Number => "number",
            Self::Handle => "handle",
            Self::Name => "name",
            Self::Person => "person",
        }
    }

    /// Whether it identifies by itself, wherever it stands, so that a comment with it is not taken.
    #[must_use]
    pub fn is_direct(self) -> bool {
        !matches!(self, Self::Name | Self::Person)
    }
}

/// A part of a comment that should not be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where it stands, in bytes; both ends lie between characters.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

impl Finding {
    pub(super) fn new(start: usize, end: usize, kind: Kind) -> Self {
        Self { range: start..end, kind }
    }
}

/// What a text holds that names somebody, from its beginning; no two overlap.
///
/// Hand in what [`super::normalise`] made: then characters that look alike are alike.
#[must_use]
pub fn findings(text: &str) -> Vec<Finding> {
    let words = words(text);
    let mut all = contact::findings(text);
    all.extend(spoken::findings(text, &words));
    all.extend(numbers::findings(text));
    all.extend(names::findings(text, &words));
    all.extend(people::findings(text));
    apart(all)
}

/// The text with every finding replaced by what `name` calls its kind, between brackets.
#[must_use]
pub fn redacted(text: &str, findings: &[Finding], name: impl Fn(Kind) -> String) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for finding in findings {
        // Findings of another text must not take the kiosk down.
        let Some(before) = text.get(at..finding.range.start) else { continue };
        shown.push_str(before);
        shown.push('[');
        shown.push_str(&name(finding.kind));
        shown.push(']');
        at = finding.range.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

/// Findings that overlap become one, of the kind that says most: what identifies directly comes first, then length.
fn apart(mut all: Vec<Finding>) -> Vec<Finding> {
    all.retain(|finding| !finding.range.is_empty());
    all.sort_by_key(|finding| finding.range.start);
    let mut kept: Vec<Finding> = Vec::with_capacity(all.len());
    for finding in all {
        match kept.last_mut() {
            Some(last) if finding.range.start < last.range.end => {
                let weight = |finding: &Finding| (finding.kind.is_direct(), finding.range.len());
                if weight(&finding) > weight(last) {
                    last.kind = finding.kind;
                }
                last.range.end = last.range.end.max(finding.range.end);
            }
            _ => kept.push(finding),
        }
    }
    kept
}

/// A pattern of this module; one that cannot be built finds nothing, and a test sees to it that all can.
pub(super) struct Pattern(LazyLock<Option<Regex>>);

impl Pattern {
    pub(super) const fn new(make: fn() -> Option<Regex>) -> Self {
        Self(LazyLock::new(make))
    }

    /// Where the group `group` of each match stands, or the whole match where the group took no part.
    pub(super) fn ranges<'t>(&'t self, text: &'t str, group: usize) -> impl Iterator<Item = Range<usize>> + 't {
        let regex = self.0.as_ref();
        regex.into_iter().flat_map(move |regex| {
            regex
                .captures_iter(text)
                .filter_map(move |found| found.get(group).or_else(|| found.get(0)).map(|part| part.range()))
        })
    }

    #[cfg(test)]
    pub(super) fn is_sound(&self) -> bool {
        self.0.is_some()
    }
}

/// Makes a [`Pattern`] of its text.
macro_rules! pattern {
    ($($part:expr),+ $(,)?) => {
        Pattern::new(|| regex::Regex::new(&[$($part),+].concat()).ok())
    };
}
pub(super) use pattern;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::comments::normalise;

    fn preview(text: &str) -> String {
        let text = normalise(text);
        redacted(&text, &findings(&text), |kind| kind.as_str().to_owned())
    }

    #[test]
    fn a_preview_shows_the_kind_where_something_was() {
        assert_eq!(preview("Call me on 0171 555 0123!"), "Call me on [phone]!");
        assert_eq!(preview("write to anna at example dot com please"), "write to [e-mail] please");
        assert_eq!(preview("null eins sieben sechs fünf fünf fünf"), "[phone]");
        assert_eq!(preview("Ask @lena_k or see www.example.org/rota."), "Ask [handle] or see [link].");
        assert_eq!(preview("ID ４０５５１２３ is mine"), "ID [number] is mine");
        assert_eq!(preview("more breaks please"), "more breaks please");
    }

    proptest! {
        #[test]
        fn any_text_can_be_looked_through(text in any::<String>()) {
            let found = findings(&text);
            for finding in &found {
                prop_assert!(text.get(finding.range.clone()).is_some_and(|part| !part.is_empty()));
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
            let _ = redacted(&text, &found, |kind| kind.as_str().to_owned());
        }

        #[test]
        fn texts_full_of_signs_and_names_can_be_looked_through(
            text in "([@.()\\-+/ 0-9OlI]|anna|at|dot|null|eins|Herr|Ärger|com|é|the night|manager|'s){0,40}"
        ) {
            let found = findings(&text);
            prop_assert!(found.iter().all(|finding| text.get(finding.range.clone()).is_some()));
        }
    }

    #[test]
    fn a_text_a_thousand_times_as_long_takes_about_a_thousand_times_as_long() {
        // Not a benchmark: a search that went back and forth would not end in anybody's lifetime.
        for part in ["a.", "0 ", "@a", "at dot ", "null ", "The Night ", "the night ", "(", "1-", "_a"] {
            let text = part.repeat(20_000);
            let _ = findings(&text);
        }
    }
}
