//! What the panel decides about walls and draws, done on this kiosk's folder and counters.

use std::sync::Arc;

use crate::admin::{Contest, Drawn, Onto, Posting, Reply, Told};
use crate::cli::Failure;
use crate::cli::publish::{of_ledger, old, put, take_down};
use crate::cli::selection::Selection;
use crate::clock::Clock;
use crate::config::UnreadFolder;
use crate::content::{self, Fault, Loaded, Wall};
use crate::contest::{Code, Drawing, Refused};
use crate::pin::Pin;
use crate::publish::{self, Refusal, Released};
use crate::store::{Ledger, StoreError};
use crate::sync::{Obstacle, Trouble};
use crate::vocabulary::{Language, PackId};

use super::Desk;

/// Why nothing was hung up or taken down.
fn refusal(refusal: &Refusal) -> Reply {
    match refusal {
        Refusal::NotReleased(_) => Reply::NotReleased,
        Refusal::Posted(_) => Reply::Posted,
        Refusal::Missing(..) => Reply::Gone,
        // Whatever else a review written by hand may get wrong.
        _ => Reply::Words(refusal.to_string()),
    }
}

/// Why the file of a wall was not written.
fn failed(failure: Failure) -> Reply {
    let words = failure.to_string();
    let Failure::Other(error) = failure else { return Reply::Words(words) };
    match error.downcast::<UnreadFolder>() {
        Ok(unread) => Reply::NoFolder(Arc::new(*unread)),
        Err(error) => match error.downcast::<Obstacle>() {
            Ok(obstacle) => Reply::Unwritten(Trouble::Lasting(*obstacle)),
            Err(_) => Reply::Words(words),
        },
    }
}

impl Desk {
    fn words_in(&self) -> Language {
        let preferred = self.settings.language.clone();
        preferred.or_else(|| self.counters.content().kiosk.languages.first().cloned()).unwrap_or_else(|| "en".into())
    }

    /// Everything that was released here and can be read.
    fn released(&self) -> Vec<Released> {
        let ledger = Ledger::open_existing(&self.premises.data.ledger());
        let read = ledger.ok().and_then(|ledger| of_ledger(&ledger, self.counters.content()).ok());
        read.map(|(comments, _)| comments).unwrap_or_default()
    }

    pub(super) fn undecided(&self) -> Vec<Posting> {
        let content = self.counters.content();
        let waiting = self.released().into_iter().filter(|comment| !comment.is_posted(content));
        let mut waiting: Vec<Released> = waiting.collect();
        waiting.sort_by(|one, other| other.round.cmp(&one.round));
        waiting.into_iter().map(|comment| Posting { id: comment.id, text: comment.text }).collect()
    }

    pub(super) fn up(&self) -> Vec<Posting> {
        let (content, language) = (self.counters.content(), self.words_in());
        let postings = [(Wall::Voices, &content.voices), (Wall::Ideas, &content.ideas)];
        let postings = postings.into_iter().flat_map(|(wall, postings)| {
            let up = postings.iter().filter(|posting| posting.withdrawn.is_none());
            up.map(move |posting| (wall, posting.id.as_str(), &posting.text))
        });
        let actions = content.actions.iter().filter(|action| action.withdrawn.is_none());
        let actions = actions.map(|action| (Wall::Actions, action.id.as_str(), &action.did));
        let row = |(wall, id, text): (Wall, &str, &crate::vocabulary::Text)| Posting {
            id: format!("{}/{id}", wall.word()),
            text: text.in_language(&language).to_owned(),
        };
        postings.chain(actions).map(row).collect()
    }

    /// What is said where the walls come signed: what hung up here would not be shown, and go with the next edition.
    fn hung_elsewhere(&self) -> Option<Vec<Reply>> {
        Some(vec![Reply::Elsewhere(self.showing.edition()?)])
    }

    /// Approves a comment as it was said; the same way as a review taken back.
    pub(super) fn approve(&mut self, id: &str, onto: Onto) -> Vec<Reply> {
        if let Some(elsewhere) = self.hung_elsewhere() {
            return elsewhere;
        }
        let wall = match onto {
            Onto::Voices => Wall::Voices,
            Onto::Ideas => Wall::Ideas,
        };
        let review = format!("[[comment]]\nreleased = \"{id}\"\nwall = \"{}\"\n", wall.word());
        let today = self.counters.clock().wall().date();
        let config = self.premises.config.clone();
        let changes =
            publish::take(&review, &self.released(), self.counters.content(), |wall| old(&config, wall), today);
        match changes {
            Ok(changes) => self.written(put(&config, &changes.files)),
            Err(refusals) => refusals.iter().map(refusal).collect(),
        }
    }

    pub(super) fn withdraw(&mut self, id: &str) -> Vec<Reply> {
        let Some((wall, id)) = id.split_once('/').and_then(|(wall, id)| Some((Wall::from_word(wall)?, id))) else {
            return Vec::new();
        };
        if let Some(elsewhere) = self.hung_elsewhere() {
            return elsewhere;
        }
        let today = self.counters.clock().wall().date();
        match take_down(&self.premises.config, wall, id, today) {
            Ok(Ok(faulty)) => self.written(Ok(faulty)),
            Ok(Err(refused)) => vec![refusal(&refused)],
            Err(failure) => self.written(Err(failure)),
        }
    }

    /// Takes over what was written, or tells why it was not.
    fn written(&mut self, put: Result<Option<Loaded>, Failure>) -> Vec<Reply> {
        match put {
            Ok(None) => {}
            Ok(Some(faulty)) => {
                return faulty.faults.into_iter().filter(Fault::is_error).map(Reply::Fault).collect();
            }
            Err(failure) => return vec![failed(failure)],
        }
        match Selection::of(&self.premises.config, &self.premises.data) {
            Ok(selection) => {
                let reloaded = self.take(&selection);
                if reloaded.taken { Vec::new() } else { reloaded.lines }
            }
            Err(error) => vec![Reply::NoFolder(Arc::new(error))],
        }
    }

    pub(super) fn drawings(&self) -> Vec<Contest> {
        let (content, language) = (self.counters.content(), self.words_in());
        let with_prize = content.packs.iter().filter(|pack| pack.contest.as_ref().is_some_and(|c| c.prize.is_some()));
        let drawing = |pack: &content::Pack| {
            let (drawn, number) = match self.counters.drawing(&pack.id) {
                Drawing::Open => (Drawn::Open, String::new()),
                Drawing::Drawn(number) => (Drawn::Hidden, number),
                Drawing::Published(number) => (Drawn::Shown, number),
                Drawing::Claimed(number) => (Drawn::Claimed, number),
            };
            let title = pack.title.in_language(&language).to_owned();
            Contest { pack: pack.id.to_string(), title, drawn, number }
        };
        with_prize.map(drawing).collect()
    }

    pub(super) fn draw_of(&mut self, pack: &str) -> Option<Told> {
        let pack = PackId::new(pack).ok()?;
        let drawn = self.counters.draw_ticket(&pack);
        self.told(drawn)
    }

    pub(super) fn show_of(&mut self, pack: &str) -> Option<Told> {
        let pack = PackId::new(pack).ok()?;
        let shown = self.counters.publish_ticket(&pack);
        self.told(shown)
    }

    /// Tries the code on every contest whose number is shown or was claimed.
    pub(super) fn claimed(&mut self, code: &Pin) -> Option<Told> {
        let code = Code::new(code.digits())?;
        let open = self.drawings().into_iter().filter(|contest| matches!(contest.drawn, Drawn::Shown | Drawn::Claimed));
        let packs: Vec<PackId> = open.filter_map(|contest| PackId::new(contest.pack).ok()).collect();
        let mut said = Some(Told::NothingDrawn);
        for pack in packs {
            let claimed = self.counters.claim_ticket(&pack, &code);
            let belongs = !matches!(claimed, Ok(Err(Refused::NotTheWinner)));
            said = self.told(claimed);
            if belongs {
                break;
            }
        }
        said
    }

    fn told(&mut self, done: Result<Result<Drawing, Refused>, StoreError>) -> Option<Told> {
        self.read_contests();
        match done {
            Ok(Ok(Drawing::Claimed(number))) => Some(Told::Claimed(number)),
            Ok(Ok(_)) => None,
            Ok(Err(refused)) => Some(match refused {
                Refused::Running => Told::Running,
                Refused::NoTicket => Told::NoTicket,
                Refused::NothingDrawn => Told::NothingDrawn,
                Refused::ClaimedTwice => Told::ClaimedTwice,
                Refused::NotTheWinner => Told::NotTheWinner,
                Refused::Unhashed => Told::Unhashed,
            }),
            Err(error) => {
                let error = Arc::new(error);
                self.note(Reply::Store(Arc::clone(&error)));
                Some(Told::Store(error))
            }
        }
    }
}
