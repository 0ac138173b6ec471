//! The weekly cut: which tallies are large enough to leave, which are folded, which wait and which are given up.

mod batch;

pub use batch::{Batch, Cell, CohortLabel};
