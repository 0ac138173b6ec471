//! Packs, items, scales and texts: what authors write, and every way it can be wrong.

mod action;
mod advice;
mod condition;
mod fault;
mod fingerprint;
mod flaw;
mod item;
mod joint;
pub mod measure;
mod pack;
mod read;
pub mod schema;
mod shape;
mod wall;

pub use action::Action;
pub use advice::{Advice, Product};
pub use condition::Condition;
pub use fault::{Fault, Severity};
pub use fingerprint::of_several;
pub use flaw::Flaw;
pub use item::{Item, ItemKind, Norm, Picture, Pin, ResponseOption, Scale, TouchpointClass};
pub use joint::{AMBASSADORSHIP, Commitment, Pair, Shares};
pub use pack::{Contest, OnAbandon, Pack, PackKind, Schedule};
pub use read::load;
pub use wall::{Entry, Posting, Status, Wall};

use crate::config::{Kiosk, Theme};
use crate::vocabulary::PackId;

/// What became of a `kiosk-config` folder.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What can be run: absent if the kiosk or its theme is wrong, without the packs that are.
    pub content: Option<Content>,
    /// Everything that is wrong, by file and from the top of each down.
    pub faults: Vec<Fault>,
}

/// All of `kiosk-config`, checked.
#[derive(Debug, Clone)]
pub struct Content {
    /// This kiosk.
    pub kiosk: Kiosk,
    /// How it looks.
    pub theme: Theme,
    /// The packs that are whole, by id.
    pub packs: Vec<Pack>,
    /// What the company did with what it heard, the newest first.
    pub actions: Vec<Action>,
    /// Colleagues' words that were released and approved, the newest first.
    pub voices: Vec<Posting>,
    /// Proposals that were released and approved, the newest first.
    pub ideas: Vec<Posting>,
    /// First 16 hex digits of SHA-256 over privacy parameters, cohorts and items: what was in force.
    pub hash: String,
}

impl Content {
    /// The pack with this id.
    #[must_use]
    pub fn pack(&self, id: &PackId) -> Option<&Pack> {
        self.packs.iter().find(|pack| &pack.id == id)
    }
}
