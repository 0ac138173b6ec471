//! What the first `sync` of a kiosk costs that was offline for a year, beside copying the same files to the same disk and
//! waiting until they are there; and how many bytes a kiosk sends in a year.
//!
//! `cargo bench --bench sync`. The year is made as a kiosk makes one: 52 weeks of 450 visits are entered and closed, 40 items of
//! five responses each, with noise.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::{Date, date};

const WEEKS: i64 = 52;
const PACKS: usize = 5;
const ITEMS_IN_PACK: usize = 8;
/// A visit to a pulse answers three of its items.
const VISITS_OF_A_PACK: usize = 90;
const ITEMS_IN_VISIT: usize = 3;
const RUNS: usize = 5;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The kiosk whose year it is.
struct Kiosk {
    folder: PathBuf,
}

impl Kiosk {
    fn configured(folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder.join("kiosk-config/packs"))?;
        for pack in 0..PACKS {
            let mut text = format!("kind = \"pulse\"\ntitle = \"Pack {pack}\"\ndraw = 3\n");
            for item in 0..ITEMS_IN_PACK {
                writeln!(text, "[[item]]\nid = \"item-{item}\"\ntype = \"smiley\"\nfaces = 5")?;
                writeln!(text, "text = \"How about matter number {pack}{item}{item}{pack}?\"")?;
            }
            fs::write(folder.join(format!("kiosk-config/packs/pack-{pack}.toml")), text)?;
        }
        let kiosk = Self { folder: folder.to_owned() };
        kiosk.sends_to("file:///nowhere")?;
        Ok(kiosk)
    }

    fn sends_to(&self, url: &str) -> Outcome<()> {
        let toml = format!(
            "organisation = \"Harbour Coffee\"\nsite = \"harbour-road\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\n\
             headcount = 900\n[privacy]\nrepeat_seconds = 1\n[[destination]]\nurl = \"{url}\"\n"
        );
        Ok(fs::write(self.folder.join("kiosk-config/kiosk.toml"), toml)?)
    }

    fn run(&self, arguments: &[&str]) -> Outcome<()> {
        let ran = Command::new(env!("CARGO_BIN_EXE_listening-post"))
            .arg("--config")
            .arg(self.folder.join("kiosk-config"))
            .arg("--data")
            .arg(self.folder.join("data"))
            .args(arguments)
            .output()?;
        let told = String::from_utf8_lossy(&ran.stderr);
        if ran.status.success() { Ok(()) } else { Err(format!("{arguments:?}: {told}").into()) }
    }

    /// Lives through the year.
    fn lives(&self) -> Outcome<()> {
        let first = date(2026, 1, 5);
        self.run(&["--simulated", "--seed", "1", "--now", &format!("{first}T07:00"), "release"])?;
        let answers = self.folder.join("answers.csv");
        let path = answers.to_str().ok_or("a path is no text")?;
        for week in 0..WEEKS {
            let monday = first.checked_add(week.weeks())?;
            fs::write(&answers, visits(monday)?)?;
            self.run(&["--seed", &(2 + week).to_string(), "enter", path])?;
            let next = monday.checked_add(1.week())?;
            self.run(&["--seed", &(100 + week).to_string(), "--now", &format!("{next}T05:00"), "release"])?;
        }
        Ok(())
    }
}

/// A week's visits as `enter` takes them.
fn visits(monday: Date) -> Outcome<String> {
    let mut visits = Vec::new();
    for pack in 0..PACKS {
        for visit in 0..VISITS_OF_A_PACK {
            let day = monday.checked_add(i64::try_from(visit / 18)?.days())?;
            let (hour, minute) = (7 + visit % 6 * 2, 3 * pack + visit / 6 % 3);
            let at = format!("{day}T{hour:02}:{minute:02}:05");
            let mut lines = String::new();
            for item in (0..ITEMS_IN_VISIT).map(|at| (visit * ITEMS_IN_VISIT + at) % ITEMS_IN_PACK) {
                let response = 1 + (visit * 7 + item * 3 + pack) % 5;
                writeln!(lines, "{pack}-{visit},pack-{pack},item-{item},{response},,{at}")?;
            }
            visits.push((at, lines));
        }
    }
    visits.sort();
    let lines = visits.into_iter().map(|(_, lines)| lines);
    Ok(["visit,pack,item,response,cohort,at\n".to_owned()].into_iter().chain(lines).collect())
}

/// All files below a folder, with their bytes.
fn files(folder: &Path) -> Outcome<Vec<(PathBuf, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.clone(), fs::read(path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Copies files by their paths below `from` and waits for the disk, each file and its folder.
fn copied(files: &[(PathBuf, Vec<u8>)], from: &Path, to: &Path) -> Outcome<f64> {
    let begun = Instant::now();
    for (path, bytes) in files {
        let path = to.join(path.strip_prefix(from)?);
        let folder = path.parent().ok_or("a file without a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&path, bytes)?;
        File::open(&path)?.sync_all()?;
        File::open(folder)?.sync_all()?;
    }
    Ok(begun.elapsed().as_secs_f64())
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() -> Outcome<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let kiosk = Kiosk::configured(folder.path())?;
    kiosk.lives()?;
    let (mut synced, mut bare) = (f64::MAX, f64::MAX);
    for run in 0..RUNS {
        // Each destination is new to the kiosk, so that it sends the whole year.
        let there = folder.path().join(format!("lake-{run}"));
        fs::create_dir(&there)?;
        kiosk.sends_to(&format!("file://{}", there.display()))?;
        let begun = Instant::now();
        kiosk.run(&["sync"])?;
        synced = synced.min(begun.elapsed().as_secs_f64());
        let sent = files(&there)?;
        let rounds = sent.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "parquet")).count();
        if rounds != usize::try_from(WEEKS)? {
            return Err(format!("{rounds} rounds were sent").into());
        }
        bare = bare.min(copied(&sent, &there, &folder.path().join(format!("copy-{run}")))?);
        if run == 0 {
            let bytes: usize = sent.iter().map(|(_, bytes)| bytes.len()).sum();
            println!("{rounds} rounds, {} files, {} KB a kiosk and year", sent.len(), bytes / 1000);
        }
    }
    println!("first sync {synced:.3} s, copied bare {bare:.3} s, ratio {:.2}", synced / bare);
    Ok(())
}
