//! The rows of a round's Parquet file, added up.

use std::sync::{Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use uuid::Uuid;

use crate::export::{SCHEMA_VERSION, version_of};
use crate::report::{Merged, TableKind, Unwritable, Whence};
use crate::vocabulary::Round;

/// Rows that are decoded at a time: a round of a kiosk is one such piece.
const ROWS: usize = 8 * 1024;

/// A file that is no table of released cells.
#[derive(Debug, thiserror::Error)]
pub enum BadRows {
    /// It cannot be read as Parquet.
    #[error("it is not a whole Parquet file")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A part of it cannot be decoded.
    #[error("it is not a whole Parquet file")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// A column is not there, or of another type.
    #[error("it has no column {0} of the type that released cells have")]
    Column(&'static str),
    /// A value that no kiosk writes.
    #[error(transparent)]
    Value(#[from] Unwritable),
    /// A newer program wrote it.
    #[error("its table is of a newer version than this program knows")]
    Newer,
    /// Answers of somebody else.
    #[error("it holds the answers of kiosk {0}")]
    OtherKiosk(Uuid),
}

/// Adds up the rows of the kiosks that `wanted` says yes to; rows of a batch stand together, as kiosks write them.
///
/// All of the file is looked at before any of it is counted.
///
/// # Errors
/// [`BadRows`] if it is no such table, or one that cannot have come from a kiosk.
pub(super) fn add(
    file: Bytes,
    round: Round,
    wanted: impl Fn(Uuid) -> Result<bool, BadRows>,
    merged: &Mutex<Merged>,
) -> Result<(), BadRows> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    if version_of(builder.metadata()).is_some_and(|version| version > SCHEMA_VERSION) {
        return Err(BadRows::Newer);
    }
    let columns = builder.parquet_schema().columns().iter().enumerate();
    let read: Vec<usize> = columns.filter(|(_, column)| !UNREAD.contains(&column.name())).map(|(at, _)| at).collect();
    let mask = ProjectionMask::leaves(builder.parquet_schema(), read);
    let reader = builder.with_projection(mask).with_batch_size(ROWS).build()?;
    let pieces = reader.collect::<Result<Vec<RecordBatch>, _>>()?;
    let mut batches = Vec::new();
    let mut rows = 0;
    for (piece, read) in pieces.iter().enumerate() {
        rows += read.num_rows();
        Columns::of(read)?.split(piece, &wanted, &mut batches)?;
    }
    // What goes over the end of a piece is put together again.
    let columns = pieces.iter().map(Columns::of).collect::<Result<Vec<_>, _>>()?;
    let mut whole: Vec<Vec<Part>> = Vec::new();
    for part in batches {
        let goes_on = |before: &Vec<Part>| {
            before.last().is_some_and(|before| {
                before.piece != part.piece
                    && columns[before.piece].batch.value(before.rows.start)
                        == columns[part.piece].batch.value(part.rows.start)
            })
        };
        match whole.last_mut().filter(|before| goes_on(before)) {
            Some(before) => before.push(part),
            None => whole.push(vec![part]),
        }
    }
    // Only now, when all of it is decoded: others count into the same.
    let mut merged = merged.lock().unwrap_or_else(PoisonError::into_inner);
    for parts in &whole {
        let Some(first) = parts.first() else { continue };
        let (whence, kind, cohort, _) = columns[first.piece].head(first, round)?;
        merged.check(&whence, &kind, cohort)?;
    }
    for parts in &whole {
        let Some(first) = parts.first() else { continue };
        let (whence, kind, cohort, numbers) = columns[first.piece].head(first, round)?;
        let cells = parts.iter().flat_map(|part| {
            let columns = &columns[part.piece];
            part.rows.clone().map(|at| (columns.response.value(at), columns.cell_count.value(at)))
        });
        merged.add(&whence, &kind, cohort, numbers, cells)?;
    }
    if rows > 0 {
        merged.released(std::iter::once(round));
    }
    Ok(())
}

/// Columns that no report is made of.
const UNREAD: [&str; 3] = ["schema_version", "organisation", "config_hash"];

/// Rows of one batch in one piece.
struct Part {
    piece: usize,
    rows: std::ops::Range<usize>,
    kiosk: Uuid,
}

/// The columns of a piece.
struct Columns<'r> {
    site: &'r StringArray,
    kiosk: &'r StringArray,
    pack: &'r StringArray,
    item: &'r StringArray,
    item_hash: &'r StringArray,
    histogram: &'r StringArray,
    cohort: &'r StringArray,
    batch: &'r StringArray,
    response: &'r StringArray,
    cell_count: &'r Int64Array,
    n: &'r Int64Array,
    mechanism: &'r StringArray,
    epsilon: &'r Float64Array,
    cell_variance: &'r Float64Array,
    bursts: &'r Int64Array,
    simulated: &'r BooleanArray,
}

/// Where a batch comes from, what it is, whose answers, and n with bursts.
type Head<'r> = (Whence<'r>, TableKind<'r>, &'r str, (u32, u32));

impl<'r> Columns<'r> {
    fn of(rows: &'r RecordBatch) -> Result<Self, BadRows> {
        let column = |name| rows.column_by_name(name).ok_or(BadRows::Column(name));
        let text = |name| column(name)?.as_string_opt::<i32>().ok_or(BadRows::Column(name));
        let whole = |name| column(name)?.as_primitive_opt::<Int64Type>().ok_or(BadRows::Column(name));
        let double = |name| column(name)?.as_primitive_opt::<Float64Type>().ok_or(BadRows::Column(name));
        Ok(Self {
            site: text("site")?,
            kiosk: text("kiosk")?,
            pack: text("pack")?,
            item: text("item")?,
            item_hash: text("item_hash")?,
            histogram: text("histogram")?,
            cohort: text("cohort")?,
            batch: text("batch")?,
            response: text("response")?,
            cell_count: whole("cell_count")?,
            n: whole("n")?,
            mechanism: text("mechanism")?,
            epsilon: double("epsilon")?,
            cell_variance: double("cell_variance")?,
            bursts: whole("bursts")?,
            simulated: column("simulated")?.as_boolean_opt().ok_or(BadRows::Column("simulated"))?,
        })
    }

    /// The batches of the kiosks that are wanted.
    fn split(
        &self,
        piece: usize,
        wanted: &impl Fn(Uuid) -> Result<bool, BadRows>,
        parts: &mut Vec<Part>,
    ) -> Result<(), BadRows> {
        let mut at = 0;
        let mut last: Option<(&str, Uuid, bool)> = None;
        while at < self.batch.len() {
            let (batch, text) = (self.batch.value(at), self.kiosk.value(at));
            let mut end = at + 1;
            while end < self.batch.len() && self.batch.value(end) == batch {
                end += 1;
            }
            let (kiosk, taken) = match last {
                Some((known, kiosk, taken)) if known == text => (kiosk, taken),
                _ => {
                    let kiosk = text.parse().map_err(|_| Unwritable("kiosk"))?;
                    let taken = wanted(kiosk)?;
                    last = Some((text, kiosk, taken));
                    (kiosk, taken)
                }
            };
            if taken {
                parts.push(Part { piece, rows: at..end, kiosk });
            }
            at = end;
        }
        Ok(())
    }

    fn head(&self, part: &Part, round: Round) -> Result<Head<'r>, BadRows> {
        let at = part.rows.start;
        let simulated = self.simulated.value(at);
        let whence = Whence { site: self.site.value(at), kiosk: part.kiosk, round, simulated };
        let kind = TableKind {
            pack: self.pack.value(at),
            item: self.item.value(at),
            item_hash: self.item_hash.value(at),
            histogram: self.histogram.value(at),
            mechanism: self.mechanism.value(at),
            epsilon: if self.epsilon.is_null(at) { 0.0 } else { self.epsilon.value(at) },
            cell_variance: if self.cell_variance.is_null(at) { f64::NAN } else { self.cell_variance.value(at) },
        };
        let n = u32::try_from(self.n.value(at)).map_err(|_| Unwritable("n"))?;
        let bursts = u32::try_from(self.bursts.value(at)).map_err(|_| Unwritable("bursts"))?;
        Ok((whence, kind, self.cohort.value(at), (n, bursts)))
    }
}
