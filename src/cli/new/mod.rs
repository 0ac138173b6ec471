//! `new`: a starter pack, commented, that passes `check` and wants its texts replaced.

mod contest;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::config::Folder;
use crate::vocabulary::PackId;

/// What to begin with.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The activity
    kind: Kind,
    /// The new pack's id, which is the name of its file: lower-case letters, digits and hyphens
    name: String,
}

/// The activities that are made of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// How work is going, in a tap or two
    Pulse,
    /// Would they recommend the company, and what it sells?
    Enps,
    /// What people did for the company's name lately
    Advocacy,
    /// Commitment to company, products and customers, as one of four segments
    Ambassadorship,
    /// Motivation, content, opportunity; whoever lacks one gets it on a card
    WordOfMouth,
    /// Questions with right answers
    Quiz,
    /// A quiz that teams stand against each other in, with a draw
    Contest,
    /// What people believe customers say
    Mirror,
    /// "I couldn't help because…"
    Blockers,
    /// Eight factors of customers' trust
    Trust,
    /// What suits a customer, other companies' products included
    Advisor,
    /// Vote on ideas, and propose one
    Ideas,
    /// What colleagues said, released and approved
    Voices,
    /// You said, we did
    Actions,
    /// Which wording works?
    Message,
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::Pulse => include_str!("pulse.toml"),
            Self::Enps => include_str!("enps.toml"),
            Self::Advocacy => include_str!("advocacy.toml"),
            Self::Ambassadorship => include_str!("ambassadorship.toml"),
            Self::WordOfMouth => include_str!("word-of-mouth.toml"),
            Self::Quiz => include_str!("quiz.toml"),
            Self::Contest => include_str!("contest.toml"),
            Self::Mirror => include_str!("mirror.toml"),
            Self::Blockers => include_str!("blockers.toml"),
            Self::Trust => include_str!("trust.toml"),
            Self::Advisor => include_str!("advisor.toml"),
            Self::Ideas => include_str!("ideas.toml"),
            Self::Voices => include_str!("voices.toml"),
            Self::Actions => include_str!("actions.toml"),
            Self::Message => include_str!("message.toml"),
        }
    }
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let text = arguments.kind.text();
    if arguments.kind == Kind::Contest {
        let folder = Folder::read(&session.config).unwrap_or_default();
        return put(session, &arguments.name, &contest::fitted(text, &folder), printer);
    }
    put(session, &arguments.name, text, printer)
}

/// Writes a pack where there is none of that name yet.
pub(super) fn put(session: &Session, name: &str, text: &str, printer: &mut Printer) -> Result<Outcome, Failure> {
    let id = PackId::new(name).map_err(|error| Failure::Usage(error.to_string()))?;
    let path = place(session, &id);
    write(&path, text)?;
    if printer.is_json() {
        printer.value(&json!({ "pack": id.as_str(), "file": path.display().to_string() }));
    } else {
        printer.line(format_args!(
            "{} is there. Put your own words in it; `listening-post check` finds what is wrong, `preview` shows it.",
            path.display()
        ));
    }
    Ok(Outcome::Done)
}

/// The file of a pack.
pub(super) fn place(session: &Session, id: &PackId) -> PathBuf {
    session.config.join("packs").join(format!("{id}.toml"))
}

/// Writes a file that is not there yet: nothing that somebody wrote is overwritten.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::other(format!("could not write {}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}
