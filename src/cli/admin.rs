//! `admin`: what opens the panel on the screen.

use std::io::{self, BufRead, IsTerminal};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::pin::{Pin, PinHash};
use crate::store::AdminFiles;

/// What to do for the panel.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Set the PIN of the panel on the screen; read from the terminal, or one line from standard input
    SetPin,
}

pub(super) fn run(session: &Session, command: &Command, printer: &mut Printer) -> Result<Outcome, Failure> {
    match command {
        Command::SetPin => set_pin(session, printer),
    }
}

fn set_pin(session: &Session, printer: &mut Printer) -> Result<Outcome, Failure> {
    let pin = Pin::new(&read(printer)?).map_err(Failure::other)?;
    let hash = PinHash::of(&pin, &mut session.random(session.kind()?)).map_err(Failure::other)?;
    AdminFiles::of(&session.data).set_pin(&hash).map_err(Failure::other)?;
    if printer.is_json() {
        printer.value(&serde_json::json!({ "set": true }));
    } else {
        printer
            .line("The PIN is set. Hold a finger in a top corner of the first screen for 3 seconds to open the panel.");
    }
    Ok(Outcome::Done)
}

fn read(printer: &mut Printer) -> Result<Zeroizing<String>, Failure> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return line();
    }
    let _quiet = Quiet::begin(&stdin).map_err(Failure::other)?;
    printer.remark("New PIN, 6 to 12 digits; nothing shows while you type:");
    let first = line()?;
    printer.remark("The same again:");
    if line()? == first {
        Ok(first)
    } else {
        Err(Failure::Other("the two are not the same; nothing was changed".into()))
    }
}

fn line() -> Result<Zeroizing<String>, Failure> {
    /// More than any PIN, so that the line is not copied to grow.
    const ROOM: usize = 64;
    let mut line = Zeroizing::new(String::with_capacity(ROOM));
    io::stdin().lock().read_line(&mut line).map_err(Failure::other)?;
    let digits = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(digits);
    Ok(line)
}

/// A terminal that does not show what is typed, until this is dropped.
struct Quiet<'a> {
    terminal: &'a io::Stdin,
    before: Termios,
}

impl<'a> Quiet<'a> {
    fn begin(terminal: &'a io::Stdin) -> rustix::io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        // The end of the line is no secret, and shows that it was taken.
        quiet.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(terminal, OptionalActions::Flush, &quiet)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}
