//! What authors write, and what they are told about it.

mod actions;
mod advisor;
mod authoring;
mod conditions;
mod everything;
mod flaws;
mod folder;
mod items;
mod joint;
mod kiosk;
mod measures;
mod messages;
mod mutation;
mod packs;
mod pictures;
mod privacy;
mod report;
mod sample;
mod schema;
mod theme;
mod walls;

use std::fmt::Write as _;

use listening_post::config::Folder;
use listening_post::content::{Loaded, Pack, load};

/// The least a kiosk needs.
const KIOSK: &str = r#"
organisation = "Harbour Coffee"
site = "harbour-road"
languages = ["en"]
time_zone = "Europe/Dublin"
headcount = 90
"#;

/// A pack without a fault, for folders in which something else is wrong.
const PACK: &str = r#"
kind = "pulse"
title = "Today"
[[item]]
id = "today"
type = "smiley"
text = "How was today?"
"#;

/// A folder with a kiosk, a whole pack, and these files instead or besides.
fn folder(files: &[(&str, &str)]) -> Folder {
    let mut folder = Folder::default();
    for (path, text) in [("kiosk.toml", KIOSK), ("packs/whole.toml", PACK)].iter().chain(files) {
        folder.insert(*path, *text);
    }
    folder
}

/// One line a fault, with the words it points at, then what it says.
fn transcript(loaded: &Loaded, folder: &Folder) -> String {
    let mut lines = String::new();
    for fault in &loaded.faults {
        let severity = if fault.is_error() { "error" } else { "warning" };
        let line = fault.position().map(|(line, _)| format!(":{line}")).unwrap_or_default();
        let pointed = fault
            .span()
            .and_then(|span| std::str::from_utf8(folder.bytes(fault.file())?).ok()?.get(span))
            .filter(|words| !words.is_empty() && !words.contains('\n'))
            .map(|words| format!(" at {words}"))
            .unwrap_or_default();
        let _ = writeln!(lines, "{severity} {}{line}{pointed}\n  {fault}", fault.file());
        let _ = writeln!(lines, "  help: {}", fault.advice().unwrap_or("none"));
    }
    if lines.is_empty() { "no fault\n".to_owned() } else { lines }
}

fn faults(files: &[(&str, &str)]) -> String {
    let folder = folder(files);
    transcript(&load(&folder), &folder)
}

/// The faults of a kiosk whose `kiosk.toml` goes on like this.
fn kiosk_faults(rest: &str) -> String {
    faults(&[("kiosk.toml", &format!("{KIOSK}{rest}"))])
}

/// The faults of a folder whose one pack reads like this.
fn pack_faults(text: &str) -> String {
    faults(&[("packs/whole.toml", text)])
}

/// The faults of a pack of this kind with these items, whose `id` and `text` are written for them where they are absent.
fn item_faults(kind: &str, items: &[&str]) -> String {
    let mut text = format!("kind = \"{kind}\"\ntitle = \"A pack\"\n");
    for (at, item) in items.iter().enumerate() {
        text.push_str("[[item]]\n");
        if !item.contains("id = \"") || item.trim_start().starts_with("type") && !item.contains("\nid = ") {
            let _ = writeln!(text, "id = \"item-{}\"", at + 1);
        }
        if !item.contains("\ntext = ") {
            let _ = writeln!(text, "text = \"{}\"", ["How was it?", "And the team?", "What else?"][at % 3]);
        }
        text.push_str(item.trim_start());
        text.push('\n');
    }
    pack_faults(&text)
}

/// The pack that this text is, of a kiosk whose `kiosk.toml` goes on like that.
fn pack(kiosk: &str, text: &str) -> Pack {
    let folder = folder(&[("kiosk.toml", &format!("{KIOSK}{kiosk}")), ("packs/whole.toml", text)]);
    let loaded = load(&folder);
    assert_eq!(transcript(&loaded, &folder), "no fault\n");
    loaded.content.unwrap().packs.remove(0)
}
