//! What became of something that was not taken, or not given: whether it may pass, and what stands in the way.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Deed, Obstacle, PutError};

/// Why a destination did not take something, or give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// Something else bears the name: somebody has changed a released file, or two kiosks have one id.
    #[error(
        "{0} is there with other bytes; it was left as it is. Either somebody changed it, or another kiosk has this one's id, \
         as when a card is copied"
    )]
    Different(String),
    /// It may be gone the next time: no network, a server that is too busy.
    #[error("{0}")]
    Passing(Obstacle),
    /// It stays until somebody does something about it: a wrong key, a bucket that is not there.
    #[error("{0}")]
    Lasting(Obstacle),
}

impl Trouble {
    /// The system did not do something to a file or a folder. A stick comes back and a disk is tidied up; rights, a disk that can
    /// only be read and what is missing or in the way wait for somebody.
    #[must_use]
    pub fn undone(deed: Deed, path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind::{IsADirectory, NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem};
        let obstacle = Obstacle::undone(deed, path, error);
        match error.kind() {
            PermissionDenied | ReadOnlyFilesystem | NotFound | NotADirectory | IsADirectory => Self::Lasting(obstacle),
            _ => Self::Passing(obstacle),
        }
    }

    /// As the ledger keeps it, so that it can be said in any language later.
    #[must_use]
    pub fn to_kept(&self) -> String {
        // Texts, numbers and enumerations have a form in JSON, all of them.
        serde_json::to_string(self).unwrap_or_else(|_| self.to_string())
    }

    /// What the ledger kept; a sentence where an older program kept that.
    #[must_use]
    pub fn of_kept(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_else(|_| Self::Lasting(kept.into()))
    }
}

impl From<PutError> for Trouble {
    fn from(error: PutError) -> Self {
        match error {
            PutError::Different(path) => Self::Different(path.display().to_string()),
            PutError::Io { path, source } => Self::undone(Deed::Write, &path, &source),
        }
    }
}
