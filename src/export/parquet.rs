//! The table as Parquet: the same rows, in the same order, are the same bytes, whoever writes them and when.
//!
//! Written column by column without Arrow, so that a kiosk needs no more than this. Texts are UTF-8 strings,
//! whole numbers signed (engines disagree on unsigned ones), doubles may be null; dictionaries and zstd do the rest.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::row::{COLUMNS, Row};

/// Fixed, so that an update of the program does not change the bytes of what it writes.
const CREATED_BY: &str = "listening-post";
/// Rows that are held before they are written: a round of a kiosk, and a year of one, is one group. Larger tables get
/// groups of this size, which engines read side by side, and neither writer nor reader ever holds more of them.
const ROWS_IN_GROUP: usize = 128 * 1024;
/// A table of many kiosks has many batches, whose ids would otherwise be written out in every row.
const LARGEST_DICTIONARY: usize = 16 * 1024 * 1024;
/// Of 1 to 22: a round of 200 cells takes half a millisecond at this one, and higher ones make it no smaller.
const ZSTD_LEVEL: i32 = 9;

/// What a dictionary leaves long. Most other columns of a kiosk's round are some fifty bytes, which get more when they are
/// compressed, and the counts would save too little; a reader sets up a decoder for every compressed one of thousands of files.
const COMPRESSED: [&str; 3] = ["item", "batch", "response"];

/// Where a file stands, which decides whether it says its round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Alone: with all columns.
    Alone,
    /// In a folder `cut_week=…`: engines add the column by that name themselves, and it must not be there twice.
    Partition,
}

/// Writes rows as Parquet, holding no more than a group of them.
///
/// Rows are written in the order they come in; sort them as [`super::rows`] does.
pub struct ParquetWriter<W: Write + Send> {
    layout: Layout,
    file: SerializedFileWriter<W>,
    group: Group,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn new(out: W, layout: Layout) -> io::Result<Self> {
        let properties = properties(layout)
            .and_then(|properties| SerializedFileWriter::new(out, schema(layout)?, Arc::new(properties)));
        Ok(Self { layout, file: properties.map_err(io)?, group: Group::default() })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When the file takes no more.
    pub fn push(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.group.push(row);
        if self.group.schema_version.len() == ROWS_IN_GROUP { self.flush() } else { Ok(()) }
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// When the file takes no more.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.file.into_inner().map_err(io)
    }

    fn flush(&mut self) -> io::Result<()> {
        let group = std::mem::take(&mut self.group);
        if group.schema_version.is_empty() { Ok(()) } else { group.write(self.layout, &mut self.file).map_err(io) }
    }
}

/// Writes rows as one file.
pub(super) fn write<'a>(rows: impl Iterator<Item = Row<'a>>, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = ParquetWriter::new(Vec::new(), layout)?;
    for row in rows {
        writer.push(&row)?;
    }
    out.write_all(&writer.finish()?)
}

/// The largest version of the table among the rows of a Parquet file; none if it has no rows, or is no such file.
#[must_use]
pub fn schema_version(file: impl ChunkReader + 'static) -> Option<u32> {
    version_of(SerializedFileReader::new(file).ok()?.metadata())
}

/// The same of a file whose end is read already.
#[must_use]
pub(crate) fn version_of(metadata: &ParquetMetaData) -> Option<u32> {
    let versions = metadata.row_groups().iter().map(|group| {
        let column = group.columns().first().filter(|column| column.column_path().string() == COLUMNS[0])?;
        match column.statistics()? {
            Statistics::Int32(versions) => u32::try_from(*versions.max_opt()?).ok(),
            _ => None,
        }
    });
    versions.max().flatten()
}

fn properties(layout: Layout) -> Result<WriterProperties> {
    let zstd = Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?);
    let builder = WriterProperties::builder();
    let builder = match layout {
        Layout::Alone => builder.set_compression(zstd),
        Layout::Partition => {
            COMPRESSED.iter().fold(builder.set_compression(Compression::UNCOMPRESSED), |builder, name| {
                builder.set_column_compression(ColumnPath::from(*name), zstd)
            })
        }
    };
    Ok(builder
        .set_created_by(CREATED_BY.to_owned())
        .set_dictionary_page_size_limit(LARGEST_DICTIONARY)
        // Smallest and largest of a group, by which engines pass groups over; by page they only fill small files.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build())
}

fn schema(layout: Layout) -> Result<TypePtr> {
    let column = |name: &str| {
        let (physical, logical, repetition) = match name {
            "schema_version" => (Physical::INT32, None, Repetition::REQUIRED),
            "cell_count" | "n" | "bursts" => (Physical::INT64, None, Repetition::REQUIRED),
            "epsilon" | "cell_variance" => (Physical::DOUBLE, None, Repetition::OPTIONAL),
            "simulated" => (Physical::BOOLEAN, None, Repetition::REQUIRED),
            _ => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
        };
        let column = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        column.with_repetition(repetition).build().map(Arc::new)
    };
    let columns = COLUMNS.iter().filter(|name| layout == Layout::Alone || **name != "cut_week");
    let columns = columns.map(|name| column(name)).collect::<Result<Vec<_>>>()?;
    Type::group_type_builder("cells").with_fields(columns).build().map(Arc::new)
}

/// A column of texts; one that says the same as the row before shares its bytes.
#[derive(Default)]
struct Texts(Vec<ByteArray>);

impl Texts {
    fn push(&mut self, text: &str) {
        let same = self.0.last().filter(|last| last.data() == text.as_bytes()).cloned();
        self.0.push(same.unwrap_or_else(|| text.as_bytes().to_vec().into()));
    }

    /// Of something that has to be written out first.
    fn push_again(&mut self, same: bool, text: impl FnOnce() -> String) {
        let same = self.0.last().filter(|_| same).cloned();
        self.0.push(same.unwrap_or_else(|| text().into_bytes().into()));
    }
}

/// A column of doubles; those that are absent have a level of 0 and no value.
#[derive(Default)]
struct Doubles {
    values: Vec<f64>,
    levels: Vec<i16>,
}

impl Doubles {
    fn push(&mut self, value: Option<f64>) {
        self.values.extend(value);
        self.levels.push(i16::from(value.is_some()));
    }
}

/// Rows that wait to be written, as columns.
#[derive(Default)]
struct Group {
    schema_version: Vec<i32>,
    organisation: Texts,
    site: Texts,
    kiosk: Texts,
    pack: Texts,
    item: Texts,
    item_hash: Texts,
    histogram: Texts,
    cohort: Texts,
    cut_week: Texts,
    batch: Texts,
    response: Texts,
    cell_count: Vec<i64>,
    n: Vec<i64>,
    mechanism: Texts,
    epsilon: Doubles,
    cell_variance: Doubles,
    bursts: Vec<i64>,
    config_hash: Texts,
    simulated: Vec<bool>,
    last: Option<(uuid::Uuid, uuid::Uuid, crate::vocabulary::Round)>,
}

impl Group {
    fn push(&mut self, row: &Row<'_>) {
        let last = self.last.replace((row.kiosk, row.batch, row.cut_week));
        self.schema_version.push(i32::try_from(row.schema_version).unwrap_or(i32::MAX));
        self.organisation.push(&row.organisation);
        self.site.push(&row.site);
        self.kiosk.push_again(last.is_some_and(|last| last.0 == row.kiosk), || row.kiosk.to_string());
        self.pack.push(&row.pack);
        self.item.push(&row.item);
        self.item_hash.push(&row.item_hash);
        self.histogram.push(&row.histogram);
        self.cohort.push(&row.cohort);
        self.cut_week.push_again(last.is_some_and(|last| last.2 == row.cut_week), || row.cut_week.to_string());
        self.batch.push_again(last.is_some_and(|last| last.1 == row.batch), || row.batch.to_string());
        self.response.push(&row.response);
        self.cell_count.push(row.cell_count);
        self.n.push(row.n.into());
        self.mechanism.push(row.mechanism);
        self.epsilon.push(row.epsilon);
        self.cell_variance.push(Some(row.cell_variance));
        self.bursts.push(row.bursts.into());
        self.config_hash.push(&row.config_hash);
        self.simulated.push(row.simulated);
    }

    fn write<W: Write + Send>(self, layout: Layout, file: &mut SerializedFileWriter<W>) -> Result<()> {
        let columns = [
            Column::Int(self.schema_version),
            Column::Text(self.organisation),
            Column::Text(self.site),
            Column::Text(self.kiosk),
            Column::Text(self.pack),
            Column::Text(self.item),
            Column::Text(self.item_hash),
            Column::Text(self.histogram),
            Column::Text(self.cohort),
            Column::Text(self.cut_week),
            Column::Text(self.batch),
            Column::Text(self.response),
            Column::Long(self.cell_count),
            Column::Long(self.n),
            Column::Text(self.mechanism),
            Column::Double(self.epsilon),
            Column::Double(self.cell_variance),
            Column::Long(self.bursts),
            Column::Text(self.config_hash),
            Column::Bool(self.simulated),
        ];
        let mut group = file.next_row_group()?;
        for (name, column) in COLUMNS.iter().zip(columns) {
            if layout == Layout::Partition && *name == "cut_week" {
                continue;
            }
            let mut writer = group.next_column()?.ok_or_else(|| ParquetError::General(format!("no column {name}")))?;
            column.write(writer.untyped())?;
            writer.close()?;
        }
        group.close().map(|_| ())
    }
}

/// One column's values.
enum Column {
    Int(Vec<i32>),
    Long(Vec<i64>),
    Double(Doubles),
    Bool(Vec<bool>),
    Text(Texts),
}

impl Column {
    fn write(&self, writer: &mut ColumnWriter<'_>) -> Result<()> {
        match (self, writer) {
            (Self::Int(values), ColumnWriter::Int32ColumnWriter(writer)) => writer.write_batch(values, None, None),
            (Self::Long(values), ColumnWriter::Int64ColumnWriter(writer)) => writer.write_batch(values, None, None),
            (Self::Double(column), ColumnWriter::DoubleColumnWriter(writer)) => {
                writer.write_batch(&column.values, Some(&column.levels), None)
            }
            (Self::Bool(values), ColumnWriter::BoolColumnWriter(writer)) => writer.write_batch(values, None, None),
            (Self::Text(texts), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                writer.write_batch(&texts.0, None, None)
            }
            _ => Err(ParquetError::General("a column is of another type than the table".into())),
        }
        .map(|_| ())
    }
}

/// What the file said, as itself where it was the file.
fn io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}
