//! What goes onto the walls: only what was released and approved, whole reviews or nothing of them.

use std::borrow::Cow;

use expect_test::expect;
use jiff::civil::{Date, date};
use listening_post::config::Folder;
use listening_post::content::{Content, Wall, load};
use listening_post::export::CommentRow;
use listening_post::publish::{Blocker, Changes, Refusal, Released, file, review, take, withdraw};
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 24);
const KIOSK: &str = "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 90\n";
const PACK: &str =
    "kind = \"stories\"\ntitle = \"T\"\n[[item]]\nid = \"read\"\neach = \"voices\"\ntype = \"info\"\ntext = \"Said\"\n";

fn row(comment: &str) -> CommentRow<'static> {
    CommentRow {
        organisation: "O".into(),
        site: "s".into(),
        kiosk: Uuid::from_u128(1),
        pack: "your-words".into(),
        item: "one-thing".into(),
        cut_week: "2026-W46".parse().unwrap(),
        batch: Uuid::from_u128(7),
        comment: Cow::Owned(comment.to_owned()),
    }
}

fn released() -> Vec<Released> {
    ["A bus after \"midnight\"", "The regulars are kind", "Nothing"]
        .map(|said| Released::of(&row(said)).unwrap())
        .to_vec()
}

fn folder(files: &[(Wall, String)]) -> Folder {
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", KIOSK);
    folder.insert("packs/p.toml", PACK);
    for (wall, text) in files {
        folder.insert(file(*wall), text.as_bytes());
    }
    folder
}

fn content(files: &[(Wall, String)]) -> Content {
    let loaded = load(&folder(files));
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults.iter().map(ToString::to_string).collect::<Vec<_>>());
    loaded.content.unwrap()
}

/// A review with these decisions, each the place of a comment and what is written for `wall`.
fn decided(decisions: &[(usize, &str)]) -> String {
    let comments = released();
    let mut text = review(&comments, &[], &content(&[]), TODAY);
    for (at, wall) in decisions {
        let at = text.find(&comments[*at].id).unwrap();
        let (before, after) = text.split_at(at);
        text = format!("{before}{}", after.replacen("wall = \"\"", &format!("wall = \"{wall}\""), 1));
    }
    text
}

fn taken(text: &str) -> Result<Changes, Vec<Refusal>> {
    take(text, &released(), &content(&[]), |_| String::new(), TODAY)
}

#[test]
fn a_review_nobody_decided_in_publishes_nothing() {
    assert_eq!(taken(&decided(&[])), Ok(Changes::default()));
}

#[test]
fn what_was_approved_is_on_its_wall_as_it_was_said_and_nothing_else_is() {
    let changes = taken(&decided(&[(0, "ideas"), (1, "voices")])).unwrap();
    assert_eq!((changes.voices, changes.ideas, changes.actions), (1, 1, 0));
    let content = content(&changes.files);
    let said = |text: &listening_post::vocabulary::Text| text.in_language(&"en".into()).to_owned();
    assert_eq!(content.ideas.iter().map(|idea| said(&idea.text)).collect::<Vec<_>>(), ["A bus after \"midnight\""]);
    assert_eq!(content.voices.iter().map(|voice| said(&voice.text)).collect::<Vec<_>>(), ["The regulars are kind"]);
    assert_eq!(content.voices[0].approved, TODAY);
    let items: Vec<_> = content.packs[0].items.iter().map(|item| said(item.subject())).collect();
    assert_eq!(items, ["The regulars are kind"]);
    let again = review(&released(), &[], &content, TODAY);
    assert!(again.contains("Nothing") && !again.contains("regulars"), "only what waits is in the next review");
}

#[test]
fn what_was_never_released_is_refused_whoever_approves_it() {
    let forged = "[[comment]]\nreleased = \"0123456789abcdef\"\nsaid = \"We all love it\"\nwall = \"voices\"\n";
    assert_eq!(taken(forged), Err(vec![Refusal::NotReleased("0123456789abcdef".into())]));
}

#[test]
fn a_sealed_comment_cannot_be_reviewed() {
    let sealed = listening_post::envelope::to_line(b"age-encryption.org/v1\n");
    assert!(Released::of(&row(&sealed)).is_none());
}

#[test]
fn one_wrong_decision_and_nothing_is_published() {
    let text = decided(&[(0, "ideas"), (1, "wall")])
        + "\n[[action]]\nid = \"stock\"\nsaid = \"No cake\"\ndid = \"\"\non = 2026-11-24\npublish = true\n";
    let refusals = taken(&text).unwrap_err();
    expect![[r#"
        `wall` is no wall; write "voices" or "ideas", or leave it empty
        action `stock` does not say what is done; fill in `did`"#]]
    .assert_eq(&refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn nothing_is_published_twice() {
    let text = decided(&[(1, "voices")]);
    let changes = taken(&text).unwrap();
    let again = take(&text, &released(), &content(&changes.files), |_| String::new(), TODAY);
    assert!(matches!(again.unwrap_err().as_slice(), [Refusal::Posted(_)]));
}

#[test]
fn an_idea_that_was_published_and_withdrawn_is_off_the_wall_and_does_not_come_back_by_itself() {
    let text = decided(&[(1, "voices"), (2, "voices")]);
    let (wall, published) = taken(&text).unwrap().files.remove(0);
    let id = released()[1].id.clone();
    let down = withdraw(&published, wall, &id, TODAY).unwrap();
    let content = content(&[(wall, down.clone())]);
    assert_eq!(content.voices.iter().filter(|voice| voice.withdrawn.is_some()).count(), 1);
    assert_eq!(content.packs[0].items.len(), 1);
    assert_eq!(withdraw(&down, wall, &id, TODAY), Err(Refusal::Missing("voices", id.clone())));
    assert!(!review(&released(), &[], &content, TODAY).contains(&id), "it was decided");
    assert!(matches!(take(&text, &released(), &content, |_| down.clone(), TODAY).unwrap_err()[0], Refusal::Posted(_)));
}

#[test]
fn what_stood_in_a_file_stays_as_it_was() {
    let old = "# Read twice.\n[[voice]]\nid = \"first\" # the first\ntext = \"Hello\"\nreleased = \"ab\"\napproved = 2026-11-01\n";
    let changes = take(&decided(&[(1, "voices")]), &released(), &content(&[]), |_| old.to_owned(), TODAY).unwrap();
    assert!(changes.files[0].1.starts_with(old));
    let down = withdraw(&changes.files[0].1, Wall::Voices, "first", TODAY).unwrap();
    assert!(down.contains("id = \"first\" # the first\nwithdrawn = 2026-11-24\ntext"));
    assert_eq!(content(&[(Wall::Voices, down)]).voices.len(), 2);
}

#[test]
fn a_blocker_nobody_answers_is_drafted_and_goes_up_with_its_owner_once_somebody_says_what_is_done() {
    let blocker = Blocker { id: "stock".into(), words: "We had run out".into(), share: 0.4 };
    let draft = review(&[], &[blocker], &content(&[]), TODAY);
    assert!(draft.contains("# 40 % of what kept people from helping"));
    let decided = draft
        .replace("did = \"\"", "did = \"The till shows the stock\"")
        .replace("owner = \"\"", "owner = \"Systems\"")
        .replace("publish = false", "publish = true");
    let content = content(&taken(&decided).unwrap().files);
    let action = &content.actions[0];
    assert_eq!(action.blocker.as_ref().unwrap().as_str(), "stock");
    assert!(action.owner.is_some());
}
