//! Editions, from the folder in which HR signs them to where kiosks pull them from.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rand::RngExt;

use super::{Destination, Patience, Put, Trouble};
use crate::chain::{Digest, FileDigest};
use crate::edition::{BadManifest, Edition, Entry, FILE_MOST, Imprint, MANIFEST_MOST, Manifest, SIGNATURE_MOST};

/// An edition as it lies somewhere, whole.
#[derive(Debug, Clone)]
pub struct Printed {
    /// Its signature.
    pub imprint: Imprint,
    /// Its files.
    pub manifest: Manifest,
}

/// Why editions could not be read or put.
#[derive(Debug, thiserror::Error)]
pub enum Unprinted {
    /// What lies there is not as it was signed.
    #[error("edition {0} is not as it was signed; take it from a backup, or from where it was published")]
    Altered(u32),
    /// Its list cannot be read.
    #[error("the list of edition {0} cannot be read")]
    List(u32, #[source] BadManifest),
    /// The same number is taken there by another edition.
    #[error(
        "edition {0} is there already and is another one: somebody else has published meanwhile. Sign anew in a copy of the \
         folder that has theirs"
    )]
    Taken(u32),
    /// It was not read, or not taken.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// When an edition was signed is in no file of it.
const TIME: Timestamp = Timestamp::UNIX_EPOCH;

/// The editions that lie in a folder, from the first.
///
/// # Errors
/// [`Unprinted`] if one of them is not as it was signed, or cannot be read.
pub fn printed(folder: &dyn Destination) -> Result<Vec<Printed>, Unprinted> {
    let mut all: Vec<Printed> = Vec::new();
    for number in 1.. {
        let altered = || Unprinted::Altered(number);
        let Some(text) = folder.fetch(&Edition::signature_path(number), SIGNATURE_MOST)? else { break };
        let imprint = String::from_utf8(text).ok().and_then(|text| Imprint::read(&text).ok()).ok_or_else(altered)?;
        let list = folder.fetch(&Edition::manifest_path(number), MANIFEST_MOST)?.ok_or_else(altered)?;
        let before = all.last().map(|before| before.imprint.statement().digest());
        let follows = imprint.statement().number == number && imprint.statement().previous == before;
        if !(follows && imprint.vouches() && imprint.covers(&FileDigest::of(&list))) {
            return Err(altered());
        }
        let manifest = Manifest::read(&list).map_err(|bad| Unprinted::List(number, bad))?;
        all.push(Printed { imprint, manifest });
    }
    Ok(all)
}

/// Puts an edition where it belongs, of its files those that are not `known` to be there; the signature goes last, so where it
/// is, the edition is whole. Tells how many files were put.
///
/// # Errors
/// [`Trouble`] if something was not taken, or another edition has its number.
pub fn print(
    destination: &dyn Destination,
    edition: &Printed,
    known: &BTreeSet<Digest>,
    bytes: impl Fn(&str, Entry) -> Result<Vec<u8>, Trouble>,
) -> Result<usize, Trouble> {
    let mut put = 0;
    for (path, entry) in edition.manifest.files().filter(|(_, entry)| !known.contains(&entry.sha256)) {
        put += usize::from(lay(destination, entry, || bytes(path, entry))?);
    }
    Ok(put + seal(destination, edition)?)
}

/// Puts a file unless it is there; whether it was put. What is in its place and is not what its name is made of was cut off when
/// it was put, or harmed since.
fn lay(
    destination: &dyn Destination,
    entry: Entry,
    bytes: impl Fn() -> Result<Vec<u8>, Trouble>,
) -> Result<bool, Trouble> {
    let path = Edition::file_path(entry.sha256);
    let found = found(destination, &path, entry.size)?;
    if found.as_ref().is_some_and(|found| Digest::of(found) == entry.sha256) {
        return Ok(false);
    }
    settle(destination, &path, &bytes()?, |_| false)
}

/// Puts an edition's list and its signature unless they are there; how many of them were put. Another edition's stay.
fn seal(destination: &dyn Destination, edition: &Printed) -> Result<usize, Trouble> {
    let number = edition.imprint.statement().number;
    let signature = edition.imprint.write().into_bytes();
    let path = Edition::signature_path(number);
    // Where it is signed, its list is the one that was signed, or harmed.
    let is_signed = found(destination, &path, SIGNATURE_MOST)?.is_some_and(|found| found == signature);
    let is_others = |found: &[u8]| !is_signed && Manifest::read(found).is_ok();
    let listed = settle(destination, &Edition::manifest_path(number), &edition.manifest.write(), is_others)?;
    let signed = settle(destination, &path, &signature, is_signature)?;
    Ok(usize::from(listed) + usize::from(signed))
}

/// Puts a file unless it is there; whether it was put. What is in its place gives way to it unless it is another edition's.
fn settle(
    destination: &dyn Destination,
    path: &str,
    bytes: &[u8],
    is_others: impl Fn(&[u8]) -> bool,
) -> Result<bool, Trouble> {
    match destination.create(path, bytes, TIME) {
        Err(Trouble::Different(named)) => match found(destination, path, MANIFEST_MOST)? {
            Some(found) if is_others(&found) => Err(Trouble::Different(named)),
            _ => destination.replace(path, bytes, TIME).map(|()| true),
        },
        put => Ok(put? == Put::Written),
    }
}

/// What is in a place, as far as it takes to tell; a link or a folder is nothing.
fn found(destination: &dyn Destination, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
    match destination.read(path, most.saturating_add(1)) {
        Err(Trouble::Different(_)) => Ok(None),
        found => found,
    }
}

fn is_signature(found: &[u8]) -> bool {
    let imprint = std::str::from_utf8(found).ok().and_then(|text| Imprint::read(text).ok());
    imprint.is_some_and(|imprint| imprint.vouches())
}

/// What came of publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Published {
    /// Editions that were not there, nor any after them.
    pub editions: usize,
    /// Files of the others that were lost or harmed there, and are whole again.
    pub mended: usize,
}

/// Puts the editions of a folder that are not there yet, from the first of them, and what was lost or harmed of the newest.
///
/// # Errors
/// [`Unprinted`] at the first that was not taken; those before it are there.
pub fn publish(
    folder: &dyn Destination,
    destination: &mut dyn Destination,
    patience: &Patience<'_>,
    rng: &mut impl RngExt,
) -> Result<Published, Unprinted> {
    let editions = printed(folder)?;
    let honours = patience.attempt(rng, || destination.try_out("probe/v1/content"))?;
    destination.trust(honours);
    let mut signed = Vec::new();
    for edition in &editions {
        let number = edition.imprint.statement().number;
        let path = Edition::signature_path(number);
        let found = patience.attempt(rng, || found(destination, &path, SIGNATURE_MOST))?;
        let is_own = found.as_ref().is_some_and(|found| *found == edition.imprint.write().into_bytes());
        if !is_own && found.is_some_and(|found| is_signature(&found)) {
            return Err(Unprinted::Taken(number));
        }
        signed.push(is_own);
    }
    let there = signed.iter().rposition(|is_own| *is_own).map_or(0, |newest| newest + 1);
    let own = |path: &str, entry: Entry| {
        let bytes = folder.fetch(&Edition::file_path(entry.sha256), FILE_MOST)?;
        let bytes = bytes.filter(|bytes| Digest::of(bytes) == entry.sha256);
        bytes.ok_or_else(|| Trouble::Lasting(format!("`{path}` is not in the folder as it was signed").into()))
    };
    let (mut published, mut known) = (Published::default(), BTreeSet::new());
    for (at, edition) in editions.iter().enumerate() {
        // Of all but the newest kiosks read the signature only.
        if signed[at] && at + 1 < editions.len() {
            continue;
        }
        let mut put = 0;
        for (path, entry) in edition.manifest.files() {
            if at + 1 >= there && known.insert(entry.sha256) {
                put += usize::from(patience.attempt(rng, || lay(destination, entry, || own(path, entry)))?);
            }
        }
        match patience.attempt(rng, || seal(destination, edition)) {
            Err(Trouble::Different(_)) => return Err(Unprinted::Taken(edition.imprint.statement().number)),
            sealed => put += sealed?,
        }
        if at < there { published.mended += put } else { published.editions += 1 }
    }
    Ok(published)
}
