//! What whoever has the key of signed content may try: lower floors, other rules for what is counted already, a `kiosk.toml`
//! of his own.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use listening_post::chain::SigningKey;
use listening_post::random::Random;

use crate::common::{Kiosk, put_edition};
use crate::configuration::{LOWERED_IN_A_PACK, PULSE, QUESTION, answers};
use crate::finding::{Bound, Finding, must_fail};

fn key() -> SigningKey {
    SigningKey::generate(&mut Random::seeded(1))
}

/// A kiosk that takes what that key signs, and where it takes it from.
fn kiosk() -> (Kiosk, PathBuf) {
    let (head, pack) = Kiosk::usual();
    let kiosk = Kiosk::with(head, &[("own", pack)]);
    let lake = kiosk.path().join("lake");
    fs::create_dir(&lake).unwrap();
    let content = format!("{head}[content]\nkey = \"{}\"\nurl = \"file://{}\"\n", key().public(), lake.display());
    kiosk.configure("kiosk.toml", &content);
    (kiosk, lake)
}

fn runs(kiosk: &Kiosk, edition: u32) -> bool {
    kiosk.run(&["doctor"]).out.contains(&format!("edition {edition} of the signed content runs"))
}

#[test]
fn no_signature_lowers_a_floor_or_brings_another_kiosk_toml() {
    must_fail("signed-floors", &["FloorsIgnored"], || {
        let whole = format!("{PULSE}{QUESTION}");
        let mut ran = 0;
        for lowered in LOWERED_IN_A_PACK {
            let (kiosk, lake) = kiosk();
            let before = put_edition(&lake, &key(), None, &[("packs/pulse.toml", &whole)]);
            kiosk.run(&["sync"]);
            assert!(runs(&kiosk, 1), "what keeps to the floors runs");
            let text = format!("{PULSE}[privacy]\n{lowered}\n{QUESTION}");
            put_edition(&lake, &key(), Some(&before), &[("packs/pulse.toml", &text)]);
            kiosk.run(&["sync"]);
            ran += u32::from(runs(&kiosk, 2));
        }
        for place in ["kiosk.toml", "packs/../kiosk.toml", "media/../../kiosk-config/kiosk.toml"] {
            let (kiosk, lake) = kiosk();
            let own = fs::read(kiosk.config().join("kiosk.toml")).unwrap();
            put_edition(&lake, &key(), None, &[(place, "site = \"elsewhere\"\n"), ("packs/pulse.toml", &whole)]);
            let synced = kiosk.run(&["sync"]);
            assert!(synced.err.contains("is no place for content"), "{}{}", synced.out, synced.err);
            ran += u32::from(runs(&kiosk, 1) || fs::read(kiosk.config().join("kiosk.toml")).unwrap() != own);
        }
        Finding {
            attack: "configuration",
            tried: format!(
                "signed content with each of {} floors of a pack lowered by one, and with a kiosk.toml under three names",
                LOWERED_IN_A_PACK.len()
            ),
            measure: "editions that run",
            figure: f64::from(ran),
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
fn signed_rules_do_not_hold_for_the_round_that_runs() {
    must_fail("signed-rules", &["RulesAtOnce"], || {
        let (kiosk, lake) = kiosk();
        let (_, pack) = Kiosk::usual();
        let strict = pack.replace("[[item]]", "[privacy]\nk = 20\n[[item]]");
        let before = put_edition(&lake, &key(), None, &[("packs/beans.toml", &strict)]);
        kiosk.done(&["sync"]);
        kiosk.simulate("2026-01-05T07:00");
        kiosk.enter(&answers());
        // On Friday HR pushes a lower k, as low as is allowed, to learn what these twelve said.
        put_edition(&lake, &key(), Some(&before), &[("packs/beans.toml", pack)]);
        kiosk.done(&["sync"]);
        assert!(runs(&kiosk, 2));
        kiosk.done(&["--now", "2026-01-09T12:00", "release"]);
        kiosk.release("2026-01-12T04:00");
        kiosk.release("2026-01-19T04:00");
        Finding {
            attack: "configuration",
            tried: "twelve answers under k = 20; on Friday signed content with k = 5; the cuts of the next two Mondays"
                .to_owned(),
            measure: "cells that leave",
            figure: kiosk.cells().len() as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn a_question_that_is_taken_away_in_mid_week_leaves_with_enough_answers_of_enough_days_or_not() {
    // Three answers on Tuesday; the question goes with an edition on Wednesday and comes back with the next on Thursday.
    let (kiosk, lake) = kiosk();
    let (_, pack) = Kiosk::usual();
    let first = put_edition(&lake, &key(), None, &[("packs/beans.toml", pack)]);
    kiosk.done(&["sync"]);
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..3 {
        let _ = writeln!(csv, "{visit},beans,bean,robusta,2026-01-06T{:02}:00:00", 8 + visit);
    }
    kiosk.enter(&csv);
    let other = pack.replace("Which bean?", "Which other bean?");
    let second = put_edition(&lake, &key(), Some(&first), &[("packs/beans.toml", &other)]);
    kiosk.done(&["sync"]);
    kiosk.done(&["--now", "2026-01-08T12:00", "release"]);
    put_edition(&lake, &key(), Some(&second), &[("packs/beans.toml", pack)]);
    kiosk.done(&["sync"]);
    kiosk.release("2026-01-12T04:00");
    assert_eq!(kiosk.cells().len(), 0, "three are not enough, whatever HR pushes");
}
