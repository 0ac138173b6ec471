//! The languages of a form's columns: `label::English (en)`.

use crate::vocabulary::Language;

/// The tag of a language that a form names, if it says one or its name is known.
pub(super) fn tag(name: &str) -> Option<Language> {
    let name = name.trim();
    let (said, bracketed) = match name.split_once('(') {
        Some((said, rest)) => (said.trim(), rest.split(')').next()),
        None => (name, None),
    };
    let as_tag = |tag: &str| {
        let tag = tag.trim().replace('_', "-").to_lowercase();
        let mut parts = tag.split('-');
        let first = parts
            .next()
            .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase()));
        let rest = parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        (first && rest).then(|| Language::from(tag.as_str()))
    };
    if let Some(tag) = bracketed.and_then(as_tag) {
        return Some(tag);
    }
    let lower = said.to_lowercase();
    let known = NAMES.iter().find(|(_, names)| names.split_whitespace().any(|name| name == lower));
    known.map(|(tag, _)| Language::from(*tag)).or_else(|| as_tag(said))
}

/// Languages by their English name and their own, in lower case.
const NAMES: [(&str, &str); 42] = [
    ("am", "amharic አማርኛ"),
    ("ar", "arabic العربية"),
    ("bn", "bengali bangla বাংলা"),
    ("bg", "bulgarian български"),
    ("cs", "czech čeština"),
    ("da", "danish dansk"),
    ("de", "german deutsch"),
    ("el", "greek ελληνικά"),
    ("en", "english"),
    ("es", "spanish español espanol castellano"),
    ("et", "estonian eesti"),
    ("fa", "persian farsi فارسی"),
    ("fi", "finnish suomi"),
    ("fr", "french français francais"),
    ("ha", "hausa"),
    ("he", "hebrew עברית"),
    ("hi", "hindi हिन्दी"),
    ("hr", "croatian hrvatski"),
    ("hu", "hungarian magyar"),
    ("id", "indonesian bahasa"),
    ("it", "italian italiano"),
    ("ja", "japanese 日本語"),
    ("km", "khmer"),
    ("ko", "korean 한국어"),
    ("lt", "lithuanian lietuvių"),
    ("lv", "latvian latviešu"),
    ("ne", "nepali नेपाली"),
    ("nl", "dutch nederlands"),
    ("no", "norwegian norsk"),
    ("pl", "polish polski"),
    ("pt", "portuguese português portugues"),
    ("ro", "romanian română"),
    ("ru", "russian русский"),
    ("so", "somali soomaali"),
    ("sv", "swedish svenska"),
    ("sw", "swahili kiswahili"),
    ("th", "thai ไทย"),
    ("tr", "turkish türkçe"),
    ("uk", "ukrainian українська"),
    ("ur", "urdu اردو"),
    ("vi", "vietnamese"),
    ("zh", "chinese mandarin 中文"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_tag_and_by_name() {
        let read = |name: &str| tag(name).map(|tag| tag.as_str().to_owned()).unwrap_or_default();
        assert_eq!(read("English (en)"), "en");
        assert_eq!(read("Português do Brasil (pt_BR)"), "pt-br");
        assert_eq!(read("FRANÇAIS"), "fr");
        assert_eq!(read("swahili"), "sw");
        assert_eq!(read("de-AT"), "de-at");
        assert_eq!(read("EN"), "en");
        assert_eq!(read("Klingon"), "");
        assert_eq!(read("Klingon (tlh)"), "tlh");
        assert_eq!(read("("), "");
    }
}
