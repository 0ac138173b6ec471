//! Reading the screen aloud: each page as it comes, what changes on it, and where the keyboard's focus is.
//!
//! What is read is the tree that assistive technology is shown. What somebody answered or wrote is read back only when they
//! ask for it: somebody may have pulled the headset out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use i_slint_core::items::{AccessibleRole, ItemRc};
use slint::{ComponentHandle, SharedString, Timer, TimerMode};
use zeroize::Zeroizing;

use super::generated::{App, Pace, SpeechAdapter, Spoken, VisitAdapter};
use super::layer::Layer;
use super::post::Visitor;
use super::tree::{self, Element};
use super::view::{View, count};
use crate::speech::{Rate, Utterance, Voice, Volume};
use crate::visit::{Event, Screen};
use crate::vocabulary::Language;

/// After the focus has settled, so that one sentence tells of both.
const SETTLED: Duration = Duration::from_millis(60);
/// Seconds left at which a countdown is told again; each of them would be nothing but numbers.
const TOLD: [i32; 2] = [10, 5];

/// Makes the voice, the first time that the configuration wants one.
pub type FindVoice = Box<dyn Fn() -> Box<dyn Voice>>;

/// Fills `SpeechAdapter`; everything it knows goes with the visit.
pub(super) struct SpeechScreen {
    find: FindVoice,
    voice: RefCell<Option<Box<dyn Voice>>>,
    on: Cell<bool>,
    rate: Cell<Rate>,
    /// How loud it begins, and how loud whoever listens has made it.
    starting: Cell<Volume>,
    volume: Cell<Option<Volume>>,
    /// Whether that was just done, and is to be told.
    turned: Cell<bool>,
    /// Whether whoever looks after the kiosk has heard how loud it begins.
    sampled: Cell<bool>,
    choosing: Cell<bool>,
    /// Whether a visit has run since speech was last turned off for the next person.
    visited: Cell<bool>,
    /// Whether somebody wants to hear the screen once more, with what they chose and wrote.
    asked: Cell<bool>,
    said: RefCell<Option<Said>>,
    soon: Timer,
}

/// What was told last, to tell what is new from it.
struct Said {
    layer: Layer,
    language: Language,
    texts: Vec<SharedString>,
    focus: Option<Focused>,
    seconds: i32,
}

/// What is known of the control that has the keyboard's focus.
struct Focused {
    item: ItemRc,
    label: SharedString,
    checked: Option<bool>,
}

impl Said {
    fn of(app: &App, language: Language, elements: &[Element]) -> Self {
        let focus = tree::focused_among(app, elements).map(|at| Focused {
            item: elements[at].item.clone(),
            label: elements[at].label.clone(),
            checked: elements[at].checked,
        });
        Self {
            layer: Layer::of(app),
            language,
            texts: elements.iter().filter(|element| is_told(element, false)).map(|text| text.label.clone()).collect(),
            focus,
            seconds: app.global::<VisitAdapter>().get_seconds_left(),
        }
    }
}

impl SpeechScreen {
    pub fn new(find: FindVoice) -> Self {
        Self {
            find,
            voice: RefCell::default(),
            on: Cell::default(),
            rate: Cell::default(),
            starting: Cell::default(),
            volume: Cell::default(),
            turned: Cell::default(),
            sampled: Cell::default(),
            choosing: Cell::default(),
            visited: Cell::default(),
            asked: Cell::default(),
            said: RefCell::default(),
            soon: Timer::default(),
        }
    }

    pub fn connect(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<SpeechAdapter>();
        let act = |act: fn(&Self)| {
            let weak = Rc::downgrade(visitor);
            move || {
                if let Some(visitor) = weak.upgrade() {
                    act(visitor.speech());
                    visitor.send(Event::Touch);
                }
            }
        };
        adapter.on_open(act(|speech| {
            speech.turn_on();
            speech.choosing.set(true);
        }));
        adapter.on_close(act(|speech| speech.choosing.set(false)));
        adapter.on_stop(act(SpeechScreen::reset));
        adapter.on_again(act(|speech| {
            speech.choosing.set(false);
            if speech.on.get() {
                speech.asked.set(true);
            } else {
                speech.turn_on();
            }
        }));
        adapter.on_louder(act(|speech| speech.turn(Volume::louder)));
        adapter.on_softer(act(|speech| speech.turn(Volume::softer)));
        let weak = Rc::downgrade(visitor);
        adapter.on_set_pace(move |pace| {
            if let Some(visitor) = weak.upgrade() {
                visitor.speech().rate.set(match pace {
                    Pace::Slow => Rate::Slow,
                    Pace::Usual => Rate::Usual,
                    Pace::Fast => Rate::Fast,
                });
                visitor.send(Event::Touch);
            }
        });
    }

    pub fn is_on(&self) -> bool {
        self.on.get()
    }

    /// Whether its own page is shown.
    pub fn is_choosing(&self) -> bool {
        self.choosing.get()
    }

    /// Lets nobody who comes next hear anything of this.
    pub fn reset(&self) {
        self.visited.set(false);
        self.choosing.set(false);
        self.rate.set(Rate::default());
        self.volume.set(None);
        self.turned.set(false);
        self.asked.set(false);
        self.said.replace(None);
        self.soon.stop();
        if self.on.replace(false)
            && let Some(voice) = self.voice.borrow().as_ref()
        {
            voice.forget();
        }
    }

    fn turn_on(&self) {
        if self.voice.borrow().as_ref().is_some_and(|voice| voice.is_available()) {
            self.on.set(true);
        }
    }

    fn volume(&self) -> Volume {
        self.volume.get().unwrap_or(self.starting.get())
    }

    fn turn(&self, step: fn(Volume) -> Volume) {
        if self.on.get() {
            self.volume.set(Some(step(self.volume())));
            self.turned.set(true);
        }
    }

    /// Lets whoever looks after the kiosk hear how loud the voice begins from now on.
    pub fn sample(&self, visitor: &Visitor, volume: Volume) {
        self.starting.set(volume);
        self.volume.set(None);
        if self.on.get() {
            self.turned.set(true);
            return;
        }
        self.sampled.set(true);
        let words = visitor.app().global::<Spoken>().invoke_sample(percent(volume));
        self.say(&words, visitor.language());
    }

    /// `starting` is how loud the voice begins, and `tended` whether the panel is open.
    pub fn fill(&self, view: &View, starting: Volume, tended: bool) {
        self.starting.set(starting);
        if !tended
            && self.sampled.replace(false)
            && !self.on.get()
            && let Some(voice) = self.voice.borrow().as_ref()
        {
            voice.forget();
        }
        let wanted = view.machine.content().kiosk.screen.speech;
        if wanted && self.voice.borrow().is_none() {
            self.voice.replace(Some((self.find)()));
        }
        let available = wanted && self.voice.borrow().as_ref().is_some_and(|voice| voice.is_available());
        if matches!(view.machine.screen(), Screen::Attract | Screen::Resting) {
            if self.visited.get() {
                self.reset();
            }
        } else {
            self.visited.set(true);
        }
        if !available && self.on.get() {
            self.reset();
        }
        let adapter = view.app.global::<SpeechAdapter>();
        adapter.set_available(available);
        adapter.set_on(self.on.get());
        adapter.set_choosing(self.choosing.get());
        adapter.set_volume(percent(self.volume()));
        adapter.set_pace(match self.rate.get() {
            Rate::Slow => Pace::Slow,
            Rate::Usual => Pace::Usual,
            Rate::Fast => Pace::Fast,
        });
    }

    /// Looks what there is to say, once what changed is there.
    pub fn follow(visitor: &Rc<Visitor>) {
        if !visitor.speech().on.get() {
            return;
        }
        let weak = Rc::downgrade(visitor);
        visitor.speech().soon.start(TimerMode::SingleShot, SETTLED, move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.speech().look(&visitor);
            }
        });
    }

    fn look(&self, visitor: &Visitor) {
        let app = visitor.app();
        let elements = tree::elements(app);
        let now = Said::of(app, visitor.language(), &elements);
        let (asked, turned) = (self.asked.replace(false), self.turned.replace(false));
        let words = match self.said.take() {
            _ if asked => page(app, &elements, true),
            None => sentences(&[app.global::<Spoken>().invoke_welcome(), page(app, &elements, false)]),
            Some(before) if before.layer != now.layer || before.language != now.language => page(app, &elements, false),
            Some(_) if turned => app.global::<Spoken>().invoke_volume(percent(self.volume())),
            Some(before) => sentences(&changes(app, &before, &now, &elements)),
        };
        self.say(&words, now.language.clone());
        self.said.replace(Some(now));
    }

    fn say(&self, words: &str, language: Language) {
        if words.is_empty() {
            return;
        }
        if let Some(voice) = self.voice.borrow().as_ref() {
            let (rate, volume) = (self.rate.get(), self.volume());
            voice.say(Utterance { text: Zeroizing::new(words.to_owned()), language, rate, volume });
        }
    }

    /// A key was pressed: whoever does that has heard enough.
    pub fn hush(&self) {
        if self.on.get()
            && let Some(voice) = self.voice.borrow().as_ref()
        {
            voice.hush();
        }
    }
}

fn percent(volume: Volume) -> i32 {
    volume.percent().into()
}

/// Whether an element is words that are read with their page; `asked` is whether somebody wants all of it.
fn is_told(element: &Element, asked: bool) -> bool {
    let words = matches!(element.role, AccessibleRole::Text | AccessibleRole::Image | AccessibleRole::TextInput);
    words && !element.label.is_empty() && (asked || !element.quiet)
}

/// A whole page: what there is to read, the answers, and what else can be done.
fn page(app: &App, elements: &[Element], asked: bool) -> SharedString {
    let spoken = app.global::<Spoken>();
    let mut parts = Vec::new();
    let mut keys = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        if element.is_within(AccessibleRole::Groupbox) {
            continue;
        }
        if element.is_option() {
            parts.push(option(&spoken, elements, at, asked));
        } else if is_told(element, asked) {
            parts.push(element.label.clone());
            if asked && element.role == AccessibleRole::TextInput {
                parts.push(element.value.clone());
            }
        } else if element.is_control() && element.enabled {
            keys.push(element.label.as_str());
        }
    }
    if !keys.is_empty() {
        parts.push(spoken.invoke_keys(keys.join(", ").into()));
    }
    parts.extend(tree::focused_among(app, elements).map(|at| control(&spoken, elements, at, asked)));
    sentences(&parts)
}

/// An answer with its place, which is the digit that chooses it.
fn option(spoken: &Spoken, elements: &[Element], at: usize, asked: bool) -> SharedString {
    let element = &elements[at];
    let place = elements[..at].iter().filter(|other| other.is_option()).count() + 1;
    let of = elements.iter().filter(|other| other.is_option()).count();
    let words = spoken.invoke_option(count(place), count(of), element.label.clone());
    let value = (asked && !element.value.is_empty()).then(|| element.value.clone());
    let chosen = (asked && element.checked == Some(true)).then(|| spoken.invoke_chosen());
    let parts: Vec<_> = [Some(words), Some(element.description.clone()), value, chosen].into_iter().flatten().collect();
    sentences(&parts)
}

/// What is new on a page that was read already.
fn changes(app: &App, before: &Said, now: &Said, elements: &[Element]) -> Vec<SharedString> {
    let spoken = app.global::<Spoken>();
    let mut parts = Vec::new();
    if let (Some(focus), Some(at)) = (&now.focus, tree::focused_among(app, elements)) {
        match &before.focus {
            Some(was) if was.item == focus.item && was.label == focus.label => {
                if was.checked != focus.checked {
                    parts.push(state(&spoken, &elements[at]));
                }
            }
            // Whoever goes there asks what is there.
            _ => parts.push(control(&spoken, elements, at, true)),
        }
    }
    if now.seconds != before.seconds && TOLD.contains(&now.seconds) {
        parts.push(spoken.invoke_seconds(now.seconds));
    }
    let counting = now.seconds > 0;
    let fresh = now.texts.iter().filter(|text| !counting && !before.texts.contains(text));
    parts.extend(fresh.cloned());
    parts
}

/// What has the keyboard's focus.
fn control(spoken: &Spoken, elements: &[Element], at: usize, asked: bool) -> SharedString {
    let element = &elements[at];
    if element.is_option() {
        return option(spoken, elements, at, asked);
    }
    let state = match (element.enabled, element.checked) {
        (false, _) => spoken.invoke_unavailable(),
        (true, Some(_)) => state(spoken, element),
        (true, None) => SharedString::default(),
    };
    sentences(&[element.label.clone(), element.description.clone(), state])
}

/// Whether something is chosen, or on; not what it is, which was just heard.
fn state(spoken: &Spoken, element: &Element) -> SharedString {
    match (element.is_option(), element.checked == Some(true)) {
        (true, true) => spoken.invoke_chosen(),
        (true, false) => spoken.invoke_not_chosen(),
        (false, true) => spoken.invoke_switched_on(),
        (false, false) => spoken.invoke_switched_off(),
    }
}

/// Parts that are there, each to be heard as a sentence of its own.
fn sentences(parts: &[SharedString]) -> SharedString {
    let mut words = Zeroizing::new(String::new());
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(part);
        if part.ends_with(char::is_alphanumeric) {
            words.push('.');
        }
    }
    words.as_str().into()
}
