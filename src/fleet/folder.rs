//! What lies in the folders of a lake: how it is called, and how large it may be.

use std::path::PathBuf;

use uuid::Uuid;

use super::Fault;
use super::bundle::BadBundle;

/// A lake is at most so many folders deep; more is a loop.
pub(super) const DEEPEST: usize = 16;
/// A kiosk's round is some kilobytes; what is many times the largest was put there by somebody else, and is not held.
pub(super) const ROUND_MOST: u64 = 16 << 20;
/// A signature is four lines of some 700 bytes; what is much longer is none.
pub(super) const SIGNATURE_MOST: u64 = 4096;
/// What the names of files with cells end with.
pub(super) const CELLS: &str = ".parquet";

/// The name of something below a folder.
pub(super) fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// How a kiosk's round in a compacted file is called.
pub(super) fn inside(bundle: &str, kiosk: Uuid) -> PathBuf {
    PathBuf::from(format!("{bundle}#{kiosk}"))
}

/// What is wrong with a compacted file.
pub(super) fn told(error: &BadBundle) -> (Fault, String) {
    let fault = if matches!(error, BadBundle::Newer(_)) { Fault::Newer } else { Fault::Altered };
    (fault, error.to_string())
}
