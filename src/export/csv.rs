//! The table as comma-separated values, by RFC 4180.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, WriterBuilder};

use super::comments::{COMMENT_COLUMNS, CommentRow};
use super::row::{COLUMNS, Row};

/// UTF-8's byte order mark: Excel takes a file without it for the code page of its country.
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What makes a spreadsheet read a cell as a formula: the list of OWASP's page on CSV injection.
pub(crate) const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a header and the rows.
pub(super) fn write<'a>(rows: impl Iterator<Item = Row<'a>>, excel: bool, out: &mut dyn Write) -> io::Result<()> {
    if excel {
        out.write_all(UTF8_MARK)?;
    }
    // The header is written by hand, for a table without rows has one too.
    let mut csv = WriterBuilder::new().has_headers(false).terminator(Terminator::CRLF).from_writer(out);
    csv.write_record(COLUMNS)?;
    for row in rows {
        csv.serialize(harmless(row))?;
    }
    csv.flush()
}

/// The row with its texts made harmless; what is a number by its column is left alone.
fn harmless(row: Row<'_>) -> Row<'_> {
    Row {
        organisation: never_a_formula(row.organisation),
        site: never_a_formula(row.site),
        pack: never_a_formula(row.pack),
        item: never_a_formula(row.item),
        item_hash: never_a_formula(row.item_hash),
        histogram: never_a_formula(row.histogram),
        cohort: never_a_formula(row.cohort),
        response: never_a_formula(row.response),
        config_hash: never_a_formula(row.config_hash),
        ..row
    }
}

/// The text with an apostrophe before it if a spreadsheet would calculate it; a response may be a number, and stays one.
fn never_a_formula(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) && text.parse::<i64>().is_err() { Cow::Owned(format!("'{text}")) } else { text }
}

/// Writes a header and the rows of comments.
pub(super) fn write_comments<'a>(
    rows: impl Iterator<Item = CommentRow<'a>>,
    excel: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if excel {
        out.write_all(UTF8_MARK)?;
    }
    let mut csv = WriterBuilder::new().has_headers(false).terminator(Terminator::CRLF).from_writer(out);
    csv.write_record(COMMENT_COLUMNS)?;
    for row in rows {
        csv.serialize(CommentRow {
            organisation: never_a_formula(row.organisation),
            site: never_a_formula(row.site),
            pack: never_a_formula(row.pack),
            item: never_a_formula(row.item),
            comment: never_a_formula(row.comment),
            ..row
        })?;
    }
    csv.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, written: &str) {
        assert_eq!(never_a_formula(Cow::Borrowed(text)), written);
    }

    #[test]
    fn a_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe() {
        check("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")");
        check("+1 more", "'+1 more");
        check("-ten", "'-ten");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("\r=1", "'\r=1");
        check("-", "'-");
    }

    #[test]
    fn numbers_and_other_texts_stay_as_they_are() {
        check("-2", "-2");
        check("10", "10");
        check("", "");
        check("Harbour Coffee", "Harbour Coffee");
        check("2+2=4", "2+2=4");
        check("(other)", "(other)");
    }
}
