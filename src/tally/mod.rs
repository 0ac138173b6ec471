//! What a finished visit adds, and the open counters it is added to.
//!
//! Nothing in here can leave: only [`crate::release::cut`] turns counters into something that may.

mod counts;
mod encoded;
mod histogram;
mod increment;
mod plan;
mod plans;
mod quarter;
mod shelf;
mod source;
mod tallies;
#[cfg(test)]
mod tests;

pub use counts::{Count, Counts};
pub use histogram::Histogram;
pub use increment::{Increment, Part};
pub use plan::Plan;
pub use plans::plans;
pub use quarter::{Quarter, QuarterUse};
pub use shelf::{Shelf, Shelves, Words};
pub use tallies::{Sheet, Tallies};
