//! What was released and approved and may be read on the screen: voices, ideas, and what came of what was said.

use jiff::civil::Date;

use crate::vocabulary::{PostingId, Text};

/// A place where something approved is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wall {
    /// Colleagues' words, `voices.toml`.
    Voices,
    /// Proposals to vote on, `ideas.toml`.
    Ideas,
    /// "You said → we did", `actions.toml`.
    Actions,
}

impl Wall {
    /// As packs name it; its file is called the same.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Voices => "voices",
            Self::Ideas => "ideas",
            Self::Actions => "actions",
        }
    }

    /// The wall that packs name so.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Voices, Self::Ideas, Self::Actions].into_iter().find(|wall| wall.word() == word)
    }
}

/// A voice or an idea that somebody approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Its id.
    pub id: PostingId,
    /// Its words.
    pub text: Text,
    /// The day somebody approved it.
    pub approved: Date,
    /// The released comment it was; an idea of the company's own was none.
    pub released: Option<String>,
    /// The day it was taken down; it is not shown any more.
    pub withdrawn: Option<Date>,
}

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Decided, not begun.
    Planned,
    /// Begun.
    UnderWay,
    /// Finished.
    #[default]
    Done,
}

/// What an item shows of a wall above its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it is from.
    pub wall: Wall,
    /// What was said.
    pub said: Text,
    /// What came of it, of an action.
    pub did: Option<Text>,
    /// Who sees to it, of an action that says so.
    pub owner: Option<Text>,
    /// How far it is, of an action.
    pub status: Option<Status>,
}
