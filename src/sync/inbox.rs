//! Signed content, from where HR put it into the kiosk's library: followed, fetched, verified; never run from here.

use rand::RngExt;

use super::{Destination, Patience, Trouble};
use crate::chain::FileDigest;
use crate::edition::{
    BadManifest, Edition, Entry, Imprint, MANIFEST_MOST, Manifest, Refused, SIGNATURE_MOST, Succession,
};
use crate::store::{Draft, Library, StoreError};
use crate::vocabulary::PublicKey;

/// The most signatures that are read in one go: a server that makes up one after the other comes to an end, and what a desk
/// signs in thirty years, one a day, does not.
const MOST: u32 = 10_000;

/// A kiosk's library and whose content it takes.
pub struct Inbox<'a> {
    /// Where editions are kept.
    pub library: &'a Library,
    /// The key that `kiosk.toml` names.
    pub key: PublicKey,
    /// How often something is tried again.
    pub patience: &'a Patience<'a>,
}

/// What came of looking for a newer edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulled {
    /// This edition was fetched, and is whole.
    Edition(u32),
    /// There is none that is not here.
    NothingNewer,
    /// Another process is fetching just now.
    Busy,
}

/// Why no newer edition was fetched; what there was stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum Unpulled {
    /// It may not follow the one that is here.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// What its list names may not be in an edition.
    #[error("edition {0} is refused: {1}")]
    List(u32, BadManifest),
    /// A file of it, or else its list, is not what was signed.
    #[error("edition {0} is refused for now: {what} is not what was signed", what = what(.1.as_deref()))]
    Altered(u32, Option<String>),
    /// Where it should come from, it did not come.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn what(file: Option<&str>) -> String {
    file.map_or_else(|| "its list".to_owned(), |file| format!("`{file}`"))
}

impl Inbox<'_> {
    /// Fetches the newest edition that is at `destination`, unless it is here.
    ///
    /// Editions are sought by their numbers, one after the other, so nothing needs to be listed there; of all but the
    /// newest only the signature is read. Whatever is interrupted is gone on with the next time.
    ///
    /// # Errors
    /// [`Unpulled`], and nothing that was here has changed.
    pub fn pull(&self, destination: &dyn Destination, rng: &mut impl RngExt) -> Result<Pulled, Unpulled> {
        let Some(_lock) = self.library.lock()? else { return Ok(Pulled::Busy) };
        let head = match self.library.head() {
            // A file that a disk has damaged: begin again from what the pinned key signed.
            Err(StoreError::Unreadable { .. }) => None,
            head => head?,
        };
        let mut succession = Succession::new(self.key, head.clone());
        self.compare(&succession, destination, rng)?;
        for _ in 0..MOST {
            let Some(text) = self.signature(destination, succession.next(), rng)? else { break };
            succession.take(&text)?;
        }
        if self.signature(destination, succession.next().saturating_add(1), rng)?.is_some() {
            return Err(Refused::Missing(succession.next()).into());
        }
        succession.close()?;
        let Some(newest) = succession.head().cloned() else { return Ok(Pulled::NothingNewer) };
        let next = succession.into_head();
        if next != head
            && let Some(next) = next
        {
            let goes_on = head.is_some_and(|head| Succession::new(self.key, Some(head)).head().is_some());
            if !goes_on {
                // What another key signed is not fallen back to.
                self.library.keep(&[])?;
            }
            self.library.set_head(&next)?;
        }
        let number = newest.statement().number;
        if self.library.read(number).is_ok() {
            return Ok(Pulled::NothingNewer);
        }
        self.fetch(&newest, destination, rng).map(|()| Pulled::Edition(number))
    }

    /// Holds the newest edition that is here against the one of its number that is there, if it is.
    fn compare(
        &self,
        succession: &Succession,
        destination: &dyn Destination,
        rng: &mut impl RngExt,
    ) -> Result<(), Unpulled> {
        let Some(own) = succession.head() else { return Ok(()) };
        let number = own.statement().number;
        match self.signature(destination, number, rng)? {
            Some(other) if other != own.write() => Err(Refused::Changed(number).into()),
            _ => Ok(()),
        }
    }

    /// The signature file of an edition; none if it is not there.
    fn signature(
        &self,
        destination: &dyn Destination,
        number: u32,
        rng: &mut impl RngExt,
    ) -> Result<Option<String>, Trouble> {
        let path = Edition::signature_path(number);
        let bytes = self.patience.attempt(rng, || destination.fetch(&path, SIGNATURE_MOST))?;
        // What is no text is no signature either, and is told as such.
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn fetch(&self, imprint: &Imprint, destination: &dyn Destination, rng: &mut impl RngExt) -> Result<(), Unpulled> {
        let number = imprint.statement().number;
        let altered = || Unpulled::Altered(number, None);
        let path = Edition::manifest_path(number);
        let list = self.patience.attempt(rng, || destination.fetch(&path, MANIFEST_MOST))?;
        let list = list.filter(|list| imprint.covers(&FileDigest::of(list))).ok_or_else(altered)?;
        let manifest = Manifest::read(&list).map_err(|bad| Unpulled::List(number, bad))?;
        // Another way to write the same list is another list.
        if manifest.write() != list {
            return Err(Unpulled::List(number, BadManifest::Malformed));
        }
        let draft = self.library.begin(number, &manifest)?;
        let filled = self.fill(&draft, number, destination, rng).and_then(|()| Ok(draft.finish(imprint)?));
        if let Err(Unpulled::Store(_)) = &filled {
            // A disk that is full is not left full.
            draft.discard();
        }
        filled
    }

    fn fill(
        &self,
        draft: &Draft,
        number: u32,
        destination: &dyn Destination,
        rng: &mut impl RngExt,
    ) -> Result<(), Unpulled> {
        for (file, entry) in draft.open_files() {
            let bytes = match self.library.known(entry) {
                Some(bytes) => Some(bytes),
                None => self.file(entry, destination, rng)?,
            };
            match bytes {
                Some(bytes) if draft.put(&file, entry, &bytes)? => {}
                _ => return Err(Unpulled::Altered(number, Some(file))),
            }
        }
        Ok(())
    }

    fn file(
        &self,
        entry: Entry,
        destination: &dyn Destination,
        rng: &mut impl RngExt,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let path = Edition::file_path(entry.sha256);
        self.patience.attempt(rng, || destination.fetch(&path, entry.size))
    }
}
