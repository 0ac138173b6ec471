//! The real window and its adapters, driven by labels, with a clock set by hand and real pixels.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

mod activities;
mod admin;
mod album;
mod arabic;
mod authoring;
mod buttons;
mod contest;
mod contrast;
mod east;
mod editions;
mod errands;
mod first;
mod fit;
#[path = "../common/flaws.rs"]
mod flaws;
mod flows;
mod gallery;
mod ink;
mod inspector;
mod mirror;
mod mishaps;
mod monkey;
mod motion;
mod notices;
mod office;
mod panel;
#[path = "../common/parts.rs"]
mod parts;
mod past;
mod reading;
mod references;
mod room;
mod sample;
mod scale;
mod shipped;
mod speech;
mod stage;
mod switches;
mod walls;
mod words;
