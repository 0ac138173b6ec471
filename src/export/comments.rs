//! Released comments: a table of their own, and reading it back to open what is sealed.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Error, Format, Options, Origin};
use crate::release::ReleasedComment;
use crate::vocabulary::Round;

/// The names of [`CommentRow`]'s columns in their order.
pub(super) const COMMENT_COLUMNS: [&str; 8] =
    ["organisation", "site", "kiosk", "pack", "item", "cut_week", "batch", "comment"];

/// One released comment with where it comes from; nothing else is known of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentRow<'a> {
    /// Whose kiosk it is.
    pub organisation: Cow<'a, str>,
    /// Where it stands.
    pub site: Cow<'a, str>,
    /// Which kiosk it is.
    pub kiosk: Uuid,
    /// The pack's id.
    pub pack: Cow<'a, str>,
    /// The item's id.
    pub item: Cow<'a, str>,
    /// The ISO week that the cut closed.
    pub cut_week: Round,
    /// The batch's random id.
    pub batch: Uuid,
    /// What was said; base64 of an age file where it is sealed.
    pub comment: Cow<'a, str>,
}

impl<'a> CommentRow<'a> {
    /// The row of a comment in the ledger.
    #[must_use]
    pub fn of(origin: &'a Origin, comment: &'a ReleasedComment) -> Self {
        Self {
            organisation: Cow::Borrowed(&origin.organisation),
            site: Cow::Borrowed(origin.site.as_str()),
            kiosk: origin.kiosk,
            pack: Cow::Borrowed(comment.pack().as_str()),
            item: Cow::Borrowed(comment.item().as_str()),
            cut_week: comment.round(),
            batch: comment.batch(),
            comment: Cow::Borrowed(comment.comment()),
        }
    }
}

/// Comments do not print themselves.
impl std::fmt::Debug for CommentRow<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CommentRow({}/{}, {})", self.pack, self.item, self.cut_week)
    }
}

/// A file that holds no exported comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no file of exported comments")]
pub struct UnreadComments;

/// Writes comments as one table.
///
/// # Errors
/// [`Error`] when `out` takes no more.
pub fn write_comments<'a>(
    format: Format,
    rows: impl IntoIterator<Item = CommentRow<'a>>,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let rows = rows.into_iter().filter(|row| options.take(row.cut_week));
    let written: io::Result<()> = match format {
        Format::Csv => super::csv::write_comments(rows, options.excel, out),
        Format::Json => super::json::write_comments(rows, out),
        // Nobody reads comments with a query engine.
        Format::Parquet => Err(io::ErrorKind::Unsupported.into()),
    };
    written.map_err(|source| Error { format, source })
}

/// Reads a table that [`write_comments`] wrote, of either format.
///
/// # Errors
/// [`UnreadComments`], which never quotes the file.
pub fn read_comments(bytes: &[u8]) -> Result<Vec<CommentRow<'static>>, UnreadComments> {
    #[derive(Deserialize)]
    struct Table {
        comments: Vec<CommentRow<'static>>,
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"{") {
        return serde_json::from_slice::<Table>(bytes).map(|table| table.comments).map_err(|_| UnreadComments);
    }
    ::csv::Reader::from_reader(bytes).deserialize().collect::<Result<_, _>>().map_err(|_| UnreadComments)
}
