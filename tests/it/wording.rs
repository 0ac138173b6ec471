//! What employees read addresses them in one way in each language, and is set with that language's marks.

use std::fs;
use std::path::Path;

const LANGUAGES: [&str; 5] = ["en", "es", "fr", "de", "ar"];

/// A text, and the file it stands in.
struct Shipped {
    file: String,
    text: String,
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// Every string of a file that stands under this key, or every one of all.
fn strings(value: &toml::Value, language: Option<&str>, taken: bool, texts: &mut Vec<String>) {
    match value {
        toml::Value::String(text) if taken => texts.push(text.clone()),
        toml::Value::Array(all) => all.iter().for_each(|one| strings(one, language, taken, texts)),
        toml::Value::Table(table) => {
            for (key, value) in table {
                strings(value, language, taken || language == Some(key), texts);
            }
        }
        _ => (),
    }
}

/// The files of a folder with this ending.
fn files(folder: &Path) -> impl Iterator<Item = std::path::PathBuf> {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
}

/// Whatever employees read in one language: the screen, the statement beside it, and the packs that come with it.
fn shipped(language: &str) -> Vec<Shipped> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    let mut note = |path: &Path, texts: Vec<String>| {
        let file = path.strip_prefix(root).unwrap_or(path).display().to_string();
        all.extend(texts.into_iter().map(|text| Shipped { file: file.clone(), text }));
    };
    let screen = root.join(format!("ui/lang/{language}/LC_MESSAGES/listening-post.po"));
    if language != "en" {
        let said = read(&screen);
        let said = said.lines().filter(|line| line.starts_with("msgstr"));
        let said = said.filter_map(|line| line.split_once('"')?.1.strip_suffix('"'));
        note(&screen, said.map(str::to_owned).collect());
    }
    let statement = root.join(format!("docs/privacy-statement.{language}.md"));
    note(&statement, read(&statement).split("\n\n").map(|part| part.replace('\n', " ")).collect());
    let shipped = root.join("kiosk-config");
    for path in files(&shipped).chain(files(&shipped.join("packs"))) {
        let mut texts = Vec::new();
        strings(&read(&path).parse::<toml::Table>().unwrap().into(), Some(language), false, &mut texts);
        note(&path, texts);
    }
    for path in files(&root.join("src/cli/new").join(language)) {
        let mut texts = Vec::new();
        strings(&read(&path).parse::<toml::Table>().unwrap().into(), None, true, &mut texts);
        note(&path, texts);
    }
    assert!(all.len() > 100, "{language}: {} texts", all.len());
    all
}

/// Whether a text speaks to its reader as the other form of address does, as far as single words tell.
fn is_otherwise_addressed(language: &str, text: &str) -> bool {
    let among = |words: &[&str]| {
        let mut found = text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase);
        found.any(|word| words.contains(&word.as_str()))
    };
    match language {
        // Capitals tell it from "they", but where a sentence begins.
        "de" => {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.windows(2).any(|pair| {
                let goes_on = pair[0].ends_with(|last: char| last.is_alphanumeric() || last == ',');
                let word = pair[1].trim_end_matches(|last: char| !last.is_alphabetic());
                goes_on && ["Sie", "Ihnen", "Ihr", "Ihre", "Ihrem", "Ihren", "Ihrer", "Ihres"].contains(&word)
            })
        }
        "fr" => among(&["tu", "te", "toi", "ton", "ta", "tes"]) || text.to_lowercase().contains(" t’"),
        "es" => among(&["usted", "ustedes"]),
        "ar" => among(&["أنتم", "لكم", "فضلكم", "حضرتك", "حضرتكم", "سيادتك"]),
        _ => false,
    }
}

/// What is wrong with the marks of a text, if anything is.
fn misset(language: &str, text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.chars().collect();
    let pairs = || letters.windows(2).map(|pair| (pair[0], pair[1]));
    let is_space = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}');
    if text.contains(['\'', '"']) {
        return Some("a typewriter's quotation mark");
    }
    match language {
        "fr" => {
            let ends = letters.iter().enumerate().any(|(at, mark)| {
                let last = letters.get(at + 1).is_none_or(|next| is_space(*next));
                let before = at.checked_sub(1).map(|at| letters[at]);
                let bare = before.is_some_and(|before| !is_space(before) && !"?!".contains(before));
                "?!:;".contains(*mark) && last && bare
            });
            let quotes =
                pairs().any(|(one, other)| (one == '«' && !is_space(other)) || (other == '»' && !is_space(one)));
            (ends || quotes).then_some("no space between a mark and its word")
        }
        "es" => {
            let count = |mark| letters.iter().filter(|letter| **letter == mark).count();
            (count('?') != count('¿') || count('!') != count('¡')).then_some("a question without its first mark")
        }
        "ar" => {
            let arabic = |letter: char| ('\u{621}'..='\u{652}').contains(&letter);
            pairs().any(|(one, other)| arabic(one) && "?,;".contains(other)).then_some("a mark of another script")
        }
        _ => None,
    }
}

#[test]
fn whatever_employees_read_addresses_them_in_the_one_form_of_its_language() {
    for language in LANGUAGES {
        let found = shipped(language).into_iter().filter(|shipped| is_otherwise_addressed(language, &shipped.text));
        let found: Vec<String> = found.map(|shipped| format!("{}: {}", shipped.file, shipped.text)).collect();
        assert!(found.is_empty(), "{language}:\n{}", found.join("\n"));
    }
}

#[test]
fn whatever_employees_read_is_set_with_the_marks_of_its_language() {
    for language in LANGUAGES {
        let found = shipped(language).into_iter();
        let found = found.filter_map(|shipped| Some((misset(language, &shipped.text)?, shipped)));
        let found: Vec<String> =
            found.map(|(what, shipped)| format!("{}: {what}: {}", shipped.file, shipped.text)).collect();
        assert!(found.is_empty(), "{language}:\n{}", found.join("\n"));
    }
}

#[test]
fn the_other_form_of_address_is_told_from_others_of_whom_one_speaks() {
    for (language, text, is_other) in [
        ("de", "Tippen Sie auf „Weiter“.", true),
        ("de", "Wenn du willst, Sie aber nicht.", true),
        ("de", "Wir danken Ihnen!", true),
        ("de", "„Sie merken es.“ Wie oft sagen sie das? Sie sagen es.", false),
        ("de", "Abgewiesen: Ihre Liste fehlt. {} Sie ist alt.", false),
        ("fr", "Qu’en penses-tu ?", true),
        ("fr", "Je t’écoute.", true),
        ("fr", "Qu’a-t-on gardé ? Où l’envoyez-vous ?", false),
        ("es", "¿Y usted?", true),
        ("es", "¿Y tú? Es su tarta.", false),
        ("ar", "من فضلكم", true),
        ("ar", "من فضلك، تتراكم الإجابات", false),
        ("en", "Say it, Sie.", false),
    ] {
        assert_eq!(is_otherwise_addressed(language, text), is_other, "{text}");
    }
}

#[test]
fn marks_that_are_not_those_of_the_language_are_found() {
    for (language, text, is_wrong) in [
        ("fr", "L'écran", true),
        ("fr", "Vraiment?", true),
        ("fr", "«oui »", true),
        ("fr", "À 03:00 : « oui ! », voir docs/it.md", false),
        ("es", "Y tú?", true),
        ("es", "¿Y tú?", false),
        ("ar", "كيف?", true),
        ("ar", "نعم, لا", true),
        ("ar", "كيف؟ (401), v2; نعم، لا", false),
        ("en", "It's", true),
        ("de", "Noch da?", false),
    ] {
        assert_eq!(misset(language, text).is_some(), is_wrong, "{text}");
    }
}
