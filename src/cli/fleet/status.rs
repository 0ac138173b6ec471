//! `fleet status`: who is behind, on which version, and whose clock is off.

use std::path::PathBuf;

use super::super::carrier::{shelf, tell_odd};
use super::super::export::write_whole;
use super::super::{Failure, Outcome, Printer};
use crate::fleet::{Fleet, Standing, clock, page, said, standing, summary};

/// Where to look, and where to write a page.
#[derive(Debug, clap::Args)]
pub(in super::super) struct Status {
    /// The folder or store to which the kiosks send
    #[arg(value_name = "FOLDER|URL")]
    place: String,
    /// A file with what lets one into the store, instead of the environment
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// A page to write the table to as well; it needs no network and no script
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) fn run(arguments: &Status, printer: &mut Printer) -> Result<Outcome, Failure> {
    let shelf = shelf(&arguments.place, arguments.credentials.as_deref()).map_err(Failure::other)?;
    let fleet = {
        let progress = printer.progress("asking how they are", 1);
        standing(shelf.as_ref(), &|done, all| progress.of(done, all)).map_err(Failure::other)?
    };
    tell_odd(shelf.as_ref(), printer);
    if fleet.kiosks.is_empty() && fleet.bad.is_empty() {
        return Err(Failure::Usage(format!("no kiosk has sent anything to {}", arguments.place)));
    }
    if let Some(html) = &arguments.html {
        write_whole(html, page(&fleet).as_bytes())?;
    }
    if printer.is_json() {
        printer.value(&serde_json::to_value(&fleet).map_err(Failure::other)?);
    } else {
        tell(&fleet, printer);
    }
    let fine = fleet.bad.is_empty() && fleet.kiosks.iter().all(|kiosk| kiosk.concerns.is_empty());
    Ok(if fine { Outcome::Done } else { Outcome::Problem })
}

fn tell(fleet: &Fleet, printer: &mut Printer) {
    let site = |kiosk: &Standing| kiosk.status.as_ref().map_or("–", |status| status.site.as_str()).to_owned();
    let widest = fleet.kiosks.iter().map(|kiosk| site(kiosk).chars().count()).max().unwrap_or(0).max(4);
    if !fleet.kiosks.is_empty() {
        let head = format!("{:widest$}  {:36}  here      last cut  version   clock     ", "site", "kiosk");
        printer.line(format_args!("{head}  disk  to look at"));
    }
    for kiosk in &fleet.kiosks {
        let status = kiosk.status.as_ref();
        let text = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        let here = text(kiosk.newest.map(|round| round.to_string()));
        let cut = text(status.and_then(|status| status.last_cut).map(|round| round.to_string()));
        let version = text(status.map(|status| status.version.clone()));
        let off = text(status.and_then(|status| status.clock_skew_minutes).map(clock));
        let disk = text(status.and_then(|status| status.disk_free_percent).map(|free| format!("{free} %")));
        let concerns: Vec<String> = kiosk.concerns.iter().map(said).collect();
        let line = format!(
            "{:widest$}  {:36}  {here:8}  {cut:8}  {version:8}  {off:10}  {disk:>4}  {}",
            site(kiosk),
            kiosk.kiosk.to_string(),
            concerns.join(", ")
        );
        printer.line(line.trim_end());
    }
    for bad in &fleet.bad {
        printer.remark(format_args!("{}: {}", bad.path.display(), bad.why));
    }
    let with_concerns = fleet.kiosks.iter().filter(|kiosk| !kiosk.concerns.is_empty()).count();
    printer.line(summary(fleet, with_concerns));
}
