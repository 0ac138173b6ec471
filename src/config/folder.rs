//! A `kiosk-config` folder, read into memory once; everything that judges it afterwards is pure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The files of a `kiosk-config` folder by their path below it, with `/` between the parts.
///
/// Only `*.toml` at the top and in `packs/`, and whatever lies in `media/`, is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    files: BTreeMap<String, Vec<u8>>,
}

/// A folder or a file in it that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read `{}`", path.display())]
pub struct UnreadFolder {
    /// What could not be read.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

impl Folder {
    /// Reads a folder from the disk.
    ///
    /// # Errors
    /// [`UnreadFolder`] if the folder or one of the files in it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, UnreadFolder> {
        let mut files = BTreeMap::new();
        take(folder, "", &is_toml, &mut files)?;
        for (below, wanted) in [("packs", &is_toml as &dyn Fn(&str) -> bool), ("media", &|_| true)] {
            if folder.join(below).is_dir() {
                take(&folder.join(below), &format!("{below}/"), wanted, &mut files)?;
            }
        }
        Ok(Self { files })
    }

    /// The bytes of a file.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The paths of all files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Puts a file in its place, instead of the one that was there.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

fn take(
    folder: &Path,
    prefix: &str,
    wanted: &dyn Fn(&str) -> bool,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), UnreadFolder> {
    let unread = |path: &Path| {
        let path = path.to_owned();
        move |source| UnreadFolder { path, source }
    };
    for entry in fs::read_dir(folder).map_err(unread(folder))? {
        let path = entry.map_err(unread(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        // Editors leave hidden swap and lock files beside the ones they save.
        if name.starts_with('.') || !wanted(name) || !path.is_file() {
            continue;
        }
        files.insert(format!("{prefix}{name}"), fs::read(&path).map_err(unread(&path))?);
    }
    Ok(())
}
