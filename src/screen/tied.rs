//! Marks that never begin a line and never end one, tied to the word they belong to. Whoever writes types a plain space
//! before French question marks and German dots, and a line may break there.

/// Marks that stand after a space and belong to the word before it.
const AFTER: [char; 7] = ['?', '!', ':', ';', '»', '…', '%'];
/// The one that stands before a space and belongs to the word after it.
const BEFORE: char = '«';

/// The same words with no line break between a mark and its word. The space is a wide one: neither font has the narrow one
/// that French prefers, and another font's would stand out.
pub fn tied(text: &str) -> String {
    let mut tied = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut last = None;
    while let Some(letter) = rest.next() {
        let binds = rest.peek().is_some_and(|next| AFTER.contains(next)) || last == Some(BEFORE);
        tied.push(if letter == ' ' && binds { '\u{a0}' } else { letter });
        last = Some(letter);
    }
    tied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_begins_or_ends_with_a_mark_alone() {
        for (typed, set) in [
            ("Le saviez-vous ?", "Le saviez-vous\u{a0}?"),
            ("« oui »", "«\u{a0}oui\u{a0}»"),
            ("Ich konnte nicht helfen, weil …", "Ich konnte nicht helfen, weil\u{a0}…"),
            ("Did you know about this?", "Did you know about this?"),
        ] {
            assert_eq!(tied(typed), set);
        }
    }
}
