//! What happens when things break: power, disks, files, other processes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

#[path = "../common/mod.rs"]
mod common;
mod crash;
mod disk;
mod files;
mod killed;
mod store;
