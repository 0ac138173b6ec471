//! Completions and the manual page, made from the command line itself.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{CommandLine, Failure, Outcome, Printer};

/// Which shell.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

pub(super) fn completions(arguments: &Completions, printer: &mut Printer) -> Result<Outcome, Failure> {
    let mut page = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "listening-post", &mut page);
    printer.results().write_all(&page).map_err(Failure::other)?;
    Ok(Outcome::Done)
}

pub(super) fn man(printer: &mut Printer) -> Result<Outcome, Failure> {
    clap_mangen::Man::new(CommandLine::command()).render(&mut printer.results()).map_err(Failure::other)?;
    Ok(Outcome::Done)
}
