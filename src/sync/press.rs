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
/// is, the edition is whole.
///
/// # Errors
/// [`Trouble`] if something was not taken, or another edition has its number.
pub fn print(
    destination: &dyn Destination,
    edition: &Printed,
    known: &BTreeSet<Digest>,
    bytes: impl Fn(&str, Entry) -> Result<Vec<u8>, Trouble>,
) -> Result<Put, Trouble> {
    let number = edition.imprint.statement().number;
    for (path, entry) in edition.manifest.files().filter(|(_, entry)| !known.contains(&entry.sha256)) {
        destination.create(&Edition::file_path(entry.sha256), &bytes(path, entry)?, TIME)?;
    }
    destination.create(&Edition::manifest_path(number), &edition.manifest.write(), TIME)?;
    destination.create(&Edition::signature_path(number), edition.imprint.write().as_bytes(), TIME)
}

/// Puts the editions of a folder that are not there yet, from the first of them; tells how many.
///
/// # Errors
/// [`Unprinted`] at the first that was not taken; those before it are there.
pub fn publish(
    folder: &dyn Destination,
    destination: &mut dyn Destination,
    patience: &Patience<'_>,
    rng: &mut impl RngExt,
) -> Result<usize, Unprinted> {
    let editions = printed(folder)?;
    let honours = patience.attempt(rng, || destination.try_out("probe/v1/content"))?;
    destination.trust(honours);
    // Each was put after those before it, so the newest that is there says that they all are.
    let mut there = editions.len();
    while let Some(edition) = there.checked_sub(1).map(|at| &editions[at]) {
        let number = edition.imprint.statement().number;
        let path = Edition::signature_path(number);
        match patience.attempt(rng, || destination.fetch(&path, SIGNATURE_MOST))? {
            Some(found) if found == edition.imprint.write().into_bytes() => break,
            Some(_) => return Err(Unprinted::Taken(number)),
            None => there -= 1,
        }
    }
    let mut known: BTreeSet<Digest> = editions[..there].iter().flat_map(digests).collect();
    let own = |path: &str, entry: Entry| {
        let bytes = folder.fetch(&Edition::file_path(entry.sha256), FILE_MOST)?;
        let bytes = bytes.filter(|bytes| Digest::of(bytes) == entry.sha256);
        bytes.ok_or_else(|| Trouble::Lasting(format!("`{path}` is not in the folder as it was signed").into()))
    };
    for edition in &editions[there..] {
        let put = patience.attempt(rng, || print(destination, edition, &known, own));
        match put {
            Err(Trouble::Different(_)) => return Err(Unprinted::Taken(edition.imprint.statement().number)),
            put => put?,
        };
        known.extend(digests(edition));
    }
    Ok(editions.len() - there)
}

fn digests(edition: &Printed) -> impl Iterator<Item = Digest> {
    edition.manifest.files().map(|(_, entry)| entry.sha256)
}
