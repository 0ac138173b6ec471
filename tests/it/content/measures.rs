//! Measures that are made of several parts: each item says which it is, and none is missing.

use expect_test::{Expect, expect};

use super::pack_faults;

/// A part of a measure on 1 to 5, asked in words of its own.
fn factor(measure: &str, role: &str) -> String {
    format!(
        "[[item]]\nid = \"{role}\"\ntype = \"rating\"\ntext = \"What of {role} there?\"\nmeasure = \"{measure}\"\n\
         role = \"{role}\"\nscale = {{ from = 1, to = 5, low = \"no\", high = \"yes\" }}\n"
    )
}

fn check(kind: &str, items: &[String], expected: &Expect) {
    expected.assert_eq(&pack_faults(&format!("kind = \"{kind}\"\ntitle = \"A pack\"\n{}", items.concat())));
}

const FACTORS: [&str; 8] = [
    "transparency",
    "quality",
    "comparison",
    "incentives",
    "partnering",
    "cooperative-design",
    "supply-chain",
    "advocacy",
];

#[test]
fn a_measure_that_lacks_a_part_says_which() {
    let factors: Vec<String> = FACTORS.iter().map(|role| factor("trust", role)).collect();
    check(
        "stories",
        &factors,
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        "stories",
        &factors[1..7],
        &expect![[r#"
        error packs/whole.toml:7 at "trust"
          no item asks for the part `transparency` and `advocacy` of `trust`
          help: the report can say nothing of it without; add an item for each
    "#]],
    );
    let ingredients = ["motivation", "content"].map(|role| factor("word-of-mouth", role));
    check(
        "pulse",
        &ingredients,
        &expect![[r#"
        error packs/whole.toml:7 at "word-of-mouth"
          no item asks for the part `opportunity` of `word-of-mouth`
          help: the report can say nothing of it without; add an item for each
        warning packs/whole.toml:7 at "word-of-mouth"
          nobody is given the `motivation` or `content` they lack
          help: add a card: type = "info", the same measure and role, and ask_if for those whose answer is low
    "#]],
    );
}

#[test]
fn a_part_that_is_not_named_or_not_known_is_a_fault() {
    let mut factors: Vec<String> = FACTORS.iter().map(|role| factor("trust", role)).collect();
    factors[0] = factors[0].replace("role = \"transparency\"\n", "");
    factors[1] = factors[1].replace("role = \"quality\"", "role = \"qualty\"");
    check(
        "stories",
        &factors,
        &expect![[r#"
        error packs/whole.toml:7 at "trust"
          `transparency` does not say which part of `trust` it asks for
          help: add role = "transparency", "quality", "comparison", "incentives", "partnering", "cooperative-design", "supply-chain", "advocacy" or "tie"
        error packs/whole.toml:14 at "qualty"
          `qualty` is no part of `trust`
          help: did you mean `quality`?
    "#]],
    );
}

#[test]
fn a_part_is_asked_in_the_way_that_the_report_reads() {
    let items = [
        factor("advocacy", "activity"),
        factor("advocacy", "willingness").replace("to = 5", "to = 7"),
        "[[item]]\nid = \"friend\"\ntype = \"smiley\"\ntext = \"Would you tell a friend?\"\nmeasure = \"enps\"\n"
            .into(),
    ];
    check(
        "pulse",
        &items,
        &expect![[r#"
        error packs/whole.toml:9 at { from = 1, to = 5, low = "no", high = "yes" }
          `activity` is the part `activity` of `advocacy`, and cannot be answered like this
          help: make it an item of type = "multiple"
        error packs/whole.toml:16 at { from = 1, to = 7, low = "no", high = "yes" }
          `willingness` is the part `willingness` of `advocacy`, and cannot be answered like this
          help: make it a rating from 1 to 5, or five faces
        error packs/whole.toml:19 at "smiley"
          `friend` feeds a score of recommendation, and is not asked from 0 to 10
          help: write type = "nps"
    "#]],
    );
}

#[test]
fn a_role_without_a_measure_that_has_it_means_nothing() {
    let items = [factor("pulse", "content"), factor("pulse", "quality").replace("measure = \"pulse\"\n", "")];
    check(
        "pulse",
        &items,
        &expect![[r#"
        warning packs/whole.toml:8 at "content"
          the measure `pulse` has no parts
          help: leave `role` out
        warning packs/whole.toml:14 at "quality"
          a `role` is a part of a measure, and there is none
          help: add the `measure` it is a part of, or leave `role` out
    "#]],
    );
}

#[test]
fn steps_of_the_customers_way_are_counted_with_what_was_in_the_way() {
    let asked = |id: &str, role: &str| {
        format!(
            "[[item]]\nid = \"{id}\"\ntype = \"single\"\ntext = \"Now what of {id}?\"\nmeasure = \"blockers\"\n{role}\
             options = [{{ id = \"a\", text = \"A\" }}, {{ id = \"b\", text = \"B\" }}]\n"
        )
    };
    check(
        "pulse",
        &[asked("where", "role = \"step\"\n"), asked("what", "")],
        &expect![[r#"
        warning packs/whole.toml:8 at "step"
          `where` is not counted together with what was in the way
          help: write pairs = [["where", "…"]] at the top, with the id of the item that asks it
    "#]],
    );
    let together = format!(
        "kind = \"pulse\"\ntitle = \"A pack\"\npairs = [[\"where\", \"what\"]]\n{}{}",
        asked("where", "role = \"step\"\n"),
        asked("what", "role = \"blocker\"\n")
    );
    expect![[r#"
        no fault
    "#]]
    .assert_eq(&pack_faults(&together));
}
