//! Small files that are their owner's alone, there whole or as they were before.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::StoreError;
use super::key::sync_folder;

/// Writes `bytes` to `path`; `doing` says what for, as an infinitive.
///
/// Under another name first: after a power cut half of it would be taken for the whole.
pub(super) fn write_private(path: &Path, bytes: &[u8], doing: &'static str) -> Result<(), StoreError> {
    let part = path.with_extension("part");
    let written =
        OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&part).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
    written.map_err(StoreError::io(doing, &part))?;
    fs::rename(&part, path).map_err(StoreError::io(doing, path))?;
    sync_folder(path)
}
