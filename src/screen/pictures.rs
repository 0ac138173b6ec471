//! Pictures from the media folder, each read once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use slint::Image;

/// The pictures shown so far. One that cannot be read is left out; `check` reports it.
pub(super) struct Pictures {
    media: RefCell<PathBuf>,
    read: RefCell<HashMap<PathBuf, Option<Image>>>,
}

impl Pictures {
    pub fn new(media: PathBuf) -> Self {
        Self { media: RefCell::new(media), read: RefCell::default() }
    }

    /// Reads each again when it is next shown, from another folder if there is one.
    pub fn forget(&self, media: Option<PathBuf>) {
        if let Some(media) = media {
            self.media.replace(media);
        }
        self.read.borrow_mut().clear();
    }

    /// The picture in this file below the media folder.
    pub fn get(&self, file: &Path) -> Option<Image> {
        let path = self.media.borrow().join(file);
        let mut read = self.read.borrow_mut();
        read.entry(file.to_owned()).or_insert_with(|| Image::load_from_path(&path).ok()).clone()
    }
}
