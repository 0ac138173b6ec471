//! What is decided at the panel of a site with no desk: what goes onto the walls, and who won.

/// A released comment that waits, or an entry that is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// What it goes by.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// The wall a comment goes onto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onto {
    /// To be read.
    Voices,
    /// To be voted on.
    Ideas,
}

/// How far the drawing of a contest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// Nothing was drawn.
    Open,
    /// A ticket was drawn; nobody else knows.
    Hidden,
    /// Its number is on the screen.
    Shown,
    /// Whoever had it came.
    Claimed,
}

/// A contest with a prize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// The pack's id.
    pub pack: String,
    /// Its title.
    pub title: String,
    /// How far its drawing is.
    pub drawn: Drawn,
    /// The number that was drawn; empty before.
    pub number: String,
}
