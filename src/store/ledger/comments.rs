//! The comments of the ledger.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{Ledger, read};
use crate::envelope;
use crate::release::{CommentBatch, ReleasedComment};
use crate::store::StoreError;
use crate::tally::Words;
use crate::vocabulary::{ItemId, PackId, Round};

/// The step that brought comments; a ledger that has not come so far holds none.
const SINCE: u32 = 2;

impl Ledger {
    /// The comments released in the rounds from `from` to `to`, both included, by item and round, in the random order
    /// they left in.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn comments(&self, from: Option<Round>, to: Option<Round>) -> Result<Vec<ReleasedComment>, StoreError> {
        let version: u32 = self
            .connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(StoreError::ledger("read the version"))?;
        if version < SINCE {
            return Ok(Vec::new());
        }
        let bound = |round: Option<Round>, else_: &str| round.map_or_else(|| else_.to_owned(), |r| r.to_string());
        let rows: Vec<CommentRow> = self
            .connection
            .prepare(
                "SELECT batch, cut_week, pack, item, sealed, comment FROM comment JOIN comment_batch USING (batch)
                 WHERE cut_week BETWEEN ?1 AND ?2 ORDER BY pack, item, cut_week, batch, position",
            )
            .and_then(|mut statement| {
                statement.query_map(params![bound(from, ""), bound(to, "~")], CommentRow::read)?.collect()
            })
            .map_err(StoreError::ledger("read the comments"))?;
        rows.into_iter().map(CommentRow::released).collect()
    }
}

struct CommentRow {
    batch: String,
    cut_week: String,
    pack: String,
    item: String,
    sealed: bool,
    comment: String,
}

impl CommentRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            batch: row.get(0)?,
            cut_week: row.get(1)?,
            pack: row.get(2)?,
            item: row.get(3)?,
            sealed: row.get(4)?,
            comment: row.get(5)?,
        })
    }

    fn released(self) -> Result<ReleasedComment, StoreError> {
        Ok(ReleasedComment {
            batch: read(&self.batch, "batch id", |text| text.parse().ok())?,
            round: read(&self.cut_week, "round", |text| text.parse().ok())?,
            pack: read(&self.pack, "pack id", |text| PackId::new(text.clone()).ok())?,
            item: read(&self.item, "item id", |text| ItemId::new(text.clone()).ok())?,
            sealed: self.sealed,
            comment: self.comment,
        })
    }
}

/// Writes released comments down, once, however often it is told to.
pub(super) fn record(transaction: &Transaction<'_>, batch: &CommentBatch) -> rusqlite::Result<()> {
    let id = batch.id.to_string();
    let known: Option<i64> =
        transaction.query_row("SELECT 1 FROM comment_batch WHERE batch = ?1", [&id], |row| row.get(0)).optional()?;
    if known.is_some() {
        return Ok(());
    }
    transaction.execute(
        "INSERT INTO comment_batch (batch, cut_week, pack, item) VALUES (?1, ?2, ?3, ?4)",
        params![id, batch.round.to_string(), batch.pack.as_str(), batch.item.as_str()],
    )?;
    let mut insert =
        transaction.prepare_cached("INSERT INTO comment (batch, position, sealed, comment) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, words) in (0_i64..).zip(&batch.words) {
        match words {
            Words::Clear(_) => insert.execute(params![id, position, false, words.text().unwrap_or_default()])?,
            Words::Sealed(sealed) => insert.execute(params![id, position, true, envelope::to_line(sealed)])?,
        };
    }
    Ok(())
}
