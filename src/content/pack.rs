//! A survey instrument as the kiosk runs it: every reference resolved, every default filled in.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::{Date, Weekday};

use super::{Item, Pair, Shares};
use crate::config::Privacy;
use crate::vocabulary::{CohortId, ItemId, PackId, Text};

/// What a pack is for; it decides defaults and how its visit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackKind {
    /// A few questions about how work is going.
    Pulse,
    /// Questions with right answers, feedback after each and a score at the end.
    Quiz,
    /// Touchpoints rated the way customers are believed to rate them.
    Mirror,
    /// A customer's needs and the products that fit them.
    Advisor,
    /// Proposals and votes.
    Ideas,
    /// Cards to read.
    Stories,
    /// Variants of one card, shown at random.
    Message,
}

/// What becomes of answers already given when a person walks away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnAbandon {
    /// They count.
    #[default]
    Keep,
    /// They are forgotten.
    Discard,
}

/// When a pack is offered, in the kiosk's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// First day, if there is one.
    pub from: Option<Date>,
    /// Last day, inclusive, if there is one.
    pub until: Option<Date>,
    /// Days of the week; empty means every day.
    pub days: Vec<Weekday>,
}

impl Schedule {
    /// Whether a pack with this schedule is offered on `day`.
    #[must_use]
    pub fn offers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
            && (self.days.is_empty() || self.days.contains(&day.weekday()))
    }
}

/// A contest that a pack belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// The teams that are held against each other: cohorts of the kiosk. Empty where it is about tickets alone.
    pub teams: Vec<CohortId>,
    /// What is drawn among those who take a ticket; absent: nothing.
    pub prize: Option<Text>,
}

/// A survey instrument.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The stem of its file.
    pub id: PackId,
    /// What it is for.
    pub kind: PackKind,
    /// Its name on the card that offers it.
    pub title: Text,
    /// How long it takes, in minutes; 0 means well under one ("30 seconds").
    pub minutes: u32,
    /// When it is offered.
    pub schedule: Schedule,
    /// How many items a visit draws at random from the pool; absent: all, in order.
    pub draw: Option<usize>,
    /// The chances of its items to be drawn, where they are not the same: set by what was released, never by authors.
    pub chances: BTreeMap<ItemId, u32>,
    /// The contest that its visits count for.
    pub contest: Option<Contest>,
    /// Whether it asks "Who are you with?" first.
    pub ask_cohort: bool,
    /// What becomes of the answers of a person who walks away.
    pub on_abandon: OnAbandon,
    /// How long the screen waits before it asks "Still there?".
    pub idle: Duration,
    /// The parameters its items are released under.
    pub privacy: Privacy,
    /// How an answer's epsilon is shared among what it feeds.
    pub shares: Shares,
    /// Items that are counted together.
    pub pairs: Vec<Pair>,
    /// Its items in the author's order.
    pub items: Vec<Item>,
}

impl Pack {
    /// The item with this id.
    #[must_use]
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| &item.id == id)
    }
}
