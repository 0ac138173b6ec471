//! Tests of whole features, one binary for all so that it links once.

mod content;
