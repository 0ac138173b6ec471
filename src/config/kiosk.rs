//! What `kiosk.toml` says, checked.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{CohortId, Language, PublicKey, SiteId, Text};

use super::{PoolRecipient, Privacy};

/// A coarse group a person may pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// Its id in data.
    pub id: CohortId,
    /// Its words on the screen.
    pub name: Text,
    /// How many people are in it.
    pub headcount: u32,
}

/// Which way the panel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Orientation {
    /// Taller than wide.
    Portrait,
    /// Wider than tall.
    Landscape,
    /// Whatever the panel says.
    #[default]
    Auto,
}

/// How far up a person must reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// Controls where they look best.
    #[default]
    Standard,
    /// All controls in the lower half.
    Low,
}

/// When the kiosk is awake; through midnight where it closes before it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// When it wakes by itself.
    pub open: jiff::civil::Time,
    /// From when on it sleeps.
    pub close: jiff::civil::Time,
}

impl Hours {
    /// Whether the kiosk is awake at this time of the day.
    #[must_use]
    pub fn holds(self, time: jiff::civil::Time) -> bool {
        let (opened, closed) = (self.open <= time, self.close <= time);
        if self.open < self.close { opened && !closed } else { opened || !closed }
    }
}

/// The panel.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Screen {
    /// Width and height in millimetres, for target sizes.
    pub millimetres: Option<(f32, f32)>,
    /// Which way it stands.
    pub orientation: Orientation,
    /// How far up a person must reach.
    pub reach: Reach,
    /// When the kiosk is awake; absent: always.
    pub hours: Option<Hours>,
    /// Whether it is read aloud to whoever asks for it.
    pub speech: bool,
}

/// Somewhere releases are pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Where: `file://`, `s3://`, `az://`, `gs://` or `https://`.
    pub url: String,
    /// A file of mode 0600 with what lets the kiosk in, a `NAME=VALUE` a line; absent: the environment says it.
    pub credentials: Option<PathBuf>,
}

impl Destination {
    /// Whether an address holds a password or a key: addresses are shown, and kept where others read.
    #[must_use]
    pub fn holds_a_key(url: &str) -> bool {
        let host = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        host.contains('@') || url.contains('?')
    }
}

/// Whose signed content is shown instead of what lies beside `kiosk.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentSource {
    /// The key that it is signed with; each edition may name the key of the next.
    pub key: PublicKey,
    /// Where it is pulled from; absent: from the destinations.
    pub from: Option<Destination>,
}

/// When the comments of an item leave, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    /// Comments that must be there.
    pub k: u32,
    /// Nights they must come from.
    pub days: u32,
    /// Rounds between two releases of comments.
    pub every: u32,
    /// Rounds after which comments that never made it are given up.
    pub expire_after: u32,
}

impl Default for Comments {
    /// The defaults of `docs/anonymity.md`.
    fn default() -> Self {
        Self { k: 10, days: 5, every: 4, expire_after: 26 }
    }
}

/// A colour as `theme.toml` writes it, `#0A5152`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

/// Whether the screen is light, dark or for eyes that need more contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Paper.
    #[default]
    Light,
    /// Night.
    Dark,
    /// Black and white.
    HighContrast,
}

/// What `theme.toml` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Theme {
    /// The company's name on the screen; absent: the organisation's.
    pub name: Option<String>,
    /// The company's logo, below `media/`.
    pub logo: Option<PathBuf>,
    /// The one accent colour.
    pub accent: Option<Colour>,
    /// Light, dark or high contrast.
    pub scheme: Scheme,
    /// Whether things move.
    pub reduced_motion: bool,
}

/// Sites below this multiple of k have tallies that never leave on their own.
pub const SITE_FACTOR: u32 = 2;

/// This kiosk.
#[derive(Debug, Clone)]
pub struct Kiosk {
    /// Whose kiosk it is.
    pub organisation: String,
    /// Where it stands.
    pub site: SiteId,
    /// The languages it offers; the first is where it starts.
    pub languages: Vec<Language>,
    /// Its time zone.
    pub time_zone: jiff::tz::TimeZone,
    /// How many people work at the site.
    pub headcount: u32,
    /// The cohorts that are large enough to be offered.
    pub cohorts: Vec<Cohort>,
    /// The panel.
    pub screen: Screen,
    /// The parameters packs start from.
    pub privacy: Privacy,
    /// To whom tallies that are given up are sealed; absent: to nobody.
    pub pool_recipient: Option<PoolRecipient>,
    /// Powered hours between two cuts, at least.
    pub min_up_hours: u32,
    /// A visit that ends within this many seconds of the last one that was counted on the same pack is a burst; 0: none is.
    pub repeat_seconds: u32,
    /// Where releases are pushed.
    pub destinations: Vec<Destination>,
    /// Whose signed content is shown; absent: what lies beside `kiosk.toml`.
    pub content: Option<ContentSource>,
    /// `age` public keys that comments are sealed to, layer by layer.
    pub comment_recipients: Vec<String>,
    /// When comments leave.
    pub comments: Comments,
}

/// How long things take that decide what counts together; in force for whole rounds, as all rules of privacy are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Powered hours between two cuts, at least.
    pub min_up_hours: u32,
    /// A visit that ends within this many seconds of the last one that was counted on the same pack is a burst; 0: none is.
    pub repeat_seconds: u32,
}

impl Kiosk {
    /// The pace that is configured, for the next round.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace { min_up_hours: self.min_up_hours, repeat_seconds: self.repeat_seconds }
    }

    /// Whether the site is large enough to be reported on its own; else its tallies go into a pool or nowhere.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        self.headcount >= SITE_FACTOR.saturating_mul(self.privacy.k)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn hours_hold_from_the_first_minute_to_before_the_last_also_through_midnight() {
        let at = |hour, minute| time(hour, minute, 0, 0);
        let day = Hours { open: at(6, 0), close: at(22, 30) };
        let night = Hours { open: at(22, 30), close: at(6, 0) };
        for (hour, minute, is_day) in [(5, 59, false), (6, 0, true), (22, 29, true), (22, 30, false), (0, 0, false)] {
            assert_eq!(day.holds(at(hour, minute)), is_day, "{hour}:{minute}");
            assert_eq!(night.holds(at(hour, minute)), !is_day, "{hour}:{minute}");
        }
    }
}
