//! Items that are asked of every entry of a wall, and what is never shown on one.

use expect_test::expect;
use listening_post::content::{Pack, Status, load};

use super::{faults, folder};

const IDEAS: &str = r#"
[[idea]]
id = "bus"
text = "A bus after midnight"
released = "8c1f0b7e5a2d4936"
approved = 2026-11-03
[[idea]]
id = "bread"
text = "Bread for the neighbours"
approved = 2026-11-10
"#;

const VOTE: &str = r#"
kind = "ideas"
title = "Ideas"
draw = 1
[[item]]
id = "vote"
each = "ideas"
type = "single"
text = "Should we?"
options = [{ id = "yes", text = "Yes" }, { id = "no", text = "No" }]
measure = "ideas"
[[item]]
id = "own"
type = "comment"
text = "And yours?"
"#;

fn pack(files: &[(&str, &str)]) -> Pack {
    let content = load(&folder(files)).content.unwrap();
    content.packs.into_iter().find(|pack| pack.id.as_str() == "walls").unwrap()
}

fn items(files: &[(&str, &str)]) -> Vec<String> {
    pack(files).items.iter().map(|item| item.id.to_string()).collect()
}

#[test]
fn an_item_is_asked_of_every_entry_of_its_wall_the_newest_first() {
    let files = [("ideas.toml", IDEAS), ("packs/walls.toml", VOTE)];
    assert_eq!(items(&files), ["vote-bread", "vote-bus", "own"]);
    assert_eq!(faults(&files), "no fault\n");
    let pack = pack(&files);
    let hashes: Vec<_> = pack.items.iter().map(|item| &item.hash).collect();
    assert!(hashes[0] != hashes[1], "each is a question of its own");
}

#[test]
fn an_idea_that_was_withdrawn_is_asked_no_more_and_the_others_stay_the_same_questions() {
    let before = pack(&[("ideas.toml", IDEAS), ("packs/walls.toml", VOTE)]);
    let withdrawn = IDEAS.replace("approved = 2026-11-03", "approved = 2026-11-03\nwithdrawn = 2026-11-20");
    let after = pack(&[("ideas.toml", &withdrawn), ("packs/walls.toml", VOTE)]);
    assert_eq!(after.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["vote-bread", "own"]);
    assert_eq!(after.items[0].hash, before.items[0].hash);
}

#[test]
fn nothing_is_shown_that_was_not_released_and_approved() {
    let voices = "[[voice]]\nid = \"a\"\ntext = \"A\"\nreleased = \"8c1f0b7e5a2d4936\"\n\
                  [[voice]]\nid = \"b\"\ntext = \"B\"\napproved = 2026-11-03\n";
    let wall = VOTE.replace("\"ideas\"\ntype", "\"voices\"\ntype");
    let files = [("voices.toml", voices), ("packs/walls.toml", &wall)];
    assert_eq!(items(&files), ["own"]);
    assert!(load(&folder(&files)).content.unwrap().voices.is_empty());
    expect![[r#"
        error voices.toml:1 at [[voice]]
          voice `a` has no `approved`
          help: `approved`: the day somebody approved it, such as 2026-11-03
        error voices.toml:5 at [[voice]]
          voice `b` has no `released`
          help: `released`: which released comment it was; `publish` writes it
    "#]]
    .assert_eq(&faults(&files));
}

#[test]
fn an_action_tells_how_far_it_is_and_who_sees_to_it_without_becoming_another_question() {
    let wall = VOTE.replace("\"ideas\"\ntype", "\"actions\"\ntype");
    let action = "[[action]]\nid = \"tills\"\nsaid = \"They freeze\"\ndid = \"New ones\"\non = 2026-11-03\n";
    let planned = format!("{action}status = \"planned\"\nowner = \"Systems\"\n");
    let [done, planned] = [action, &planned].map(|text| pack(&[("actions.toml", text), ("packs/walls.toml", &wall)]));
    let entry = planned.items[0].entry.as_ref().unwrap();
    assert_eq!((entry.status, entry.owner.is_some()), (Some(Status::Planned), true));
    assert_eq!(done.items[0].entry.as_ref().unwrap().status, Some(Status::Done));
    assert_eq!(done.items[0].hash, planned.items[0].hash);
}

#[test]
fn what_cannot_be_meant_of_a_wall_is_told() {
    let twice =
        IDEAS.replace("bread", "bus").replace("approved = 2026-11-10", "approved = 2026-11-10\nwithdrawn = 2026-11-09");
    let depends = VOTE.replace("text = \"And yours?\"", "text = \"And yours?\"\nask_if = \"vote in [yes]\"");
    expect![[r#"
        error ideas.toml:8 at "bus"
          idea `bus` appears twice
          help: give each an id of its own; votes are counted under it
        error ideas.toml:11 at 2026-11-09
          idea `bus` was withdrawn before it was approved
          help: withdraw it on the day it was approved, or later
        error packs/walls.toml:16 at "vote in [yes]"
          `ask_if` names `vote`, which is asked once of every entry of a wall
          help: name an item without `each`
    "#]]
    .assert_eq(&faults(&[("ideas.toml", &twice), ("packs/walls.toml", &depends)]));
}
