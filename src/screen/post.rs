//! The listening post itself: the window, the visit behind it, and the timers between them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use slint::{ComponentHandle, PlatformError, Timer, TimerMode};

use super::admin::AdminScreen;
use super::comment::CommentScreen;
use super::drift;
use super::focus::Focus;
use super::generated::{App, ItemAdapter, TapsAdapter};
use super::hours::Hours;
use super::item::ItemScreen;
use super::navigation::Navigation;
use super::pictures::Pictures;
use super::promise::Promise;
use super::receipt::Receipt;
use super::results::Results;
use super::settings::{self, Settings};
use super::speech::SpeechScreen;
use super::ticket::TicketScreen;
use super::view::View;
use super::{Front, Keeper, advice, attract, choose, cohort, feedback, fonts, thanks};
use crate::admin::Steward;
use crate::clock::Clock;
use crate::comments::Draft;
use crate::content::{Content, ItemKind};
use crate::visit::{Beside, CONFIRM, Event, Machine, Now, Screen, Taps};
use crate::vocabulary::Language;

/// How often time is told to the visit.
const BEAT: Duration = Duration::from_secs(1);
/// A timer may fire a little early against the clock; a confirmation asked for just too soon would wait a whole beat.
const CONFIRMED: Duration = CONFIRM.saturating_add(Duration::from_millis(10));

/// An open window with its visit.
pub struct Post {
    visitor: Rc<Visitor>,
    /// Beats while the window is open.
    _beat: Timer,
}

impl Post {
    /// Makes the window on whatever platform is selected; nothing is shown before [`Post::run`].
    ///
    /// # Errors
    /// The platform's own, when there is no display.
    pub fn open(front: Front) -> Result<Self, PlatformError> {
        let app = App::new()?;
        fonts::stand_in();
        let pictures = Pictures::new(front.media);
        settings::dress(&app, &front.content, &pictures);
        let visitor = Rc::new(Visitor {
            item: ItemScreen::new(&app.global::<ItemAdapter>()),
            comment: CommentScreen::default(),
            admin: AdminScreen::default(),
            promise: Promise::default(),
            receipt: Receipt::default(),
            results: Results::default(),
            ticket: TicketScreen::default(),
            machine: RefCell::new(Machine::new(front.content, front.rng)),
            taps: RefCell::default(),
            keeper: RefCell::new(front.keeper),
            clock: front.clock,
            pictures,
            navigation: Navigation::default(),
            hours: Hours::default(),
            settings: Settings::default(),
            focus: Focus::default(),
            speech: SpeechScreen::new(front.voice),
            confirm: Timer::default(),
            waiting: RefCell::default(),
            app,
        });
        Visitor::connect(&visitor);
        visitor.refresh();

        let beat = Timer::default();
        let weak = Rc::downgrade(&visitor);
        beat.start(TimerMode::Repeated, BEAT, move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.beat();
            }
        });
        Ok(Self { visitor, _beat: beat })
    }

    /// The window.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.visitor.app
    }

    /// Shows the window until it is closed.
    ///
    /// # Errors
    /// The platform's own.
    pub fn run(&self) -> Result<(), PlatformError> {
        self.visitor.app.run()
    }
}

/// Whoever stands at the window, and everything that must be gone when they leave.
pub(super) struct Visitor {
    app: App,
    machine: RefCell<Machine<StdRng>>,
    taps: RefCell<Taps>,
    keeper: RefCell<Box<dyn Keeper>>,
    clock: Rc<dyn Clock>,
    pictures: Pictures,
    navigation: Navigation,
    hours: Hours,
    item: ItemScreen,
    comment: CommentScreen,
    admin: AdminScreen,
    promise: Promise,
    receipt: Receipt,
    results: Results,
    ticket: TicketScreen,
    settings: Settings,
    focus: Focus,
    speech: SpeechScreen,
    /// Fires when a marked single choice counts as chosen.
    confirm: Timer,
    /// Changed content that waits for the visit to end.
    waiting: RefCell<Option<Arc<Content>>>,
}

impl Visitor {
    fn connect(visitor: &Rc<Self>) {
        Navigation::connect(visitor);
        Hours::connect(visitor);
        Settings::connect(visitor);
        Focus::connect(visitor);
        SpeechScreen::connect(visitor);
        ItemScreen::connect(visitor);
        CommentScreen::connect(visitor);
        AdminScreen::connect(visitor);
        Promise::connect(visitor);
        Receipt::connect(visitor);
        Results::connect(visitor);
        TicketScreen::connect(visitor);
        choose::connect(visitor);
        cohort::connect(visitor);
        thanks::connect(visitor);
        let adapter = visitor.app.global::<TapsAdapter>();
        let weak = Rc::downgrade(visitor);
        adapter.on_accept(move |x, y| {
            weak.upgrade().is_some_and(|visitor| {
                visitor.focus.touched();
                visitor.notice();
                visitor.taps.borrow_mut().accept(x, y, visitor.clock.elapsed())
            })
        });
        let weak = Rc::downgrade(visitor);
        adapter.on_fingered(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.focus.touched();
            }
        });
        let weak = Rc::downgrade(visitor);
        adapter.on_touched(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.send(Event::Touch);
            }
        });
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn focus(&self) -> &Focus {
        &self.focus
    }

    pub fn speech(&self) -> &SpeechScreen {
        &self.speech
    }

    /// The language of the visit.
    pub fn language(&self) -> Language {
        self.machine.borrow().language().clone()
    }

    pub fn admin(&self) -> &AdminScreen {
        &self.admin
    }

    /// Asks whoever looks after the kiosk, if there is somebody.
    pub fn with_steward<T>(&self, ask: impl FnOnce(&mut dyn Steward) -> T) -> Option<T> {
        self.keeper.borrow_mut().steward().map(ask)
    }

    /// Time since some fixed moment.
    pub fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    pub fn comment(&self) -> &CommentScreen {
        &self.comment
    }

    /// On a comment item: what is written so far.
    pub fn draft(&self) -> Option<Draft> {
        self.machine.borrow().draft().cloned()
    }

    /// On a comment item: a phrase to tap, in the language of the visit.
    pub fn phrase(&self, index: usize) -> Option<String> {
        let machine = self.machine.borrow();
        let ItemKind::Comment { phrases } = &machine.item()?.kind else { return None };
        phrases.get(index).map(|phrase| phrase.in_language(machine.language()).to_owned())
    }

    /// Hands an event to the visit and shows what comes of it.
    pub fn send(self: &Rc<Self>, event: Event) {
        self.admin.touch(self.clock.elapsed());
        let confirms = matches!(event, Event::Tap(_));
        self.handle(event);
        if confirms {
            let weak = Rc::downgrade(self);
            self.confirm.start(TimerMode::SingleShot, CONFIRMED, move || {
                if let Some(visitor) = weak.upgrade() {
                    visitor.handle(Event::Tick);
                }
            });
        }
    }

    /// Whoever taps is there, also where the visit is asked for nothing, as by what scrolls a page.
    fn notice(&self) {
        self.admin.touch(self.clock.elapsed());
        self.machine.borrow_mut().handle(Event::Touch, self.now());
    }

    fn handle(self: &Rc<Self>, event: Event) {
        let now = self.now();
        self.machine.borrow_mut().set_beside(self.beside());
        let finished = self.machine.borrow_mut().handle(event, now);
        if let Some(visit) = finished {
            let of = (visit.pack.clone(), visit.comments.len(), visit.burst);
            let guessed = visit.answers.clone();
            let increments = self.keeper.borrow_mut().keep(visit);
            self.machine.borrow_mut().stored(increments.is_some(), self.now());
            let customers = self.keeper.borrow().customers(&of.0);
            // Who has guessed what customers say is told at once: that is what it was for.
            if guessed.iter().any(|(item, _)| customers.iter().any(|(said, _)| said == item)) {
                self.machine.borrow_mut().handle(Event::Results, self.now());
                self.results.reveal(of.0.clone(), guessed, customers);
            } else {
                self.results.keep(of.0.clone(), self.keeper.borrow().recent(&of.0));
            }
            self.receipt.keep(of, increments.unwrap_or_default());
        }
        self.refresh();
    }

    fn beside(&self) -> Beside {
        if self.settings.is_picking() || self.speech.is_choosing() {
            Beside::Sets
        } else if self.speech.is_on() {
            Beside::Listens
        } else {
            Beside::Nothing
        }
    }

    /// Takes a draw ticket out: durable before it is shown, and in no place that the visit was in.
    pub fn take_ticket(self: &Rc<Self>) {
        let pack = self.machine.borrow().offers_ticket().cloned();
        let Some(pack) = pack else { return };
        let taken = self.keeper.borrow_mut().ticket(&pack);
        if let Some(ticket) = taken {
            self.ticket.keep(pack, ticket);
            self.send(Event::Ticket);
        }
    }

    fn beat(self: &Rc<Self>) {
        let can_store = self.keeper.borrow_mut().heartbeat();
        let now = self.now();
        self.machine.borrow_mut().set_can_store(can_store, now);
        if self.machine.borrow().is_between_visits() {
            self.keeper.borrow_mut().between_visits();
        }
        self.take_over_content();
        self.admin.tick(now.elapsed);
        if self.machine.borrow().is_left(now) {
            self.settings.reset();
            self.speech.reset();
        }
        if matches!(self.machine.borrow().screen(), Screen::Attract | Screen::Resting) {
            drift::walk(&self.app, now.elapsed);
        }
        self.handle(Event::Tick);
    }

    /// Shows changed content as soon as nobody is in the middle of a visit.
    pub fn take_over_content(&self) {
        let mut waiting = self.waiting.borrow_mut();
        let changed = self.keeper.borrow_mut().changed();
        if let Some(content) = changed {
            *waiting = Some(content);
            if self.keeper.borrow().interrupts() {
                let now = self.now();
                self.machine.borrow_mut().handle(Event::StartOver, now);
            }
        }
        let taken =
            waiting.as_ref().is_some_and(|content| self.machine.borrow_mut().replace_content(Arc::clone(content)));
        if taken && let Some(content) = waiting.take() {
            self.pictures.forget(self.keeper.borrow().media());
            settings::dress(&self.app, &content, &self.pictures);
        }
    }

    fn now(&self) -> Now {
        Now { elapsed: self.clock.elapsed(), today: self.clock.wall().date() }
    }

    /// Fills every global from the visit.
    pub fn refresh(self: &Rc<Self>) {
        self.fill();
        Focus::follow(self);
        SpeechScreen::follow(self);
    }

    fn fill(&self) {
        let machine = self.machine.borrow();
        let view = View { app: &self.app, machine: &machine, now: self.now(), pictures: &self.pictures };
        self.settings.fill(&view);
        let starting = self.with_steward(|steward| steward.volume()).unwrap_or_default();
        self.speech.fill(&view, starting, self.admin.is_open());
        attract::fill(&view, &self.keeper.borrow().contests());
        choose::fill(&view);
        cohort::fill(&view);
        feedback::fill(&view);
        advice::fill(&view);
        thanks::fill(&view);
        self.hours.fill(&view, self.clock.wall().time(), self.keeper.borrow().interrupts());
        self.navigation.fill(&view, self.admin.is_open(), self.hours.is_asleep());
        self.item.fill(&view, self.navigation.step());
        self.promise.fill(&view);
        self.receipt.fill(&view);
        self.results.fill(&view);
        self.ticket.fill(&view);
        self.comment.fill(&view, self.navigation.step());
        self.admin.fill(&view, self.keeper.borrow_mut().steward());
    }
}
