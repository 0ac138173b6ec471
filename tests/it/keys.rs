//! The real window without a finger and without a look at it: keys go in, and what it says is listened to.

use std::fs;
use std::time::{Duration, Instant};

use x11::connection::Connection;
use x11::protocol::xproto::{ConnectionExt, KEY_PRESS_EVENT, KEY_RELEASE_EVENT};
use x11::protocol::xtest::ConnectionExt as _;

use crate::listener::Listener;
use crate::window::{Display, Ends, program};

/// However slow the machine is, what has not come by then does not come.
const PATIENCE: Duration = Duration::from_mins(1);
/// More presses than any page has controls.
const MOST: usize = 80;

/// X11's names of keys (`keysymdef.h`); of what has a letter it is that letter.
const DOWN: u32 = 0xff54;
const RETURN: u32 = 0xff0d;
const ESCAPE: u32 = 0xff1b;
const TAB: u32 = 0xff09;
const F1: u32 = 0xffbe;

const KIOSK: &str = r#"
organisation = "Harbour Coffee"
site = "harbour-road"
languages = ["en"]
time_zone = "UTC"
headcount = 40
[screen]
speech = true
"#;

const PULSE: &str = r#"
kind = "pulse"
title = "How is work today?"
minutes = 1
[privacy]
mechanism = "exact"
[[item]]
id = "today"
type = "smiley"
faces = 5
text = "How was your shift today?"
[[item]]
id = "why"
type = "multiple"
at_most = 2
text = "What made it so?"
options = [ { id = "team", text = "The team" }, { id = "rota", text = "The rota" }, { id = "till", text = "The till" } ]
"#;

const QUIZ: &str = r#"
kind = "quiz"
title = "Coffee basics"
minutes = 1
[[item]]
id = "espresso"
type = "single"
text = "How long does a good espresso run?"
options = [ { id = "ten", text = "10 s" }, { id = "twenty-five", text = "25 s", correct = true }, { id = "sixty", text = "60 s" } ]
explain = "Shorter is sour, longer is bitter."
[[item]]
id = "wish"
type = "comment"
text = "What should the next quiz ask?"
"#;

/// A person with a keypad and a headset.
struct Person<'a> {
    display: &'a Display,
    listener: &'a Listener,
    /// The keys of this display, and which one is first.
    keys: (u8, usize, Vec<u32>),
}

impl<'a> Person<'a> {
    fn before(display: &'a Display, listener: &'a Listener) -> Self {
        let setup = display.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = display.connection.get_keyboard_mapping(first, last - first + 1).unwrap().reply().unwrap();
        Self { display, listener, keys: (first, mapping.keysyms_per_keycode.into(), mapping.keysyms) }
    }

    fn press(&self, key: u32) {
        let (first, width, symbols) = &self.keys;
        let at =
            symbols.chunks(*width).position(|symbols| symbols.first() == Some(&key)).expect("a key of the display");
        let code = first + u8::try_from(at).unwrap();
        for event in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            self.display.connection.xtest_fake_input(event, code, 0, self.display.root, 0, 0, 0).unwrap();
        }
        self.display.connection.flush().unwrap();
    }

    /// Waits for words among those that came after the first `known`.
    fn hear_after(&self, known: usize, words: &str) -> bool {
        let since = Instant::now();
        loop {
            let heard = self.listener.heard();
            if heard.iter().skip(known).any(|said| said.contains(words)) {
                return true;
            }
            if since.elapsed() > PATIENCE {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key and waits for words.
    fn press_and_hear(&self, key: u32, words: &str) {
        let known = self.listener.heard().len();
        self.press(key);
        assert!(self.hear_after(known, words), "{words:?} does not come after {:?}", self.listener.heard().last());
    }

    /// Turns reading on; asked again where the window has no keyboard yet.
    fn listen(&self) {
        let since = Instant::now();
        let known = self.listener.heard().len();
        while !self.listener.heard().iter().skip(known).any(|said| said.contains("Touch to begin")) {
            assert!(since.elapsed() < PATIENCE, "{:?}", self.listener.heard().last());
            self.press(F1);
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// Goes down the page to the control that is called this.
    fn go_to(&self, key: u32, label: &str) {
        let sought = if label.ends_with('?') { label.to_owned() } else { format!("{label}.") };
        for _ in 0..MOST {
            // A page that comes in ends with what has the focus.
            let heard = self.listener.heard();
            if heard.last().is_some_and(|said| said.ends_with(&sought)) {
                return;
            }
            self.press(key);
            assert!(self.hear_after(heard.len(), ""), "nothing is said of what has the focus after {:?}", heard.last());
        }
        panic!("{label:?} is not on this page: {:?}", self.listener.heard().last());
    }
}

#[test]
fn a_pulse_and_a_quiz_with_a_comment_are_done_with_keys_alone_and_without_seeing_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("config/packs");
    fs::create_dir_all(&packs).unwrap();
    fs::write(folder.path().join("config/kiosk.toml"), KIOSK).unwrap();
    fs::write(packs.join("a-pulse.toml"), PULSE).unwrap();
    fs::write(packs.join("b-quiz.toml"), QUIZ).unwrap();
    let socket = folder.path().join("socket");
    let listener = Listener::start(&socket);

    let display = Display::start();
    let _kiosk = program(folder.path())
        .args(["--simulated", "--seed", "1", "--now", "2026-11-16T09:00"])
        .arg("kiosk")
        .env("DISPLAY", &display.name)
        .env("SPEECHD_ADDRESS", format!("unix_socket:{}", socket.display()))
        .env_remove("WAYLAND_DISPLAY")
        .spawn()
        .map(Ends)
        .unwrap();
    let person = Person::before(&display, &listener);

    person.listen();
    person.go_to(DOWN, "Touch to begin");
    person.press_and_hear(RETURN, "What would you like to do?");
    person.press_and_hear(u32::from(b'1'), "How was your shift today?");
    person.press_and_hear(u32::from(b'1'), "What made it so?");
    // Going back and coming again changes nothing.
    person.press_and_hear(ESCAPE, "How was your shift today?");
    person.press_and_hear(u32::from(b'5'), "What made it so?");
    person.go_to(DOWN, "2 of 3: The rota");
    person.press_and_hear(RETURN, "Chosen.");
    person.press_and_hear(u32::from(b'3'), "3 of 3: The till. Chosen.");
    person.go_to(TAB, "Next");
    person.press_and_hear(RETURN, "Thank you. We heard you.");

    // Whoever has gone is not read to; the next one turns it on again.
    person.go_to(DOWN, "Done");
    person.press(RETURN);
    person.listen();
    person.press_and_hear(u32::from(b'1'), "What would you like to do?");
    person.go_to(DOWN, "Coffee basics. 1 minute");
    person.press_and_hear(RETURN, "How long does a good espresso run?");
    person.press_and_hear(u32::from(b'2'), "That’s right.");
    person.go_to(DOWN, "Next");
    person.press_and_hear(RETURN, "What should the next quiz ask?");
    for letter in "milk".bytes() {
        person.press(letter.into());
    }
    assert!(
        !listener.heard().iter().any(|said| said.to_lowercase().contains("milk")),
        "what is written is not read out"
    );
    let known = listener.heard().len();
    person.press(F1);
    assert!(person.hear_after(known, "ilk"), "unless somebody asks: {:?}", listener.heard());
    person.go_to(DOWN, "Next");
    person.press_and_hear(RETURN, "1 of 1 right");
    person.go_to(DOWN, "What was stored?");
    person.press_and_hear(RETURN, "What your taps stored.");
    person.press_and_hear(F1, "How long does a good espresso run? 25 s");
}
