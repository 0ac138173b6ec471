//! Whatever an author does to a file, the loader answers.

use std::path::Path;

use listening_post::cli::check;
use listening_post::config::Folder;
use listening_post::content::load;
use proptest::prelude::*;

fn sample() -> Folder {
    Folder::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config"))).unwrap()
}

/// Pieces that mean something to TOML, or to us.
const PIECES: [&str; 16] = [
    "",
    "\"",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "[[item]]",
    "0",
    "-1",
    "true",
    "é",
    "ask_if = \"a in [b]\"",
    "1e999",
    ",",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_change_to_a_sample_file_breaks_the_loader(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, 0..PIECES.len()), 1..4),
    ) {
        let mut folder = sample();
        let paths: Vec<_> = folder.paths().filter(|path| !path.starts_with("media/")).map(ToOwned::to_owned).collect();
        let path = file.get(&paths);
        let mut bytes = folder.bytes(path).unwrap_or_default().to_vec();
        for (at, length, piece) in changes {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, PIECES[piece].bytes());
        }
        folder.insert(path.as_str(), bytes);
        let loaded = load(&folder);
        let (text, wrong) = check::report(&loaded, false, false);
        prop_assert_eq!(wrong, loaded.faults.iter().any(listening_post::content::Fault::is_error));
        prop_assert!(!text.is_empty());
        // A fault in one pack takes no other pack away.
        if path.starts_with("packs/") {
            let packs = loaded.content.map_or(0, |content| content.packs.len());
            prop_assert!(packs >= 4, "{} packs left after a change to {}", packs, path);
        }
    }
}
