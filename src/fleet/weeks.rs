//! The folders of a lake that hold a week's rounds.

use std::collections::BTreeMap;

use super::folder::{DEEPEST, below};
use crate::chain::Place;
use crate::sync::{Shelf, Trouble};
use crate::vocabulary::Round;

/// Folders of a lake that hold no cells.
const OTHERS: [&str; 3] = ["comments", "content", "status"];

/// The folders of weeks, wherever they are; by their names alone.
#[derive(Debug, Default)]
pub(super) struct Weeks {
    folders: BTreeMap<Round, Vec<String>>,
    /// Those that are called like a week's, and name none.
    odd: Vec<String>,
}

impl Weeks {
    pub(super) fn of(shelf: &dyn Shelf) -> Result<Self, Trouble> {
        let mut weeks = Self::default();
        let called = shelf.called("");
        // Somebody may ask for a single week.
        weeks.note(called.trim_end_matches('/').rsplit('/').next().unwrap_or_default(), "");
        weeks.walk(shelf, "", 0)?;
        Ok(weeks)
    }

    /// Whether the folder is called like a week's.
    fn note(&mut self, name: &str, path: &str) -> bool {
        match name.strip_prefix(Place::PARTITION).map(str::parse) {
            Some(Ok(round)) => self.folders.entry(round).or_default().push(path.to_owned()),
            Some(Err(_)) => self.odd.push(path.to_owned()),
            None => return false,
        }
        true
    }

    fn walk(&mut self, lake: &dyn Shelf, folder: &str, depth: usize) -> Result<(), Trouble> {
        for name in lake.list(folder)?.folders {
            let path = below(folder, &name);
            let is_week = self.note(&name, &path);
            if !is_week && depth < DEEPEST && !OTHERS.contains(&name.as_str()) && !name.starts_with('.') {
                self.walk(lake, &path, depth + 1)?;
            }
        }
        Ok(())
    }

    /// The weeks, in their order.
    pub(super) fn rounds(&self) -> impl DoubleEndedIterator<Item = &Round> {
        self.folders.keys()
    }

    /// The folders of a week; those that name none, if it is none.
    pub(super) fn folders(&self, round: Option<Round>) -> &[String] {
        match round {
            Some(round) => self.folders.get(&round).map_or(&[], Vec::as_slice),
            None => &self.odd,
        }
    }
}
