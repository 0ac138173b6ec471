//! Tests of whole features, one binary for all so that it links once.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes its transcripts with them")]

mod content;
mod redaction;
