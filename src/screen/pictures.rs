//! Pictures from the media folder, each read once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use slint::Image;

/// The pictures shown so far. One that cannot be read is left out; `check` reports it.
pub(super) struct Pictures {
    media: PathBuf,
    read: RefCell<HashMap<PathBuf, Option<Image>>>,
}

impl Pictures {
    pub fn new(media: PathBuf) -> Self {
        Self { media, read: RefCell::default() }
    }

    /// Reads each again when it is next shown.
    pub fn forget(&self) {
        self.read.borrow_mut().clear();
    }

    /// The picture in this file below the media folder.
    pub fn get(&self, file: &Path) -> Option<Image> {
        let mut read = self.read.borrow_mut();
        read.entry(file.to_owned()).or_insert_with(|| Image::load_from_path(&self.media.join(file)).ok()).clone()
    }
}
