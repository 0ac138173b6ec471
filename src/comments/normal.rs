//! One way of writing the same thing: what a keyboard, a phone or a habit leaves in a text is taken out of it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Marks upon marks draw over other lines; no language the kiosk speaks puts more than two on a letter.
const MOST_MARKS: usize = 2;
/// Taking something out may bring together what composes anew. Two passes settle everything known; more are a guard.
const MOST_PASSES: usize = 8;

/// The zero of every script's digits that compatibility forms leave as they are (Unicode 17, general category Nd, the
/// scripts in everyday use).
const ZEROS: [u32; 20] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
    0x0F20, 0x1040, 0x17E0, 0x1810, 0xA9D0, 0xABF0,
];
/// The ones of digits in circles, drawn by dingbat fonts.
const CIRCLED_ONES: [u32; 3] = [0x2776, 0x2780, 0x278A];

/// A text with its case kept, and everything uniform that is not words: compatibility forms composed (NFKC), digits of
/// all scripts as `0` to `9`, quotation marks and dashes as typewriters have them, no emoji, no characters that are not
/// seen, one space between words.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut normal = pass(text);
    for _ in 0..MOST_PASSES {
        let mut next = pass(&normal);
        std::mem::swap(&mut next, &mut normal);
        let settled = next == normal;
        zeroize::Zeroize::zeroize(&mut next);
        if settled {
            break;
        }
    }
    normal
}

fn pass(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut marks = 0;
    let mut space = false;
    for character in text.chars().filter_map(plain).nfkc().filter_map(plain) {
        if character == ' ' {
            space = true;
            continue;
        }
        if is_combining_mark(character) {
            marks += 1;
            // A mark without a letter belongs to nothing.
            if marks > MOST_MARKS || space || normal.is_empty() {
                continue;
            }
        } else {
            marks = 0;
        }
        if space && !normal.is_empty() {
            normal.push(' ');
        }
        space = false;
        normal.push(character);
    }
    normal
}

/// What stands for one character: itself, its plain form, a space, or nothing.
fn plain(character: char) -> Option<char> {
    let code = u32::from(character);
    match character {
        '\u{00ad}'
        | '\u{034f}'
        | '\u{061c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20d0}'..='\u{20f0}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        '´' | '`' | '‘' | '’' | '‚' | '‛' | 'ʼ' | 'ʹ' | '′' | '＇' | '‹' | '›' => Some('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' => Some('"'),
        '‐'..='―' | '−' | '﹘' | '﹣' | '－' => Some('-'),
        // Accents that belong to no letter, and the braille blank, which is drawn as nothing.
        '\u{2800}' | '¨' | '¸' | '˘'..='˝' | '¯' | 'ͺ' | '΄' | '΅' | '᾽'..='῁' => Some(' '),
        _ if character.is_whitespace() || character.is_control() => Some(' '),
        _ if is_picture(code) || is_private(code) => circled(code).or(Some(' ')),
        _ => digit(code).or(Some(character)),
    }
}

/// A digit of another script.
fn digit(code: u32) -> Option<char> {
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10).and_then(|v| char::from_digit(v, 10)))
}

/// A digit in a circle that is drawn as a picture.
fn circled(code: u32) -> Option<char> {
    CIRCLED_ONES
        .iter()
        .find_map(|one| code.checked_sub(*one).filter(|value| *value < 9).and_then(|v| char::from_digit(v + 1, 10)))
}

/// Emoji, dingbats and pictures (Unicode 17 blocks): not every screen and no report draws them.
fn is_picture(code: u32) -> bool {
    matches!(code,
        0x2300..=0x23FF | 0x2500..=0x27BF | 0x2900..=0x297F | 0x2B00..=0x2BFF | 0x1F000..=0x1F0FF
        | 0x1F1E6..=0x1F1FF | 0x1F200..=0x1FAFF)
}

/// Characters whose look is anybody's guess, and those that are none.
fn is_private(code: u32) -> bool {
    matches!(code, 0xE000..=0xF8FF | 0xFFFC..=0xFFFF | 0xF0000..=0x0010_FFFF) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, normal: &str) {
        assert_eq!(normalise(text), normal, "{text:?}");
    }

    #[test]
    fn what_is_not_words_becomes_uniform() {
        check("  Too\tloud\r\n at   night\u{a0}! ", "Too loud at night !");
        check("“Why?” – he said…", "\"Why?\" - he said...");
        check("l´addition d’abord", "l'addition d'abord");
        check("ﬁne ①② ½", "fine 12 1⁄2");
        check("cafe\u{301}", "café");
        check("ÇA SUFFIT", "ÇA SUFFIT");
    }

    #[test]
    fn digits_of_every_kind_are_digits() {
        check("０１７１ ٠١٧١ ०१७१ 𝟎𝟏𝟕𝟏", "0171 0171 0171 0171");
        check("0️⃣1️⃣7️⃣", "017");
        check("❶➁➌", "123");
    }

    #[test]
    fn emoji_and_what_is_not_seen_go() {
        check("😡 no break 🧑🏽‍🍳 again🇩🇪", "no break again");
        check("anna\u{200b}@exam\u{ad}ple.org", "anna@example.org");
        check("\u{202e}gro.elpmaxe\u{202c}", "gro.elpmaxe");
        check("Z\u{300}\u{301}\u{302}\u{303}\u{304}a", "Z\u{300}\u{301}a");
        check("\u{e000}\u{fffd}", "");
    }

    proptest! {
        #[test]
        fn making_uniform_twice_changes_nothing(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn marks_and_invisible_characters_settle(text in "[a-z ´¨\u{300}-\u{36f}\u{200b}-\u{200f}\u{20d0}-\u{20f0}\u{1100}-\u{11ff}\u{fe00}-\u{fe0f}가-각०-९]{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }
    }
}
