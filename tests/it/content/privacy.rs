use expect_test::{Expect, expect};
use listening_post::config::{Mechanism, Privacy};

use super::{PACK, kiosk_faults, pack, pack_faults};

fn check(table: &str, expected: &Expect) {
    expected.assert_eq(&kiosk_faults(&format!("[privacy]\n{table}")));
}

#[test]
fn no_floor_of_the_kiosk_can_be_lowered() {
    check(
        "k = 4\ndays = 1\nslot_cap = 3\nmin_up_hours = 29\ndissent = 1\nfold_after = 1\nepsilon = 0\nexpire_after = 0\n",
        &expect![[r#"
            error kiosk.toml:8 at 4
              `k` must be 5 or more, not 4
              help: `k`: answers a batch must hold; below 5 a batch can name a person
            error kiosk.toml:9 at 1
              `days` must be 2 or more, not 1
              help: `days`: nights a batch must span; within one a batch can name a shift
            error kiosk.toml:10 at 3
              `slot_cap` must be from 1 to 2, not 3
              help: `slot_cap`: answers of a quarter-hour that count towards k; above 2 one person could fill a batch alone
            error kiosk.toml:11 at 29
              `min_up_hours` must be 30 or more, not 29
              help: `min_up_hours`: powered hours between two cuts; 30 at least
            error kiosk.toml:12 at 1
              `dissent` must be 2 or more, not 1
              help: `dissent`: answers outside the largest cell of an exact batch; below 2 everybody's answer can be read off
            error kiosk.toml:13 at 1
              `fold_after` must be 2 or more, not 1
              help: `fold_after`: rounds a small cohort waits before it joins others
            error kiosk.toml:14 at 0
              epsilon must be a number above 0 and at most 10, not 0
              help: 2.0 is usual; 1.0 is careful, for sensitive items
            error kiosk.toml:15 at 0
              `expire_after` must be 1 or more, not 0
              help: `expire_after`: rounds after which a tally that never made it is given up
        "#]],
    );
}

#[test]
fn the_floors_themselves_are_allowed() {
    check(
        "k = 5\ndays = 2\nslot_cap = 1\nmin_up_hours = 30\ndissent = 2\nfold_after = 2\nepsilon = 10\n",
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn epsilon_must_mean_something() {
    check(
        "epsilon = nan",
        &expect![[r#"
        error kiosk.toml:8 at nan
          epsilon must be a number above 0 and at most 10, not NaN
          help: 2.0 is usual; 1.0 is careful, for sensitive items
    "#]],
    );
    check(
        "epsilon = -1.0",
        &expect![[r#"
        error kiosk.toml:8 at -1.0
          epsilon must be a number above 0 and at most 10, not -1
          help: 2.0 is usual; 1.0 is careful, for sensitive items
    "#]],
    );
    check(
        "epsilon = 11",
        &expect![[r#"
        error kiosk.toml:8 at 11
          epsilon must be a number above 0 and at most 10, not 11
          help: 2.0 is usual; 1.0 is careful, for sensitive items
    "#]],
    );
    check(
        "epsilon = \"2\"",
        &expect![[r#"
        error kiosk.toml:8 at "2"
          `epsilon` must be a number, not a string
          help: `epsilon`: privacy loss of one answer, above 0 and at most 10; 2.0 is usual, 1.0 is careful
    "#]],
    );
}

#[test]
fn the_floors_of_comments_cannot_be_lowered() {
    expect![[r#"
        error kiosk.toml:8 at 9
          `k` must be 10 or more, not 9
          help: `k`: comments that leave together; never fewer than 10
        error kiosk.toml:9 at 4
          `days` must be 5 or more, not 4
          help: `days`: nights they come from; never fewer than 5
    "#]]
    .assert_eq(&kiosk_faults("[comments]\nk = 9\ndays = 4\n"));
}

#[test]
fn no_floor_of_a_pack_can_be_lowered() {
    let text = PACK.replace("[[item]]", "[privacy]\nk = 4\ndays = 1\nfold_after = 1\nslot_cap = 9\n[[item]]");
    expect![[r#"
        error packs/whole.toml:5 at 4
          `k` must be 5 or more, not 4
          help: `k`: answers a batch must hold; below 5 a batch can name a person
        error packs/whole.toml:6 at 1
          `days` must be 2 or more, not 1
          help: `days`: nights a batch must span; within one a batch can name a shift
        error packs/whole.toml:7 at 1
          `fold_after` must be 2 or more, not 1
          help: `fold_after`: rounds a small cohort waits before it joins others
        error packs/whole.toml:8 at slot_cap
          a pack's [privacy] table has no key `slot_cap`
          help: a pack's [privacy] table may have `mechanism`, `epsilon`, `k`, `days`, `dissent`, `fold_after`, `expire_after` and `share`
    "#]].assert_eq(&pack_faults(&text));
    let text = PACK.replace("[[item]]", "[privacy]\nmechanism = \"exact\"\ndissent = 1\nepsilon = 1.0\n[[item]]");
    expect![[r#"
        error packs/whole.toml:6 at 1
          `dissent` must be 2 or more for exact counts, not 1
          help: where everybody gave the same answer, an exact count tells everybody's answer
        warning packs/whole.toml:7 at 1.0
          exact counts have no epsilon
          help: add mechanism = "noisy", or leave `epsilon` out
    "#]]
    .assert_eq(&pack_faults(&text));
}

fn privacy(kiosk: &str, kind: &str, table: &str) -> Privacy {
    let text = PACK.replace("pulse", kind).replace("[[item]]", &format!("[privacy]\n{table}\n[[item]]"));
    pack(&format!("[privacy]\n{kiosk}"), &text).privacy
}

#[test]
fn what_people_feel_is_noisy_and_what_they_know_is_exact() {
    let pulse = privacy("", "pulse", "");
    assert_eq!((pulse.k, pulse.dissent, pulse.mechanism.is_noisy()), (8, 2, true));
    for kind in ["quiz", "mirror"] {
        let exact = privacy("k = 9\ndays = 3", kind, "");
        assert_eq!((exact.k, exact.days, exact.dissent, exact.mechanism), (5, 3, 0, Mechanism::Exact));
    }
}

#[test]
fn a_pack_overrides_the_kiosk() {
    let epsilon = |privacy: Privacy| match privacy.mechanism {
        Mechanism::DiscreteLaplace { epsilon } => Some(epsilon.get()),
        Mechanism::Exact => None,
    };
    assert_eq!(epsilon(privacy("epsilon = 1.5", "pulse", "")), Some(1.5));
    assert_eq!(epsilon(privacy("epsilon = 1.5", "pulse", "epsilon = 1")), Some(1.0));
    assert_eq!(epsilon(privacy("epsilon = 1.5", "quiz", "mechanism = \"noisy\"")), Some(1.5));
    let exact = privacy("", "pulse", "mechanism = \"exact\"\nk = 12\ndays = 4\nfold_after = 6\nexpire_after = 20");
    assert_eq!(
        exact,
        Privacy {
            k: 12,
            days: 4,
            slot_cap: 2,
            dissent: 2,
            fold_after: 6,
            expire_after: 20,
            mechanism: Mechanism::Exact
        }
    );
}
