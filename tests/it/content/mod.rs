//! What authors write, and what they are told about it.

mod sample;
