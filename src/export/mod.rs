//! What leaves the kiosk as files: released cells in one public table, written as CSV, JSON or Parquet.
//!
//! Every format carries the columns of [`Row`] in its order, sorted alike, with the same values. Only released
//! batches and released comments come in here; the types have no room for a tally, a visit or an open comment. Nothing here opens a file.

mod comments;
mod csv;
mod json;
mod parquet;
mod row;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

pub use comments::{CommentRow, UnreadComments, read_comments, write_comments};
pub(crate) use csv::FORMULA_STARTS;
pub(crate) use parquet::version_of;
pub use parquet::{Layout, ParquetWriter, schema_version};
pub(crate) use row::COLUMNS;
pub use row::{Origin, Row, SCHEMA_VERSION, rows};

use crate::release::Batch;
use crate::vocabulary::Round;

/// A format that released cells are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated values by RFC 4180, for spreadsheets.
    Csv,
    /// One JSON object with `about` and `cells`, for programs.
    Json,
    /// Columns by Apache Parquet, for query engines; what kiosks sign and send.
    Parquet,
}

impl Format {
    /// Its name on the command line and as a file's extension.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
        }
    }

    /// The format with this name or extension.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        [Self::Csv, Self::Json, Self::Parquet].into_iter().find(|format| format.as_str() == extension)
    }
}

/// Which cells are written, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The first round written; absent: from the beginning.
    pub from: Option<Round>,
    /// The last round written, inclusive; absent: to the end. Before `from`, nothing is written but the head.
    pub to: Option<Round>,
    /// Whether a CSV begins with the mark by which Excel knows UTF-8; other programs may take it for text.
    pub excel: bool,
}

impl Options {
    fn take(&self, round: Round) -> bool {
        self.from.is_none_or(|from| from <= round) && self.to.is_none_or(|to| round <= to)
    }
}

/// Released cells that could not be written where they should go.
#[derive(Debug, thiserror::Error)]
#[error("could not write the released cells as {}", .format.as_str())]
pub struct Error {
    /// The format it was.
    pub format: Format,
    /// What the writer said.
    pub source: io::Error,
}

/// Writes the released cells of one kiosk.
///
/// # Errors
/// [`Error`] when `out` takes no more.
pub fn write(
    format: Format,
    origin: &Origin,
    batches: &[Batch],
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), Error> {
    write_kiosks(format, &[(origin, batches)], options, out)
}

/// Writes the released cells of several kiosks of one organisation as one table.
///
/// # Errors
/// [`Error`] when `out` takes no more.
pub fn write_kiosks(
    format: Format,
    kiosks: &[(&Origin, &[Batch])],
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let written = match format {
        Format::Csv => csv::write(rows(kiosks, options), options.excel, out),
        Format::Json => json::write(&json::About::of(kiosks, options), rows(kiosks, options), out),
        Format::Parquet => parquet::write(rows(kiosks, options), Layout::Alone, out),
    };
    written.map_err(|source| Error { format, source })
}

/// Writes the released cells of one kiosk and round as they stand in a folder of that round, without its column.
///
/// # Errors
/// [`Error`] when `out` takes no more.
pub fn write_round(origin: &Origin, batches: &[Batch], round: Round, out: &mut dyn Write) -> Result<(), Error> {
    let options = Options { from: Some(round), to: Some(round), excel: false };
    parquet::write(rows(&[(origin, batches)], &options), Layout::Partition, out)
        .map_err(|source| Error { format: Format::Parquet, source })
}
