//! A lake in a store as the commands of a desk read it, but in this process: what stands between them and the store is a test's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::Timestamp;
use listening_post::fleet::{self, FULL, Keys, ToCompact, Trust, check, standing};
use listening_post::sync::{Cloud, Credentials, Destination, Shelf, Trouble};

use crate::common::Ran;
use crate::server::Server;
use crate::sync::{CREATE, kiosk, moto_bucket, one_of_many, send_to, sync};

pub const LAKE: &str = "s3://lake/listening";
/// How old what is put together must be; the newest round of a kiosk stays.
pub static WANTED: LazyLock<ToCompact> =
    LazyLock::new(|| ToCompact { keys: Keys::default(), before: None, newer: 1, full: FULL, keep: false });

fn at<const N: usize>(url: &str, settings: [(&str, String); N]) -> Cloud {
    let settings = settings.map(|(name, value)| (name.to_owned(), value));
    Cloud::at(url, &Credentials::gather(settings.into_iter(), None).unwrap()).unwrap()
}

/// The lake in an S3 store on loopback.
pub fn s3(port: u16) -> Cloud {
    let key = || "S3RVER".to_owned();
    let settings = [
        ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
        ("AWS_ACCESS_KEY_ID", key()),
        ("AWS_SECRET_ACCESS_KEY", key()),
        ("AWS_REGION", "eu-west-1".to_owned()),
    ];
    at(LAKE, settings)
}

/// The lake of a `WebDAV` server on loopback.
pub fn webdav(port: u16) -> Cloud {
    let settings =
        [("LISTENING_POST_HTTP_USER", "kiosk".to_owned()), ("LISTENING_POST_HTTP_PASSWORD", "open sesame".to_owned())];
    at(&format!("http://127.0.0.1:{port}"), settings)
}

/// An S3 store that has so many rounds of a kiosk.
pub fn filled_s3(weeks: u8) -> Server {
    let server = Server::moto();
    moto_bucket(server.port, CREATE);
    let kiosk = kiosk(weeks, LAKE);
    let sent = sync(&kiosk, server.port);
    assert_eq!(sent.status, Some(0), "{}{}", sent.out, sent.err);
    server
}

/// A `WebDAV` server that has so many, in that folder.
pub fn filled_webdav(folder: &Path, weeks: u8) -> Server {
    let kiosk = kiosk(weeks, "file:///unused");
    send_to(&kiosk, &format!("file://{}", folder.display()));
    kiosk.done(&["sync"]);
    Server::webdav(folder)
}

/// How the lake is read, and what comes of it in words.
pub type Reading = fn(&dyn Shelf) -> Result<String, Trouble>;

/// What `report --source`, `verify` and `fleet status` make of a lake.
pub const READINGS: [Reading; 3] = [
    |shelf| {
        let lake = fleet::read(shelf, &fleet::Wanted::default(), &|_, _| {})?;
        Ok(format!("{:?} {:?} {:?} {:?}", lake.merged.totals(), lake.closed, lake.findings, lake.left_out))
    },
    |shelf| check(&[shelf], &Trust::default(), &|_, _| {}).map(|report| format!("{report:?}")),
    |shelf| standing(shelf, &|_, _| {}).map(|fleet| format!("{fleet:?}")),
];

/// Whether a command did what it was to do: how full this machine's disk is, `fleet status` tells and ends with 1 for it.
pub fn went_well(ran: &Ran) -> bool {
    ran.status == Some(0) || ran.out.contains("of the disk free")
}

/// All files below a folder.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.append(&mut self::files(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

/// Rounds of many kiosks, by their names in a lake.
pub fn rounds(kiosks: u8, weeks: u8) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=kiosks {
        one_of_many(number, weeks, &format!("file://{}", folder.path().display())).done(&["sync"]);
    }
    let name = |path: PathBuf| path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
    files(folder.path()).into_iter().map(|(path, bytes)| (name(path), bytes)).collect()
}

/// The names of all that lies in a place.
pub fn names(place: &Cloud) -> BTreeSet<String> {
    let (mut names, mut open) = (BTreeSet::new(), vec![String::new()]);
    while let Some(folder) = open.pop() {
        let listed = place.list(&folder).unwrap();
        let below = |name: &String| format!("{folder}/{name}").trim_start_matches('/').to_owned();
        names.extend(listed.files.iter().map(below));
        open.extend(listed.folders.iter().map(below));
    }
    names
}

/// Puts this into a place, and nothing else.
pub fn reset(place: &Cloud, files: &BTreeMap<String, Vec<u8>>) {
    let there = names(place);
    for name in there.iter().filter(|name| !files.contains_key(*name)) {
        place.remove(name).unwrap();
    }
    for (name, bytes) in files.iter().filter(|(name, _)| !there.contains(*name)) {
        place.replace(name, bytes, Timestamp::UNIX_EPOCH).unwrap();
    }
}
