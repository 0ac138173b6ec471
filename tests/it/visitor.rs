//! A visitor who sees nothing and touches nothing: every shipped activity, in every shipped language, is done through the
//! accessibility tree of the real window alone.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use listening_post::config::Folder;
use listening_post::content::{Content, ItemKind, PackKind, load};
use listening_post::vocabulary::Language;
use zbus::zvariant::OwnedObjectPath;

use crate::access::{Bus, CHECKED, ENABLED, PUSH_BUTTON, RADIO_BUTTON, TOGGLE_BUTTON};
use crate::window::{Display, Ends, program};

/// However slow the machine is, what has not come by then does not come.
const PATIENCE: Duration = Duration::from_mins(2);
/// How long until something is pressed again.
const A_WHILE: Duration = Duration::from_secs(5);
/// How long to wait before looking again.
const A_MOMENT: Duration = Duration::from_millis(15);
/// More numbers of AT-SPI (`Atspi.Role`, `Atspi.StateType`).
const CHECK_BOX: u32 = 7;
/// A field to write in, which opens its keys.
const ENTRY: u32 = 79;
const CHECKABLE: u32 = 41;
/// The shipped languages by their own names.
const LANGUAGES: [(&str, &str); 5] =
    [("en", "English"), ("es", "Español"), ("fr", "Français"), ("de", "Deutsch"), ("ar", "العربية")];

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config")
}

/// What AT-SPI keeps of one thing: itself, its program, its parent, where it stands, what can be asked of it, its name,
/// role, description and states.
type Kept = (
    (String, OwnedObjectPath),
    (String, OwnedObjectPath),
    (String, OwnedObjectPath),
    i32,
    i32,
    Vec<String>,
    String,
    u32,
    String,
    Vec<u32>,
);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Thing {
    path: String,
    name: String,
    role: u32,
    states: Vec<u32>,
    acts: bool,
}

impl Thing {
    fn is(&self, state: u32) -> bool {
        let word = usize::try_from(state / 32).unwrap();
        self.states.get(word).is_some_and(|bits| bits & (1 << (state % 32)) != 0)
    }

    fn is_answer(&self) -> bool {
        self.acts && [RADIO_BUTTON, CHECK_BOX].contains(&self.role)
    }
}

/// The screen's own words in one language.
struct Words(HashMap<String, String>);

impl Words {
    fn of(language: &str) -> Self {
        let path = format!("{}/ui/lang/{language}/LC_MESSAGES/listening-post.po", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(path).unwrap_or_default();
        let quoted =
            |line: &str| line.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).unwrap().0.to_owned();
        let mut words = HashMap::new();
        let mut id = String::new();
        for line in text.lines() {
            if line.starts_with("msgid ") {
                id = quoted(line);
            } else if line.starts_with("msgstr ") {
                words.insert(std::mem::take(&mut id), untied(&quoted(line)));
            }
        }
        Self(words)
    }

    fn say(&self, english: &str) -> String {
        self.0.get(english).cloned().unwrap_or_else(|| english.to_owned())
    }
}

/// What a person with a screen reader knows of the window: names, roles and states, and that things can be pressed.
struct Visitor<'b> {
    bus: &'b Bus,
    program: String,
}

impl<'b> Visitor<'b> {
    /// Finds the kiosk among the programs on the bus.
    fn before(bus: &'b Bus) -> Self {
        let since = Instant::now();
        loop {
            let root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root");
            let children = bus.accessibility.call_method(
                Some(root.0),
                root.1,
                Some("org.a11y.atspi.Accessible"),
                "GetChildren",
                &(),
            );
            let children: Vec<(String, OwnedObjectPath)> = children.unwrap().body().deserialize().unwrap();
            if let Some((program, _)) = children.into_iter().next() {
                return Self { bus, program };
            }
            assert!(since.elapsed() < PATIENCE, "no window came");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Everything that is shown, in the order it is read.
    fn read(&self) -> Vec<Thing> {
        let answer = self.bus.accessibility.call_method(
            Some(self.program.as_str()),
            "/org/a11y/atspi/cache",
            Some("org.a11y.atspi.Cache"),
            "GetItems",
            &(),
        );
        let kept: Vec<Kept> = answer.unwrap().body().deserialize().unwrap();
        let things = kept.into_iter().map(|((_, path), _, _, _, _, asks, name, role, _, states)| Thing {
            path: path.to_string(),
            name: untied(&name),
            role,
            states,
            acts: asks.iter().any(|asked| asked.ends_with(".Action")),
        });
        things.collect()
    }

    /// Does what a screen reader does when its user asks for a control; tells whether that was there to be asked.
    ///
    /// What is listed may not be on the bus yet, and may have gone with its page in the meantime.
    fn press(&self, thing: &Thing) -> bool {
        let answer = self.bus.accessibility.call_method(
            Some(self.program.as_str()),
            thing.path.as_str(),
            Some("org.a11y.atspi.Action"),
            "DoAction",
            &(0_i32,),
        );
        answer.is_ok()
    }

    /// What is shown once it is another than it was, or after a while: a press that came while a page went is made again.
    fn look_again(&self, before: &[Thing]) -> Vec<Thing> {
        self.look_until(|now| now != before)
    }

    /// What is shown once it is as wanted, or after a while.
    fn look_until(&self, is_wanted: impl Fn(&[Thing]) -> bool) -> Vec<Thing> {
        let since = Instant::now();
        loop {
            let now = self.read();
            if is_wanted(&now) || since.elapsed() > A_WHILE {
                return now;
            }
            std::thread::sleep(A_MOMENT);
        }
    }

    /// Waits until `look` finds something.
    fn wait_for<T>(&self, what: &str, look: impl Fn(&[Thing]) -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            let now = self.read();
            if let Some(found) = look(&now) {
                return found;
            }
            assert!(since.elapsed() < PATIENCE, "{what} did not come: {:?}", names(&now));
            std::thread::sleep(A_MOMENT);
        }
    }

    /// Goes to where the activities are offered, in this language.
    fn arrive(&self, words: &Words, own_name: &str, title: &str) {
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            let now = self.read();
            let switch = now.iter().find(|thing| {
                thing.acts && thing.name.contains(':') && LANGUAGES.iter().any(|(_, own)| thing.name.ends_with(own))
            });
            // The first screen, and the page behind the switch, offer languages by their own names.
            let named = find(&now, own_name);
            let is_spoken = switch.is_some_and(|switch| switch.name.ends_with(own_name));
            if let (None, true, Some(tile)) = (named, is_spoken, find(&now, title)) {
                // A list that still rolls changes too: the activity has begun when none is offered any more.
                if self.press(tile) && find(&self.look_until(|now| find(now, title).is_none()), title).is_none() {
                    return;
                }
                continue;
            }
            // What lies further down is not in the tree before somebody goes there.
            let more = find(&now, &words.say("More below"));
            // On a machine with much to do, a press may meet what came where its control was: another activity.
            let back = find(&now, &words.say("Start over"));
            // A machine that is busy with other things reads slowly, as some people do.
            let stay = find(&now, &words.say("I’m still here"));
            let control = named.or_else(|| switch.filter(|_| !is_spoken)).or(more).or(back).or(stay);
            match control {
                Some(control) if self.press(control) => {
                    self.look_again(&now);
                }
                _ => std::thread::sleep(A_MOMENT),
            }
        }
        panic!("{title:?} is not offered: {:?}", names(&self.read()));
    }

    /// Takes the first answer everywhere until somebody is thanked, or, after reading alone, the first screen is back;
    /// tells which.
    fn answer(&self, words: &Words, seen: &mut Vec<String>) -> bool {
        let (next, done, begin) = (words.say("Next"), words.say("One more?"), "Touch to begin");
        let still_there = words.say("I’m still here");
        let (mut now, since) = (self.read(), Instant::now());
        let mut leads_nowhere = false;
        while since.elapsed() < PATIENCE {
            check(&now, seen);
            if let Some(stay) = find(&now, &still_there) {
                self.press(stay);
                now = self.look_until(|now| find(now, &still_there).is_none());
                continue;
            }
            if find(&now, &done).is_some() {
                return true;
            }
            if find(&now, begin).is_some() {
                return false;
            }
            let is_marked = now.iter().any(|thing| thing.is_answer() && thing.is(CHECKED));
            let onward = find(&now, &next);
            let answer = now.iter().find(|thing| thing.is_answer() && thing.is(ENABLED) && !thing.is(CHECKED));
            let only_one = is_marked && now.iter().all(|thing| thing.role != CHECK_BOX);
            let control = match (answer, onward) {
                // A ranking wants more. The platform calls every button enabled, also one that is not yet.
                (Some(answer), Some(_)) if leads_nowhere => Some(answer),
                (_, Some(onward)) if is_marked => Some(onward),
                // One answer of several counts by itself.
                _ if only_one => None,
                (Some(answer), _) => Some(answer),
                (None, onward) => onward,
            };
            let then = match control {
                Some(control) if !self.press(control) => self.read(),
                _ => self.look_again(&now),
            };
            leads_nowhere = control.is_some() && control == onward && then == now;
            now = then;
        }
        panic!("it does not end: {:?}", names(&now));
    }
}

/// The same words with plain spaces: the screen ties marks to their words, and nobody hears which space it is.
fn untied(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn names(things: &[Thing]) -> Vec<&str> {
    things.iter().filter(|thing| !thing.name.is_empty()).map(|thing| thing.name.as_str()).collect()
}

/// The control of this name that can be pressed.
fn find<'t>(things: &'t [Thing], name: &str) -> Option<&'t Thing> {
    things.iter().find(|thing| thing.acts && thing.name == name && thing.is(ENABLED))
}

/// Every control tells what it is, what it is called, and whether it is chosen.
fn check(things: &[Thing], faults: &mut Vec<String>) {
    for thing in things.iter().filter(|thing| thing.acts) {
        let known = [PUSH_BUTTON, RADIO_BUTTON, CHECK_BOX, TOGGLE_BUTTON, ENTRY].contains(&thing.role);
        if !known || thing.name.is_empty() {
            faults.push(format!("{:?} has the role {}", thing.name, thing.role));
        }
        if [RADIO_BUTTON, CHECK_BOX].contains(&thing.role) && !thing.is(CHECKABLE) {
            faults.push(format!("{:?} does not say that it can be chosen", thing.name));
        }
    }
    let controls = [PUSH_BUTTON, RADIO_BUTTON, CHECK_BOX, TOGGLE_BUTTON];
    for thing in things.iter().filter(|thing| controls.contains(&thing.role) && !thing.acts) {
        faults.push(format!("{:?} can be pressed by nobody", thing.name));
    }
}

/// The shipped configuration, where every activity is offered every day.
fn configure(folder: &Path) -> Content {
    fs::create_dir_all(folder.join("packs")).unwrap();
    for file in ["kiosk.toml", "theme.toml", "actions.toml", "ideas.toml", "voices.toml"] {
        fs::copy(shipped().join(file), folder.join(file)).unwrap();
    }
    for from in ["media", "packs"] {
        fs::create_dir_all(folder.join(from)).unwrap();
        for entry in fs::read_dir(shipped().join(from)).unwrap() {
            let path = entry.unwrap().path();
            let target = folder.join(from).join(path.file_name().unwrap());
            if from == "media" {
                fs::copy(path, target).unwrap();
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            let dated = |line: &&str| line.starts_with("days =");
            let lines: Vec<&str> = text.lines().filter(|line| !dated(line)).collect();
            fs::write(target, lines.join("\n")).unwrap();
        }
    }
    load(&Folder::read(folder).unwrap()).content.unwrap()
}

#[test]
fn every_shipped_activity_is_done_in_every_language_through_the_accessibility_tree_alone() {
    let folder = tempfile::tempdir().unwrap();
    let content = configure(&folder.path().join("config"));
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
    let visitor = Visitor::before(&bus);
    visitor.wait_for("the greeting", |things| find(things, "Touch to begin").map(|_| ()));

    let mut faults = Vec::new();
    for (tag, own_name) in LANGUAGES {
        let (words, mut thanks) = (Words::of(tag), 0);
        for pack in &content.packs {
            let title = untied(pack.title.in_language(&Language::from(tag)));
            visitor.arrive(&words, own_name, &title);
            let is_thanked = visitor.answer(&words, &mut faults);
            let (thanked, again, stored) = (visitor.read(), words.say("One more?"), words.say("What was stored?"));
            if let (true, Some(again)) = (is_thanked, find(&thanked, &again)) {
                // Whoever only read has left nothing to be stored.
                let counts =
                    pack.kind != PackKind::Stories || pack.items.iter().any(|item| !item.responses().is_empty());
                let comments = pack.items.iter().any(|item| matches!(item.kind, ItemKind::Comment { .. }));
                assert_eq!(find(&thanked, &stored).is_some(), counts || comments, "{title:?}: {:?}", names(&thanked));
                visitor.press(again);
                visitor.look_again(&thanked);
                thanks += 1;
            }
        }
        // They stay for four seconds, which a machine with much to do may not look at in time.
        assert!(thanks > 0, "nobody was thanked in {tag}");
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
