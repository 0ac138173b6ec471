//! A kiosk in a folder of its own, driven through the built program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use listening_post::config::Folder;
use listening_post::content::{Content, load};
use serde_json::Value;
use tempfile::TempDir;

/// A kiosk whose counters are exact and whose limits are the lowest allowed, unless a test says otherwise.
const KIOSK: &str = r#"
organisation = "Harbour Coffee"
site = "harbour-road"
languages = ["en"]
time_zone = "UTC"
headcount = 500
[[cohort]]
id = "day"
name = "Day shift"
headcount = 200
[[cohort]]
id = "night"
name = "Night shift"
headcount = 200
[privacy]
k = 5
repeat_seconds = 1
"#;

/// A quiz of one question, which is counted exactly and needs nobody to disagree.
const PACK: &str = r#"
kind = "quiz"
title = "Beans"
ask_cohort = true
[[item]]
id = "bean"
type = "single"
text = "Which bean?"
options = [
  { id = "arabica", text = "Arabica" },
  { id = "robusta", text = "Robusta", correct = true },
  { id = "unsure", text = "Not sure" },
]
explain = "Robusta."
"#;

/// A folder with a `kiosk-config` and a data directory.
pub struct Kiosk {
    folder: TempDir,
    data: PathBuf,
}

/// How a run of the program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Kiosk {
    /// A kiosk with one quiz question, `bean`, and the cohorts `day` and `night`.
    pub fn new() -> Self {
        Self::with(KIOSK, &[("beans", PACK)])
    }

    pub fn with(kiosk: &str, packs: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let this = Self { folder, data };
        fs::create_dir_all(this.config().join("packs")).unwrap();
        this.configure("kiosk.toml", kiosk);
        for (id, text) in packs {
            this.configure(&format!("packs/{id}.toml"), text);
        }
        this
    }

    /// The same kiosk with its data elsewhere.
    pub fn with_data_at(mut self, data: &Path) -> Self {
        data.clone_into(&mut self.data);
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn config(&self) -> PathBuf {
        self.path().join("kiosk-config")
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn configure(&self, file: &str, text: &str) {
        fs::write(self.config().join(file), text).unwrap();
    }

    /// Writes a file beside the configuration.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
        self.address(&mut command);
        command
    }

    /// Adds the options that name this kiosk.
    pub fn address(&self, command: &mut Command) {
        command.arg("--config").arg(self.config()).arg("--data").arg(&self.data).env("NO_COLOR", "1");
        #[cfg(feature = "mutants")]
        if let Some(mutant) = listening_post::mutant::chosen() {
            command.env(listening_post::mutant::VARIABLE, format!("{mutant:?}"));
        }
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command().args(arguments))
    }

    /// Runs a command that must succeed; returns what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.status, Some(0), "{arguments:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// Creates simulated data that stand at `now`.
    pub fn simulate(&self, now: &str) {
        self.done(&["--simulated", "--seed", "1", "--now", now, "release"]);
    }

    /// Enters a file that must be taken.
    pub fn enter(&self, csv: &str) {
        let file = self.write("answers.csv", csv);
        self.done(&["--seed", "2", "enter", file.to_str().unwrap()]);
    }

    pub fn release(&self, now: &str) -> String {
        self.done(&["--seed", "3", "--now", now, "release"])
    }

    /// What `export` writes as JSON.
    pub fn exported(&self) -> String {
        self.done(&["export", "--format", "json", "--out", "-"])
    }

    pub fn cells(&self) -> Vec<Value> {
        cells(&self.exported())
    }

    /// Every file of the data directory, by its path below it.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        list(&self.data, &mut files);
        files.sort();
        files.into_iter().map(|path| path.strip_prefix(&self.data).unwrap().to_owned()).collect()
    }
}

impl Ran {
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn cells(exported: &str) -> Vec<Value> {
    let value: Value = serde_json::from_str(exported).unwrap();
    value["cells"].as_array().unwrap().clone()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// A quiz with one question of so many options, `o0`, `o1`, …
pub fn question(options: usize, privacy: &str) -> String {
    let options: String = (0..options)
        .map(|option| {
            let correct = if option == 0 { ", correct = true" } else { "" };
            format!("{{ id = \"o{option}\", text = \"Option {option}\"{correct} }},\n")
        })
        .collect();
    format!(
        "kind = \"quiz\"\ntitle = \"One question\"\nask_cohort = true\n[privacy]\n{privacy}\n[[item]]\nid = \"item\"\n\
         type = \"single\"\ntext = \"Which one?\"\nexplain = \"The first.\"\noptions = [\n{options}]\n"
    )
}

/// The content of a folder made in memory, which must have no error.
pub fn content(kiosk: &str, packs: &[(&str, &str)]) -> Arc<Content> {
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", kiosk);
    for (id, text) in packs {
        folder.insert(format!("packs/{id}.toml"), *text);
    }
    let loaded = load(&folder);
    let errors: Vec<_> = loaded.faults.iter().filter(|fault| fault.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    Arc::new(loaded.content.unwrap())
}

/// The usual kiosk and its quiz, in memory.
impl Kiosk {
    pub fn content() -> Arc<Content> {
        content(KIOSK, &[("beans", PACK)])
    }

    pub fn usual() -> (&'static str, &'static str) {
        (KIOSK, PACK)
    }
}
