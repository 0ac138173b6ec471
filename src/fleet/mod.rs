//! Many kiosks' files in one folder: whether they are all there, as they were signed.

mod check;
mod folder;
mod spills;

pub use check::{Fault, Finding, Kiosk, Report, Trust, check};
pub use folder::{Found, UnreadFolder, find};
pub use spills::{Gathered, SpillError, Vouched, gather, vouched};
