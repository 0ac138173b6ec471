//! Reading while somebody else puts rounds together: a file that was there a moment ago lies in another one now.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::sync::{Page, Shelf, Trouble};

/// How often a week is looked at: it is put together in seconds, and then no more of it goes away.
pub(super) const ATTEMPTS: usize = 3;

/// Does it again if a file went away between being seen and being read; the last time, it is taken as it is.
///
/// # Errors
/// Those of `work`.
pub(super) fn steadily<T>(shelf: &dyn Shelf, work: impl Fn(&dyn Shelf) -> Result<T, Trouble>) -> Result<T, Trouble> {
    let watched = Watched { shelf, gone: AtomicBool::new(false) };
    for _ in 1..ATTEMPTS {
        let done = work(&watched);
        if !watched.gone.swap(false, Ordering::Relaxed) {
            return done;
        }
    }
    work(&watched)
}

/// A place that notes when something is not there.
struct Watched<'s> {
    shelf: &'s dyn Shelf,
    gone: AtomicBool,
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
        self.shelf.bytes(path, most).map(|bytes| self.noted(bytes))
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
}
