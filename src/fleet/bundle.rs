//! Many kiosks' rounds of one week in one Parquet file, each of them as its kiosk signed it.
//!
//! `PAR1`; a list of what is inside; then each kiosk's file and its signature, byte for byte as they were; at the end a
//! footer that names the rows of all of them. Parquet finds rows by where the footer says that they are, so any engine reads
//! it as one table, and each file in it can still be held against its signature. Whether the footer says the same as the
//! files inside is worked out anew whenever a bundle is read: what an engine counts is what was signed, or the bundle is refused.

use std::ops::Range;

use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader,
    ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::schema::types::Type;
use uuid::Uuid;

use super::thrift::{self, Moved, Parts};
use crate::export::{SCHEMA_VERSION, version_of};

/// What the names of bundles end with.
pub(super) const ENDING: &str = ".rounds.parquet";
/// Bytes of files and signatures that are put together: a week of 10,000 kiosks with 200 cells each is seven bundles, and one is held
/// in memory at a time.
pub const FULL: usize = 8 << 20;
/// A full bundle, one more round of the largest size and a footer are less.
pub(super) const BUNDLE_MOST: u64 = 64 << 20;
/// The most rounds in a bundle, so that its list has few bytes.
const MOST: usize = 4096;
/// The most bytes in which the list of a bundle ends.
pub(super) const HEAD_MOST: u64 = (MAGIC.len() + START.len() + 8 + MOST * LINE) as u64;

const MAGIC: &[u8; 4] = b"PAR1";
/// What follows the magic number, and no kiosk's file has there.
const START: &[u8; 8] = b"LPROUNDS";
/// The version of the list.
const VERSION: u32 = 1;
/// Kiosk, and the bytes of its file and of its signature.
const LINE: usize = 16 + 4 + 4;
/// The length of the footer, and the magic number again.
const TAIL: usize = 8;

/// A bundle that is not to be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadBundle {
    /// It ends somewhere in the middle, or was never a bundle.
    #[error("it is no whole compacted file")]
    Torn,
    /// Its version is above the one that is known.
    #[error("it was compacted by a newer listening-post (version {0}, this one knows {VERSION})")]
    Newer(u32),
    /// An engine would read other rows than were signed.
    #[error("its footer names other rows than the signed files in it have")]
    Footer,
    /// A footer cannot be read.
    #[error("it is no whole compacted file")]
    Parquet(#[from] ParquetError),
}

/// A kiosk's round that cannot be put together with others.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    /// It cannot be read as Parquet, or is of a form that no kiosk writes.
    #[error("it is not a Parquet file as kiosks write it")]
    Form,
    /// It has columns that this program does not know.
    #[error("its table is of a newer version than this program knows")]
    Newer,
}

/// A kiosk's round in a bundle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'b> {
    /// The kiosk, as the list names it.
    pub(super) kiosk: Uuid,
    /// Its file.
    pub(super) cells: &'b [u8],
    /// Its signature.
    pub(super) signature: &'b [u8],
}

/// The rounds in a bundle; nothing is said of their signatures.
///
/// # Errors
/// [`BadBundle`] unless every byte is accounted for, and the footer names just the rows of the files inside.
pub(super) fn pieces(bytes: &[u8]) -> Result<Vec<Piece<'_>>, BadBundle> {
    let open = Open::of(bytes)?;
    let told = (0..open.pieces.len()).map(|at| Ok(open.inside(at)?.1)).collect::<Result<Vec<_>, BadBundle>>()?;
    open.holds(&told)?;
    Ok(open.pieces)
}

/// A bundle whose footer is still to be held against the files inside: each is looked at, on whatever thread, and then all of them.
#[derive(Debug)]
pub(super) struct Open<'b> {
    /// The rounds; nothing is said of their signatures.
    pub(super) pieces: Vec<Piece<'b>>,
    /// Where they begin.
    begins: Vec<usize>,
    /// The bundle's own footer.
    footer: &'b [u8],
    first: First<'b>,
}

/// The footer of the first file in a bundle. What it says of its columns the bundle's says of all.
#[derive(Debug)]
struct First<'b> {
    footer: &'b [u8],
    parts: Option<Parts>,
    metadata: ParquetMetaData,
    /// For the others, as far as their columns are described by the same bytes.
    known: ParquetMetaDataOptions,
}

/// What the footer of a bundle has to say of one file.
#[derive(Debug)]
pub(super) struct Told {
    rows: i64,
    /// Where it can be told as bytes.
    groups: Option<Moved>,
}

impl<'b> Open<'b> {
    /// # Errors
    /// [`BadBundle`] unless every byte is accounted for.
    pub(super) fn of(bytes: &'b [u8]) -> Result<Self, BadBundle> {
        let pieces = slices(bytes)?;
        let begins = pieces.iter().scan(head(pieces.len()), |next, piece| {
            let begin = *next;
            *next += piece.cells.len() + piece.signature.len();
            Some(begin)
        });
        let begins = begins.collect();
        let first = pieces.first().ok_or(BadBundle::Torn)?.cells;
        let footer = &first[footer_at(first)?];
        let metadata = decoded(footer, &as_it_is())?;
        let known = as_it_is().with_schema(metadata.file_metadata().schema_descr_ptr());
        let first = First { footer, parts: thrift::parts(footer), metadata, known };
        Ok(Self { pieces, begins, footer: &bytes[footer_at(bytes)?], first })
    }

    /// What the footer of a file inside says, and what the bundle's has to say of it.
    ///
    /// # Errors
    /// [`BadBundle`] if the file is none that may be in a bundle like this.
    pub(super) fn inside(&self, at: usize) -> Result<(ParquetMetaData, Told), BadBundle> {
        let cells = self.pieces[at].cells;
        let range = footer_at(cells)?;
        let (footer, end) = (&cells[range.clone()], range.start);
        let parts = thrift::parts(footer);
        let columns = |footer: &'b [u8], parts: &Option<Parts>| Some(&footer[..parts.as_ref()?.rows.start]);
        let alike =
            columns(self.first.footer, &self.first.parts).is_some_and(|first| Some(first) == columns(footer, &parts));
        let metadata = if alike { decoded(footer, &self.first.known) } else { decoded(footer, &as_it_is()) }?;
        let schema = |metadata: &ParquetMetaData| metadata.file_metadata().schema_descr_ptr();
        let same = alike || schema(&metadata).root_schema() == schema(&self.first.metadata).root_schema();
        if !same || !is_plain(&metadata, end) {
            return Err(BadBundle::Footer);
        }
        let base = i64::try_from(self.begins[at]).map_err(|_| BadBundle::Torn)?;
        let groups = parts.and_then(|parts| thrift::moved(&footer[parts.groups], parts.count, base));
        let rows = metadata.file_metadata().num_rows();
        Ok((metadata, Told { rows, groups }))
    }

    /// Whether the footer says what it has to of these, which are all files inside in their order.
    ///
    /// # Errors
    /// [`BadBundle`] if it says anything else.
    pub(super) fn holds(&self, told: &[Told]) -> Result<(), BadBundle> {
        // It is, byte for byte, what is written here; or somebody else's way to say the same.
        if self.expected(told).is_some_and(|expected| expected == self.footer) {
            return Ok(());
        }
        self.says_the_same()
    }

    fn expected(&self, told: &[Told]) -> Option<Vec<u8>> {
        let (first, parts) = (self.first.footer, self.first.parts.as_ref()?);
        let mut expected = Vec::with_capacity(self.footer.len());
        expected.extend_from_slice(&first[..parts.rows.start]);
        thrift::number(told.iter().map(|told| told.rows).sum(), &mut expected);
        expected.extend_from_slice(&first[parts.rows.end..parts.list.start]);
        let groups = told.iter().map(|told| told.groups.as_ref()).collect::<Option<Vec<_>>>()?;
        thrift::list_of_structs(groups.iter().map(|groups| groups.count()).sum(), &mut expected);
        let mut number = 0;
        for groups in groups {
            groups.write(&mut number, &mut expected);
        }
        expected.extend_from_slice(&first[parts.list.end..]);
        Some(expected)
    }

    /// The same of footers in whatever form, which takes many times as long.
    fn says_the_same(&self) -> Result<(), BadBundle> {
        let (told, first) = (decoded(self.footer, &as_it_is())?, &self.first.metadata);
        let rows = told.row_groups().iter().map(RowGroupMetaData::num_rows).sum();
        if *told.file_metadata() != of_all(first.file_metadata(), rows) {
            return Err(BadBundle::Footer);
        }
        // Which groups are told of which file, by where they begin; there is none that is of no file.
        let begins = |group: &RowGroupMetaData| group.columns().first().map_or(0, start);
        let mut group = 0;
        for (number, piece) in self.pieces.iter().enumerate() {
            let is_before =
                |end: usize| move |group: &RowGroupMetaData| usize::try_from(begins(group)).is_ok_and(|at| at < end);
            let next = match self.begins.get(number + 1) {
                Some(end) => told.row_groups().partition_point(is_before(*end)).max(group),
                None => told.num_row_groups(),
            };
            is_told(piece, self.begins[number], &(group..next), &told, first)?;
            group = next;
        }
        Ok(())
    }
}

/// Whether the footer of a bundle says of a file that begins at `base` what its own footer says.
fn is_told(
    piece: &Piece<'_>,
    base: usize,
    groups: &Range<usize>,
    told: &ParquetMetaData,
    first: &ParquetMetaData,
) -> Result<(), BadBundle> {
    let (inside, end) = footer(piece.cells)?;
    let same = is_plain(&inside, end)
        && inside.file_metadata().schema() == first.file_metadata().schema()
        && inside.num_row_groups() == groups.len();
    if !same {
        return Err(BadBundle::Footer);
    }
    let base = i64::try_from(base).map_err(|_| BadBundle::Torn)?;
    for (group, ordinal) in inside.row_groups().iter().zip(groups.clone()) {
        let number = i32::try_from(ordinal).map_err(|_| BadBundle::Torn)?;
        if moved(group.clone(), base, number)? != *told.row_group(ordinal) {
            return Err(BadBundle::Footer);
        }
    }
    Ok(())
}

/// What a footer says of a file with so many rows that is put together of files like this.
fn of_all(first: &FileMetaData, rows: i64) -> FileMetaData {
    FileMetaData::new(
        first.version(),
        rows,
        first.created_by().map(str::to_owned),
        None,
        first.schema_descr_ptr(),
        first.column_orders().cloned(),
    )
}

/// The rounds in a bundle, whatever its footer says of their rows.
///
/// # Errors
/// [`BadBundle`] unless every byte is accounted for.
pub(super) fn slices(bytes: &[u8]) -> Result<Vec<Piece<'_>>, BadBundle> {
    let lines = list(bytes)?;
    let footer = footer_at(bytes)?.start;
    let mut at = head(lines.len());
    let mut pieces = Vec::with_capacity(lines.len());
    for (kiosk, cells, signature) in lines {
        let end = at + cells + signature;
        if end > footer {
            return Err(BadBundle::Torn);
        }
        pieces.push(Piece { kiosk, cells: &bytes[at..at + cells], signature: &bytes[at + cells..end] });
        at = end;
    }
    if at == footer && !pieces.is_empty() { Ok(pieces) } else { Err(BadBundle::Torn) }
}

/// The kiosks that the first [`HEAD_MOST`] bytes of a bundle name.
///
/// # Errors
/// [`BadBundle`] if these bytes are no bundle's.
pub(super) fn kiosks(head: &[u8]) -> Result<Vec<Uuid>, BadBundle> {
    Ok(list(head)?.into_iter().map(|(kiosk, ..)| kiosk).collect())
}

/// How many bytes stand before the first file.
fn head(count: usize) -> usize {
    MAGIC.len() + START.len() + 8 + count * LINE
}

/// The list of a bundle: kiosks, and the bytes of their files and signatures.
fn list(bytes: &[u8]) -> Result<Vec<(Uuid, usize, usize)>, BadBundle> {
    let rest = bytes.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(START)).ok_or(BadBundle::Torn)?;
    let (version, rest) = number(rest)?;
    if version > VERSION {
        return Err(BadBundle::Newer(version));
    }
    let (count, rest) = number(rest)?;
    let count = usize::try_from(count).ok().filter(|count| version == VERSION && *count <= MOST);
    let lines = count.and_then(|count| rest.get(..count * LINE)).ok_or(BadBundle::Torn)?;
    let line = |line: &[u8]| -> Result<_, BadBundle> {
        let (kiosk, rest) = line.split_at(16);
        let (cells, rest) = number(rest)?;
        let (signature, _) = number(rest)?;
        Ok((Uuid::from_slice(kiosk).map_err(|_| BadBundle::Torn)?, cells as usize, signature as usize))
    };
    lines.chunks_exact(LINE).map(line).collect()
}

fn number(bytes: &[u8]) -> Result<(u32, &[u8]), BadBundle> {
    let (number, rest) = bytes.split_first_chunk().ok_or(BadBundle::Torn)?;
    Ok((u32::from_le_bytes(*number), rest))
}

/// What the footer of a Parquet file says, if it is one.
pub(super) fn metadata(bytes: &[u8]) -> Option<ParquetMetaData> {
    footer(bytes).ok().map(|(metadata, _)| metadata)
}

/// Where the footer of a Parquet file is.
fn footer_at(bytes: &[u8]) -> Result<Range<usize>, BadBundle> {
    let whole = bytes.starts_with(MAGIC) && bytes.ends_with(MAGIC) && bytes.len() >= MAGIC.len() + TAIL;
    let tail = bytes.len().checked_sub(TAIL).filter(|_| whole).ok_or(BadBundle::Torn)?;
    let (length, _) = number(&bytes[tail..])?;
    let start = tail.checked_sub(length as usize).filter(|start| *start >= MAGIC.len()).ok_or(BadBundle::Torn)?;
    Ok(start..tail)
}

/// The footer of a Parquet file, and where it begins.
fn footer(bytes: &[u8]) -> Result<(ParquetMetaData, usize), BadBundle> {
    let at = footer_at(bytes)?;
    let start = at.start;
    Ok((decoded(&bytes[at], &as_it_is())?, start))
}

fn decoded(footer: &[u8], options: &ParquetMetaDataOptions) -> Result<ParquetMetaData, ParquetError> {
    ParquetMetaDataReader::decode_metadata_with_options(footer, Some(options))
}

/// All that is in a footer is carried over, in the form that it was in.
fn as_it_is() -> ParquetMetaDataOptions {
    ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false)
}

/// What the footer of a bundle has to say.
#[derive(Debug, Default)]
struct Footer {
    first: Option<FileMetaData>,
    groups: Vec<RowGroupMetaData>,
}

impl Footer {
    /// Adds the rows of a file that begins at `base`.
    fn add(&mut self, metadata: &ParquetMetaData, base: usize) -> Result<(), BadBundle> {
        let first = self.first.get_or_insert_with(|| metadata.file_metadata().clone());
        if first.schema() != metadata.file_metadata().schema() {
            return Err(BadBundle::Footer);
        }
        let base = i64::try_from(base).map_err(|_| BadBundle::Torn)?;
        for group in metadata.row_groups() {
            let ordinal = i32::try_from(self.groups.len()).map_err(|_| BadBundle::Torn)?;
            self.groups.push(moved(group.clone(), base, ordinal)?);
        }
        Ok(())
    }

    /// Says what the first file says of itself, of the rows of all.
    fn metadata(self) -> Option<ParquetMetaData> {
        let file = of_all(&self.first?, self.groups.iter().map(RowGroupMetaData::num_rows).sum());
        Some(ParquetMetaData::new(file, self.groups))
    }

    fn write(self) -> Result<Vec<u8>, BadBundle> {
        let metadata = self.metadata().ok_or(BadBundle::Torn)?;
        let mut bytes = Vec::new();
        ParquetMetaDataWriter::new(&mut bytes, &metadata).finish()?;
        Ok(bytes)
    }
}

/// A row group whose file begins further on.
fn moved(group: RowGroupMetaData, base: i64, ordinal: i32) -> Result<RowGroupMetaData, ParquetError> {
    let file_offset = group.file_offset();
    let mut builder = group.into_builder();
    let columns = builder.take_columns().into_iter().map(|column| {
        let (data, dictionary) = (column.data_page_offset(), column.dictionary_page_offset());
        let builder = column.into_builder().set_data_page_offset(data.saturating_add(base));
        builder.set_dictionary_page_offset(dictionary.map(|offset| offset.saturating_add(base))).build()
    });
    let builder = builder.set_column_metadata(columns.collect::<Result<_, _>>()?).set_ordinal(ordinal);
    match file_offset {
        Some(offset) => builder.set_file_offset(offset.saturating_add(base)).build(),
        None => builder.build(),
    }
}

/// The columns of a kiosk's file that may be put together with others.
///
/// # Errors
/// [`Unfit`] if it is not as kiosks write it; it may still be what its kiosk signed.
pub(super) fn fit(cells: &[u8]) -> Result<Type, Unfit> {
    let (metadata, end) = footer(cells).map_err(|_| Unfit::Form)?;
    if version_of(&metadata).is_some_and(|version| version > SCHEMA_VERSION) {
        return Err(Unfit::Newer);
    }
    // A number that is not itself would never read back as it was written.
    let same = metadata.row_groups().iter().all(|group| *group == group.clone());
    if same && is_plain(&metadata, end) { Ok(metadata.file_metadata().schema().clone()) } else { Err(Unfit::Form) }
}

/// Where the first page of a column begins.
fn start(column: &ColumnChunkMetaData) -> i64 {
    column.dictionary_page_offset().unwrap_or(column.data_page_offset())
}

/// Whether a file's rows lie in it, before its footer, and nothing else says where something is that would have to be moved
/// as well: no kiosk writes that.
fn is_plain(metadata: &ParquetMetaData, footer: usize) -> bool {
    let footer = i64::try_from(footer).unwrap_or(i64::MAX);
    let plain = |column: &ColumnChunkMetaData| {
        let start = start(column);
        let inside = start >= 0
            && column.data_page_offset() >= start
            && column.compressed_size() >= 0
            && start.checked_add(column.compressed_size()).is_some_and(|end| end <= footer);
        let elsewhere = column.file_path().is_some() || column.file_offset() != 0;
        let indexed = [column.index_page_offset(), column.bloom_filter_offset(), column.column_index_offset()];
        inside && !elsewhere && indexed == [None; 3] && column.offset_index_offset().is_none()
    };
    let groups = metadata.row_groups();
    let rows: i64 = groups.iter().map(RowGroupMetaData::num_rows).sum();
    let file = metadata.file_metadata();
    groups.iter().flat_map(RowGroupMetaData::columns).all(plain)
        && rows == file.num_rows()
        && file.key_value_metadata().is_none()
}

/// Puts rounds together.
#[derive(Debug)]
pub(super) struct Builder {
    schema: Type,
    lines: Vec<(Uuid, usize, usize)>,
    body: Vec<u8>,
}

impl Builder {
    /// A bundle of files with these columns.
    pub(super) fn of(schema: Type) -> Self {
        Self { schema, lines: Vec::new(), body: Vec::new() }
    }

    /// Whether files with these columns may be in it.
    pub(super) fn takes(&self, schema: &Type) -> bool {
        self.schema == *schema
    }

    /// Whether so much more would be more than `full` bytes, or too many rounds.
    pub(super) fn is_full(&self, piece: &Piece<'_>, full: usize) -> bool {
        let more = self.body.len() + piece.cells.len() + piece.signature.len();
        !self.lines.is_empty() && (more > full || self.lines.len() == MOST)
    }

    /// Adds a round that is [`fit`].
    pub(super) fn push(&mut self, piece: &Piece<'_>) {
        self.lines.push((piece.kiosk, piece.cells.len(), piece.signature.len()));
        self.body.extend_from_slice(piece.cells);
        self.body.extend_from_slice(piece.signature);
    }

    /// The bytes of the bundle, the same for the same rounds in the same order.
    ///
    /// # Errors
    /// [`BadBundle`] if it cannot be read back as what was put into it.
    pub(super) fn finish(self) -> Result<Vec<u8>, BadBundle> {
        let number = |number: usize| u32::try_from(number).map(u32::to_le_bytes).map_err(|_| BadBundle::Torn);
        let mut bytes = Vec::with_capacity(head(self.lines.len()) + self.body.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(START);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&number(self.lines.len())?);
        for (kiosk, cells, signature) in &self.lines {
            bytes.extend_from_slice(kiosk.as_bytes());
            bytes.extend_from_slice(&number(*cells)?);
            bytes.extend_from_slice(&number(*signature)?);
        }
        let mut expected = Footer::default();
        let mut at = 0;
        for (_, cells, signature) in &self.lines {
            expected.add(&footer(&self.body[at..at + cells])?.0, bytes.len() + at)?;
            at += cells + signature;
        }
        bytes.extend_from_slice(&self.body);
        let footer = expected.write()?;
        // The writer of footers puts a length and the magic number after it.
        bytes.extend_from_slice(&footer);
        pieces(&bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
#[cfg(feature = "fleet")]
mod tests {
    use parquet::file::properties::WriterProperties;
    use proptest::prelude::*;

    use super::super::columns::tests::{Row, written};
    use super::*;

    fn put_together(files: &[Vec<Vec<Row>>]) -> Vec<u8> {
        let files: Vec<_> = files.iter().map(|groups| written(groups, WriterProperties::builder())).collect();
        let mut builder = Builder::of(fit(&files[0]).unwrap());
        for (kiosk, cells) in (1..).zip(&files) {
            builder.push(&Piece { kiosk: Uuid::from_u128(kiosk), cells, signature: b"signature" });
        }
        builder.finish().unwrap()
    }

    fn expected(open: &Open<'_>) -> Result<Option<Vec<u8>>, BadBundle> {
        let told = (0..open.pieces.len()).map(|at| Ok(open.inside(at)?.1)).collect::<Result<Vec<_>, BadBundle>>()?;
        Ok(open.expected(&told))
    }

    fn files() -> impl Strategy<Value = Vec<Vec<Vec<Row>>>> {
        let row = ("[a-c]{0,2}", any::<i64>(), proptest::option::of(0.0_f64..3.0), any::<bool>());
        let groups = prop::collection::vec(prop::collection::vec(row, 1..5), 0..3);
        prop::collection::vec(groups, 1..20)
    }

    proptest! {
        #[test]
        fn the_bytes_that_a_footer_has_to_be_are_those_that_it_is_written_as(files in files()) {
            let bytes = put_together(&files);
            let open = Open::of(&bytes).unwrap();
            let expected = expected(&open).unwrap().unwrap();
            prop_assert_eq!(expected, open.footer);
            open.says_the_same().unwrap();
        }

        #[test]
        fn a_footer_that_is_what_it_has_to_be_says_the_same_as_those_inside(files in files(), at: prop::sample::Index, byte: u8) {
            let mut bytes = put_together(&files);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let Ok(open) = Open::of(&bytes) else { return Ok(()) };
            if expected(&open).is_ok_and(|expected| expected.as_deref() == Some(open.footer)) {
                open.says_the_same().unwrap();
            }
        }
    }
}
