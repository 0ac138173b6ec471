//! The attacks that must fail, against the store and the built program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "what a test writes is short, and reads better in one line"
)]
#![allow(clippy::needless_pass_by_value, reason = "an expected text stands where it is compared")]

mod clock;
mod comments;
#[path = "../common/mod.rs"]
mod common;
mod configuration;
mod content;
mod contest;
mod difference;
mod disk;
mod envelope;
mod falsifier;
mod finding;
mod gates;
mod history;
mod memory;
mod mutants;
mod noise;
mod order;
mod raw;
mod restore;
mod silence;
mod table;
