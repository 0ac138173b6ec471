//! `new`: a starter pack, commented, in one of the shipped languages, that passes `check` and wants its
//! texts replaced.

mod contest;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use super::session::Session;
use super::{Failure, Outcome, Printer};
use crate::config::{Folder, Kiosk};
use crate::content;
use crate::vocabulary::{Language, PackId};

/// What to begin with.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The activity
    kind: Kind,
    /// The new pack's id, which is the name of its file: lower-case letters, digits and hyphens
    name: String,
    /// The language of its texts and remarks [default: the first of kiosk.toml's languages that there is one in, else en]
    #[arg(long, value_name = "TAG", hide_default_value = true)]
    language: Option<Tongue>,
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

/// The languages there are starters in: those of the sample packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tongue {
    De,
    Es,
    Fr,
    Ar,
    En,
}

/// The starters of a language, by kind.
macro_rules! starters {
    ($kind:expr, $tag:literal) => {
        match $kind {
            Kind::Pulse => include_str!(concat!($tag, "/pulse.toml")),
            Kind::Enps => include_str!(concat!($tag, "/enps.toml")),
            Kind::Advocacy => include_str!(concat!($tag, "/advocacy.toml")),
            Kind::Ambassadorship => include_str!(concat!($tag, "/ambassadorship.toml")),
            Kind::WordOfMouth => include_str!(concat!($tag, "/word-of-mouth.toml")),
            Kind::Quiz => include_str!(concat!($tag, "/quiz.toml")),
            Kind::Contest => include_str!(concat!($tag, "/contest.toml")),
            Kind::Mirror => include_str!(concat!($tag, "/mirror.toml")),
            Kind::Blockers => include_str!(concat!($tag, "/blockers.toml")),
            Kind::Trust => include_str!(concat!($tag, "/trust.toml")),
            Kind::Advisor => include_str!(concat!($tag, "/advisor.toml")),
            Kind::Ideas => include_str!(concat!($tag, "/ideas.toml")),
            Kind::Voices => include_str!(concat!($tag, "/voices.toml")),
            Kind::Actions => include_str!(concat!($tag, "/actions.toml")),
            Kind::Message => include_str!(concat!($tag, "/message.toml")),
        }
    };
}

impl Kind {
    fn text(self, tongue: Tongue) -> &'static str {
        match tongue {
            Tongue::En => starters!(self, "en"),
            Tongue::De => starters!(self, "de"),
            Tongue::Es => starters!(self, "es"),
            Tongue::Fr => starters!(self, "fr"),
            Tongue::Ar => starters!(self, "ar"),
        }
    }
}

impl Tongue {
    /// The first of the kiosk's languages that there are starters in, else English.
    fn of(kiosk: Option<&Kiosk>) -> Self {
        let first =
            |tag: &Language| Self::from_str(tag.as_str().split(['-', '_']).next().unwrap_or_default(), true).ok();
        kiosk.and_then(|kiosk| kiosk.languages.iter().find_map(first)).unwrap_or(Self::En)
    }
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let folder = Folder::read(&session.config).unwrap_or_default();
    let kiosk = content::load(&folder).content.map(|content| content.kiosk);
    let tongue = arguments.language.unwrap_or_else(|| Tongue::of(kiosk.as_ref()));
    let text = arguments.kind.text(tongue);
    if arguments.kind == Kind::Contest {
        return put(session, &arguments.name, &contest::fitted(text, kiosk.as_ref(), tongue), printer);
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
