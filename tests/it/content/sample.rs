//! The folder we ship is the demonstration, the documentation and the test data, so nothing in it may be wrong.

use std::path::Path;

use listening_post::cli::check;
use listening_post::config::Folder;
use listening_post::content::{Loaded, load};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config"))
}

fn sample() -> Loaded {
    load(&Folder::read(folder()).unwrap())
}

#[test]
fn the_sample_folder_has_no_fault_at_all() {
    let loaded = sample();
    let (report, wrong) = check::report(&loaded, false, false);
    assert_eq!(report, "all 5 packs are whole\n");
    assert!(!wrong);
}
