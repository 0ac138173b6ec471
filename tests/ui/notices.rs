//! Everything that the panel can have to say, in every language that it speaks.

use std::io;
use std::sync::Arc;

use listening_post::admin::{PassedOver, Reply};
use listening_post::chain::{BadSignature, BadStatement, SigningKey};
use listening_post::config::UnreadFolder;
use listening_post::edition::{BadManifest, Refused};
use listening_post::random::Random;
use listening_post::store::{Damaged, Notice, StoreError};
use listening_post::sync::{BadAddress, Deed, Honours, Obstacle, Reason, Sent, Trouble, Unpulled};

use crate::album::Albums;
use crate::inspector::{self, Inspector, LONG};
use crate::office::Office;
use crate::stage::Stage;
use crate::words::say;

const URL: &str = "s3://harbour/kiosks";
const FILE: &str = "cells/v1/cut_week=2026-W46/6f2c1d34.parquet";
/// What no other language has for a word of its own.
const ENGLISH: [&str; 8] = ["the", "is", "of", "and", "not", "could", "with", "there"];
/// So many fill a page.
const ON_A_PAGE: usize = 8;

fn obstacles() -> Vec<Obstacle> {
    let path = || FILE.to_owned();
    let reason = |kind: io::ErrorKind| Reason { kind: kind.into(), words: format!("E{kind:?}") };
    let undone = |deed, kind| Obstacle::Undone { deed, path: path(), why: reason(kind) };
    let address = |why| Obstacle::Address { url: URL.to_owned(), why };
    vec![
        Obstacle::NoConnection(path()),
        Obstacle::Slow(path()),
        Obstacle::BrokenOff(path()),
        Obstacle::Garbled(path()),
        Obstacle::NotThrough(path()),
        Obstacle::NoAnswer(FILE.replace("W46", "W45")),
        Obstacle::Contended(path()),
        Obstacle::NoPlace(path()),
        Obstacle::Unknown(path()),
        Obstacle::Forbidden(path()),
        Obstacle::Moved { path: path(), status: 301 },
        Obstacle::Answered { path: path(), status: 503 },
        Obstacle::Untrusted(path()),
        Obstacle::Store { path: path(), words: "EINVAL".to_owned() },
        Obstacle::Keyless { told: Box::new(Obstacle::Slow(path())), url: URL.to_owned() },
        Obstacle::Otherwise(path()),
        Obstacle::Unsteady(path()),
        Obstacle::TooLarge { path: path(), most: 1024 },
        Obstacle::NoFolder("/mnt/lake".to_owned()),
        Obstacle::NoFile(path()),
        undone(Deed::Read, io::ErrorKind::NotFound),
        undone(Deed::Write, io::ErrorKind::StorageFull),
        undone(Deed::Write, io::ErrorKind::ReadOnlyFilesystem),
        undone(Deed::Write, io::ErrorKind::ResourceBusy),
        undone(Deed::Write, io::ErrorKind::InvalidData),
        undone(Deed::Make, io::ErrorKind::NotADirectory),
        undone(Deed::Remove, io::ErrorKind::PermissionDenied),
        undone(Deed::TidyUp, io::ErrorKind::Other),
        address(BadAddress::Malformed),
        address(BadAddress::NoPath("AWS_WEB_IDENTITY_TOKEN_FILE".to_owned())),
        address(BadAddress::NoPath("GOOGLE_SERVICE_ACCOUNT".to_owned())),
        address(BadAddress::NoPassword),
        address(BadAddress::NoCertificate),
        address(BadAddress::Words("EINVAL".to_owned())),
        Obstacle::Open("/etc/listening-post/credentials".to_owned()),
        Obstacle::NoPair { path: "/etc/listening-post/credentials".to_owned(), line: 3 },
        Obstacle::NoCloud { url: URL.to_owned(), reads: false },
        Obstacle::Harmed(vec!["2026-W46".parse().unwrap(), "2026-W47".parse().unwrap()]),
        Obstacle::Other("EINVAL".to_owned()),
    ]
}

fn of_content() -> Vec<Reply> {
    let key = |seed| Box::new(SigningKey::generate(&mut Random::seeded(seed)).public());
    let refused = [
        Refused::Unsigned(4, BadSignature::Malformed),
        Refused::Unsigned(4, BadSignature::Statement(BadStatement::Newer(9))),
        Refused::Forged(4),
        Refused::OutOfPlace { place: 4, says: 3 },
        Refused::OtherKey { number: 4, key: key(1), heir: key(2) },
        Refused::Forked(4),
        Refused::Changed(4),
        Refused::Missing(4),
        Refused::Strange(key(1), key(2)),
    ];
    let lists = [
        BadManifest::Malformed,
        BadManifest::Newer(9),
        BadManifest::Path("bin/x".to_owned()),
        BadManifest::Order("theme.toml".to_owned()),
        BadManifest::File { path: "media/film.svg".to_owned() },
        BadManifest::Files,
        BadManifest::Whole,
    ];
    let busy = || StoreError::Busy("/var/lib/listening-post".into());
    let passed = [
        PassedOver::Unreadable(Arc::new(busy())),
        PassedOver::OtherKey,
        PassedOver::Damaged(4, Arc::new(Damaged::Store(busy()))),
        PassedOver::Damaged(4, Arc::new(Damaged::List(BadManifest::Malformed))),
        PassedOver::Damaged(4, Arc::new(Damaged::Signature)),
        PassedOver::Damaged(4, Arc::new(Damaged::File("theme.toml".to_owned()))),
        PassedOver::Ended(4),
        PassedOver::Faulty { edition: 4, fault: None, more: 0 },
        PassedOver::Faulty { edition: 4, fault: None, more: 2 },
    ];
    let unpulled = refused.into_iter().map(Unpulled::Refused).chain(lists.map(|bad| Unpulled::List(4, bad)));
    let unpulled = unpulled.chain([
        Unpulled::Altered(4, None),
        Unpulled::Altered(4, Some("theme.toml".to_owned())),
        Unpulled::Trouble(Trouble::Passing(Obstacle::Slow(FILE.to_owned()))),
        Unpulled::Store(busy()),
    ]);
    let unfetched = unpulled.map(|why| Reply::Unfetched(URL.to_owned(), Arc::new(why)));
    let others = [
        Reply::Fetched(URL.to_owned(), 4),
        Reply::Fetching(URL.to_owned()),
        Reply::TakenOver(Some(4)),
        Reply::TakenOver(None),
        Reply::NotTakenOver(Some(4)),
        Reply::NotTakenOver(None),
        Reply::Runs(Some(4)),
        Reply::Runs(None),
        Reply::Elsewhere(4),
    ];
    unfetched.chain(passed.map(Reply::PassedOver)).chain(others).collect()
}

fn of_the_store() -> Vec<Reply> {
    let kept = || "/var/lib/listening-post/vault.damaged".into();
    let full = || io::Error::from(io::ErrorKind::StorageFull);
    let errors = [
        StoreError::Io { doing: "write", path: "/var/lib/listening-post/vault/slot-a".into(), source: full() },
        StoreError::Unreadable { what: "round", value: "2026-W99".to_owned() },
        StoreError::Busy("/var/lib/listening-post".into()),
        StoreError::Newer { path: "/var/lib/listening-post/ledger.db".into(), found: 9, known: 8 },
        StoreError::Absent("/var/lib/listening-post".into()),
        StoreError::NotSimulated("/var/lib/listening-post".into()),
        StoreError::Unsealed(listening_post::envelope::Unsealed),
        StoreError::BadRecipient(listening_post::envelope::BadRecipient(2)),
        StoreError::NotAsSigned("2026-W46".parse().unwrap()),
        StoreError::Seal,
    ];
    let notices =
        [Notice::Replaced(kept()), Notice::Outdated(kept()), Notice::CommentsReplaced(kept()), Notice::Mended];
    let unread = UnreadFolder { path: "/etc/listening-post/packs".into(), source: full() };
    let others = [Reply::Unread(Arc::new(StoreError::Seal)), Reply::NoFolder(Arc::new(unread))];
    let errors = errors.map(|error| Reply::Store(Arc::new(error)));
    errors.into_iter().chain(notices.map(Reply::Opened)).chain(others).collect()
}

fn of_rounds() -> Vec<Reply> {
    let sent = |written, there, left, emptied| {
        Reply::Sent(URL.to_owned(), Sent { written, there, left, honours: Honours::Condition, emptied })
    };
    let item = || "weekly-pulse/today".to_owned();
    vec![
        Reply::NothingDue,
        Reply::Closed("2026-W46".parse().unwrap()),
        Reply::Waits(item()),
        Reply::Released { item: item(), cohort: String::new(), answers: 12 },
        Reply::Released { item: item(), cohort: "early".to_owned(), answers: 12 },
        Reply::WhyWaits,
        Reply::Whole(3),
        Reply::Faults(2),
        Reply::Warnings(2),
        Reply::NextStart,
        Reply::NextRound,
        Reply::Cells("listening-post/cells.csv".to_owned(), 40),
        Reply::Rounds("listening-post/rounds".to_owned(), 4),
        Reply::Alarm(FILE.to_owned()),
        Reply::ExportLost,
        Reply::SendingLost,
        Reply::NotReleased,
        Reply::Posted,
        Reply::Gone,
        sent(1, 0, 0, false),
        sent(60, 2, 11, true),
        Reply::Unsent(URL.to_owned(), Trouble::Different(FILE.to_owned())),
        Reply::Unsent(URL.to_owned(), Trouble::Passing(Obstacle::Slow(FILE.to_owned()))),
        Reply::Words("EINVAL".to_owned()),
    ]
}

/// Lists of what there can be to say; no more are kept than a hundred.
fn everything() -> [Vec<Reply>; 4] {
    [
        obstacles().into_iter().map(|met| Reply::Unwritten(Trouble::Lasting(met))).collect(),
        of_content(),
        of_the_store(),
        of_rounds(),
    ]
}

/// The page of notices of a kiosk that has this to say, in a language.
fn open(tag: &str, notices: Vec<Reply>) -> Stage {
    let stage = inspector::open(tag, Inspector { notices, ..Inspector::default() });
    stage.tap(&say(tag, "Notices", 0));
    stage
}

/// What is said of each, without its week; as many at a time as a page shows.
fn told(tag: &str, notices: &[Reply]) -> Vec<String> {
    let week = |label: String| {
        let label = label.replace(['\u{2068}', '\u{2069}'], "").replace('\u{a0}', " ");
        let (_, said) = label.strip_prefix("2026-W47")?.split_once(": ")?;
        Some(said.to_owned())
    };
    notices.chunks(ON_A_PAGE).flat_map(|notices| open(tag, notices.to_vec()).labels()).filter_map(week).collect()
}

#[test]
fn every_notice_and_obstacle_is_said_in_the_language_of_the_screen() {
    for list in everything() {
        let english = told("en", &list);
        assert_eq!(english.len(), list.len(), "{english:#?}");
        for tag in ["de", "es", "fr", "ar"] {
            let there = told(tag, &list);
            assert_eq!(there.len(), english.len(), "{tag}: {there:#?}");
            for (there, english) in there.iter().zip(&english) {
                assert_ne!(there, english, "{tag}");
                assert!(!there.contains(['{', '}']), "{tag}: {there}");
                let mut words = there.split(|letter: char| !letter.is_alphanumeric());
                assert!(words.all(|word| !ENGLISH.contains(&word)), "{tag}: {there}");
            }
        }
    }
}

#[test]
fn notices_follow_the_language_that_is_set_while_they_are_there() {
    let office = Office::new();
    let stage = office.start_with(vec![Reply::Closed("2026-W46".parse().unwrap())]);
    crate::office::come_in(&stage);
    stage.tap("Notices");
    assert!(stage.shows("2026-W47: 2026-W46 is closed."), "{:?}", stage.labels());
    stage.tap("Back");
    stage.tap("First language: English");
    stage.tap("Deutsch");
    stage.tap(&say("de", "Back", 0));
    stage.tap(&say("de", "Notices", 0));
    assert!(stage.shows("2026-W47: 2026-W46 ist abgeschlossen."), "{:?}", stage.labels());
}

#[test]
fn names_and_addresses_stand_apart_where_the_words_run_the_other_way() {
    let labels = open("ar", vec![Reply::Closed("2026-W46".parse().unwrap())]).labels();
    let apart = "\u{2068}2026-W47\u{2069}: أُغلقت \u{2068}2026-W46\u{2069}.";
    assert!(labels.iter().any(|label| label == apart), "{labels:?}");
}

#[test]
fn every_notice_fits_every_screen() {
    for tag in LONG {
        let mut albums = Albums::open("notices", tag, false);
        for (list, name) in everything().iter().zip(["obstacles", "content", "store", "rounds"]) {
            for (notices, page) in list.chunks(ON_A_PAGE).zip(1..) {
                albums.keep(&open(tag, notices.to_vec()), &format!("{name}-{page}"));
            }
        }
    }
}
