//! Many kiosks' files in one folder: whether they are all there, as they were signed, and what they come to.

mod check;
mod folder;
#[cfg(feature = "fleet")]
mod lake;
#[cfg(feature = "fleet")]
mod rows;
mod spills;

pub use check::{Fault, Finding, Kiosk, Report, Trust, check};
pub use folder::{Found, UnreadFolder, find};
#[cfg(feature = "fleet")]
pub use lake::{Lake, LakeError, read};
#[cfg(feature = "fleet")]
pub use rows::{BadRows, batches};
pub use spills::{Gathered, SpillError, Vouched, gather, vouched};
