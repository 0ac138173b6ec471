//! Content that HR signs and kiosks pull: numbered editions, each signed and naming the one before.
//!
//! An edition is a list of files, `content/v1/00000004.json`, with its signature beside it in minisign's format, so that the
//! stock tool checks it as it checks a round (`minisign -Vm 00000004.json -x 00000004.json.sig -P RW…`). The trusted comment
//! is the [`Edition`]: its number, the one before, the key, and the next key where that changes. The files themselves lie in
//! `content/v1/files/` by their SHA-256, so that a picture travels once however many editions it is in.
//!
//! What a kiosk keeps to itself is in no edition: `kiosk.toml` with its site, cohorts, privacy parameters, destinations, who
//! may read comments and the key of the content. An edition names no kiosk and no site: all that follow it get the same.
//!
//! Nothing in here does I/O.

mod manifest;
mod statement;
mod succession;

pub use manifest::{BadManifest, Entry, FILE_MOST, FILES_MOST, MANIFEST_MOST, Manifest, WHOLE_MOST};
pub use statement::{Edition, NUMBER_MOST, SIGNATURE_MOST};
pub use succession::{Head, Refused, Succession, Taken};

use crate::chain::{FileDigest, Signed, SigningKey, sign};
use crate::vocabulary::PublicKey;

/// A signature file of an edition.
pub type Imprint = Signed<Edition>;

/// Signs the next edition after `before`, or the first; `next` is the key that signs from the one after on.
#[must_use]
pub fn issue(key: &SigningKey, manifest: &Manifest, before: Option<&Imprint>, next: Option<PublicKey>) -> Imprint {
    let file = FileDigest::of(&manifest.write());
    let before = before.map(Signed::statement);
    let edition = Edition {
        number: before.map_or(1, |before| before.number + 1),
        sha256: file.sha256,
        previous: before.map(Edition::digest),
        next,
        key: key.public(),
    };
    sign(key, edition, &file)
}
