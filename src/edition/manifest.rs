//! The list of an edition's files, and what may be on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chain::Digest;

/// The version of lists that this program writes, and the newest it reads.
const VERSION: u32 = 1;
/// A list of [`FILES_MOST`] files with long names stays below.
pub const MANIFEST_MOST: u64 = 1024 * 1024;
/// The most files of an edition: far more packs and pictures than anybody shows.
pub const FILES_MOST: usize = 2000;
/// The most bytes of a file: a picture for a wall of any size, and a minute on a slow line.
pub const FILE_MOST: u64 = 8 * 1024 * 1024;
/// The most bytes of all files: they are held in memory when they are checked, on a machine of 1 GB beside everything else.
pub const WHOLE_MOST: u64 = 128 * 1024 * 1024;
/// The most bytes of a file's name; file systems take 255.
const NAME_MOST: usize = 120;
/// What travels from the top of `kiosk-config`; `kiosk.toml` does not.
const TOP: [&str; 4] = ["actions.toml", "ideas.toml", "theme.toml", "voices.toml"];

/// A file of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its bytes, how many.
    pub size: u64,
    /// Its bytes, which.
    pub sha256: Digest,
}

/// The files of an edition by their paths below `kiosk-config`, each of which may be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    files: BTreeMap<String, Entry>,
}

/// A list that no kiosk takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadManifest {
    /// It is no list of files.
    #[error("its list of files cannot be read")]
    Malformed,
    /// Its version is above the newest known.
    #[error("it was written by a newer listening-post (list {0}, this one knows {VERSION})")]
    Newer(u32),
    /// It wants to write where content does not go.
    #[error(
        "`{0}` is no place for content: that goes into packs/NAME.toml, media/NAME, theme.toml, voices.toml, ideas.toml and \
         actions.toml"
    )]
    Path(String),
    /// A file is on it twice, or the files are not in order.
    #[error("`{0}` is twice or out of order in its list of files")]
    Order(String),
    /// A file is too large.
    #[error("`{path}` is larger than {most} MB", most = FILE_MOST / 1024 / 1024)]
    File {
        /// The file.
        path: String,
    },
    /// There are too many files.
    #[error("it has more than {FILES_MOST} files")]
    Files,
    /// All files together are too large.
    #[error("its files are larger than {most} MB together", most = WHOLE_MOST / 1024 / 1024)]
    Whole,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    schema_version: u32,
    files: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    size: u64,
    sha256: String,
}

impl Manifest {
    /// The list of these files, in whatever order they come.
    ///
    /// # Errors
    /// [`BadManifest`] if one of them may not be on a list, or all of them are too many.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self, BadManifest> {
        let entry = |bytes: &[u8]| Entry { size: bytes.len() as u64, sha256: Digest::of(bytes) };
        let mut files: Vec<_> = files.into_iter().map(|(path, bytes)| (path.to_owned(), entry(bytes))).collect();
        files.sort_by(|(left, _), (right, _)| left.cmp(right));
        Self::checked(files)
    }

    /// Reads a list.
    ///
    /// # Errors
    /// [`BadManifest`] if there is anything on it that no kiosk takes.
    pub fn read(bytes: &[u8]) -> Result<Self, BadManifest> {
        #[derive(Deserialize)]
        struct Version {
            schema_version: u32,
        }
        let Version { schema_version } = serde_json::from_slice(bytes).map_err(|_| BadManifest::Malformed)?;
        if schema_version > VERSION {
            return Err(BadManifest::Newer(schema_version));
        }
        let list: List = serde_json::from_slice(bytes).map_err(|_| BadManifest::Malformed)?;
        let entry = |line: Line| {
            let sha256 = line.sha256.parse().map_err(|_| BadManifest::Malformed)?;
            Ok((line.path, Entry { size: line.size, sha256 }))
        };
        Self::checked(list.files.into_iter().map(entry).collect::<Result<_, _>>()?)
    }

    fn checked(files: Vec<(String, Entry)>) -> Result<Self, BadManifest> {
        if files.len() > FILES_MOST {
            return Err(BadManifest::Files);
        }
        let mut whole = 0_u64;
        for (at, (path, entry)) in files.iter().enumerate() {
            if !is_place_for_content(path) {
                return Err(BadManifest::Path(path.escape_debug().to_string()));
            }
            if at > 0 && files[at - 1].0 >= *path {
                return Err(BadManifest::Order(path.clone()));
            }
            if entry.size > FILE_MOST {
                return Err(BadManifest::File { path: path.clone() });
            }
            whole += entry.size;
        }
        if whole > WHOLE_MOST {
            return Err(BadManifest::Whole);
        }
        Ok(Self { files: files.into_iter().collect() })
    }

    /// The bytes of the list; the same each time.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let line = |(path, entry): (&String, &Entry)| Line {
            path: path.clone(),
            size: entry.size,
            sha256: entry.sha256.to_string(),
        };
        let list = List { schema_version: VERSION, files: self.files.iter().map(line).collect() };
        // Texts and numbers: there is nothing in it that could not be written.
        let mut bytes = serde_json::to_vec_pretty(&list).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The files by their paths, in order.
    pub fn files(&self) -> impl Iterator<Item = (&str, Entry)> {
        self.files.iter().map(|(path, entry)| (path.as_str(), *entry))
    }

    /// Bytes of all files together.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.files.values().map(|entry| entry.size).sum()
    }

    /// Whether a file travels with content; what does not stays as each kiosk has it.
    #[must_use]
    pub fn carries(path: &str) -> bool {
        is_place_for_content(path)
    }
}

/// What a path may be: nothing that leads elsewhere, is hidden, or means something else on another system.
fn is_place_for_content(path: &str) -> bool {
    let plain = |name: &str| {
        !name.is_empty()
            && name.len() <= NAME_MOST
            && !name.starts_with('.')
            && !name.chars().any(|letter| letter.is_control() || "/\\:*?\"<>|".contains(letter))
    };
    match path.split_once('/') {
        None => TOP.contains(&path),
        Some(("packs", name)) => plain(name) && name.strip_suffix(".toml").is_some_and(|stem| !stem.is_empty()),
        Some(("media", name)) => plain(name),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(path: &str, size: u64) -> Vec<u8> {
        let sha256 = Digest::of(b"x").to_string();
        let files = vec![Line { path: path.to_owned(), size, sha256 }];
        serde_json::to_vec(&List { schema_version: 1, files }).unwrap()
    }

    #[test]
    fn a_list_reads_back_as_it_is_written() {
        let files = [("packs/b.toml", &b"b"[..]), ("media/é.png", b"picture"), ("voices.toml", b"")];
        let manifest = Manifest::of(files).unwrap();
        assert_eq!(Manifest::read(&manifest.write()), Ok(manifest.clone()));
        assert_eq!((manifest.files().count(), manifest.size()), (3, 8));
    }

    #[test]
    fn nothing_goes_anywhere_but_where_content_goes() {
        for path in [
            "kiosk.toml",
            "../kiosk.toml",
            "packs/../../kiosk.toml",
            "packs/..",
            "/etc/passwd",
            "packs//etc/passwd.toml",
            "packs/below/a.toml",
            "packs/a.sh",
            "packs/.toml",
            "media/.hidden",
            "media/",
            "media/a\\b.png",
            "media/C:a.png",
            "media/a\0.png",
            "media/a\n.png",
            "packs",
            "",
            ".",
            "vault/key",
            "other.toml",
            "Media/a.png",
            &format!("media/{}", "a".repeat(121)),
        ] {
            assert!(matches!(Manifest::read(&list(path, 1)), Err(BadManifest::Path(_))), "{path:?}");
        }
        for path in ["packs/a.toml", "media/a b.png", "media/a..png", "theme.toml"] {
            assert!(Manifest::read(&list(path, 1)).is_ok(), "{path:?}");
        }
    }

    #[test]
    fn what_is_too_much_is_refused_before_anything_is_fetched() {
        assert_eq!(Manifest::read(&list("media/a", FILE_MOST + 1)), Err(BadManifest::File { path: "media/a".into() }));
        assert_eq!(Manifest::read(&list("media/a", u64::MAX)), Err(BadManifest::File { path: "media/a".into() }));
        let entry = Entry { size: FILE_MOST, sha256: Digest::of(b"") };
        let many = |count: usize| (0..count).map(|n| (format!("media/{n:04}"), entry)).collect::<Vec<_>>();
        assert!(Manifest::checked(many(16)).is_ok());
        assert_eq!(Manifest::checked(many(17)), Err(BadManifest::Whole));
        let small = many(FILES_MOST + 1).into_iter().map(|(path, entry)| (path, Entry { size: 1, ..entry }));
        assert_eq!(Manifest::checked(small.collect()), Err(BadManifest::Files));
        let twice = vec![("media/a".to_owned(), entry), ("media/a".to_owned(), entry)];
        assert_eq!(Manifest::checked(twice), Err(BadManifest::Order("media/a".into())));
    }

    #[test]
    fn a_newer_list_is_known_as_newer() {
        assert_eq!(Manifest::read(b"{\"schema_version\": 2, \"tree\": {}}"), Err(BadManifest::Newer(2)));
        assert_eq!(Manifest::read(b"{\"schema_version\": 1, \"files\": [], \"run\": 1}"), Err(BadManifest::Malformed));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Manifest::read(&bytes);
        }

        #[test]
        fn no_path_that_is_taken_leads_elsewhere(path in "(packs/|media/|)[a-z./\\\\:\u{0}]{0,12}") {
            if is_place_for_content(&path) {
                let below = std::path::Path::new("/kiosk").join(&path);
                prop_assert!(below.components().all(|part| part != std::path::Component::ParentDir));
                prop_assert!(below.starts_with("/kiosk") && below.components().count() <= 4);
            }
        }
    }
}
