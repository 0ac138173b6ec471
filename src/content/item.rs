//! One question or card of a pack.

use std::path::PathBuf;

use super::{Advice, Condition, Entry};
use crate::vocabulary::{ItemId, OptionId, Text, TouchpointId};

/// A picture and what it shows, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file, below `media/`.
    pub file: PathBuf,
    /// What it shows, for people who do not see it.
    pub alt: Text,
}

/// Where an option stays when the others are shuffled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin {
    /// Before all others.
    First,
    /// After all others ("Not sure").
    Last,
}

/// One response a person may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseOption {
    /// Its code in data.
    pub id: OptionId,
    /// Its words on the screen.
    pub text: Text,
    /// Its picture, if it has one.
    pub image: Option<Picture>,
    /// Whether it is right, in a quiz.
    pub correct: bool,
    /// Where it stays when the others are shuffled.
    pub pin: Option<Pin>,
}

/// The points of a rating scale and the words at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Lowest point.
    pub from: u8,
    /// Highest point.
    pub to: u8,
    /// What the lowest point means.
    pub low: Text,
    /// What the highest point means.
    pub high: Text,
}

impl Scale {
    /// The points, from the lowest.
    #[must_use]
    pub fn points(&self) -> std::ops::RangeInclusive<u8> {
        self.from..=self.to
    }
}

/// How an item is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// One of 4 or 5 faces, coded 1 (worst) up.
    Smiley {
        /// How many faces: 4 or 5.
        faces: u8,
    },
    /// One point of a labelled scale.
    Rating {
        /// The scale.
        scale: Scale,
        /// Whether "does not apply" is offered; it is not data.
        not_applicable: bool,
    },
    /// How likely a recommendation is, 0 to 10.
    Nps {
        /// What 0 means, if the author says.
        low: Option<Text>,
        /// What 10 means, if the author says.
        high: Option<Text>,
    },
    /// One of several options.
    Single {
        /// The options in the author's order.
        options: Vec<ResponseOption>,
        /// Whether they are shown in random order.
        shuffle: bool,
    },
    /// Up to `at_most` of several options.
    Multiple {
        /// The options in the author's order.
        options: Vec<ResponseOption>,
        /// Whether they are shown in random order.
        shuffle: bool,
        /// The most that may be picked; it bounds what one person can change.
        at_most: u8,
    },
    /// A card to read: text, picture and perhaps a link.
    Info {
        /// Where the card leads, shown as a QR code.
        link: Option<String>,
    },
    /// A card that is worded in several ways, of which each visit sees one by chance.
    Message {
        /// The wordings; their ids are what answers are told apart by.
        variants: Vec<ResponseOption>,
        /// Where the card leads, shown as a QR code.
        link: Option<String>,
    },
    /// A few words of the person's own.
    Comment {
        /// Phrases to tap instead of typing.
        phrases: Vec<Text>,
    },
    /// Several options put in order.
    Rank {
        /// The options in the author's order.
        options: Vec<ResponseOption>,
        /// Whether they are shown in random order.
        shuffle: bool,
    },
}

/// What kind of touchpoint an item asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TouchpointClass {
    /// How it feels.
    Emotional,
    /// What is done.
    Functional,
}

/// A published figure, drawn beside the company's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// The figure.
    pub value: f64,
    /// Whom or what it was measured on.
    pub of: Text,
    /// Who published it.
    pub source: Text,
}

/// One question or card of a pack.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id within the pack.
    pub id: ItemId,
    /// How it is answered.
    pub kind: ItemKind,
    /// What it asks.
    pub text: Text,
    /// Its picture, if it has one.
    pub image: Option<Picture>,
    /// What is said after a quiz answer.
    pub explain: Option<Text>,
    /// Whether "Skip" is withheld.
    pub required: bool,
    /// When it is asked; absent: always.
    pub ask_if: Option<Condition>,
    /// The analysis it feeds.
    pub measure: Option<String>,
    /// Its part in that analysis.
    pub role: Option<String>,
    /// The interaction that customers rate too.
    pub touchpoint: Option<TouchpointId>,
    /// What kind of touchpoint that is.
    pub class: Option<TouchpointClass>,
    /// A published figure to compare with.
    pub norm: Option<Norm>,
    /// What it shows of a wall, where it is asked of each entry there.
    pub entry: Option<Entry>,
    /// What suits a customer, where the item asks for it.
    pub advice: Option<Advice>,
    /// First 16 hex digits of SHA-256 over its canonical text, options and scoring.
    pub hash: String,
}

impl Item {
    /// What it is about: what it asks, or what it shows of a wall.
    #[must_use]
    pub fn subject(&self) -> &Text {
        self.entry.as_ref().map_or(&self.text, |entry| entry.did.as_ref().unwrap_or(&entry.said))
    }

    /// The response codes in the pack's order; empty for what has none: cards and comments.
    #[must_use]
    pub fn responses(&self) -> Vec<String> {
        match &self.kind {
            ItemKind::Smiley { faces } => (1..=*faces).map(|face| face.to_string()).collect(),
            ItemKind::Rating { scale, .. } => scale.points().map(|p| p.to_string()).collect(),
            ItemKind::Nps { .. } => (0..=10).map(|point| point.to_string()).collect(),
            ItemKind::Single { options, .. }
            | ItemKind::Multiple { options, .. }
            | ItemKind::Rank { options, .. }
            | ItemKind::Message { variants: options, .. } => {
                options.iter().map(|option| option.id.to_string()).collect()
            }
            ItemKind::Info { .. } | ItemKind::Comment { .. } => Vec::new(),
        }
    }

    /// The codes that a condition reads of an answer with these positions; of a ranking only the best.
    #[must_use]
    pub fn codes(&self, positions: &[usize]) -> Vec<String> {
        let codes = self.responses();
        let read = if self.is_ranking() { 1 } else { positions.len() };
        positions.iter().take(read).filter_map(|position| codes.get(*position).cloned()).collect()
    }

    /// Whether its options are put in order.
    #[must_use]
    pub fn is_ranking(&self) -> bool {
        matches!(self.kind, ItemKind::Rank { .. })
    }

    /// The most responses one answer to it holds: one, as many as may be picked, or all that are put in order.
    #[must_use]
    pub fn most_responses(&self) -> usize {
        match &self.kind {
            ItemKind::Multiple { at_most, .. } => usize::from(*at_most),
            ItemKind::Rank { options, .. } => options.len(),
            _ => 1,
        }
    }

    /// Whether it is answered in the person's own words.
    #[must_use]
    pub fn takes_comments(&self) -> bool {
        matches!(self.kind, ItemKind::Comment { .. })
    }

    /// Whether there is nothing to answer, only to read.
    #[must_use]
    pub fn is_card(&self) -> bool {
        matches!(self.kind, ItemKind::Info { .. } | ItemKind::Message { .. })
    }

    /// The wordings of a card of which each visit sees one.
    #[must_use]
    pub fn variants(&self) -> &[ResponseOption] {
        match &self.kind {
            ItemKind::Message { variants, .. } => variants,
            _ => &[],
        }
    }

    /// Where a card leads.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        match &self.kind {
            ItemKind::Info { link } | ItemKind::Message { link, .. } => link.as_deref(),
            _ => None,
        }
    }

    /// The options of a choice item; none for the others.
    #[must_use]
    pub fn options(&self) -> &[ResponseOption] {
        match &self.kind {
            ItemKind::Single { options, .. } | ItemKind::Multiple { options, .. } | ItemKind::Rank { options, .. } => {
                options
            }
            _ => &[],
        }
    }

    /// The position of the option that is right in a quiz, or suits best by an advisor's ranking.
    #[must_use]
    pub fn best(&self) -> Option<usize> {
        self.right().or_else(|| self.advice.as_ref()?.best())
    }

    /// The position of the right option, in a quiz.
    #[must_use]
    pub fn correct(&self) -> Option<usize> {
        self.options().iter().position(|option| option.correct)
    }
}
