//! Tests of whole features, one binary for all so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes its transcripts with them")]

mod cases;
mod comments;
#[path = "../common/mod.rs"]
mod common;
mod content;
mod enter;
mod layers;
mod redaction;
#[cfg(feature = "screen")]
mod window;
