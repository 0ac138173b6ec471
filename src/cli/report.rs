//! `report`: what was released, as one page to open and as figures for programs.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::export::write_whole;
use super::session::Session;
use super::{Failure, Outcome, Printer};
#[cfg(feature = "fleet")]
use crate::clock::{Clock, SystemClock};
use crate::content::Content;
use crate::customers::Rating;
#[cfg(feature = "fleet")]
use crate::fleet;
use crate::report::{self, Merged, Options, Report, Sheet, Words, gather};
use crate::store::{DataDirectory, Ledger};
use crate::vocabulary::{BadId, Language, Round, SiteId};

/// What to report and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Data folders of one or more kiosks, read together [default: the one of --data]
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The folder or store to which many kiosks send their rounds, instead of data folders; every file is checked first.
    /// Or a table of merged cells, as the queries of `sql` leave one
    #[cfg(feature = "fleet")]
    #[arg(long, value_name = "FOLDER|URL|TABLE", conflicts_with = "folders")]
    source: Option<String>,
    /// A file with what lets one into the store, instead of the environment
    #[cfg(feature = "fleet")]
    #[arg(long, value_name = "FILE", requires = "source")]
    credentials: Option<PathBuf>,
    #[cfg(feature = "fleet")]
    #[command(flatten)]
    signers: super::signers::Signers,
    /// The HTML file to write; it needs no network and no script. With --json the figures are printed as well
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The first round, such as 2026-W40 [default: so that thirteen are in it]
    #[arg(long, value_name = "ROUND")]
    from: Option<Round>,
    /// The last round [default: the newest]
    #[arg(long, value_name = "ROUND")]
    to: Option<Round>,
    /// One site alone
    #[arg(long, value_name = "SITE", value_parser = site)]
    site: Option<SiteId>,
    /// Two sites to hold against each other
    #[arg(long, value_names = ["SITE", "OTHER"], num_args = 2, value_parser = site, conflicts_with = "site")]
    compare: Vec<SiteId>,
    /// The language of the report: en, de, fr, es or ar [default: the first of kiosk.toml that it speaks]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Open the file when it is written
    #[arg(long, requires = "out")]
    open: bool,
}

fn site(text: &str) -> Result<SiteId, BadId> {
    SiteId::new(text)
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    if arguments.from.zip(arguments.to).is_some_and(|(from, to)| from > to) {
        return Err(Failure::Usage("--from is later than --to".into()));
    }
    if arguments.out.is_none() && !printer.is_json() {
        return Err(Failure::Usage("name the file to write with --out, or ask for the figures with --json".into()));
    }
    if matches!(arguments.compare.as_slice(), [one, other] if one == other) {
        return Err(Failure::Usage("--compare needs two sites".into()));
    }
    let content = session.content(printer)?;
    let (Read { merged, customers, closed }, outcome) = sources(session, arguments, printer)?;
    let customers = agreed(customers)?;
    known_sites(arguments, &merged)?;
    let options = Options {
        from: arguments.from,
        to: arguments.to,
        site: arguments.site.clone(),
        compare: match arguments.compare.as_slice() {
            [one, other] => Some((one.clone(), other.clone())),
            _ => None,
        },
        language: spoken(arguments.language.as_deref(), &content),
    };
    let words = Words::in_language(&options.language).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut made = Report::drawn(&content, (&merged, &customers), &options, &words);
    made.closed = closed;
    if let Some(out) = &arguments.out {
        write_whole(out, report::html(&made, &options, &words).as_bytes())?;
    }
    if printer.is_json() {
        print_figures(&made, printer)?;
    } else if let Some(out) = &arguments.out {
        tell(out, &made, printer);
    }
    if let Some(out) = arguments.out.as_ref().filter(|_| arguments.open) {
        // The whole path: a desktop's program may start elsewhere, and a name may look like an option.
        let file = std::fs::canonicalize(out).unwrap_or_else(|_| out.clone());
        open::that_detached(file).map_err(|error| {
            Failure::Other(format!("could not open {}: {error}; open it in a browser", out.display()).into())
        })?;
    }
    Ok(outcome)
}

/// What all data folders hold, or the folder that many kiosks send to; a problem if something was left out of it.
fn sources(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<(Read, Outcome), Failure> {
    #[cfg(feature = "fleet")]
    if let Some(source) = &arguments.source {
        return collected(session, source, arguments, printer);
    }
    #[cfg(feature = "fleet")]
    if arguments.signers.are_named() {
        return Err(Failure::Usage("--key and --keys say whose files count below --source; name one".into()));
    }
    let own = vec![session.data.path().to_owned()];
    let folders = if arguments.folders.is_empty() { &own } else { &arguments.folders };
    let (mut sheets, mut customers, mut closed) = (Vec::new(), Vec::new(), None);
    let progress = printer.progress("reading", folders.len() as u64);
    for folder in folders {
        progress.step();
        let (more, said, newest) = read(folder).map_err(|failure| unread(folder, failure))?;
        sheets.extend(more);
        customers.extend(said);
        closed = closed.max(newest);
    }
    let sheets = gather(sheets).map_err(Failure::other)?;
    let merged = Merged::of(&sheets, arguments.from, arguments.to, arguments.site.as_ref());
    Ok((Read { merged, customers, closed }, Outcome::Done))
}

/// The rounds of many kiosks, and what customers said as far as it was taken in here: that is in no round.
#[cfg(feature = "fleet")]
fn collected(
    session: &Session,
    source: &str,
    arguments: &Arguments,
    printer: &mut Printer,
) -> Result<(Read, Outcome), Failure> {
    if let Some(parts) = fleet::table(Path::new(source)).map_err(Failure::other)? {
        return tabled(session, &parts, arguments);
    }
    let shelf = super::carrier::shelf(source, arguments.credentials.as_deref()).map_err(Failure::other)?;
    let wanted = fleet::Wanted {
        keys: arguments.signers.keys()?,
        from: arguments.from,
        to: arguments.to,
        this_week: Some(this_week()),
        site: arguments.site.clone(),
    };
    let progress = printer.progress("reading", 0);
    let lake = fleet::read(shelf.as_ref(), &wanted, &|done, all| progress.of(done, all)).map_err(Failure::other)?;
    drop(progress);
    super::carrier::tell_odd(shelf.as_ref(), printer);
    if lake.closed.is_none() && lake.findings.is_empty() {
        return Err(Failure::Usage(format!("there is no round of any kiosk below {source}")));
    }
    for finding in &lake.findings {
        let left_out = finding.path.as_ref().is_some_and(|path| lake.left_out.contains(path));
        let place = match (&finding.path, finding.kiosk) {
            (Some(path), _) => path.display().to_string(),
            (None, kiosk) => kiosk.map_or_else(String::new, |kiosk| kiosk.to_string()),
        };
        let what = if left_out { "left out" } else { "warning" };
        printer.remark(format_args!("{what}: {}  {place}: {}", finding.fault.as_str(), finding.finding));
    }
    let customers = customers_here(session)?;
    let outcome = if lake.findings.is_empty() { Outcome::Done } else { Outcome::Problem };
    Ok((Read { merged: lake.merged, customers, closed: lake.closed }, outcome))
}

/// The week of today. A round bears the week that it closes, so nowhere on Earth is one of a later week closed.
#[cfg(feature = "fleet")]
fn this_week() -> Round {
    Round::of(SystemClock::new(jiff::tz::TimeZone::UTC).wall().date())
}

/// A table of merged cells, which is of the rounds and sites that it was made for.
#[cfg(feature = "fleet")]
fn tabled(session: &Session, parts: &[PathBuf], arguments: &Arguments) -> Result<(Read, Outcome), Failure> {
    if arguments.signers.are_named() {
        let why = "a table of merged cells has no signatures; leave out --key, and `verify` the lake it was made from";
        return Err(Failure::Usage(why.into()));
    }
    let merged = fleet::tabled(parts).map_err(Failure::other)?;
    if let Some((first, last)) = merged.first_and_last() {
        // Rounds around it may have been asked for when it was made: nothing was released in them.
        let within = arguments.from.is_none_or(|from| from <= first) && arguments.to.is_none_or(|to| last <= to);
        if !within {
            let why = format!("the table is of {first} to {last} as a whole; make one of the rounds that you want");
            return Err(Failure::Usage(why));
        }
    }
    let sites = merged.seen().count();
    if arguments.site.as_ref().is_some_and(|site| sites > 1 && merged.seen().any(|seen| seen == site.as_str())) {
        let why = "the table has no rounds of single sites; make one of the site that you want";
        return Err(Failure::Usage(format!("{why}, not of {sites} together")));
    }
    let closed = merged.first_and_last().map(|(_, last)| last);
    Ok((Read { merged, customers: customers_here(session)?, closed }, Outcome::Done))
}

/// What customers said, as far as it was taken in here: that is in no round.
#[cfg(feature = "fleet")]
fn customers_here(session: &Session) -> Result<Vec<Rating>, Failure> {
    let ledger = DataDirectory::at(session.data.path()).ledger();
    if !ledger.exists() {
        return Ok(Vec::new());
    }
    Ledger::open_existing(&ledger).and_then(|ledger| ledger.customers()).map_err(Failure::other)
}

/// Everything that the kiosk with this data folder has released.
pub(super) fn released(folder: &Path) -> Result<Vec<Sheet>, Failure> {
    let ledger = Ledger::open_existing(&DataDirectory::at(folder).ledger()).map_err(Failure::other)?;
    let installation = ledger.installation().map_err(Failure::other)?;
    let mut sheets = Vec::new();
    for round in ledger.rounds().map_err(Failure::other)? {
        let batches = ledger.batches(Some(round), Some(round)).map_err(Failure::other)?;
        if batches.is_empty() {
            continue;
        }
        let origin = ledger.origin(installation, round).map_err(Failure::other)?;
        sheets.extend(batches.into_iter().map(|batch| Sheet { origin: origin.clone(), batch }));
    }
    Ok(sheets)
}

/// What the report is made of.
struct Read {
    merged: Merged,
    customers: Vec<Rating>,
    /// The newest round that was closed.
    closed: Option<Round>,
}

/// What the report takes out of one data folder, and the newest round that was closed there.
type FromFolder = (Vec<Sheet>, Vec<Rating>, Option<Round>);

fn read(folder: &Path) -> Result<FromFolder, Failure> {
    let sheets = released(folder)?;
    let ledger = Ledger::open_existing(&DataDirectory::at(folder).ledger()).map_err(Failure::other)?;
    let customers = ledger.customers().map_err(Failure::other)?;
    let closed = ledger.rounds().map_err(Failure::other)?.last().copied();
    Ok((sheets, customers, closed))
}

/// Of several folders it must be told which one cannot be read.
fn unread(folder: &Path, failure: Failure) -> Failure {
    Failure::other(UnreadFolder { folder: folder.to_owned(), source: failure.into() })
}

/// A data folder that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read what was released in {}", .folder.display())]
struct UnreadFolder {
    folder: PathBuf,
    source: Box<dyn std::error::Error>,
}

/// The ratings of several desks, each once: the same file may have been taken in at all of them.
fn agreed(mut ratings: Vec<Rating>) -> Result<Vec<Rating>, Failure> {
    ratings.sort();
    ratings.dedup();
    let key = |rating: &Rating| (rating.site.clone(), rating.period.clone(), rating.touchpoint.clone(), rating.rating);
    for pair in ratings.windows(2) {
        if let [one, other] = pair
            && key(one) == key(other)
        {
            let (touchpoint, site, period) = (&one.touchpoint, one.site.as_str(), &one.period);
            let what = format!("the data folders hold different ratings of {touchpoint} at {site} in {period}");
            return Err(Failure::Other(format!("{what}; import the right file into each").into()));
        }
    }
    Ok(ratings)
}

/// The language that was asked for, else the first of the kiosk's that the report speaks, else English.
pub(super) fn spoken(asked: Option<&str>, content: &Content) -> Language {
    let known = |language: &&Language| Words::in_language(language).is_ok();
    match asked {
        Some(tag) => Language::from(tag),
        None => content.kiosk.languages.iter().find(known).cloned().unwrap_or_else(|| Language::from("en")),
    }
}

/// A site that nothing was released at is a slip of the pen more often than a silent site.
fn known_sites(arguments: &Arguments, merged: &Merged) -> Result<(), Failure> {
    for site in arguments.site.iter().chain(&arguments.compare) {
        if !merged.seen().any(|seen| seen == site.as_str()) {
            let known: Vec<&str> = merged.seen().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(Failure::Usage(format!("nothing was released at `{site}`; there is something of: {known}")));
        }
    }
    Ok(())
}

/// Writes the figures, a line each, so that two reports can be compared line by line. Of thousands of sites they are more than
/// all they are made of, so they are never held as text.
///
/// # Errors
/// Those of writing.
pub(super) fn figures(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    let mut between: &[u8] = b"\n";
    for figure in report.figures() {
        out.write_all(between)?;
        serde_json::to_writer(&mut *out, &*figure)?;
        between = b",\n";
    }
    out.write_all(b"\n]\n")
}

fn print_figures(report: &Report, printer: &mut Printer) -> Result<(), Failure> {
    let mut out = BufWriter::new(printer.results());
    figures(report, &mut out).and_then(|()| out.flush()).map_err(Failure::other)
}

fn tell(out: &Path, report: &Report, printer: &mut Printer) {
    let out = out.display();
    match report.span {
        None => printer.line(format_args!(
            "{out}: nothing has been released in these rounds yet; the file says when there will be."
        )),
        Some(span) => {
            let sites = if report.sites.len() == 1 { "site" } else { "sites" };
            printer.line(format_args!(
                "{out}: {} answers of {} {sites}, {} to {}.",
                report.answers,
                report.sites.len(),
                span.from,
                span.to
            ));
        }
    }
}
