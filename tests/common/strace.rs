//! Watching the program's system calls, and making one of them fail.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Ran;
use super::kiosk::Kiosk;

/// `strace`, where it is there and may be used.
pub struct Strace {
    log: PathBuf,
}

impl Strace {
    /// `None`, and a line that says so, where it is missing or not allowed.
    pub fn find(kiosk: &Kiosk) -> Option<Self> {
        let works = Command::new("strace")
            .args(["-f", "-o", "/dev/null", "true"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !works {
            told_once("strace cannot be used here");
            return None;
        }
        Some(Self { log: kiosk.path().join("strace.log") })
    }

    /// Runs the program on `kiosk` with these options of strace; returns how it ended and the calls it made.
    pub fn run(&self, kiosk: &Kiosk, options: &[&str], arguments: &[&str]) -> (Ran, Vec<String>) {
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-s", "0", "-o"]).arg(&self.log).args(options).arg("--");
        command.arg(env!("CARGO_BIN_EXE_listening-post"));
        kiosk.address(&mut command);
        let ran = Ran::of(command.args(arguments));
        let log = fs::read_to_string(&self.log).unwrap();
        // `-f` puts the process in front.
        let calls = log.lines().map(|line| line.split_once(' ').map_or(line, |(_, call)| call.trim()).to_owned());
        (ran, calls.collect())
    }
}

/// Where `./test` looks for what could not be tested.
const UNTESTED: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/not-tested");

/// Says that a test could not do all of its work; a quiet pass would be a lie.
#[expect(clippy::print_stderr, reason = "a runner shows what a test says")]
pub fn told_once(what: &str) {
    eprintln!("NOT EVERYTHING WAS TESTED: {what}");
    noted(Path::new(UNTESTED), what);
}

/// Adds a line for `./test` to tell at its end: a runner that hides what passing tests say hides the one above as well.
pub fn noted(at: &Path, what: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("{test}: {what}\n");
    let file = fs::OpenOptions::new().append(true).create(true).open(at);
    // In one write: many tests run at once.
    file.and_then(|mut file| file.write_all(line.as_bytes())).unwrap();
}
