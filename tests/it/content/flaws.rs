//! What the panel is told of a fault: its kind, what it is about, and the line. None of the kinds is dead.

use std::collections::BTreeSet;

use listening_post::content::{Flaw, load};

use super::{KIOSK, PACK, folder};
use crate::common::flaws::{KINDS, kind};

/// The first fault of a folder with this file in it.
fn first(path: &str, bytes: &[u8]) -> (Flaw, Option<usize>) {
    let mut folder = folder(&[]);
    folder.insert(path, bytes);
    let faults = load(&folder).faults;
    let fault = faults.iter().find(|fault| fault.file() == path).unwrap_or_else(|| panic!("{path} has no fault"));
    (fault.flaw().clone(), fault.position().map(|(line, _)| line))
}

/// A pack of these items, which begin on its third line.
fn of(kind: &str, items: &str) -> String {
    format!("kind = \"{kind}\"\ntitle = \"Today\"\n{items}")
}

const QUESTION: &str = "[[item]]\nid = \"it\"\ntype = \"smiley\"\ntext = \"How was it?\"\n";
const OTHER: &str = "[[item]]\nid = \"other\"\ntype = \"smiley\"\ntext = \"And the team?\"\n";

#[test]
fn every_kind_of_fault_comes_out_of_a_file_with_what_it_is_about_and_its_line() {
    let pack = |from: &str, to: &str| {
        assert!(PACK.contains(from), "{from}");
        PACK.replacen(from, to, 1)
    };
    let name = |name: &str| name.to_owned();
    let long = "so ".repeat(60);
    let cases: Vec<(&str, Vec<u8>, Flaw, Option<usize>)> = vec![
        ("packs/a.toml", pack("\"Today\"", "“Today”").into(), Flaw::Syntax, Some(3)),
        ("packs/a.toml", b"title = \"\xff\"".to_vec(), Flaw::Unreadable, None),
        ("packs/a.toml", pack("title", "titel").into(), Flaw::UnknownKey(name("titel")), Some(3)),
        ("packs/a.toml", pack("text = \"How was today?\"", "").into(), Flaw::Missing(name("text")), Some(4)),
        ("packs/a.toml", pack("\"Today\"", "7").into(), Flaw::WrongType(name("title")), Some(3)),
        ("packs/a.toml", pack("\"pulse\"", "\"pulze\"").into(), Flaw::NotAllowed(name("kind")), Some(2)),
        ("kiosk.toml", KIOSK.replace("90", "0").into(), Flaw::OutOfRange(name("headcount")), Some(6)),
        ("packs/a.toml", of("stories", &format!("{QUESTION}{QUESTION}")).into(), Flaw::Twice(name("it")), Some(8)),
        (
            "packs/a.toml",
            of("stories", &format!("{QUESTION}ask_if = \"mood in [1]\"\n")).into(),
            Flaw::Undefined(name("mood")),
            Some(7),
        ),
        ("packs/a.toml", pack("\"Today\"", "{ de = \"Heute\" }").into(), Flaw::Untranslated(name("title")), Some(3)),
        (
            "packs/a.toml",
            of("stories", &format!("{QUESTION}image = {{ file = \"cup.png\", alt = \"A cup\" }}\n")).into(),
            Flaw::Picture(name("cup.png")),
            Some(7),
        ),
        ("packs/a.toml", pack("How was today?", &long).into(), Flaw::TooLong(name("text")), Some(7)),
        ("packs/a.toml", pack("type =", "role = \"tie\"\ntype =").into(), Flaw::Ignored(name("role")), Some(6)),
        (
            "packs/a.toml",
            pack("title", "from = 2026-11-03\nuntil = 2026-11-02\ntitle").into(),
            Flaw::Conflict(name("until")),
            Some(4),
        ),
        (
            "packs/a.toml",
            of("stories", &format!("pairs = [[\"it\", \"other\"]]\n{QUESTION}{OTHER}ask_if = \"it in [1]\"\n")).into(),
            Flaw::Revealing(name("other")),
            Some(3),
        ),
    ];
    let mut seen = BTreeSet::new();
    for (path, bytes, flaw, line) in cases {
        assert_eq!(first(path, &bytes), (flaw.clone(), line), "{}", String::from_utf8_lossy(&bytes));
        seen.insert(kind(&flaw));
    }
    assert_eq!(seen, (0..KINDS).collect());
}
