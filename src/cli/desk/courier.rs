//! Carries what was released to a stick: the cells, and the signed file of every round.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::admin::{Delivered, Reply};
use crate::export::{self, Format, Options, Origin};
use crate::store::{Ledger, StoreError};
use crate::sync::{Deed, Directory, PutError, Trouble, put_round, replace};
use crate::vocabulary::sentence;

/// The folder on a stick that all kiosks write into.
const FOLDER: &str = "listening-post";
/// So much of a kiosk's id tells it from the others of its site.
const SHORT: usize = 8;

/// An export to carry out away from the screen.
pub(super) struct Courier {
    /// The ledger to read.
    pub(super) ledger: PathBuf,
    /// Where the cells come from.
    pub(super) origin: Origin,
    /// Where the stick is mounted.
    pub(super) stick: PathBuf,
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Format(#[from] export::Error),
    #[error(transparent)]
    Put(#[from] PutError),
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl From<Stopped> for Reply {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Store(error) => Self::Unread(Arc::new(error)),
            Stopped::Format(error) => Self::Words(sentence(&error)),
            Stopped::Put(error) => Self::Unwritten(error.into()),
            Stopped::Trouble(trouble) => Self::Unwritten(trouble),
        }
    }
}

impl Courier {
    /// Writes everything, telling how many files of how many are there; each is read back and compared.
    pub(super) fn deliver(&self, written: &dyn Fn(usize, usize)) -> Delivered {
        let mut lines = Vec::new();
        let whole = self.carry(&mut lines, written).unwrap_or_else(|error| {
            lines.push(error.into());
            false
        });
        Delivered { whole, lines }
    }

    fn carry(&self, lines: &mut Vec<Reply>, written: &dyn Fn(usize, usize)) -> Result<bool, Stopped> {
        let ledger = Ledger::open_existing(&self.ledger)?;
        let rounds = ledger.round_files(None, None)?;
        let (folder, all) = (self.stick.join(FOLDER), rounds.len() + 1);
        written(0, all);

        let batches = ledger.batches(None, None)?;
        let mut cells = Vec::new();
        export::write(Format::Csv, &self.origin, &batches, &Options::default(), &mut cells)?;
        let kiosk: String = self.origin.kiosk.to_string().chars().take(SHORT).collect();
        let path = Path::new(&format!("{}-{kiosk}", self.origin.site)).join("cells.csv");
        // No time of its own: when an export was made is nobody's business.
        let time = rounds.last().map_or(Timestamp::UNIX_EPOCH, |round| round.place.nominal_time());
        replace(&folder.join(&path), &cells, time)?;
        written(1, all);

        let rounds_folder = Directory(folder.join("rounds"));
        let unmade = |error| Trouble::undone(Deed::Make, &rounds_folder.0, &error);
        fs::create_dir_all(&rounds_folder.0).map_err(unmade)?;
        let mut alarms = Vec::new();
        for (at, round) in rounds.iter().enumerate() {
            match put_round(&rounds_folder, round) {
                Ok(_) => {}
                Err(Trouble::Different(path)) => alarms.push(Reply::Alarm(path)),
                Err(error) => return Err(error.into()),
            }
            written(at + 2, all);
        }
        let cells: usize = batches.iter().map(|batch| batch.cells().len()).sum();
        lines.push(Reply::Cells(format!("{FOLDER}/{}", path.display()), cells));
        lines.push(Reply::Rounds(format!("{FOLDER}/rounds"), rounds.len() - alarms.len()));
        let whole = alarms.is_empty();
        lines.append(&mut alarms);
        Ok(whole)
    }
}
