//! What the program has to say to whoever looks after the kiosk, in the words of the screen: each type by its kind, with what
//! stands in the sentence beside it.

use slint::{ComponentHandle, SharedString};

use super::generated::{
    App, DrawTold, EditionFlaw, EditionKind, EditionTerms, FlawTerms, ObstacleKind, ObstacleTerms, ReasonKind,
    ReplyKind, SendingKind, SendingTerms, StoreKind, StoreTerms, Terms, Tokens,
};
use super::terms_flaw;
use super::view::count;
use crate::admin::{PassedOver, Reply, Told, is_alarm};
use crate::chain::{BadSignature, BadStatement};
use crate::content::Fault;
use crate::edition::{BadManifest, Refused};
use crate::store::{Damaged, Notice, StoreError};
use crate::sync::{self, BadAddress, Deed, Obstacle, Reason, Sent, Trouble, Unpulled};
use crate::vocabulary::{Round, sentence};

/// What the ledger is called among the files of a kiosk.
const LEDGER: &str = "ledger.db";

/// The words of the screen in the language that it is in now.
pub(super) struct Tongue<'a> {
    pub(super) app: &'a App,
    pub(super) rtl: bool,
}

impl<'a> Tongue<'a> {
    pub fn of(app: &'a App) -> Self {
        Self { app, rtl: app.global::<Tokens>().get_rtl() }
    }

    /// Something that was said in a week.
    pub fn notice(&self, week: Round, said: &Reply) -> SharedString {
        self.at(week, self.reply(said))
    }

    /// What an action had to say.
    pub fn reply(&self, reply: &Reply) -> SharedString {
        let terms = self.app.global::<Terms>();
        let say = |kind, name: &str, place: &str, number| {
            terms.invoke_reply(kind, self.apart(name), self.apart(place), number)
        };
        let plain = |kind| say(kind, "", "", 0);
        match reply {
            Reply::NothingDue => plain(ReplyKind::NothingDue),
            Reply::Closed(round) => say(ReplyKind::Closed, &round.to_string(), "", 0),
            Reply::Waits(item) => say(ReplyKind::Waits, item, "", 0),
            Reply::Released { item, cohort, answers } => {
                let kind = if cohort.is_empty() { ReplyKind::Released } else { ReplyKind::ReleasedOf };
                say(kind, item, cohort, i32::try_from(*answers).unwrap_or(i32::MAX))
            }
            Reply::WhyWaits => plain(ReplyKind::WhyWaits),
            Reply::Whole(packs) => say(ReplyKind::Whole, "", "", count(*packs)),
            Reply::Faults(faults) => say(ReplyKind::Faults, "", "", count(*faults)),
            Reply::Warnings(warnings) => say(ReplyKind::Warnings, "", "", count(*warnings)),
            Reply::NextStart => plain(ReplyKind::NextStart),
            Reply::NextRound => plain(ReplyKind::NextRound),
            Reply::Runs(Some(edition)) => say(ReplyKind::RunsEdition, &edition.to_string(), "", 0),
            Reply::Runs(None) => plain(ReplyKind::RunsFolder),
            Reply::Cells(file, cells) => say(ReplyKind::Cells, file, "", count(*cells)),
            Reply::Rounds(folder, rounds) => say(ReplyKind::Rounds, folder, "", count(*rounds)),
            Reply::Alarm(path) => self.alarm(self.obstacle(ObstacleKind::Different, path, "")),
            Reply::ExportLost => plain(ReplyKind::ExportLost),
            Reply::SendingLost => plain(ReplyKind::SendingLost),
            Reply::Elsewhere(edition) => say(ReplyKind::Elsewhere, &edition.to_string(), "", 0),
            Reply::NotReleased => plain(ReplyKind::NotReleased),
            Reply::Posted => plain(ReplyKind::Posted),
            Reply::Gone => plain(ReplyKind::Gone),
            Reply::Sent(url, sent) => self.sent(url, sent),
            Reply::Unsent(url, trouble) => self.stood(url, trouble),
            Reply::Fetched(url, edition) => self.sending(SendingKind::Fetched, self.apart(edition), url),
            Reply::Fetching(url) => self.sending(SendingKind::Fetching, SharedString::default(), url),
            Reply::Unfetched(url, why) => self.unfetched(url, why),
            Reply::Unwritten(trouble) => self.trouble(trouble),
            Reply::Unread(error) => self.store(StoreKind::Unread, "", self.stored(error)),
            Reply::Store(error) => self.stored(error),
            Reply::NoFolder(error) => {
                self.undone(ObstacleKind::Unread, &error.path.display().to_string(), &Reason::from(&error.source))
            }
            Reply::Fault(fault) => self.fault(fault),
            Reply::MoreByCheck => self.app.global::<FlawTerms>().invoke_more(),
            Reply::PassedOver(why) => self.passed_over(why),
            Reply::TakenOver(Some(edition)) => self.edition(EditionKind::TakenOver, *edition, "", ""),
            Reply::TakenOver(None) => self.edition(EditionKind::FolderTakenOver, 0, "", ""),
            Reply::NotTakenOver(Some(edition)) => self.edition(EditionKind::NotTakenOver, *edition, "", ""),
            Reply::NotTakenOver(None) => self.edition(EditionKind::FolderNotTakenOver, 0, "", ""),
            Reply::Opened(notice) => self.opened(notice),
            Reply::Words(words) => self.obstacle(ObstacleKind::Words, words, ""),
        }
    }

    /// What is wrong with the configuration.
    fn fault(&self, fault: &Fault) -> SharedString {
        let line = fault.position().map(|(line, _)| line);
        terms_flaw::fault(&self.app.global::<FlawTerms>(), fault.file(), line, fault.flaw())
    }

    /// What there is to say of a drawing.
    pub fn drawing(&self, told: &Told) -> SharedString {
        let terms = self.app.global::<Terms>();
        let say = |told| terms.invoke_drawing(told, SharedString::default());
        match told {
            Told::Running => say(DrawTold::Running),
            Told::NoTicket => say(DrawTold::NoTicket),
            Told::NothingDrawn => say(DrawTold::NothingDrawn),
            Told::ClaimedTwice => say(DrawTold::ClaimedTwice),
            Told::NotTheWinner => say(DrawTold::NotTheWinner),
            Told::Claimed(number) => terms.invoke_drawing(DrawTold::Claimed, self.grouped(number)),
            Told::Unhashed => self.store(StoreKind::Unhashed, "", SharedString::default()),
            Told::Store(error) => self.stored(error),
        }
    }

    fn alarm(&self, said: SharedString) -> SharedString {
        self.app.global::<Terms>().invoke_reply(ReplyKind::Alarm, said, SharedString::default(), 0)
    }

    fn sending(&self, kind: SendingKind, told: SharedString, other: &str) -> SharedString {
        self.app.global::<SendingTerms>().invoke_sending(kind, told, self.apart(other))
    }

    #[expect(clippy::needless_pass_by_value, reason = "takes texts, numbers and weeks alike")]
    fn at(&self, place: impl ToString, said: SharedString) -> SharedString {
        self.sending(SendingKind::At, said, &place.to_string())
    }

    fn sent(&self, url: &str, Sent { written, there, left, emptied, .. }: &Sent) -> SharedString {
        let terms = self.app.global::<SendingTerms>();
        let mut said = terms.invoke_sent(self.apart(url), count(*written));
        if *there > 0 {
            said = terms.invoke_there(said, count(*there));
        }
        if *left > 0 {
            said = terms.invoke_left(said, count(*left));
        }
        if *emptied { self.sending(SendingKind::Emptied, said, url) } else { said }
    }

    /// What stood in the way at an address.
    fn stood(&self, url: &str, trouble: &Trouble) -> SharedString {
        let said = self.at(url, self.trouble(trouble));
        match trouble {
            Trouble::Different(_) => self.alarm(said),
            Trouble::Passing(_) => self.sending(SendingKind::Again, said, ""),
            Trouble::Lasting(_) => said,
        }
    }

    /// What stands in the way, and whether it may pass or not.
    pub fn trouble(&self, trouble: &Trouble) -> SharedString {
        match trouble {
            Trouble::Different(path) => self.obstacle(ObstacleKind::Different, path, ""),
            Trouble::Passing(obstacle) | Trouble::Lasting(obstacle) => self.met(obstacle),
        }
    }

    fn obstacle(&self, kind: ObstacleKind, path: &str, other: &str) -> SharedString {
        self.app.global::<ObstacleTerms>().invoke_obstacle(kind, self.apart(path), self.apart(other))
    }

    fn undone(&self, kind: ObstacleKind, path: &str, why: &Reason) -> SharedString {
        let terms = self.app.global::<ObstacleTerms>();
        // Whoever reads gets such a kind of text that is none.
        let otherwise = kind == ObstacleKind::Unwritten && why.kind == sync::ReasonKind::Otherwise;
        let why = if otherwise { terms.invoke_reason(ReasonKind::Otherwise) } else { self.reason(why) };
        terms.invoke_obstacle(kind, self.apart(path), why)
    }

    /// What the system says in its own words where nothing better is known.
    pub fn reason(&self, why: &Reason) -> SharedString {
        let known = match why.kind {
            sync::ReasonKind::Full => ReasonKind::Full,
            sync::ReasonKind::ReadOnly => ReasonKind::ReadOnly,
            sync::ReasonKind::Denied => ReasonKind::Denied,
            sync::ReasonKind::Absent => ReasonKind::Absent,
            sync::ReasonKind::NoFolder => ReasonKind::NoFolder,
            sync::ReasonKind::Busy => ReasonKind::Busy,
            sync::ReasonKind::Otherwise | sync::ReasonKind::Unknown => return self.apart(&why.words),
        };
        self.app.global::<ObstacleTerms>().invoke_reason(known)
    }

    /// What stands in the way.
    fn met(&self, obstacle: &Obstacle) -> SharedString {
        let of = |kind, path: &str| self.obstacle(kind, path, "");
        match obstacle {
            Obstacle::NoConnection(path) => of(ObstacleKind::NoConnection, path),
            Obstacle::Slow(path) => of(ObstacleKind::Slow, path),
            Obstacle::BrokenOff(path) => of(ObstacleKind::BrokenOff, path),
            Obstacle::Garbled(path) | Obstacle::NoAnswer(path) => of(ObstacleKind::Garbled, path),
            Obstacle::NotThrough(path) => of(ObstacleKind::NotThrough, path),
            Obstacle::Contended(path) => of(ObstacleKind::Contended, path),
            Obstacle::NoPlace(path) => of(ObstacleKind::NoPlace, path),
            Obstacle::Unknown(path) => of(ObstacleKind::Unknown, path),
            Obstacle::Forbidden(path) => of(ObstacleKind::Forbidden, path),
            Obstacle::Moved { path, status } => self.obstacle(ObstacleKind::Moved, path, &status.to_string()),
            Obstacle::Answered { path, status } | Obstacle::Busy { path, status, .. } => {
                self.obstacle(ObstacleKind::Answered, path, &status.to_string())
            }
            Obstacle::Untrusted(path) => of(ObstacleKind::Untrusted, path),
            Obstacle::Store { path, words } => self.obstacle(ObstacleKind::Store, path, words),
            Obstacle::Keyless { told, url } => {
                let terms = self.app.global::<ObstacleTerms>();
                terms.invoke_obstacle(ObstacleKind::Keyless, self.met(told), self.apart(url))
            }
            Obstacle::Otherwise(path) => of(ObstacleKind::Otherwise, path),
            Obstacle::Unsteady(path) => of(ObstacleKind::Unsteady, path),
            Obstacle::TooLarge { path, most } => self.obstacle(ObstacleKind::TooLarge, path, &most.to_string()),
            Obstacle::NoFolder(path) => of(ObstacleKind::NoFolder, path),
            Obstacle::NoFile(path) => of(ObstacleKind::NoFile, path),
            Obstacle::Undone { deed, path, why } => self.undone(
                match deed {
                    Deed::Read => ObstacleKind::Unread,
                    Deed::Write => ObstacleKind::Unwritten,
                    Deed::Make => ObstacleKind::Unmade,
                    Deed::Remove => ObstacleKind::Unremoved,
                    Deed::TidyUp => ObstacleKind::Untidied,
                },
                path,
                why,
            ),
            Obstacle::Harmed(rounds) => {
                let rounds = rounds.iter().map(Round::to_string).collect::<Vec<_>>().join(", ");
                self.store(StoreKind::NotAsSigned, &rounds, SharedString::default())
            }
            Obstacle::Address { url, why } => self.address(url, why),
            Obstacle::Open(path) => of(ObstacleKind::Open, path),
            Obstacle::NoPair { path, line } => self.obstacle(ObstacleKind::NoPair, path, &line.to_string()),
            Obstacle::NoCloud { url, .. } => of(ObstacleKind::NoCloud, url),
            Obstacle::Other(words) => of(ObstacleKind::Words, words),
        }
    }

    fn address(&self, url: &str, why: &BadAddress) -> SharedString {
        match why {
            BadAddress::Malformed => self.obstacle(ObstacleKind::Malformed, url, ""),
            BadAddress::NoPath(name) => {
                let said = self.obstacle(ObstacleKind::NoPath, url, name);
                if !why.belongs_elsewhere() {
                    return said;
                }
                let terms = self.app.global::<ObstacleTerms>();
                terms.invoke_obstacle(ObstacleKind::Google, said, SharedString::default())
            }
            BadAddress::NoPassword => self.obstacle(ObstacleKind::NoPassword, url, ""),
            BadAddress::NoCertificate => self.obstacle(ObstacleKind::NoCertificate, url, ""),
            // `kiosk.toml` with such an address was refused before.
            BadAddress::HoldsKey => self.obstacle(ObstacleKind::Unusable, url, &why.to_string()),
            BadAddress::Words(words) => self.obstacle(ObstacleKind::Unusable, url, words),
        }
    }

    fn unfetched(&self, url: &str, why: &Unpulled) -> SharedString {
        match why {
            Unpulled::Refused(refused) => {
                let said = self.at(url, self.refused(refused));
                if is_alarm(refused) { self.alarm(said) } else { said }
            }
            Unpulled::List(edition, bad) => {
                let said = self.edition_and(EditionKind::Refused, *edition, self.listed(bad));
                self.at(url, said)
            }
            Unpulled::Altered(edition, None) => self.at(url, self.edition(EditionKind::AlteredList, *edition, "", "")),
            Unpulled::Altered(edition, Some(file)) => {
                self.at(url, self.edition(EditionKind::AlteredFile, *edition, file, ""))
            }
            Unpulled::Trouble(trouble) => self.stood(url, trouble),
            Unpulled::Store(error) => self.at(url, self.stored(error)),
        }
    }

    fn edition(&self, kind: EditionKind, number: u32, other: &str, third: &str) -> SharedString {
        let terms = self.app.global::<EditionTerms>();
        terms.invoke_edition(kind, slint::format!("{number}"), self.apart(other), self.apart(third))
    }

    /// The same, and a sentence after it.
    fn edition_and(&self, kind: EditionKind, number: u32, said: SharedString) -> SharedString {
        let terms = self.app.global::<EditionTerms>();
        terms.invoke_edition(kind, slint::format!("{number}"), said, SharedString::default())
    }

    fn refused(&self, refused: &Refused) -> SharedString {
        let of = |kind, number: u32| self.edition(kind, number, "", "");
        match refused {
            Refused::Unsigned(number, BadSignature::Statement(BadStatement::Newer(_))) => {
                of(EditionKind::Newer, *number)
            }
            Refused::Unsigned(number, _) => of(EditionKind::Unsigned, *number),
            Refused::Forged(number) => of(EditionKind::Forged, *number),
            Refused::OutOfPlace { place, says } => self.edition(EditionKind::OutOfPlace, *place, &says.to_string(), ""),
            Refused::OtherKey { number, key, heir } => {
                self.edition(EditionKind::OtherKey, *number, &key.to_string(), &heir.to_string())
            }
            Refused::Forked(number) => of(EditionKind::Forked, *number),
            Refused::Changed(number) => of(EditionKind::Changed, *number),
            Refused::Missing(number) => of(EditionKind::Missing, *number),
            Refused::Strange(pinned, newest) => {
                self.edition(EditionKind::Strange, 0, &pinned.to_string(), &newest.to_string())
            }
        }
    }

    fn flaw(&self, kind: EditionFlaw, file: &str) -> SharedString {
        self.app.global::<EditionTerms>().invoke_flaw(kind, self.apart(file))
    }

    fn listed(&self, bad: &BadManifest) -> SharedString {
        match bad {
            BadManifest::Malformed => self.flaw(EditionFlaw::List, ""),
            BadManifest::Newer(_) => self.flaw(EditionFlaw::Newer, ""),
            BadManifest::Path(path) => self.flaw(EditionFlaw::Place, path),
            BadManifest::Order(path) => self.flaw(EditionFlaw::Order, path),
            BadManifest::File { path } => self.flaw(EditionFlaw::Large, path),
            BadManifest::Files => self.flaw(EditionFlaw::Many, ""),
            BadManifest::Whole => self.flaw(EditionFlaw::Heavy, ""),
        }
    }

    /// Why signed content does not run.
    pub fn passed_over(&self, why: &PassedOver) -> SharedString {
        match why {
            PassedOver::Unreadable(error) => self.edition_and(EditionKind::Unused, 0, self.stored(error)),
            PassedOver::OtherKey => self.edition(EditionKind::OtherPinned, 0, "", ""),
            PassedOver::Damaged(edition, damaged) => {
                let said = match &**damaged {
                    Damaged::Store(error) => self.stored(error),
                    Damaged::List(bad) => self.listed(bad),
                    Damaged::Signature => self.flaw(EditionFlaw::Signature, ""),
                    Damaged::File(file) => self.flaw(EditionFlaw::Damaged, file),
                };
                self.edition_and(EditionKind::Unusable, *edition, said)
            }
            PassedOver::Ended(edition) => self.edition(EditionKind::Ended, *edition, "", ""),
            PassedOver::Faulty { edition, fault, more } => {
                let said = match fault {
                    Some(fault) => self.fault(fault),
                    None => self.flaw(EditionFlaw::NotWhole, ""),
                };
                let said =
                    if *more > 0 { self.app.global::<EditionTerms>().invoke_more(said, count(*more)) } else { said };
                self.edition_and(EditionKind::Unusable, *edition, said)
            }
        }
    }

    fn store(&self, kind: StoreKind, name: &str, other: SharedString) -> SharedString {
        self.app.global::<StoreTerms>().invoke_store(kind, self.apart(name), other)
    }

    /// What the store says.
    pub fn stored(&self, error: &StoreError) -> SharedString {
        let of = |kind, name: &str| self.store(kind, name, SharedString::default());
        let shown = |path: &std::path::Path| path.display().to_string();
        match error {
            StoreError::Io { path, source, .. } => {
                self.store(StoreKind::File, &shown(path), self.reason(&Reason::from(source)))
            }
            StoreError::Ledger { .. } => {
                let words = std::error::Error::source(error).map(sentence).unwrap_or_default();
                self.store(StoreKind::File, LEDGER, self.apart(words))
            }
            StoreError::Unreadable { value, .. } => of(StoreKind::Unreadable, value),
            StoreError::Busy(path) => of(StoreKind::Busy, &shown(path)),
            StoreError::Newer { path, .. } => of(StoreKind::Newer, &shown(path)),
            StoreError::Absent(path) => of(StoreKind::Absent, &shown(path)),
            StoreError::NotSimulated(path) => of(StoreKind::Real, &shown(path)),
            StoreError::Ticket(_) => of(StoreKind::Unhashed, ""),
            StoreError::Unsealed(_) => of(StoreKind::Unsealed, ""),
            StoreError::BadRecipient(bad) => of(StoreKind::NoRecipient, &bad.0.to_string()),
            StoreError::NotAsSigned(round) => of(StoreKind::NotAsSigned, &round.to_string()),
            StoreError::Seal => of(StoreKind::Seal, ""),
        }
    }

    fn opened(&self, notice: &Notice) -> SharedString {
        let of = |kind, path: &std::path::Path| self.store(kind, &path.display().to_string(), SharedString::default());
        match notice {
            Notice::Replaced(kept) => of(StoreKind::Replaced, kept),
            Notice::Outdated(kept) => of(StoreKind::Outdated, kept),
            Notice::CommentsReplaced(kept) => of(StoreKind::CommentsReplaced, kept),
            Notice::Mended => self.store(StoreKind::Mended, "", SharedString::default()),
        }
    }
}
