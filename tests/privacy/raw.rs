//! The disk itself, below its file system: what was written and taken away again.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::{Kiosk, told_once};
use crate::finding::{Bound, Finding, must_fail};

const MEGABYTES: usize = 32;
/// A word that no other text holds.
const CANARY: &str = "marmalade";
const PACK: &str = "kind = \"pulse\"\ntitle = \"Your say\"\n[[item]]\nid = \"mood\"\ntype = \"smiley\"\nfaces = 5\n\
    text = \"How was today?\"\n[[item]]\nid = \"why\"\ntype = \"comment\"\ntext = \"What made it so?\"\n";

/// An image of a disk with an ext4 file system on it, mounted while this is there.
struct Disk {
    image: PathBuf,
    at: PathBuf,
}

fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl Disk {
    /// `None`, and a line that says so, where no image can be made or mounted.
    fn mount(folder: &Path) -> Option<Self> {
        let (image, at) = (folder.join("disk.img"), folder.join("disk"));
        fs::write(&image, vec![0; MEGABYTES * 1024 * 1024]).unwrap();
        fs::create_dir(&at).unwrap();
        let made = quiet(Command::new("mke2fs").args(["-q", "-F", "-t", "ext4"]).arg(&image));
        if !made || !quiet(Command::new("mount").args(["-o", "loop"]).arg(&image).arg(&at)) {
            told_once("no disk image can be mounted here, so what is left below the file system was not looked at");
            return None;
        }
        Some(Self { image, at })
    }

    /// Takes the disk out; returns every byte of it.
    fn bytes(self) -> Vec<u8> {
        assert!(quiet(Command::new("umount").arg(&self.at)));
        fs::read(&self.image).unwrap()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        quiet(Command::new("umount").arg("--lazy").arg(&self.at));
    }
}

/// Nine comments and twelve answers of six days: the answers leave, the comments wait.
fn answers() -> String {
    let mut csv = String::from("visit,pack,item,response,at\n");
    for visit in 0..12 {
        let at = format!("2026-01-{:02}T{:02}:00:00", 6 + visit / 2, 9 + visit % 2);
        let _ = writeln!(csv, "{visit},say,mood,{},{at}", visit % 5 + 1);
        if visit < 9 {
            let _ = writeln!(csv, "{visit},say,why,{CANARY} number {visit},{at}");
        }
    }
    csv
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).filter(|window| window[0] == needle[0] && *window == needle).count()
}

/// What is found of comments and of the key of the round before.
fn left_behind() -> (String, usize) {
    let kiosk = Kiosk::with(Kiosk::usual().0, &[("say", PACK)]);
    // The sheet of paper lies elsewhere: it is not the program's.
    let file = kiosk.write("answers.csv", answers());
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::mount(folder.path());
    let data = disk.as_ref().map_or_else(|| folder.path().join("data"), |disk| disk.at.join("data"));
    let kiosk = kiosk.with_data_at(&data);
    let temporary = data.with_file_name("tmp");
    fs::create_dir(&temporary).unwrap();
    let run = |arguments: &[&str]| {
        let ran = kiosk.command().env("TMPDIR", &temporary).args(arguments).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    run(&["--simulated", "--seed", "1", "--now", "2026-01-05T07:00", "release"]);
    run(&["enter", file.to_str().unwrap()]);
    let old_key = fs::read(data.join("vault/key")).unwrap();
    run(&["--now", "2026-01-12T04:00", "release"]);
    // Two flushes more.
    run(&["release"]);
    run(&["release"]);
    assert_eq!(kiosk.cells()[0]["n"], 12, "the answers left");
    let (tried, bytes) = if let Some(disk) = disk {
        ("every byte of an ext4 disk of 32 MiB, unmounted", disk.bytes())
    } else {
        let all = kiosk.files().iter().flat_map(|file| fs::read(data.join(file)).unwrap()).collect();
        ("no disk can be mounted: all files of the data directory", all)
    };
    assert!(count(&bytes, b"2026-W02") > 0, "what left is found");
    (tried.to_owned(), count(&bytes, CANARY.as_bytes()) + count(&bytes, &old_key))
}

#[test]
fn neither_comments_nor_an_old_key_are_left_on_the_disk() {
    let mutants: &[&str] = &["KeyKept", "KeyRenamed", "TemporaryFile"];
    // Below the file system is where two of these show.
    let mounts = tempfile::tempdir().is_ok_and(|folder| Disk::mount(folder.path()).is_some());
    must_fail("raw-disk", if mounts { mutants } else { &mutants[..1] }, || {
        let (tried, found) = left_behind();
        Finding {
            attack: "raw disk",
            tried: format!(
                "nine comments that may not leave and twelve answers that do; a cut and two flushes after it; {tried}, \
                 searched for the comments' words and for the key of the closed round"
            ),
            measure: "places at which they stand",
            figure: found as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}
