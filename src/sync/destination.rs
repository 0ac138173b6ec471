//! Where rounds are sent: a folder, or a store in somebody's cloud.

use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::folder::{Found, look, sweep};
use super::{Deed, Obstacle, Put, Trouble, put, replace};

/// What destinations have in common: names with `/` between the parts, and files that are whole or not there.
pub trait Destination {
    /// Finds out what it does with a file that is there already; `scratch` is a name that may be written to.
    ///
    /// # Errors
    /// If it cannot be reached, or does not let this kiosk in.
    fn try_out(&mut self, scratch: &str) -> Result<Honours, Trouble>;

    /// Takes for granted what [`Destination::try_out`] found another time.
    fn trust(&mut self, honours: Honours);

    /// Puts a file that never changes, unless it is there; `time` is what it says of when, where that can be set.
    ///
    /// # Errors
    /// [`Trouble::Different`] if there is a file of that name with other bytes: nothing is ever overwritten.
    fn create(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<Put, Trouble>;

    /// The same for a file that may have been begun: where the line was cut, some servers keep what had come by then, if only
    /// the name. The beginning of these bytes is put anew, and is nobody else's file.
    ///
    /// # Errors
    /// As of [`Destination::create`].
    fn finish(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<Put, Trouble> {
        self.create(path, bytes, time)
    }

    /// Puts a file that changes, instead of the one that was there.
    ///
    /// # Errors
    /// If it was not taken.
    fn replace(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<(), Trouble>;

    /// The first bytes of a file that should be this kiosk's own, at most so many; none if it is not there. Whoever may write
    /// there may have put anything in its place.
    ///
    /// # Errors
    /// If that cannot be told; [`Trouble::Different`] if something else than a file bears the name.
    fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble>;

    /// The bytes of a file that somebody else put there, at most so many; none if it is not there.
    ///
    /// # Errors
    /// If that cannot be told, if it has more bytes, or if it is a link to somewhere else.
    fn fetch(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble>;

    /// Takes a file away; that it is not there is no trouble.
    ///
    /// # Errors
    /// If it stays.
    fn remove(&self, path: &str) -> Result<(), Trouble>;

    /// Takes away what interrupted writes left in a folder, unless it is being written just now.
    ///
    /// # Errors
    /// If that cannot be told, or it stays.
    fn sweep(&self, folder: &str) -> Result<(), Trouble>;

    /// When the destination says that it took a file; none where its clock is this machine's.
    ///
    /// # Errors
    /// If that cannot be told.
    fn taken_at(&self, path: &str) -> Result<Option<Timestamp>, Trouble>;
}

/// Whether a destination refuses to overwrite a file when it is asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Honours {
    /// It refuses.
    Condition,
    /// It does not know the condition, or ignores it: every file is looked for before it is written.
    Nothing,
}

/// What is said of a file that has more bytes than there may be.
pub(super) fn too_large(path: &impl fmt::Display, most: u64) -> Trouble {
    Trouble::Lasting(Obstacle::TooLarge { path: path.to_string(), most })
}

/// A folder, a network share, a stick.
#[derive(Debug, Clone)]
pub struct Directory(pub PathBuf);

impl Directory {
    /// What is mounted there may be away; a folder made in its place would fill the disk below.
    fn is_there(&self) -> Result<(), Trouble> {
        let away = || Trouble::Lasting(Obstacle::NoFolder(self.0.display().to_string()));
        self.0.is_dir().then_some(()).ok_or_else(away)
    }

    fn found(&self, path: &str, most: u64) -> Result<Found, Trouble> {
        let path = self.0.join(path);
        let found = look(&path, most).map_err(|error| Trouble::undone(Deed::Read, &path, &error))?;
        if matches!(found, Found::Nothing) {
            self.is_there()?;
        }
        Ok(found)
    }
}

impl Destination for Directory {
    fn try_out(&mut self, _: &str) -> Result<Honours, Trouble> {
        self.is_there().map(|()| Honours::Condition)
    }

    fn trust(&mut self, _: Honours) {}

    fn create(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<Put, Trouble> {
        self.is_there()?;
        Ok(put(&self.0.join(path), bytes, time)?)
    }

    fn replace(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<(), Trouble> {
        self.is_there()?;
        Ok(replace(&self.0.join(path), bytes, time)?)
    }

    fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        match self.found(path, most)? {
            Found::Nothing => Ok(None),
            Found::File(bytes) => Ok(Some(bytes)),
            Found::NoFile => Err(Trouble::Different(self.0.join(path).display().to_string())),
        }
    }

    fn fetch(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let called = || self.0.join(path).display().to_string();
        match self.found(path, most.saturating_add(1))? {
            Found::Nothing => Ok(None),
            Found::File(bytes) if bytes.len() as u64 > most => Err(too_large(&called(), most)),
            Found::File(bytes) => Ok(Some(bytes)),
            // A link may lead to what is never read to its end, or is somebody else's.
            Found::NoFile => Err(Trouble::Lasting(Obstacle::NoFile(called()))),
        }
    }

    fn remove(&self, path: &str) -> Result<(), Trouble> {
        self.is_there()?;
        let path = self.0.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Trouble::Lasting(Obstacle::undone(Deed::Remove, &path, &error)))
            }
            _ => Ok(()),
        }
    }

    fn sweep(&self, folder: &str) -> Result<(), Trouble> {
        let folder = self.0.join(folder);
        sweep(&folder).map_err(|error| Trouble::Lasting(Obstacle::undone(Deed::TidyUp, &folder, &error)))
    }

    fn taken_at(&self, _: &str) -> Result<Option<Timestamp>, Trouble> {
        Ok(None)
    }
}
