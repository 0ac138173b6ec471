//! What a finished visit adds, and the open counters it is added to.

mod histogram;

pub use histogram::Histogram;
