//! What tests of the built program and of the store start from.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

mod desk;
mod edition;
pub mod flaws;
mod kiosk;
pub mod parts;
mod sealed;
mod strace;

pub use desk::teams_and_blockers;
pub use edition::put_edition;
pub use kiosk::{Kiosk, Ran, content, question};
pub use sealed::{open, slot};
pub use strace::{Strace, noted, told_once};
