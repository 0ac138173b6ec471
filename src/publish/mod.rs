//! What goes onto the walls: released comments somebody reads and approves, actions for blockers nobody answers yet, and
//! what is taken down again.
//!
//! A review is a TOML file: everything that waits for somebody's decision, with nothing decided. Taking it back changes
//! `voices.toml`, `ideas.toml` and `actions.toml`, whole or not at all.

mod posting;
mod review;

pub use posting::withdraw;
pub use review::{Blocker, Changes, blockers, review, take, waiting};

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::content::{Content, Wall};
use crate::envelope;
use crate::export::CommentRow;

/// Bytes of the hash a comment goes by: nobody publishes so many that two could meet.
const KEPT: usize = 8;

/// A comment that was released and can be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Released {
    /// What it goes by: first 16 hex digits of SHA-256 over its batch and its words.
    pub id: String,
    /// The pack it was said to.
    pub pack: String,
    /// The item.
    pub item: String,
    /// The round it left in.
    pub round: String,
    /// The words.
    pub text: String,
}

impl Released {
    /// The comment of a row; none if it is still sealed.
    #[must_use]
    pub fn of(row: &CommentRow<'_>) -> Option<Self> {
        if envelope::from_line(&row.comment).is_some() {
            return None;
        }
        let digest = Sha256::digest(format!("{}\n{}", row.batch, row.comment));
        let id = digest.iter().take(KEPT).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Some(Self {
            id,
            pack: row.pack.to_string(),
            item: row.item.to_string(),
            round: row.cut_week.to_string(),
            text: row.comment.to_string(),
        })
    }

    /// Whether it is or was on a wall.
    #[must_use]
    pub fn is_posted(&self, content: &Content) -> bool {
        let mut postings = content.voices.iter().chain(&content.ideas);
        postings.any(|posting| posting.released.as_deref() == Some(self.id.as_str()))
    }
}

/// Comments do not print themselves.
impl std::fmt::Debug for Released {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Released({}/{}, {})", self.pack, self.item, self.round)
    }
}

/// Why something was not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The review is no TOML, or not as it was written.
    #[error("the review cannot be read: {0}")]
    Unread(String),
    /// A comment of the review was never released.
    #[error("no comment was released as `{0}`; only what was released goes onto a wall")]
    NotReleased(String),
    /// It is on a wall already, or was.
    #[error("`{0}` was published before; to bring back what was withdrawn, take out its line `withdrawn`")]
    Posted(String),
    /// An id is taken or is none.
    #[error("`{0}` cannot be the id of an entry: use lower-case letters, digits and hyphens, and each once")]
    BadId(String),
    /// A wall that there is not.
    #[error("`{0}` is no wall; write \"voices\" or \"ideas\", or leave it empty")]
    NoWall(String),
    /// An action that is to be published and says nothing.
    #[error("action `{0}` does not say what is done; fill in `did`")]
    Empty(String),
    /// What is to be taken down is not there.
    #[error("there is no `{1}` in {0}.toml that could be withdrawn")]
    Missing(&'static str, String),
}

/// The name of the tables of a wall.
#[must_use]
pub fn table(wall: Wall) -> &'static str {
    match wall {
        Wall::Voices => "voice",
        Wall::Ideas => "idea",
        Wall::Actions => "action",
    }
}

/// The file of a wall.
#[must_use]
pub fn file(wall: Wall) -> String {
    format!("{}.toml", wall.word())
}
