//! The real window and its adapters, driven by labels, with a clock set by hand and real pixels.

mod flows;
mod gallery;
mod sample;
mod stage;
mod words;
