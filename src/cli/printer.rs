//! The one place that writes to the terminal.

use std::error::Error;
use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::admin::Reply;

/// Owns standard output and standard error; results go to the one, remarks to the other.
pub struct Printer {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    json: bool,
    colour: bool,
    /// Whether remarks go to a terminal.
    watched: bool,
    /// What the panel tells as well, for whoever looks at the screen and not at this stream.
    notices: Vec<Reply>,
}

impl Printer {
    /// The process's own streams; `json` is whether results are for machines.
    #[must_use]
    pub fn standard(json: bool) -> Self {
        // NO_COLOR: see no-color.org.
        let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let watched = io::stderr().is_terminal();
        Self { out: Box::new(io::stdout()), err: Box::new(io::stderr()), json, colour, watched, notices: Vec::new() }
    }

    /// Whether results are for machines.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether results may be coloured.
    #[must_use]
    pub fn colour(&self) -> bool {
        self.colour
    }

    /// Where results go, for whoever writes many of them.
    pub fn results(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Prints a line of results. A reader who has gone away is no error of ours.
    pub fn line(&mut self, line: impl std::fmt::Display) {
        let _ = writeln!(self.out, "{line}");
    }

    /// Prints text that brings its own line ends.
    pub fn text(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
    }

    /// Prints a value for machines.
    pub fn value(&mut self, value: &serde_json::Value) {
        let _ = serde_json::to_writer_pretty(&mut self.out, value);
        let _ = writeln!(self.out);
    }

    /// Prints a remark: something to know that is no result.
    pub fn remark(&mut self, remark: impl std::fmt::Display) {
        let _ = writeln!(self.err, "{remark}");
    }

    /// Prints a remark that the panel tells as well.
    pub(super) fn notice(&mut self, notice: Reply) {
        self.remark(&notice);
        self.notices.push(notice);
    }

    /// Says something at once, while whoever has the printer is busy with the screen: names of files and addresses, nothing that
    /// anybody answered.
    #[cfg(feature = "screen")]
    pub(super) fn alarm(alarm: &Reply) {
        let _ = writeln!(io::stderr(), "{alarm}");
    }

    /// Whether somebody watches the remarks on a terminal.
    pub(super) fn is_watched(&self) -> bool {
        self.watched
    }

    /// A bar for work of so many steps; nothing is drawn where nobody watches, nor beside results for machines.
    pub(super) fn progress(&self, what: impl Into<String>, steps: u64) -> Progress {
        let bar = if self.json { ProgressBar::hidden() } else { ProgressBar::new(steps) };
        // The template is ours; one that could not be read would leave the usual one.
        if let Ok(style) = ProgressStyle::with_template("{msg:24} {bar:40} {percent:>3} %") {
            bar.set_style(style);
        }
        bar.set_message(what.into());
        Progress(bar)
    }

    /// What the panel is to tell, so far.
    #[cfg(feature = "screen")]
    pub(super) fn notices(&self) -> &[Reply] {
        &self.notices
    }

    /// Prints why a command could not do its work: what failed, then each cause on a line of its own.
    pub(super) fn failure(&mut self, failure: &Failure) {
        let _ = writeln!(self.err, "error: {failure}");
        let mut cause = failure.source();
        while let Some(error) = cause {
            let _ = writeln!(self.err, "  because: {error}");
            cause = error.source();
        }
    }
}

/// How far work has come, drawn where somebody watches a terminal; gone when the work is done.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// One step is done.
    pub(super) fn step(&self) {
        self.0.inc(1);
    }

    /// So many steps are done in all.
    pub(super) fn at(&self, steps: u64) {
        self.0.set_position(steps);
    }

    /// So many steps are done, of so many as are known by now.
    pub(super) fn of(&self, done: u64, all: u64) {
        self.0.set_length(all);
        self.0.set_position(done);
    }

    /// Prints without drawing into the bar.
    pub(super) fn aside(&self, print: impl FnOnce()) {
        self.0.suspend(print);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
