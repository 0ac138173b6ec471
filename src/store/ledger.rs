//! What is safe: an ordinary SQLite file of releases.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use super::shelves::PendingComments;
use super::vault::PendingCut;
use super::{Kind, StoreError};
use crate::config::{Epsilon, Mechanism};
use crate::mutant::{self, Mutant};
use crate::release::{Batch, Cell, CohortLabel};
use crate::tally::Histogram;
use crate::vocabulary::{CohortId, ItemId, PackId, Round};

mod comments;
mod customers;

/// Marks the file as ours: `LPld` in ASCII.
const APPLICATION_ID: i32 = 0x4c50_6c64;
/// Steps from an empty file to the newest layout; a step is never changed once it has landed.
const MIGRATIONS: &[(u32, &str)] = &[
    (1, include_str!("migrations/0001_ledger.sql")),
    (2, include_str!("migrations/0002_comments.sql")),
    (3, include_str!("migrations/0003_chain.sql")),
    (4, include_str!("migrations/0004_customers.sql")),
    (5, include_str!("migrations/0005_lake.sql")),
];
/// Where an SQLite file keeps `user_version`, big-endian (SQLite file format, section 1.3).
const USER_VERSION_AT: usize = 60;

/// Which kiosk this is, settled when its data directory was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installation {
    /// Random, made at installation.
    pub kiosk: Uuid,
    /// Real or simulated, for good.
    pub kind: Kind,
}

/// The ledger of one kiosk.
pub struct Ledger {
    pub(super) connection: Connection,
}

impl Ledger {
    /// Opens or creates the ledger for writing; `install` is asked who this is when it is new.
    pub(super) fn open(path: &Path, install: impl FnOnce() -> Installation) -> Result<Self, StoreError> {
        Self::refuse_newer(path)?;
        let connection = Connection::open(path).map_err(StoreError::ledger("open a connection"))?;
        let mut ledger = Self { connection };
        ledger.prepare(install).map_err(StoreError::ledger("create or upgrade tables"))?;
        set_owner_only(path)?;
        Ok(ledger)
    }

    /// Looks at the version in the file's header before SQLite does, so that a newer file is not touched at all.
    pub(super) fn refuse_newer(path: &Path) -> Result<(), StoreError> {
        let mut header = [0; USER_VERSION_AT + 4];
        let found = match File::open(path) {
            Ok(mut file) => match file.read_exact(&mut header) {
                Ok(()) => u32::from_be_bytes([header[60], header[61], header[62], header[63]]),
                Err(_) => 0,
            },
            Err(_) => 0,
        };
        let known = MIGRATIONS.last().map_or(0, |(step, _)| *step);
        if found > known {
            return Err(StoreError::Newer { path: path.to_owned(), found, known });
        }
        Ok(())
    }

    /// Opens a ledger for reading; beside a running kiosk, at any time.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if there is none, [`StoreError::Newer`] if a newer program wrote it.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Absent(path.parent().unwrap_or(path).to_owned()));
        }
        Self::refuse_newer(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(StoreError::ledger("open a connection"))?;
        Ok(Self { connection })
    }

    /// The newest round that was closed; none if there is no ledger yet.
    pub(super) fn newest_round(path: &Path) -> Result<Option<Round>, StoreError> {
        if !path.exists() || Self::is_empty(path) {
            return Ok(None);
        }
        Ok(Self::open_existing(path)?.rounds()?.pop())
    }

    /// Whether the file holds no table yet, as when the power went while it was created; a broken one is not empty.
    pub(super) fn is_empty(path: &Path) -> bool {
        // From its first table on it keeps a log, not a journal; and who only reads cannot roll a journal back.
        let mut journal = path.as_os_str().to_owned();
        journal.push("-journal");
        let version = Self::open_existing(path).ok().and_then(|ledger| ledger.version().ok());
        version == Some(0) || Path::new(&journal).exists()
    }

    fn version(&self) -> rusqlite::Result<u32> {
        self.connection.pragma_query_value(None, "user_version", |row| row.get(0))
    }

    fn prepare(&mut self, install: impl FnOnce() -> Installation) -> rusqlite::Result<()> {
        self.connection.pragma_update(None, "journal_mode", "wal")?;
        // A release that was said to be out must be out after a power cut.
        self.connection.pragma_update(None, "synchronous", "full")?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        let transaction = self.connection.transaction()?;
        let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for (step, sql) in MIGRATIONS.iter().filter(|(step, _)| *step > version) {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", step)?;
        }
        if version == 0 {
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            let Installation { kiosk, kind } = install();
            transaction.execute(
                "INSERT INTO installation (only_row, kiosk, simulated) VALUES (1, ?1, ?2)",
                params![kiosk.to_string(), kind == Kind::Simulated],
            )?;
        }
        transaction.commit()
    }

    /// Which kiosk this is.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn installation(&self) -> Result<Installation, StoreError> {
        let (kiosk, simulated): (String, bool) = self
            .connection
            .query_row("SELECT kiosk, simulated FROM installation", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(StoreError::ledger("read the installation"))?;
        let kind = if simulated { Kind::Simulated } else { Kind::Real };
        let kiosk = kiosk.parse().map_err(|_| StoreError::Unreadable { what: "kiosk id", value: kiosk })?;
        Ok(Installation { kiosk, kind })
    }

    /// Whether SQLite finds the file whole.
    ///
    /// # Errors
    /// If it cannot even be asked.
    pub fn is_whole(&self) -> Result<bool, StoreError> {
        self.connection
            .query_row("PRAGMA quick_check", [], |row| row.get::<_, String>(0))
            .map(|answer| answer == "ok")
            .map_err(StoreError::ledger("check pages"))
    }

    /// Writes a cut down, once, however often it is told to.
    pub(super) fn record(
        &mut self,
        cut: Option<&PendingCut>,
        comments: Option<&PendingComments>,
    ) -> Result<(), StoreError> {
        let written = (|| {
            let transaction = self.connection.transaction()?;
            if mutant::draws_again() {
                transaction.execute_batch("DELETE FROM link; DELETE FROM cell; DELETE FROM batch;")?;
            }
            let rounds = [
                cut.map(|cut| (cut.round, &cut.config_hash, &cut.organisation, &cut.site)),
                comments.map(|cut| (cut.round, &cut.config_hash, &cut.organisation, &cut.site)),
            ];
            let left = cut.is_some_and(|cut| !cut.batches.is_empty()) || !mutant::active(Mutant::EmptyRoundsSilent);
            for (round, config_hash, organisation, site) in rounds.into_iter().flatten().filter(|_| left) {
                transaction.execute(
                    "INSERT INTO round (cut_week, config_hash, organisation, site) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT DO NOTHING",
                    params![round.to_string(), config_hash, organisation, site.as_str()],
                )?;
            }
            if let Some((round, sealed)) = cut.and_then(|cut| cut.spill.as_ref().map(|sealed| (cut.round, sealed))) {
                transaction.execute(
                    "INSERT INTO spill (cut_week, sealed) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    params![round.to_string(), sealed],
                )?;
            }
            for batch in cut.iter().flat_map(|cut| &cut.batches) {
                record_batch(&transaction, batch)?;
            }
            for batch in comments.iter().flat_map(|comments| &comments.batches) {
                comments::record(&transaction, batch)?;
            }
            transaction.commit()
        })();
        written.map_err(StoreError::ledger("record a cut"))
    }

    /// The rounds that are closed, from the first.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn rounds(&self) -> Result<Vec<Round>, StoreError> {
        let texts: Vec<String> = self
            .connection
            .prepare("SELECT cut_week FROM round ORDER BY cut_week")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .map_err(StoreError::ledger("read the rounds"))?;
        texts.into_iter().map(|text| read(&text, "round", |text| text.parse().ok())).collect()
    }

    /// The batches of the rounds from `from` to `to`, both included, sorted by item, cohort and round.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn batches(&self, from: Option<Round>, to: Option<Round>) -> Result<Vec<Batch>, StoreError> {
        let bound = |round: Option<Round>, else_: &str| round.map_or_else(|| else_.to_owned(), |r| r.to_string());
        let rows: Vec<BatchRow> = self
            .connection
            .prepare(
                "SELECT batch, cut_week, pack, item, item_hash, histogram, cohort, answers, epsilon, cell_variance,
                        bursts, config_hash
                 FROM batch WHERE cut_week BETWEEN ?1 AND ?2
                 ORDER BY pack, item, histogram, cohort, cut_week, batch",
            )
            .and_then(|mut statement| {
                let range = params![bound(from, ""), bound(to, "~")];
                statement.query_map(range, BatchRow::read)?.collect()
            })
            .map_err(StoreError::ledger("read the batches"))?;
        rows.into_iter().map(|row| self.batch(row)).collect()
    }

    fn batch(&self, row: BatchRow) -> Result<Batch, StoreError> {
        let cells = self
            .connection
            .prepare_cached("SELECT response, cell_count FROM cell WHERE batch = ?1 ORDER BY position")
            .and_then(|mut statement| {
                let cells = statement
                    .query_map([&row.batch], |cell| Ok(Cell { response: cell.get(0)?, count: cell.get(1)? }))?;
                cells.collect()
            })
            .map_err(StoreError::ledger("read the cells"))?;
        let mechanism = match row.epsilon {
            None => Mechanism::Exact,
            Some(value) => {
                Mechanism::DiscreteLaplace { epsilon: read(&value, "epsilon", |value| Epsilon::new(*value).ok())? }
            }
        };
        Ok(Batch {
            id: read(&row.batch, "batch id", |text| text.parse().ok())?,
            pack: read(&row.pack, "pack id", |text| PackId::new(text.clone()).ok())?,
            item: read(&row.item, "item id", |text| ItemId::new(text.clone()).ok())?,
            item_hash: row.item_hash,
            histogram: read(&row.histogram, "histogram", |text| Histogram::from_name(text))?,
            cohort: read(&row.cohort, "cohort", |text| cohort(text))?,
            round: read(&row.cut_week, "round", |text| text.parse().ok())?,
            n: row.answers,
            mechanism,
            epsilon: row.epsilon,
            cell_variance: row.cell_variance,
            bursts: row.bursts,
            config_hash: row.config_hash,
            cells,
        })
    }
}

/// A row of the table `batch`.
struct BatchRow {
    batch: String,
    cut_week: String,
    pack: String,
    item: String,
    item_hash: String,
    histogram: String,
    cohort: String,
    answers: u32,
    epsilon: Option<f64>,
    cell_variance: f64,
    bursts: u32,
    config_hash: String,
}

impl BatchRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            batch: row.get(0)?,
            cut_week: row.get(1)?,
            pack: row.get(2)?,
            item: row.get(3)?,
            item_hash: row.get(4)?,
            histogram: row.get(5)?,
            cohort: row.get(6)?,
            answers: row.get(7)?,
            epsilon: row.get(8)?,
            cell_variance: row.get(9)?,
            bursts: row.get(10)?,
            config_hash: row.get(11)?,
        })
    }
}

fn record_batch(transaction: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<()> {
    let id = batch.id.to_string();
    let known: Option<i64> =
        transaction.query_row("SELECT 1 FROM batch WHERE batch = ?1", [&id], |row| row.get(0)).optional()?;
    if known.is_some() {
        return Ok(());
    }
    transaction
        .prepare_cached(
            "INSERT INTO batch (batch, cut_week, pack, item, item_hash, histogram, cohort, answers, epsilon,
                                cell_variance, bursts, config_hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            id,
            batch.round.to_string(),
            batch.pack.as_str(),
            batch.item.as_str(),
            batch.item_hash,
            batch.histogram.name(),
            batch.cohort.as_str(),
            batch.n,
            batch.epsilon,
            batch.cell_variance,
            batch.bursts,
            batch.config_hash,
        ])?;
    let mut insert = transaction
        .prepare_cached("INSERT INTO cell (batch, position, response, cell_count) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, cell) in (0_i64..).zip(&batch.cells) {
        insert.execute(params![id, position, cell.response, cell.count])?;
    }
    Ok(())
}

fn cohort(text: &str) -> Option<CohortLabel> {
    match text {
        "" => Some(CohortLabel::Unstated),
        "(other)" => Some(CohortLabel::Other),
        id => CohortId::new(id).ok().map(CohortLabel::One),
    }
}

pub(super) fn read<S: ToString, T>(
    stored: &S,
    what: &'static str,
    take: impl FnOnce(&S) -> Option<T>,
) -> Result<T, StoreError> {
    take(stored).ok_or_else(|| StoreError::Unreadable { what, value: stored.to_string() })
}

fn set_owner_only(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let owner_only = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, owner_only).map_err(StoreError::io("set the permissions of", path))
}
