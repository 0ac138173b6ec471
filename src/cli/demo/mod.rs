//! `demo`: three sites, twelve weeks, everybody invented and everything else real. Seven small shops join them in the lake.

mod customers;

mod house;
mod office;
mod people;
mod truth;
mod visitor;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Span;
use jiff::civil::{Date, DateTime};

use super::carrier::Carrier;
use super::export::{draw, write_by, write_whole};
use super::report::{figures, spoken};
use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::clock::{Clock, SystemClock};
use crate::config::Destination;
use crate::content::Content;
use crate::customers::Rating;
use crate::export::{self, Format, Options, Origin};
use crate::release::Batch;
use crate::report::{self, Report, Sheet, Words, gather};
use crate::vocabulary::Round;

use house::{Drawn, House};
use office::Configuration;
use people::{SHOPS, SITES};

const WEEKS: i32 = 12;
/// How long the small shops have had a kiosk.
const SHOP_WEEKS: i32 = 4;
/// Comments leave every fourth week; then somebody reads them.
const READS: i32 = 4;
/// Without `--seed` every demo is the same, so that two people can talk about one: one in which chance adds nothing to what
/// is true of its company.
const SEED: u64 = 11;
/// More rounds than the weeks have.
const ROUNDS: usize = 1000;

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
    let last = first.saturating_add(Span::new().days(WEEKS * 7 - 1));
    let configuration = Configuration::copy(&session.config, out.join("kiosk-config"), last)?;
    let mut content = configuration.read()?;
    let mut houses = Vec::new();
    for (site, number) in SITES.iter().zip(0_u64..) {
        houses.push(House::open(site, &content, (first, seed.wrapping_add(number)), out)?);
    }
    printer.remark(format_args!("{} sites: {WEEKS} weeks …", houses.len()));
    let progress = printer.progress("weeks", WEEKS.unsigned_abs().into());
    for week in 0..WEEKS {
        let monday = first.saturating_add(Span::new().weeks(week));
        for house in &mut houses {
            house.live(week, monday)?;
        }
        let next = monday.saturating_add(Span::new().weeks(1));
        if (week + 1) % READS == 0 && week + 1 < WEEKS && configuration.publish(&houses, next)? {
            content = configuration.read()?;
            houses.iter_mut().try_for_each(|house| house.take(&content))?;
        }
        progress.step();
    }
    let mut drawn = Vec::new();
    for house in &mut houses {
        drawn.extend(house.draw()?);
    }
    let released = houses.iter().map(House::released).collect::<Result<Vec<_>, _>>()?;
    let customers = customers::invent(&content, first, out)?;
    send(&houses, out)?;
    add_shops(&content, (first, seed), out)?;
    write_exports(&released, out)?;
    write_report(&content, &released, &customers, out)?;
    conclude(&released, &drawn, out, printer);
    Ok(Outcome::Done)
}

/// Lets the small shops live through the last weeks, and sends what left them as well. Of them there is nothing else: their
/// data folders go once it is sent.
fn add_shops(content: &Content, (first, seed): (Date, u64), out: &Path) -> Result<(), Failure> {
    let mut content = content.clone();
    // What everybody asks of, and what is known: a few questions, and no groups in so small a shop.
    let asked = |measure: &str| matches!(measure, "pulse" | "enps" | "knowledge");
    content.packs.retain(|pack| pack.items.iter().any(|item| item.measure.as_deref().is_some_and(asked)));
    content.kiosk.cohorts.clear();
    let folder = out.join("shops");
    let mut houses = Vec::new();
    let came = first.saturating_add(Span::new().weeks(WEEKS - SHOP_WEEKS));
    for (site, number) in SHOPS.iter().zip(SITES.len() as u64..) {
        let mut house = House::open(site, &content, (came, seed.wrapping_add(number)), &folder)?;
        for week in 0..SHOP_WEEKS {
            house.live(WEEKS - SHOP_WEEKS + week, came.saturating_add(Span::new().weeks(week)))?;
        }
        houses.push(house);
    }
    send(&houses, out)?;
    drop(houses);
    fs::remove_dir_all(&folder).map_err(Failure::other)
}

/// The Monday twelve weeks before the round that is running at `now`.
fn first_monday(now: DateTime) -> Date {
    let this_monday = Round::of(now.date()).monday();
    this_monday.saturating_sub(Span::new().weeks(WEEKS))
}

/// Sends every round of every kiosk to one folder, as to a destination of real ones.
fn send(houses: &[House], out: &Path) -> Result<(), Failure> {
    let lake = out.join("lake");
    fs::create_dir_all(&lake).map_err(Failure::other)?;
    let url = format!("file://{}", fs::canonicalize(&lake).map_err(Failure::other)?.display());
    for house in houses {
        let mut kiosk = house.content().kiosk.clone();
        kiosk.destinations = vec![Destination { url: url.clone(), credentials: None }];
        for turn in Carrier::of(&kiosk, &house.data).turn(ROUNDS, &|_, _, _| {}).map_err(Failure::other)? {
            turn.sent.map_err(Failure::other)?;
        }
    }
    Ok(())
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
    write_by(&out.join("report.json"), |file| figures(&made, file))?;
    let kiosks: Vec<(&Origin, &[Batch])> =
        released.iter().map(|(origin, batches)| (origin, batches.as_slice())).collect();
    write_whole(&out.join("workbook.xlsx"), &draw(content, &kiosks, customers, (&options, &words))?)
}

fn conclude(released: &[(Origin, Vec<Batch>)], drawn: &[Drawn], out: &Path, printer: &mut Printer) {
    let batches: usize = released.iter().map(|(_, batches)| batches.len()).sum();
    let answers: u64 = released.iter().flat_map(|(_, batches)| batches).map(|batch| u64::from(batch.n())).sum();
    let csv = out.join("cells.csv");
    if printer.is_json() {
        let sites: Vec<&str> = released.iter().map(|(origin, _)| origin.site.as_str()).collect();
        printer.value(&serde_json::json!({
            "simulated": true, "sites": sites, "weeks": WEEKS, "batches": batches, "answers": answers,
            "files": [
                out.join("report.html"), out.join("report.json"), out.join("workbook.xlsx"), csv,
                out.join("cells.json"), out.join("cells.parquet"), out.join("lake"),
            ],
            "draws": drawn.iter().map(|drawn| serde_json::json!({
                "site": drawn.site, "contest": drawn.contest, "number": drawn.number, "claimed": true,
            })).collect::<Vec<_>>(),
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
    printer.line(format_args!(
        "  {}  every signed round, as kiosks send them; also of {} shops that are in here alone",
        out.join("lake").display(),
        SHOPS.len()
    ));
    let walls = out.join("kiosk-config");
    printer.line(format_args!("  {}  what the kiosks asked, with what went onto their walls", walls.display()));
    for (origin, _) in released {
        printer.line(format_args!("  {}  the data directory of that site", out.join(origin.site.as_str()).display()));
    }
    for Drawn { site, contest, number } in drawn {
        printer.line(format_args!(
            "In the contest {contest} ticket {number} won at {site}, and its owner came for the prize."
        ));
    }
}
