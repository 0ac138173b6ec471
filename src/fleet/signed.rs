//! What the signature beside a file says, and whether the file is what was signed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use parquet::file::metadata::ParquetMetaData;
use uuid::Uuid;

use super::bundle;
use super::finding::{Fault, Findings};
use super::folder::ROUND_MOST;
use super::keys::Keys;
use crate::chain::{BadSignature, BadStatement, Digest, FileDigest, Place, Signature};
use crate::export::{SCHEMA_VERSION, version_of};
use crate::sync::{Shelf, Trouble};
use crate::vocabulary::Round;

/// What the signature beside a file comes to.
pub(super) enum Claimed {
    /// It can be believed, and is about this file's place.
    Here(Signature),
    /// It can be believed, and is about another place: no evidence of the round whose place it takes, nor is its own round
    /// missing for it.
    Elsewhere(Signature),
    /// There is nothing to believe, for this fault. By a key that may not sign it is a stranger's: it says nothing of the kiosk
    /// that it names, not even that there is something of it.
    Nothing(Fault),
}

/// What a kiosk says in the signature beside a file.
pub(super) fn claim(
    (path, kiosk, round): (&Path, Option<Uuid>, Option<Round>),
    signature: Option<&[u8]>,
    keys: &Keys,
    findings: &mut Findings,
) -> Claimed {
    let mut wrong = |fault, words: String| {
        findings.add(fault, kiosk, round, Some(path), words);
        Claimed::Nothing(fault)
    };
    let Some(bytes) = signature else { return wrong(Fault::Unsigned, "there is no signature beside it".into()) };
    let read = std::str::from_utf8(bytes).map_err(|_| BadSignature::Malformed).and_then(Signature::read);
    let signature = match read {
        Ok(signature) => signature,
        Err(error @ BadSignature::Statement(BadStatement::Newer(_))) => return wrong(Fault::Newer, error.to_string()),
        Err(error) => return wrong(Fault::Unsigned, format!("its signature cannot be taken: {error}")),
    };
    let statement = signature.statement();
    if !signature.vouches() {
        return wrong(Fault::Forged, format!("its signature is not by the key it names, {}", statement.key));
    }
    let Place { kiosk: its, round: of } = statement.place;
    if !keys.may_sign(&statement.key, its) {
        return wrong(Fault::OtherKey, format!("it is signed by {}, which is not to be trusted", statement.key));
    }
    if Some(of) == round && Some(its) == kiosk { Claimed::Here(signature) } else { Claimed::Elsewhere(signature) }
}

/// What is wrong with a file beside a signature, if anything is.
pub(super) fn held_against(cells: &FileDigest, signature: &Signature) -> Option<(Fault, String)> {
    if cells.sha256 != signature.statement().sha256 {
        return Some((Fault::Altered, "it is not the file that was signed".to_owned()));
    }
    let words = || format!("it was not signed by {}", signature.statement().key);
    (!signature.covers(cells)).then(|| (Fault::Forged, words()))
}

/// What is wrong with a file that was opened, if anything is: it is not what was signed, or this program cannot read it all.
pub(super) fn wrong_with(
    cells: &[u8],
    metadata: Option<&ParquetMetaData>,
    signature: &Signature,
) -> Option<(Fault, String)> {
    held_against(&FileDigest::of(cells), signature).or_else(|| {
        let newer = metadata.and_then(version_of).is_some_and(|version| version > SCHEMA_VERSION);
        newer.then(|| (Fault::Newer, "its table is of a newer version than this program knows".to_owned()))
    })
}

/// Files of a week that were opened. Where the week is looked at again, because something went away meanwhile, none is opened twice:
/// whoever puts rounds together may be faster than reading them, and is not faster than a list.
#[derive(Debug, Default)]
pub(super) struct Opened(Mutex<HashMap<(String, Digest), Wrong>>);

/// What is wrong with a file, if anything is.
type Wrong = Option<(Fault, String)>;

impl Opened {
    /// Whether a file is there; `tell` hears what is wrong with it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn look(
        &self,
        (lake, path): (&dyn Shelf, &str),
        signature: &Signature,
        tell: impl FnOnce(Fault, String),
    ) -> Result<bool, Trouble> {
        let key = (path.to_owned(), signature.statement().digest());
        let all = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all().get(&key).cloned();
        let wrong = if let Some(wrong) = known {
            wrong
        } else {
            let Some(cells) = lake.bytes(path, ROUND_MOST)? else { return Ok(false) };
            let wrong = wrong_with(&cells, bundle::metadata(&cells).as_ref(), signature);
            all().insert(key, wrong.clone());
            wrong
        };
        if let Some((fault, words)) = wrong {
            tell(fault, words);
        }
        Ok(true)
    }
}
