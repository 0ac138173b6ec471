//! A pack before it is written: what could be carried over, and remarks where the rest was.

use crate::vocabulary::{Language, Text};

/// A pack that is to be written.
#[derive(Debug)]
pub(super) struct Draft {
    /// The name of the file it comes from, and its format.
    pub(super) source: String,
    pub(super) kind: &'static str,
    pub(super) title: Text,
    pub(super) draw: Option<usize>,
    /// The languages of its texts, in the order in which they are written.
    pub(super) order: Vec<Language>,
    /// Languages in which others stand in.
    pub(super) untranslated: Vec<Language>,
    pub(super) entries: Vec<Entry>,
}

impl Draft {
    /// The questions and cards that are asked.
    pub(super) fn asked(&self) -> impl Iterator<Item = &Question> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Question(question) if question.is_asked => Some(question),
            _ => None,
        })
    }
}

/// A part of a pack, from the top down.
#[derive(Debug)]
pub(super) enum Entry {
    /// Lines that only authors read.
    Remark(Vec<String>),
    /// An item.
    Question(Question),
}

/// An item that is to be written.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) id: String,
    pub(super) text: Text,
    pub(super) answer: Answer,
    pub(super) explain: Option<Text>,
    pub(super) required: bool,
    pub(super) ask_if: Option<String>,
    pub(super) measure: Option<&'static str>,
    /// What stands above it for authors.
    pub(super) remarks: Vec<String>,
    /// Whether it is asked; otherwise all of it is written as a remark.
    pub(super) is_asked: bool,
}

/// How an item is answered.
#[derive(Debug)]
pub(super) enum Answer {
    Single { options: Vec<Choice>, shuffle: bool },
    Multiple { options: Vec<Choice>, shuffle: bool, at_most: usize },
    Rank { options: Vec<Choice>, shuffle: bool },
    Rating { from: u8, to: u8 },
    Comment,
    Info { link: Option<String> },
}

impl Answer {
    /// Whether there is only something to read.
    pub(super) fn is_card(&self) -> bool {
        matches!(self, Self::Info { .. })
    }
}

/// A response option that is to be written.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) text: Text,
    pub(super) correct: bool,
    /// Whether it stays behind all others.
    pub(super) last: bool,
    /// What stands above it for authors.
    pub(super) remarks: Vec<String>,
}
