//! The real window as a screen reader meets it: a quiz is walked through by names, roles and actions alone.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::OwnedObjectPath;

use crate::window::{Display, Ends, KIOSK, QUIZ, program};

/// However slow the machine is, what has not come by then does not come.
const PATIENCE: Duration = Duration::from_mins(1);
/// AT-SPI's numbers of states (`Atspi.StateType`).
pub const CHECKED: u32 = 4;
pub const ENABLED: u32 = 8;
pub const SHOWING: u32 = 25;
/// AT-SPI's numbers of roles (`Atspi.Role`).
pub const PUSH_BUTTON: u32 = 43;
pub const RADIO_BUTTON: u32 = 44;
pub const TOGGLE_BUTTON: u32 = 62;

/// A message bus of its own, on which assistive technology is switched on.
pub struct Bus {
    pub session: String,
    pub accessibility: Connection,
    _daemon: Ends,
}

impl Bus {
    pub fn start(display: &Display) -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .env("DISPLAY", &display.name)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is one of the packages that ./test installs");
        let mut session = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut session).unwrap();
        let session = session.trim().to_owned();
        let daemon = Ends(daemon);
        let bus = connect(&session);
        let status = Proxy::new(&bus, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status").unwrap();
        status.set_property("IsEnabled", true).unwrap();
        status.set_property("ScreenReaderEnabled", true).unwrap();
        let launcher = Proxy::new(&bus, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus").unwrap();
        let address: String = launcher.call("GetAddress", &()).unwrap();
        Self { session, accessibility: connect(&address), _daemon: daemon }
    }

    /// Everything that is shown, in the order it is read.
    fn read(&self) -> Vec<Thing<'_>> {
        let root = Thing {
            bus: self,
            name: "org.a11y.atspi.Registry".to_owned(),
            path: "/org/a11y/atspi/accessible/root".to_owned(),
        };
        let mut things = Vec::new();
        root.walk(&mut things);
        things
    }

    /// Waits for a thing with this name that can be seen.
    fn wait(&self, name: &str) -> Thing<'_> {
        let since = Instant::now();
        loop {
            let things = self.read();
            let labels: Vec<String> = things.iter().map(Thing::label).collect();
            let found = things.into_iter().zip(&labels).filter(|(thing, label)| *label == name && thing.is(SHOWING));
            if let Some((thing, _)) = found.max_by_key(|(thing, _)| thing.actions()) {
                return thing;
            }
            assert!(since.elapsed() < PATIENCE, "{name:?} is not among {labels:?}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Does what a screen reader does when its user asks for a control.
    fn press(&self, name: &str) {
        let thing = self.wait(name);
        assert!(thing.is(ENABLED), "{name:?} can be pressed");
        assert!(thing.actions() > 0, "{name:?} has an action");
        let done: bool = thing.proxy("org.a11y.atspi.Action").call("DoAction", &(0_i32)).unwrap();
        assert!(done, "{name:?} did not do what it says");
    }
}

fn connect(address: &str) -> Connection {
    Builder::address(address).unwrap().build().unwrap()
}

/// A control or a text as assistive technology knows it.
struct Thing<'b> {
    bus: &'b Bus,
    /// The program on the bus.
    name: String,
    path: String,
}

impl<'b> Thing<'b> {
    fn proxy(&self, interface: &'static str) -> Proxy<'b> {
        let (name, path) = (self.name.clone(), self.path.clone());
        Proxy::new(&self.bus.accessibility, name, path, interface).unwrap()
    }

    fn accessible(&self) -> Proxy<'b> {
        self.proxy("org.a11y.atspi.Accessible")
    }

    /// This and everything below it; what has gone while it was read is left out.
    fn walk(self, things: &mut Vec<Thing<'b>>) {
        let children: Vec<(String, OwnedObjectPath)> = self.accessible().call("GetChildren", &()).unwrap_or_default();
        let bus = self.bus;
        things.push(self);
        for (name, path) in children {
            Thing { bus, name, path: path.to_string() }.walk(things);
        }
    }

    fn label(&self) -> String {
        self.accessible().get_property("Name").unwrap_or_default()
    }

    fn role(&self) -> u32 {
        self.accessible().call("GetRole", &()).unwrap_or_default()
    }

    fn actions(&self) -> i32 {
        self.proxy("org.a11y.atspi.Action").get_property("NActions").unwrap_or_default()
    }

    fn is(&self, state: u32) -> bool {
        let states: Vec<u32> = self.accessible().call("GetState", &()).unwrap_or_default();
        let word = usize::try_from(state / 32).unwrap();
        states.get(word).is_some_and(|bits| bits & (1 << (state % 32)) != 0)
    }
}

#[test]
fn a_quiz_is_done_through_the_accessibility_tree_alone() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("config/packs");
    fs::create_dir_all(&packs).unwrap();
    fs::write(folder.path().join("config/kiosk.toml"), KIOSK).unwrap();
    fs::write(packs.join("quiz.toml"), QUIZ).unwrap();

    let display = Display::start();
    let bus = Bus::start(&display);
    let _kiosk = program(folder.path())
        .args(["--simulated", "--seed", "1", "--now", "2026-11-16T09:00"])
        .arg("kiosk")
        .env("DISPLAY", &display.name)
        .env("DBUS_SESSION_BUS_ADDRESS", &bus.session)
        .env_remove("WAYLAND_DISPLAY")
        .spawn()
        .map(Ends)
        .unwrap();

    bus.press("Touch to begin");
    bus.wait("How long does a good espresso run?");
    for option in ["10 s", "25 s", "60 s"] {
        let option = bus.wait(option);
        assert_eq!((option.role(), option.is(CHECKED)), (RADIO_BUTTON, false));
    }
    for (control, role) in [
        ("Skip", PUSH_BUTTON),
        ("Start over", PUSH_BUTTON),
        ("Larger text", TOGGLE_BUTTON),
        ("More contrast", TOGGLE_BUTTON),
    ] {
        assert_eq!(bus.wait(control).role(), role, "{control}");
    }
    bus.press("25 s");
    bus.wait("Shorter is sour, longer is bitter.");
    bus.press("Next");
    bus.press("85 °C");
    bus.press("Next");
    bus.wait("1 of 2 right");
}
