//! Which content runs: the newest edition that can, else what lies beside `kiosk.toml`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::admin::PassedOver;
use crate::config::{Folder, UnreadFolder};
use crate::content::{self, Loaded};
use crate::edition::Succession;
use crate::store::{DataDirectory, Library};
use crate::vocabulary::PublicKey;

/// The one file that is each kiosk's own.
const KIOSK: &str = "kiosk.toml";

/// What was chosen, and what was passed over on the way.
#[derive(Debug)]
pub struct Selection {
    /// What the files came to, together with this kiosk's own `kiosk.toml`.
    pub loaded: Loaded,
    /// The folder that pictures are named relative to.
    pub media: PathBuf,
    /// The edition; none where it is what lies beside `kiosk.toml`.
    pub edition: Option<u32>,
    /// Why newer editions were passed over.
    pub passed_over: Vec<PassedOver>,
    /// Whether this kiosk takes signed content.
    pub takes_editions: bool,
}

impl Selection {
    /// Chooses for the kiosk with this configuration and these data.
    ///
    /// Editions are tried from the newest on. One that is damaged, or that has a fault together with `kiosk.toml`, as where
    /// this program is older or newer than whoever wrote it, or that ends the program, gives way to the one before: nobody needs
    /// to come for that.
    ///
    /// # Errors
    /// If the configuration's folder cannot be read.
    pub fn of(config: &Path, data: &DataDirectory) -> Result<Self, UnreadFolder> {
        let local = Folder::read(config)?;
        let mut passed_over = Vec::new();
        let key = key(&local);
        let chosen = key.and_then(|key| newest(&local, &Library::of(data), key, &mut passed_over));
        let takes_editions = key.is_some();
        Ok(match chosen {
            Some((loaded, edition, folder)) => {
                Self { loaded, media: folder.join("media"), edition: Some(edition), passed_over, takes_editions }
            }
            None => Self {
                loaded: content::load(&local),
                media: config.join("media"),
                edition: None,
                passed_over,
                takes_editions,
            },
        })
    }

    /// Removes the editions that are not needed: kept are the newest, the one that was chosen and the one before it.
    pub(super) fn tidy(&self, data: &DataDirectory) {
        let library = Library::of(data);
        let numbers = library.numbers();
        let Some(chosen) = self.edition else { return };
        let older = numbers.iter().copied().find(|number| *number < chosen && !library.has_failed(*number));
        let kept: Vec<u32> = numbers.first().copied().into_iter().chain([chosen]).chain(older).collect();
        // What stays this time takes room and does no harm.
        let _ = library.keep(&kept);
    }

    /// What there is to say of the content that runs.
    pub(super) fn told(&self) -> String {
        match self.edition {
            Some(edition) => format!("edition {edition} of the signed content"),
            None => "what lies beside kiosk.toml".to_owned(),
        }
    }
}

/// The key that `kiosk.toml` names, whatever is wrong with other files.
fn key(local: &Folder) -> Option<PublicKey> {
    let mut alone = Folder::default();
    alone.insert(KIOSK, local.bytes(KIOSK)?);
    Some(content::load(&alone).content?.kiosk.content?.key)
}

fn newest(
    local: &Folder,
    library: &Library,
    key: PublicKey,
    passed_over: &mut Vec<PassedOver>,
) -> Option<(Loaded, u32, PathBuf)> {
    let head = match library.head() {
        Ok(head) => head?,
        Err(error) => {
            passed_over.push(PassedOver::Unreadable(Arc::new(error)));
            return None;
        }
    };
    let succession = Succession::new(key, Some(head));
    let Some(head) = succession.head().map(|head| head.statement().number) else {
        passed_over.push(PassedOver::OtherKey);
        return None;
    };
    for number in library.numbers().into_iter().filter(|number| *number <= head) {
        if library.has_failed(number) {
            passed_over.push(PassedOver::Ended(number));
            continue;
        }
        let mut folder = match library.read(number) {
            Ok(folder) => folder,
            Err(damaged) => {
                passed_over.push(PassedOver::Damaged(number, Arc::new(damaged)));
                continue;
            }
        };
        folder.insert(KIOSK, local.bytes(KIOSK)?);
        let loaded = content::load(&folder);
        let mut errors = loaded.faults.iter().filter(|fault| fault.is_error());
        match errors.next() {
            None if loaded.content.is_some() => return Some((loaded, number, library.folder(number))),
            fault => {
                let fault = fault.cloned();
                passed_over.push(PassedOver::Faulty { edition: number, fault, more: errors.count() });
            }
        }
    }
    None
}
