//! Packs that try out a message.

use expect_test::{Expect, expect};

use super::pack_faults;

const CARD: &str = "id = \"card\"\ntype = \"info\"\ntext = \"The poster\"\n\
                    variants = [{ id = \"a\", text = \"Flour.\" }, { id = \"b\", text = \"Time.\" }]";
const QUESTION: &str = "id = \"pass\"\ntype = \"smiley\"\ntext = \"Would you pass it on?\"";

fn check(head: &str, items: &[&str], expected: &Expect) {
    let items: String = items.iter().map(|item| format!("[[item]]\n{item}\n")).collect();
    expected.assert_eq(&pack_faults(&format!("title = \"A pack\"\n{head}\n{items}")));
}

#[test]
fn a_card_in_several_wordings_with_a_question_after_it_is_taken() {
    check(
        "kind = \"message\"",
        &[CARD, QUESTION],
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn a_message_pack_needs_one_card_with_variants_and_a_question_after_it() {
    check(
        "kind = \"message\"",
        &[QUESTION],
        &expect![[r#"
        error packs/whole.toml:2 at "message"
          no card of this message pack has variants
          help: add variants = [{ id = "a", text = "…" }, { id = "b", text = "…" }] to a card of type = "info"
    "#]],
    );
    check(
        "kind = \"message\"",
        &[QUESTION, CARD],
        &expect![[r#"
        error packs/whole.toml:4 at "pass"
          `pass` is asked before the card is seen
          help: move it below the card, or into another pack
        error packs/whole.toml:11 at [{ id = "a", text = "Flour." }, { id = "b", text = "Time." }]
          nothing is asked after the card
          help: add a question after it, of type single, rating, smiley or nps
    "#]],
    );
    check(
        "kind = \"message\"",
        &[CARD, &CARD.replace("card", "other"), QUESTION],
        &expect![[r#"
        error packs/whole.toml:12 at [{ id = "a", text = "Flour." }, { id = "b", text = "Time." }]
          `other` is a second card with variants; `card` is the first
          help: put it into a pack of kind = "message"
    "#]],
    );
}

#[test]
fn everybody_sees_the_card_and_is_asked() {
    let later = format!("{}\nask_if = \"pass in [1]\"", QUESTION.replace("pass\"", "later\""));
    check(
        "kind = \"message\"\ndraw = 2",
        &[CARD, QUESTION, &later],
        &expect![[r#"
        error packs/whole.toml:3 at 2
          a visit draws 2 items, and may miss the card or the question
          help: leave out `draw`
        warning packs/whole.toml:17 at "pass in [1]"
          the item this depends on may not be drawn, and then this one is not asked
          help: leave out `draw`, or ask this one of everybody
        error packs/whole.toml:17 at "pass in [1]"
          `later` is not asked of everybody, so it cannot be compared
          help: how many answered is told exactly for each variant, and would tell what was answered before
    "#]],
    );
}

#[test]
fn variants_have_ids_of_their_own_and_mean_nothing_elsewhere() {
    check(
        "kind = \"message\"",
        &[&CARD.replace("\"b\"", "\"a\""), QUESTION],
        &expect![[r#"
        error packs/whole.toml:7 at "a"
          variant `a` appears twice in this item
          help: give each variant an id of its own; answers are counted under it
    "#]],
    );
    check(
        "kind = \"pulse\"",
        &[CARD, QUESTION],
        &expect![[r#"
            warning packs/whole.toml:7 at [{ id = "a", text = "Flour." }, { id = "b", text = "Time." }]
              `card` has variants, and this pack tries out no message
              help: put it into a pack of kind = "message"
        "#]],
    );
}
