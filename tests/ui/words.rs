//! The screen's own words exist in every language it is shipped in.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const LANGUAGES: [&str; 4] = ["ar", "de", "es", "fr"];

fn below(folder: &str) -> impl Iterator<Item = String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|ext| ext == "slint"))
        .map(|path| fs::read_to_string(path).unwrap())
}

/// The literals right after each `@tr(`.
fn spoken() -> BTreeSet<String> {
    let sources = below("pages").chain(below("components"));
    let mut words = BTreeSet::new();
    for source in sources {
        for call in source.split("@tr(").skip(1) {
            let literal = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
            words.insert(literal.expect("@tr takes a literal").to_owned());
        }
    }
    words
}

/// The screen's words in one language; where a number is in them, in this of its plural forms.
pub fn say(language: &str, id: &str, form: usize) -> String {
    if language == "en" {
        return id.to_owned();
    }
    let mut known = translated(language).into_iter();
    let (_, forms) = known.find(|(known, _)| known == id).unwrap_or_else(|| panic!("{language} has no {id:?}"));
    forms[form].clone()
}

/// The same in all of its plural forms.
pub fn all(language: &str, id: &str) -> Vec<String> {
    let known = translated(language).into_iter().find(|(known, _)| known == id);
    known.unwrap_or_else(|| panic!("{language} has no {id:?}")).1
}

/// Every `msgid` of a translation with its `msgstr`, or with all of them.
fn translated(language: &str) -> Vec<(String, Vec<String>)> {
    let path = format!("{}/ui/lang/{language}/LC_MESSAGES/listening-post.po", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let quoted =
        |line: &str| line.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map(|(text, _)| text.to_owned());
    let mut pairs: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        let Some(text) = quoted(line) else { continue };
        if line.starts_with("msgid ") {
            pairs.push((text, Vec::new()));
        } else if let (true, Some((_, forms))) = (line.starts_with("msgstr"), pairs.last_mut()) {
            forms.push(text);
        }
    }
    pairs.retain(|(id, _)| !id.is_empty());
    pairs
}

#[test]
fn every_word_of_the_screen_is_translated_and_none_is_left_over() {
    let spoken = spoken();
    for language in LANGUAGES {
        let known: BTreeSet<String> = translated(language).into_iter().map(|(id, _)| id).collect();
        assert_eq!(spoken, known, "{language}");
    }
}

#[test]
fn translations_are_not_empty_and_keep_their_places_for_numbers() {
    for language in LANGUAGES {
        for (id, forms) in translated(language) {
            assert!(forms.iter().all(|text| !text.is_empty()) && !forms.is_empty(), "{language}: {id}");
            assert_eq!(id.matches('{').count(), forms[0].matches('{').count(), "{language}: {id}");
        }
    }
}
