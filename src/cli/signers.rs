//! Whose signatures count, as commands that read kiosks' rounds are told.

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::fleet::{Keys, Mixed, Named};

/// So many keys without a kiosk are named one by one; a list may have thousands.
const TOLD: usize = 10;

/// Whose signatures count. Without any, the keys are taken from the files themselves.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Signers {
    /// A kiosk's public key, as `doctor` on that kiosk tells it; with the kiosk's number before it, which its files are named
    /// after, it signs for that kiosk alone: give all numbers, or none. May be given again. If any is given, what others signed
    /// is left out
    #[arg(long, value_name = "[KIOSK=]PUB")]
    key: Vec<Named>,
    /// A file with such keys, a line each; what follows a `#` is a remark
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

impl Signers {
    /// Whether somebody said whose signatures count.
    #[cfg(feature = "fleet")]
    pub(super) fn are_named(&self) -> bool {
        !self.key.is_empty() || self.keys.is_some()
    }

    /// The keys that were named.
    ///
    /// # Errors
    /// [`Failure`] if the file cannot be read, holds no key or a line that is none; or if some keys have the number of their kiosk
    /// and others have none.
    pub(super) fn keys(&self) -> Result<Keys, Failure> {
        let listed = self.keys.as_deref().map(listed).transpose()?.unwrap_or_default();
        let keys = Keys::of(self.key.iter().copied().chain(listed.iter().map(|(_, named)| *named)));
        keys.map_err(|Mixed { without }| {
            let shown = self.keys.as_deref().unwrap_or(Path::new("")).display();
            let given = self.key.iter().filter(|named| named.kiosk.is_none()).map(|named| format!("--key {}", named.key));
            let lines = listed.iter().filter(|(_, named)| named.kiosk.is_none());
            let lines = lines.map(|(line, _)| format!("{shown}, line {line}"));
            let told: Vec<String> = given.chain(lines).take(TOLD).collect();
            let more = without.len().saturating_sub(told.len());
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            Failure::Usage(format!(
                "some keys have the number of their kiosk before them, and others have none: {}{more}. Each of these could sign \
                 for any kiosk that has no key of its own here. Write KIOSK=RW… for all of them; `verify` without keys prints \
                 number and key side by side",
                told.join("; ")
            ))
        })
    }
}

/// The keys of a list, each with its line.
fn listed(file: &Path) -> Result<Vec<(usize, Named)>, Failure> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| Failure::other(format!("{shown} cannot be read: {error}")))?;
    let mut all = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let key = text.split_once('#').map_or(text, |(key, _)| key).trim();
        if !key.is_empty() {
            let named = key.parse().map_err(|error| Failure::Usage(format!("{shown}, line {line}: {error}")))?;
            all.push((line, named));
        }
    }
    // No key at all would let anybody sign.
    if all.is_empty() { Err(Failure::Usage(format!("{shown} names no key"))) } else { Ok(all) }
}
