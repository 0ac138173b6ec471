//! What leaves, held against programs that others made; `scripts/peers` sets these up.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![allow(clippy::format_collect, reason = "what a test writes is short, and reads better in one line")]

mod authority;
mod cable;
mod clouds;
#[path = "../common/mod.rs"]
mod common;
mod engines;
mod lake;
mod listing;
mod moved;
mod office;
mod page;
mod parquet;
mod patience;
mod place;
mod server;
mod setup;
mod stick;
mod sync;
mod together;
mod torn;

/// What sets up the programs that these tests need.
const PEERS: &str = "scripts/peers";

#[test]
fn the_other_programs_are_set_up() {
    assert!(setup::python().exists());
    assert!(setup::node_modules().exists());
}
