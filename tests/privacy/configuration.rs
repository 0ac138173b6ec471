//! What whoever writes the configuration may try: lower floors, other rules for what is counted already, one question
//! twice.

use std::fmt::Write as _;

use listening_post::config::Folder;
use listening_post::content::load;

use crate::common::Kiosk;
use crate::finding::{Bound, Finding, must_fail};

const HEAD: &str = "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 500\n";
/// What the floors are, written one lower; and where one is a ceiling, one higher.
const LOWERED: [&str; 9] = [
    "[privacy]\nk = 4\n",
    "[privacy]\ndays = 1\n",
    "[privacy]\nslot_cap = 3\n",
    "[privacy]\nrepeat_seconds = 31\n",
    "[privacy]\nmin_up_hours = 29\n",
    "[privacy]\ndissent = 1\n",
    "[privacy]\nfold_after = 1\n",
    "[comments]\nk = 9\n",
    "[comments]\ndays = 4\n",
];
pub const PULSE: &str = "kind = \"pulse\"\ntitle = \"P\"\n";
pub const QUESTION: &str = "[[item]]\nid = \"mood\"\ntype = \"smiley\"\nfaces = 5\ntext = \"How was today?\"\n";
/// The same in a pack.
pub const LOWERED_IN_A_PACK: [&str; 4] = ["k = 4", "days = 1", "fold_after = 1", "mechanism = \"exact\"\ndissent = 1"];

/// Whether a configuration is used although a floor in it is lowered.
fn loads(kiosk: &str, pack: &str) -> bool {
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", kiosk);
    folder.insert("packs/pulse.toml", pack);
    let loaded = load(&folder);
    !loaded.faults.iter().any(listening_post::content::Fault::is_error)
        && loaded.content.is_some_and(|content| !content.packs.is_empty())
}

#[test]
fn no_floor_can_be_lowered_by_one() {
    must_fail("floors", &["FloorsIgnored"], || {
        let pack = format!("{PULSE}{QUESTION}");
        assert!(loads(HEAD, &pack), "without it the configuration is in order");
        let kiosk = LOWERED.iter().filter(|lowered| loads(&format!("{HEAD}{lowered}"), &pack)).count();
        let packs = LOWERED_IN_A_PACK
            .iter()
            .filter(|lowered| loads(HEAD, &format!("{PULSE}[privacy]\n{lowered}\n{QUESTION}")))
            .count();
        Finding {
            attack: "configuration",
            tried: format!(
                "each of {} floors of kiosk.toml and {} of a pack lowered by one",
                LOWERED.len(),
                LOWERED_IN_A_PACK.len()
            ),
            measure: "configurations that load",
            figure: (kiosk + packs) as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

/// Twelve answers to the usual quiz under k = 20, over two days.
pub fn answers() -> String {
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..12 {
        let _ = writeln!(csv, "{visit},beans,bean,robusta,2026-01-{:02}T{:02}:00:00", 6 + visit / 6, 8 + visit % 6);
    }
    csv
}

#[test]
fn changed_rules_do_not_hold_for_the_round_that_runs() {
    must_fail("waiting-a-round", &["RulesAtOnce"], || {
        let (head, pack) = Kiosk::usual();
        let strict = pack.replace("[[item]]", "[privacy]\nk = 20\n[[item]]");
        let kiosk = Kiosk::with(head, &[("beans", &strict)]);
        kiosk.simulate("2026-01-05T07:00");
        kiosk.enter(&answers());
        // On Friday k is lowered to what is allowed; what was given under the old rules keeps them also in later rounds.
        kiosk.configure("packs/beans.toml", pack);
        kiosk.done(&["--now", "2026-01-09T12:00", "release"]);
        kiosk.release("2026-01-12T04:00");
        kiosk.release("2026-01-19T04:00");
        Finding {
            attack: "configuration",
            tried: "twelve answers under k = 20; on Friday k = 5; the cuts of the next two Mondays".to_owned(),
            measure: "cells that leave",
            figure: kiosk.cells().len() as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn a_question_that_is_asked_twice_is_warned_of() {
    let twice = QUESTION.replace("\"mood\"", "\"again\"").replace("today?", "today ?");
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", HEAD);
    folder.insert("packs/pulse.toml", format!("{PULSE}{QUESTION}{twice}"));
    let loaded = load(&folder);
    let said: Vec<String> = loaded.faults.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|fault| fault.contains("asks nearly the same as `mood`")), "{said:?}");
}

/// Rules of the next round hold for what waits from then on, and this is in the hash of every batch.
#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
fn the_hash_tells_under_which_rules_a_batch_left() {
    let (head, pack) = Kiosk::usual();
    let hash = |head: &str, pack: &str| {
        let kiosk = Kiosk::with(head, &[("beans", pack)]);
        kiosk.simulate("2026-01-05T07:00");
        kiosk.enter(&answers());
        kiosk.release("2026-01-12T04:00");
        kiosk.cells()[0]["config_hash"].as_str().unwrap().to_owned()
    };
    let usual = hash(head, pack);
    assert_ne!(usual, hash(head, &pack.replace("[[item]]", "[privacy]\nk = 6\n[[item]]")));
    let (before, after) = head.split_once("repeat_seconds = 1\n").unwrap();
    assert_ne!(usual, hash(&format!("{before}repeat_seconds = 2\n{after}"), pack));
    for rule in ["k = 11", "days = 6", "every = 5", "expire_after = 27"] {
        assert_ne!(usual, hash(&format!("{head}[comments]\n{rule}\n"), pack), "{rule}");
    }
}
