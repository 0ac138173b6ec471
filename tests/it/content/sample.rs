//! The folder we ship is the demonstration, the documentation and the test data, so nothing in it may be wrong.

use std::path::Path;

use listening_post::cli::check;
use listening_post::config::Folder;
use listening_post::content::{Content, load};

pub fn folder() -> Folder {
    Folder::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config"))).unwrap()
}

fn content() -> Content {
    load(&folder()).content.unwrap()
}

#[test]
fn the_sample_folder_has_no_fault_at_all() {
    let (report, wrong) = check::report(&load(&folder()), false, false);
    let packs = folder().paths().filter(|path| path.starts_with("packs/")).count();
    assert_eq!(report, format!("all {packs} packs are whole\n"));
    assert!(!wrong);
}

#[test]
fn every_day_of_the_sample_offers_six_activities_at_most_and_each_comes_twice_a_week() {
    let content = content();
    let monday = jiff::civil::date(2026, 11, 16);
    let week = (0..7).map(|day| monday + jiff::Span::new().days(day));
    let offered: Vec<Vec<&str>> = week
        .map(|day| content.packs.iter().filter(|pack| pack.schedule.offers(day)).map(|pack| pack.id.as_str()).collect())
        .collect();
    for day in &offered {
        assert!((2..=6).contains(&day.len()) && day.contains(&"today"), "{day:?}");
    }
    for pack in &content.packs {
        let days = offered.iter().filter(|day| day.contains(&pack.id.as_str())).count();
        assert!(days >= 2, "{} is offered on {days} days", pack.id);
    }
}

#[test]
fn every_picture_of_the_sample_is_used() {
    let content = content();
    let used: Vec<_> =
        content.packs.iter().flat_map(|pack| &pack.items).filter_map(|item| item.image.as_ref()).collect();
    for path in folder().paths().filter_map(|path| path.strip_prefix("media/")) {
        assert!(used.iter().any(|picture| picture.file == Path::new(path)), "{path}");
    }
}

#[test]
fn the_hash_of_an_item_follows_its_question_and_not_its_dress() {
    let hash = |from: &str, to: &str| {
        let mut folder = folder();
        let path = "packs/coffee-basics.toml";
        let text = String::from_utf8(folder.bytes(path).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{from}");
        folder.insert(path, text.replacen(from, to, 1));
        let content = load(&folder).content.unwrap();
        let pack = content.packs.iter().find(|pack| pack.id.as_str() == "coffee-basics").unwrap();
        (pack.items[0].hash.clone(), content.hash)
    };
    let (item, all) = hash("minutes", "minutes");
    assert_eq!((item.len(), all.len()), (16, 16));
    for dress in ["minutes = 1|minutes = 2", "espresso.svg|milk.svg", "About 25 seconds|Some 25 seconds"] {
        let (from, to) = dress.split_once('|').unwrap();
        assert_eq!(hash(from, to), (item.clone(), all.clone()), "{dress}");
    }
    for question in ["How long does|How many seconds does", "\"60 s\"|\"61 s\"", "id = \"ten\"|id = \"zehn\""] {
        let (from, to) = question.split_once('|').unwrap();
        let (other, others) = hash(from, to);
        assert!(other != item && others != all, "{question}");
    }
}
