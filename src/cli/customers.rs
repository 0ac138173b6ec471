//! `customers`: what customers said, taken in for the mirror.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::printer::Progress;
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::customers::{Fault, Map, Rating, Raw, read, read_raw};
use crate::store::Ledger;

/// Bad lines that a terminal shows: as many as can be read at once, and enough to see what is wrong with all of them.
const SHOWN: u64 = 20;
/// What spreadsheets know UTF-8 by.
const MARK: &str = "\u{feff}";
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
    /// Write every line that cannot be taken, with what is wrong with it, into a CSV file
    #[arg(long, value_name = "FILE.csv")]
    faults: Option<PathBuf>,
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
    let mut listing = Listing::new(path, arguments.faults.as_deref(), printer)?;
    let mut tell = |fault: Fault| listing.add(&fault, &progress, printer);
    let taken = match &map {
        Some(map) => read_raw(file, map, &content, &mut tell),
        None => read(file, &content, &mut tell).map(|counts| Raw { counts, ..Raw::default() }),
    };
    drop(progress);
    listing.end(printer)?;
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
    let progress = printer.progress("writing", raw.counts.len() as u64);
    ledger.put_customers(&raw.counts, &mut || progress.step()).map_err(Failure::other)?;
    drop(progress);
    tell_of(&raw, map.is_some(), printer);
    Ok(Outcome::Done)
}

/// What is wrong with the lines of a file, told as it is found: a file may have more bad lines than anybody reads.
struct Listing<'a> {
    path: &'a Path,
    /// How many are shown; the rest is counted.
    shown: u64,
    count: u64,
    file: Option<Faults<'a>>,
}

/// The file that every bad line is written into.
struct Faults<'a> {
    path: &'a Path,
    csv: csv::Writer<File>,
    /// Why nothing more could be written.
    failed: Option<csv::Error>,
}

impl<'a> Listing<'a> {
    /// Of a file of ratings, into a file if one is named.
    ///
    /// # Errors
    /// [`Failure`] if that file cannot be made, or is the one with the ratings.
    fn new(path: &'a Path, into: Option<&'a Path>, printer: &Printer) -> Result<Self, Failure> {
        let file = into.map(|into| Faults::new(into, path)).transpose()?;
        // Without a file and nobody watching, the stream is where they all are.
        let shown = if file.is_some() || printer.is_watched() { SHOWN } else { u64::MAX };
        Ok(Self { path, shown, count: 0, file })
    }

    fn add(&mut self, fault: &Fault, progress: &Progress, printer: &mut Printer) {
        self.count += 1;
        if self.count <= self.shown {
            let (path, Fault { line, message }) = (self.path.display(), fault);
            progress.aside(|| printer.remark(format_args!("{path}:{line}: {message}")));
        }
        if let Some(file) = &mut self.file {
            file.add(fault);
        }
    }

    /// Says how many were not shown, and where they are.
    fn end(self, printer: &mut Printer) -> Result<(), Failure> {
        let more = self.count.saturating_sub(self.shown);
        let all = match self.file {
            Some(file) => format!("All are in {}.", file.end()?.display()),
            None => "With --faults FILE.csv all of them are written into a file.".to_owned(),
        };
        if more > 0 {
            printer.remark(format_args!("… and {more} more. {all}"));
        }
        Ok(())
    }
}

impl<'a> Faults<'a> {
    fn new(path: &'a Path, ratings: &Path) -> Result<Self, Failure> {
        let same = |one: &Path, other: &Path| {
            fs::canonicalize(one).ok().is_some_and(|one| fs::canonicalize(other).ok() == Some(one))
        };
        if same(path, ratings) {
            return Err(Failure::Usage(format!("{} is the file with the ratings; name another one", path.display())));
        }
        let failed = |error: io::Error| Failure::Other(format!("could not write {}: {error}", path.display()).into());
        let mut file = File::create(path).map_err(failed)?;
        file.write_all(MARK.as_bytes()).map_err(failed)?;
        let mut csv = csv::Writer::from_writer(file);
        let headed = csv.write_record(["line", "fault"]);
        Ok(Self { path, csv, failed: headed.err() })
    }

    fn add(&mut self, Fault { line, message }: &Fault) {
        if self.failed.is_none() {
            // Every message begins with a word of ours or a backtick, so that no spreadsheet takes it for a formula.
            self.failed = self.csv.write_record([line.to_string().as_str(), message]).err();
        }
    }

    fn end(mut self) -> Result<&'a Path, Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::Other(format!("could not write {}: {error}", self.path.display()).into())
        };
        match (self.failed.take(), self.csv.flush()) {
            (None, Ok(())) => Ok(self.path),
            (Some(error), _) => Err(failed(&error)),
            (None, Err(error)) => Err(failed(&error)),
        }
    }
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
