//! `customers`: what customers said, taken in for the mirror.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::printer::Progress;
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::customers::{Fault, Map, Rating, Raw, read, read_raw};
use crate::store::Ledger;

/// Bytes read at once: few enough to hold, enough that the bar is not asked too often.
const CHUNK: usize = 1 << 16;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Take in a CSV file with the columns site, period, touchpoint, rating and count
    Import(Import),
    /// Tell what has been taken in
    List,
}

/// The file to take in.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// A CSV file; the same site, period and touchpoint again replaces what was there
    file: PathBuf,
    /// The file is a survey tool's own: one line a respondent, one column a touchpoint
    #[arg(long, requires = "map")]
    raw: bool,
    /// A TOML file that says which column is what
    #[arg(long, value_name = "FILE.toml", requires = "raw")]
    map: Option<PathBuf>,
}

pub(super) fn run(session: &Session, command: &Command, printer: &mut Printer) -> Result<Outcome, Failure> {
    match command {
        Command::Import(arguments) => import(session, arguments, printer),
        Command::List => list(session, printer),
    }
}

/// A file, and how far it has been read.
struct Watched<'p> {
    file: File,
    read: u64,
    progress: &'p Progress,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(into)?;
        self.read += length as u64;
        self.progress.at(self.read);
        Ok(length)
    }
}

fn import(session: &Session, arguments: &Import, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.content(printer)?;
    let path = &arguments.file;
    let map = arguments.map.as_deref().map(map).transpose()?;
    // Before a long file is read in vain.
    let ledger = || Ledger::open_for_customers(&session.data.ledger()).map_err(Failure::other);
    let known = session.data.exists().then(ledger).transpose()?;
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let length = file.metadata().map_err(|error| unreadable(path, &error))?.len();
    let progress = printer.progress("reading", length);
    let file = BufReader::with_capacity(CHUNK, Watched { file, read: 0, progress: &progress });
    let mut tell = |fault: Fault| {
        progress.aside(|| printer.listed(format_args!("{}:{}: {}", path.display(), fault.line, fault.message)));
    };
    let taken = match &map {
        Some(map) => read_raw(file, map, &content, &mut tell),
        None => read(file, &content, &mut tell).map(|counts| Raw { counts, ..Raw::default() }),
    };
    drop(progress);
    let raw = match taken {
        Ok(raw) => raw,
        Err(faults) => {
            printer.remark(match faults {
                1 => "Nothing was taken. Mend this line and import the file again.".to_owned(),
                _ => format!("Nothing was taken. Mend these {faults} lines and import the file again."),
            });
            return Ok(Outcome::Problem);
        }
    };
    let mut ledger = match known {
        Some(ledger) => ledger,
        // A desk that reads the rounds of many kiosks has none of its own, and keeps what customers said all the same.
        None => session.counters(&content, None, printer).and_then(|_| ledger())?,
    };
    ledger.put_customers(&raw.counts).map_err(Failure::other)?;
    tell_of(&raw, map.is_some(), printer);
    Ok(Outcome::Done)
}

fn tell_of(raw: &Raw, respondents: bool, printer: &mut Printer) {
    let customers = raw.counts.customers();
    if printer.is_json() {
        let mut told = json!({ "lines": raw.counts.len(), "ratings": customers });
        if respondents {
            told["respondents"] = raw.respondents.into();
            told["unanswered"] = raw.unanswered.into();
        }
        printer.value(&told);
        return;
    }
    if respondents {
        let (lines, unanswered) = (raw.respondents, raw.unanswered);
        printer.line(format_args!("{lines} respondents were counted; {unanswered} questions were left unanswered."));
    }
    printer
        .line(format_args!("{customers} ratings were taken in; the report holds them against what employees believe."));
}

fn map(path: &Path) -> Result<Map, Failure> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    Map::read(&text).map_err(|error| Failure::Other(format!("{}: {error}", path.display()).into()))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::Other(format!("could not read {}: {error}", path.display()).into())
}

fn list(session: &Session, printer: &mut Printer) -> Result<Outcome, Failure> {
    let ledger = Ledger::open_existing(&session.data.ledger()).map_err(Failure::other)?;
    let ratings = ledger.customers().map_err(Failure::other)?;
    let mut sums: BTreeMap<(&str, &str, &str), (u64, u64)> = BTreeMap::new();
    for Rating { site, period, touchpoint, rating, count } in &ratings {
        let sum = sums.entry((site.as_str(), period.as_str(), touchpoint.as_str())).or_default();
        sum.0 += u64::from(*count);
        sum.1 += u64::from(*count) * u64::from(*rating);
    }
    let mean = |(n, sum): (u64, u64)| if n > 0 { sum as f64 / n as f64 } else { 0.0 };
    if printer.is_json() {
        let rows: Vec<_> = sums
            .iter()
            .map(|((site, period, touchpoint), sum)| {
                json!({ "site": site, "period": period, "touchpoint": touchpoint, "ratings": sum.0, "mean": mean(*sum) })
            })
            .collect();
        printer.value(&json!(rows));
    } else if sums.is_empty() {
        printer.line("No ratings of customers have been taken in; `customers import` does.");
    } else {
        printer.line(format_args!("{:20}  {:10}  {:24}  ratings  mean", "site", "period", "touchpoint"));
        for ((site, period, touchpoint), sum) in sums {
            printer.line(format_args!("{site:20}  {period:10}  {touchpoint:24}  {:7}  {:.2}", sum.0, mean(sum)));
        }
    }
    Ok(Outcome::Done)
}
