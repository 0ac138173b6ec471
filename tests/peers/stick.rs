//! `sync` to a stick: a real exFAT file system in a file, which knows neither hard links nor colons, and is pulled out.
//!
//! Only root may mount it. Whoever is not root sees these tests fail and say so; leave them out by name:
//! `./test -E 'not test(/stick::/)'`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{Kiosk, Ran};
use crate::sync::{is_empty_of_parts, kiosk, outcome, send_to};

const ROUNDS: usize = 8;

/// A stick's bytes, plugged in or not.
struct Image(PathBuf);

impl Image {
    fn formatted(path: PathBuf) -> Self {
        File::create(&path).unwrap().set_len(32 << 20).unwrap();
        run(Command::new("mkfs.exfat").arg(&path));
        Self(path)
    }

    /// What a tool that repairs nothing says of it.
    fn check(&self) -> String {
        run(Command::new("fsck.exfat").arg("-n").arg(&self.0))
    }
}

/// A stick that is plugged in, in a mount namespace of its own: what is mounted there is gone with it.
struct Stick {
    driver: Child,
    point: PathBuf,
}

impl Stick {
    fn plugged_in(image: &Image, point: &Path) -> Self {
        fs::create_dir_all(point).unwrap();
        let device = run(Command::new("losetup").args(["--find", "--show"]).arg(&image.0));
        let mut command = Command::new("unshare");
        command.args(["--mount", "mount.exfat-fuse", "-d", device.trim()]).arg(point);
        let driver = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut stick = Self { driver, point: point.to_owned() };
        let place = point.to_str().unwrap();
        let mounts = format!("/proc/{}/mountinfo", stick.driver.id());
        let is_mounted = || fs::read_to_string(&mounts).is_ok_and(|mounts| mounts.contains(place));
        let mounted = until(Duration::from_secs(10), || stick.driver.try_wait().unwrap().is_some() || is_mounted());
        // From here on the mount alone keeps the device.
        run(Command::new("losetup").arg("--detach").arg(device.trim()));
        assert!(mounted && is_mounted(), "exFAT could not be mounted here: that needs root and /dev/fuse");
        stick
    }

    /// The stick's files, seen from outside.
    fn files(&self) -> PathBuf {
        let root = format!("/proc/{}/root", self.driver.id());
        Path::new(&root).join(self.point.strip_prefix("/").unwrap())
    }

    /// The same command where the stick is plugged in.
    fn beside(&self, command: &Command) -> Command {
        let mut inside = Command::new("nsenter");
        inside.arg(format!("--target={}", self.driver.id())).arg("--mount");
        inside.arg(command.get_program()).args(command.get_args()).env("NO_COLOR", "1");
        inside
    }

    fn sync(&self, kiosk: &Kiosk) -> Ran {
        Ran::of(&mut self.beside(kiosk.command().args(["sync", "--json"])))
    }

    fn taken_out(mut self) {
        run(&mut self.beside(Command::new("umount").arg(&self.point)));
        self.driver.wait().unwrap();
    }

    /// Without a word to the system: what its driver still held back is lost.
    fn pulled_out(mut self) {
        self.driver.kill().unwrap();
        self.driver.wait().unwrap();
    }
}

impl Drop for Stick {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn run(command: &mut Command) -> String {
    let ran = Ran::of(command);
    assert_eq!(ran.status, Some(0), "{command:?} (this needs root): {}{}", ran.out, ran.err);
    ran.out
}

fn until(most: Duration, mut done: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !done() {
        if begun.elapsed() > most {
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
    true
}

/// How many files below a folder end so.
fn count(folder: &Path, end: &str) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let of =
        |path: PathBuf| if path.is_dir() { count(&path, end) } else { path.to_str().unwrap().ends_with(end).into() };
    entries.flatten().map(|entry| of(entry.path())).sum()
}

#[test]
fn an_exfat_stick_gets_every_round_whole_and_is_clean_when_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let point = folder.path().join("stick");
    let image = Image::formatted(folder.path().join("image"));
    let kiosk = kiosk(u8::try_from(ROUNDS).unwrap(), &format!("file://{}", point.display()));

    let stick = Stick::plugged_in(&image, &point);
    let files = stick.files();
    fs::write(files.join("x"), "x").unwrap();
    assert!(fs::hard_link(files.join("x"), files.join("y")).is_err(), "this is not exFAT");
    assert!(fs::write(files.join("a:b"), "x").is_err(), "this is not exFAT");
    fs::remove_file(files.join("x")).unwrap();

    let sent = outcome(&stick.sync(&kiosk));
    assert_eq!((&sent["trouble"], &sent["written"]), (&serde_json::Value::Null, &ROUNDS.into()), "{sent}");
    stick.taken_out();
    let told = image.check();
    assert!(told.contains(": clean."), "{told}");

    let stick = Stick::plugged_in(&image, &point);
    let again = outcome(&stick.sync(&kiosk));
    assert_eq!((&again["trouble"], &again["written"]), (&serde_json::Value::Null, &0.into()), "{again}");
    assert!(is_empty_of_parts(&stick.files()));
    assert_eq!((count(&stick.files(), ".parquet"), count(&stick.files(), ".parquet.sig")), (ROUNDS, ROUNDS));
    kiosk.done(&["verify", stick.files().to_str().unwrap()]);
    stick.taken_out();
}

#[test]
fn a_stick_that_is_pulled_out_in_the_middle_gets_the_rest_when_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let point = folder.path().join("stick");
    let image = Image::formatted(folder.path().join("image"));
    let kiosk = kiosk(u8::try_from(ROUNDS).unwrap(), "file:///unused");
    send_to(&kiosk, &format!("file://{}", point.display()));

    let stick = Stick::plugged_in(&image, &point);
    let mut command = stick.beside(kiosk.command().args(["sync", "--json"]));
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let files = stick.files();
    assert!(until(Duration::from_secs(30), || count(&files, ".parquet.sig") > 1), "no round came");
    stick.pulled_out();
    let ended = running.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stdout);
    assert_eq!(ended.status.code(), Some(1), "it was pulled out too late to matter: {told}");

    let stick = Stick::plugged_in(&image, &point);
    let there = count(&stick.files(), ".parquet.sig");
    assert!((1..ROUNDS).contains(&there), "{there} rounds were there after the stick was pulled out");
    let sent = outcome(&stick.sync(&kiosk));
    assert_eq!((&sent["trouble"], &sent["left"]), (&serde_json::Value::Null, &0.into()), "{sent}");
    assert_eq!((count(&stick.files(), ".parquet"), count(&stick.files(), ".parquet.sig")), (ROUNDS, ROUNDS));
    assert!(is_empty_of_parts(&stick.files()));
    kiosk.done(&["verify", stick.files().to_str().unwrap()]);
    stick.taken_out();
}
