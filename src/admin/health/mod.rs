//! How the parts of a kiosk are: told by `doctor` in English, and by the panel in the language of the screen.

mod finding;
mod organ;
mod remedy;

pub use finding::Finding;
pub use organ::Organ;
pub use remedy::Remedy;

/// How one part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Well,
    /// It works, but somebody should look.
    Look,
    /// It does not work.
    Ill,
}

/// One part, what was found, and the remedy where something is wrong.
#[derive(Debug, Clone)]
pub struct Part {
    /// Which one.
    pub organ: Organ,
    /// How it is.
    pub state: State,
    /// What was found.
    pub finding: Finding,
    /// What to do about it.
    pub remedy: Option<Remedy>,
}

impl Part {
    /// One that is as it should be.
    #[must_use]
    pub fn well(organ: Organ, finding: Finding) -> Self {
        Self { organ, state: State::Well, finding, remedy: None }
    }

    /// One that somebody should look at.
    #[must_use]
    pub fn look(organ: Organ, finding: Finding, remedy: Remedy) -> Self {
        Self { organ, state: State::Look, finding, remedy: Some(remedy) }
    }

    /// One that does not work.
    #[must_use]
    pub fn ill(organ: Organ, finding: Finding, remedy: Remedy) -> Self {
        Self { organ, state: State::Ill, finding, remedy: Some(remedy) }
    }
}
