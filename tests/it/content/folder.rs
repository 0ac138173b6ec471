use std::fs;

use listening_post::config::Folder;

#[test]
fn only_what_authors_write_is_read() {
    let place = tempfile::tempdir().unwrap();
    for path in ["packs", "media", "schema"] {
        fs::create_dir(place.path().join(path)).unwrap();
    }
    for path in ["kiosk.toml", "notes.txt", ".kiosk.toml.swp", "packs/a.toml", "packs/a.toml~", "packs/.b.toml"] {
        fs::write(place.path().join(path), path).unwrap();
    }
    for path in ["media/cup.svg", "media/.cup.svg.swp", "schema/pack.schema.json"] {
        fs::write(place.path().join(path), path).unwrap();
    }
    let folder = Folder::read(place.path()).unwrap();
    assert_eq!(folder.paths().collect::<Vec<_>>(), ["kiosk.toml", "media/cup.svg", "packs/a.toml"]);
    assert_eq!(folder.bytes("packs/a.toml"), Some(b"packs/a.toml".as_slice()));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let place = tempfile::tempdir().unwrap().path().join("nowhere");
    let error = Folder::read(&place).unwrap_err();
    assert_eq!(error.to_string(), format!("could not read `{}`", place.display()));
}
