//! A kiosk with real counters on a disk, and somebody who looks after it.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use listening_post::admin::Reply;
use listening_post::cli::desk::{Beside, Desk, Machine, Premises};
use listening_post::cli::selection::Selection;
use listening_post::clock::{Clock, SimulatedClock};
use listening_post::config::{Folder, Scheme};
use listening_post::content::{Content, load};
use listening_post::pin::{Pin, PinHash};
use listening_post::random::Random;
use listening_post::store::{AdminFiles, Counters, DataDirectory, Kind};
use listening_post::sync::Stick;
use tempfile::TempDir;

use crate::stage::{START, Stage};

/// The PIN of all kiosks here.
pub const PIN: &str = "472913";
/// What every kiosk here stands on, whichever machine that is.
const SAME: Machine = Machine {
    free: |_| Ok(11 * 1024 * 1024 * 1024),
    look: |_| Ok(()),
    wall: |_| START,
    display: || None,
    touch: || vec!["ILITEK ILITEK-TP".to_owned()],
};
/// A place in the corner of every size of screen.
const CORNER: (f32, f32) = (20.0, 20.0);

type Work = Box<dyn FnOnce() + Send>;

thread_local! {
    /// Work that waits until a test lets it be done.
    static WAITING: RefCell<Vec<Work>> = const { RefCell::new(Vec::new()) };
    /// What went to the machine's journal.
    static ALARMS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The alarms of the machine's journal since it was last looked into.
pub fn alarms() -> Vec<String> {
    ALARMS.take()
}

/// Does the work that waits.
pub fn work() {
    for work in WAITING.take() {
        work();
    }
}

/// A kiosk's folders, which outlive its window as they outlive a restart.
pub struct Office {
    folder: TempDir,
    pub beside: Beside,
    pub size: (u32, u32),
}

impl Office {
    /// A kiosk on a copy of the shipped configuration, with a PIN.
    pub fn new() -> Self {
        let office = Self::without_pin();
        let hash = PinHash::of(&Pin::new(PIN).unwrap(), &mut Random::seeded(1)).unwrap();
        office.files().set_pin(&hash).unwrap();
        office
    }

    pub fn without_pin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config"), &folder.path().join("kiosk-config"));
        Self { folder, beside: |work| work(), size: (1080, 1920) }
    }

    /// The same where work beside the screen waits for [`work`].
    pub fn slow(self) -> Self {
        Self { beside: |work| WAITING.with_borrow_mut(|waiting| waiting.push(work)), ..self }
    }

    pub fn config(&self) -> PathBuf {
        self.path("kiosk-config")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> DataDirectory {
        DataDirectory::at(&self.path("data"))
    }

    pub fn files(&self) -> AdminFiles {
        AdminFiles::of(&self.data())
    }

    /// Mounts a stick, as it were.
    pub fn plug_in(&self, name: &str) -> PathBuf {
        let path = self.path("sticks").join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// Gives the panel a backlight that can be set.
    pub fn light_up(&self) -> PathBuf {
        let light = self.path("backlights/panel0");
        fs::create_dir_all(&light).unwrap();
        fs::write(light.join("max_brightness"), "200\n").unwrap();
        fs::write(light.join("brightness"), "100\n").unwrap();
        light
    }

    /// Writes a file of the configuration.
    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.config().join(file), text).unwrap();
    }

    /// Changes a file of the configuration.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.config().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} says {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Offers this activity on every day.
    pub fn offer(&self, pack: &str) {
        let file = format!("packs/{pack}.toml");
        let text = fs::read_to_string(self.config().join(&file)).unwrap();
        let days = text.lines().find(|line| line.starts_with("days = ")).unwrap();
        self.edit(&file, &format!("{days}\n"), "");
    }

    /// Gives the kiosk's theme this scheme.
    pub fn dress(&self, scheme: Scheme) {
        let word = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
            Scheme::HighContrast => "high-contrast",
        };
        self.edit("theme.toml", "scheme = \"light\"", &format!("scheme = \"{word}\""));
    }

    /// Switches the kiosk on; its clock starts anew, as that of a program does.
    pub fn start(&self) -> Stage {
        self.start_with(Vec::new())
    }

    /// The same, where the program has this to say.
    pub fn start_with(&self, notices: Vec<Reply>) -> Stage {
        let clock = SimulatedClock::at(START);
        let selection = Selection::of(&self.config(), &self.data()).unwrap();
        let content = Arc::new(selection.loaded.content.unwrap());
        let shared: Rc<dyn Clock> = Rc::new(clock.clone());
        let opened = Counters::open(&self.data(), Kind::Real, content, shared, Random::seeded(2));
        let sticks = self.path("sticks");
        let premises = Premises {
            config: self.config(),
            data: self.data(),
            edition: selection.edition,
            media: selection.media.clone(),
            sticks: Box::new(move || plugged(&sticks)),
            backlights: self.path("backlights"),
            beside: self.beside,
            machine: SAME,
            journal: |alarm| ALARMS.with_borrow_mut(|alarms| alarms.push(alarm.to_string())),
        };
        let mut desk = Desk::new(opened.unwrap().0, premises);
        for notice in notices {
            desk.note(notice);
        }
        let asked = Arc::new(desk.asked());
        Stage::with(asked, &selection.media, Box::new(desk), clock, self.size)
    }

    pub fn content(&self) -> Content {
        load(&Folder::read(&self.config()).unwrap()).content.unwrap()
    }
}

fn plugged(sticks: &Path) -> Vec<Stick> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(sticks).map(|entries| entries.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default();
    paths.sort();
    paths.into_iter().map(|path| Stick { path, free: 31_400_000_000 }).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Holds a finger in the corner until the pad is there.
pub fn knock(stage: &Stage) {
    stage.rest(CORNER, 3200);
}

/// Types a PIN on the pad and hands it in.
pub fn enter(stage: &Stage, pin: &str, done: &str) {
    for digit in pin.chars() {
        stage.tap(&digit.to_string());
    }
    stage.tap(done);
    stage.pass(Duration::from_millis(200));
}

/// Opens the panel.
pub fn come_in(stage: &Stage) {
    knock(stage);
    enter(stage, PIN, "Done");
}
