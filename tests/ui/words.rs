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

/// A `msgid` of a translation, what it is in the plural, and every `msgstr`.
struct Entry {
    id: String,
    plural: Option<String>,
    forms: Vec<String>,
}

/// The screen's words in one language; where a number is in them, in this of its plural forms.
pub fn say(language: &str, id: &str, form: usize) -> String {
    if language == "en" {
        return id.to_owned();
    }
    all(language, id).swap_remove(form)
}

/// The same in all of its plural forms.
pub fn all(language: &str, id: &str) -> Vec<String> {
    let known = translated(language).into_iter().find(|entry| entry.id == id);
    known.unwrap_or_else(|| panic!("{language} has no {id:?}")).forms
}

fn translated(language: &str) -> Vec<Entry> {
    let path = format!("{}/ui/lang/{language}/LC_MESSAGES/listening-post.po", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let quoted =
        |line: &str| line.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map(|(text, _)| text.to_owned());
    let mut entries: Vec<Entry> = Vec::new();
    for line in text.lines() {
        let Some(text) = quoted(line) else { continue };
        if line.starts_with("msgid ") {
            entries.push(Entry { id: text, plural: None, forms: Vec::new() });
            continue;
        }
        let Some(entry) = entries.last_mut() else { continue };
        if line.starts_with("msgid_plural ") {
            entry.plural = Some(text);
        } else if line.starts_with("msgstr") {
            entry.forms.push(text);
        }
    }
    entries.retain(|entry| !entry.id.is_empty());
    entries
}

/// How many plural forms a language has.
fn plural_forms(language: &str) -> usize {
    if language == "ar" { 6 } else { 2 }
}

/// Whether a plural form is for a single number, and so may do without saying it. The first in French is for none as well.
fn is_of_one_number(language: &str, form: usize) -> bool {
    match language {
        "ar" => form < 3,
        "fr" => false,
        _ => form == 0,
    }
}

/// The places for what is put into a text, such as `{n}` and `{0}`, in the order of their names.
fn places(text: &str) -> Vec<&str> {
    let mut places: Vec<&str> =
        text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(place, _)| place)).collect();
    places.sort_unstable();
    places
}

/// What is wrong with the forms of one translation.
fn flaws(language: &str, entry: &Entry) -> Vec<String> {
    let mut flaws = Vec::new();
    let wanted = entry.plural.as_ref().map_or(1, |_| plural_forms(language));
    if entry.forms.len() != wanted {
        flaws.push(format!("{language}: {:?} has {} forms of {wanted}", entry.id, entry.forms.len()));
    }
    let full = places(entry.plural.as_ref().unwrap_or(&entry.id));
    for (form, text) in entry.forms.iter().enumerate() {
        let found = places(text);
        let numberless: Vec<&str> = full.iter().copied().filter(|place| *place != "n").collect();
        let may_be_numberless =
            entry.plural.is_some() && (is_of_one_number(language, form) || (form == 0 && !entry.id.contains("{n}")));
        let is_whole = found == full || (may_be_numberless && found == numberless);
        if text.is_empty() || !is_whole {
            flaws.push(format!("{language}: form {form} of {:?} is {text:?}", entry.id));
        }
    }
    flaws
}

#[test]
fn every_word_of_the_screen_is_translated_and_none_is_left_over() {
    let spoken = spoken();
    for language in LANGUAGES {
        let known: BTreeSet<String> = translated(language).into_iter().map(|entry| entry.id).collect();
        assert_eq!(spoken, known, "{language}");
    }
}

#[test]
fn every_form_of_a_translation_is_there_and_keeps_its_places_for_numbers() {
    let all =
        LANGUAGES.iter().flat_map(|language| translated(language).into_iter().map(move |entry| (language, entry)));
    let flaws: Vec<String> = all.flat_map(|(language, entry)| flaws(language, &entry)).collect();
    assert!(flaws.is_empty(), "\n{}", flaws.join("\n"));
}

#[test]
fn a_form_that_is_missing_empty_or_without_its_number_is_found() {
    let entry = |id: &str, plural: Option<&str>, forms: &[&str]| Entry {
        id: id.to_owned(),
        plural: plural.map(str::to_owned),
        forms: forms.iter().map(|form| (*form).to_owned()).collect(),
    };
    let days = |forms: &[&str]| entry("{0}: {n} day", Some("{0}: {n} days"), forms);
    assert_eq!(flaws("de", &days(&["{0}: ein Tag", "{0}: {n} Tage"])), Vec::<String>::new());
    assert_eq!(flaws("fr", &entry("last week", Some("{n} weeks ago"), &["hier", "il y a {n}"])), Vec::<String>::new());
    assert_eq!(flaws("de", &entry("{}", None, &["{}"])), Vec::<String>::new());
    for (language, faulty) in [
        ("de", days(&["{0}: {n} Tage"])),
        ("de", days(&["{0}: {n} Tag", "{0}: Tage"])),
        ("de", days(&["{0}: {n} Tag", "{n} Tage"])),
        ("de", days(&["{0}: {n} Tag", "{0}: {n} Tage {1}"])),
        ("de", days(&["", "{0}: {n} Tage"])),
        ("fr", days(&["{0}: un jour", "{0}: {n} jours"])),
        ("ar", days(&["{0}: {n}", "{0}", "{0}", "{0}: {n}", "{0}", "{0}: {n}"])),
        ("ar", days(&["{0}: {n}", "{0}: {n}"])),
        ("de", entry("{}", None, &["nichts"])),
        ("de", entry("words", None, &["Worte", "noch welche"])),
    ] {
        assert_eq!(flaws(language, &faulty).len(), 1, "{language} {:?}", faulty.forms);
    }
}
