//! A simulated kiosk that is worked from the command line, as HR and IT do.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const PACK: &str = r#"
kind = "pulse"
title = "Today"
[privacy]
expire_after = 2
[[item]]
id = "today"
type = "smiley"
text = "How was today?"
"#;

/// A Monday.
const START: jiff::civil::Date = jiff::civil::date(2026, 11, 2);

/// What a command printed and how it ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program.
pub fn run(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_listening-post")).args(arguments).output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The text of a path.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A kiosk with its configuration and data.
pub struct Desk {
    pub folder: TempDir,
    /// Two kiosks that draw the same randomness would be one.
    seed: String,
}

impl Desk {
    /// A kiosk at `site` with so many people; `privacy` stands in its [privacy] table.
    pub fn new(site: &str, headcount: u32, privacy: &str) -> Self {
        let seed = site.bytes().fold(7_u32, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        let desk = Self { folder: tempfile::tempdir().unwrap(), seed: seed.to_string() };
        fs::create_dir_all(desk.path("config/packs")).unwrap();
        desk.configure("Harbour Coffee", site, headcount, privacy);
        fs::write(desk.path("config/packs/pulse.toml"), PACK).unwrap();
        desk
    }

    pub fn configure(&self, organisation: &str, site: &str, headcount: u32, privacy: &str) {
        let kiosk = format!(
            "organisation = \"{organisation}\"\nsite = \"{site}\"\nlanguages = [\"en\"]\n\
             time_zone = \"Europe/Dublin\"\nheadcount = {headcount}\n[privacy]\n{privacy}\n"
        );
        fs::write(self.path("config/kiosk.toml"), kiosk).unwrap();
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Runs a command on this kiosk.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let (config, data) = (self.path("config"), self.path("data"));
        let mut all = vec!["--config", text(&config), "--data", text(&data), "--simulated", "--seed", &self.seed];
        all.extend(arguments);
        run(&all)
    }

    /// Lets so many people answer on each of three days of each of the weeks, the first of which begins on Monday,
    /// 2 November 2026, then closes the last one.
    pub fn live(&self, weeks: u32, a_day: u32) {
        self.answer(weeks, a_day);
        self.close(&format!("{}", START + jiff::Span::new().days(weeks * 7)));
    }

    /// Lets time pass until five in the morning of a day.
    pub fn close(&self, day: &str) {
        let released = self.run(&["release", "--now", &format!("{day}T05:00")]);
        assert_eq!(released.code, 0, "{}", released.err);
    }

    /// Lets so many people answer on three days of each of the weeks, and leaves the last one open.
    pub fn answer(&self, weeks: u32, a_day: u32) {
        self.close("2026-11-02");
        self.enter(0..weeks * 7, a_day);
    }

    /// Lets more weeks go by, counted from the first, with so many people a day.
    pub fn live_on(&mut self, weeks: std::ops::Range<u32>, a_day: u32) {
        // A batch that bears the random id of an earlier one would be taken for that one.
        self.seed.push('1');
        self.enter(weeks.start * 7..weeks.end * 7, a_day);
        self.close(&format!("{}", START + jiff::Span::new().days(weeks.end * 7)));
    }

    fn enter(&self, days: std::ops::Range<u32>, a_day: u32) {
        let mut csv = String::from("visit,pack,item,response,at\n");
        for day in days.filter(|day| (1..4).contains(&(day % 7))) {
            let date = START + jiff::Span::new().days(day);
            for visit in 0..a_day {
                let response = ["1", "2", "3", "4", "5"][((day + visit) % 5) as usize];
                writeln!(csv, "{day}-{visit},pulse,today,{response},{date}T{:02}:10:00", 8 + visit).unwrap();
            }
        }
        let file = self.path("visits.csv");
        fs::write(&file, csv).unwrap();
        let entered = self.run(&["enter", text(&file)]);
        assert_eq!(entered.code, 0, "{}", entered.err);
    }

    /// Exports the signed rounds into `lake`.
    pub fn export(&self, lake: &Path) -> Ran {
        self.run(&["export", "--rounds", text(lake)])
    }
}

/// All files below a folder, with their bytes, by path below it.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// Copies a folder with all in it.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::write(to.join(path), bytes).unwrap();
    }
}
