//! Where the other programs are.

use std::path::{Path, PathBuf};

use crate::PEERS;

/// The Python that the other programs are installed in.
#[must_use]
pub fn python() -> PathBuf {
    found(&peers().join("python/bin/python"))
}

/// The folder whose `node_modules` holds the other programs that Node runs.
#[must_use]
pub fn node_modules() -> PathBuf {
    found(&peers().join("node_modules"))
}

fn peers() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("peers")
}

/// A test that cannot run says so and fails: passing quietly would say that something was tried.
fn found(path: &Path) -> PathBuf {
    assert!(path.exists(), "{} is not there: run {PEERS} first, as ./test does", path.display());
    path.to_owned()
}
