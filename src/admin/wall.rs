//! What is decided at the panel of a site with no desk: what goes onto the walls, and who won.

use std::sync::Arc;

use crate::store::StoreError;

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

/// What there is to say after something was asked of a drawing.
#[derive(Debug, Clone)]
pub enum Told {
    /// The contest goes on; nothing is drawn before its end.
    Running,
    /// Nobody took a ticket, or all of them were drawn.
    NoTicket,
    /// There is no number yet that could be shown or claimed.
    NothingDrawn,
    /// The prize has gone.
    ClaimedTwice,
    /// The code is not that of the ticket that won.
    NotTheWinner,
    /// The ticket with this number won, and its code is known.
    Claimed(String),
    /// The code needs memory that there is not.
    Unhashed,
    /// The store did not do as it was told.
    Store(Arc<StoreError>),
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
