//! The rows of a round's Parquet file, as the batches that they were.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use uuid::Uuid;

use crate::config::{Epsilon, Mechanism};
use crate::export::Origin;
use crate::release::{Batch, Cell, CohortLabel};
use crate::report::Sheet;
use crate::tally::Histogram;
use crate::vocabulary::{CohortId, ItemId, PackId, Round, SiteId};

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
    #[error("it has a {0} that no kiosk writes")]
    Value(&'static str),
}

/// The batches of one kiosk's round. Rows of a batch stand together, as kiosks write them.
///
/// # Errors
/// [`BadRows`] if it is no such table, or one that cannot have come from a kiosk.
pub fn batches(file: Vec<u8>, round: Round) -> Result<Vec<Sheet>, BadRows> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file))?.with_batch_size(ROWS).build()?;
    let mut sheets: Vec<Sheet> = Vec::new();
    for rows in reader {
        let rows = rows?;
        let columns = Columns::of(&rows)?;
        for at in 0..rows.num_rows() {
            let id: Uuid = parse(columns.batch.value(at), "batch")?;
            let cell = Cell { response: columns.response.value(at).to_owned(), count: columns.cell_count.value(at) };
            match sheets.last_mut() {
                Some(sheet) if sheet.batch.id == id => sheet.batch.cells.push(cell),
                _ => sheets.push(columns.sheet(at, id, round, cell)?),
            }
        }
    }
    Ok(sheets)
}

/// The columns of a piece.
struct Columns<'r> {
    organisation: &'r StringArray,
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
    config_hash: &'r StringArray,
    simulated: &'r BooleanArray,
}

impl<'r> Columns<'r> {
    fn of(rows: &'r RecordBatch) -> Result<Self, BadRows> {
        let column = |name| rows.column_by_name(name).ok_or(BadRows::Column(name));
        let text = |name| column(name)?.as_string_opt::<i32>().ok_or(BadRows::Column(name));
        let whole = |name| column(name)?.as_primitive_opt::<Int64Type>().ok_or(BadRows::Column(name));
        let double = |name| column(name)?.as_primitive_opt::<Float64Type>().ok_or(BadRows::Column(name));
        Ok(Self {
            organisation: text("organisation")?,
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
            config_hash: text("config_hash")?,
            simulated: column("simulated")?.as_boolean_opt().ok_or(BadRows::Column("simulated"))?,
        })
    }

    /// The batch that begins in this row.
    fn sheet(&self, at: usize, id: Uuid, round: Round, cell: Cell) -> Result<Sheet, BadRows> {
        let epsilon = (!self.epsilon.is_null(at)).then(|| self.epsilon.value(at));
        let mechanism = match (self.mechanism.value(at), epsilon) {
            ("exact", None) => Mechanism::Exact,
            ("discrete-laplace", Some(value)) => {
                Mechanism::DiscreteLaplace { epsilon: Epsilon::new(value).map_err(|_| BadRows::Value("epsilon"))? }
            }
            _ => return Err(BadRows::Value("mechanism")),
        };
        let variance = self.cell_variance.value(at);
        if !variance.is_finite() || variance < 0.0 {
            return Err(BadRows::Value("cell_variance"));
        }
        let origin = Origin {
            organisation: self.organisation.value(at).to_owned(),
            site: site(self.site.value(at))?,
            kiosk: parse(self.kiosk.value(at), "kiosk")?,
            simulated: self.simulated.value(at),
        };
        let histogram = Histogram::from_name(self.histogram.value(at)).ok_or(BadRows::Value("histogram"))?;
        let batch = Batch {
            id,
            pack: PackId::new(self.pack.value(at)).map_err(|_| BadRows::Value("pack"))?,
            item: ItemId::new(self.item.value(at)).map_err(|_| BadRows::Value("item"))?,
            item_hash: self.item_hash.value(at).to_owned(),
            histogram,
            cohort: cohort(self.cohort.value(at))?,
            round,
            n: u32::try_from(self.n.value(at)).map_err(|_| BadRows::Value("n"))?,
            mechanism,
            epsilon,
            cell_variance: variance,
            bursts: u32::try_from(self.bursts.value(at)).map_err(|_| BadRows::Value("bursts"))?,
            config_hash: self.config_hash.value(at).to_owned(),
            cells: vec![cell],
        };
        Ok(Sheet { origin, batch })
    }
}

fn parse<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T, BadRows> {
    text.parse().map_err(|_| BadRows::Value(what))
}

fn site(text: &str) -> Result<SiteId, BadRows> {
    let pooled = SiteId::pooled();
    if text == pooled.as_str() { Ok(pooled) } else { SiteId::new(text).map_err(|_| BadRows::Value("site")) }
}

fn cohort(text: &str) -> Result<CohortLabel, BadRows> {
    match text {
        "" => Ok(CohortLabel::Unstated),
        "(other)" => Ok(CohortLabel::Other),
        id => CohortId::new(id).map(CohortLabel::One).map_err(|_| BadRows::Value("cohort")),
    }
}
