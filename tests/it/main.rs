//! Tests of whole features, one binary for all so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "what a test writes is short, and reads better in one line"
)]
#![allow(clippy::unchecked_time_subtraction, reason = "a test that panics has failed")]
#![allow(clippy::needless_pass_by_value, reason = "an expected text stands where it is compared")]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes its transcripts with them")]

#[cfg(feature = "screen")]
mod access;
mod cases;
mod chain;
mod comments;
#[path = "../common/mod.rs"]
mod common;
#[cfg(feature = "fleet")]
mod compact;
mod content;
mod contest;
mod customers;
mod demo;
mod desk;
mod editions;
mod enter;
mod exchange;
mod experiment;
#[cfg(feature = "fleet")]
mod fleet;
mod folders;
mod health;
mod joint;
#[cfg(feature = "screen")]
mod keys;
#[cfg(feature = "fleet")]
mod lake;
mod layers;
#[cfg(feature = "screen")]
mod listener;
mod pool;
#[cfg(feature = "cloud")]
mod ports;
mod publish;
mod published;
mod rank;
mod redaction;
mod release;
mod report;
mod said;
#[cfg(feature = "screen")]
mod speech;
#[cfg(feature = "fleet")]
mod standing;
mod starters;
mod stats;
mod sync;
#[cfg(feature = "fleet")]
mod table;
mod visit;
#[cfg(feature = "screen")]
mod visitor;
#[cfg(feature = "screen")]
mod window;
mod wording;
mod workbook;
