//! `voices.toml` and `ideas.toml`, and items that are asked of each entry of a wall.

use std::collections::BTreeSet;

use super::action::LONGEST;
use super::{Table, wording};
use crate::content::{Action, Entry, Flaw, Item, Posting, Wall, fingerprint};
use crate::vocabulary::{ItemId, PostingId, Text};

/// What was approved for the screen.
#[derive(Default)]
pub(super) struct Walls {
    pub(super) voices: Vec<Posting>,
    pub(super) ideas: Vec<Posting>,
    pub(super) actions: Vec<Action>,
}

/// The entries below `key`, the newest first.
pub(super) fn postings(table: &Table, key: &str) -> Vec<Posting> {
    let mut seen = BTreeSet::new();
    let mut postings = Vec::new();
    for table in table.tables(key) {
        let Some(id) = table.words("id").and_then(|id| PostingId::new(id).ok()) else { continue };
        if !seen.insert(id.clone()) {
            let help = "give each an id of its own; votes are counted under it";
            table.error(
                "id",
                |_| Flaw::Twice(id.to_string()),
                format!("{key} `{id}` appears twice"),
                "used again here",
                help,
            );
        }
        wording::fits(&table, "text", LONGEST);
        let (Some(text), Some(approved)) = (table.text("text"), table.date("approved")) else { continue };
        let withdrawn = table.date("withdrawn");
        if withdrawn.is_some_and(|withdrawn| withdrawn < approved) {
            let help = "withdraw it on the day it was approved, or later";
            table.error(
                "withdrawn",
                Flaw::Conflict,
                format!("{key} `{id}` was withdrawn before it was approved"),
                "too early",
                help,
            );
        }
        let released = table.words("released").map(ToOwned::to_owned);
        postings.push(Posting { id, text, approved, released, withdrawn });
    }
    postings.sort_by_key(|posting| std::cmp::Reverse(posting.approved));
    postings
}

impl Walls {
    /// What a wall shows, with an id each; what was withdrawn is on none.
    fn entries(&self, wall: Wall) -> Vec<(String, Entry)> {
        let postings = match wall {
            Wall::Voices => &self.voices,
            Wall::Ideas => &self.ideas,
            Wall::Actions => {
                let shown = self.actions.iter().filter(|action| action.withdrawn.is_none());
                return shown.map(|action| (action.id.to_string(), of_action(action))).collect();
            }
        };
        let shown = postings.iter().filter(|posting| posting.withdrawn.is_none());
        let entry = |text: &Text| Entry { wall, said: text.clone(), did: None, owner: None, status: None };
        shown.map(|posting| (posting.id.to_string(), entry(&posting.text))).collect()
    }

    /// The item once for each entry of the wall that its table names; as it is, if it names none.
    pub(super) fn each(&self, table: &Table, item: Item) -> Vec<Item> {
        let Some(wall) = table.words("each").and_then(Wall::from_word) else { return vec![item] };
        let of_entry = |(id, entry): (String, Entry)| match ItemId::new(format!("{}-{id}", item.id)) {
            Ok(id) => {
                Some(Item { id, hash: fingerprint::of_entry(&item.hash, &entry), entry: Some(entry), ..item.clone() })
            }
            Err(bad) => {
                table.error(
                    "id",
                    Flaw::TooLong,
                    bad.to_string(),
                    "with the id of an entry it is too long",
                    "write a shorter id",
                );
                None
            }
        };
        self.entries(wall).into_iter().filter_map(of_entry).collect()
    }
}

fn of_action(action: &Action) -> Entry {
    Entry {
        wall: Wall::Actions,
        said: action.said.clone(),
        did: Some(action.did.clone()),
        owner: action.owner.clone(),
        status: Some(action.status),
    }
}
