//! Where rounds are read from: a folder, or a store in somebody's cloud.

use std::fs::{self, File};
use std::io::{self, Read};

use super::{Deed, Directory, Obstacle, Trouble};

/// A place that many kiosks send to, for whoever reads it; names have `/` between their parts.
pub trait Shelf: Send + Sync {
    /// The names of the folders and of the files right below a folder, sorted; below the place itself if it is empty. A folder
    /// that is not there has none.
    ///
    /// # Errors
    /// If it cannot be reached, or lists nothing.
    fn list(&self, folder: &str) -> Result<Listed, Trouble>;

    /// The bytes of a file that anybody may have put there; none if it is not there. Of one with more than so many not all are
    /// given, which is never what was signed.
    ///
    /// # Errors
    /// If that cannot be told.
    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble>;

    /// The first bytes of a file, at most so many; none if it is not there.
    ///
    /// # Errors
    /// If that cannot be told.
    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble>;

    /// A file's name as people know it.
    fn called(&self, path: &str) -> String;
}

/// What stands right below a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// The names of folders.
    pub folders: Vec<String>,
    /// The names of files.
    pub files: Vec<String>,
}

impl Shelf for Directory {
    fn list(&self, folder: &str) -> Result<Listed, Trouble> {
        let folder = if folder.is_empty() { self.0.clone() } else { self.0.join(folder) };
        let unread = |error: io::Error| Trouble::Lasting(Obstacle::undone(Deed::Read, &folder, &error));
        let mut listed = Listed::default();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.0.is_dir() => return Ok(listed),
            Err(error) => return Err(unread(error)),
        };
        for entry in entries {
            let entry = entry.map_err(unread)?;
            let kind = entry.file_type().map_err(unread)?;
            // What no kiosk can have called so is nobody's round.
            let Ok(name) = entry.file_name().into_string() else { continue };
            // Links are not followed.
            if kind.is_dir() {
                listed.folders.push(name);
            } else if kind.is_file() {
                listed.files.push(name);
            }
        }
        listed.folders.sort_unstable();
        listed.files.sort_unstable();
        Ok(listed)
    }

    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.0.join(path);
        // As large as the file, and not twice that from growing: a compacted file has millions of bytes.
        let read = |file: File| {
            let length = file.metadata()?.len().min(most);
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            file.take(most).read_to_end(&mut bytes).map(|_| bytes)
        };
        match File::open(&path).and_then(read) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Trouble::Passing(Obstacle::undone(Deed::Read, &path, &error))),
        }
    }

    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.bytes(path, most)
    }

    fn called(&self, path: &str) -> String {
        self.0.join(path).display().to_string()
    }
}
