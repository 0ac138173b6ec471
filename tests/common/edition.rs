//! Editions of signed content that no program would sign: put into a lake by hand, as somebody with the key could.

use std::fs;
use std::path::Path;

use listening_post::chain::{Digest, FileDigest, SigningKey, sign};
use listening_post::edition::{Edition, Imprint};

/// Signs a list of these files, whatever their paths and bytes, as the edition after `before`; what lies in its place is
/// overwritten.
pub fn put_edition(lake: &Path, key: &SigningKey, before: Option<&Imprint>, files: &[(&str, &str)]) -> Imprint {
    let line = |(path, text): &(&str, &str)| {
        let (size, sha256) = (text.len(), Digest::of(text.as_bytes()));
        format!("    {{\n      \"path\": {path:?},\n      \"size\": {size},\n      \"sha256\": \"{sha256}\"\n    }}")
    };
    let mut files = files.to_vec();
    files.sort_unstable();
    let lines: Vec<String> = files.iter().map(line).collect();
    let list = format!("{{\n  \"schema_version\": 1,\n  \"files\": [\n{}\n  ]\n}}\n", lines.join(",\n"));
    let file = FileDigest::of(list.as_bytes());
    let edition = Edition {
        number: before.map_or(1, |before| before.statement().number + 1),
        sha256: file.sha256,
        previous: before.map(|before| before.statement().digest()),
        next: None,
        key: key.public(),
    };
    let number = edition.number;
    let imprint = sign(key, edition, &file);
    fs::create_dir_all(lake.join("content/v1/files")).unwrap();
    for (_, text) in files {
        fs::write(lake.join(Edition::file_path(Digest::of(text.as_bytes()))), text).unwrap();
    }
    fs::write(lake.join(Edition::manifest_path(number)), list).unwrap();
    fs::write(lake.join(Edition::signature_path(number)), imprint.write()).unwrap();
    imprint
}
