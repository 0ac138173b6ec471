//! How the parts of a kiosk are, as `doctor` says it.

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is called.
    pub name: &'static str,
    /// How it is.
    pub state: State,
    /// What was found.
    pub finding: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Part {
    /// One that is as it should be.
    pub fn well(name: &'static str, finding: impl Into<String>) -> Self {
        Self { name, state: State::Well, finding: finding.into(), remedy: None }
    }

    /// One that somebody should look at.
    pub fn look(name: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, state: State::Look, finding: finding.into(), remedy: Some(remedy.into()) }
    }

    /// One that does not work.
    pub fn ill(name: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, state: State::Ill, finding: finding.into(), remedy: Some(remedy.into()) }
    }
}
