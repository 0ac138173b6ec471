//! Addresses and handles as they are written.

use super::redaction::{Finding, Kind, Pattern, pattern};

static EMAIL: Pattern =
    pattern!(r"[\p{L}\p{N}][\p{L}\p{N}._%+'\-]*@[\p{L}\p{N}\-]{2,}(?:\.[\p{L}\p{N}\-]+)*\.[\p{L}\p{N}]{2,}");
static PAGE: Pattern = pattern!(r"(?i)\b(?:https?:/+|www\.)[^\s<>]+");
/// Endings that are no word of the four languages.
static SURE_ENDING: Pattern = pattern!(
    r"(?i)\b[\p{L}\p{N}](?:[\p{L}\p{N}\-]*\.)+",
    r"(?:com|net|org|info|eu|uk|io|fr|ie|ch|app|dev|biz|online|shop|gg|tv|ly)\b(?:/[^\s]*)?"
);
/// Endings that are words as well: a full stop without a space after it looks like one, but then a capital follows.
static DOUBTFUL_ENDING: Pattern =
    pattern!(r"\b[\p{L}\p{N}][\p{L}\p{N}\-]{2,}\.(?:de|es|at|it|be|nl|co|us|me)(?:/[^\s]*|\b)");
static PATH: Pattern = pattern!(r"\b[\p{L}\p{N}\-]+\.[\p{L}]{2,}/[^\s]+");

static HANDLE: Pattern = pattern!(r"(?:^|[^\p{L}\p{N}._@/])(@\p{L}[\p{L}\p{N}_.\-]{1,40})");
static SPACED_HANDLE: Pattern = pattern!(r"(?:^|[^\p{L}\p{N}._@/])(@ \p{L}[\p{L}\p{N}]*[_.0-9][\p{L}\p{N}_]+)");
/// An underscore is in no word of any language.
static UNDERSCORED: Pattern = pattern!(r"[\p{L}\p{N}.]*[\p{L}\p{N}]_+[\p{L}\p{N}][\p{L}\p{N}_.]*");
static NUMBERED: Pattern = pattern!(r"[\p{L}][\p{L}\p{N}.]{1,31}#[0-9]{4}\b");
static MEMBER: Pattern = pattern!(r"(?:^|\s)(/?u/[\p{L}\p{N}\-]{3,})");
const NETWORKS: &str = r"(?i)\b(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|telegram|discord|facebook|fb|threads|signal|linkedin|skype|xing|whatsapp)(?: (?:handle|name|account|user|usuario|cuenta|compte|konto|is|ist|es|est|bin ich|soy|je suis|i'm|i am|als|as|como|comme))*";
static AFTER_COLON: Pattern = pattern!(NETWORKS, r" ?[:=] ?@?([\p{L}\p{N}][\p{L}\p{N}_.\-]{2,30})");
static AFTER_NETWORK: Pattern = pattern!(NETWORKS, r" @?([\p{L}]+[0-9.][\p{L}\p{N}_.]*[\p{L}\p{N}])");

/// What "@" is short for where nobody is meant.
const PLACES: &[&str] = &[
    "work",
    "home",
    "night",
    "nights",
    "all",
    "once",
    "lunch",
    "break",
    "noon",
    "midnight",
    "least",
    "the",
    "my",
    "our",
    "this",
    "that",
    "everyone",
    "everybody",
    "team",
    "management",
    "hq",
    "till",
    "counter",
    "store",
    "weekends",
    "alle",
    "todos",
    "tous",
    "here",
    "channel",
];

pub(super) fn findings(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (pattern, kind) in [
        (&EMAIL, Kind::Email),
        (&PAGE, Kind::Link),
        (&SURE_ENDING, Kind::Link),
        (&DOUBTFUL_ENDING, Kind::Link),
        (&PATH, Kind::Link),
        (&HANDLE, Kind::Handle),
        (&SPACED_HANDLE, Kind::Handle),
        (&UNDERSCORED, Kind::Handle),
        (&NUMBERED, Kind::Handle),
        (&MEMBER, Kind::Handle),
        (&AFTER_COLON, Kind::Handle),
        (&AFTER_NETWORK, Kind::Handle),
    ] {
        for range in pattern.ranges(text, 1) {
            let Some(part) = text.get(range.clone()) else { continue };
            let part = part.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'', '-']);
            let name = part.trim_start_matches(['@', ' ']).to_lowercase();
            if !(kind == Kind::Handle && PLACES.contains(&name.as_str())) {
                found.push(Finding::new(range.start, range.start + part.len(), kind));
            }
        }
    }
    found
}

#[cfg(test)]
#[test]
fn every_pattern_can_be_built() {
    let all = [
        &EMAIL,
        &PAGE,
        &SURE_ENDING,
        &DOUBTFUL_ENDING,
        &PATH,
        &HANDLE,
        &SPACED_HANDLE,
        &UNDERSCORED,
        &NUMBERED,
        &MEMBER,
        &AFTER_COLON,
        &AFTER_NETWORK,
    ];
    assert!(all.into_iter().all(Pattern::is_sound));
}
