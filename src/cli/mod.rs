//! The command line: one file a command, and the printer that owns the streams.

mod admin;
mod carrier;
pub mod check;
mod comments;
mod content;
mod customers;
mod demo;
#[cfg(feature = "screen")]
pub mod desk;
mod doctor;
mod enter;
mod export;
mod fleet;
mod gift;
mod import;
#[cfg(feature = "screen")]
mod kiosk;
mod new;
mod pages;
#[cfg(feature = "screen")]
mod preview;
mod printer;
mod process;
mod publish;
mod release;
mod report;
mod rounds;
pub mod selection;
mod session;
mod signers;
mod sync;
#[cfg(feature = "screen")]
mod touch;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use printer::Printer;
use session::Session;

#[cfg(feature = "mutants")]
use crate::mutant;

/// How a command ended, when it could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Everything is as it should be.
    Done,
    /// The work found a problem, which it has told.
    Problem,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The words on the command line do not go together.
    #[error("{0}")]
    Usage(String),
    /// Anything else; its sources say why.
    #[error(transparent)]
    Other(#[from] Box<dyn std::error::Error>),
}

impl Failure {
    fn other(error: impl Into<Box<dyn std::error::Error>>) -> Self {
        Self::Other(error.into())
    }
}

/// What `--version` tells.
#[cfg(not(feature = "mutants"))]
const VERSION: &str = env!("CARGO_PKG_VERSION");
#[cfg(feature = "mutants")]
const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), " with flaws on demand, for tests only: NEVER use it for people");

/// What a build with mutants says whenever it runs.
#[cfg(feature = "mutants")]
const FOR_TESTS: &str = "THIS PROGRAM CAN BE GIVEN FLAWS and is for tests only";

/// A break-room kiosk that counts what people say and never writes down who said it.
#[derive(Debug, Parser)]
#[command(name = "listening-post", version = VERSION, propagate_version = true)]
struct CommandLine {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options every command takes.
#[derive(Debug, Clone, Args)]
struct Global {
    /// The folder with kiosk.toml, packs and media
    #[arg(long, value_name = "DIR", default_value = "kiosk-config", global = true)]
    config: PathBuf,
    /// The folder that holds the counters and the releases [default: the app's data folder of this system]
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    /// Print for machines
    #[arg(long, global = true)]
    json: bool,
    /// Create the data folder for simulated data; everything that leaves it says so
    #[arg(long, global = true)]
    simulated: bool,
    /// Set the clock of simulated data, such as 2026-11-21T09:00
    #[arg(long, value_name = "TIME", global = true)]
    now: Option<jiff::civil::DateTime>,
    /// Make whatever is random in simulated data repeat itself
    #[arg(long, value_name = "N", global = true)]
    seed: Option<u64>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the full-screen kiosk (the default)
    #[cfg(feature = "screen")]
    Kiosk(kiosk::Arguments),
    /// Show the kiosk in a window as its files are written, and again whenever one is saved; nothing is kept
    #[cfg(feature = "screen")]
    Preview(preview::Arguments),
    /// Validate all of the configuration: every fault with file, line and what to write instead
    Check(check::Arguments),
    /// Write a commented starter pack for an activity
    New(new::Arguments),
    /// Make a pack of a Moodle quiz (GIFT) or a form (XLSForm), and tell what could not be carried over
    Import(import::Arguments),
    /// Take in answers gathered on paper, from a CSV file
    Enter(enter::Arguments),
    /// Close whatever is due, and tell what went out
    Release,
    /// Write what has been released to a file
    Export(export::Arguments),
    /// Make the report: one HTML file to open, or its figures with --json
    Report(report::Arguments),
    /// Open comments that were sealed to people's keys
    Comments(comments::Arguments),
    /// Approve released comments, ideas and actions for the walls of the kiosks, and take them down
    #[command(subcommand)]
    Publish(publish::Command),
    /// Sign content at a desk and publish it, for kiosks to take over by themselves
    #[command(subcommand)]
    Content(content::Command),
    /// Take in what customers said, for the mirror
    #[command(subcommand)]
    Customers(customers::Command),
    /// Check exported rounds: what is missing, altered, forged or in the wrong place
    Verify(verify::Arguments),
    /// Send what was released to every destination, and fetch signed content from there; safe to repeat
    Sync,
    /// What concerns many kiosks at once
    #[command(subcommand)]
    Fleet(fleet::Command),
    /// Simulate three sites for twelve weeks and export what they release
    Demo(demo::Arguments),
    /// Look after the kiosk: one line a part, with the remedy
    Doctor,
    /// The panel on the screen, for whoever looks after the kiosk
    #[command(subcommand)]
    Admin(admin::Command),
    /// Print completions for a shell
    Completions(pages::Completions),
    /// Print the manual page
    Man,
}

impl Command {
    /// Whether it writes what is the kiosk's alone.
    fn is_private(&self) -> bool {
        match self {
            #[cfg(feature = "screen")]
            Self::Kiosk(_) => true,
            Self::Enter(_) | Self::Release | Self::Admin(_) => true,
            _ => false,
        }
    }
}

/// Runs the command line `arguments`, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    #[cfg(feature = "mutants")]
    mutant::choose_from_environment();
    process::keep_memory_private();
    let parsed = CommandLine::command()
        .try_get_matches_from(arguments)
        .and_then(|matches| CommandLine::from_arg_matches(&matches));
    let line = match parsed {
        Ok(line) => line,
        // Help and version are no errors: clap knows which stream and status each has.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut printer = Printer::standard(line.global.json);
    #[cfg(feature = "mutants")]
    printer.remark(format_args!("{FOR_TESTS}; its flaw: {:?}", mutant::chosen()));
    let outcome = dispatch(line, &mut printer);
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problem) => ExitCode::from(1),
        Err(failure) => {
            printer.failure(&failure);
            ExitCode::from(if matches!(failure, Failure::Usage(_)) { 2 } else { 1 })
        }
    }
}

fn dispatch(line: CommandLine, printer: &mut Printer) -> Result<Outcome, Failure> {
    let session = Session::new(line.global)?;
    // What is exported may be read by whoever may read its folder; what is counted may not.
    if line.command.as_ref().is_none_or(Command::is_private) {
        process::keep_files_private();
    }
    match line.command {
        #[cfg(feature = "screen")]
        None => kiosk::run(&session, &kiosk::Arguments::default(), printer),
        #[cfg(not(feature = "screen"))]
        None => Err(Failure::Usage("this program was built without a screen; name a command, or see --help".into())),
        #[cfg(feature = "screen")]
        Some(Command::Kiosk(arguments)) => kiosk::run(&session, &arguments, printer),
        #[cfg(feature = "screen")]
        Some(Command::Preview(arguments)) => preview::run(&session, &arguments, printer),
        Some(Command::Check(arguments)) => check::run(&session, &arguments, printer),
        Some(Command::New(arguments)) => new::run(&session, &arguments, printer),
        Some(Command::Import(arguments)) => import::run(&session, &arguments, printer),
        Some(Command::Enter(arguments)) => enter::run(&session, &arguments, printer),
        Some(Command::Release) => release::run(&session, printer),
        Some(Command::Export(arguments)) => export::run(&session, &arguments, printer),
        Some(Command::Report(arguments)) => report::run(&session, &arguments, printer),
        Some(Command::Comments(arguments)) => comments::run(&session, &arguments, printer),
        Some(Command::Publish(command)) => publish::run(&session, &command, printer),
        Some(Command::Content(command)) => content::run(&session, &command, printer),
        Some(Command::Customers(command)) => customers::run(&session, &command, printer),
        Some(Command::Verify(arguments)) => verify::run(&session, &arguments, printer),
        Some(Command::Sync) => sync::run(&session, printer),
        Some(Command::Fleet(command)) => fleet::run(&session, &command, printer),
        Some(Command::Demo(arguments)) => demo::run(&session, &arguments, printer),
        Some(Command::Doctor) => Ok(doctor::run(&session, printer)),
        Some(Command::Admin(command)) => admin::run(&session, &command, printer),
        Some(Command::Completions(arguments)) => pages::completions(&arguments, printer),
        Some(Command::Man) => pages::man(printer),
    }
}
