//! What an action of the panel had to say: told on the screen in its own words, and in English among the notices.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use super::PassedOver;
use super::passed::in_one_line;
use crate::config::UnreadFolder;
use crate::content::Fault;
use crate::edition::Refused;
use crate::store::{Notice, StoreError};
use crate::sync::{Sent, Trouble, Unpulled};
use crate::vocabulary::{Round, sentence};

/// One line of what an action had to say, or the program by itself.
#[derive(Debug, Clone)]
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
    /// What was written once under this name is another now.
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
    /// What was sent to this address.
    Sent(String, Sent),
    /// What stood in the way of sending to this address.
    Unsent(String, Trouble),
    /// This edition came from this address.
    Fetched(String, u32),
    /// Another process is fetching from this address just now.
    Fetching(String),
    /// Why nothing came from this address.
    Unfetched(String, Arc<Unpulled>),
    /// What stood in the way of writing a file.
    Unwritten(Trouble),
    /// What was released could not be read.
    Unread(Arc<StoreError>),
    /// The store did not do as it was told.
    Store(Arc<StoreError>),
    /// The folder of the configuration could not be read.
    NoFolder(Arc<UnreadFolder>),
    /// Something is wrong with the configuration.
    Fault(Fault),
    /// Why signed content does not run.
    PassedOver(PassedOver),
    /// This edition took over, or what lies beside `kiosk.toml`.
    TakenOver(Option<u32>),
    /// It could not take over.
    NotTakenOver(Option<u32>),
    /// What was found as the counters were opened.
    Opened(Notice),
    /// What nothing else is for, in words of the program.
    Words(String),
}

impl Reply {
    /// Whether somebody should hear of it who does not look at the panel.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        match self {
            Self::Alarm(_) | Self::Unsent(_, Trouble::Different(_)) => true,
            Self::Unfetched(_, why) => matches!(&**why, Unpulled::Refused(refused) if is_alarm(refused)),
            _ => false,
        }
    }
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
                f.write_str("some packs were changed in the middle of a round; they are asked from next Monday on")
            }
            Self::Runs(edition) => write!(f, "{} runs", content(*edition)),
            Self::Cells(file, cells) => write!(f, "{file}: {}", many(*cells, "cell")),
            Self::Rounds(folder, rounds) => write!(f, "{folder}: {}", many(*rounds, "signed round")),
            Self::Alarm(path) => write!(f, "ALARM: {}", Trouble::Different(path.clone())),
            Self::ExportLost => f.write_str("the export stopped by a mistake of the program"),
            Self::SendingLost => f.write_str("sending stopped by a mistake of the program"),
            Self::Elsewhere(edition) => write!(f, "the walls come with edition {edition} of the signed content"),
            Self::NotReleased => f.write_str("no such comment was released"),
            Self::Posted => f.write_str("it was published before"),
            Self::Gone => f.write_str("it is on no wall any more"),
            Self::Sent(url, sent) => f.write_str(&told(url, sent)),
            Self::Unsent(url, trouble @ Trouble::Different(_)) => write!(f, "ALARM: {url}: {trouble}."),
            Self::Unsent(url, trouble @ Trouble::Passing(_)) => write!(f, "{url}: {trouble}; it is tried again."),
            Self::Unsent(url, trouble @ Trouble::Lasting(_)) => write!(f, "{url}: {trouble}."),
            Self::Fetched(url, edition) => write!(f, "{url}: edition {edition} of the content is here now."),
            Self::Fetching(url) => write!(f, "{url}: another process is fetching content just now."),
            Self::Unfetched(url, why) => match &**why {
                Unpulled::Refused(refused) if is_alarm(refused) => write!(f, "ALARM: {url}: {refused}."),
                Unpulled::Trouble(trouble @ Trouble::Passing(_)) => write!(f, "{url}: {trouble}; it is tried again."),
                why => write!(f, "{url}: {}.", sentence(why)),
            },
            Self::Unwritten(trouble) => write!(f, "{trouble}"),
            Self::Unread(error) => write!(f, "could not read what was released: {}", sentence(&**error)),
            Self::Store(error) => f.write_str(&sentence(&**error)),
            Self::NoFolder(error) => f.write_str(&sentence(&**error)),
            Self::Fault(fault) => f.write_str(&in_one_line(fault)),
            Self::PassedOver(why) => write!(f, "{why}"),
            Self::TakenOver(edition) => write!(f, "{} runs from now on", content(*edition)),
            Self::NotTakenOver(edition) => write!(f, "{} could not take over", content(*edition)),
            Self::Opened(notice) => f.write_str(&opened(notice)),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// Whether nobody but whoever has the key of the content, or had it, can mend what was refused.
#[must_use]
pub fn is_alarm(refused: &Refused) -> bool {
    !matches!(refused, Refused::Missing(_) | Refused::Unsigned(..))
}

fn content(edition: Option<u32>) -> String {
    match edition {
        Some(edition) => format!("edition {edition} of the signed content"),
        None => "what lies beside kiosk.toml".to_owned(),
    }
}

fn told(url: &str, Sent { written, there, left, emptied, .. }: &Sent) -> String {
    let mut told = format!("{url}: {} sent", many(*written, "round"));
    if *there > 0 {
        let _ = write!(told, ", {there} were there");
    }
    if *left > 0 {
        let _ = write!(told, ", {left} wait for the next time");
    }
    if *emptied {
        told += "; what had been sent before was gone, so it began from the first again";
    }
    told + "."
}

/// What a notice of the store means to whoever looks after the kiosk.
fn opened(notice: &Notice) -> String {
    match notice {
        Notice::Replaced(kept) => format!(
            "the counters could not be opened and were started anew; what could not be read is kept in {}",
            kept.display()
        ),
        Notice::Outdated(kept) => format!(
            "the counters are older than the newest release, as if from a backup; so that nothing leaves twice they were put \
             aside in {} and started anew",
            kept.display()
        ),
        Notice::CommentsReplaced(kept) => {
            format!("open comments could not be opened; what could not be read is kept in {}", kept.display())
        }
        Notice::Mended => {
            "one copy of the counters was broken, as after a power cut; it was mended from the other".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::BadManifest;
    use crate::store::Damaged;
    use crate::sync::{Honours, Obstacle};

    fn sent(written: usize, there: usize, left: usize, emptied: bool) -> Reply {
        Reply::Sent("file:///lake".to_owned(), Sent { written, there, left, honours: Honours::Condition, emptied })
    }

    #[test]
    fn what_the_command_line_and_the_journal_say_is_english() {
        let url = || "file:///lake".to_owned();
        let met = || Obstacle::NoFolder("/lake".to_owned());
        let unfetched = |why| Reply::Unfetched(url(), Arc::new(why));
        let busy = || Arc::new(StoreError::Busy("/data".into()));
        let passed = |why| Reply::PassedOver(why);
        let cases = [
            (sent(1, 0, 0, false), "file:///lake: 1 round sent."),
            (
                sent(2, 3, 4, true),
                "file:///lake: 2 rounds sent, 3 were there, 4 wait for the next time; what had been sent before was gone, so it \
                 began from the first again.",
            ),
            (Reply::Unsent(url(), Trouble::Lasting(met())), "file:///lake: there is no folder /lake."),
            (
                Reply::Unsent(url(), Trouble::Passing(met())),
                "file:///lake: there is no folder /lake; it is tried again.",
            ),
            (
                Reply::Unsent(url(), Trouble::Different("x".to_owned())),
                "ALARM: file:///lake: x is there with other bytes; it was left as it is. Either somebody changed it, or another \
                 kiosk has this one's id, as when a card is copied.",
            ),
            (
                Reply::Alarm("x".to_owned()),
                "ALARM: x is there with other bytes; it was left as it is. Either somebody changed it, or another kiosk has this \
                 one's id, as when a card is copied",
            ),
            (Reply::Fetched(url(), 2), "file:///lake: edition 2 of the content is here now."),
            (Reply::Fetching(url()), "file:///lake: another process is fetching content just now."),
            (
                unfetched(Unpulled::Refused(Refused::Missing(2))),
                "file:///lake: edition 2 is missing, though a later one is there.",
            ),
            (
                unfetched(Unpulled::Refused(Refused::Changed(2))),
                "ALARM: file:///lake: edition 2 is another one there than this kiosk has taken; it keeps its own.",
            ),
            (
                unfetched(Unpulled::List(2, BadManifest::Files)),
                "file:///lake: edition 2 is refused: it has more than 2000 files.",
            ),
            (
                unfetched(Unpulled::Altered(2, None)),
                "file:///lake: edition 2 is refused for now: its list is not what was signed.",
            ),
            (
                unfetched(Unpulled::Altered(2, Some("theme.toml".to_owned()))),
                "file:///lake: edition 2 is refused for now: `theme.toml` is not what was signed.",
            ),
            (
                unfetched(Unpulled::Trouble(Trouble::Passing(met()))),
                "file:///lake: there is no folder /lake; it is tried again.",
            ),
            (Reply::Store(busy()), "another listening-post is using /data; stop it first"),
            (
                Reply::Unread(busy()),
                "could not read what was released: another listening-post is using /data; stop it first",
            ),
            (Reply::TakenOver(Some(2)), "edition 2 of the signed content runs from now on"),
            (Reply::NotTakenOver(None), "what lies beside kiosk.toml could not take over"),
            (
                passed(PassedOver::Unreadable(busy())),
                "the signed content that is here is not used: another listening-post is using /data; stop it first",
            ),
            (
                passed(PassedOver::OtherKey),
                "the signed content that is here is not of the key that kiosk.toml names now",
            ),
            (
                passed(PassedOver::Damaged(2, Arc::new(Damaged::File("theme.toml".to_owned())))),
                "edition 2 cannot be used: `theme.toml` is damaged",
            ),
            (passed(PassedOver::Ended(2)), "edition 2 ended the program twice soon after it had begun"),
            (
                passed(PassedOver::Faulty { edition: 2, fault: None, more: 1 }),
                "edition 2 cannot be used here: it is not whole (and one more)",
            ),
            (Reply::NextRound, "some packs were changed in the middle of a round; they are asked from next Monday on"),
            (
                Reply::Opened(Notice::Mended),
                "one copy of the counters was broken, as after a power cut; it was mended from the other",
            ),
        ];
        for (reply, english) in cases {
            assert_eq!(reply.to_string(), english);
            assert_eq!(reply.is_alarm(), english.starts_with("ALARM"), "{english}");
        }
    }
}
