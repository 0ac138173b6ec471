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

use super::claims::MOST_WORKERS;
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
    let pieces = slices(bytes)?;
    let (told, _) = footer(bytes)?;
    let Some(first) = pieces.first() else { return Err(BadBundle::Torn) };
    let (first, _) = footer(first.cells)?;
    let rows = told.row_groups().iter().map(RowGroupMetaData::num_rows).sum();
    if *told.file_metadata() != of_all(first.file_metadata(), rows) {
        return Err(BadBundle::Footer);
    }
    // Which groups are told of which file, by where they begin; there is none that is of no file.
    let begins = |group: &RowGroupMetaData| group.columns().first().map_or(0, start);
    let mut files = Vec::with_capacity(pieces.len());
    let (mut at, mut group) = (head(pieces.len()), 0);
    for (number, piece) in pieces.iter().enumerate() {
        let end = at + piece.cells.len() + piece.signature.len();
        let is_before = |group: &RowGroupMetaData| usize::try_from(begins(group)).is_ok_and(|begin| begin < end);
        let last = number + 1 == pieces.len();
        let next = if last { told.num_row_groups() } else { told.row_groups().partition_point(is_before).max(group) };
        files.push((piece, at, group..next));
        (at, group) = (end, next);
    }
    let holds = |files: &[(&Piece<'_>, usize, Range<usize>)]| {
        files.iter().try_for_each(|(piece, base, groups)| is_told(piece, *base, groups, &told, &first))
    };
    let holds = &holds;
    std::thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(MOST_WORKERS).max(1));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || holds(part))).collect();
        // All are waited for, whichever is wrong.
        let ended: Vec<_> = running.into_iter().map(|part| part.join().unwrap_or(Err(BadBundle::Torn))).collect();
        ended.into_iter().collect::<Result<(), _>>()
    })?;
    Ok(pieces)
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
    // All that is in it is carried over, in the form that it was in.
    let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
    Ok((ParquetMetaDataReader::decode_metadata_with_options(&bytes[at], Some(&options))?, start))
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
