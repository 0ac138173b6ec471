//! Answers to requests for a list that are none: nobody passes over a week in silence for them.

use std::sync::atomic::Ordering;

use listening_post::fleet::compact;
use listening_post::sync::{Cloud, Shelf, Trouble};

use crate::common::{Kiosk, Ran};
use crate::place::{LAKE, READINGS, WANTED, files, filled_s3, filled_webdav, s3, webdav, went_well};
use crate::server::{Fault, Proxy};
use crate::sync::{moto_bucket, settings};

macro_rules! answers {
    ($status:literal, $body:literal) => {
        Fault::Answers(concat!("HTTP/1.1 ", $status, "\r\nConnection: close\r\n\r\n", $body))
    };
}

const HOTEL: Fault = answers!("200 OK", "<hotel/>");
const PAGE: Fault = answers!("200 OK", "<!DOCTYPE html>\n<html><body><p>Welcome to the hotel</p></body></html>");
const SORRY: Fault = answers!("200 OK", "<?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>");
const OTHER: Fault = answers!("207 Multi-Status", "<hotel/>");
const SAME_PAGE: Fault = answers!(
    "200 OK",
    "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>1</NextContinuationToken></ListBucketResult>"
);
const FIRST_PAGE: Fault = answers!("200 OK", "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");

/// All that a desk does with a lake says that a list could not be read, whichever list it was, and changes nothing.
fn refused(place: &Cloud, proxy: &Proxy, asked: &'static str, fault: Fault) {
    // The first list of all, and the others where that one goes well.
    for spared in 0..4 {
        for what in 0..4 {
            proxy.always(asked, spared, fault);
            let trouble = match what {
                3 => compact(place, place, &WANTED, &|_, _| {}).trouble,
                reading => READINGS[reading](place).err(),
            };
            let told = trouble.as_ref().map(ToString::to_string).unwrap_or_default();
            assert!(matches!(trouble, Some(Trouble::Passing(_))), "{fault:?} {spared} {what}: {told}");
            assert!(told.contains("cannot be read"), "{fault:?} {spared} {what}: {told}");
        }
    }
}

/// All that lies in the bucket, with a digest of each.
fn objects(port: u16) -> String {
    moto_bucket(
        port,
        "print(*[(o['Key'], o['ETag']) for o in s3.list_objects_v2(Bucket='lake')['Contents']], sep='\\n')",
    )
}

#[test]
fn what_an_s3_store_answers_instead_of_a_list_is_told_and_nothing_is_removed_for_it() {
    let server = filled_s3(3);
    let before = objects(server.port);
    let proxy = Proxy::before(server.port);
    for fault in [HOTEL, PAGE, SORRY, FIRST_PAGE, Fault::CutsBodyAfter(100), Fault::CutsBodyAfter(400)] {
        refused(&s3(proxy.port), &proxy, "list-type=2", fault);
        assert_eq!(objects(server.port), before, "{fault:?}");
    }
}

#[test]
fn what_a_webdav_server_answers_instead_of_a_list_is_told_and_nothing_is_removed_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    std::fs::create_dir(&root).unwrap();
    let server = filled_webdav(&root, 3);
    let before = files(&root);
    let proxy = Proxy::before(server.port);
    for fault in [HOTEL, PAGE, OTHER, Fault::CutsBodyAfter(100), Fault::CutsBodyAfter(400)] {
        refused(&webdav(proxy.port), &proxy, "PROPFIND", fault);
        assert_eq!(files(&root), before, "{fault:?}");
    }
}

#[test]
fn a_list_that_never_ends_is_left_after_its_second_page_and_named_by_all_that_read_it() {
    let proxy = Proxy::before(1);
    let desk = Kiosk::new();
    for arguments in [
        &["report", "--json", "--source", LAKE][..],
        &["verify", LAKE],
        &["fleet", "status", LAKE],
        &["fleet", "compact", LAKE],
    ] {
        proxy.always("list-type=2", 0, SAME_PAGE);
        let before = proxy.seen.load(Ordering::Relaxed);
        let mut command = desk.command();
        settings(&mut command, proxy.port);
        let ran = Ran::of(command.args(arguments));
        assert!(ran.status == Some(1) && ran.err.contains("has no end"), "{arguments:?}: {}{}", ran.out, ran.err);
        assert_eq!(proxy.seen.load(Ordering::Relaxed) - before, 2, "{arguments:?}");
    }
}

/// Names that a store takes and that no path can have.
const ODD: &str = "for key in ['cells/v1//x', 'cells/v1/cut_week=2026-W02/../x', 'cells/v1/cut_week=2026-W03/a\\x01b.parquet', '/y']:\n  \
                   s3.put_object(Bucket='lake', Key='listening/' + key, Body=b'x')";

#[test]
fn a_name_that_is_none_keeps_nothing_from_being_read_or_compacted_and_is_told() {
    let server = filled_s3(3);
    let read = || READINGS.map(|reading| reading(&s3(server.port)).unwrap());
    let as_sent = read();
    moto_bucket(server.port, ODD);
    assert!(objects(server.port).contains("listening/cells/v1//x"));
    assert_eq!(read(), as_sent);
    let desk = Kiosk::new();
    for arguments in [
        &["report", "--json", "--source", LAKE][..],
        &["verify", LAKE],
        &["fleet", "status", LAKE],
        &["fleet", "compact", LAKE, "--older-than", "1"],
    ] {
        let mut command = desk.command();
        settings(&mut command, server.port);
        let ran = Ran::of(command.args(arguments));
        assert!(went_well(&ran), "{arguments:?}: {:?} {}{}", ran.status, ran.out, ran.err);
        for name in ["`listening/cells/v1//`", r"/a\u{1}b.parquet`"] {
            assert!(ran.err.contains("passed over: ") && ran.err.contains(name), "{arguments:?}: {}", ran.err);
        }
    }
    assert!(objects(server.port).contains("listening/cells/v1//x"), "it is not ours to remove");
}

#[test]
fn on_a_webdav_server_a_file_of_such_a_name_keeps_nothing_from_being_read_either() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    std::fs::create_dir(&root).unwrap();
    let server = filled_webdav(&root, 3);
    let place = webdav(server.port);
    let read = || READINGS.map(|reading| reading(&place).unwrap());
    let as_sent = read();
    std::fs::write(root.join("cells/v1/a\u{1}b"), "x").unwrap();
    assert_eq!((read(), place.odd()), (as_sent, vec!["/cells/v1/a%01b".to_owned()]));
}
