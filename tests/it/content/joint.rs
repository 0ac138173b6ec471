//! What a pack declares to be counted from several answers of one person.

use expect_test::{Expect, expect};

use super::{pack, pack_faults};

const SMILEY: &str = "id = \"mood\"\ntype = \"smiley\"\ntext = \"How was it?\"";
const SINGLE: &str = "id = \"fix\"\ntype = \"single\"\ntext = \"Could you help?\"\n\
                      options = [{ id = \"yes\", text = \"Yes\" }, { id = \"no\", text = \"No\" }]";
const MULTIPLE: &str = "id = \"why\"\ntype = \"multiple\"\ntext = \"What was it?\"\nat_most = 1\n\
                        options = [{ id = \"rush\", text = \"Rush\" }, { id = \"tools\", text = \"Tools\" }]";
const NPS: &str = "id = \"friend\"\ntype = \"nps\"\ntext = \"Would you tell a friend?\"";
const CONDITIONAL: &str = "id = \"later\"\ntype = \"smiley\"\ntext = \"And then?\"\nask_if = \"mood in [1]\"";

/// A pulse whose head goes on like this, with these items.
fn pulse(head: &str, items: &[&str]) -> String {
    let items: String = items.iter().map(|item| format!("[[item]]\n{item}\n")).collect();
    format!("kind = \"pulse\"\ntitle = \"A pack\"\n{head}\n{items}")
}

fn check(head: &str, items: &[&str], expected: &Expect) {
    expected.assert_eq(&pack_faults(&pulse(head, items)));
}

#[test]
fn a_pair_of_items_that_take_one_response_is_taken() {
    check(
        "pairs = [[\"mood\", \"fix\"], [\"friend\", \"mood\"]]",
        &[SMILEY, SINGLE, NPS],
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn a_pair_names_two_items_of_its_pack() {
    check(
        "pairs = [[\"mood\", \"fixx\"], [\"fix\", \"fix\"], [\"nowhere\", \"elsewhere\"]]",
        &[SMILEY, SINGLE],
        &expect![[r#"
        error packs/whole.toml:3 at "fixx"
          `pairs` names `fixx`, which is no item of this pack
          help: did you mean `fix`?
        error packs/whole.toml:3 at "fix"
          `fix` is paired with itself
          help: name two items
        error packs/whole.toml:3 at "nowhere"
          `pairs` names `nowhere`, which is no item of this pack
          help: name two items of this pack
        error packs/whole.toml:3 at "elsewhere"
          `pairs` names `elsewhere`, which is no item of this pack
          help: name two items of this pack
    "#]],
    );
    check(
        "pairs = [[\"mood\"], [\"mood\", \"fix\", \"why\"], \"fix\", [\"mood\", 3]]",
        &[SMILEY, SINGLE],
        &expect![[r#"
        error packs/whole.toml:3 at ["mood"]
          `pairs` has 1 entry; it takes exactly 2
          help: `pairs`: items to count together, such as [["could-fix", "how-was-today"]]
        error packs/whole.toml:3 at ["mood", "fix", "why"]
          `pairs` has 3 entries; it takes exactly 2
          help: `pairs`: items to count together, such as [["could-fix", "how-was-today"]]
        error packs/whole.toml:3 at "fix"
          `pairs` must be a list, not a string
          help: `pairs`: items to count together, such as [["could-fix", "how-was-today"]]
        error packs/whole.toml:3 at 3
          `pairs` must be an id in quotes, not a whole number
          help: `pairs`: items to count together, such as [["could-fix", "how-was-today"]]
    "#]],
    );
}

#[test]
fn an_item_that_takes_several_responses_or_none_cannot_be_paired() {
    let card = "id = \"card\"\ntype = \"info\"\ntext = \"Read this.\"";
    check(
        "pairs = [[\"mood\", \"why\"], [\"card\", \"mood\"]]",
        &[SMILEY, MULTIPLE, card],
        &expect![[r#"
        error packs/whole.toml:3 at "why"
          `why` is of the type `multiple`, which cannot be paired
          help: pair items that take one response: smiley, rating, nps or single
        error packs/whole.toml:3 at "card"
          `card` is of the type `info`, which cannot be paired
          help: pair items that take one response: smiley, rating, nps or single
    "#]],
    );
}

#[test]
fn an_item_that_is_asked_after_certain_answers_only_cannot_be_paired() {
    check(
        "pairs = [[\"mood\", \"later\"]]",
        &[SMILEY, CONDITIONAL],
        &expect![[r#"
        error packs/whole.toml:3 at "later"
          `later` is not asked of everybody, so it cannot be paired
          help: how many answered both is told exactly, and would tell what was answered before
    "#]],
    );
}

#[test]
fn a_pair_is_named_once_whichever_way_round() {
    check(
        "pairs = [[\"mood\", \"fix\"], [\"fix\", \"mood\"]]",
        &[SMILEY, SINGLE],
        &expect![[r#"
        error packs/whole.toml:3 at ["fix", "mood"]
          `fix` and `mood` are paired twice
          help: each pair takes its part of the epsilon of both answers; name it once
    "#]],
    );
}

#[test]
fn a_pair_of_long_scales_has_too_many_cells_unless_noise_makes_classes_of_them() {
    let other = "id = \"scale\"\ntype = \"rating\"\ntext = \"How far?\"\n\
                 scale = { from = 0, to = 10, low = \"near\", high = \"far\" }";
    check(
        "pairs = [[\"friend\", \"scale\"]]",
        &[NPS, other],
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        "pairs = [[\"friend\", \"scale\"]]\n[privacy]\nmechanism = \"exact\"",
        &[NPS, other],
        &expect![[r#"
        error packs/whole.toml:3 at ["friend", "scale"]
          `friend` and `scale` make a table of 121 cells; 50 is the most
          help: pair items with fewer responses
    "#]],
    );
}

#[test]
fn an_exact_answer_is_in_one_table_only() {
    let exact = "pairs = [[\"mood\", \"fix\"], [\"mood\", \"friend\"]]\n[privacy]\nmechanism = \"exact\"";
    check(
        exact,
        &[SMILEY, SINGLE, &NPS.replace("nps", "smiley")],
        &expect![[r#"
        error packs/whole.toml:3 at "mood"
          `mood` is in two pairs, and an exact answer is counted once
          help: counts of the same answers can be subtracted from each other: write mechanism = "noisy"
    "#]],
    );
    let question = |id: &str| {
        format!(
            "[[item]]\nid = \"{id}\"\ntype = \"single\"\ntext = \"What is {id}?\"\noptions = [\
             {{ id = \"a\", text = \"A\", correct = true }}, {{ id = \"b\", text = \"B\" }}]\n"
        )
    };
    let quiz = |head: &str| format!("kind = \"quiz\"\ntitle = \"Q\"\n{head}\n{}{}", question("tea"), question("milk"));
    expect![[r#"
        error packs/whole.toml:3 at "tea"
          `tea` is counted with its rest score, and an exact answer is counted once
          help: counts of the same answers can be subtracted from each other: write mechanism = "noisy"
        error packs/whole.toml:3 at "milk"
          `milk` is counted with its rest score, and an exact answer is counted once
          help: counts of the same answers can be subtracted from each other: write mechanism = "noisy"
    "#]]
    .assert_eq(&pack_faults(&quiz("pairs = [[\"tea\", \"milk\"]]")));
    expect![[r#"
        no fault
    "#]]
    .assert_eq(&pack_faults(&quiz("pairs = [[\"tea\", \"milk\"]]\n[privacy]\nmechanism = \"noisy\"")));
    expect![[r#"
        warning packs/whole.toml:4 at { rest_score = 1 }
          exact counts have no epsilon to share
          help: add mechanism = "noisy", or leave `share` out
    "#]]
    .assert_eq(&pack_faults(&quiz("[privacy]\nshare = { rest_score = 1 }")));
    let conditional = quiz("[privacy]\nmechanism = \"noisy\"\nshare = { rest_score = 1 }")
        .replace("text = \"What is milk?\"", "text = \"What is milk?\"\nask_if = \"tea in [a]\"");
    expect![[r#"
        error packs/whole.toml:15 at "tea in [a]"
          `milk` is not asked of everybody, so it cannot be in a rest score
          help: how many answered both is told exactly, and would tell what was answered before
    "#]]
    .assert_eq(&pack_faults(&conditional));
}

#[test]
fn a_visit_must_be_able_to_answer_both() {
    check(
        "draw = 1\npairs = [[\"mood\", \"fix\"]]",
        &[SMILEY, SINGLE, NPS],
        &expect![[r#"
        error packs/whole.toml:4 at ["mood", "fix"]
          a pair needs 2 answers of one visit, and a visit draws 1
          help: leave out `draw`, or make a pack of these items alone
    "#]],
    );
    check(
        "draw = 2\npairs = [[\"mood\", \"fix\"]]",
        &[SMILEY, SINGLE, NPS],
        &expect![[r#"
        warning packs/whole.toml:4 at ["mood", "fix"]
          this pair is counted only of visits that happen to draw what it needs
          help: leave out `draw`, or make a pack of these items alone
    "#]],
    );
}

fn commitment(id: &str, rest: &str) -> String {
    format!(
        "id = \"{id}\"\ntype = \"rating\"\ntext = \"Do you stand behind {id}?\"\nmeasure = \"ambassadorship\"\n\
         scale = {{ from = 1, to = 5, low = \"no\", high = \"yes\" }}\n{rest}"
    )
}

fn check_segment(head: &str, rests: [&str; 3], expected: &Expect) {
    let ids = ["firm", "goods", "guests"];
    let items: Vec<String> = ids.iter().zip(rests).map(|(id, rest)| commitment(id, rest)).collect();
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    check(head, &items, expected);
}

const ROLES: [&str; 3] = ["role = \"company\"", "role = \"product\"", "role = \"customer\""];

#[test]
fn three_commitments_make_a_segment() {
    check_segment(
        "",
        ROLES,
        &expect![[r#"
        no fault
    "#]],
    );
    let items: Vec<String> =
        ["firm", "goods", "guests"].iter().zip(ROLES).map(|(id, role)| commitment(id, role)).collect();
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    assert!(pack("", &pulse("", &items)).has_segment());
    assert!(!pack("", &pulse("[privacy]\nshare = { segment = 0 }", &items)).has_segment());
}

#[test]
fn a_commitment_that_is_missing_or_unknown_is_a_fault() {
    check_segment(
        "",
        [ROLES[0], ROLES[1], ""],
        &expect![[r#"
        error packs/whole.toml:22 at "ambassadorship"
          `guests` does not say which commitment it asks for
          help: write `company`, `product` or `customer`
    "#]],
    );
    check_segment(
        "",
        [ROLES[0], ROLES[1], "role = \"custommer\""],
        &expect![[r#"
            error packs/whole.toml:24 at "custommer"
              `custommer` is none of the commitments that make a segment
              help: did you mean `customer`?
        "#]],
    );
    check_segment(
        "",
        [ROLES[0], ROLES[0], ROLES[1]],
        &expect![[r#"
        error packs/whole.toml:8 at "ambassadorship"
          no item asks for the commitment to `customer`
          help: a segment needs an answer to each; without one, write share = { segment = 0 } in [privacy]
    "#]],
    );
    check_segment(
        "[privacy]\nshare = { segment = 0 }",
        [ROLES[0], ROLES[0], ""],
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn a_commitment_is_on_five_points_and_asked_of_everybody() {
    let items = [commitment("firm", ROLES[0]), commitment("goods", ROLES[1]).replace("to = 5", "to = 7")];
    let four = "id = \"guests\"\ntype = \"smiley\"\nfaces = 4\ntext = \"And them?\"\nmeasure = \"ambassadorship\"\n\
                role = \"customer\"\nask_if = \"firm in [1]\"";
    check(
        "",
        &[&items[0], &items[1], four],
        &expect![[r#"
        error packs/whole.toml:16 at { from = 1, to = 7, low = "no", high = "yes" }
          `goods` asks for a commitment, but not from 1 to 5
          help: make it a rating from 1 to 5, or five faces: a segment's cut-offs are on that scale
        error packs/whole.toml:20 at "smiley"
          `guests` asks for a commitment, but not from 1 to 5
          help: make it a rating from 1 to 5, or five faces: a segment's cut-offs are on that scale
        error packs/whole.toml:25 at "firm in [1]"
          `guests` is part of a segment, so it must be asked of everybody
          help: how many are in a segment is told exactly, and would tell what was answered before
    "#]],
    );
}

#[test]
fn a_segment_is_never_exact_and_never_half_drawn() {
    check_segment(
        "[privacy]\nmechanism = \"exact\"",
        ROLES,
        &expect![[r#"
        error packs/whole.toml:9 at "ambassadorship"
          a segment cannot be counted exactly
          help: counts of the same answers can be subtracted from each other: write mechanism = "noisy"
    "#]],
    );
    check_segment(
        "draw = 2",
        ROLES,
        &expect![[r#"
        error packs/whole.toml:8 at "ambassadorship"
          a segment needs 3 answers of one visit, and a visit draws 2
          help: leave out `draw`, or make a pack of these items alone
    "#]],
    );
}

#[test]
fn weights_are_whole_numbers_and_mean_something_only_where_there_is_noise() {
    check(
        "[privacy]\nshare = { responses = 0, pair = 11, segment = 1.5, rest = 1 }",
        &[SMILEY],
        &expect![[r#"
        error packs/whole.toml:4 at 0
          `responses` must be from 1 to 10, not 0
          help: `responses`: weight of the answers to one item by themselves
        error packs/whole.toml:4 at 11
          `pair` must be from 0 to 10, not 11
          help: `pair`: weight of each pair; 0: none is counted
        error packs/whole.toml:4 at 1.5
          `segment` must be a whole number, not a number with a point
          help: `segment`: weight of the ambassadorship segment; 0: it is not counted
        error packs/whole.toml:4 at rest
          a `share` table has no key `rest`
          help: a `share` table may have `responses`, `segment`, `pair` and `rest_score`
    "#]],
    );
    check(
        "[privacy]\nmechanism = \"exact\"\nshare = { pair = 2 }",
        &[SMILEY],
        &expect![[r#"
        warning packs/whole.toml:5 at { pair = 2 }
          exact counts have no epsilon to share
          help: add mechanism = "noisy", or leave `share` out
    "#]],
    );
    check(
        "[privacy]\nshare = { rest_score = 1 }",
        &[SMILEY],
        &expect![[r#"
        warning packs/whole.toml:4 at 1
          there is no rest score to weigh
          help: a rest score needs a quiz whose visits have two questions with a right answer
    "#]],
    );
    check(
        "[privacy]\nepsilon = 0.001",
        &[SMILEY],
        &expect![[r#"
        error packs/whole.toml:4 at 0.001
          an epsilon of 0.001 leaves nothing to read
          help: 2.0 is usual; 1.0 is careful, for sensitive items
    "#]],
    );
}

#[test]
fn a_count_of_people_that_tells_what_they_said_before_is_warned_of_where_noise_hides_that() {
    check(
        "",
        &[SMILEY, CONDITIONAL],
        &expect![[r#"
        warning packs/whole.toml:12 at "mood in [1]"
          how many answer `later` is told without noise, and noise hides who is asked
          help: leave out `ask_if`, with an option for those it does not concern, or ask for it in a comment
    "#]],
    );
}

#[test]
fn whatever_is_not_counted_or_hangs_on_nothing_felt_may_have_a_condition() {
    let card = "id = \"card\"\ntype = \"info\"\ntext = \"Read this.\"\nask_if = \"mood in [1]\"";
    let comment = "id = \"say\"\ntype = \"comment\"\ntext = \"What was it?\"\nask_if = \"mood in [1]\"";
    let whole = expect![[r#"
        no fault
    "#]];
    check("", &[SMILEY, card, comment], &whole);
    check("[privacy]\nmechanism = \"exact\"\ndissent = 2", &[SMILEY, CONDITIONAL], &whole);
    let right = SINGLE.replace("text = \"Yes\"", "text = \"Yes\", correct = true");
    let hangs = CONDITIONAL.replace("mood in [1]", "fix in [no]");
    let noisy = pulse("[privacy]\nmechanism = \"noisy\"", &[&right, &hangs]).replace("pulse", "quiz");
    whole.assert_eq(&pack_faults(&noisy));
}
