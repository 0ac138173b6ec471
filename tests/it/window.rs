//! The real program in a real window: tapped from outside, cut, exported, and the counts are there.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use x11::connection::Connection;
use x11::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt, ImageFormat, MOTION_NOTIFY_EVENT,
};
use x11::protocol::xtest::ConnectionExt as _;
use x11::rust_connection::RustConnection;

const WIDTH: u16 = 1080;
const HEIGHT: u16 = 1920;
/// However slow the machine is, a screen that has not come by then does not come.
const PATIENCE: Duration = Duration::from_mins(1);
/// The paper white of cards and the accent of the one primary button, in the light scheme.
const SURFACE: [u8; 3] = [0xff, 0xff, 0xff];
const ACCENT: [u8; 3] = [0x0a, 0x51, 0x52];
const SUN: [u8; 3] = [0xf2, 0xb8, 0x4b];

/// A process that ends with the test, however the test ends.
pub struct Ends(pub Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A screen without a panel, and a hand in front of it.
pub struct Display {
    pub connection: RustConnection,
    pub root: u32,
    pub name: String,
    _server: Ends,
}

/// Where something is, in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Place {
    fn width(self) -> usize {
        self.right - self.left
    }

    fn height(self) -> usize {
        self.bottom - self.top
    }
}

impl Display {
    pub fn start() -> Self {
        let screen = format!("{WIDTH}x{HEIGHT}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &screen])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is one of the packages that ./test installs");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        let (connection, screen) = RustConnection::connect(Some(&name)).unwrap();
        let root = connection.setup().roots[screen].root;
        Self { connection, root, name, _server: Ends(server) }
    }

    fn pixels(&self) -> Vec<u8> {
        let whole = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, WIDTH, HEIGHT, u32::MAX).unwrap();
        whole.reply().unwrap().data
    }

    fn tap(&self, place: Place) {
        let x = i16::try_from(usize::midpoint(place.left, place.right)).unwrap();
        let y = i16::try_from(usize::midpoint(place.top, place.bottom)).unwrap();
        for (event, detail) in [(MOTION_NOTIFY_EVENT, 0), (BUTTON_PRESS_EVENT, 1), (BUTTON_RELEASE_EVENT, 1)] {
            self.connection.xtest_fake_input(event, detail, 0, self.root, x, y, 0).unwrap();
        }
        self.connection.flush().unwrap();
    }

    /// Waits until the screen has kept still and shows what `look` looks for.
    fn wait<T>(&self, what: &str, look: impl Fn(&[u8]) -> Option<T>) -> T {
        let since = Instant::now();
        let mut before = self.pixels();
        loop {
            std::thread::sleep(Duration::from_millis(100));
            let now = self.pixels();
            if now == before
                && let Some(found) = look(&now)
            {
                return found;
            }
            assert!(since.elapsed() < PATIENCE, "{what} did not come");
            before = now;
        }
    }

    fn wait_for_cards(&self, what: &str, count: usize) -> Vec<Place> {
        self.wait(what, |pixels| Some(cards(pixels)).filter(|cards| cards.len() == count))
    }

    fn wait_for_primary(&self, what: &str) -> Place {
        self.wait(what, primary)
    }
}

/// The wide white cards, from the top.
fn cards(pixels: &[u8]) -> Vec<Place> {
    let wide = |place: &Place| place.width() > usize::from(WIDTH) / 2 && place.height() > 60;
    let mut cards: Vec<Place> = areas(pixels, SURFACE).into_iter().filter(wide).collect();
    cards.sort_by_key(|card| card.top);
    cards
}

/// The primary button: the largest area of accent at the foot. An answer just tapped, above it, is accent as well.
fn primary(pixels: &[u8]) -> Option<Place> {
    let foot = usize::from(HEIGHT) * 2 / 3;
    let wide = |place: &Place| place.width() > usize::from(WIDTH) / 3 && place.height() > 80 && place.top > foot;
    areas(pixels, ACCENT).into_iter().filter(wide).max_by_key(|place| place.width() * place.height())
}

/// Whether the large dot that listens is there: before a visit and after it, and on no screen within.
fn dot(pixels: &[u8]) -> bool {
    areas(pixels, SUN).iter().any(|place| place.width() > 80 && place.height() > 80)
}

/// The connected areas of one colour.
fn areas(pixels: &[u8], colour: [u8; 3]) -> Vec<Place> {
    let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
    let is = |at: usize| {
        let [blue, green, red] = [pixels[4 * at], pixels[4 * at + 1], pixels[4 * at + 2]];
        [red, green, blue] == colour
    };
    let mut seen = vec![false; width * height];
    let mut areas = Vec::new();
    for start in 0..width * height {
        if seen[start] || !is(start) {
            continue;
        }
        let mut place = Place { left: width, top: height, right: 0, bottom: 0 };
        let mut open = vec![start];
        seen[start] = true;
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            place.left = place.left.min(x);
            place.right = place.right.max(x);
            place.top = place.top.min(y);
            place.bottom = place.bottom.max(y);
            let neighbours = [
                (x > 0).then(|| at - 1),
                (x + 1 < width).then(|| at + 1),
                (y > 0).then(|| at - width),
                (y + 1 < height).then(|| at + width),
            ];
            for next in neighbours.into_iter().flatten() {
                if !seen[next] && is(next) {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        areas.push(place);
    }
    areas
}

pub const KIOSK: &str = r#"
organisation = "Harbour Coffee"
site = "harbour-road"
languages = ["en"]
time_zone = "UTC"
headcount = 40
[privacy]
k = 5
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
"#;

pub const QUIZ: &str = r#"
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
id = "milk"
type = "single"
text = "How warm is milk for a cappuccino?"
options = [ { id = "hot", text = "85 °C" }, { id = "warm", text = "60 °C", correct = true } ]
explain = "Hotter, and it loses its sweetness."
"#;

pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
    command.arg("--config").arg(folder.join("config")).arg("--data").arg(folder.join("data"));
    command
}

fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_pulse_and_a_quiz_tapped_from_outside_are_in_the_export() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("config/packs");
    fs::create_dir_all(&packs).unwrap();
    fs::write(folder.path().join("config/kiosk.toml"), KIOSK).unwrap();
    fs::write(packs.join("a-pulse.toml"), PULSE).unwrap();
    fs::write(packs.join("b-quiz.toml"), QUIZ).unwrap();

    let display = Display::start();
    let kiosk = program(folder.path())
        .args(["--simulated", "--seed", "1", "--now", "2026-11-16T09:00"])
        .arg("kiosk")
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .spawn()
        .map(Ends)
        .unwrap();
    tap_through_both(&display);
    drop(kiosk);

    // Four colleagues a day on paper, on the two days after, so that there are enough.
    let mut sheet = String::from("visit,pack,item,response,at\n");
    for (visit, (day, hour)) in [(17, 9), (17, 10), (17, 11), (18, 9), (18, 10), (18, 11)].into_iter().enumerate() {
        let at = format!("2026-11-{day}T{hour:02}:00:00");
        for (pack, item, response) in [
            ("a-pulse", "today", if visit < 3 { "1" } else { "3" }),
            ("b-quiz", "espresso", "ten"),
            ("b-quiz", "milk", "warm"),
        ] {
            use std::fmt::Write;
            writeln!(sheet, "{pack}{visit},{pack},{item},{response},{at}").unwrap();
        }
    }
    fs::write(folder.path().join("paper.csv"), sheet).unwrap();
    succeed(program(folder.path()).arg("enter").arg(folder.path().join("paper.csv")));
    succeed(program(folder.path()).args(["--now", "2026-11-23T09:00", "release"]));
    let out = folder.path().join("cells.json");
    succeed(program(folder.path()).args(["export", "--format", "json", "--out"]).arg(&out));

    let export: Value = serde_json::from_slice(&fs::read(out).unwrap()).unwrap();
    let counts = |item: &str| -> Vec<(String, i64)> {
        let cells = export["cells"].as_array().unwrap().iter().filter(|cell| cell["item"] == item);
        cells
            .map(|cell| (cell["response"].as_str().unwrap().to_owned(), cell["cell_count"].as_i64().unwrap()))
            .collect()
    };
    let expected = |cells: &[(&str, i64)]| -> Vec<(String, i64)> {
        cells.iter().map(|(response, count)| ((*response).to_owned(), *count)).collect()
    };
    let some = |item: &str| counts(item).into_iter().filter(|(_, count)| *count != 0).collect::<Vec<_>>();
    // The topmost face is the best one. The quiz was tapped: the right espresso, the wrong milk. Beside each answer stands
    // how the other question went.
    assert_eq!(counts("today"), expected(&[("1", 3), ("2", 0), ("3", 3), ("4", 0), ("5", 1)]));
    assert_eq!(some("espresso"), expected(&[("ten|high", 6), ("twenty-five|low", 1)]));
    assert_eq!(some("milk"), expected(&[("hot|high", 1), ("warm|low", 6)]));
    assert!(export["cells"].as_array().unwrap().iter().all(|cell| cell["n"] == 7 && cell["simulated"] == true));
}

/// Begin, the pulse, its best face; begin again, the quiz, a right and a wrong answer.
fn tap_through_both(display: &Display) {
    display.tap(display.wait_for_primary("the greeting"));
    display.tap(display.wait_for_cards("the choice", 2)[0]);
    display.tap(display.wait_for_cards("the faces", 5)[0]);
    // Thanks come and go by themselves.
    display.wait("the greeting after thanks", |pixels| dot(pixels).then_some(()));
    display.tap(display.wait_for_primary("done, or the greeting again"));
    let shown = display.wait("the greeting, or the choice", |pixels| {
        Some(cards(pixels)).filter(|cards| cards.len() == 2 || dot(pixels))
    });
    if shown.len() != 2 {
        display.tap(display.wait_for_primary("the greeting"));
    }
    display.tap(display.wait_for_cards("the choice", 2)[1]);
    display.tap(display.wait_for_cards("the first quiz item", 3)[1]);
    display.tap(display.wait_for_primary("its feedback"));
    display.tap(display.wait_for_cards("the second quiz item", 2)[0]);
    display.tap(display.wait_for_primary("its feedback"));
    display.wait("the listening dot of thanks or of the greeting", |pixels| dot(pixels).then_some(()));
}
