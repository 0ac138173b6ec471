//! Many kiosks' files in one folder: whether they are all there, as they were signed, and what they come to.

mod check;
mod folder;
#[cfg(feature = "fleet")]
mod lake;
#[cfg(feature = "fleet")]
mod rows;
mod spills;
#[cfg(feature = "fleet")]
mod table;

pub use check::{Fault, Finding, Kiosk, Report, Trust, check};
pub use folder::{Found, UnreadFolder, find};
#[cfg(feature = "fleet")]
pub use lake::{Lake, LakeError, read};
#[cfg(feature = "fleet")]
pub use rows::{BadRows, batches};
pub use spills::{Gathered, SpillError, Vouched, gather, vouched};
#[cfg(feature = "fleet")]
pub use table::{BadTable, table, tabled};
