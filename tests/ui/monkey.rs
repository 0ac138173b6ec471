//! Whatever is done to the glass and the keys, in whatever order: nothing breaks, nothing sticks, and no memory is kept.

use std::fs;
use std::time::Duration;

use i_slint_core::input::TouchPhase;
use i_slint_core::lengths::LogicalPoint;
use i_slint_core::platform::InternalEvent;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, SharedString};

use crate::office::Office;
use crate::stage::Stage;

const EVENTS: usize = 50_000;
const FINGERS: usize = 10;
/// Memory is looked at after so many events each.
const STRETCH: usize = 5_000;
/// By then every page has been drawn in every language and caches are full.
const WARM: usize = 35_000;
/// Memory grows by pages that are given back late, and by nothing that adds up: one kilobyte an event would be twice this.
const MOST_GROWTH: usize = 8 * 1024 * 1024;
const SIZE: (f32, f32) = (1080.0, 1920.0);

const KEYS: [Key; 14] = [
    Key::Tab,
    Key::Tab,
    Key::Backtab,
    Key::Return,
    Key::Return,
    Key::Space,
    Key::Escape,
    Key::Backspace,
    Key::Delete,
    Key::UpArrow,
    Key::DownArrow,
    Key::LeftArrow,
    Key::RightArrow,
    Key::F4,
];

/// Somebody without sense, who does the same things again for the same seed.
struct Monkey<'a> {
    stage: &'a Stage,
    rng: StdRng,
    /// Which fingers are on the glass, and where.
    fingers: [Option<(f32, f32)>; FINGERS],
}

impl Monkey<'_> {
    fn place(&mut self) -> (f32, f32) {
        (self.rng.random_range(-5.0..SIZE.0 + 5.0), self.rng.random_range(-5.0..SIZE.1 + 5.0))
    }

    fn send(&self, event: WindowEvent) {
        self.stage.app().window().dispatch_event(event);
    }

    fn finger(&self, id: usize, (x, y): (f32, f32), phase: TouchPhase) {
        let id = i32::try_from(id).unwrap();
        self.send(WindowEvent::internal(InternalEvent::Touch { id, position: LogicalPoint::new(x, y), phase }));
    }

    fn tap(&mut self) {
        let place = self.place();
        self.finger(0, place, TouchPhase::Started);
        self.finger(0, place, TouchPhase::Ended);
        self.fingers[0] = None;
    }

    /// Puts a finger down, moves it or takes it away.
    fn fumble(&mut self) {
        let (id, place) = (self.rng.random_range(0..FINGERS), self.place());
        match self.fingers[id] {
            None => {
                self.finger(id, place, TouchPhase::Started);
                self.fingers[id] = Some(place);
            }
            Some(_) if self.rng.random_bool(0.5) => {
                self.finger(id, place, TouchPhase::Moved);
                self.fingers[id] = Some(place);
            }
            Some(place) => self.lift(id, place),
        }
    }

    fn lift(&mut self, id: usize, place: (f32, f32)) {
        let phase = if self.rng.random_bool(0.9) { TouchPhase::Ended } else { TouchPhase::Cancelled };
        self.finger(id, place, phase);
        self.fingers[id] = None;
    }

    /// All ten at once, and away again.
    fn slap(&mut self) {
        for id in 0..FINGERS {
            let place = self.place();
            self.finger(id, place, TouchPhase::Started);
            self.fingers[id] = Some(place);
        }
        self.stage.pass(Duration::from_millis(80));
        self.let_go();
    }

    fn let_go(&mut self) {
        for id in 0..FINGERS {
            if let Some(place) = self.fingers[id] {
                self.lift(id, place);
            }
        }
    }

    fn mouse(&mut self) {
        let (x, y) = self.place();
        let position = LogicalPosition::new(x, y);
        let buttons = [PointerEventButton::Left, PointerEventButton::Right, PointerEventButton::Middle];
        let button = buttons[self.rng.random_range(0..buttons.len())];
        let delta_y = self.rng.random_range(-500.0..500.0);
        let event = match self.rng.random_range(0..5) {
            0 => WindowEvent::PointerPressed { position, button },
            1 => WindowEvent::PointerReleased { position, button },
            2 => WindowEvent::PointerMoved { position },
            3 => WindowEvent::PointerScrolled { position, delta_x: 0.0, delta_y },
            _ => WindowEvent::PointerExited,
        };
        self.send(event);
    }

    fn key(&mut self) {
        let text = if self.rng.random_bool(0.6) {
            SharedString::from(KEYS[self.rng.random_range(0..KEYS.len())])
        } else {
            let letters: Vec<char> = "aeinst 0123456789@.éß漢🙂".chars().collect();
            SharedString::from(letters[self.rng.random_range(0..letters.len())])
        };
        self.send(WindowEvent::WindowActiveChanged(true));
        self.send(WindowEvent::KeyPressed { text: text.clone() });
        if self.rng.random_bool(0.9) {
            self.send(WindowEvent::KeyReleased { text });
        }
    }

    fn act(&mut self) {
        match self.rng.random_range(0..1000) {
            0..400 => self.tap(),
            400..600 => self.fumble(),
            600..610 => self.slap(),
            610..700 => self.mouse(),
            700..880 => self.key(),
            880..985 => self.stage.pass(Duration::from_millis(self.rng.random_range(0..1200))),
            985..994 => self.stage.wait(self.rng.random_range(2..70)),
            994..998 => {
                self.let_go();
                self.stage.rest((20.0, 20.0), 3200);
            }
            _ => {
                let active = self.rng.random_bool(0.5);
                self.send(WindowEvent::WindowActiveChanged(active));
            }
        }
    }
}

/// Resident memory of this process, in bytes.
fn memory() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * rustix::param::page_size()
}

#[test]
fn fifty_thousand_events_without_sense_break_nothing_and_a_visit_works_afterwards() {
    let office = Office::new();
    let stage = office.start();
    let mut monkey = Monkey { stage: &stage, rng: StdRng::seed_from_u64(20_261_122), fingers: [None; FINGERS] };
    let mut memories = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for event in 0..EVENTS {
        monkey.act();
        if event % 250 == 0 {
            // Draws, and lets layouts run that nobody asked for.
            stage.picture();
            seen.extend(stage.labels());
        }
        if event % STRETCH == 0 {
            memories.push(memory());
        }
    }
    memories.push(memory());
    let growth = memories[EVENTS / STRETCH].saturating_sub(memories[WARM / STRETCH]);
    assert!(growth < MOST_GROWTH, "memory grew by {growth} bytes: {memories:?}");
    // The monkey has been about, or it shows nothing: in whatever language it had picked.
    let pages: [&[&str]; 4] = [
        &["What would you like to do?", "Was möchtest du tun?", "¿Qué te apetece hacer?"],
        &["The PIN, please."],
        &["I’m still here", "Ich bin noch da", "Sigo aquí", "Je suis là"],
        &["Choose your language", "Wähle deine Sprache", "Elige tu idioma", "Choisissez votre langue"],
    ];
    for page in pages {
        assert!(page.iter().any(|words| seen.contains(*words)), "{page:?} was never shown among {seen:?}");
    }

    monkey.let_go();
    monkey.send(WindowEvent::PointerReleased {
        position: LogicalPosition::new(1.0, 1.0),
        button: PointerEventButton::Left,
    });
    monkey.send(WindowEvent::PointerExited);
    monkey.send(WindowEvent::WindowActiveChanged(true));
    stage.wait(150);
    // Whichever teaser the first screen shows by then.
    assert!(stage.shows("Touch to begin"), "{:?}", stage.labels());
    stage.tap("Touch to begin");
    stage.tap("Coffee basics");
    stage.tap("Rather not say");
    stage.tap("Skip");
    stage.tap("Start over");
    assert!(stage.shows("Touch to begin"), "{:?}", stage.labels());
}
