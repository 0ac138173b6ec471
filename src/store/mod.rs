//! Where counters live: the vault holds what is not yet safe, the ledger what is.
//!
//! The vault is a value in memory, sealed into two slots on disk; the ledger is an ordinary SQLite file that anybody
//! may open a copy of. A batch goes from one to the other so that a crash at any point leads to the same bytes.

mod admin;
mod counters;
mod destinations;
mod directory;
mod draws;
mod error;
mod inspect;
mod key;
mod ledger;
mod library;
mod links;
mod private;
mod shelves;
mod signing;
mod slots;
mod trials;
mod vault;

pub use admin::{AdminFiles, AdminSettings};
pub use counters::{Closed, Counters};
pub use destinations::Standing;
pub use directory::{DataDirectory, Kind};
pub use error::StoreError;
pub use inspect::{Inspection, VaultState, inspect};
pub use ledger::{Installation, Ledger};
pub use library::{Damaged, Draft, Library};
pub use links::RoundFiles;
pub use vault::{Health, Notice};
