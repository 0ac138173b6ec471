use expect_test::{Expect, expect};

use super::{KIOSK, faults, item_faults};

fn check(kind: &str, item: &str, expected: &Expect) {
    expected.assert_eq(&item_faults(kind, &[item]));
}

#[test]
fn an_item_has_a_known_type() {
    check(
        "pulse",
        "faces = 5",
        &expect![[r#"
        error packs/whole.toml:3 at [[item]]
          an item has no `type`
          help: write type = "smiley", "rating", "nps", "single", "multiple", "rank", "comment" or "info"
    "#]],
    );
    check(
        "pulse",
        "type = \"rateing\"",
        &expect![[r#"
        error packs/whole.toml:6 at "rateing"
          there is no item type `rateing`
          help: did you mean `rating`?
    "#]],
    );
    check(
        "pulse",
        "type = 3",
        &expect![[r#"
        error packs/whole.toml:6 at 3
          `type` must be a string, not a whole number
          help: write `smiley`, `rating`, `nps`, `single`, `multiple`, `rank`, `comment` or `info`
    "#]],
    );
}

#[test]
fn a_key_of_another_type_is_sent_to_where_it_belongs() {
    check(
        "pulse",
        "type = \"nps\"\nfaces = 5",
        &expect![[r#"
        error packs/whole.toml:7 at faces
          nps item `item-1` has no key `faces`
          help: it belongs to a smiley item
    "#]],
    );
}

#[test]
fn a_smiley_has_four_or_five_faces() {
    check(
        "pulse",
        "type = \"smiley\"\nfaces = 3",
        &expect![[r#"
        error packs/whole.toml:7 at 3
          `faces` must be from 4 to 5, not 3
          help: `faces`: how many faces: 4 (nobody sits in the middle) or 5
    "#]],
    );
}

#[test]
fn a_choice_has_two_options_or_more() {
    check(
        "pulse",
        "type = \"single\"",
        &expect![[r#"
        error packs/whole.toml:3 at [[item]]
          single item `item-1` has no `options`
          help: `options`: what may be chosen, two or more
    "#]],
    );
    check(
        "pulse",
        "type = \"single\"\noptions = [{ id = \"a\", text = \"A\" }]",
        &expect![[r#"
        error packs/whole.toml:7 at [{ id = "a", text = "A" }]
          `options` has 1 entry; it takes 2 to 30
          help: `options`: what may be chosen, two or more
    "#]],
    );
}

#[test]
fn an_option_has_an_id_of_its_own_and_words() {
    check(
        "pulse",
        "type = \"single\"\noptions = [{ id = \"a\", text = \"A\" }, { id = \"a\", text = \"\" }, { id = \"B!\", pin = \"top\" }]",
        &expect![[r#"
            error packs/whole.toml:7 at "a"
              option `a` appears twice in this item
              help: give each option an id of its own; answers are counted under it
            error packs/whole.toml:7 at ""
              `text` is empty
              help: `text`: its words on the screen
            error packs/whole.toml:7 at { id = "B!", pin = "top" }
              option `B!` has no `text`
              help: `text`: its words on the screen
            error packs/whole.toml:7 at "B!"
              `B!` is not an id: use lower-case letters, digits and hyphens, 64 at most
              help: `id`: its code in data, used by no other option of the item
            error packs/whole.toml:7 at "top"
              `pin` cannot be `top`
              help: write `first` or `last`
        "#]],
    );
}

#[test]
fn a_quiz_item_has_exactly_one_right_option() {
    let none = "type = \"single\"\noptions = [{ id = \"a\", text = \"A\" }, { id = \"b\", text = \"B\" }]";
    check(
        "quiz",
        none,
        &expect![[r#"
        error packs/whole.toml:7 at [{ id = "a", text = "A" }, { id = "b", text = "B" }]
          no option of this quiz item is right
          help: add correct = true to the right option
    "#]],
    );
    let one = none.replace("\"A\"", "\"A\", correct = true");
    check(
        "quiz",
        &one,
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        "quiz",
        &one.replace("\"B\"", "\"B\", correct = true"),
        &expect![[r#"
        error packs/whole.toml:7 at true
          a second option of this quiz item is right
          help: a person picks one option, so exactly one has correct = true
    "#]],
    );
    check(
        "pulse",
        &one,
        &expect![[r#"
        warning packs/whole.toml:7 at true
          `correct` means nothing outside a quiz
          help: make it a pack of kind = "quiz", or leave `correct` out
    "#]],
    );
}

#[test]
fn multiple_choice_is_bounded_by_its_options() {
    let options = "options = [{ id = \"a\", text = \"A\" }, { id = \"b\", text = \"B\" }]";
    check(
        "pulse",
        &format!("type = \"multiple\"\n{options}"),
        &expect![[r#"
        error packs/whole.toml:3 at [[item]]
          multiple item `item-1` has no `at_most`
          help: `at_most`: the most that may be picked; it bounds what one person can change
    "#]],
    );
    check(
        "pulse",
        &format!("type = \"multiple\"\nat_most = 3\n{options}"),
        &expect![[r#"
        error packs/whole.toml:7 at 3
          up to 3 may be picked, but there are 2 options
          help: it bounds what one person can change: keep it low
    "#]],
    );
    check(
        "pulse",
        &format!("type = \"multiple\"\nat_most = 0\n{options}"),
        &expect![[r#"
        error packs/whole.toml:7 at 0
          `at_most` must be from 1 to 30, not 0
          help: `at_most`: the most that may be picked; it bounds what one person can change
    "#]],
    );
}

#[test]
fn a_scale_runs_upwards_over_eleven_points_at_most() {
    let scale = |from: u32, to: u32| {
        format!("type = \"rating\"\nscale = {{ from = {from}, to = {to}, low = \"bad\", high = \"good\" }}")
    };
    check(
        "pulse",
        &scale(1, 5),
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        "pulse",
        &scale(0, 10),
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        "pulse",
        &scale(0, 11),
        &expect![[r#"
        error packs/whole.toml:7 at 11
          a scale of 12 points is too long
          help: 11 points fit beside each other; five are easier to tell apart
    "#]],
    );
    check(
        "pulse",
        &scale(5, 5),
        &expect![[r#"
        error packs/whole.toml:7 at 5
          the scale ends at 5, where it begins or before
          help: write from = 1, to = 5
    "#]],
    );
    check(
        "pulse",
        "type = \"rating\"\nscale = { from = 1, to = 5 }",
        &expect![[r#"
        error packs/whole.toml:7 at { from = 1, to = 5 }
          a scale has no `low`
          help: `low`: what the lowest point means
        error packs/whole.toml:7 at { from = 1, to = 5 }
          a scale has no `high`
          help: `high`: what the highest point means
    "#]],
    );
}

#[test]
fn what_is_too_long_for_its_place_is_counted() {
    let (text, option) = ("é".repeat(141), "x".repeat(61));
    let item = format!(
        "type = \"single\"\ntext = {{ en = \"{text}\" }}\noptions = [{{ id = \"a\", text = \"{option}\" }}, {{ id = \"b\", text = \"B\" }}]"
    );
    let shown = item_faults("pulse", &[&item]).replace(&text, "…").replace(&option, "…");
    expect![[r#"
        warning packs/whole.toml:6 at "…"
          `text` is too long for its place in `en`: 141 characters
          help: 140 characters fit on every screen; say it as you would aloud
        warning packs/whole.toml:7 at "…"
          `text` is too long for its place: 61 characters
          help: 60 characters fit on every screen; say it as you would aloud
    "#]]
    .assert_eq(&shown);
}

#[test]
fn comments_and_ranks_are_checked_in_full() {
    check(
        "pulse",
        "type = \"comment\"\nphrases = [\"It was loud\", \"\"]",
        &expect![[r#"
            error packs/whole.toml:7 at ""
              `phrases` is empty
              help: `phrases`: phrases to tap instead of typing
        "#]],
    );
    check(
        "pulse",
        "type = \"rank\"\noptions = [{ id = \"a\", text = \"A\" }, { id = \"b\", text = \"B\" }]",
        &expect![[r#"
            no fault
        "#]],
    );
}

#[test]
fn an_unknown_measure_is_given_the_nearest() {
    check(
        "pulse",
        "type = \"nps\"\nmeasure = \"enp\"",
        &expect![[r#"
        warning packs/whole.toml:7 at "enp"
          the report knows no measure `enp`
          help: did you mean `enps`?
    "#]],
    );
}

#[test]
fn norms_touchpoints_and_classes_are_looked_at() {
    check(
        "pulse",
        "type = \"nps\"\nclass = \"emotive\"\ntouchpoint = \"At The Till\"\nnorm = { value = inf, of = \"firms\" }",
        &expect![[r#"
        error packs/whole.toml:7 at "emotive"
          `class` cannot be `emotive`
          help: write `emotional` or `functional`
        error packs/whole.toml:8 at "At The Till"
          `At The Till` is not an id: use lower-case letters, digits and hyphens, 64 at most
          help: `touchpoint`: the interaction customers rate too
        error packs/whole.toml:9 at { value = inf, of = "firms" }
          a norm has no `source`
          help: `source`: who published it, and when
        error packs/whole.toml:9 at inf
          a norm must be a finite number
          help: write the published figure, such as 0.74
    "#]],
    );
    check(
        "pulse",
        "type = \"nps\"\nclass = \"emotional\"\ntouchpoint = \"till\"\nnorm = { value = 0.74, of = \"firms\", source = \"a study\" }",
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn a_norm_beside_several_figures_is_told_to_be_seen_by_nobody() {
    let norm = "\nnorm = { value = 0.74, of = \"firms\", source = \"a study\" }";
    let options = "\noptions = [{ id = \"a\", text = \"Tea\" }, { id = \"b\", text = \"Milk\", correct = true }]";
    check(
        "quiz",
        &format!("type = \"single\"{options}{norm}"),
        &expect![[r#"
        no fault
    "#]],
    );
    let none = options.replace(", correct = true", "");
    check(
        "pulse",
        &format!("type = \"single\"{none}{norm}"),
        &expect![[r#"
        warning packs/whole.toml:8 at { value = 0.74, of = "firms", source = "a study" }
          this item has no single figure that a norm could stand beside
          help: put it on a scale, on nps or on a question with a right answer, or leave it out
    "#]],
    );
    check(
        "pulse",
        &format!("type = \"comment\"{norm}"),
        &expect![[r#"
        warning packs/whole.toml:7 at { value = 0.74, of = "firms", source = "a study" }
          this item has no single figure that a norm could stand beside
          help: put it on a scale, on nps or on a question with a right answer, or leave it out
    "#]],
    );
}

#[test]
fn what_takes_several_answers_cannot_be_right() {
    let options = "\noptions = [{ id = \"a\", text = \"Tea\" }, { id = \"b\", text = \"Milk\", correct = true }]";
    check(
        "quiz",
        &format!("type = \"multiple\"\nat_most = 2{options}"),
        &expect![[r#"
            error packs/whole.toml:8 at true
              only what takes one answer can be right or wrong
              help: make it type = "single", or leave `correct` out
        "#]],
    );
    check(
        "quiz",
        &format!("type = \"rank\"{}", options.replace(", correct = true", "")),
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn a_mirror_item_names_its_touchpoint() {
    check(
        "mirror",
        "type = \"rating\"\nscale = { from = 1, to = 5, low = \"bad\", high = \"good\" }",
        &expect![[r#"
        warning packs/whole.toml:4 at "item-1"
          a mirror item without a touchpoint has nothing to be compared with
          help: add touchpoint = "…", as the customers' ratings name it
    "#]],
    );
}

#[test]
fn a_card_leads_where_a_phone_can_follow() {
    check(
        "stories",
        "type = \"info\"\nlink = \"www.example.org\"",
        &expect![[r#"
        error packs/whole.toml:7 at "www.example.org"
          `www.example.org` is not an address a phone can open
          help: phones open addresses that begin with https://
    "#]],
    );
}

#[test]
fn a_comment_that_nobody_can_write_in_a_language_is_told() {
    let kiosk = KIOSK.replace("[\"en\"]", "[\"ja\", \"en\", \"zh\"]");
    let check = |item: &str, expected: &Expect| {
        let pack = format!(
            "kind = \"stories\"\ntitle = \"言葉\"\nminutes = 1\n[[item]]\nid = \"one-thing\"\ntype = \"comment\"\ntext = \"一つだけ変えるなら？\"\n{item}"
        );
        expected.assert_eq(&faults(&[("kiosk.toml", &kiosk), ("packs/whole.toml", &pack)]));
    };
    check(
        "phrases = [\"人手を増やす\"]\nrequired = true\n",
        &expect![[r#"
        no fault
    "#]],
    );
    check(
        "",
        &expect![[r#"
        warning packs/whole.toml:6 at "comment"
          nothing can be said here in `ja`, `zh`: the screen has no keys for it
          help: give phrases to tap: phrases = ["…"]
    "#]],
    );
    check(
        "required = true\n",
        &expect![[r#"
        error packs/whole.toml:8 at true
          nothing can be said here in `ja`, `zh`: the screen has no keys for it
          help: give phrases to tap: phrases = ["…"], or leave out `required`; a visit could only be broken off here
    "#]],
    );
}
