//! How far each destination has come, as the ledger keeps it.

use std::path::Path;

use rusqlite::{OptionalExtension, params};

use super::StoreError;
use super::ledger::{Ledger, read};
use crate::vocabulary::Round;

/// How far a destination has come. Nothing in it says when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The last round that is there, as are all before it; none before the first.
    pub through: Option<Round>,
    /// The last round after which the kiosk said how it is.
    pub announced: Option<Round>,
    /// Whether the destination refuses to overwrite when it is asked to; none before that was tried.
    pub honours: Option<bool>,
    /// Minutes by which the kiosk's clock is ahead of the destination's.
    pub skew: Option<i64>,
    /// What stood in the way the last time, as `sync::Trouble::to_kept` writes it.
    pub trouble: Option<String>,
}

impl Ledger {
    /// Opens a ledger that is there, upgraded if need be, to note how far destinations have come; beside a running kiosk
    /// as well.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if there is none, [`StoreError::Newer`] if a newer program wrote it.
    pub fn open_for_sync(path: &Path) -> Result<Self, StoreError> {
        let known = Self::open_existing(path)?.installation()?;
        Self::open(path, || known)
    }

    /// How far the destination at this address has come.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn standing(&self, url: &str) -> Result<Standing, StoreError> {
        let row = self
            .connection
            .query_row(
                "SELECT through, announced, honours, skew, trouble FROM destination WHERE url = ?1",
                [url],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
            )
            .optional()
            .map_err(StoreError::ledger("read how far a destination has come"))?;
        let (through, announced, honours, skew, trouble): Columns = row.unwrap_or_default();
        let round = |text: Option<String>| text.map(|text| read(&text, "round", |text| text.parse().ok())).transpose();
        Ok(Standing { through: round(through)?, announced: round(announced)?, honours, skew, trouble })
    }

    /// Notes how far the destination at this address has come.
    ///
    /// # Errors
    /// If the ledger cannot be written.
    pub fn set_standing(&mut self, url: &str, standing: &Standing) -> Result<(), StoreError> {
        let Standing { through, announced, honours, skew, trouble } = standing;
        let text = |round: &Option<Round>| round.map(|round| round.to_string());
        self.connection
            .execute(
                "INSERT INTO destination (url, through, announced, honours, skew, trouble) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (url) DO UPDATE SET through = excluded.through, announced = excluded.announced,
                   honours = excluded.honours, skew = excluded.skew, trouble = excluded.trouble",
                params![url, text(through), text(announced), honours, skew, trouble],
            )
            .map(|_| ())
            .map_err(StoreError::ledger("note how far a destination has come"))
    }

    /// What the configuration was when a round was closed.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn config_hash(&self, round: Round) -> Result<Option<String>, StoreError> {
        self.connection
            .query_row("SELECT config_hash FROM round WHERE cut_week = ?1", [round.to_string()], |row| row.get(0))
            .optional()
            .map_err(StoreError::ledger("read the rounds"))
    }
}

type Columns = (Option<String>, Option<String>, Option<bool>, Option<i64>, Option<String>);
