//! Looks at a data directory without changing a byte of it, also beside a running kiosk.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::key::KeyFile;
use super::ledger::Ledger;
use super::slots::{COMMENTS, COUNTERS, Content, Slots};
use super::{DataDirectory, StoreError};

/// How the vault is, as far as a look from outside tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultState {
    /// Both slots can be opened.
    Whole,
    /// One slot can be opened; the next start mends the other.
    OneSlot,
    /// Neither slot can be opened.
    Damaged,
    /// There is none yet.
    Absent,
    /// A kiosk is running on it.
    InUse,
}

/// What was found in a data directory.
#[derive(Debug)]
pub struct Inspection {
    /// The vault.
    pub vault: VaultState,
    /// Vaults that could not be opened and were put aside.
    pub damaged: Vec<PathBuf>,
    /// Whether SQLite finds the ledger whole.
    pub ledger_is_whole: Result<bool, StoreError>,
    /// Files and folders that others than their owner may look into.
    pub open_to_others: Vec<PathBuf>,
}

/// Looks at a data directory.
///
/// # Errors
/// [`StoreError::Absent`] if there is none; [`StoreError::Newer`] if a newer program wrote the vault.
pub fn inspect(directory: &DataDirectory) -> Result<Inspection, StoreError> {
    if !directory.exists() {
        return Err(StoreError::Absent(directory.path().to_owned()));
    }
    let folder = directory.vault();
    let mut damaged: Vec<PathBuf> = entries(&folder)
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("damaged-")))
        .collect();
    damaged.sort();
    let mut open_to_others = Vec::new();
    let mut all = vec![directory.path().to_owned(), folder.clone(), directory.ledger(), directory.signing_key()];
    all.extend([directory.admin(), directory.content()]);
    all.extend(entries(&folder));
    all.extend(entries(&directory.admin()));
    for path in all {
        let mode = fs::metadata(&path).map_or(0, |meta| meta.permissions().mode());
        if mode & 0o077 != 0 {
            open_to_others.push(path);
        }
    }
    let ledger_is_whole = Ledger::open_existing(&directory.ledger()).and_then(|ledger| ledger.is_whole());
    Ok(Inspection { vault: vault_state(&folder)?, damaged, ledger_is_whole, open_to_others })
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default()
}

fn vault_state(folder: &Path) -> Result<VaultState, StoreError> {
    if !folder.join("slot-a").exists() && !folder.join("slot-b").exists() {
        return Ok(VaultState::Absent);
    }
    if let Ok(lock) = File::open(folder.join("lock"))
        && lock.try_lock_shared().is_err()
    {
        return Ok(VaultState::InUse);
    }
    let keys = KeyFile::in_folder(folder).read()?;
    let whole = |names| {
        let mut whole = 0;
        for slot in Slots::open_existing(folder, names)? {
            whole += usize::from(matches!(slot.read(&keys)?, Content::Image(_)));
        }
        Ok::<_, StoreError>(whole)
    };
    // Data from before there were comments have no slots for them.
    let comments = if folder.join(COMMENTS[0]).exists() { whole(COMMENTS)? } else { 2 };
    Ok(match whole(COUNTERS)?.min(comments) {
        2 => VaultState::Whole,
        1 => VaultState::OneSlot,
        _ => VaultState::Damaged,
    })
}
