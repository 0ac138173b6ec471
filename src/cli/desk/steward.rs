//! What the panel asks for, done on the counters of this kiosk.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, TryRecvError, channel};

use super::courier::Courier;
use super::errand::{broken, fetch, sent};
use super::{Desk, Job};
use crate::admin::{
    Contest, Delivered, Entry, Finding, News, Onto, Organ, Part, Posting, Reloaded, Remedy, Reply, Status, Steward,
    Told,
};
use crate::cli::carrier::Carrier;
use crate::cli::selection::Selection;
use crate::cli::{VERSION, doctor, export, release};
use crate::clock::Clock;
use crate::content::Fault;
use crate::pin::Pin;
use crate::speech::Volume;
use crate::store::{Health, Kind, Library};
use crate::sync::Stick;
use crate::vocabulary::{Language, Round};

impl Desk {
    /// Begins a piece of work; `lost` is told if it ends without a word.
    fn begin(&mut self, lost: News, work: impl FnOnce(Sender<News>) + Send + 'static) {
        let (sender, news) = channel();
        self.jobs.push(Job { news, lost });
        (self.premises.beside)(Box::new(move || work(sender)));
    }

    fn now(&self) -> std::time::Duration {
        self.counters.clock().elapsed()
    }

    /// What news mean to the desk, before they are told.
    fn heard(&mut self, news: News) -> News {
        match news {
            News::Verdict(true) => {
                let now = self.now();
                self.gate.admit(now);
                News::Verdict(true)
            }
            News::Health(parts) => News::Health(parts.into_iter().map(|part| self.own(part)).collect()),
            News::Delivered(delivered) => {
                for line in &delivered.lines {
                    self.note(line.clone());
                }
                self.look_into_library();
                News::Delivered(delivered)
            }
            other => other,
        }
    }

    /// From outside the counters only look taken; whoever has them open knows how they are.
    fn own(&self, part: Part) -> Part {
        if part.organ != Organ::Counters || part.remedy.is_some() {
            return part;
        }
        if self.unsure {
            return Part::ill(Organ::Counters, Finding::NotStored, Remedy::SeeDisk);
        }
        match self.counters.health() {
            Health::Whole => Part::well(Organ::Counters, Finding::BothWhole),
            Health::OneSlot => Part::look(Organ::Counters, Finding::OneUnwritten, Remedy::Wait),
        }
    }

    fn keep_settings(&mut self) {
        let kept = self.files.set_settings(&self.settings);
        self.is_done(kept);
    }

    /// Takes in a configuration that was read; what there is to say of it.
    pub(super) fn take(&mut self, selection: &Selection) -> Reloaded {
        let loaded = &selection.loaded;
        let (faults, warnings): (Vec<&Fault>, Vec<&Fault>) = loaded.faults.iter().partition(|fault| fault.is_error());
        let of_faults = || {
            let all = faults.iter().map(|fault| Reply::Fault((*fault).clone()));
            std::iter::once(Reply::Faults(faults.len())).chain(all).chain([Reply::MoreByCheck]).collect()
        };
        // Without a fault there is content.
        let content = loaded.content.clone().filter(|_| faults.is_empty());
        let Some(content) = content else { return Reloaded { taken: false, lines: of_faults() } };
        let packs = content.packs.len();
        let mut lines = vec![Reply::Whole(packs)];
        if !warnings.is_empty() {
            lines.push(Reply::Warnings(warnings.len()));
        }
        if content.kiosk.time_zone != self.counters.content().kiosk.time_zone {
            lines.push(Reply::NextStart);
        }
        self.try_edition(selection.edition);
        if let Err(error) = self.counters.set_content(Arc::new(content)) {
            return Reloaded { taken: false, lines: vec![Reply::Store(Arc::new(error))] };
        }
        self.stale = true;
        self.showing.has_taken(selection);
        selection.tidy(&self.premises.data);
        if self.counters.askable().packs.len() < packs {
            lines.push(Reply::NextRound);
        }
        Reloaded { taken: true, lines }
    }
}

impl Steward for Desk {
    fn knock(&mut self) -> Entry {
        let now = self.now();
        self.gate.look(now);
        self.gate.entry(now)
    }

    fn entry(&self) -> Entry {
        self.gate.entry(self.now())
    }

    fn try_pin(&mut self, pin: Pin) {
        let attempt = self.gate.attempt(pin, self.now());
        self.begin(News::Verdict(false), move |sender| {
            let _ = sender.send(News::Verdict(attempt.is_some_and(|attempt| attempt())));
        });
    }

    fn news(&mut self) -> Option<News> {
        let heard = self.jobs.iter().enumerate().find_map(|(at, job)| match job.news.try_recv() {
            Ok(news) => Some((at, Some(news))),
            Err(TryRecvError::Disconnected) => Some((at, None)),
            Err(TryRecvError::Empty) => None,
        });
        let (at, news) = heard?;
        let news = match news {
            Some(news) if !news.is_last() => news,
            Some(news) => {
                self.jobs.remove(at);
                news
            }
            None => self.jobs.remove(at).lost,
        };
        Some(self.heard(news))
    }

    fn status(&self) -> Status {
        let installation = self.counters.installation();
        Status {
            site: self.counters.content().kiosk.site.clone(),
            kiosk: installation.kiosk.to_string(),
            simulated: installation.kind == Kind::Simulated,
            storing: !self.unsure,
            version: VERSION,
            round: Round::of(self.counters.clock().wall().date()),
            last_cut: self.counters.last_cut().ok().flatten(),
            next_cut: self.counters.next_cut(),
        }
    }

    fn examine(&mut self) {
        let (config, data, machine) = (self.premises.config.clone(), self.premises.data.clone(), self.premises.machine);
        self.begin(News::Health(Vec::new()), move |sender| {
            let _ = sender.send(News::Health(doctor::examine(&config, &data, machine)));
        });
    }

    fn is_paused(&self) -> bool {
        self.settings.paused
    }

    fn pause(&mut self, paused: bool) {
        self.settings.paused = paused;
        self.keep_settings();
    }

    fn release(&mut self) -> Vec<Reply> {
        let closed = self.counters.pass_time().and_then(|closed| self.counters.flush().map(|()| closed));
        match closed {
            Ok(closed) => {
                self.stale |= !closed.is_empty();
                for round in &closed {
                    self.note(Reply::Closed(round.round));
                }
                release::replies(&closed)
            }
            Err(error) => {
                self.unsure = true;
                let said = Reply::Store(Arc::new(error));
                self.note(said.clone());
                vec![said]
            }
        }
    }

    fn reload(&mut self) -> Reloaded {
        // Whoever asks for it wants to see what becomes of it.
        let forgiven = Library::of(&self.premises.data).forgive();
        self.is_done(forgiven);
        let reloaded = match Selection::of(&self.premises.config, &self.premises.data) {
            Ok(selection) => {
                let mut reloaded = self.take(&selection);
                let runs = selection.takes_editions.then_some(Reply::Runs(selection.edition));
                reloaded.lines.extend(selection.passed_over.into_iter().map(Reply::PassedOver).chain(runs));
                reloaded
            }
            Err(error) => Reloaded { taken: false, lines: vec![Reply::NoFolder(Arc::new(error))] },
        };
        for line in &reloaded.lines {
            self.note(line.clone());
        }
        reloaded
    }

    fn sticks(&self) -> Vec<Stick> {
        (self.premises.sticks)()
    }

    fn export(&mut self, stick: &Path) {
        let origin = export::origin(self.counters.content(), self.counters.installation());
        let courier = Courier { ledger: self.premises.data.ledger(), origin, stick: stick.to_owned() };
        let lost = Delivered { whole: false, lines: vec![Reply::ExportLost] };
        self.begin(News::Delivered(lost), move |sender| {
            let told = sender.clone();
            let delivered = courier.deliver(&move |done, all| {
                let _ = told.send(News::Written(done, all));
            });
            let _ = sender.send(News::Delivered(delivered));
        });
    }

    fn sync(&mut self) -> bool {
        let carrier = Carrier::of(&self.counters.content().kiosk, &self.premises.data);
        if !carrier.has_destinations() && !carrier.takes_content() {
            return false;
        }
        let lost = Delivered { whole: false, lines: vec![Reply::SendingLost] };
        self.begin(News::Delivered(lost), move |sender| {
            let told = sender.clone();
            let delivered = sent(&carrier, usize::MAX, &move |done, all| {
                let _ = told.send(News::Written(done, all));
            });
            let mut delivered = delivered.unwrap_or_else(broken);
            fetch(&carrier, &mut delivered);
            let _ = sender.send(News::Delivered(delivered));
        });
        true
    }

    fn prefer(&mut self, language: &Language) {
        self.settings.language = Some(language.clone());
        self.keep_settings();
        self.stale = true;
    }

    fn brightness(&self) -> Option<u32> {
        self.backlight.as_ref()?.percent()
    }

    fn dim(&mut self, percent: u32) {
        if let Some(backlight) = &self.backlight {
            backlight.set(percent);
        }
    }

    fn volume(&self) -> Volume {
        self.settings.volume.map(Volume::of).unwrap_or_default()
    }

    fn set_volume(&mut self, volume: Volume) {
        self.settings.volume = Some(volume.percent());
        self.keep_settings();
    }

    fn waiting(&self) -> Vec<Posting> {
        self.undecided()
    }

    fn posted(&self) -> Vec<Posting> {
        self.up()
    }

    fn post(&mut self, id: &str, onto: Onto) -> Vec<Reply> {
        self.approve(id, onto)
    }

    fn take_down(&mut self, id: &str) -> Vec<Reply> {
        self.withdraw(id)
    }

    fn contests(&self) -> Vec<Contest> {
        self.drawings()
    }

    fn draw(&mut self, pack: &str) -> Option<Told> {
        self.draw_of(pack)
    }

    fn show_drawn(&mut self, pack: &str) -> Option<Told> {
        self.show_of(pack)
    }

    fn claim(&mut self, code: &Pin) -> Option<Told> {
        self.claimed(code)
    }

    fn notices(&self) -> Vec<(Round, Reply)> {
        self.notices.newest_first().map(|(round, said)| (round, said.clone())).collect()
    }
}
