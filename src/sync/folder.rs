//! A folder that rounds are put into: a network share, a stick, a directory.

use std::fs::{self, File, FileTimes, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustix::fs::{Advice, OFlags, fadvise};

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
    if let Some(put) = there(path, bytes)? {
        return Ok(put);
    }
    make_folders(path, time).map_err(failed(path))?;
    put_unseen(path, bytes, time)
}

/// Puts a file that was not there when it was looked for.
fn put_unseen(path: &Path, bytes: &[u8], time: Timestamp) -> Result<Put, PutError> {
    let part = Part::of(path).map_err(failed(path))?;
    // Another may have put it since. From here on whoever writes it is alone, until the file bears its name.
    let seen = there(path, bytes);
    if !matches!(seen, Ok(None)) {
        part.discard();
    }
    if let Some(put) = seen? {
        return Ok(put);
    }
    part.finish(path, bytes, time).map_err(failed(path))?;
    read_back(path, bytes).map(|()| Put::Written)
}

/// Whether the file is there already; with other bytes it is somebody else's.
fn there(path: &Path, bytes: &[u8]) -> Result<Option<Put>, PutError> {
    match compare(path, bytes).map_err(failed(path))? {
        Some(true) => Ok(Some(Put::Same)),
        Some(false) => Err(PutError::Different(path.to_owned())),
        None => Ok(None),
    }
}

/// Writes a file that changes from time to time, whole or not at all, instead of the one that was there.
///
/// # Errors
/// [`PutError::Io`] if the folder did not take it, or it reads back otherwise than it was written.
pub fn replace(path: &Path, bytes: &[u8], time: Timestamp) -> Result<(), PutError> {
    make_folders(path, time).map_err(failed(path))?;
    Part::of(path).and_then(|part| part.finish(path, bytes, time)).map_err(failed(path))?;
    read_back(path, bytes)
}

/// What a broken stick took for written shows only when it is asked for it again.
fn read_back(path: &Path, bytes: &[u8]) -> Result<(), PutError> {
    match compare(path, bytes).map_err(failed(path))? {
        Some(true) => Ok(()),
        _ => {
            Err(failed(path)(io::Error::new(io::ErrorKind::InvalidData, "it reads back otherwise than it was written")))
        }
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> PutError {
    move |source| PutError::Io { path: path.to_owned(), source }
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

/// What bears a name, as far as it was read.
pub(super) enum Found {
    /// Nothing does.
    Nothing,
    /// The first bytes of a file.
    File(Vec<u8>),
    /// A link, a folder, a pipe, a device: somebody else's, and whoever reads it may never come to its end.
    NoFile,
}

/// The first bytes of what bears a name, at most so many: on a share it may be anybody's, and of any size.
pub(super) fn look(path: &Path, most: u64) -> io::Result<Found> {
    let read = || {
        let file = own().read(true).open(path)?;
        // It may be another one by now.
        if !file.metadata()?.is_file() {
            return Ok(Found::NoFile);
        }
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes)?;
        Ok(Found::File(bytes))
    };
    // Asked before it is opened: some devices do something by being opened.
    match fs::symlink_metadata(path).and_then(|meta| if meta.is_file() { read() } else { Ok(Found::NoFile) }) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Nothing),
        found => found,
    }
}

/// Opens no link, and waits for nobody at the other end, as there is with a pipe.
fn own() -> OpenOptions {
    let mut options = File::options();
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    options
}

/// Whether the file holds these bytes; nothing if it is not there.
fn compare(path: &Path, bytes: &[u8]) -> io::Result<Option<bool>> {
    // One byte more tells a longer file.
    Ok(match look(path, bytes.len() as u64 + 1)? {
        Found::Nothing => None,
        Found::File(found) => Some(found == bytes),
        Found::NoFile => Some(false),
    })
}

/// What the names of files end with while they are written, after a dot and the file's own name.
const PART: &str = ".part";

/// What is going to be a file; as long as there is one, no other process writes the same.
struct Part {
    file: File,
    name: PathBuf,
}

impl Part {
    fn of(path: &Path) -> io::Result<Self> {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(PART);
        let name = folder_of(path).join(name);
        Ok(Self { file: open_alone(&name)?, name })
    }

    /// Becomes the file, whole and durable.
    fn finish(self, path: &Path, bytes: &[u8], time: Timestamp) -> io::Result<()> {
        let written = write_part(&self.file, &self.name, path, bytes, time);
        if written.is_err() {
            self.discard();
        }
        written?;
        let folder = File::open(folder_of(path))?;
        stamp(&folder, time);
        folder.sync_all()
    }

    /// Goes away: on a full disk it would take the room that is needed.
    fn discard(&self) {
        let _ = fs::remove_file(&self.name);
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// Opens what is going to be a file, unless another process writes the same just now.
fn open_alone(part: &Path) -> io::Result<File> {
    let busy = || io::Error::new(io::ErrorKind::ResourceBusy, "another process is writing it just now");
    let file = own().write(true).create(true).truncate(false).open(part)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("something else than a file has the name that it has while it is written"));
    }
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

fn write_part(mut file: &File, part: &Path, path: &Path, bytes: &[u8], time: Timestamp) -> io::Result<()> {
    file.set_len(0)?;
    file.write_all(bytes)?;
    // Sticks keep no modes and say so.
    let _ = file.set_permissions(Permissions::from_mode(0o644));
    if !mutant::active(Mutant::RealTimes) {
        file.set_times(FileTimes::new().set_modified(time.into()).set_accessed(time.into()))?;
    }
    file.sync_all()?;
    // So that reading it back asks the medium, and not what is remembered of writing it.
    let _ = fadvise(file, 0, None, Advice::DontNeed);
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
    use std::os::unix::fs::symlink;
    use std::sync::Barrier;
    use std::thread;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    /// Names in a folder that are no file of a kiosk's: nobody comes to the end of any of them.
    fn endless(folder: &Path) -> [PathBuf; 4] {
        let paths = ["pipe", "link", "large", "folder"].map(|name| folder.join(name));
        mknodat(CWD, &paths[0], FileType::Fifo, Mode::RWXU, 0).unwrap();
        symlink("/dev/zero", &paths[1]).unwrap();
        File::create(&paths[2]).unwrap().set_len(1 << 42).unwrap();
        fs::create_dir(&paths[3]).unwrap();
        paths
    }

    #[test]
    fn what_has_no_end_is_other_bytes_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        for path in endless(folder.path()) {
            let before = fs::symlink_metadata(&path).unwrap();
            let error = put(&path, b"one", Timestamp::UNIX_EPOCH).unwrap_err();
            assert!(matches!(error, PutError::Different(_)), "{error:?}");
            let after = fs::symlink_metadata(&path).unwrap();
            assert_eq!((before.ino(), before.len()), (after.ino(), after.len()), "{path:?}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    #[test]
    fn of_a_longer_file_no_more_is_read_than_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sig");
        assert!(matches!(look(&path, 3), Ok(Found::Nothing)));
        fs::write(&path, "one and two").unwrap();
        assert!(matches!(look(&path, 3), Ok(Found::File(bytes)) if bytes == b"one"));
        assert!(matches!(look(&path, 99), Ok(Found::File(bytes)) if bytes == b"one and two"));
    }

    #[test]
    fn nothing_is_written_through_a_link_or_into_a_pipe_that_bears_the_other_name() {
        let folder = tempfile::tempdir().unwrap();
        let (path, part, others) =
            (folder.path().join("x.csv"), folder.path().join(".x.csv.part"), folder.path().join("others"));
        fs::write(&others, "not ours").unwrap();
        symlink(&others, &part).unwrap();
        assert!(put(&path, b"one", Timestamp::UNIX_EPOCH).is_err() && !path.exists());
        assert_eq!(fs::read(&others).unwrap(), b"not ours");
        fs::remove_file(&part).unwrap();
        mknodat(CWD, &part, FileType::Fifo, Mode::RWXU, 0).unwrap();
        assert!(put(&path, b"one", Timestamp::UNIX_EPOCH).is_err() && !path.exists());
    }

    #[test]
    fn of_two_who_both_saw_nothing_there_the_later_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        assert!(matches!(there(&path, b"two"), Ok(None)));
        assert_eq!(put(&path, b"one", Timestamp::UNIX_EPOCH).unwrap(), Put::Written);
        let late = put_unseen(&path, b"two", Timestamp::UNIX_EPOCH);
        assert!(matches!(late, Err(PutError::Different(_))), "{late:?}");
        assert_eq!(put_unseen(&path, b"one", Timestamp::UNIX_EPOCH).unwrap(), Put::Same);
        assert_eq!((fs::read(&path).unwrap(), fs::read_dir(folder.path()).unwrap().count()), (b"one".to_vec(), 1));
    }

    #[test]
    fn of_two_at_once_one_writes_and_the_file_is_that_ones() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..50 {
            let (path, both) = (folder.path().join(format!("{round}.csv")), Barrier::new(2));
            let put_alone = |bytes: &'static [u8]| {
                both.wait();
                put(&path, bytes, Timestamp::UNIX_EPOCH).is_ok_and(|put| put == Put::Written)
            };
            let wrote = thread::scope(|scope| {
                let [one, two] = [b"one", b"two"].map(|bytes| scope.spawn(move || put_alone(bytes)));
                [one.join().unwrap(), two.join().unwrap()]
            });
            let expected: &[u8] = if wrote == [true, false] { b"one" } else { b"two" };
            assert_ne!(wrote[0], wrote[1], "{round}");
            assert_eq!(fs::read(&path).unwrap(), expected, "{round}");
        }
    }

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
