//! The words of a text and where they stand.

use unicode_normalization::char::is_combining_mark;

/// A run of letters and digits.
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) lower: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Word<'_> {
    /// Whether it begins with a capital letter and goes on without one, as a name does.
    pub(super) fn is_title(&self) -> bool {
        let mut letters = self.text.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    }

    /// Whether it is one capital letter.
    pub(super) fn is_initial(&self) -> bool {
        let mut letters = self.text.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    }
}

/// The words of `text`, from its beginning.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, character) in ends {
        let inside = character.is_alphanumeric() || (start.is_some() && is_combining_mark(character));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                if let Some(part) = text.get(from..at) {
                    words.push(Word { text: part, lower: part.to_lowercase(), start: from, end: at });
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// What stands between two words that follow each other.
pub(super) fn between<'t>(text: &'t str, left: &Word<'_>, right: &Word<'_>) -> &'t str {
    text.get(left.end..right.start).unwrap_or_default()
}

/// Words that occur in German and in none of the other languages, often enough for one in most sentences.
const GERMAN: &[&str] = &[
    "der", "das", "und", "ist", "nicht", "ich", "wir", "sie", "es", "ein", "eine", "einen", "einer", "dem", "den",
    "im", "mit", "für", "auf", "zu", "zum", "zur", "von", "vom", "bei", "beim", "aus", "nach", "auch", "nur", "noch",
    "immer", "keine", "kein", "keinen", "mehr", "sehr", "wird", "werden", "wurde", "haben", "hat", "hatte", "sind",
    "war", "bitte", "danke", "wenn", "weil", "dass", "schon", "uns", "unser", "unsere", "mich", "mir", "heute",
    "gestern", "über", "ohne", "viel", "zu", "am", "frag", "alle",
];

/// Whether these are German words: there every noun has a capital letter, so capitals say little.
pub(super) fn are_german(words: &[Word<'_>]) -> bool {
    let ends_so = |word: &Word<'_>| {
        word.is_title()
            && ["ung", "ungen", "heit", "keit", "schaft", "schicht"].iter().any(|end| word.lower.ends_with(end))
    };
    words.iter().any(|word| word.lower.contains('ß') || ends_so(word))
        || words.iter().filter(|word| GERMAN.contains(&word.lower.as_str())).count() * 8 >= words.len().max(1)
}
