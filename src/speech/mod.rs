//! Reading the screen aloud, through `speech-dispatcher` where it is installed.
//!
//! What is spoken may be an answer. It goes into a process of the kiosk's own, which ends with the visit, and into no log.

mod dispatcher;
mod ssip;
mod volume;

use std::fmt;

use zeroize::Zeroizing;

use crate::vocabulary::Language;

pub use dispatcher::{Address, Dispatcher};
pub use ssip::{Conversation, SpeechError};
pub use volume::Volume;

/// How fast words come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rate {
    /// For whoever listens in a language of others.
    Slow,
    /// As the voice was made.
    #[default]
    Usual,
    /// For whoever listens all day.
    Fast,
}

impl Rate {
    /// From -100 to 100, as SSIP has it: steps that are heard, and that every synthesizer can still be understood at.
    #[must_use]
    pub fn ssip(self) -> i8 {
        match self {
            Self::Slow => -40,
            Self::Usual => 0,
            Self::Fast => 45,
        }
    }
}

/// Words to be spoken at once, instead of whatever is being spoken.
///
/// They may be somebody's answer: they do not print themselves, and are wiped when they have been said.
#[derive(Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The words.
    pub text: Zeroizing<String>,
    /// The language they are in.
    pub language: Language,
    /// How fast they come.
    pub rate: Rate,
    /// How loud they are.
    pub volume: Volume,
}

impl fmt::Debug for Utterance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Utterance({} characters, {}, {:?})", self.text.len(), self.language.as_str(), self.rate)
    }
}

/// Somebody who reads aloud.
pub trait Voice {
    /// Whether there is anything to be heard: without it there is no button for it either.
    fn is_available(&self) -> bool;

    /// Says this, instead of what is being said. Comes back at once.
    fn say(&self, utterance: Utterance);

    /// Stops in the middle of a word.
    fn hush(&self);

    /// Stops, and keeps nothing of what was said: whoever listened has gone.
    fn forget(&self);
}
