//! The columns of a Parquet file as kiosks write them, read page by page.
//!
//! A kiosk's round has few rows and fewer different values: what a dictionary holds is looked at once, and rows are numbers of
//! what is in it. Setting up what reads millions of rows took four times as long as reading them.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageReader};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;
use zstd::bulk::Decompressor;

/// Rows in a kiosk's round are some hundreds; what has more than this was made to fill memory.
pub(super) const MOST_ROWS: usize = 1 << 20;
/// Bytes of a page that was compressed, and of all the texts of a column, as well.
const BYTES_MOST: usize = 16 << 20;
/// How many rows are read at a time in other forms than kiosks write.
const AT_A_TIME: usize = 1024;
/// The row of a column that has nothing there.
const NOTHING: u32 = u32::MAX;

/// One column: the values there are, and which of them each row has.
#[derive(Debug)]
pub(super) struct Column {
    physical: Type,
    /// All texts, one after the other.
    text: String,
    /// The values of a column of texts, in there.
    texts: Vec<Range<usize>>,
    /// The values of another.
    numbers: Vec<[u8; 8]>,
    rows: Vec<u32>,
}

impl Column {
    fn of(physical: Type) -> Self {
        Self { physical, text: String::new(), texts: Vec::new(), numbers: Vec::new(), rows: Vec::new() }
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The text in a row, empty where there is none.
    pub(super) fn text(&self, row: usize) -> &str {
        self.texts.get(self.rows[row] as usize).map_or("", |at| &self.text[at.clone()])
    }

    /// Whether two rows have the same value.
    pub(super) fn same(&self, row: usize, other: usize) -> bool {
        let (one, other) = (self.rows[row] as usize, self.rows[other] as usize);
        if self.physical == Type::BYTE_ARRAY {
            let text = |at: usize| self.texts.get(at).map(|range| &self.text[range.clone()]);
            one == other || text(one) == text(other)
        } else {
            one == other || self.numbers.get(one) == self.numbers.get(other)
        }
    }

    /// The whole number in a row, 0 where there is none.
    pub(super) fn whole(&self, row: usize) -> i64 {
        self.numbers.get(self.rows[row] as usize).map_or(0, |bytes| i64::from_le_bytes(*bytes))
    }

    /// The double in a row, if there is one.
    pub(super) fn double(&self, row: usize) -> Option<f64> {
        self.numbers.get(self.rows[row] as usize).map(|bytes| f64::from_le_bytes(*bytes))
    }

    /// Whether a row is true.
    pub(super) fn is_true(&self, row: usize) -> bool {
        self.whole(row) != 0
    }

    fn values(&self) -> usize {
        if self.physical == Type::BYTE_ARRAY { self.texts.len() } else { self.numbers.len() }
    }

    /// Takes in a value; nothing if there are more than any kiosk writes.
    fn push(&mut self, value: &[u8]) -> Option<()> {
        (self.values() < MOST_ROWS && self.text.len() + value.len() <= BYTES_MOST).then_some(())?;
        if self.physical == Type::BYTE_ARRAY {
            let start = self.text.len();
            self.text.push_str(std::str::from_utf8(value).ok()?);
            self.texts.push(start..self.text.len());
        } else {
            self.numbers.push(value.try_into().ok()?);
        }
        Some(())
    }

    /// Takes in values that stand one after the other.
    fn plain(&mut self, mut bytes: &[u8], count: usize) -> Option<()> {
        for _ in 0..count {
            let length = if self.physical == Type::BYTE_ARRAY {
                let (length, rest) = bytes.split_first_chunk()?;
                bytes = rest;
                u32::from_le_bytes(*length) as usize
            } else {
                8
            };
            let (value, rest) = bytes.split_at_checked(length)?;
            self.push(value)?;
            bytes = rest;
        }
        Some(())
    }

    /// Takes in rows whose values stand one after the other.
    fn plain_rows(&mut self, bytes: &[u8], count: usize) -> Option<()> {
        let first = self.values();
        if self.physical == Type::BOOLEAN {
            self.booleans();
            (bytes.len() * 8 >= count).then_some(())?;
            self.rows.extend((0..count).map(|row| u32::from(bytes[row / 8] >> (row % 8) & 1)));
            return Some(());
        }
        self.plain(bytes, count)?;
        self.rows.extend(u32::try_from(first).ok()?..u32::try_from(self.values()).ok()?);
        Some(())
    }

    /// Takes in rows from a reader of any form: a few at a time, because one value may be that of many rows.
    fn others<T: DataType>(
        &mut self,
        mut reader: ColumnReaderImpl<T>,
        (mut left, nullable): (usize, bool),
        push: impl Fn(&T::T, &mut Self) -> Option<()>,
    ) -> Result<(), ParquetError> {
        while left > 0 {
            let (mut levels, mut values) = (Vec::new(), Vec::new());
            let (read, ..) = reader.read_records(left.min(AT_A_TIME), Some(&mut levels), None, &mut values)?;
            if read == 0 {
                return Err(not_whole());
            }
            left -= read;
            let first = self.values();
            values.iter().try_for_each(|value| push(value, self)).ok_or_else(not_whole)?;
            let mut next = u32::try_from(first)?..u32::try_from(self.values())?;
            if nullable {
                let row = |level: &i16| if *level == 1 { next.next().unwrap_or(NOTHING) } else { NOTHING };
                self.rows.extend(levels.iter().map(row));
            } else {
                self.rows.extend(next);
            }
        }
        Ok(())
    }

    /// The two values there are of these.
    fn booleans(&mut self) {
        self.numbers = vec![[0; 8], 1_i64.to_le_bytes()];
    }

    /// Takes in rows that refer to a dictionary.
    fn references(&mut self, bytes: &[u8], count: usize, nullable: bool, dictionary: &Range<usize>) -> Option<()> {
        let before = self.rows.len();
        let (base, size) = (u32::try_from(dictionary.start).ok()?, u32::try_from(dictionary.len()).ok()?);
        let refer = |rows: &mut Vec<u32>, bytes: &[u8], count| {
            let (width, bytes) = bytes.split_first()?;
            runs(bytes, *width, count, rows)
        };
        if !nullable {
            refer(&mut self.rows, bytes, count)?;
            let rows = &mut self.rows[before..];
            rows.iter().all(|row| *row < size).then_some(())?;
            for row in rows {
                *row += base;
            }
            return Some(());
        }
        let (length, rest) = bytes.split_first_chunk()?;
        let (levels, bytes) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let (mut there, mut references) = (Vec::new(), Vec::new());
        runs(levels, 1, count, &mut there)?;
        let values = there.iter().filter(|level| **level == 1).count();
        if values > 0 {
            refer(&mut references, bytes, values)?;
        }
        let mut references = references.into_iter();
        for level in there {
            let row = if level == 1 { base + references.next().filter(|row| *row < size)? } else { NOTHING };
            self.rows.push(row);
        }
        Some(())
    }
}

/// Numbers of so many bits, some packed and some told once for many rows.
fn runs(mut bytes: &[u8], width: u8, count: usize, out: &mut Vec<u32>) -> Option<()> {
    (width <= 32).then_some(())?;
    let end = out.len() + count;
    while out.len() < end {
        let (head, rest) = varint(bytes)?;
        let left = end - out.len();
        if head & 1 == 0 {
            let length = usize::from(width).div_ceil(8);
            let (value, rest) = rest.split_at_checked(length)?;
            let value = value.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            let run = usize::try_from(head >> 1).ok()?.min(left);
            (run > 0).then(|| out.extend(std::iter::repeat_n(value, run)))?;
            bytes = rest;
        } else {
            let groups = usize::try_from(head >> 1).ok()?;
            let length = groups.checked_mul(usize::from(width))?;
            // Of the last group writers may leave out what nobody needs.
            let (packed, rest) = rest.split_at(length.min(rest.len()));
            let run = groups.checked_mul(8)?.min(left);
            (run > 0 && packed.len() * 8 >= run * usize::from(width)).then_some(())?;
            unpack(packed, width, run, out);
            bytes = rest;
        }
    }
    Some(())
}

/// Numbers of so many bits, the lowest bit first.
fn unpack(packed: &[u8], width: u8, count: usize, out: &mut Vec<u32>) {
    let (mut bits, mut held) = (0_u64, 0);
    let mut bytes = packed.iter();
    let mask = (1_u64 << width) - 1;
    for _ in 0..count {
        while held < u32::from(width) {
            bits |= u64::from(bytes.next().copied().unwrap_or_default()) << held;
            held += 8;
        }
        out.push(u32::try_from(bits & mask).unwrap_or_default());
        bits >>= width;
        held -= u32::from(width);
    }
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

fn not_whole() -> ParquetError {
    ParquetError::General("a column ends in the middle".into())
}

/// The rows of a column in whatever form Parquet has.
fn others(
    file: &Arc<Bytes>,
    chunk: &ColumnChunkMetaData,
    rows: usize,
    column: &mut Column,
) -> Result<(), ParquetError> {
    let nullable = chunk.column_descr().max_def_level() > 0;
    let pages = SerializedPageReader::new(Arc::clone(file), chunk, rows, None)?;
    match get_column_reader(chunk.column_descr_ptr(), Box::new(pages)) {
        ColumnReader::BoolColumnReader(reader) => {
            column.others(reader, (rows, nullable), |value, column| column.push(&i64::from(*value).to_le_bytes()))
        }
        ColumnReader::Int64ColumnReader(reader) => {
            column.others(reader, (rows, nullable), |value, column| column.push(&value.to_le_bytes()))
        }
        ColumnReader::DoubleColumnReader(reader) => {
            column.others(reader, (rows, nullable), |value, column| column.push(&value.to_le_bytes()))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            column.others(reader, (rows, nullable), |value, column| column.push(value.data()))
        }
        _ => Err(not_whole()),
    }
}

/// Reads columns, and keeps what it needs for it.
#[derive(Default)]
pub(super) struct Reader {
    zstd: Decompressor<'static>,
}

impl Reader {
    /// A column of some row groups.
    ///
    /// # Errors
    /// If it is not a whole column of a table.
    pub(super) fn column(
        &mut self,
        file: &Arc<Bytes>,
        groups: &[RowGroupMetaData],
        at: usize,
    ) -> Result<Column, ParquetError> {
        let physical = groups.first().map_or(Type::BOOLEAN, |group| group.column(at).column_type());
        let mut column = Column::of(physical);
        for group in groups {
            let rows = usize::try_from(group.num_rows())?;
            let chunk = group.column(at);
            let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
            let end = usize::try_from(start.checked_add(chunk.compressed_size()).unwrap_or_default())?;
            let is_there = start >= 0 && chunk.compressed_size() >= 0 && end <= file.len();
            let before = column.rows.len();
            // All groups together: what is kept of them is one table.
            let is_too_long = before.saturating_add(rows) > MOST_ROWS;
            if !is_there || chunk.column_type() != physical || is_too_long {
                return Err(not_whole());
            }
            if self.pages(file, group.column(at), rows, &mut column)?.is_none() {
                column.rows.truncate(before);
                others(file, group.column(at), rows, &mut column)?;
            }
            if column.rows.len() != before + rows {
                return Err(not_whole());
            }
        }
        Ok(column)
    }

    /// Pages as kiosks write them; nothing if they are of another form.
    fn pages(
        &mut self,
        file: &Arc<Bytes>,
        chunk: &ColumnChunkMetaData,
        rows: usize,
        column: &mut Column,
    ) -> Result<Option<()>, ParquetError> {
        let descriptor = chunk.column_descr();
        if descriptor.max_rep_level() > 0 || descriptor.max_def_level() > 1 {
            return Ok(None);
        }
        let is_packed = match chunk.compression() {
            Compression::UNCOMPRESSED => false,
            Compression::ZSTD(_) => true,
            _ => return Ok(None),
        };
        // What is packed is taken as it is: setting up something that unpacks takes longer than unpacking.
        let plain = ColumnChunkMetaData::builder(chunk.column_descr_ptr())
            .set_data_page_offset(chunk.data_page_offset())
            .set_dictionary_page_offset(chunk.dictionary_page_offset())
            .set_total_compressed_size(chunk.compressed_size())
            .build()?;
        let mut pages = SerializedPageReader::new(Arc::clone(file), &plain, rows, None)?;
        let mut dictionary = None;
        while let Some(page) = pages.get_next_page()? {
            let packed = page.buffer();
            if matches!(page, Page::DataPageV2 { .. }) {
                return Ok(None);
            }
            if page.is_data_page() && page.num_values() as usize > rows {
                return Err(not_whole());
            }
            let unpacked =
                if is_packed && !packed.is_empty() { Some(self.zstd.decompress(packed, BYTES_MOST)?) } else { None };
            let bytes = unpacked.as_deref().unwrap_or(packed);
            let read = match page {
                Page::DictionaryPage { num_values, encoding: Encoding::PLAIN | Encoding::PLAIN_DICTIONARY, .. } => {
                    let first = column.values();
                    let read = column.plain(bytes, num_values as usize);
                    dictionary = Some(first..column.values());
                    read
                }
                Page::DataPage { num_values, encoding, def_level_encoding, .. } => {
                    let nullable = descriptor.max_def_level() > 0;
                    if nullable && def_level_encoding != Encoding::RLE {
                        return Ok(None);
                    }
                    match encoding {
                        Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                            let Some(dictionary) = &dictionary else { return Err(not_whole()) };
                            column.references(bytes, num_values as usize, nullable, dictionary)
                        }
                        Encoding::PLAIN if !nullable => column.plain_rows(bytes, num_values as usize),
                        _ => return Ok(None),
                    }
                }
                _ => return Ok(None),
            };
            read.ok_or_else(not_whole)?;
        }
        Ok(Some(()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use parquet::basic::{LogicalType, Repetition, ZstdLevel};
    use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type as Schema;
    use proptest::prelude::*;

    use super::*;

    /// A row of four columns, one of each type that a round has.
    pub(in super::super) type Row = (String, i64, Option<f64>, bool);

    pub(in super::super) fn written(groups: &[Vec<Row>], properties: WriterPropertiesBuilder) -> Bytes {
        let column = |name: &str, physical, repetition, logical| {
            let column = Schema::primitive_type_builder(name, physical).with_logical_type(logical);
            Arc::new(column.with_repetition(repetition).build().unwrap())
        };
        let columns = vec![
            column("text", Type::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String)),
            column("whole", Type::INT64, Repetition::REQUIRED, None),
            column("double", Type::DOUBLE, Repetition::OPTIONAL, None),
            column("flag", Type::BOOLEAN, Repetition::REQUIRED, None),
        ];
        let schema = Schema::group_type_builder("cells").with_fields(columns).build().unwrap();
        let properties = properties.set_statistics_enabled(EnabledStatistics::Chunk).set_offset_index_disabled(true);
        let properties = Arc::new(properties.build());
        let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties).unwrap();
        for rows in groups {
            let mut group = file.next_row_group().unwrap();
            let texts: Vec<ByteArray> = rows.iter().map(|row| row.0.as_str().into()).collect();
            let wholes: Vec<i64> = rows.iter().map(|row| row.1).collect();
            let doubles: Vec<f64> = rows.iter().filter_map(|row| row.2).collect();
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.2.is_some())).collect();
            let flags: Vec<bool> = rows.iter().map(|row| row.3).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&wholes, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<DoubleType>().write_batch(&doubles, Some(&levels), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<BoolType>().write_batch(&flags, None, None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        file.into_inner().unwrap().into()
    }

    /// All rows, if every column can be read.
    fn read(file: &Bytes) -> Result<Vec<Row>, ParquetError> {
        let metadata = SerializedFileReader::new(file.clone())?.metadata().clone();
        let (file, mut reader) = (Arc::new(file.clone()), Reader::default());
        let mut column = |at| reader.column(&file, metadata.row_groups(), at);
        let (texts, wholes, doubles, flags) = (column(0)?, column(1)?, column(2)?, column(3)?);
        let row = |row| (texts.text(row).to_owned(), wholes.whole(row), doubles.double(row), flags.is_true(row));
        Ok((0..texts.len()).map(row).collect())
    }

    fn rows() -> impl Strategy<Value = Vec<Vec<Row>>> {
        let row = ("[a-c]{0,2}", -3_i64..300, proptest::option::of(0.0_f64..3.0), any::<bool>());
        prop::collection::vec(prop::collection::vec(row, 0..70), 0..3)
    }

    fn forms() -> Vec<WriterPropertiesBuilder> {
        let zstd = Compression::ZSTD(ZstdLevel::default());
        vec![
            WriterProperties::builder(),
            WriterProperties::builder().set_compression(zstd),
            WriterProperties::builder().set_dictionary_enabled(false).set_compression(zstd),
            // A dictionary that is soon full, and pages of few rows.
            WriterProperties::builder()
                .set_dictionary_page_size_limit(8)
                .set_data_page_row_count_limit(5)
                .set_write_batch_size(5),
            WriterProperties::builder().set_writer_version(WriterVersion::PARQUET_2_0).set_compression(zstd),
            WriterProperties::builder().set_writer_version(WriterVersion::PARQUET_2_0).set_dictionary_enabled(false),
        ]
    }

    #[test]
    fn what_was_made_to_fill_memory_is_refused_in_whatever_form() {
        let row = |text: &str| (text.to_owned(), 0, None, false);
        for properties in forms() {
            // Each group alone has no more rows than there may be.
            let groups = vec![vec![row("a"); MOST_ROWS / 2 + 1]; 2];
            read(&written(&groups, properties.clone())).unwrap_err();
            // Few bytes, since it is one text again and again; in some forms each row would have a copy of it.
            let group = vec![row(&"a".repeat(BYTES_MOST / 64)); 100];
            let file = written(&[group], properties.set_dictionary_page_size_limit(BYTES_MOST));
            if let Ok(read) = read(&file) {
                assert_eq!(read.len(), 100, "the text is there once");
            }
        }
    }

    proptest! {
        #[test]
        fn columns_read_back_as_they_were_written_in_whatever_form(groups in rows()) {
            for properties in forms() {
                let read = read(&written(&groups, properties)).unwrap();
                prop_assert_eq!(read, groups.concat());
            }
        }

        #[test]
        fn no_changed_byte_makes_it_panic_or_read_without_end(groups in rows(), at: prop::sample::Index, byte: u8) {
            // In the forms that kiosks write, or might.
            for properties in forms().into_iter().take(4) {
                let mut bytes = written(&groups, properties).to_vec();
                let at = at.index(bytes.len());
                bytes[at] = byte;
                if let Ok(read) = read(&bytes.into()) {
                    prop_assert!(read.len() <= MOST_ROWS);
                }
            }
        }
    }
}
