//! A break-room kiosk that counts what people say and never writes down who said it.
//!
//! Data walks one way, and the modules stand in the order it walks: [`config`] and [`content`] are what people write,
//! [`exchange`] what others wrote in formats of theirs, [`visit`] is one person's run in memory ([`paper`] one that was written down elsewhere), [`tally`] what it adds to
//! the counters, [`release`] the weekly cut that moves counters out once there are enough of them, [`export`] what
//! leaves, [`chain`] how that is signed, [`edition`] what HR signs for kiosks to show, [`store`] where all of it lives; [`stats`] are the formulas of the [`report`]. No
//! module imports one that stands after it; [`vocabulary`] is the words they share, [`admin`] what those see who look
//! after the kiosk, [`pin`] what lets them in, `speech` what reads the screen aloud. [`cli`] and `screen` are the two ways in; [`clock`] alone reads the time and [`random`] alone asks
//! for randomness.

/// Wipes memory when it is given back: libraries copy what people say, and only here can their copies be wiped.
#[cfg(not(feature = "mutants"))]
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

pub mod admin;
pub mod chain;
pub mod cli;
pub mod clock;
pub mod comments;
pub mod config;
pub mod content;
pub mod contest;
pub mod customers;
pub mod edition;
pub mod envelope;
pub mod exchange;
pub mod export;
pub mod fleet;
#[cfg(feature = "mutants")]
pub mod mutant;
#[cfg(not(feature = "mutants"))]
mod mutant;
pub mod paper;
pub mod pin;
pub mod pool;
pub mod publish;
pub mod random;
pub mod release;
pub mod report;
#[cfg(feature = "screen")]
pub mod screen;
#[cfg(feature = "screen")]
pub mod speech;
pub mod stats;
pub mod store;
pub mod sync;
pub mod tally;
pub mod visit;
pub mod vocabulary;
