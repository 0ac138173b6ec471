//! The real window and its adapters, driven by labels, with a clock set by hand and real pixels.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

mod activities;
mod admin;
mod arabic;
mod authoring;
mod contest;
mod contrast;
mod editions;
mod flows;
mod gallery;
mod mirror;
mod monkey;
mod office;
mod references;
mod sample;
mod speech;
mod stage;
mod words;
