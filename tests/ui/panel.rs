//! Pictures of every page of the panel.

use std::fs;
use std::time::Duration;

use listening_post::config::Scheme;
use listening_post::store::AdminSettings;

use crate::admin::WRONG;
use crate::album::{Albums, tone};
use crate::office::{Office, PIN, enter, knock, work};
use crate::past::{play_a_contest, release_comments};
use crate::stage::Stage;
use crate::words::say;

/// Lets work beside the screen be done, and what it found arrive.
fn heard(stage: &Stage) {
    work();
    stage.pass(Duration::from_millis(200));
}

/// Every page of the panel, in one language: its tag, what it calls itself, and its plural form for one.
fn hang(scheme: Scheme, (tag, own_name, one): (&str, &str, usize), large: bool) {
    let mut albums = Albums::open(&format!("panel-{}", tone(scheme)), tag, large);
    let words = |id: &str| say(tag, id, 0);
    let office = Office::new().slow();
    release_comments(&office);
    office.files().set_settings(&AdminSettings { language: Some(tag.into()), ..AdminSettings::default() }).unwrap();
    office.light_up();
    office.dress(scheme);
    office.edit("packs/coffee-basics.toml", "until = 2027-01-31", "until = 2026-11-17");
    let stage = office.start();
    knock(&stage);
    if large {
        stage.tap(&words("Larger text"));
    }
    stage.tap("4");
    stage.tap("7");
    albums.keep(&stage, "pad");
    for _ in 0..3 {
        enter(&stage, WRONG, &words("Done"));
        heard(&stage);
    }
    albums.keep(&stage, "pad-waits");
    stage.wait(31);
    enter(&stage, PIN, &words("Done"));
    heard(&stage);
    heard(&stage);
    albums.keep(&stage, "home");
    stage.tap(&say(tag, "{n} part needs a look", one).replace("{n}", "1"));
    albums.keep(&stage, "health");
    stage.tap(&words("Back"));
    stage.tap(&words("Export to a USB stick"));
    albums.keep(&stage, "export-none");
    office.plug_in("BLUE");
    office.plug_in("KINGSTON");
    stage.wait(1);
    albums.keep(&stage, "export-choosing");
    let stick = stage.labels().into_iter().find(|label| label.contains("KINGSTON"));
    stage.tap(&stick.expect("a stick to write to"));
    albums.keep(&stage, "export-writing");
    heard(&stage);
    albums.keep(&stage, "export-whole");
    stage.tap(&words("Back"));
    stage.tap(&words("Close a release now"));
    albums.keep(&stage, "release");
    stage.tap(&words("Back"));
    stage.tap(&words("Walls"));
    albums.keep(&stage, "walls");
    stage.tap(&words("Back"));
    stage.tap(&words("Draw a ticket"));
    albums.keep(&stage, "draw");
    stage.tap(&words("Draw"));
    albums.keep(&stage, "draw-none");
    stage.tap(&words("Back"));
    stage.tap(&words("Send what was released"));
    albums.keep(&stage, "send-nowhere");
    stage.tap(&words("Back"));
    office.edit("packs/coffee-basics.toml", "kind = \"quiz\"", "kind = \"quizz\"");
    stage.tap(&words("Read the configuration again"));
    albums.keep(&stage, "reload");
    stage.tap(&words("Back"));
    stage.tap(&words("First language: {}").replace("{}", own_name));
    albums.keep(&stage, "language");
    stage.tap(&words("Back"));
    stage.tap(&words("Notices"));
    albums.keep(&stage, "notices");
    stage.tap(&words("Back"));
    stage.tap(&words("Leave to the desktop"));
    albums.keep(&stage, "leave");
    stage.tap(&words("Back"));
    stage.tap(&words("Pause the kiosk"));
    work();
    stage.wait(1);
    albums.keep(&stage, "home-paused");
    stage.tap(&words("Close the panel"));
    stage.wait(2);
    albums.keep(&stage, "paused");
    drop(stage);
    fs::remove_file(office.path("data/admin/pin")).unwrap();
    let stage = office.start();
    knock(&stage);
    if large {
        stage.tap(&words("Larger text"));
    }
    albums.keep(&stage, "no-pin");
    drop(stage);
    draw(&mut albums, scheme, tag, large);
    voice(&mut albums, scheme, tag, large);
    albums.bind();
}

/// A kiosk where a ticket was drawn and shown: somebody comes with a code, and it is not that ticket's.
fn draw(albums: &mut Albums, scheme: Scheme, tag: &str, large: bool) {
    let words = |id: &str| say(tag, id, 0);
    let office = Office::new();
    office.files().set_settings(&AdminSettings { language: Some(tag.into()), ..AdminSettings::default() }).unwrap();
    office.dress(scheme);
    office.edit("packs/coffee-basics.toml", "until = 2027-01-31", "until = 2026-11-17");
    play_a_contest(&office);
    let stage = office.start();
    knock(&stage);
    if large {
        stage.tap(&words("Larger text"));
    }
    enter(&stage, PIN, &words("Done"));
    stage.tap(&words("Draw a ticket"));
    for digit in ["0", "4", "7", "1"] {
        stage.tap(digit);
    }
    albums.keep(&stage, "draw-code");
    enter(&stage, "00000000", &words("Done"));
    albums.keep(&stage, "draw-wrong-code");
}

/// The first page where the kiosk can be heard and its light can be set.
fn voice(albums: &mut Albums, scheme: Scheme, tag: &str, large: bool) {
    let office = Office::new();
    office.files().set_settings(&AdminSettings { language: Some(tag.into()), ..AdminSettings::default() }).unwrap();
    office.light_up();
    office.dress(scheme);
    office.edit("kiosk.toml", "reach =", "speech = true\nreach =");
    let stage = office.start();
    knock(&stage);
    if large {
        stage.tap(&say(tag, "Larger text", 0));
    }
    enter(&stage, PIN, &say(tag, "Done", 0));
    albums.keep(&stage, "home-voice");
}

const ENGLISH: (&str, &str, usize) = ("en", "English", 0);
const GERMAN: (&str, &str, usize) = ("de", "Deutsch", 0);
const ARABIC: (&str, &str, usize) = ("ar", "العربية", 1);

macro_rules! gallery {
    ($($name:ident: $scheme:ident, $words:ident, $large:literal;)*) => {
        $(
            #[test]
            fn $name() {
                hang(Scheme::$scheme, $words, $large);
            }
        )*
    };
}

gallery! {
    light_english: Light, ENGLISH, false;
    light_german: Light, GERMAN, false;
    light_arabic: Light, ARABIC, false;
    dark_english: Dark, ENGLISH, false;
    dark_german: Dark, GERMAN, false;
    dark_arabic: Dark, ARABIC, false;
    stark_english: HighContrast, ENGLISH, false;
    stark_german: HighContrast, GERMAN, false;
    stark_arabic: HighContrast, ARABIC, false;
    large_german: Light, GERMAN, true;
}
