//! Which edition of signed content the window shows, and how it comes to show the next: beside the screen it is read and
//! checked, and between two visits it takes over, whole.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use super::{Desk, Premises};
use crate::admin::Reply;
use crate::cli::selection::Selection;
use crate::clock::Clock;
use crate::store::Library;

/// How often the library is looked into: `sync` may have been run beside the window.
const LOOKED: Duration = Duration::from_mins(1);

/// An edition that has been shown for so long ends no program by being shown.
const WELL: Duration = Duration::from_mins(5);

/// What is shown, and what waits.
pub(super) struct Showing {
    edition: Option<u32>,
    media: PathBuf,
    /// When the edition that runs has run well; none once it has, and where it is the folder's own content.
    well: Option<Duration>,
    /// The newest edition that the library had when it was last looked into, whether it can run or not.
    newest: Option<u32>,
    due: Duration,
    choosing: Option<Receiver<Option<Selection>>>,
    /// What takes over as soon as nobody is in the middle of a visit.
    next: Option<Selection>,
    /// Why editions were passed over, as it was told last.
    said: Vec<String>,
}

impl Showing {
    pub(super) fn of(premises: &Premises) -> Self {
        Self {
            edition: premises.edition,
            media: premises.media.clone(),
            well: None,
            newest: newest(premises),
            due: Duration::ZERO,
            choosing: None,
            next: None,
            said: Vec::new(),
        }
    }

    pub(super) fn media(&self) -> &Path {
        &self.media
    }

    /// The edition that runs; none where it is what lies beside `kiosk.toml`.
    pub(super) fn edition(&self) -> Option<u32> {
        self.edition
    }

    /// What was chosen runs now.
    pub(super) fn has_taken(&mut self, selection: &Selection) {
        self.edition = selection.edition;
        self.media.clone_from(&selection.media);
        self.next = None;
    }
}

fn newest(premises: &Premises) -> Option<u32> {
    Library::of(&premises.data).numbers().first().copied()
}

impl Desk {
    /// Something was fetched just now.
    pub(super) fn look_into_library(&mut self) {
        self.showing.newest = None;
        self.showing.due = Duration::ZERO;
    }

    /// An edition is going to be shown, or is already.
    pub(super) fn begin_trial(&mut self, edition: Option<u32>) {
        self.showing.well = edition.map(|_| self.counters.clock().elapsed() + WELL);
    }

    /// Notes that an edition is going to be shown, before anything is made of it.
    pub(super) fn try_edition(&mut self, edition: Option<u32>) {
        if let Some(number) = edition
            && edition != self.showing.edition
        {
            // A disk that cannot take it has other troubles, which are told.
            let _ = Library::of(&self.premises.data).begins(number);
            self.begin_trial(edition);
        }
    }

    fn end_trial(&mut self) {
        let now = self.counters.clock().elapsed();
        if let Some(number) = self.showing.edition
            && self.showing.well.take_if(|well| *well <= now).is_some()
        {
            let noted = Library::of(&self.premises.data).runs_well(number);
            self.is_done(noted);
        }
    }

    /// Begins to choose where there is something newer, and hears what was chosen.
    pub(super) fn watch_library(&mut self) {
        self.end_trial();
        match self.showing.choosing.as_ref().map(Receiver::try_recv) {
            None => {}
            Some(Err(TryRecvError::Empty)) => return,
            Some(chosen) => {
                self.showing.choosing = None;
                if let Ok(Some(selection)) = chosen {
                    self.chosen(selection);
                }
            }
        }
        let now = self.counters.clock().elapsed();
        if now < self.showing.due || self.counters.content().kiosk.content.is_none() {
            return;
        }
        self.showing.due = now + LOOKED;
        let newest = newest(&self.premises);
        if newest == self.showing.newest {
            return;
        }
        self.showing.newest = newest;
        let (config, data) = (self.premises.config.clone(), self.premises.data.clone());
        let (sender, choosing) = channel();
        self.showing.choosing = Some(choosing);
        (self.premises.beside)(Box::new(move || {
            let _ = sender.send(Selection::of(&config, &data).ok());
        }));
    }

    fn chosen(&mut self, selection: Selection) {
        let said: Vec<String> = selection.passed_over.iter().map(ToString::to_string).collect();
        if said != self.showing.said {
            for reason in &selection.passed_over {
                self.note(Reply::PassedOver(reason.clone()));
            }
            self.showing.said = said;
        }
        // A newer one that cannot run leaves what runs as it is.
        self.showing.next = (selection.edition != self.showing.edition).then_some(selection);
    }

    /// Lets the edition that waits take over. Never during a visit: its questions and its counters are those it began with.
    pub(super) fn show_edition(&mut self) {
        let Some(selection) = self.showing.next.take() else { return };
        let edition = selection.edition;
        let reloaded = self.take(&selection);
        self.note(if reloaded.taken { Reply::TakenOver(edition) } else { Reply::NotTakenOver(edition) });
        // The first line says how many packs there are.
        for line in reloaded.lines.into_iter().skip(usize::from(reloaded.taken)) {
            self.note(line);
        }
    }
}
