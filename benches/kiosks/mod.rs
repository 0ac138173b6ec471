//! Kiosks to measure: the sample configuration, and one larger than any.

#![allow(dead_code, reason = "each bench uses a part of it")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use listening_post::clock::SimulatedClock;
use listening_post::config::Folder;
use listening_post::content::{Content, Item, load};
use listening_post::random::Random;
use listening_post::store::{Counters, DataDirectory, Kind};
use listening_post::visit::{Finished, Response};
use tempfile::TempDir;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A kiosk with counters of its own.
pub struct Kiosk {
    pub content: Arc<Content>,
    pub clock: SimulatedClock,
    pub counters: Counters<SimulatedClock, Random>,
    folder: TempDir,
}

impl Kiosk {
    pub fn new(content: Arc<Content>) -> Outcome<Self> {
        // On the disk that builds go to: the folder for temporary files may be memory, where syncing costs nothing.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let clock = SimulatedClock::at(date(2026, 1, 5).at(8, 0, 0, 0));
        let directory = DataDirectory::at(folder.path());
        let (counters, _) =
            Counters::open(&directory, Kind::Simulated, Arc::clone(&content), clock.clone(), Random::System)?;
        Ok(Self { content, clock, counters, folder })
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// A visit to one pack after the other, by one cohort after the other.
    pub fn visit(&self, turn: usize) -> Finished {
        visit(&self.content, turn)
    }

    pub fn add(&mut self, turn: usize) -> Outcome<()> {
        let visit = self.visit(turn);
        Ok(self.counters.add(&visit)?)
    }
}

/// The first three items of a pack, each with its first response or the one after.
pub fn visit(content: &Content, turn: usize) -> Finished {
    let pack = &content.packs[turn % content.packs.len()];
    let asked = pack.items.iter().filter(|item| !item.responses().is_empty()).take(3);
    let answers = asked.map(|item| (item.id.clone(), Response::one(turn % item.responses().len()))).collect();
    let cohorts = &content.kiosk.cohorts;
    let cohort = pack.ask_cohort.then(|| cohorts[turn % cohorts.len()].id.clone());
    Finished { pack: pack.id.clone(), cohort, answers, comments: Vec::new(), burst: false }
}

pub fn sample() -> Outcome<Kiosk> {
    Kiosk::new(Arc::new(sample_content()?))
}

pub fn without_comments() -> Outcome<Kiosk> {
    let mut content = sample_content()?;
    content.packs.retain(|pack| !pack.items.iter().any(Item::takes_comments));
    Kiosk::new(Arc::new(content))
}

fn sample_content() -> Outcome<Content> {
    let folder = Folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config"))?;
    Ok(load(&folder).content.ok_or("the sample is whole")?)
}

/// 200 items of five responses in 20 packs, and six cohorts.
pub fn large_content() -> Outcome<Arc<Content>> {
    let mut kiosk =
        "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n".to_owned();
    for cohort in 0..6 {
        write!(kiosk, "[[cohort]]\nid = \"cohort-{cohort}\"\nname = \"Cohort {cohort}\"\nheadcount = 100\n")?;
    }
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", kiosk);
    for pack in 0..20 {
        let mut text = format!("kind = \"pulse\"\ntitle = \"Pack {pack}\"\nask_cohort = true\ndraw = 3\n");
        for item in 0..10 {
            write!(text, "[[item]]\nid = \"item-{item}\"\ntype = \"smiley\"\nfaces = 5\n")?;
            writeln!(text, "text = \"How about matter number {pack}{item}{item}{pack}?\"")?;
        }
        folder.insert(format!("packs/pack-{pack}.toml"), text);
    }
    let content = load(&folder).content.ok_or("the large kiosk is whole")?;
    assert_eq!(content.packs.iter().map(|pack| pack.items.len()).sum::<usize>(), 200);
    Ok(Arc::new(content))
}

pub fn large() -> Outcome<Kiosk> {
    Kiosk::new(large_content()?)
}
