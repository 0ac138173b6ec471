//! Where rounds are read from: a folder, or a store in somebody's cloud.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};

use super::{Deed, Directory, Obstacle, Trouble};

/// A list that goes on after so many pages, or so many names, has no end: stores give a thousand names on each and more, and
/// ten thousand kiosks leave thirty thousand files in a week.
const PAGES_MOST: usize = 1_000;
const NAMES_MOST: usize = 1_000_000;

/// A place that many kiosks send to, for whoever reads it; names have `/` between their parts.
pub trait Shelf: Send + Sync {
    /// A page of what [`Shelf::list`] gives, in whatever order: the first, or what comes after another.
    ///
    /// # Errors
    /// If it cannot be reached, or lists nothing.
    fn page(&self, folder: &str, after: Option<&str>) -> Result<Page, Trouble>;

    /// The names of the folders and of the files right below a folder, sorted; below the place itself if it is empty. A folder
    /// that is not there has none.
    ///
    /// # Errors
    /// If it cannot be reached, lists nothing, or never comes to the end.
    fn list(&self, folder: &str) -> Result<Listed, Trouble> {
        let Page { mut listed, mut next } = self.page(folder, None)?;
        let mut seen = BTreeSet::new();
        while let Some(after) = next {
            let names = listed.folders.len() + listed.files.len();
            // What was asked for before leads round in a circle.
            if !seen.insert(after.clone()) || seen.len() == PAGES_MOST || names > NAMES_MOST {
                return Err(Trouble::Lasting(format!("the list of {} has no end", self.called(folder)).into()));
            }
            let page = self.page(folder, Some(&after))?;
            listed.folders.extend(page.listed.folders);
            listed.files.extend(page.listed.files);
            next = page.next;
        }
        for names in [&mut listed.folders, &mut listed.files] {
            names.sort_unstable();
            names.dedup();
        }
        Ok(listed)
    }

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

    /// What was passed over in lists so far because nothing can be asked for by such names; no kiosk gives any of them.
    fn odd(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What stands right below a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// The names of folders.
    pub folders: Vec<String>,
    /// The names of files.
    pub files: Vec<String>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The names on it.
    pub listed: Listed,
    /// What asks for the next one; absent on the last.
    pub next: Option<String>,
}

impl Shelf for Directory {
    fn page(&self, folder: &str, _: Option<&str>) -> Result<Page, Trouble> {
        let folder = if folder.is_empty() { self.0.clone() } else { self.0.join(folder) };
        let unread = |error: io::Error| Trouble::Lasting(Obstacle::undone(Deed::Read, &folder, &error));
        let mut listed = Listed::default();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.0.is_dir() => return Ok(Page::default()),
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
        Ok(Page { listed, next: None })
    }

    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.0.join(path);
        // Lists name files alone; what is asked for by its name may be a pipe, which would be waited for.
        if fs::symlink_metadata(&path).is_ok_and(|there| !there.is_file()) {
            return Ok(None);
        }
        // As large as the file, and not twice that from growing: a compacted file has millions of bytes.
        let read = |file: File| {
            let length = file.metadata()?.len().min(most);
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            file.take(most).read_to_end(&mut bytes).map(|_| bytes)
        };
        match File::open(&path).and_then(read) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            // No bytes are never what was signed: it is named, and keeps nobody from reading the others.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(Some(Vec::new())),
            Err(error) => Err(Trouble::undone(Deed::Read, &path, &error)),
        }
    }

    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.bytes(path, most)
    }

    fn called(&self, path: &str) -> String {
        printable(&self.0.join(path).display().to_string())
    }
}

/// A name as it may be shown: whoever may write to a place gives names there, and a terminal does what is in them.
pub(super) fn printable(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_control() { shown.extend(letter.escape_default()) } else { shown.push(letter) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Gives a page for each request, the one that the function makes.
    struct Pages<F>(AtomicUsize, F);

    impl<F: Fn(usize) -> Page + Send + Sync> Shelf for Pages<F> {
        fn page(&self, _: &str, after: Option<&str>) -> Result<Page, Trouble> {
            let asked = self.0.fetch_add(1, Ordering::Relaxed);
            assert_eq!(after.is_none(), asked == 0);
            Ok((self.1)(asked))
        }

        fn bytes(&self, _: &str, _: u64) -> Result<Option<Vec<u8>>, Trouble> {
            Ok(None)
        }

        fn head(&self, _: &str, _: u64) -> Result<Option<Vec<u8>>, Trouble> {
            Ok(None)
        }

        fn called(&self, path: &str) -> String {
            format!("s3://lake/{path}")
        }
    }

    #[test]
    fn a_name_does_nothing_to_the_terminal_that_it_is_shown_on() {
        let shown = Directory("lake".into()).called("cells/\u{1b}[2J\n9.parquet");
        assert_eq!(shown, "lake/cells/\\u{1b}[2J\\n9.parquet");
        assert_eq!(Directory("Küche".into()).called("a b.parquet"), "Küche/a b.parquet");
    }

    #[test]
    fn a_pipe_or_a_link_in_a_files_place_is_no_file_and_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Directory(folder.path().to_owned());
        fs::write(folder.path().join("file"), "signature").unwrap();
        std::os::unix::fs::symlink("file", folder.path().join("link")).unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let bytes = |name: &str| shelf.bytes(name, 99).unwrap();
        assert_eq!(["file", "link", "pipe"].map(bytes), [Some(b"signature".to_vec()), None, None]);
    }

    fn listed(page: impl Fn(usize) -> Page + Send + Sync) -> (Result<Listed, Trouble>, usize) {
        let pages = Pages(AtomicUsize::new(0), page);
        (pages.list("cells"), pages.0.into_inner())
    }

    fn names(name: &str) -> Listed {
        Listed { folders: vec![format!("{name}-folder")], files: vec![name.to_owned()] }
    }

    #[test]
    fn all_pages_of_a_list_are_read_and_each_name_is_told_once() {
        let page = |at: usize| Page { listed: names(["b", "a", "b"][at]), next: (at < 2).then(|| at.to_string()) };
        let (found, asked) = listed(page);
        let owned = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        let all = Listed { folders: owned(["a-folder", "b-folder"]), files: owned(["a", "b"]) };
        assert_eq!((found, asked), (Ok(all), 3));
    }

    #[test]
    fn a_list_that_leads_round_in_a_circle_or_never_ends_is_left_and_named() {
        let endless = Err(Trouble::Lasting("the list of s3://lake/cells has no end".into()));
        let same = |_| Page { listed: names("a"), next: Some("again".into()) };
        assert_eq!(listed(same), (endless.clone(), 2));
        let two = |at: usize| Page { listed: names("a"), next: Some((at % 2).to_string()) };
        assert_eq!(listed(two), (endless.clone(), 3));
        let ever_more = |at: usize| Page { next: Some(at.to_string()), ..Page::default() };
        assert_eq!(listed(ever_more), (endless.clone(), PAGES_MOST));
        let many = Listed { files: vec![String::new(); NAMES_MOST / 4], ..Listed::default() };
        let full = |at: usize| Page { listed: many.clone(), next: Some(at.to_string()) };
        assert_eq!(listed(full), (endless, 5));
    }
}
