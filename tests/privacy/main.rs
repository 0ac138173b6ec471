//! The attacks that must fail, against the store and the built program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "../common/mod.rs"]
mod common;
mod disk;
mod noise;
mod order;
mod silence;
