//! What is kept for the panel: the PIN's hash, how many PINs were wrong in a row, and what was set there.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::private::write_private;
use super::{DataDirectory, StoreError};
use crate::pin::PinHash;
use crate::vocabulary::Language;

/// What was set in the panel and holds until it is set otherwise, also across restarts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AdminSettings {
    /// Whether the kiosk takes no answers for now.
    pub paused: bool,
    /// The language the screen starts in; absent: the first of `kiosk.toml`.
    pub language: Option<Language>,
    /// How loud the voice begins, in percent; absent: as it was made to.
    pub volume: Option<u8>,
}

/// The files of the panel, in a folder of the data directory that only its owner may look into.
#[derive(Debug, Clone)]
pub struct AdminFiles {
    data: DataDirectory,
}

impl AdminFiles {
    /// Those of a data directory.
    #[must_use]
    pub fn of(data: &DataDirectory) -> Self {
        Self { data: data.clone() }
    }

    /// The hash of the PIN; none if there is no PIN, or what is there is no hash.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn pin(&self) -> Result<Option<PinHash>, StoreError> {
        let text = read(&self.file("pin"), "read the hash of the PIN")?;
        Ok(text.as_deref().and_then(PinHash::parse))
    }

    /// Sets the PIN; wrong ones are counted anew.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn set_pin(&self, hash: &PinHash) -> Result<(), StoreError> {
        self.write("pin", hash.as_str().as_bytes(), "write the hash of the PIN")?;
        self.set_wrong(0)
    }

    /// How many PINs were wrong in a row; as many as there can be if what is there is no number.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn wrong(&self) -> Result<u32, StoreError> {
        let text = read(&self.file("wrong"), "read the count of wrong PINs")?;
        Ok(text.map_or(0, |text| text.trim_end().parse().unwrap_or(u32::MAX)))
    }

    /// Keeps how many PINs were wrong in a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn set_wrong(&self, wrong: u32) -> Result<(), StoreError> {
        self.write("wrong", wrong.to_string().as_bytes(), "write the count of wrong PINs")
    }

    /// What was set in the panel; nothing where the file is not there or is not ours.
    #[must_use]
    pub fn settings(&self) -> AdminSettings {
        let text = read(&self.file("settings.json"), "read the settings of the panel").ok().flatten();
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Keeps what was set in the panel.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn set_settings(&self, settings: &AdminSettings) -> Result<(), StoreError> {
        // Plain fields; there is nothing in them that JSON could not hold.
        let text = serde_json::to_string(settings).unwrap_or_default();
        self.write("settings.json", text.as_bytes(), "write the settings of the panel")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.data.admin().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8], doing: &'static str) -> Result<(), StoreError> {
        self.data.create()?;
        let folder = self.data.admin();
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(StoreError::io(doing, &folder)(error));
            }
            _ => {}
        }
        write_private(&self.file(name), bytes, doing)
    }
}

fn read(path: &Path, doing: &'static str) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // Bytes that are no text are there, and are not what was written.
        Err(error) if error.kind() == ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(error) => Err(StoreError::io(doing, path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::pin::Pin;
    use crate::random::Random;

    fn files() -> (tempfile::TempDir, AdminFiles) {
        let folder = tempfile::tempdir().unwrap();
        let files = AdminFiles::of(&DataDirectory::at(&folder.path().join("data")));
        (folder, files)
    }

    #[test]
    fn a_pin_is_kept_as_its_hash_for_the_owner_only() {
        let (folder, files) = files();
        assert_eq!(files.pin().unwrap(), None);
        let pin = Pin::new("472913").unwrap();
        files.set_wrong(7).unwrap();
        files.set_pin(&PinHash::of(&pin, &mut Random::seeded(1)).unwrap()).unwrap();
        assert!(files.pin().unwrap().unwrap().matches(&pin));
        assert_eq!(files.wrong().unwrap(), 0, "a new PIN counts anew");
        let admin = folder.path().join("data/admin");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&admin), mode(&admin.join("pin")), mode(&admin.join("wrong"))), (0o700, 0o600, 0o600));
        assert!(!fs::read_to_string(admin.join("pin")).unwrap().contains("472913"));
        assert_eq!(fs::read_dir(admin).unwrap().count(), 2);
    }

    #[test]
    fn a_count_that_is_none_is_taken_for_the_highest_and_a_hash_that_is_none_for_no_pin() {
        let (folder, files) = files();
        files.set_wrong(4).unwrap();
        assert_eq!(files.wrong().unwrap(), 4);
        for garbage in [&b"-1"[..], b"", b"\xff\xfe"] {
            fs::write(folder.path().join("data/admin/wrong"), garbage).unwrap();
            fs::write(folder.path().join("data/admin/pin"), garbage).unwrap();
            assert_eq!((files.wrong().unwrap(), files.pin().unwrap()), (u32::MAX, None));
        }
    }

    #[test]
    fn settings_hold_and_what_cannot_be_read_sets_nothing() {
        let (folder, files) = files();
        assert_eq!(files.settings(), AdminSettings::default());
        let settings = AdminSettings { paused: true, language: Some("de".into()), volume: Some(80) };
        files.set_settings(&settings).unwrap();
        assert_eq!(files.settings(), settings);
        fs::write(folder.path().join("data/admin/settings.json"), "{").unwrap();
        assert_eq!(files.settings(), AdminSettings::default());
    }
}
