//! The editions of signed content that a kiosk has, each in a folder of its own that is there whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, statvfs};

use super::private::write_private;
use super::{DataDirectory, StoreError};
use crate::chain::{Digest, FileDigest};
use crate::config::Folder;
use crate::edition::{BadManifest, Entry, FILE_MOST, Head, Imprint, Manifest};

/// The list of an edition's files, and its signature, in the edition's folder.
const LIST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.json.sig";
/// What the folder of an edition is called until it is whole.
const PART: &str = ".part";
/// What must be free beside an edition, so that content never keeps a cut from being stored.
const RESERVE: u64 = 64 * 1024 * 1024;

/// The editions in a data directory.
#[derive(Debug, Clone)]
pub struct Library {
    folder: PathBuf,
}

/// Keeps a second process from fetching the same edition.
#[derive(Debug)]
pub struct LibraryLock(#[expect(dead_code, reason = "it is unlocked when it is dropped")] File);

/// Why an edition in the library cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    /// A file of it cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its list cannot be read.
    #[error(transparent)]
    List(#[from] BadManifest),
    /// Its list or its signature is not what was fetched.
    #[error("its signature does not fit its list of files")]
    Signature,
    /// A file is not what was fetched.
    #[error("`{0}` is damaged")]
    File(String),
}

impl Library {
    /// That of a data directory, whether anything is there or not.
    #[must_use]
    pub fn of(data: &DataDirectory) -> Self {
        Self { folder: data.content() }
    }

    /// The newest edition that was accepted; none before the first.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn head(&self) -> Result<Option<Head>, StoreError> {
        let path = self.folder.join("head");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read which edition is the newest in", &path)(error)),
        };
        let read = |text: &str| {
            let (pinned, imprint) = text.split_once('\n')?;
            Some(Head { pinned: pinned.parse().ok()?, imprint: Imprint::read(imprint).ok()? })
        };
        let unreadable = || StoreError::Unreadable { what: "newest edition", value: path.display().to_string() };
        read(&text).map(Some).ok_or_else(unreadable)
    }

    /// Remembers the newest edition that was accepted: none before it is accepted again.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn set_head(&self, head: &Head) -> Result<(), StoreError> {
        self.create()?;
        let text = format!("{}\n{}", head.pinned, head.imprint.write());
        write_private(&self.folder.join("head"), text.as_bytes(), "remember the newest edition")
    }

    /// Keeps others from fetching until it is dropped; none if somebody else has it.
    ///
    /// # Errors
    /// If there is no place for it.
    pub fn lock(&self) -> Result<Option<LibraryLock>, StoreError> {
        self.create()?;
        let path = self.folder.join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(StoreError::io("open", &path))?;
        Ok(file.try_lock().is_ok().then_some(LibraryLock(file)))
    }

    /// The editions that are there, the newest first.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let number = |name: &str| (name.len() == 8).then(|| name.parse().ok()).flatten();
        let mut numbers: Vec<u32> = entries.filter_map(|entry| number(entry.file_name().to_str()?)).collect();
        numbers.sort_unstable_by(|left, right| right.cmp(left));
        numbers
    }

    /// The folder of an edition.
    #[must_use]
    pub fn folder(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number:08}"))
    }

    /// A file beside the editions.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The files of an edition, just as they were signed.
    ///
    /// # Errors
    /// [`Damaged`] if anything about it is otherwise.
    pub fn read(&self, number: u32) -> Result<Folder, Damaged> {
        let path = self.folder(number);
        let manifest = self.manifest(number)?;
        let folder = Folder::read(&path).map_err(|error| Damaged::File(error.path.display().to_string()))?;
        for (file, entry) in manifest.files() {
            if !folder.bytes(file).is_some_and(|bytes| fits(bytes, entry)) {
                return Err(Damaged::File(file.to_owned()));
            }
        }
        let more = folder.paths().find(|path| manifest.files().all(|(file, _)| file != *path)).map(str::to_owned);
        more.map_or(Ok(folder), |more| Err(Damaged::File(more)))
    }

    /// Whether an edition is there as it was signed; its files are not looked into.
    fn manifest(&self, number: u32) -> Result<Manifest, Damaged> {
        let path = self.folder(number);
        let read = |name: &str| {
            let path = path.join(name);
            fs::read(&path).map_err(StoreError::io("read", &path))
        };
        let list = read(LIST)?;
        let imprint = String::from_utf8(read(SIGNATURE)?).ok().and_then(|text| Imprint::read(&text).ok());
        let signed = |imprint: &Imprint| {
            imprint.statement().number == number && imprint.vouches() && imprint.covers(&FileDigest::of(&list))
        };
        imprint.filter(signed).ok_or(Damaged::Signature)?;
        Ok(Manifest::read(&list)?)
    }

    /// Begins an edition, or goes on with one that was interrupted.
    ///
    /// # Errors
    /// If there is no room for it, or no place.
    pub fn begin(&self, number: u32, manifest: &Manifest) -> Result<Draft, StoreError> {
        self.create()?;
        let folder = self.folder.join(format!("{number:08}{PART}"));
        let list = manifest.write();
        if fs::read(folder.join(LIST)).is_ok_and(|found| found != list) || !folder.join(LIST).exists() {
            remove(&folder)?;
        }
        let draft = Draft { folder, target: self.folder(number), manifest: manifest.clone() };
        let room = statvfs(&self.folder).map_or(u64::MAX, |stat| stat.f_bavail.saturating_mul(stat.f_frsize));
        if room < draft.missing().saturating_add(RESERVE) {
            let source = io::Error::new(
                ErrorKind::StorageFull,
                format!("{} MB must stay free beside it", RESERVE / 1024 / 1024),
            );
            return Err(StoreError::io("find room for an edition in", &self.folder)(source));
        }
        for folder in [draft.folder.clone(), draft.folder.join("packs"), draft.folder.join("media")] {
            make(&folder)?;
        }
        if !draft.folder.join(LIST).exists() {
            write_new(&draft.folder.join(LIST), &list)?;
        }
        Ok(draft)
    }

    /// A file that an edition which is there has in common with others; none if none has it.
    #[must_use]
    pub fn known(&self, wanted: Entry) -> Option<Vec<u8>> {
        self.numbers().into_iter().find_map(|number| {
            let manifest = self.manifest(number).ok()?;
            let (path, _) = manifest.files().find(|(_, entry)| *entry == wanted)?;
            fs::read(self.folder(number).join(path)).ok().filter(|bytes| fits(bytes, wanted))
        })
    }

    /// Removes all editions but these, and whatever was left of fetching one.
    ///
    /// # Errors
    /// If one cannot be removed.
    pub fn keep(&self, numbers: &[u32]) -> Result<(), StoreError> {
        let kept: Vec<PathBuf> = numbers.iter().map(|number| self.folder(*number)).collect();
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in entries.filter(|path| path.is_dir() && !kept.contains(path)) {
            remove(&path)?;
        }
        Ok(())
    }

    fn create(&self) -> Result<(), StoreError> {
        make(&self.folder)
    }
}

/// An edition that is being fetched.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    target: PathBuf,
    manifest: Manifest,
}

impl Draft {
    /// The files that are not there yet, by path.
    #[must_use]
    pub fn open_files(&self) -> Vec<(String, Entry)> {
        let open = self.manifest.files().filter(|(path, entry)| !self.has(path, *entry));
        open.map(|(path, entry)| (path.to_owned(), entry)).collect()
    }

    fn has(&self, path: &str, entry: Entry) -> bool {
        let mut bytes = Vec::new();
        let read = File::open(self.folder.join(path)).and_then(|file| file.take(FILE_MOST).read_to_end(&mut bytes));
        read.is_ok() && fits(&bytes, entry)
    }

    fn missing(&self) -> u64 {
        self.open_files().iter().map(|(_, entry)| entry.size).sum()
    }

    /// Takes a file; tells whether it is the one that was signed.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&self, path: &str, entry: Entry, bytes: &[u8]) -> Result<bool, StoreError> {
        if !fits(bytes, entry) {
            return Ok(false);
        }
        write_new(&self.folder.join(path), bytes).map(|()| true)
    }

    /// Gives back the room that it takes.
    pub fn discard(self) {
        // What stays is removed with the next edition that is kept.
        let _ = remove(&self.folder);
    }

    /// Puts the edition in its place, once all files are there.
    ///
    /// # Errors
    /// If that fails; then it is not in its place.
    pub fn finish(&self, imprint: &Imprint) -> Result<(), StoreError> {
        write_new(&self.folder.join(SIGNATURE), imprint.write().as_bytes())?;
        for folder in [self.folder.join("packs"), self.folder.join("media"), self.folder.clone()] {
            sync(&folder)?;
        }
        // Only one that was found damaged is there.
        remove(&self.target)?;
        fs::rename(&self.folder, &self.target).map_err(StoreError::io("put an edition into", &self.target))?;
        sync(self.target.parent().unwrap_or(Path::new("/")))
    }
}

fn fits(bytes: &[u8], entry: Entry) -> bool {
    bytes.len() as u64 == entry.size && Digest::of(bytes) == entry.sha256
}

/// Makes a folder for its owner only, unless it is there.
fn make(folder: &Path) -> Result<(), StoreError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(StoreError::io("make the folder", folder))
}

fn sync(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::io("make durable", folder))
}

fn remove(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::io("remove", folder)(error)),
        _ => Ok(()),
    }
}

/// Writes a file anew and makes it durable; what bears its name, whatever it is, is removed and not followed.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let flags = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let _ = fs::remove_file(path);
    let open = OpenOptions::new().create_new(true).write(true).mode(0o600).custom_flags(flags).open(path);
    let written = open.and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(StoreError::io("write", path))
}
