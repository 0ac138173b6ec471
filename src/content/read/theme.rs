//! `theme.toml`.

use std::path::PathBuf;

use super::colour::{CANVAS, INK, WHITE, contrast, parse};
use super::{Table, picture};
use crate::config::{Colour, Folder, Scheme, Theme};
use crate::content::Flaw;

/// Least contrast of outlines and fills with what lies behind them (WCAG 1.4.11).
const GRAPHICS: f64 = 3.0;
/// Least contrast of a button's words with the button (WCAG 1.4.3).
const WORDS: f64 = 4.5;

pub(super) fn read(table: &Table, folder: &Folder) -> Theme {
    let accent = table.words("accent").and_then(parse);
    if let Some(accent) = accent {
        seen(table, accent);
    }
    let logo = table.words("logo");
    if let Some(logo) = logo {
        picture::present(table, "logo", logo, folder);
    }
    Theme {
        name: table.words("name").map(ToOwned::to_owned),
        logo: logo.map(PathBuf::from),
        accent,
        scheme: match table.words("scheme") {
            Some("dark") => Scheme::Dark,
            Some("high-contrast") => Scheme::HighContrast,
            _ => Scheme::Light,
        },
        reduced_motion: table.words("motion") == Some("reduced"),
    }
}

/// Notes an accent that cannot be told from paper, or that no word can be read on.
fn seen(table: &Table, accent: Colour) {
    let paper = contrast(accent, CANVAS);
    if paper < GRAPHICS {
        let message = format!("the accent is too pale: {paper:.1}:1 against paper, {GRAPHICS}:1 is needed");
        table.error("accent", Flaw::NotAllowed, message, "hard to see", "take a darker shade of the same colour");
    }
    let words = contrast(accent, WHITE).max(contrast(accent, INK));
    if words < WORDS {
        let message = format!("words on the accent reach {words:.1}:1 at best, {WORDS}:1 is needed");
        table.error("accent", Flaw::NotAllowed, message, "hard to read on", "take a darker shade of the same colour");
    }
}
