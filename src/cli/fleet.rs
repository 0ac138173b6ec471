//! `fleet`: what concerns many kiosks at once.

mod compact;
mod status;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rand::RngExt;
use serde_json::json;
use zeroize::Zeroizing;

use super::export::write_whole;
use super::session::Session;
use super::signers::Signers;
use super::{Failure, Outcome, Printer, verify};
use crate::export::{self, Format, Options, Origin};
use crate::fleet::{Vouched, gather, vouched};
use crate::pool::Identity;
use crate::release::pool;
use crate::store::Kind;
use crate::sync::Directory;
use crate::vocabulary::SiteId;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Release together what several small sites gave up; for whoever holds the pool's key
    Pool(Pool),
    /// Tell how the kiosks are: who is behind, on which version, and whose clock is off
    Status(status::Status),
    /// Put old rounds of all kiosks together, a week in few files, each still as its kiosk signed it
    Compact(compact::Compact),
    /// Check that all rounds are there as their kiosks signed them; the same as `verify`
    Verify(verify::Arguments),
}

/// The spills to pool.
#[derive(Debug, clap::Args)]
pub(super) struct Pool {
    /// The folders with exported rounds of several sites
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// The file with the pool's secret key, as age-keygen wrote it
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// The CSV file to write what is released to
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    signers: Signers,
    /// Overwrite and remove the spills once something was released from them
    #[arg(long)]
    destroy: bool,
}

pub(super) fn run(session: &Session, command: &Command, printer: &mut Printer) -> Result<Outcome, Failure> {
    match command {
        Command::Pool(arguments) => release(session, arguments, printer),
        Command::Compact(arguments) => compact::run(arguments, printer),
        Command::Status(arguments) => status::run(arguments, printer),
        Command::Verify(arguments) => verify::run(session, arguments, printer),
    }
}

fn release(session: &Session, arguments: &Pool, printer: &mut Printer) -> Result<Outcome, Failure> {
    if arguments.out.exists() {
        return Err(Failure::Usage(format!("{} is there already; name another file", arguments.out.display())));
    }
    let identity = identity(&arguments.identity)?;
    let (keys, mut spills) = (arguments.signers.keys()?, Vec::new());
    for folder in &arguments.folders {
        let progress = printer.progress("reading", 0);
        let heard = |done, all| progress.of(done, all);
        spills.extend(vouched(&Directory(folder.clone()), &keys, &heard).map_err(Failure::other)?);
    }
    let paths: Vec<PathBuf> = spills.iter().map(|spill| spill.path.clone()).collect();
    let gathered = gather(&identity, read(spills)?).map_err(Failure::other)?;
    let mut batches = Vec::new();
    if let Some(gathered) = gathered {
        let mut rng = session.random(if gathered.simulated { Kind::Simulated } else { Kind::Real });
        batches = pool(&gathered.contributions, gathered.round, &mut rng);
        let origin = Origin {
            organisation: gathered.organisation,
            site: SiteId::pooled(),
            kiosk: uuid::Builder::from_random_bytes(rng.random()).into_uuid(),
            simulated: gathered.simulated,
        };
        if !batches.is_empty() {
            let mut bytes = Vec::new();
            export::write(Format::Csv, &origin, &batches, &Options::default(), &mut bytes).map_err(Failure::other)?;
            write_whole(&arguments.out, &bytes)?;
        }
    }
    let destroyed = arguments.destroy && !batches.is_empty();
    if destroyed {
        for path in &paths {
            destroy(path)
                .map_err(|error| Failure::Other(format!("could not destroy {}: {error}", path.display()).into()))?;
        }
    }
    let left = if destroyed { &[] } else { paths.as_slice() };
    tell(arguments, batches.len(), left, printer);
    Ok(Outcome::Done)
}

/// The pool's secret key: the first in the file, which is wiped from memory.
fn identity(path: &Path) -> Result<Identity, Failure> {
    let failed = |why: String| Failure::Other(format!("could not read the key in {}: {why}", path.display()).into());
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| failed(error.to_string()))?);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    line.and_then(|line| line.parse().ok()).ok_or_else(|| failed("it holds no AGE-SECRET-KEY in clear".into()))
}

fn read(spills: Vec<Vouched>) -> Result<Vec<(Vouched, Vec<u8>)>, Failure> {
    spills
        .into_iter()
        .map(|spill| {
            let bytes = fs::read(&spill.path);
            let path = spill.path.display().to_string();
            bytes.map(|bytes| (spill, bytes)).map_err(|error| Failure::Other(format!("{path}: {error}").into()))
        })
        .collect()
}

/// Overwrites a file in place and removes it. What a disk keeps of old blocks nobody can reach from here.
fn destroy(path: &Path) -> io::Result<()> {
    let length = fs::metadata(path)?.len();
    let mut file = OpenOptions::new().write(true).open(path)?;
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.flush()?;
    file.sync_all()?;
    fs::remove_file(path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

fn tell(arguments: &Pool, batches: usize, left: &[PathBuf], printer: &mut Printer) {
    if printer.is_json() {
        let out = (batches > 0).then_some(&arguments.out);
        printer.value(&json!({ "out": out, "batches": batches, "to_destroy": if batches > 0 { left } else { &[] } }));
        return;
    }
    if batches == 0 {
        printer.line(
            "Nothing is large enough yet: it takes 3 sites and 10 answers. Keep the spills until more have come.",
        );
        return;
    }
    printer.line(format_args!("{}: {batches} batches of several sites.", arguments.out.display()));
    if left.is_empty() {
        printer.line("The spills were overwritten and removed; see to it that there are no other copies.");
    } else {
        printer.line("Destroy the spills now, and all copies of them: pooled again, they would count twice.");
        for path in left {
            printer.line(format_args!("  {}", path.display()));
        }
    }
}
