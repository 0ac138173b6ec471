//! A break-room kiosk that counts what people say and never writes down who said it.
//!
//! Data walks one way, and the modules stand in the order it walks: [`config`] and [`content`] are what people write,
//! [`visit`] is one person's run in memory, [`tally`] what it adds to the counters, [`release`] the weekly cut that
//! moves counters out once there are enough of them, [`store`] where both live, [`export`] what leaves. No module
//! imports one that stands after it; [`cli`] and [`screen`] are the two ways in, and [`clock`] alone reads the time.

pub mod cli;
pub mod config;
pub mod content;
pub mod release;
pub mod tally;
pub mod vocabulary;
