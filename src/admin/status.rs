//! What the panel tells of the kiosk, and what comes back from work that is done beside the screen.

use std::time::Duration;

use jiff::civil::Date;

use super::{Part, Reply};
use crate::vocabulary::{Round, SiteId};

/// Whether a PIN can be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// None is set, so nobody can come in.
    Unset,
    /// Not before so long.
    Waits(Duration),
    /// It can.
    Open,
}

/// Which kiosk this is and where it stands; nothing about use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The site.
    pub site: SiteId,
    /// The kiosk's id.
    pub kiosk: String,
    /// Whether its data are simulated.
    pub simulated: bool,
    /// Whether answers can be stored, as far as it is known.
    pub storing: bool,
    /// The program's version.
    pub version: &'static str,
    /// The round that counts now.
    pub round: Round,
    /// The last round that was closed here.
    pub last_cut: Option<Round>,
    /// The Monday of the next cut; none if it is due and waits for powered hours.
    pub next_cut: Option<Date>,
}

/// What became of reading the configuration again.
#[derive(Debug, Clone)]
pub struct Reloaded {
    /// Whether it was taken; if not, the one before goes on.
    pub taken: bool,
    /// What there is to say, a line each.
    pub lines: Vec<Reply>,
}

/// What became of an export.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// Whether all of it is on the stick, read back and compared.
    pub whole: bool,
    /// What there is to say, a line each.
    pub lines: Vec<Reply>,
}

/// What comes back from work beside the screen.
#[derive(Debug, Clone)]
pub enum News {
    /// Whether the PIN was right.
    Verdict(bool),
    /// How the parts of the kiosk are.
    Health(Vec<Part>),
    /// So many files of so many have been written.
    Written(usize, usize),
    /// An export came to its end.
    Delivered(Delivered),
}

impl News {
    /// Whether the work it comes from is done with it.
    #[must_use]
    pub fn is_last(&self) -> bool {
        !matches!(self, Self::Written(..))
    }
}
