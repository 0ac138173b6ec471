//! A folder that rounds are put into: a network share, a stick, a directory.

use std::fs::{self, File, FileTimes, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustix::fs::{Advice, fadvise};

use crate::mutant::{self, Mutant};

/// What putting a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was not there and is now.
    Written,
    /// It was there, with the same bytes.
    Same,
}

/// Why a file could not be put where it belongs.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// Something else bears its name; released files never change, so somebody has changed one of the two.
    #[error("{} is there with other bytes; it was left as it is", .0.display())]
    Different(PathBuf),
    /// The folder did not take it.
    #[error("could not write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Puts a file into a folder unless it is there, whole or not at all; it bears `time` whenever it was written.
///
/// Written under another name, made durable, renamed, read back: no hard links, which sticks do not have.
///
/// # Errors
/// [`PutError::Different`] if there is a file of that name with other bytes: nothing is ever overwritten.
pub fn put(path: &Path, bytes: &[u8], time: Timestamp) -> Result<Put, PutError> {
    let failed = |source| PutError::Io { path: path.to_owned(), source };
    if let Some(same) = compare(path, bytes).map_err(failed)? {
        return if same { Ok(Put::Same) } else { Err(PutError::Different(path.to_owned())) };
    }
    make_folders(path, time).map_err(failed)?;
    write(path, bytes, time).map_err(failed)?;
    // What a broken stick took for written shows only when it is asked for it again.
    match compare(path, bytes).map_err(failed)? {
        Some(true) => Ok(Put::Written),
        _ => Err(failed(io::Error::new(io::ErrorKind::InvalidData, "it reads back otherwise than it was written"))),
    }
}

/// Writes a file that changes from time to time, whole or not at all, instead of the one that was there.
///
/// # Errors
/// [`PutError::Io`] if the folder did not take it, or it reads back otherwise than it was written.
pub fn replace(path: &Path, bytes: &[u8], time: Timestamp) -> Result<(), PutError> {
    let failed = |source| PutError::Io { path: path.to_owned(), source };
    make_folders(path, time).map_err(failed)?;
    write(path, bytes, time).map_err(failed)?;
    match compare(path, bytes).map_err(failed)? {
        Some(true) => Ok(()),
        _ => Err(failed(io::Error::new(io::ErrorKind::InvalidData, "it reads back otherwise than it was written"))),
    }
}

/// Makes the folders that a file stands in, as far as they are not there; they, too, bear `time`.
fn make_folders(path: &Path, time: Timestamp) -> io::Result<()> {
    let above: Vec<&Path> = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()).collect();
    let missing = above.iter().take_while(|folder| !folder.exists()).count();
    if missing == 0 {
        return Ok(());
    }
    fs::create_dir_all(above[0])?;
    // The one that was there has changed as well.
    for folder in above.iter().take(missing + 1) {
        stamp(&File::open(folder)?, time);
    }
    Ok(())
}

/// When a folder last changed would tell when a round was put into it; where that cannot be set it stays.
fn stamp(folder: &File, time: Timestamp) {
    let _ = folder.set_times(FileTimes::new().set_modified(time.into()));
}

/// Whether the file holds these bytes; nothing if it is not there.
fn compare(path: &Path, bytes: &[u8]) -> io::Result<Option<bool>> {
    match fs::read(path) {
        Ok(found) => Ok(Some(found == bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the names of files end with while they are written, after a dot and the file's own name.
const PART: &str = ".part";

fn write(path: &Path, bytes: &[u8], time: Timestamp) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(PART);
    let part = folder.join(name);
    let file = open_alone(&part)?;
    let written = write_part(file, &part, path, bytes, time);
    if written.is_err() {
        // On a full disk it would take the room that is needed.
        let _ = fs::remove_file(&part);
    }
    written?;
    let folder = File::open(folder)?;
    stamp(&folder, time);
    folder.sync_all()
}

/// Opens what is going to be a file, unless another process writes the same just now.
fn open_alone(part: &Path) -> io::Result<File> {
    let busy = || io::Error::new(io::ErrorKind::ResourceBusy, "another process is writing it just now");
    let file = File::options().write(true).create(true).truncate(false).open(part)?;
    // Network shares and sticks without locks say so; there it stays with reading back.
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Err(busy());
    }
    // What was locked may have got its last name in between.
    match fs::metadata(part) {
        Ok(meta) if meta.ino() == file.metadata()?.ino() => Ok(file),
        Ok(_) => Err(busy()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(busy()),
        Err(error) => Err(error),
    }
}

fn write_part(mut file: File, part: &Path, path: &Path, bytes: &[u8], time: Timestamp) -> io::Result<()> {
    file.set_len(0)?;
    file.write_all(bytes)?;
    // Sticks keep no modes and say so.
    let _ = file.set_permissions(Permissions::from_mode(0o644));
    if !mutant::active(Mutant::RealTimes) {
        file.set_times(FileTimes::new().set_modified(time.into()).set_accessed(time.into()))?;
    }
    file.sync_all()?;
    // So that reading it back asks the medium, and not what is remembered of writing it.
    let _ = fadvise(&file, 0, None, Advice::DontNeed);
    fs::rename(part, path)
}

/// Removes what interrupted writes left in a folder.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let left = entry.file_name().to_str().is_some_and(|name| name.starts_with('.') && name.ends_with(PART));
        if left && entry.file_type()?.is_file() {
            match open_alone(&entry.path()) {
                Ok(_locked) => fs::remove_file(entry.path())?,
                Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_put_once_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cut_week=2026-W47/x.csv");
        let time = Timestamp::from_second(1_000_000).unwrap();
        assert_eq!(put(&path, b"one", time).unwrap(), Put::Written);
        assert_eq!(put(&path, b"one", time).unwrap(), Put::Same);
        let error = put(&path, b"two", time).unwrap_err();
        assert!(matches!(error, PutError::Different(_)), "{error}");
        let meta = fs::metadata(&path).unwrap();
        assert_eq!((fs::read(&path).unwrap(), meta.mode() & 0o777, meta.mtime()), (b"one".to_vec(), 0o644, 1_000_000));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_changes_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk/cells.csv");
        for bytes in [&b"one"[..], b"one and two"] {
            replace(&path, bytes, Timestamp::UNIX_EPOCH).unwrap();
            let meta = fs::metadata(&path).unwrap();
            assert_eq!((fs::read(&path).unwrap(), meta.mtime()), (bytes.to_vec(), 0));
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_an_interrupted_write_left_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        fs::write(folder.path().join(".x.csv.part"), "half of something longer").unwrap();
        assert_eq!(put(&path, b"one", Timestamp::UNIX_EPOCH).unwrap(), Put::Written);
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn what_another_process_is_writing_is_left_alone_and_what_it_left_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join(".x.csv.part");
        let other = open_alone(&part).unwrap();
        let error = put(&folder.path().join("x.csv"), b"one", Timestamp::UNIX_EPOCH).unwrap_err();
        assert!(std::error::Error::source(&error).unwrap().to_string().contains("another process"), "{error:?}");
        sweep(folder.path()).unwrap();
        assert!(part.exists());
        drop(other);
        fs::write(folder.path().join("y.csv"), "").unwrap();
        sweep(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
