//! `new`: a starter pack for every activity, which `check` finds nothing wrong with.

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

#[test]
fn every_activity_has_a_starter_pack_that_check_finds_nothing_wrong_with() {
    let help = Kiosk::new().done(&["new", "--help"]);
    for kind in KINDS {
        assert!(help.contains(&format!("- {kind}:")), "{kind} is not offered: {help}");
        // A kiosk of its own: two packs of the same questions would be warned of.
        let kiosk = Kiosk::new();
        let said = kiosk.done(&["new", kind, "my-own"]);
        assert!(said.contains("packs/my-own.toml is there"), "{said}");
        let found = kiosk.done(&["check"]);
        assert!(found.contains("all 2 packs are whole"), "{kind}: {found}");
        // What this version does not draw yet may stand in a pack all the same.
        let wrong = found.lines().find(|line| line.contains('⚠') && !line.contains("this version does not use"));
        assert_eq!(wrong, None, "{kind}: {found}");
        let text = std::fs::read_to_string(kiosk.config().join("packs/my-own.toml")).unwrap();
        assert!(text.lines().filter(|line| line.contains("# ")).count() >= 2, "{kind} explains itself");
    }
    assert_eq!(help.matches("\n          - ").count(), KINDS.len(), "a kind that is not tried here: {help}");
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
    let written = |kiosk: &Kiosk| {
        kiosk.done(&["new", "contest", "which-shift"]);
        assert!(kiosk.done(&["check"]).contains("all 2 packs are whole"));
        std::fs::read_to_string(kiosk.config().join("packs/which-shift.toml")).unwrap()
    };
    let (with_groups, pack) = Kiosk::usual();
    assert!(written(&Kiosk::new()).contains("\nteams = [\"day\", \"night\"]"));
    let without = with_groups.split("[[cohort]]").next().unwrap();
    assert!(written(&Kiosk::with(without, &[("beans", pack)])).contains("\n# teams = "));
}
