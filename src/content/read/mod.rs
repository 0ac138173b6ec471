//! From the files of a `kiosk-config` folder to what the kiosk runs, noting everything that is wrong on the way.

mod action;
mod advice;
mod colour;
mod condition;
mod crowd;
mod file;
mod form;
mod item;
mod joint;
mod kiosk;
mod likeness;
mod measure;
mod message;
mod pack;
mod picture;
mod privacy;
mod spelling;
mod syntax;
mod table;
mod theme;
mod wall;
mod wording;

use file::File;
use form::Form;
use table::Table;
use wall::Walls;

use super::fault::{Fault, Severity};
use super::shape::{self, Shape};
use super::{Content, Flaw, Loaded, Pack, fingerprint};
use crate::config::{Folder, Kiosk, Privacy, Theme};
use crate::vocabulary::Language;

/// What packs are checked against.
struct Setting<'a> {
    folder: &'a Folder,
    languages: Vec<Language>,
    privacy: Privacy,
    walls: Walls,
    /// The ids of the kiosk's cohorts.
    cohorts: Vec<String>,
}

/// Reads a folder: whatever can be run, and everything that is wrong.
///
/// A broken pack is left out and the others stay; without a kiosk or with a broken theme there is no content, but the
/// packs are checked all the same.
#[must_use]
pub fn load(folder: &Folder) -> Loaded {
    let mut faults = Vec::new();
    let (kiosk, languages) = kiosk(folder, &mut faults);
    let privacy = kiosk.as_ref().map_or_else(Privacy::default, |kiosk| kiosk.privacy);
    let offered = kiosk.as_ref().map_or(&[][..], |kiosk| kiosk.cohorts.as_slice());
    let cohorts = offered.iter().map(|cohort| cohort.id.to_string()).collect();
    let mut setting = Setting { folder, languages, privacy, walls: Walls::default(), cohorts };

    let theme = theme(&setting, &mut faults);
    // A list that cannot be read is empty: what may have been withdrawn is not shown.
    setting.walls = Walls {
        actions: list(&setting, (ACTIONS, &shape::ACTIONS), action::read, &mut faults),
        voices: list(&setting, (VOICES, &shape::VOICES), |table| wall::postings(table, "voice"), &mut faults),
        ideas: list(&setting, (IDEAS, &shape::IDEAS), |table| wall::postings(table, "idea"), &mut faults),
    };
    let packs = packs(&setting, &mut faults);
    faults.extend(unread(folder));

    let Walls { voices, ideas, actions } = setting.walls;
    let content = kiosk.zip(theme).map(|(kiosk, theme)| Content {
        hash: fingerprint::of_content(&kiosk, &packs),
        kiosk,
        theme,
        packs,
        actions,
        voices,
        ideas,
    });
    Loaded { content, faults }
}

/// The kiosk, and the languages it offers even where the rest is wrong.
fn kiosk(folder: &Folder, faults: &mut Vec<Fault>) -> (Option<Kiosk>, Vec<Language>) {
    let Some(file) = File::open(folder, KIOSK, faults) else { return (None, Vec::new()) };
    let mut languages = Vec::new();
    let kiosk = file.parse().and_then(|document| {
        let table = Table::of(&file, &document);
        languages = kiosk::languages(&table);
        examine(&table, &shape::KIOSK, &languages, kiosk::read)
    });
    faults.extend(file.into_faults());
    (kiosk, languages)
}

/// What `read` makes of a table of the right shape; nothing if either of the two found an error.
fn examine<T>(
    table: &Table,
    shape: &Shape,
    languages: &[Language],
    read: impl FnOnce(&Table) -> Option<T>,
) -> Option<T> {
    Form { file: table.file, languages }.check(table.entries, table.span.clone(), shape);
    read(table).filter(|_| !table.file.is_broken())
}

fn theme(setting: &Setting, faults: &mut Vec<Fault>) -> Option<Theme> {
    if setting.folder.bytes(THEME).is_none() {
        return Some(Theme::default());
    }
    let file = File::open(setting.folder, THEME, faults)?;
    let theme = file.parse().and_then(|document| {
        let table = Table::of(&file, &document);
        examine(&table, &shape::THEME, &setting.languages, |table| Some(theme::read(table, setting.folder)))
    });
    faults.extend(file.into_faults());
    theme
}

/// What `read` makes of a file that need not be there.
fn list<T>(
    setting: &Setting,
    (name, shape): (&str, &Shape),
    read: impl FnOnce(&Table) -> Vec<T>,
    faults: &mut Vec<Fault>,
) -> Vec<T> {
    if setting.folder.bytes(name).is_none() {
        return Vec::new();
    }
    let Some(file) = File::open(setting.folder, name, faults) else { return Vec::new() };
    let entries = file.parse().and_then(|document| {
        let table = Table::of(&file, &document);
        examine(&table, shape, &setting.languages, |table| Some(read(table)))
    });
    faults.extend(file.into_faults());
    entries.unwrap_or_default()
}

fn packs(setting: &Setting, faults: &mut Vec<Fault>) -> Vec<Pack> {
    let mut drafts = Vec::new();
    for path in setting.folder.paths().filter(|path| path.starts_with(PACKS)) {
        let Some(file) = File::open(setting.folder, path, faults) else { continue };
        let stem = path.trim_start_matches(PACKS).trim_end_matches(".toml");
        let draft = file.parse().and_then(|document| {
            let table = Table::of(&file, &document);
            examine(&table, &shape::PACK, &setting.languages, |table| pack::read(table, stem, setting))
        });
        drafts.push((file, draft));
    }
    if drafts.is_empty() {
        let message = "there is no pack: the kiosk has nothing to ask";
        let flaw = Flaw::Missing(PACKS.to_owned());
        faults.push(
            Fault::new(Severity::Warning, flaw, PACKS, message).help("put a pack into packs/, one TOML file each"),
        );
    }
    likeness::compare(&drafts);
    let (files, drafts): (Vec<_>, Vec<_>) = drafts.into_iter().unzip();
    faults.extend(files.into_iter().flat_map(File::into_faults));
    let packs: Vec<_> = drafts.into_iter().flatten().map(|draft| draft.pack).collect();
    faults.extend(crowd::compare(&packs));
    packs
}

/// TOML files that nothing reads: a pack beside its folder, or a name one letter off.
fn unread(folder: &Folder) -> impl Iterator<Item = Fault> {
    let known = [KIOSK, THEME, ACTIONS, VOICES, IDEAS];
    folder.paths().filter(move |path| !path.contains('/') && !known.contains(path)).map(move |path| {
        let stems = known.map(|name| name.trim_end_matches(".toml"));
        let help = spelling::nearest(path.trim_end_matches(".toml"), stems)
            .map_or_else(|| "packs belong into packs/".to_owned(), |near| format!("did you mean `{near}.toml`?"));
        let flaw = Flaw::Ignored(path.to_owned());
        Fault::new(Severity::Warning, flaw, path, format!("nothing reads `{path}`")).help(help)
    })
}

const KIOSK: &str = "kiosk.toml";
const THEME: &str = "theme.toml";
const ACTIONS: &str = "actions.toml";
const VOICES: &str = "voices.toml";
const IDEAS: &str = "ideas.toml";
const PACKS: &str = "packs/";
