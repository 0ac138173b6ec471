//! A place in somebody's cloud that is asked again for what may pass.

use jiff::Timestamp;

use super::{Destination, Honours, Page, Patience, Put, Shelf, Trouble};
use crate::random::Random;

/// Asks a place again, each request and each page of a list by itself: of half a million requests some come to nothing, and all
/// that was read would have been read for nothing.
pub struct Patient<'a, P> {
    /// The place.
    pub place: P,
    /// How often something is tried again.
    pub patience: Patience<'a>,
}

impl<P> Patient<'_, P> {
    fn attempt<T>(&self, work: impl FnMut() -> Result<T, Trouble>) -> Result<T, Trouble> {
        self.patience.attempt(&mut Random::System, work)
    }

    fn put(&self, mut work: impl FnMut() -> Result<Put, Trouble>) -> Result<Put, Trouble> {
        let mut lost = false;
        let put = self.attempt(|| {
            let put = work();
            lost |= put.is_err();
            put
        })?;
        // What is there after an answer that did not come is what was written then, as far as anybody can tell.
        Ok(if lost { Put::Written } else { put })
    }
}

impl<P: Shelf> Shelf for Patient<'_, P> {
    fn page(&self, folder: &str, after: Option<&str>) -> Result<Page, Trouble> {
        self.attempt(|| self.place.page(folder, after))
    }

    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.attempt(|| self.place.bytes(path, most))
    }

    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.attempt(|| self.place.head(path, most))
    }

    fn called(&self, path: &str) -> String {
        self.place.called(path)
    }

    fn odd(&self) -> Vec<String> {
        self.place.odd()
    }
}

impl<P: Destination> Destination for Patient<'_, P> {
    fn try_out(&mut self, scratch: &str) -> Result<Honours, Trouble> {
        self.patience.attempt(&mut Random::System, || self.place.try_out(scratch))
    }

    fn trust(&mut self, honours: Honours) {
        self.place.trust(honours);
    }

    fn create(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<Put, Trouble> {
        self.put(|| self.place.create(path, bytes, time))
    }

    fn finish(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<Put, Trouble> {
        self.put(|| self.place.finish(path, bytes, time))
    }

    fn replace(&self, path: &str, bytes: &[u8], time: Timestamp) -> Result<(), Trouble> {
        self.attempt(|| self.place.replace(path, bytes, time))
    }

    fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.attempt(|| self.place.read(path, most))
    }

    fn fetch(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        self.attempt(|| self.place.fetch(path, most))
    }

    fn remove(&self, path: &str) -> Result<(), Trouble> {
        self.attempt(|| self.place.remove(path))
    }

    fn sweep(&self, folder: &str) -> Result<(), Trouble> {
        self.attempt(|| self.place.sweep(folder))
    }

    fn taken_at(&self, path: &str) -> Result<Option<Timestamp>, Trouble> {
        self.attempt(|| self.place.taken_at(path))
    }
}
