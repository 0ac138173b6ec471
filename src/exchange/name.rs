//! Ids made of what others call things.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::vocabulary::ItemId;

/// Longest id that is made of words: short enough for a column, long enough to tell questions apart.
const LONGEST: usize = 40;

/// Ids that are taken already.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// An id made of `words`, or of `otherwise` where they have no letter for one, that nothing else has.
    pub(super) fn take(&mut self, words: &str, otherwise: &str) -> String {
        let made = if ItemId::new(words).is_ok() { words.to_owned() } else { id(words) };
        let base = if made.is_empty() { otherwise.to_owned() } else { made };
        let mut name = base.clone();
        for number in 2.. {
            if self.0.insert(name.clone()) {
                break;
            }
            name = format!("{}-{number}", shortened(&base, LONGEST));
        }
        name
    }
}

/// Words as an id, cut after a whole word; empty where they have no Latin letter and no digit.
pub(super) fn id(words: &str) -> String {
    let mut id = String::new();
    for letter in words.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'ß' => id.push_str("ss"),
            'æ' | 'Æ' => id.push_str("ae"),
            'œ' | 'Œ' => id.push_str("oe"),
            'ø' | 'Ø' => id.push('o'),
            // An apostrophe stands within a word.
            '\'' | '’' => {}
            letter if letter.is_ascii_alphanumeric() => id.push(letter.to_ascii_lowercase()),
            _ if id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    shortened(id.trim_matches('-'), LONGEST).to_owned()
}

/// At most `longest` of an id's letters, up to a hyphen if there is one.
fn shortened(id: &str, longest: usize) -> &str {
    let Some(cut) = id.get(..longest) else { return id };
    let whole = id[longest..].starts_with('-');
    let end = if whole { cut.len() } else { cut.rfind('-').unwrap_or(cut.len()) };
    cut[..end].trim_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_words_and_each_is_there_once() {
        let mut names = Names::default();
        let mut take = |words: &str| names.take(words, "question");
        assert_eq!(take("How long does it run?"), "how-long-does-it-run");
        assert_eq!(take("How long… does it run"), "how-long-does-it-run-2");
        assert_eq!(take("Größe: ½ Œuf, l’été"), "grosse-1-2-oeuf-lete");
        assert_eq!(take("您好"), "question");
        assert_eq!(take("—"), "question-2");
        assert_eq!(take("as-it-is"), "as-it-is");
        assert_eq!(
            take("A question of so many words that nobody would want all of them in an id"),
            "a-question-of-so-many-words-that-nobody"
        );
        assert_eq!(take(&"x".repeat(70)), "x".repeat(40));
        assert_eq!(take(&"x".repeat(70)), format!("{}-2", "x".repeat(40)));
    }
}
