//! What can go wrong with the store, never with an answer in the message.

use std::io;
use std::path::{Path, PathBuf};

use crate::contest::Refused;
use crate::vocabulary::Round;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file could not be read or written.
    #[error("could not {doing} {}", path.display())]
    Io {
        /// What was being done, as an infinitive.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The ledger did not do as it was told.
    #[error("could not {doing} in the ledger")]
    Ledger {
        /// What was being done, as an infinitive.
        doing: &'static str,
        /// Why not.
        source: rusqlite::Error,
    },
    /// A row of the ledger is not what this program writes.
    #[error("the ledger holds a {what} that cannot be read: {value}")]
    Unreadable {
        /// What it should have been.
        what: &'static str,
        /// What stands there.
        value: String,
    },
    /// Another process has the vault open.
    #[error("another listening-post is using {}; stop it first", .0.display())]
    Busy(PathBuf),
    /// A newer program wrote this; it is left as it is.
    #[error(
        "{} was written by a newer listening-post (version {found}, this one knows {known}); nothing was changed",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// There is no data directory here.
    #[error("there is no data directory at {}", .0.display())]
    Absent(PathBuf),
    /// Real data were to be treated as simulated.
    #[error("{} holds real data; only a data directory created with --simulated is simulated", .0.display())]
    NotSimulated(PathBuf),
    /// A draw ticket could not be made.
    #[error(transparent)]
    Ticket(Refused),
    /// A comment could not be sealed to its recipients.
    #[error(transparent)]
    Unsealed(#[from] crate::envelope::Unsealed),
    /// Comments cannot be sealed to whom the configuration names.
    #[error("comments cannot be sealed")]
    BadRecipient(#[from] crate::envelope::BadRecipient),
    /// The ledger, or the program that reads it, is not what it was when the round was signed.
    #[error("the released cells of {0} are not the ones that were signed")]
    NotAsSigned(Round),
    /// What is to be sealed does not fit what can be sealed.
    #[error("could not seal the counters")]
    Seal,
}

impl StoreError {
    /// Wraps an I/O error with what was being done and to what.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// Wraps a ledger error with what was being done.
    pub(super) fn ledger(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Ledger { doing, source }
    }
}
