//! Which letters lie where on the keyboard on the screen.

use crate::vocabulary::Language;

/// Three rows of keys.
pub(super) type Keys = [&'static str; 3];

/// The keys of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub letters: Keys,
    /// What they write when shifted, place by place, where that is not a capital.
    pub others: Option<Keys>,
    pub signs: Keys,
    pub comma: char,
    /// On the key that goes from signs to letters, and on the one that goes back.
    pub name: &'static str,
    pub signs_name: &'static str,
}

/// Digits and signs of the languages written in Latin letters.
const SIGNS: Keys = ["1234567890", "@#€&+-*/()", ":;\"“”%='!?"];

const fn latin(letters: Keys) -> Layout {
    Layout { letters, others: None, signs: SIGNS, comma: ',', name: "ABC", signs_name: "?123" }
}

const QWERTY: Layout = latin(["qwertyuiop", "asdfghjkl", "zxcvbnm"]);

/// As phones have it. Arabic has no capitals: shift writes the marks above and below the letters, and letters that are
/// rare or borrowed. [`UNDER`] carries a mark on its key, and is not written.
const ARABIC: Layout = Layout {
    letters: ["ضصثقفغعهخحج", "شسيبلاتنمكط", "ذءؤرىةوزظد"],
    others: Some([
        "\u{64e}\u{64b}\u{64f}\u{64c}\u{650}\u{64d}\u{651}\u{652}\u{670}\u{640}چ",
        "ؤئيپلأآنمگط",
        "ژءئڤىةإٱظد",
    ]),
    signs: ["1234567890", "@#€&+-*/()", "؛:\"«»٪=!؟…"],
    comma: '،',
    name: "أبج",
    signs_name: "123؟",
};

/// What a mark stands upon where it stands alone.
pub(super) const UNDER: char = '\u{25cc}';

/// The keys of a language as its keyboards have them; none for scripts and languages this keyboard does not know.
pub(super) fn layout(language: &Language) -> Option<Layout> {
    match language.base() {
        "en" | "ga" | "cy" | "it" | "nl" | "pt" | "ca" | "eu" | "gl" | "id" | "ms" | "sw" => Some(QWERTY),
        "es" => Some(latin(["qwertyuiop", "asdfghjklñ", "zxcvbnm"])),
        "fr" => Some(latin(["azertyuiop", "qsdfghjklm", "wxcvbn’"])),
        "de" => Some(latin(["qwertzuiopü", "asdfghjklöä", "yxcvbnmß"])),
        "ar" => Some(ARABIC),
        _ => None,
    }
}

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
        'ا' => "أإآٱى",
        'و' => "ؤ",
        'ي' => "ئى",
        'ه' => "ةۀ",
        'ز' => "ژ",
        'ج' => "چ",
        'ب' => "پ",
        'ف' => "ڤ",
        'ق' => "ڨ",
        'ك' => "گک",
        'ن' => "ڭ",
        'ء' => "أإؤئ",
        '1' => "١",
        '2' => "٢",
        '3' => "٣",
        '4' => "٤",
        '5' => "٥",
        '6' => "٦",
        '7' => "٧",
        '8' => "٨",
        '9' => "٩",
        '0' => "٠",
        '؟' => "?",
        '٪' => "%",
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
    const ALPHABETS: [(&str, &str); 5] = [
        ("en", "abcdefghijklmnopqrstuvwxyz"),
        ("es", "abcdefghijklmnñopqrstuvwxyzáéíóúü¿¡"),
        ("fr", "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûüÿ«»"),
        ("de", "abcdefghijklmnopqrstuvwxyzäöüß„“"),
        (
            "ar",
            "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئٱ٠١٢٣٤٥٦٧٨٩0123456789،؛؟«»ـ\u{64b}\u{64c}\u{64d}\u{64e}\u{64f}\u{650}\u{651}\u{652}",
        ),
    ];

    #[test]
    fn check_knows_which_languages_have_keys() {
        for tag in [
            "ar", "ca", "cs", "cy", "de", "el", "en", "es", "eu", "fr", "ga", "gl", "he", "hi", "id", "it", "ja", "ko",
            "ms", "nl", "pl", "pt", "pt-br", "ru", "sw", "th", "tr", "uk", "zh", "zh-Hant",
        ] {
            let language = Language::from(tag);
            assert_eq!(layout(&language).is_some(), language.has_keys(), "{tag}");
        }
    }

    #[test]
    fn every_letter_of_the_shipped_languages_can_be_written() {
        for (tag, alphabet) in ALPHABETS {
            let layout = layout(&tag.into()).unwrap();
            let rows = |keys: Keys| keys.concat().chars().collect::<Vec<_>>();
            let keys: Vec<char> = [rows(layout.letters), rows(layout.signs), vec![layout.comma, '.']].concat();
            let mut reached: BTreeSet<char> =
                keys.iter().copied().chain(keys.iter().flat_map(|key| variants(*key).chars())).collect();
            reached.extend(layout.others.map(rows).unwrap_or_default());
            let missing: String = alphabet.chars().filter(|letter| !reached.contains(letter)).collect();
            assert_eq!(missing, "", "{tag}");
            assert_eq!(keys.len(), keys.iter().collect::<BTreeSet<_>>().len(), "no key of {tag} is there twice");
        }
    }

    #[test]
    fn what_shift_writes_lies_on_the_keys_of_the_letters() {
        for (tag, _) in ALPHABETS {
            let layout = layout(&tag.into()).unwrap();
            let lengths = |keys: Keys| keys.map(|row| row.chars().count());
            assert_eq!(lengths(layout.others.unwrap_or(layout.letters)), lengths(layout.letters), "{tag}");
        }
    }

    #[test]
    fn a_script_without_keys_here_has_none_made_up_for_it() {
        for tag in ["zh-Hans", "ja", "el", "fa"] {
            assert_eq!(layout(&tag.into()), None, "{tag}");
        }
    }
}
