//! The data directory: which files there are and who may read them.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::{Ledger, StoreError};

/// Whether a data directory holds what people said or what a simulation did; settled when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What people said.
    Real,
    /// What a simulation did; everything that leaves says so.
    Simulated,
}

/// A data directory; nobody but its owner may look into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDirectory {
    path: PathBuf,
}

impl DataDirectory {
    /// A data directory that is there, or will be.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where what may leave is kept: an SQLite file.
    #[must_use]
    pub fn ledger(&self) -> PathBuf {
        self.path.join("ledger.db")
    }

    /// Where what may not leave is kept, sealed.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.path.join("vault")
    }

    /// Where the key is kept that rounds are signed with.
    #[must_use]
    pub fn signing_key(&self) -> PathBuf {
        self.path.join("signing.key")
    }

    /// Where the panel's PIN and settings are kept.
    #[must_use]
    pub fn admin(&self) -> PathBuf {
        self.path.join("admin")
    }

    /// Where the editions of signed content are kept.
    #[must_use]
    pub fn content(&self) -> PathBuf {
        self.path.join("content")
    }

    /// Whether it has been created to the end: one whose creation was cut short holds nothing and is created again.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.ledger().exists() && !Ledger::is_empty(&self.ledger())
    }

    /// Makes the folders, for their owner only.
    pub(super) fn create(&self) -> Result<(), StoreError> {
        let vault = self.vault();
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&vault)
            .map_err(StoreError::io("create the data directory", &vault))?;
        for folder in [&self.path, &vault] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
                .map_err(StoreError::io("set the permissions of", folder))?;
        }
        Ok(())
    }
}
