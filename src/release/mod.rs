//! The weekly cut: which tallies are large enough to leave, which are folded, which wait and which are given up.

mod batch;
mod calendar;
mod comments;
mod cut;
mod noise;
mod pooled;
mod recent;
mod repetition;
mod spill;

pub use batch::{Batch, Cell, CohortLabel};
pub use calendar::{Calendar, Due};
pub use comments::{CommentBatch, ReleasedComment, cut_comments};
pub use cut::{Cut, Fate, Standing, cut};
pub use noise::cell_variance;
pub use pooled::{Contribution, pool};
pub use recent::Recent;
pub use repetition::chances;
pub use spill::Spill;
