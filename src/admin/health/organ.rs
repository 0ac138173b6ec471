//! The parts that a kiosk is made of.

use std::fmt;

/// A part of a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Organ {
    /// `kiosk-config`.
    Configuration,
    /// The signed content, where the kiosk takes it.
    Content,
    /// The data directory as a whole.
    Data,
    /// The sealed counters.
    Counters,
    /// What was released.
    Ledger,
    /// The key that rounds are signed with.
    Signing,
    /// Who may look into the data.
    Permissions,
    /// Room for what is written.
    Disk,
    /// What the wall's clock shows.
    Clock,
    /// Somewhere that rounds are sent to.
    Destination,
    /// What the screen is drawn on.
    Display,
    /// What is touched.
    Touch,
}

impl fmt::Display for Organ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Configuration => "configuration",
            Self::Content => "content",
            Self::Data => "data",
            Self::Counters => "counters",
            Self::Ledger => "ledger",
            Self::Signing => "signing",
            Self::Permissions => "permissions",
            Self::Disk => "disk",
            Self::Clock => "clock",
            Self::Destination => "destination",
            Self::Display => "display",
            Self::Touch => "touch",
        })
    }
}
