//! What an action of the panel had to say: told on the screen in its own words, and in English among the notices.

use std::fmt;

use crate::content::Flaw;
use crate::vocabulary::Round;

/// One line of what an action had to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// No round can be closed yet.
    NothingDue,
    /// A round was closed.
    Closed(Round),
    /// Nothing of this item left.
    Waits(String),
    /// So many answers to an item left; the cohort is empty where all of them went together.
    Released {
        /// The pack and the item, and what else is worked out from it.
        item: String,
        /// The cohort.
        cohort: String,
        /// Answers in the batch.
        answers: u32,
    },
    /// What whatever waits is waiting for.
    WhyWaits,
    /// So many packs can be asked.
    Whole(usize),
    /// So many faults stand in the way.
    Faults(usize),
    /// One of them.
    Fault {
        /// The file.
        file: String,
        /// Its line; none where it is the file as a whole.
        line: Option<usize>,
        /// What kind of fault it is.
        flaw: Flaw,
        /// The same as `check` says it.
        words: String,
    },
    /// `check` says more of them.
    MoreByCheck,
    /// So many things could be better, and stand in no way.
    Warnings(usize),
    /// The time zone holds from the next start on.
    NextStart,
    /// Changed packs are asked from the next round on.
    NextRound,
    /// The edition of signed content that runs; none where it is what lies beside `kiosk.toml`.
    Runs(Option<u32>),
    /// So many cells are in this file of a stick.
    Cells(String, usize),
    /// So many signed rounds are in this folder of a stick.
    Rounds(String, usize),
    /// Something that was written once is another now.
    Alarm(String),
    /// An export ended without a word.
    ExportLost,
    /// Sending ended without a word.
    SendingLost,
    /// The walls come with this edition of signed content.
    Elsewhere(u32),
    /// The comment that was decided about is not among those that were released.
    NotReleased,
    /// What was to be published has been before.
    Posted,
    /// What was to be taken down is up no more.
    Gone,
    /// A fault or a failure, in words of the program.
    Words(String),
}

fn many(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingDue => f.write_str("nothing is due"),
            Self::Closed(round) => write!(f, "{round} is closed."),
            Self::Waits(item) => write!(f, "{item} waits"),
            Self::Released { item, cohort, answers } if cohort.is_empty() => {
                write!(f, "{item}: {}", many(*answers as usize, "answer"))
            }
            Self::Released { item, cohort, answers } => {
                write!(f, "{item}, {cohort}: {}", many(*answers as usize, "answer"))
            }
            Self::WhyWaits => f.write_str("whatever waits leaves once enough people on enough days have answered"),
            Self::Whole(packs) => write!(f, "{} whole", many(*packs, "pack")),
            Self::Faults(faults) => f.write_str(&many(*faults, "fault")),
            Self::MoreByCheck => f.write_str("listening-post check says more"),
            Self::Warnings(warnings) => f.write_str(&many(*warnings, "warning")),
            Self::NextStart => f.write_str("the new time zone holds from the next start on"),
            Self::NextRound => {
                f.write_str("packs that were changed in the middle of a round are asked from next Monday on")
            }
            Self::Runs(Some(edition)) => write!(f, "edition {edition} of the signed content runs"),
            Self::Runs(None) => f.write_str("what lies beside kiosk.toml runs"),
            Self::Cells(file, cells) => write!(f, "{file}: {}", many(*cells, "cell")),
            Self::Rounds(folder, rounds) => write!(f, "{folder}: {}", many(*rounds, "signed round")),
            Self::Alarm(alarm) => write!(f, "ALARM: {alarm}"),
            Self::ExportLost => f.write_str("the export stopped by a mistake of the program"),
            Self::SendingLost => f.write_str("sending stopped by a mistake of the program"),
            Self::Elsewhere(edition) => write!(f, "the walls come with edition {edition} of the signed content"),
            Self::NotReleased => f.write_str("no such comment was released"),
            Self::Posted => f.write_str("it was published before"),
            Self::Gone => f.write_str("it is on no wall any more"),
            Self::Fault { words, .. } | Self::Words(words) => f.write_str(words),
        }
    }
}
