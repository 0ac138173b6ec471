//! Which letters lie where on the keyboard on the screen.

use crate::vocabulary::Language;

/// Three rows of letters.
pub(super) type Letters = [&'static str; 3];

const QWERTY: Letters = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// The letters of a language as its typewriters have them; none for scripts and languages this keyboard does not know.
pub(super) fn letters(language: &Language) -> Option<Letters> {
    match language.as_str().split('-').next().unwrap_or_default() {
        "en" | "ga" | "cy" | "it" | "nl" | "pt" | "ca" | "eu" | "gl" | "id" | "ms" | "sw" => Some(QWERTY),
        "es" => Some(["qwertyuiop", "asdfghjklñ", "zxcvbnm"]),
        "fr" => Some(["azertyuiop", "qsdfghjklm", "wxcvbn’"]),
        "de" => Some(["qwertzuiopü", "asdfghjklöä", "yxcvbnmß"]),
        _ => None,
    }
}

/// Digits and signs, for all languages alike.
pub(super) const SIGNS: Letters = ["1234567890", "@#€&+-*/()", ":;\"“”%='!?"];

/// What a key writes when it is held: its letter with accents, or the sign's relatives.
pub(super) fn variants(key: char) -> &'static str {
    match key {
        'a' => "àáâäãåæ",
        'c' => "çćč",
        'd' => "ð",
        'e' => "èéêëę",
        'g' => "ğ",
        'i' => "ìíîïı",
        'l' => "ł",
        'n' => "ñńň",
        'o' => "òóôöõøœ",
        's' => "ßśš",
        'u' => "ùúûüů",
        'y' => "ýÿ",
        'z' => "źżž",
        '?' => "¿",
        '!' => "¡",
        '€' => "£$¥",
        '“' => "„«‹",
        '”' => "»›",
        '-' => "–—",
        '.' => "…!?",
        ',' => ";:",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every letter that a language is written with.
    const ALPHABETS: [(&str, &str); 4] = [
        ("en", "abcdefghijklmnopqrstuvwxyz"),
        ("es", "abcdefghijklmnñopqrstuvwxyzáéíóúü¿¡"),
        ("fr", "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûüÿ«»"),
        ("de", "abcdefghijklmnopqrstuvwxyzäöüß„“"),
    ];

    #[test]
    fn every_letter_of_the_shipped_languages_can_be_written() {
        for (tag, alphabet) in ALPHABETS {
            let keys: Vec<char> =
                letters(&tag.into()).unwrap().concat().chars().chain(SIGNS.concat().chars()).collect();
            let reached: BTreeSet<char> =
                keys.iter().copied().chain(keys.iter().flat_map(|key| variants(*key).chars())).collect();
            let missing: String = alphabet.chars().filter(|letter| !reached.contains(letter)).collect();
            assert_eq!(missing, "", "{tag}");
            assert_eq!(keys.len(), keys.iter().collect::<BTreeSet<_>>().len(), "no key of {tag} is there twice");
        }
    }

    #[test]
    fn a_script_without_keys_here_has_none_made_up_for_it() {
        for tag in ["ar", "zh-Hans", "ja", "el"] {
            assert_eq!(letters(&tag.into()), None, "{tag}");
        }
    }
}
