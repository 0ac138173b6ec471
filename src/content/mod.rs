//! Packs, items, scales and texts: what authors write, and every way it can be wrong.

mod condition;
mod item;
mod pack;

pub use condition::Condition;
pub use item::{Item, ItemKind, Picture, Pin, ResponseOption, Scale};
pub use pack::{OnAbandon, Pack, PackKind, Schedule};

use crate::config::{Kiosk, Theme};
use crate::vocabulary::PackId;

/// All of `kiosk-config`, checked.
#[derive(Debug, Clone)]
pub struct Content {
    /// This kiosk.
    pub kiosk: Kiosk,
    /// How it looks.
    pub theme: Theme,
    /// The packs that are whole, by id.
    pub packs: Vec<Pack>,
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
