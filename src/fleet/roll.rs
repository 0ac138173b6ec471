//! How many kiosks are, as one page to open: no script, nothing from anywhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::standing::{Concern, Fleet, Kiosk};

const STYLE: &str = include_str!("roll.css");

/// The page.
#[must_use]
pub fn page(fleet: &Fleet) -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    let with_concerns = fleet.kiosks.iter().filter(|kiosk| !kiosk.concerns.is_empty()).count();
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Kiosks" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "Kiosks" }
                    p { (summary(fleet, with_concerns)) }
                    @if !fleet.bad.is_empty() {
                        h2 { "Files that cannot be read" }
                        ul { @for bad in &fleet.bad { li { code { (bad.path.display()) } ": " (bad.why) } } }
                    }
                    div.wide tabindex="0" role="region" aria-label="Kiosks" {
                        table {
                            thead { tr { @for name in HEADS { th scope="col" { (name) } } } }
                            tbody { @for kiosk in &fleet.kiosks { (line(kiosk)) } }
                        }
                    }
                }
            }
        }
    };
    markup.into_string()
}

/// The heads of the table's columns.
const HEADS: [&str; 9] =
    ["Site", "Kiosk", "To look at", "Newest round here", "Last cut", "Version", "Clock", "Disk free", "Configuration"];

fn line(kiosk: &Kiosk) -> Markup {
    let status = kiosk.status.as_ref();
    let text = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    html! {
        tr.look[!kiosk.concerns.is_empty()] {
            th scope="row" { (text(status.map(|status| status.site.clone()))) }
            td { code { (kiosk.kiosk) } }
            td { @for concern in &kiosk.concerns { div { (said(concern)) } } }
            td { (text(kiosk.newest.map(|round| round.to_string()))) }
            td { (text(status.and_then(|status| status.last_cut).map(|round| round.to_string()))) }
            td { (text(status.map(|status| status.version.clone()))) }
            td { (text(status.and_then(|status| status.clock_skew_minutes).map(clock))) }
            td { (text(status.and_then(|status| status.disk_free_percent).map(|free| format!("{free} %")))) }
            td { code { (text(status.and_then(|status| status.config_hash.clone()))) } }
        }
    }
}

/// How many there are and what most of them are like, in a sentence.
#[must_use]
pub fn summary(fleet: &Fleet, with_concerns: usize) -> String {
    let many = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    let kiosks = many(fleet.kiosks.len(), "kiosk", "kiosks");
    let newest = fleet.newest.map(|newest| format!("the newest round is {newest}"));
    let version = fleet.version.as_ref().map(|version| format!("most run {version}"));
    let look = match (with_concerns, fleet.kiosks.len()) {
        (_, 0) => None,
        (0, _) => Some("nothing to look at".to_owned()),
        (some, _) => Some(format!("{some} to look at")),
    };
    let bad = (!fleet.bad.is_empty()).then(|| format!("{} cannot be read", many(fleet.bad.len(), "file", "files")));
    let parts: Vec<String> = [Some(kiosks), newest, version, look, bad].into_iter().flatten().collect();
    parts.join("; ") + "."
}

/// What there is to look at, in words.
#[must_use]
pub fn said(concern: &Concern) -> String {
    match concern {
        Concern::Behind { rounds: 1 } => "1 round behind".to_owned(),
        Concern::Behind { rounds } if *rounds >= 52 => "a year behind or more".to_owned(),
        Concern::Behind { rounds } => format!("{rounds} rounds behind"),
        Concern::NotSent { last_cut } => format!("closed {last_cut}, which is not here"),
        Concern::Clock { minutes } if *minutes > 0 => format!("clock {minutes} minutes ahead"),
        Concern::Clock { minutes } => format!("clock {} minutes behind", minutes.unsigned_abs()),
        Concern::Disk { free } => format!("{free} % of the disk free"),
        Concern::Version => "another version than most".to_owned(),
        Concern::Silent => "no status".to_owned(),
        Concern::Simulated => "simulated, and others are not".to_owned(),
    }
}

/// By how much a clock is off.
#[must_use]
pub fn clock(minutes: i64) -> String {
    match minutes {
        0 => "right".to_owned(),
        minutes => format!("{minutes:+} min"),
    }
}
