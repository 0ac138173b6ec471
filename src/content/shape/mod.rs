//! What may stand in the files of `kiosk-config`: each table's keys, what they hold and what they are for.
//!
//! The reader takes from it what to refuse and the JSON Schemas are written from it, so the two cannot disagree.

mod action;
mod item;
mod kiosk;
mod pack;
mod theme;

pub use action::{ACTIONS, IDEAS, VOICES};
pub use item::{ITEM_TYPES, MEASURES, TYPES};
pub use kiosk::KIOSK;
pub use pack::PACK;
pub use theme::THEME;

/// The keys a table may have.
#[derive(Debug)]
pub struct Shape {
    /// What the table is, with its article: `a pack`.
    pub name: &'static str,
    /// Its keys, in the order in which authors write them; groups are shared between shapes.
    pub keys: &'static [&'static [Key]],
}

impl Shape {
    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.keys.iter().copied().flatten()
    }
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it holds.
    pub of: Of,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for; shown by editors, and as help when it is missing or wrong.
    pub doc: &'static str,
}

/// What a key holds.
#[derive(Debug)]
pub enum Of {
    /// A string that is not blank.
    Words,
    /// Lower-case letters, digits and hyphens.
    Id,
    /// A string for all languages, or a table of them by language tag.
    Text,
    /// A language tag.
    Language,
    /// A colour, `#0A5152`.
    Colour,
    /// A file below `media/`.
    File,
    /// A whole number from the first to the second.
    Whole(u32, u32),
    /// Any number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// One of these words.
    Word(&'static [&'static str]),
    /// That many of these.
    List(&'static Of, usize, usize),
    /// A table.
    Table(&'static Shape),
    /// A table whose `type` decides its keys.
    Typed(&'static [(&'static str, Shape)]),
}

const fn must(name: &'static str, of: Of, doc: &'static str) -> Key {
    Key { name, of, required: true, doc }
}

const fn may(name: &'static str, of: Of, doc: &'static str) -> Key {
    Key { name, of, required: false, doc }
}

/// Above any number an author can mean, and still safe to multiply.
pub const MOST: u32 = 1_000_000;

/// A list without an upper bound.
pub const ANY: usize = usize::MAX;
