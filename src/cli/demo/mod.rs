//! `demo`: three sites, twelve weeks, everybody invented and everything else real.

mod customers;
mod people;
mod visitor;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::{Date, DateTime};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::export::{draw, origin, write_whole};
use super::report::{figures, spoken};
use super::session::{OpenCounters, Session, advance};
use super::{Failure, Outcome, Printer, Progress};
use crate::clock::{Clock, SimulatedClock, SystemClock};
use crate::content::Content;
use crate::customers::Rating;
use crate::export::{self, Format, Options, Origin};
use crate::random::Random;
use crate::release::Batch;
use crate::report::{self, Report, Sheet, Words, gather};
use crate::store::{Counters, DataDirectory, Kind, Ledger};
use crate::vocabulary::{Round, SiteId};
use people::{SITES, Site};
use visitor::Visitor;

const WEEKS: i32 = 12;
/// Without `--seed` every demo is the same, so that two people can talk about one.
const SEED: u64 = 2026;

/// Where to put it.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to make
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let content = session.own_content(printer)?;
    let out = &arguments.out;
    let occupied = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Failure::Usage(format!("{} is not empty; name a folder that is", out.display())));
    }
    fs::create_dir_all(out).map_err(Failure::other)?;
    let now = session.now.unwrap_or_else(|| SystemClock::new(content.kiosk.time_zone.clone()).wall());
    let seed = session.seed.unwrap_or(SEED);
    let first = first_monday(now);
    let mut released = Vec::new();
    for (site, number) in SITES.iter().zip(0_u64..) {
        printer.remark(format_args!("{}: {WEEKS} weeks …", site.id));
        let progress = printer.progress(site.id, WEEKS.unsigned_abs().into());
        released.push(simulate(site, &content, (first, seed.wrapping_add(number)), out, &progress)?);
    }
    let customers = customers::invent(&content, first, out)?;
    write_exports(&released, out)?;
    write_report(&content, &released, &customers, out)?;
    conclude(&released, out, printer);
    Ok(Outcome::Done)
}

/// The Monday twelve weeks before the round that is running at `now`.
fn first_monday(now: DateTime) -> Date {
    let this_monday = Round::of(now.date()).monday();
    this_monday.saturating_sub(Span::new().weeks(WEEKS))
}

/// Lives through twelve weeks at one site; returns what it released.
fn simulate(
    site: &Site,
    content: &Content,
    (first, seed): (Date, u64),
    out: &Path,
    progress: &Progress,
) -> Result<(Origin, Vec<Batch>), Failure> {
    let mut content = content.clone();
    content.kiosk.site = SiteId::new(site.id).map_err(Failure::other)?;
    content.kiosk.headcount = site.headcount;
    let content = Arc::new(content);
    let directory = DataDirectory::at(&out.join(site.id));
    let clock = SimulatedClock::at(first.at(3, 0, 0, 0));
    let shown: Rc<dyn Clock> = Rc::new(clock.clone());
    let opened = Counters::open(&directory, Kind::Simulated, Arc::clone(&content), shown, Random::seeded(seed));
    let (mut counters, _) = opened.map_err(Failure::other)?;
    let mut rng = StdRng::seed_from_u64(seed);
    let askable = Arc::new(counters.askable());
    let mut visitor = Visitor::new(site, askable, StdRng::from_rng(&mut rng));
    let days = WEEKS * 7;
    for day in 0..days {
        let date = first.saturating_add(Span::new().days(day));
        visitor.week = day / 7;
        for moment in moments(site, date, &mut rng) {
            advance(&mut counters, &clock, moment)?;
            visit(&mut visitor, &mut counters, &clock)?;
        }
        if day % 7 == 6 {
            progress.step();
        }
    }
    let end = first.saturating_add(Span::new().days(days)).at(4, 0, 0, 0);
    advance(&mut counters, &clock, end)?;
    counters.flush().map_err(Failure::other)?;
    let origin = origin(&content, counters.installation());
    let ledger = Ledger::open_existing(&directory.ledger()).map_err(Failure::other)?;
    Ok((origin, ledger.batches(None, None).map_err(Failure::other)?))
}

/// When people come on one day, in order.
fn moments(site: &Site, date: Date, rng: &mut StdRng) -> Vec<DateTime> {
    let weekend = date.weekday().to_monday_zero_offset() >= 5;
    let expected = if weekend { site.visits_a_day / 2 } else { site.visits_a_day };
    let count = rng.random_range(expected * 2 / 3..=expected * 4 / 3);
    // From six in the morning to half past ten at night.
    let mut seconds: Vec<i64> = (0..count).map(|_| rng.random_range(6 * 3600..22 * 3600 + 1800)).collect();
    seconds.sort_unstable();
    seconds.into_iter().map(|second| date.at(0, 0, 0, 0).saturating_add(Span::new().seconds(second))).collect()
}

fn visit(visitor: &mut Visitor<'_>, counters: &mut OpenCounters, clock: &SimulatedClock) -> Result<(), Failure> {
    let mut counted = Ok(());
    visitor.come(clock, |visit| {
        if let Err(error) = counters.count(&visit) {
            counted = Err(Failure::other(error));
        }
    });
    counted
}

fn write_exports(released: &[(Origin, Vec<Batch>)], out: &Path) -> Result<(), Failure> {
    let kiosks: Vec<(&Origin, &[Batch])> =
        released.iter().map(|(origin, batches)| (origin, batches.as_slice())).collect();
    for (format, name) in [(Format::Csv, "cells.csv"), (Format::Json, "cells.json"), (Format::Parquet, "cells.parquet")]
    {
        let mut bytes = Vec::new();
        export::write_kiosks(format, &kiosks, &Options::default(), &mut bytes).map_err(Failure::other)?;
        write_whole(&out.join(name), &bytes)?;
    }
    Ok(())
}

/// The report of all sites, in the kiosk's first language, its figures, and the workbook.
fn write_report(
    content: &Content,
    released: &[(Origin, Vec<Batch>)],
    customers: &[Rating],
    out: &Path,
) -> Result<(), Failure> {
    let sheets = released.iter().flat_map(|(origin, batches)| {
        batches.iter().map(move |batch| Sheet { origin: origin.clone(), batch: batch.clone() })
    });
    let sheets = gather(sheets).map_err(Failure::other)?;
    let options = report::Options { from: None, to: None, site: None, compare: None, language: spoken(None, content) };
    let words = Words::in_language(&options.language).map_err(Failure::other)?;
    let made = Report::of(content, (&sheets, customers), &options, &words);
    write_whole(&out.join("report.html"), report::html(&made, &options, &words).as_bytes())?;
    write_whole(&out.join("report.json"), &figures(&made).map_err(Failure::other)?)?;
    let kiosks: Vec<(&Origin, &[Batch])> =
        released.iter().map(|(origin, batches)| (origin, batches.as_slice())).collect();
    write_whole(&out.join("workbook.xlsx"), &draw(content, &kiosks, customers, (&options, &words))?)
}

fn conclude(released: &[(Origin, Vec<Batch>)], out: &Path, printer: &mut Printer) {
    let batches: usize = released.iter().map(|(_, batches)| batches.len()).sum();
    let answers: u64 = released.iter().flat_map(|(_, batches)| batches).map(|batch| u64::from(batch.n())).sum();
    let csv = out.join("cells.csv");
    if printer.is_json() {
        let sites: Vec<&str> = released.iter().map(|(origin, _)| origin.site.as_str()).collect();
        printer.value(&serde_json::json!({
            "simulated": true, "sites": sites, "weeks": WEEKS, "batches": batches, "answers": answers,
            "files": [
                out.join("report.html"), out.join("report.json"), out.join("workbook.xlsx"), csv,
                out.join("cells.json"), out.join("cells.parquet"),
            ],
        }));
        return;
    }
    printer.line(format_args!("{batches} batches with {answers} answers left {} simulated kiosks.", released.len()));
    printer.line(format_args!("  {}  the report: open it in a browser", out.join("report.html").display()));
    printer.line(format_args!("  {}  its figures, for programs", out.join("report.json").display()));
    let book = out.join("workbook.xlsx");
    printer.line(format_args!("  {}  the same with charts, for a spreadsheet", book.display()));
    printer.line(format_args!("  {}  every released cell", csv.display()));
    printer.line(format_args!("  {}  the same for programs", out.join("cells.json").display()));
    printer.line(format_args!("  {}  the same for query engines", out.join("cells.parquet").display()));
    for (origin, _) in released {
        printer.line(format_args!("  {}  the data directory of that site", out.join(origin.site.as_str()).display()));
    }
}
