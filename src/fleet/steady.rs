//! Reading while somebody else puts rounds together: a file that was there a moment ago lies in another one now.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::folder::SIGNATURE_MOST;
use crate::sync::{Page, Shelf, Trouble};

/// How often a week is looked at. The second time its signatures are kept, so that the last look takes as long as a list does,
/// and nothing goes away in between, however slowly the week is put together.
pub(super) const ATTEMPTS: usize = 3;

/// Does it again if a file went away between being seen and being read; the last time, it is taken as it is.
///
/// # Errors
/// Those of `work`.
pub(super) fn steadily<T>(shelf: &dyn Shelf, work: impl Fn(&dyn Shelf) -> Result<T, Trouble>) -> Result<T, Trouble> {
    let mut watched = Watched { shelf, gone: AtomicBool::new(false), kept: None };
    for _ in 1..ATTEMPTS {
        let done = work(&watched);
        if !watched.gone.swap(false, Ordering::Relaxed) {
            return done;
        }
        watched.kept.get_or_insert_default();
    }
    work(&watched)
}

/// A place that notes when something is not there.
struct Watched<'s> {
    shelf: &'s dyn Shelf,
    gone: AtomicBool,
    /// The signatures that were read, as soon as anything has gone; of a week of ten thousand kiosks some seven megabytes.
    kept: Option<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Watched<'_> {
    fn noted(&self, bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
        if bytes.is_none() {
            self.gone.store(true, Ordering::Relaxed);
        }
        bytes
    }
}

impl Shelf for Watched<'_> {
    fn page(&self, folder: &str, after: Option<&str>) -> Result<Page, Trouble> {
        self.shelf.page(folder, after)
    }

    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let kept = self.kept.as_ref().filter(|_| most <= SIGNATURE_MOST);
        let kept = || kept.map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(known) = kept().and_then(|kept| kept.get(path).cloned()) {
            return Ok(Some(known));
        }
        let bytes = self.noted(self.shelf.bytes(path, most)?);
        if let (Some(bytes), Some(mut kept)) = (&bytes, kept()) {
            kept.insert(path.to_owned(), bytes.clone());
        }
        Ok(bytes)
    }

    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.shelf.head(path, most).map(|bytes| self.noted(bytes))
    }

    fn called(&self, path: &str) -> String {
        self.shelf.called(path)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::sync::Directory;

    #[test]
    fn what_goes_away_while_it_is_read_is_looked_for_again_and_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Directory(folder.path().to_owned());
        let put = |name: &str| std::fs::write(folder.path().join(name), name).unwrap();
        let remove = |name: &str| std::fs::remove_file(Path::new(folder.path()).join(name)).unwrap();
        put("a");
        // Seen under one name, and under another when it is read.
        let read = |goes: &dyn Fn()| {
            steadily(&shelf, |shelf| {
                let files = shelf.list("")?.files;
                goes();
                files.iter().map(|name| shelf.bytes(name, 9)).collect::<Result<Vec<_>, _>>()
            })
            .unwrap()
        };
        let once = std::cell::Cell::new(true);
        let goes = || {
            if once.replace(false) {
                put("b");
                remove("a");
            }
        };
        assert_eq!(read(&goes), [Some(b"b".to_vec())]);
        remove("b");
        // One that is never there when it is read.
        let tries = std::cell::Cell::new(0);
        put("0");
        let always = || {
            remove(&tries.get().to_string());
            tries.set(tries.get() + 1);
            put(&tries.get().to_string());
        };
        assert_eq!(read(&always), [None]);
        assert_eq!(tries.get(), ATTEMPTS);
    }

    #[test]
    fn where_files_go_as_slowly_as_they_are_read_the_last_look_misses_none_of_those_it_sees() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Directory(folder.path().to_owned());
        for name in 0..64 {
            std::fs::write(folder.path().join(format!("{name:02}")), "signature").unwrap();
        }
        let seen = steadily(&shelf, |shelf| {
            let names = shelf.list("")?.files;
            let read = |name: &String| {
                let bytes = shelf.bytes(name, SIGNATURE_MOST)?;
                // Whoever puts them together comes from the other end.
                if bytes.is_some() {
                    let last = Directory(folder.path().to_owned()).list("")?.files.pop().unwrap();
                    std::fs::remove_file(folder.path().join(last)).unwrap();
                }
                Ok(bytes)
            };
            names.iter().map(read).collect::<Result<Vec<_>, _>>()
        });
        let seen = seen.unwrap();
        assert!(!seen.is_empty() && seen.iter().all(Option::is_some), "{seen:?}");
    }
}
