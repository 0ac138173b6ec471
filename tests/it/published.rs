//! What HR publishes again, and what it puts on the walls and takes down.

use std::fs;

use listening_post::edition::Edition;

use crate::desk::{files, text};
use crate::editions::{Office, file_of, synced};

#[test]
fn what_is_lost_or_harmed_of_the_newest_edition_is_put_again_by_publishing_again() {
    let office = Office::new();
    office.issue(1);
    office.edition(2, "Second");
    let (lake, signed) = (office.path("lake"), office.path("signed"));
    let whole = files(&lake);
    let publish = || office.run(&["content", "publish", "--from", text(&signed), "--to", text(&lake)]);
    let newest = [file_of(&office, "packs/first.toml"), lake.join(Edition::manifest_path(2))];
    let older = lake.join(Edition::signature_path(1));
    for (path, harm) in [
        (&newest[0], "half"),
        (&newest[1], "half"),
        (&newest[1], "{\"schema_version\": 1, \"files\": []}"),
        (&older, "half"),
        (&older, ""),
    ] {
        if harm.is_empty() {
            fs::remove_file(path).unwrap();
        } else {
            fs::write(path, harm).unwrap();
        }
        let mended = publish();
        assert!(
            mended.code == 0 && mended.out.contains("edition 2 is there; 1 file of"),
            "{}{}",
            mended.out,
            mended.err
        );
        assert_eq!(files(&lake), whole, "{path:?}");
    }
    let again = publish();
    assert!(again.out.contains("edition 2 is there."), "{}", again.out);
    // The next edition takes nothing for granted that those before it named.
    let theme = file_of(&office, "theme.toml");
    fs::write(&theme, "").unwrap();
    office.edition(3, "Third");
    assert_eq!(fs::read(theme).unwrap(), fs::read(office.path("config/theme.toml")).unwrap());
    synced(&office.kiosk("harbour-road"), "edition 3 of");
}
