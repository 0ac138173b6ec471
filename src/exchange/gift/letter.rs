//! Letters of a GIFT file, each with its line and whether it may mean something.

/// A letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    sign: char,
    /// Whether no backslash stood before it: only then it can be one of the signs that GIFT is made of.
    bare: bool,
    /// The line of the file, from 1.
    pub(super) line: usize,
}

/// The signs that stand for themselves after a backslash.
const ESCAPED: [char; 7] = [':', '#', '=', '{', '}', '~', '\\'];

/// The letters of lines, each with its number.
pub(super) fn letters<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<Letter> {
    let mut letters = Vec::new();
    for (line, text) in lines {
        if !letters.is_empty() {
            letters.push(Letter { sign: '\n', bare: true, line });
        }
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            let mut letter = Letter { sign, bare: true, line };
            if sign == '\\' {
                let next = signs.peek().copied();
                if let Some(meant) = next.filter(|next| ESCAPED.contains(next) || *next == 'n') {
                    signs.next();
                    letter = Letter { sign: if meant == 'n' { '\n' } else { meant }, bare: false, line };
                }
            }
            letters.push(letter);
        }
    }
    letters
}

/// Where the signs of `wanted` stand, none of them after a backslash, first.
pub(super) fn find(letters: &[Letter], wanted: &str) -> Option<usize> {
    (0..letters.len()).find(|at| starts(&letters[*at..], wanted))
}

/// Where they stand last.
pub(super) fn find_last(letters: &[Letter], wanted: &str) -> Option<usize> {
    (0..letters.len()).rev().find(|at| starts(&letters[*at..], wanted))
}

/// Whether letters begin with these signs.
pub(super) fn starts(letters: &[Letter], wanted: &str) -> bool {
    let mut signs = letters.iter();
    wanted.chars().all(|sign| signs.next().is_some_and(|letter| letter.bare && letter.sign == sign))
}

/// Letters without the spaces around them.
pub(super) fn trim(letters: &[Letter]) -> &[Letter] {
    let space = |letter: &Letter| letter.sign.is_whitespace();
    let start = letters.iter().position(|letter| !space(letter)).unwrap_or(letters.len());
    let end = letters.iter().rposition(|letter| !space(letter)).map_or(start, |last| last + 1);
    &letters[start..end]
}

/// The words that letters make; `new_line` is what an author's own line breaks become.
pub(super) fn text(letters: &[Letter], new_line: &str) -> String {
    let mut text = String::new();
    for letter in letters {
        match (letter.sign, letter.bare) {
            ('\n', false) => text.push_str(new_line),
            (sign, _) => text.push(sign),
        }
    }
    text
}
