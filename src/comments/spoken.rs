//! Addresses and numbers as people say them when they know that they should not: "anna at example dot com".

use super::redaction::{Finding, Kind};
use super::words::{Word, between};

/// "@" in words that mean nothing else.
const SURELY_AT: &[&str] =
    &["arroba", "arobase", "arobas", "klammeraffe", "ät", "aett", "atsign", "atte", "affenschwanz"];
const DOT: &[&str] = &["dot", "punkt", "point", "punto", "period", "pkt"];
const JOIN: &[&str] = &[
    "underscore",
    "unterstrich",
    "bindestrich",
    "minus",
    "dash",
    "hyphen",
    "guion",
    "guión",
    "tiret",
    "bajo",
    "plus",
    "underline",
    "souligné",
];
const ENDINGS: &[&str] = &[
    "com", "net", "org", "info", "eu", "uk", "io", "fr", "ie", "ch", "de", "es", "at", "it", "be", "nl", "us", "co",
    "me", "biz", "app", "dev", "online", "tv", "cat", "mx", "ar", "ca", "pt", "pl", "ru", "edu",
];
/// Endings that are no word, so that a spoken dot before them is enough.
const SURE_ENDINGS: &[&str] = &["com", "net", "org", "info", "eu", "uk", "io", "fr", "cat"];
const PROVIDERS: &[&str] = &[
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "yahoo",
    "gmx",
    "icloud",
    "proton",
    "protonmail",
    "laposte",
    "posteo",
    "live",
    "aol",
    "msn",
    "orange",
    "wanadoo",
    "telefonica",
    "freenet",
    "mailbox",
    "hushmail",
];
/// Providers whose names are words as well: an ending has to follow.
const DOUBTFUL_PROVIDERS: &[&str] = &["live", "orange", "proton", "outlook"];

/// Number words of the four languages and how many digits each stands for.
const NUMBERS: &[(&str, usize)] = &[
    ("zero", 1),
    ("oh", 1),
    ("o", 1),
    ("nought", 1),
    ("one", 1),
    ("two", 1),
    ("three", 1),
    ("four", 1),
    ("five", 1),
    ("six", 1),
    ("seven", 1),
    ("eight", 1),
    ("nine", 1),
    ("ten", 2),
    ("eleven", 2),
    ("twelve", 2),
    ("thirteen", 2),
    ("fourteen", 2),
    ("fifteen", 2),
    ("sixteen", 2),
    ("seventeen", 2),
    ("eighteen", 2),
    ("nineteen", 2),
    ("twenty", 1),
    ("thirty", 1),
    ("forty", 1),
    ("fifty", 1),
    ("sixty", 1),
    ("seventy", 1),
    ("eighty", 1),
    ("ninety", 1),
    ("double", 1),
    ("triple", 2),
    ("null", 1),
    ("eins", 1),
    ("zwei", 1),
    ("zwo", 1),
    ("drei", 1),
    ("vier", 1),
    ("fünf", 1),
    ("fuenf", 1),
    ("sechs", 1),
    ("sieben", 1),
    ("acht", 1),
    ("neun", 1),
    ("zehn", 2),
    ("elf", 2),
    ("zwölf", 2),
    ("dreizehn", 2),
    ("vierzehn", 2),
    ("fünfzehn", 2),
    ("sechzehn", 2),
    ("siebzehn", 2),
    ("achtzehn", 2),
    ("neunzehn", 2),
    ("zwanzig", 2),
    ("dreißig", 2),
    ("vierzig", 2),
    ("fünfzig", 2),
    ("sechzig", 2),
    ("siebzig", 2),
    ("achtzig", 2),
    ("neunzig", 2),
    ("doppel", 1),
    ("cero", 1),
    ("uno", 1),
    ("dos", 1),
    ("tres", 1),
    ("cuatro", 1),
    ("cinco", 1),
    ("seis", 1),
    ("siete", 1),
    ("ocho", 1),
    ("nueve", 1),
    ("diez", 2),
    ("once", 2),
    ("doce", 2),
    ("trece", 2),
    ("catorce", 2),
    ("quince", 2),
    ("dieciséis", 2),
    ("diecisiete", 2),
    ("dieciocho", 2),
    ("diecinueve", 2),
    ("veinte", 2),
    ("veintiuno", 2),
    ("veintidós", 2),
    ("veintitrés", 2),
    ("veinticuatro", 2),
    ("veinticinco", 2),
    ("veintiséis", 2),
    ("veintisiete", 2),
    ("veintiocho", 2),
    ("veintinueve", 2),
    ("treinta", 1),
    ("cuarenta", 1),
    ("cincuenta", 1),
    ("sesenta", 1),
    ("setenta", 1),
    ("ochenta", 1),
    ("noventa", 1),
    ("doble", 1),
    ("zéro", 1),
    ("un", 1),
    ("une", 1),
    ("deux", 1),
    ("trois", 1),
    ("quatre", 1),
    ("cinq", 1),
    ("sept", 1),
    ("huit", 1),
    ("neuf", 1),
    ("dix", 2),
    ("onze", 2),
    ("douze", 2),
    ("treize", 2),
    ("quatorze", 2),
    ("quinze", 2),
    ("seize", 2),
    ("vingt", 1),
    ("vingts", 1),
    ("trente", 1),
    ("quarante", 1),
    ("cinquante", 1),
    ("soixante", 1),
    ("septante", 1),
    ("huitante", 1),
    ("nonante", 1),
    ("ett", 1),
    ("zerro", 1),
    ("nul", 1),
];
/// What stands between number words without ending them.
const LINKS: &[&str] = &["y", "et", "und", "and"];
/// Fewer digits in words are an amount, an hour or a few people.
const SHORTEST: usize = 6;

/// What a word or the sign between two words is, in an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    At {
        sure: bool,
    },
    /// `said`: in words; `apart`: with a space, as at the end of a sentence.
    Dot {
        said: bool,
        apart: bool,
    },
    Join,
    Break,
}

struct Sign<'w> {
    role: Role,
    word: &'w str,
    start: usize,
    end: usize,
}

pub(super) fn findings(text: &str, words: &[Word<'_>]) -> Vec<Finding> {
    let mut found = numbers(text, words);
    let signs = signs(text, words);
    for at in 0..signs.len() {
        match signs[at].role {
            Role::At { sure } => found.extend(email(&signs, at, sure)),
            Role::Dot { said: true, .. } => found.extend(page(&signs, at)),
            Role::Plain => found.extend(bare_provider(&signs, at)),
            _ => {}
        }
    }
    found
}

fn signs<'w>(text: &str, words: &'w [Word<'_>]) -> Vec<Sign<'w>> {
    let mut signs = Vec::with_capacity(words.len() * 2);
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map_or("", |left| between(text, &words[left], word));
        let after = words.get(index + 1).map_or("", |right| between(text, word, right));
        if index > 0 {
            signs.extend(sign(before, words[index - 1].end));
        }
        let fenced =
            before.ends_with(['(', '[', '{', '<', '*', '-']) && after.starts_with([')', ']', '}', '>', '*', '-']);
        let lower = word.lower.as_str();
        let role = match lower {
            "at" | "a" if fenced => Role::At { sure: true },
            // "chez" is what French speakers say who avoid "arobase".
            "at" | "chez" => Role::At { sure: false },
            _ if SURELY_AT.contains(&lower) => Role::At { sure: true },
            _ if DOT.contains(&lower) => Role::Dot { said: true, apart: false },
            _ if JOIN.contains(&lower) => Role::Join,
            _ => Role::Plain,
        };
        signs.push(Sign { role, word: lower, start: word.start, end: word.end });
    }
    signs
}

/// The sign between two words, if there is more than a space.
fn sign(gap: &str, start: usize) -> Option<Sign<'static>> {
    let bare = gap.trim_matches([' ', '(', ')', '[', ']', '{', '}', '<', '>', '*', '"']);
    let role = match bare {
        "" => return None,
        "@" => Role::At { sure: true },
        "." => Role::Dot { said: false, apart: gap != "." },
        "_" | "-" | "+" | "/" => Role::Join,
        _ => Role::Break,
    };
    Some(Sign { role, word: "", start, end: start + gap.len() })
}

/// An address around the "@" at `at`.
fn email(signs: &[Sign<'_>], at: usize, sure: bool) -> Option<Finding> {
    let plain = |index: usize| signs.get(index).is_some_and(|sign| sign.role == Role::Plain);
    let mut left = at.checked_sub(1).filter(|left| plain(*left))?;
    while let Some(before) = left.checked_sub(1) {
        let spelled = |index: usize| plain(index) && signs[index].word.chars().count() == 1;
        let joined = matches!(signs[before].role, Role::Join | Role::Dot { apart: false, .. });
        if joined && before.checked_sub(1).is_some_and(plain) {
            left = before - 1;
        } else if joined && before >= 2 && signs[before - 1].role == Role::Join && plain(before - 2) {
            // "guion bajo" is one sign in two words.
            left = before - 2;
        } else if spelled(before) && spelled(left) {
            left = before;
        } else {
            break;
        }
    }
    let mut right = (at + 1 < signs.len() && plain(at + 1)).then_some(at + 1)?;
    let mut dotted = false;
    let provider = |index: usize| PROVIDERS.contains(&signs[index].word);
    let known = provider(right);
    while let Some(sign) = signs.get(right + 1) {
        let next = signs.get(right + 2).filter(|next| next.role == Role::Plain || next.word == "at");
        match (sign.role, next) {
            (Role::Join, Some(_)) if !dotted => right += 2,
            (Role::Dot { apart, .. }, Some(next)) if !apart || ENDINGS.contains(&next.word) => {
                dotted = true;
                right += 2;
            }
            // "anna at gmail com", "anna arroba ejemplo com".
            (Role::Plain, _) if !dotted && (sure || known) && ENDINGS.contains(&sign.word) => {
                dotted = true;
                right += 1;
            }
            _ => break,
        }
    }
    let ended = dotted && (sure || ENDINGS.contains(&signs[right].word));
    let named = known && (sure || !DOUBTFUL_PROVIDERS.contains(&signs[at + 1].word));
    (ended || named).then(|| Finding::new(signs[left].start, signs[right].end, Kind::Email))
}

/// "anna.schmidt gmail.com": everything but the sign.
fn bare_provider(signs: &[Sign<'_>], at: usize) -> Option<Finding> {
    let provider = PROVIDERS.contains(&signs[at].word);
    let dot = signs.get(at + 1).filter(|sign| matches!(sign.role, Role::Dot { .. }));
    let ending = at + if dot.is_some() { 2 } else { 1 };
    let ended = signs.get(ending).is_some_and(|sign| ENDINGS.contains(&sign.word));
    let mut left = at.checked_sub(1).filter(|left| signs[*left].role == Role::Plain)?;
    if !provider || !ended {
        return None;
    }
    while left >= 2
        && matches!(signs[left - 1].role, Role::Join | Role::Dot { apart: false, .. })
        && signs[left - 2].role == Role::Plain
    {
        left -= 2;
    }
    Some(Finding::new(signs[left].start, signs[ending].end, Kind::Email))
}

/// A page around the spoken dot at `at`.
fn page(signs: &[Sign<'_>], at: usize) -> Option<Finding> {
    let plain = |index: usize| signs.get(index).is_some_and(|sign| sign.role == Role::Plain);
    let mut left = at.checked_sub(1).filter(|left| plain(*left))?;
    let mut right = plain(at + 1).then_some(at + 1)?;
    let mut www = signs[left].word == "www";
    while left >= 2 && matches!(signs[left - 1].role, Role::Dot { apart: false, .. }) && plain(left - 2) {
        left -= 2;
        www |= signs[left].word == "www";
    }
    while signs.get(right + 1).is_some_and(|sign| matches!(sign.role, Role::Dot { apart: false, .. }))
        && plain(right + 2)
    {
        right += 2;
    }
    let last = signs[right].word;
    let ended = if www { ENDINGS.contains(&last) } else { SURE_ENDINGS.contains(&last) };
    let german = signs[at].word == "punkt" && ["de", "at", "ch"].contains(&last);
    (ended || german).then(|| Finding::new(signs[left].start, signs[right].end, Kind::Link))
}

/// Numbers said digit by digit.
fn numbers(text: &str, words: &[Word<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut start = None;
    let (mut end, mut digits, mut said) = (0, 0, 0);
    for (index, word) in words.iter().enumerate() {
        let gap = index.checked_sub(1).map_or("", |left| between(text, &words[left], word));
        let near = gap.chars().all(|c| " -,./".contains(c)) && !gap.contains(". ");
        let value = value(&word.lower);
        let link = start.is_some() && near && LINKS.contains(&word.lower.as_str());
        if start.is_some() && !(near && (value.is_some() || link)) {
            found.extend(
                start.filter(|_| digits >= SHORTEST && said >= 3).map(|from| Finding::new(from, end, Kind::Phone)),
            );
            start = None;
            (digits, said) = (0, 0);
        }
        if let Some(value) = value {
            start.get_or_insert(word.start);
            end = word.end;
            digits += value;
            said += usize::from(!word.text.starts_with(|c: char| c.is_ascii_digit()));
        }
    }
    found.extend(start.filter(|_| digits >= SHORTEST && said >= 3).map(|from| Finding::new(from, end, Kind::Phone)));
    found
}

/// How many digits a word stands for.
fn value(word: &str) -> Option<usize> {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(word.len());
    }
    let known = NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, digits)| *digits);
    // "dreiundzwanzig"
    known.or_else(|| {
        let (units, tens) = word.split_once("und")?;
        let tens = NUMBERS.iter().any(|(name, _)| *name == tens);
        (tens && NUMBERS.iter().any(|(name, _)| name.strip_suffix('s').unwrap_or(name) == units.trim_end_matches('s')))
            .then_some(2)
    })
}
