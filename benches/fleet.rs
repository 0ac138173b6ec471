//! What a report of many kiosks costs beside `DuckDB` adding up the same cells of the same files, in one run: of the files as
//! kiosks send them, and of the same once `fleet compact` has put them together.
//!
//! `cargo bench --bench fleet` takes 100, 1,000 and 10,000 kiosks with one round each; `FLEET_KIOSKS=1000 FLEET_ROUNDS=13` takes
//! others, `FLEET_AT_A_SITE=1` makes more sites of them, and `FLEET_FORM=compacted` leaves out what takes longest, opening each file. Needs `scripts/peers`. A kiosk's round has 200 cells, half of them noisy, is signed and chained as any, and lies in a
//! folder beside the builds; it takes some 12 KB with its signature, and is removed afterwards. Each kiosk has one round more that
//! nobody asks for, because its newest one stays as it is. Peak memory is the process's own.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use listening_post::chain::{Digest, FileDigest, Place, SigningKey, Statement, sign};
use listening_post::export::{Format, Origin, write_round};
use listening_post::random::Random;
use listening_post::release::Batch;
use listening_post::vocabulary::{Round, SiteId};
use serde_json::{Value, json};
use uuid::Uuid;

/// 40 items of 5 responses in 5 packs.
const PACKS: usize = 5;
const ITEMS_IN_PACK: usize = 8;
const RESPONSES: usize = 5;
/// Kiosks at a site, unless `FLEET_AT_A_SITE` says otherwise: most have one, some a few.
const AT_A_SITE: usize = 2;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A round's batches as JSON, to be read as the store reads them: only a cut makes one otherwise.
fn round_of_batches(round: Round) -> Vec<Value> {
    let mut batches = Vec::new();
    for pack in 0..PACKS {
        for item in 0..ITEMS_IN_PACK {
            let noisy = item % 2 == 0;
            batches.push(json!({
                "id": Uuid::nil(),
                "pack": format!("pack-{pack}"),
                "item": format!("item-{item}"),
                "item_hash": "0123456789abcdef",
                "histogram": "Responses",
                "cohort": "Unstated",
                "round": round,
                "n": 0,
                "mechanism": if noisy { json!({ "DiscreteLaplace": { "epsilon": 2.0 } }) } else { json!("Exact") },
                "epsilon": if noisy { Some(2.0) } else { None },
                "cell_variance": if noisy { 1.841_347 } else { 0.0 },
                "bursts": 0,
                "config_hash": "fedcba9876543210",
                "cells": [],
            }));
        }
    }
    batches
}

/// The batches of one kiosk, other numbers for each.
fn batches(template: &[Value], kiosk: usize, round: usize) -> Outcome<Vec<Batch>> {
    let mut batches = Vec::with_capacity(template.len());
    for (at, batch) in template.iter().enumerate() {
        let counts: Vec<usize> =
            (0..RESPONSES).map(|code| 1 + (kiosk * 7 + round * 3 + at + code * code) % 9).collect();
        let cells: Vec<Value> = counts
            .iter()
            .enumerate()
            .map(|(at, count)| json!({ "response": (at + 1).to_string(), "count": count }))
            .collect();
        let mut batch = batch.clone();
        // Ids of batches are random, and so they are the part that does not compress.
        let name = Digest::of(format!("{kiosk} {round} {at}").as_bytes()).to_string();
        batch["id"] = json!(Uuid::try_parse(&name[..32])?);
        batch["n"] = json!(counts.iter().sum::<usize>());
        batch["cells"] = cells.into();
        batches.push(serde_json::from_value(batch)?);
    }
    Ok(batches)
}

/// Writes a lake, each of some threads the rounds of some kiosks.
fn lake(folder: &Path, kiosks: usize, rounds: usize) -> Outcome<()> {
    let at_a_site = numbers("FLEET_AT_A_SITE", &[AT_A_SITE])?.first().copied().unwrap_or(AT_A_SITE).max(1);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let all: Vec<usize> = (0..kiosks).collect();
    thread::scope(|scope| {
        let parts = all.chunks(kiosks.div_ceil(workers).max(1));
        let running: Vec<_> = parts
            .map(|part| {
                scope.spawn(move || rounds_of(part, folder, (rounds, at_a_site)).map_err(|error| error.to_string()))
            })
            .collect();
        running.into_iter().try_for_each(|part| part.join().unwrap_or_else(|_| Err("a thread ended".to_owned())))
    })?;
    Ok(())
}

/// Writes so many rounds of some kiosks, so many of which are at a site.
fn rounds_of(kiosks: &[usize], folder: &Path, (rounds, at_a_site): (usize, usize)) -> Outcome<()> {
    let key = |kiosk: &usize| SigningKey::generate(&mut Random::seeded(*kiosk as u64));
    let mut chains: Vec<_> = kiosks.iter().map(|kiosk| (*kiosk, key(kiosk), None)).collect();
    let mut round: Round = "2026-W01".parse()?;
    for number in 0..rounds {
        let template = round_of_batches(round);
        for (kiosk, key, previous) in &mut chains {
            let kiosk = *kiosk;
            let place = Place { round, kiosk: Uuid::from_u128(kiosk as u128 + 1) };
            let origin = Origin {
                organisation: "Harbour Coffee".to_owned(),
                site: SiteId::new(format!("site-{}", kiosk / at_a_site))?,
                kiosk: place.kiosk,
                simulated: true,
            };
            let mut bytes = Vec::new();
            write_round(&origin, &batches(&template, kiosk, number)?, round, &mut bytes)?;
            let digest = FileDigest::of(&bytes);
            let statement = Statement {
                place,
                format: Format::Parquet,
                sha256: digest.sha256,
                spill: None,
                previous: *previous,
                key: key.public(),
            };
            *previous = Some(statement.digest());
            let signature = sign(key, statement, &digest).write();
            let here = folder.join(place.folder());
            fs::create_dir_all(&here)?;
            fs::write(here.join(place.file(Format::Parquet)), bytes)?;
            fs::write(here.join(place.signature(Format::Parquet)), signature)?;
        }
        round = round.next();
    }
    Ok(())
}

/// The configuration that the report takes its words from.
fn configure(folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder.join("packs"))?;
    let kiosk = "organisation = \"Harbour Coffee\"\nsite = \"site-0\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n";
    fs::write(folder.join("kiosk.toml"), kiosk)?;
    for pack in 0..PACKS {
        let mut text = format!("kind = \"pulse\"\ntitle = \"Pack {pack}\"\ndraw = 3\n");
        for item in 0..ITEMS_IN_PACK {
            writeln!(text, "[[item]]\nid = \"item-{item}\"\ntype = \"smiley\"\nfaces = {RESPONSES}")?;
            writeln!(text, "text = \"How about matter number {pack}{item}{item}{pack}?\"")?;
        }
        fs::write(folder.join(format!("packs/pack-{pack}.toml")), text)?;
    }
    Ok(())
}

/// What a command takes, measured from outside.
#[derive(Clone, Copy)]
struct Took {
    seconds: f64,
    /// Seconds of all cores, which say more than the others where a machine has other things to do.
    busy: f64,
    /// At its peak.
    kilobytes: u64,
}

impl Took {
    /// The shortest, and the most memory.
    fn best(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.min(other.seconds),
            busy: self.busy.min(other.busy),
            kilobytes: self.kilobytes.max(other.kilobytes),
        }
    }

    fn told(self) -> String {
        format!("{:6.2} s {:6.2} busy {:4} MB", self.seconds, self.busy, self.kilobytes / 1024)
    }
}

/// Runs a command.
fn measure(python: &Path, command: &[&str]) -> Outcome<Took> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/fleet.py");
    let output = Command::new(python).arg(script).arg("measure").args(command).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{} failed", command.join(" ")).into());
    }
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let number = |name: &str| told[name].as_f64().ok_or("no number");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kilobytes of memory")]
    let kilobytes = number("kilobytes")? as u64;
    Ok(Took { seconds: number("seconds")?, busy: number("busy")?, kilobytes })
}

fn text(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| "a path is no text".into())
}

fn numbers(name: &str, usual: &[usize]) -> Outcome<Vec<usize>> {
    match env::var(name) {
        Ok(text) => Ok(text.split(',').map(str::parse).collect::<Result<_, _>>()?),
        Err(_) => Ok(usual.to_vec()),
    }
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
fn main() -> Outcome<()> {
    let python: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("peers").join("python/bin/python");
    if !python.exists() {
        return Err("DuckDB is not there: run scripts/peers first".into());
    }
    let rounds = numbers("FLEET_ROUNDS", &[1])?.first().copied().unwrap_or(1);
    let forms = env::var("FLEET_FORM").unwrap_or_else(|_| "single compacted".to_owned());
    println!(
        "kiosks  rounds             MB  report                       DuckDB                       ratio  busy  verify"
    );
    for kiosks in numbers("FLEET_KIOSKS", &[100, 1_000, 10_000])? {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let (config, lake_folder) = (folder.path().join("config"), folder.path().join("lake"));
        configure(&config)?;
        lake(&lake_folder, kiosks, rounds + 1)?;
        let asked = Asked { python: &python, config: &config, lake: &lake_folder, last: last(rounds)? };
        if forms.contains("single") {
            println!("{kiosks:6}  {rounds:6}  single     {}", asked.told()?);
        }
        if !forms.contains("compacted") {
            continue;
        }
        let compact = [program(), "fleet", "compact", text(&lake_folder)?, "--before", &asked.last.next().to_string()];
        measure(&python, &compact)?;
        println!("{kiosks:6}  {rounds:6}  compacted  {}", asked.told()?);
    }
    Ok(())
}

fn program() -> &'static str {
    env!("CARGO_BIN_EXE_listening-post")
}

/// The last of so many rounds.
fn last(rounds: usize) -> Outcome<Round> {
    let first: Round = "2026-W01".parse()?;
    Ok((1..rounds).fold(first, |round, _| round.next()))
}

/// What all are asked for.
struct Asked<'a> {
    python: &'a Path,
    config: &'a Path,
    lake: &'a Path,
    last: Round,
}

impl Asked<'_> {
    /// Megabytes, what either took, the ratio, and what `verify` takes of the same files and the newest ones.
    fn told(&self) -> Outcome<String> {
        let (lake, last) = (text(self.lake)?, self.last.to_string());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/fleet.py");
        let out = self.config.join("report.html");
        let ours = [
            &[program(), "--config", text(self.config)?, "--data", "/nowhere", "report", "--source", lake][..],
            &["--from", "2026-W01", "--to", &last, "--out", text(&out)?][..],
        ]
        .concat();
        let theirs = [text(self.python)?, text(&script)?, "aggregate", lake, &last];
        // First what reads all files, which are in memory afterwards; then each by turns, and the better of two counts.
        let verify = measure(self.python, &[program(), "verify", lake])?;
        let (mut our, mut their) = (measure(self.python, &ours)?, measure(self.python, &theirs)?);
        our = our.best(measure(self.python, &ours)?);
        their = their.best(measure(self.python, &theirs)?);
        let megabytes = size(self.lake, self.last)? / 1_000_000;
        let (wall, busy) = (our.seconds / their.seconds, our.busy / their.busy);
        Ok(format!("{megabytes:5}  {}  {}  {wall:.2}   {busy:.2}  {}", our.told(), their.told(), verify.told()))
    }
}

/// Bytes of the rounds up to the last, signatures included.
fn size(lake: &Path, last: Round) -> Outcome<u64> {
    let mut bytes = 0;
    for part in ["cells/v1", "compacted/v1"].map(|part| lake.join(part)).iter().filter(|part| part.is_dir()) {
        for week in fs::read_dir(part)? {
            let week = week?;
            let round = week.file_name().to_string_lossy().trim_start_matches("cut_week=").parse::<Round>()?;
            if round <= last {
                for file in fs::read_dir(week.path())? {
                    bytes += file?.metadata()?.len();
                }
            }
        }
    }
    Ok(bytes)
}
