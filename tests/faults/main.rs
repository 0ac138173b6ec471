//! What happens when things break: power, disks, files, other processes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "what a test writes is short, and reads better in one line"
)]
#![allow(clippy::needless_pass_by_value, reason = "an expected text stands where it is compared")]

#[path = "../common/mod.rs"]
mod common;
mod compact;
mod content;
mod crash;
mod disk;
mod files;
mod killed;
mod store;
