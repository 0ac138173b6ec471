//! One person's run through one pack: in memory, by an injected clock, and gone when it ends.

mod answer;
mod burst;
mod deck;
mod machine;
mod paper;
mod run;
mod taps;

pub use answer::{Finished, Response};
pub use machine::{Beside, CONFIRM, COUNTDOWN, Event, Machine, Now, SORRY, Score, Screen, THANKS};
pub use paper::{Refused, paper};
pub use taps::Taps;
