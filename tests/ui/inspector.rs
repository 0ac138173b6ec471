//! A kiosk of which everything there is can be wrong at once, and what the panel says of it in every language.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use listening_post::admin::{Contest, Entry, News, Onto, Part, Posting, Reloaded, Reply, State, Status, Steward, Told};
use listening_post::clock::SimulatedClock;
use listening_post::config::Scheme;
use listening_post::content::{Content, Fault, Flaw, Severity};
use listening_post::pin::Pin;
use listening_post::release::Recent;
use listening_post::screen::Keeper;
use listening_post::speech::Volume;
use listening_post::sync::Stick;
use listening_post::tally::Increment;
use listening_post::visit::Finished;
use listening_post::vocabulary::{Language, PackId, Round, SiteId};

use crate::album::Albums;
use crate::flaws::{KINDS, kind};
use crate::office::{PIN, enter, knock};
use crate::parts::{findings, organs, remedies};
use crate::sample::content;
use crate::stage::{START, Stage};
use crate::words::{all, say};

/// Parts with a finding and a remedy that a standing screen shows at once, in every language.
const ON_A_PAGE: usize = 6;

/// The same of faults.
const FAULTS_ON_A_PAGE: usize = 8;

/// Whoever looks after such a kiosk: takes any PIN, and tells what it was given to tell.
#[derive(Default)]
pub struct Inspector {
    pub parts: Vec<Part>,
    pub lines: Vec<Reply>,
    pub notices: Vec<Reply>,
    pub news: VecDeque<News>,
}

impl Keeper for Inspector {
    fn keep(&mut self, _: Finished) -> Option<Vec<Increment>> {
        None
    }

    fn heartbeat(&mut self) -> bool {
        true
    }

    fn changed(&mut self) -> Option<Arc<Content>> {
        None
    }

    fn recent(&self, _: &PackId) -> Vec<Recent> {
        Vec::new()
    }

    fn steward(&mut self) -> Option<&mut dyn Steward> {
        Some(self)
    }
}

impl Steward for Inspector {
    fn knock(&mut self) -> Entry {
        Entry::Open
    }

    fn entry(&self) -> Entry {
        Entry::Open
    }

    fn try_pin(&mut self, _: Pin) {
        self.news.push_back(News::Verdict(true));
    }

    fn news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    fn status(&self) -> Status {
        Status {
            site: SiteId::new("harbour-road").unwrap(),
            kiosk: "6f2c1d34-7a0e-4b57-9a3f-0b7d52c1e8aa".into(),
            simulated: false,
            storing: true,
            version: "0.1.0",
            round: Round::of(START.date()),
            last_cut: None,
            next_cut: Some(date(2026, 11, 23)),
        }
    }

    fn examine(&mut self) {
        self.news.push_back(News::Health(self.parts.clone()));
    }

    fn is_paused(&self) -> bool {
        false
    }

    fn pause(&mut self, _: bool) {}

    fn release(&mut self) -> Vec<Reply> {
        Vec::new()
    }

    fn reload(&mut self) -> Reloaded {
        Reloaded { taken: false, lines: self.lines.clone() }
    }

    fn sticks(&self) -> Vec<Stick> {
        Vec::new()
    }

    fn export(&mut self, _: &Path) {}

    fn sync(&mut self) -> bool {
        false
    }

    fn prefer(&mut self, _: &Language) {}

    fn brightness(&self) -> Option<u32> {
        None
    }

    fn dim(&mut self, _: u32) {}

    fn volume(&self) -> Volume {
        Volume::default()
    }

    fn set_volume(&mut self, _: Volume) {}

    fn waiting(&self) -> Vec<Posting> {
        Vec::new()
    }

    fn posted(&self) -> Vec<Posting> {
        Vec::new()
    }

    fn post(&mut self, _: &str, _: Onto) -> Vec<Reply> {
        Vec::new()
    }

    fn take_down(&mut self, _: &str) -> Vec<Reply> {
        Vec::new()
    }

    fn contests(&self) -> Vec<Contest> {
        Vec::new()
    }

    fn draw(&mut self, _: &str) -> Option<Told> {
        None
    }

    fn show_drawn(&mut self, _: &str) -> Option<Told> {
        None
    }

    fn claim(&mut self, _: &Pin) -> Option<Told> {
        None
    }

    fn notices(&self) -> Vec<(Round, Reply)> {
        self.notices.iter().map(|said| (Round::of(START.date()), said.clone())).collect()
    }
}

/// Every finding there is, with all parts and all remedies in turn.
fn parts() -> Vec<Part> {
    let (organs, remedies) = (organs(), remedies());
    let states = [State::Ill, State::Look];
    let rows =
        findings().into_iter().zip(organs.iter().cycle()).zip(remedies.iter().cycle()).zip(states.iter().cycle());
    rows.map(|((((finding, _), (organ, _)), (remedy, _)), state)| Part {
        organ: *organ,
        state: *state,
        finding,
        remedy: Some(remedy.clone()),
    })
    .collect()
}

/// The panel of such a kiosk, in this language.
pub fn open(tag: &str, inspector: Inspector) -> Stage {
    let mut content = content(Scheme::Light);
    content.kiosk.languages.sort_by_key(|language| language.as_str() != tag);
    let keeper = Box::new(inspector);
    let stage = Stage::with(Arc::new(content), Path::new("."), keeper, SimulatedClock::at(START), (1080, 1920));
    knock(&stage);
    enter(&stage, PIN, &say(tag, "Done", 0));
    stage.wait(1);
    stage
}

/// The page with these parts of the kiosk.
fn health(tag: &str, parts: &[Part]) -> Stage {
    let stage = open(tag, Inspector { parts: parts.to_vec(), ..Inspector::default() });
    let labels = stage.labels();
    let english = ["{n} part needs a look", "{n} parts need a look"].map(String::from).to_vec();
    let forms = if tag == "en" { english } else { all(tag, &english[0]) };
    let wanted = forms.iter().map(|form| form.replace("{n}", &parts.len().to_string()));
    let wanted = wanted.into_iter().find(|form| labels.contains(form));
    stage.tap(&wanted.unwrap_or_else(|| panic!("{tag}: {labels:?}")));
    stage
}

/// What the page says of each part: what it is called, what was found, and what to do.
fn told(tag: &str) -> Vec<[String; 3]> {
    let split = |label: String| {
        let (name, rest) = label.split_once(": ")?;
        let (finding, remedy) = rest.split_once(" → ")?;
        Some([name.to_owned(), finding.to_owned(), remedy.to_owned()])
    };
    parts().chunks(ON_A_PAGE).flat_map(|parts| health(tag, parts).labels()).filter_map(split).collect()
}

/// One fault of each kind, of a line and of a file as a whole.
fn faults() -> Vec<Reply> {
    let name = || "how-was-today".to_owned();
    let flaws = vec![
        Flaw::Syntax,
        Flaw::Unreadable,
        Flaw::UnknownKey(name()),
        Flaw::Missing(name()),
        Flaw::WrongType(name()),
        Flaw::NotAllowed(name()),
        Flaw::OutOfRange(name()),
        Flaw::Twice(name()),
        Flaw::Undefined(name()),
        Flaw::Untranslated(name()),
        Flaw::Picture(name()),
        Flaw::TooLong(name()),
        Flaw::Ignored(name()),
        Flaw::Conflict(name()),
        Flaw::Revealing(name()),
    ];
    assert_eq!(flaws.iter().map(kind).collect::<BTreeSet<_>>(), (0..KINDS).collect());
    let fault = |(flaw, line): (&Flaw, usize)| {
        let fault = Fault::new(Severity::Error, flaw.clone(), "packs/weekly-pulse.toml", "what `check` says");
        let text = Arc::from("\n".repeat(line));
        Reply::Fault(if line > 0 { fault.at(&text, line - 1..line, "") } else { fault })
    };
    flaws.iter().zip(0..).map(fault).collect()
}

/// The page of a configuration with these faults.
fn configuration(tag: &str, faults: &[Reply]) -> Stage {
    let lines = std::iter::once(Reply::Faults(faults.len())).chain(faults.iter().cloned());
    let lines = lines.chain([Reply::MoreByCheck]).collect();
    let stage = open(tag, Inspector { lines, ..Inspector::default() });
    stage.tap(&say(tag, "Read the configuration again", 0));
    stage
}

/// The languages with the longest words, and with the tallest lines from the other side.
pub const LONG: [&str; 2] = ["de", "ar"];
/// Words that are the same in English: the language, and the word.
const SAME: [(&str, &str); 2] = [("fr", "configuration"), ("fr", "destination")];

#[test]
fn every_part_finding_and_remedy_is_said_in_the_language_of_the_screen() {
    let english = told("en");
    assert_eq!(english.len(), parts().len());
    for tag in ["ar", "de", "es", "fr"] {
        let told = told(tag);
        assert_eq!(told.len(), english.len(), "{tag}");
        for (there, english) in told.iter().flatten().zip(english.iter().flatten()) {
            assert!(there != english || SAME.contains(&(tag, english)), "{tag}: {english}");
            assert!(!there.contains(['{', '}']), "{tag}: {there}");
        }
    }
}

#[test]
fn every_fault_is_said_in_the_language_of_the_screen_with_file_and_line() {
    let told = |tag: &str| -> Vec<String> {
        faults().chunks(FAULTS_ON_A_PAGE).flat_map(|faults| configuration(tag, faults).labels()).collect()
    };
    let faulty = |labels: Vec<String>| {
        labels
            .into_iter()
            .filter(|label| label.contains(".toml") || label.contains("listening-post"))
            .collect::<Vec<_>>()
    };
    let english = faulty(told("en"));
    assert_eq!(english.len(), KINDS + faults().chunks(FAULTS_ON_A_PAGE).len());
    let what = |label: &str| label.split_once(": ").map_or(label.to_owned(), |(_, what)| what.to_owned());
    for tag in ["ar", "de", "es", "fr"] {
        let told = faulty(told(tag));
        assert_eq!(told.len(), english.len(), "{tag}");
        for (there, english) in told.iter().zip(&english) {
            assert_ne!(what(there), what(english), "{tag}");
            assert!(!there.contains(['{', '}']), "{tag}: {there}");
            assert_eq!(there.contains("14"), english.contains("14"), "{tag}: {there}");
        }
    }
}

#[test]
fn every_finding_and_remedy_fits_every_screen() {
    for tag in LONG {
        let mut albums = Albums::open("inspected", tag, false);
        for (parts, page) in parts().chunks(ON_A_PAGE).zip(1..) {
            albums.keep(&health(tag, parts), &format!("health-{page}"));
        }
    }
}

#[test]
fn every_fault_fits_every_screen() {
    for tag in LONG {
        let mut albums = Albums::open("inspected", tag, false);
        for (faults, page) in faults().chunks(FAULTS_ON_A_PAGE).zip(1..) {
            albums.keep(&configuration(tag, faults), &format!("faults-{page}"));
        }
    }
}
