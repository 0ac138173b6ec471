use expect_test::{Expect, expect};

use super::item_faults;

/// The faults of a pack whose second item is asked under this condition.
fn check(condition: &str, expected: &Expect) {
    let second = format!("type = \"comment\"\nask_if = {condition}");
    expected.assert_eq(&item_faults("pulse", &["type = \"smiley\"", &second, "type = \"nps\""]));
}

#[test]
fn a_condition_names_an_earlier_item_and_its_responses() {
    check(
        "\"item-1 in [1, 5]\"",
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        "\"item-9 in [1]\"",
        &expect![[r#"
        error packs/whole.toml:11 at "item-9 in [1]"
          `ask_if` names `item-9`, which is no item of this pack
          help: did you mean `item-1`?
    "#]],
    );
    check(
        "\"item-2 in [1]\"",
        &expect![[r#"
        error packs/whole.toml:11 at "item-2 in [1]"
          `ask_if` names `item-2`, which is not asked before this item
          help: only answers to earlier items of the visit are known
    "#]],
    );
    check(
        "\"item-3 in [1] or item-1 not in [2]\"",
        &expect![[r#"
        error packs/whole.toml:11 at "item-3 in [1] or item-1 not in [2]"
          `ask_if` names `item-3`, which is not asked before this item
          help: only answers to earlier items of the visit are known
    "#]],
    );
    check(
        "\"item-1 in [0, 1, 6]\"",
        &expect![[r#"
        error packs/whole.toml:11 at "item-1 in [0, 1, 6]"
          item `item-1` has no response `0`
          help: its responses are `1`, `2`, `3`, `4` and `5`
        error packs/whole.toml:11 at "item-1 in [0, 1, 6]"
          item `item-1` has no response `6`
          help: its responses are `1`, `2`, `3`, `4` and `5`
    "#]],
    );
}

#[test]
fn a_slip_in_a_condition_is_pointed_at() {
    check(
        "\"item-1 = 1\"",
        &expect![[r#"
        error packs/whole.toml:11 at =
          `ask_if` cannot be read: `=` stands where `in` should
          help: write it as: how-was-today in [1, 2] and team not in [new]
    "#]],
    );
    check(
        "\"item-1 in [1\"",
        &expect![[r#"
        error packs/whole.toml:11
          `ask_if` cannot be read: it ends where `]` should stand
          help: write it as: how-was-today in [1, 2] and team not in [new]
    "#]],
    );
    check(
        "\"\\u0069tem-1 = 1\"",
        &expect![[r#"
        error packs/whole.toml:11 at "\u0069tem-1 = 1"
          `ask_if` cannot be read: `=` stands where `in` should
          help: write it as: how-was-today in [1, 2] and team not in [new]
    "#]],
    );
    check(
        "[1]",
        &expect![[r#"
        error packs/whole.toml:11 at [1]
          `ask_if` must be a string, not a list
          help: `ask_if`: when it is asked, such as "how-was-today in [1, 2]"; absent: always
    "#]],
    );
}

#[test]
fn a_condition_on_an_item_that_may_not_be_drawn_is_noted() {
    let items = |second: &str| {
        format!(
            "draw = 2\n{}\n{}",
            super::PACK,
            ["b", "c"]
                .map(|id| format!("[[item]]\nid = \"{id}\"\ntype = \"nps\"\ntext = \"{id}?\"\n{second}\n"))
                .concat()
        )
    };
    expect![[r#"
        warning packs/whole.toml:14 at "today in [1]"
          the item this depends on may not be drawn, and then this one is not asked
          help: leave out `draw`, or ask this one of everybody
        warning packs/whole.toml:14 at "today in [1]"
          how many answer `b` is told without noise, and noise hides who is asked
          help: leave out `ask_if`, with an option for those it does not concern, or ask for it in a comment
        warning packs/whole.toml:19 at "today in [1]"
          the item this depends on may not be drawn, and then this one is not asked
          help: leave out `draw`, or ask this one of everybody
        warning packs/whole.toml:19 at "today in [1]"
          how many answer `c` is told without noise, and noise hides who is asked
          help: leave out `ask_if`, with an option for those it does not concern, or ask for it in a comment
    "#]]
    .assert_eq(&super::pack_faults(&items("ask_if = \"today in [1]\"")));
}

#[test]
fn an_item_that_is_answered_in_words_is_no_condition() {
    let second = "type = \"nps\"\nask_if = \"item-1 in [x]\"";
    expect![[r#"
        error packs/whole.toml:11 at "item-1 in [x]"
          item `item-1` has no response `x`
          help: `item-1` has no responses to choose by
    "#]]
    .assert_eq(&item_faults("pulse", &["type = \"comment\"", second]));
}
