//! Tests of whole features, one binary for all so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes its transcripts with them")]

mod cases;
mod chain;
#[path = "../common/mod.rs"]
mod common;
mod content;
mod desk;
mod enter;
mod layers;
mod pool;
mod release;
mod visit;
#[cfg(feature = "screen")]
mod window;
