//! `customers`: what customers said, taken in for the mirror.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::customers::{Rating, read};
use crate::store::Ledger;

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
}

pub(super) fn run(session: &Session, command: &Command, printer: &mut Printer) -> Result<Outcome, Failure> {
    match command {
        Command::Import(arguments) => import(session, &arguments.file, printer),
        Command::List => list(session, printer),
    }
}

fn import(session: &Session, path: &Path, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.content(printer)?;
    let file = File::open(path)
        .map_err(|error| Failure::Other(format!("could not read {}: {error}", path.display()).into()))?;
    let ratings = match read(BufReader::new(file), &content) {
        Ok(ratings) => ratings,
        Err(faults) => {
            for fault in &faults {
                printer.remark(format_args!("{}:{}: {}", path.display(), fault.line, fault.message));
            }
            printer.remark("Nothing was taken. Mend these lines and import the file again.");
            return Ok(Outcome::Problem);
        }
    };
    let mut ledger = Ledger::open_for_customers(&session.data.ledger()).map_err(Failure::other)?;
    ledger.put_customers(&ratings).map_err(Failure::other)?;
    let customers: u64 = ratings.iter().map(|rating| u64::from(rating.count)).sum();
    if printer.is_json() {
        printer.value(&json!({ "lines": ratings.len(), "ratings": customers }));
    } else {
        printer.line(format_args!(
            "{customers} ratings were taken in; the report holds them against what employees believe."
        ));
    }
    Ok(Outcome::Done)
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
