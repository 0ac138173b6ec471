//! `new`: a starter pack for every activity in every shipped language, which `check` finds nothing wrong with.

use std::fmt::Write as _;

use crate::common::Kiosk;

const KINDS: [&str; 15] = [
    "pulse",
    "enps",
    "advocacy",
    "ambassadorship",
    "word-of-mouth",
    "quiz",
    "contest",
    "mirror",
    "blockers",
    "trust",
    "advisor",
    "ideas",
    "voices",
    "actions",
    "message",
];

const LANGUAGES: [&str; 5] = ["en", "de", "es", "fr", "ar"];

/// A kiosk that offers one language.
fn kiosk_in(language: &str) -> Kiosk {
    let (kiosk, pack) = Kiosk::usual();
    Kiosk::with(&kiosk.replace("languages = [\"en\"]", &format!("languages = [\"{language}\"]")), &[("beans", pack)])
}

fn written(kiosk: &Kiosk) -> String {
    std::fs::read_to_string(kiosk.config().join("packs/my-own.toml")).unwrap()
}

#[test]
fn every_activity_has_a_starter_pack_in_every_language_that_check_finds_nothing_wrong_with() {
    let help = Kiosk::new().done(&["new", "--help"]);
    for (kind, language) in KINDS.into_iter().flat_map(|kind| LANGUAGES.map(|language| (kind, language))) {
        assert!(help.contains(&format!("- {kind}:")), "{kind} is not offered: {help}");
        // A kiosk of its own: two packs of the same questions would be warned of.
        let kiosk = kiosk_in(language);
        let said = kiosk.done(&["new", kind, "my-own", "--language", language]);
        assert!(said.contains("packs/my-own.toml is there"), "{said}");
        let found = kiosk.done(&["check"]);
        assert!(found.contains("all 2 packs are whole"), "{kind}, {language}: {found}");
        // What this version does not draw yet may stand in a pack all the same.
        let wrong = found.lines().find(|line| line.contains('⚠') && !line.contains("this version does not use"));
        assert_eq!(wrong, None, "{kind}, {language}: {found}");
        let text = written(&kiosk);
        assert!(text.lines().filter(|line| line.contains("# ")).count() >= 2, "{kind}, {language} explains itself");
    }
    assert_eq!(help.matches("\n          - ").count(), KINDS.len(), "a kind that is not tried here: {help}");
}

/// What a starter says, by where it stands: everything but words goes into `frame`.
fn take_words(value: &toml::Value, key: &str, frame: &mut Vec<String>, words: &mut Vec<String>) {
    const PROSE: [&str; 9] = ["title", "text", "low", "high", "explain", "because", "prize", "phrases", "alt"];
    match value {
        toml::Value::String(text) if PROSE.contains(&key) => words.push(text.clone()),
        toml::Value::Array(all) => all.iter().for_each(|one| take_words(one, key, frame, words)),
        toml::Value::Table(table) => {
            for (key, value) in table {
                frame.push(key.clone());
                take_words(value, key, frame, words);
            }
        }
        other => frame.push(format!("{key} = {other}")),
    }
}

#[test]
fn starters_differ_by_their_words_and_by_nothing_else() {
    for kind in KINDS {
        let taken = LANGUAGES.map(|language| {
            let kiosk = Kiosk::new();
            kiosk.done(&["new", kind, "my-own", "--language", language]);
            let (mut frame, mut words) = (Vec::new(), Vec::new());
            let text = written(&kiosk);
            take_words(&text.parse::<toml::Table>().unwrap().into(), "", &mut frame, &mut words);
            (frame, words, text.matches("# ").count() > 1)
        });
        let (english, others) = taken.split_first().unwrap();
        for (other, language) in others.iter().zip(&LANGUAGES[1..]) {
            assert_eq!(other.0, english.0, "{kind}, {language}");
            assert_eq!(other.1.len(), english.1.len(), "{kind}, {language}");
            // Numbers and what a bean is called are alike in several.
            let same = other.1.iter().zip(&english.1).filter(|(one, english)| one == english).count();
            assert!(same * 2 < english.1.len(), "{kind}, {language}: {same} of {:?}", other.1);
        }
    }
}

#[test]
fn a_starter_is_in_the_language_of_its_kiosk_unless_another_is_asked_for() {
    for (offered, more, expected) in [
        ("de-at\", \"en", &[][..], "Wie läuft es?"),
        ("nl\", \"fr", &[], "Comment ça va ?"),
        ("nl", &[], "How is it going?"),
        ("de", &["--language", "es"], "¿Cómo va todo?"),
    ] {
        let kiosk = kiosk_in(offered);
        kiosk.done(&[&["new", "pulse", "my-own"], more].concat());
        assert!(written(&kiosk).contains(expected), "{offered}: {}", written(&kiosk));
    }
    let ran = Kiosk::new().run(&["new", "pulse", "my-own", "--language", "tlh"]);
    assert!(ran.status == Some(2) && ran.err.contains("de, es, fr, ar, en"), "{}", ran.err);
}

#[test]
fn a_starter_pack_overwrites_nothing_and_needs_a_proper_name() {
    let kiosk = Kiosk::new();
    let before = std::fs::read(kiosk.config().join("packs/beans.toml")).unwrap();
    let ran = kiosk.run(&["new", "quiz", "beans"]);
    assert!(ran.status == Some(1) && ran.err.contains("File exists"), "{}", ran.err);
    assert_eq!(std::fs::read(kiosk.config().join("packs/beans.toml")).unwrap(), before);
    for name in ["My Quiz", "../beans", ""] {
        let ran = kiosk.run(&["new", "quiz", name]);
        assert_eq!(ran.status, Some(2), "{name}: {}", ran.err);
    }
    assert_eq!(kiosk.run(&["new", "horoscope", "mine"]).status, Some(2));
}

#[test]
fn a_contest_begins_with_the_groups_of_its_kiosk_as_teams() {
    let contest = |kiosk: &Kiosk| {
        kiosk.done(&["new", "contest", "which-shift"]);
        assert!(kiosk.done(&["check"]).contains("all 2 packs are whole"));
        std::fs::read_to_string(kiosk.config().join("packs/which-shift.toml")).unwrap()
    };
    let (with_groups, pack) = Kiosk::usual();
    assert!(contest(&Kiosk::new()).contains("\nteams = [\"day\", \"night\"]"));
    let without = with_groups.split("[[cohort]]").next().unwrap();
    assert!(contest(&Kiosk::with(without, &[("beans", pack)])).contains("\n# teams = "));
}

/// What one of many people says to a question of a starter; nobody writes anything.
fn said(item: &toml::Table, person: usize) -> Option<String> {
    let list = |key: &str| item.get(key).and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let both = list("options").iter().chain(list("variants"));
    let options: Vec<&str> = both.map(|option| option["id"].as_str().unwrap()).collect();
    Some(match item["type"].as_str().unwrap() {
        "smiley" | "rating" => (1 + person % 5).to_string(),
        "nps" => (person % 11).to_string(),
        "single" | "multiple" => options[person % options.len()].to_owned(),
        // A card says which wording was seen, where it has several.
        "info" if !options.is_empty() => options[person % options.len()].to_owned(),
        _ => return None,
    })
}

/// Sixty people answer the questions of a starter that anybody may be asked, on two days.
fn answered(pack: &toml::Table) -> String {
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    let items: Vec<&toml::Table> =
        pack["item"].as_array().unwrap().iter().map(|item| item.as_table().unwrap()).collect();
    let asked: Vec<&&toml::Table> = items.iter().filter(|item| !item.contains_key("ask_if")).collect();
    let most =
        pack.get("draw").and_then(toml::Value::as_integer).map_or(asked.len(), |draw| usize::try_from(draw).unwrap());
    for person in 0..60 {
        let at = format!("2026-01-{:02}T{:02}:{:02}:00", 6 + person / 30, 8 + person % 30 / 4, person % 30 % 4 * 15);
        // One after another, where a visit draws a few of them.
        for at_item in 0..most.min(asked.len()) {
            let item = asked[(person * most + at_item) % asked.len()];
            let Some(said) = said(item, person + at_item) else { continue };
            let _ = writeln!(csv, "{person},my-own,{},{said},{at}", item["id"].as_str().unwrap());
        }
    }
    csv
}

#[test]
fn what_people_say_to_a_starter_is_in_the_report_as_what_it_measures() {
    // The walls are of entries that somebody published; linkage is no pack.
    for (kind, wanted) in [
        ("pulse", &["mean:pulse"][..]),
        ("enps", &["enps:enps", "enps:enps-products"]),
        ("advocacy", &["rank:advocacy", "mean:advocacy"]),
        ("ambassadorship", &["segment:ambassadorship"]),
        ("word-of-mouth", &["mean:word-of-mouth"]),
        ("quiz", &["difficulty:knowledge"]),
        ("contest", &["difficulty:knowledge"]),
        ("mirror", &["mean:mirror"]),
        ("blockers", &["rank:blockers"]),
        ("trust", &["factor:trust"]),
        ("advisor", &["difficulty:advisor"]),
        ("message", &["variant:experiment", "variant_difference:experiment"]),
    ] {
        let kiosk = Kiosk::new();
        kiosk.done(&["new", kind, "my-own"]);
        kiosk.simulate("2026-01-05T07:00");
        let pack: toml::Table = written(&kiosk).parse().unwrap();
        kiosk.enter(&answered(&pack));
        kiosk.release("2026-01-12T05:00");
        let figures: serde_json::Value = serde_json::from_str(&kiosk.done(&["--json", "report"])).unwrap();
        let found: Vec<String> = figures
            .as_array()
            .unwrap()
            .iter()
            .filter(|figure| !figure["value"].is_null())
            .map(|figure| {
                format!("{}:{}", figure["figure"].as_str().unwrap(), figure["measure"].as_str().unwrap_or(""))
            })
            .collect();
        for wanted in wanted {
            assert!(found.iter().any(|found| found == wanted), "{kind}: {wanted} of {found:?}");
        }
    }
}
