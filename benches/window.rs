//! The kiosk as its display sees it: from start to first frame, from tap to first changed pixel, memory after many visits,
//! and the processor while nobody is there; beside a bare window that answers a press with one filled rectangle.
//!
//! Needs `Xvfb` and the screen: `cargo bench --bench window`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a measurement that panics has failed")]
#![allow(clippy::print_stdout, reason = "what was measured is printed")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use x11::connection::Connection;
use x11::protocol::Event;
use x11::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ChangeGCAux, ConnectionExt, CreateGCAux, CreateWindowAux, EventMask,
    ImageFormat, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, Rectangle, WindowClass,
};
use x11::protocol::xtest::ConnectionExt as _;
use x11::rust_connection::RustConnection;

const WIDTH: u16 = 1080;
const HEIGHT: u16 = 1920;
const STARTS: usize = 7;
const TAPS: usize = 200;
const VISITS: usize = 200;
/// The middle of the first screen's main button, and of the topmost face after it.
const BEGIN: (i16, i16) = (540, 1512);
const FACE: (i16, i16) = (540, 667);
/// Where a change is waited for: a strip of that button, and one of that face. Small ones are quick to fetch.
const BUTTON_STRIP: Strip = Strip { x: 100, y: 1490, width: 200, height: 8 };
const FACE_STRIP: Strip = Strip { x: 100, y: 660, width: 200, height: 8 };
/// X11's name of the escape key.
const ESCAPE: u32 = 0xff1b;
/// Longer than any motion of the screen takes.
const STILL: Duration = Duration::from_millis(300);

const KIOSK: &str = r#"
organisation = "Harbour Coffee"
site = "harbour-road"
languages = ["en"]
time_zone = "UTC"
headcount = 40
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

#[derive(Clone, Copy)]
struct Strip {
    x: i16,
    y: i16,
    width: u16,
    height: u16,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A display of its own, and the hand and the eye in front of it.
struct Display {
    connection: RustConnection,
    root: u32,
    name: String,
    escape: u8,
    _server: Running,
}

impl Display {
    fn start() -> Self {
        let screen = format!("{WIDTH}x{HEIGHT}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &screen])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        let (connection, screen) = RustConnection::connect(Some(&name)).unwrap();
        let setup = connection.setup();
        let root = setup.roots[screen].root;
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let keys = connection.get_keyboard_mapping(first, last - first + 1).unwrap().reply().unwrap();
        let width = usize::from(keys.keysyms_per_keycode);
        let place = keys.keysyms.chunks(width).position(|symbols| symbols[0] == ESCAPE).unwrap();
        let escape = first + u8::try_from(place).unwrap();
        Self { connection, root, name, escape, _server: Running(server) }
    }

    fn pixels(&self, Strip { x, y, width, height }: Strip) -> Vec<u8> {
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, u32::MAX).unwrap();
        image.reply().unwrap().data
    }

    fn send(&self, event: u8, detail: u8, (x, y): (i16, i16)) {
        self.connection.xtest_fake_input(event, detail, 0, self.root, x, y, 0).unwrap();
        self.connection.flush().unwrap();
    }

    fn tap(&self, at: (i16, i16)) {
        self.send(MOTION_NOTIFY_EVENT, 0, at);
        self.send(BUTTON_PRESS_EVENT, 1, at);
        self.send(BUTTON_RELEASE_EVENT, 1, at);
    }

    fn escape(&self) {
        self.send(KEY_PRESS_EVENT, self.escape, (0, 0));
        self.send(KEY_RELEASE_EVENT, self.escape, (0, 0));
    }

    /// Waits until a strip is another one than it was; tells how long that took.
    fn change(&self, strip: Strip, was: &[u8]) -> Duration {
        let since = Instant::now();
        while self.pixels(strip) == was {
            assert!(since.elapsed() < Duration::from_secs(20), "nothing changes");
        }
        since.elapsed()
    }

    /// Waits until a strip has not changed for a while, and tells what it shows then.
    fn still(&self, strip: Strip) -> Vec<u8> {
        let (mut shown, mut since) = (self.pixels(strip), Instant::now());
        while since.elapsed() < STILL {
            thread::sleep(Duration::from_millis(10));
            let now = self.pixels(strip);
            if now != shown {
                (shown, since) = (now, Instant::now());
            }
        }
        shown
    }

    /// Taps again and again, each time on a screen that is still.
    fn taps(&self, back: impl Fn()) -> Vec<Duration> {
        let one = |_| {
            self.send(MOTION_NOTIFY_EVENT, 0, BEGIN);
            let was = self.still(BUTTON_STRIP);
            self.tap(BEGIN);
            let took = self.change(BUTTON_STRIP, &was);
            self.still(BUTTON_STRIP);
            back();
            took
        };
        sorted((0..TAPS).map(one).collect())
    }
}

/// A window that does as little as a window can: it fills one rectangle when it is pressed.
fn bare_window(name: &str) {
    let (connection, screen) = RustConnection::connect(Some(name)).unwrap();
    let screen = &connection.setup().roots[screen];
    let (window, gc) = (connection.generate_id().unwrap(), connection.generate_id().unwrap());
    let looks = CreateWindowAux::new()
        .background_pixel(screen.black_pixel)
        .override_redirect(1)
        .event_mask(EventMask::BUTTON_PRESS);
    let class = WindowClass::INPUT_OUTPUT;
    connection.create_window(0, window, screen.root, 0, 0, WIDTH, HEIGHT, 0, class, 0, &looks).unwrap();
    connection.create_gc(gc, window, &CreateGCAux::new()).unwrap();
    connection.map_window(window).unwrap();
    connection.flush().unwrap();
    let mut light = false;
    while let Ok(event) = connection.wait_for_event() {
        if let Event::ButtonPress(_) = event {
            light = !light;
            let colour = if light { screen.white_pixel } else { screen.black_pixel };
            connection.change_gc(gc, &ChangeGCAux::new().foreground(colour)).unwrap();
            let Strip { x, y, width, height } = BUTTON_STRIP;
            connection.poly_fill_rectangle(window, gc, &[Rectangle { x, y, width, height }]).unwrap();
            connection.flush().unwrap();
        }
    }
}

fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort();
    times
}

/// The time that a share of all did not exceed.
fn quantile(sorted: &[Duration], hundredths: usize) -> Duration {
    sorted[(sorted.len() - 1) * hundredths / 100]
}

/// Kibibytes that a process holds in memory, and how many of them are its own alone.
fn memory(process: u32) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    (of("VmRSS:"), of("RssAnon:"))
}

/// Ticks of the processor that a process has used; a hundred are a second.
fn ticks(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let after = stat.rsplit(')').next().unwrap();
    after.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

/// Per cent of one core over half a minute.
fn processor(process: u32) -> f64 {
    let (before, since) = (ticks(process), Instant::now());
    thread::sleep(Duration::from_secs(30));
    (ticks(process) - before) as f64 / since.elapsed().as_secs_f64()
}

fn program(folder: &Path, display: &Display) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
    command.arg("--config").arg(folder.join("config")).arg("--data").arg(folder.join("data"));
    command.env("DISPLAY", &display.name).env_remove("WAYLAND_DISPLAY").stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// How long the program takes to do nothing: to start, read no file and say its version.
fn least_start(folder: &Path, display: &Display) -> Duration {
    let one = |_| {
        let since = Instant::now();
        assert!(program(folder, display).arg("--version").status().unwrap().success());
        since.elapsed()
    };
    quantile(&sorted((0..STARTS).map(one).collect()), 50)
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("config/packs")).unwrap();
    fs::write(folder.path().join("config/kiosk.toml"), KIOSK).unwrap();
    fs::write(folder.path().join("config/packs/pulse.toml"), PULSE).unwrap();

    let bare = {
        let display = Display::start();
        let name = display.name.clone();
        thread::spawn(move || bare_window(&name));
        thread::sleep(STILL);
        display.taps(|| ())
    };

    let display = Display::start();
    let start = || {
        let was = display.pixels(BUTTON_STRIP);
        let since = Instant::now();
        let child = Running(program(folder.path(), &display).args(["--simulated", "kiosk"]).spawn().unwrap());
        display.change(BUTTON_STRIP, &was);
        (since.elapsed(), child)
    };
    // The first start makes the data directory; it does not count.
    drop(start());
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        thread::sleep(STILL);
        starts.push(start().0);
    }
    let first = quantile(&sorted(starts), 50);
    let least = least_start(folder.path(), &display);
    println!("start to first frame, median of {STARTS}: {first:.1?}; the program saying its version: {least:.1?}");

    thread::sleep(STILL);
    let kiosk = start().1;
    let process = kiosk.0.id();
    let first_screen = display.still(BUTTON_STRIP);
    let taps = display.taps(|| {
        display.escape();
        while display.pixels(BUTTON_STRIP) != first_screen {
            thread::sleep(Duration::from_millis(10));
        }
    });
    for hundredths in [50, 99] {
        let (ours, theirs) = (quantile(&taps, hundredths), quantile(&bare, hundredths));
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        println!(
            "tap to first changed pixel, p{hundredths} of {TAPS}: {ours:.2?}; a bare window: {theirs:.2?}; {ratio:.1} times"
        );
    }

    let slot = folder.path().join("data/vault/slot-a");
    let stored = || fs::read(&slot).unwrap();
    let visit = || {
        let before = stored();
        display.tap(BEGIN);
        let item = display.still(FACE_STRIP);
        display.tap(FACE);
        display.change(FACE_STRIP, &item);
        display.still(FACE_STRIP);
        assert!(stored() != before, "the visit was not stored");
        display.escape();
        while display.pixels(BUTTON_STRIP) != first_screen {
            thread::sleep(Duration::from_millis(10));
        }
        display.still(BUTTON_STRIP);
    };
    visit();
    let (before, own_before) = memory(process);
    (0..VISITS).for_each(|_| visit());
    let (after, own_after) = memory(process);
    println!("memory after one visit: {before} KiB, {own_before} of them anonymous");
    println!(
        "memory after {VISITS} more: {after} KiB, {own_after} of them anonymous; {:.2} times",
        after as f64 / before as f64
    );
    println!("processor while nobody is there, of one core over 30 s: {:.2} %", processor(process));
}
