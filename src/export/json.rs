//! The table as one JSON object.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::Options;
use super::comments::CommentRow;
use super::row::{Origin, Row, SCHEMA_VERSION};
use crate::release::Batch;
use crate::vocabulary::Round;

/// The program that wrote a file.
#[derive(Debug, Serialize)]
struct Generator {
    name: &'static str,
    version: &'static str,
}

/// The first and the last round of which there is a cell; it says nothing that the cells do not say.
#[derive(Debug, Serialize)]
struct Rounds {
    from: Option<Round>,
    to: Option<Round>,
}

/// What the file is: never when it was made, nor anything about use.
#[derive(Debug, Serialize)]
pub(super) struct About<'a> {
    schema_version: u32,
    organisation: Option<&'a str>,
    generator: Generator,
    simulated: bool,
    rounds: Rounds,
}

impl<'a> About<'a> {
    /// The head of a file of these kiosks' cells; simulated if any of them is.
    pub(super) fn of(kiosks: &[(&'a Origin, &'a [Batch])], options: &Options) -> Self {
        let rounds = || {
            kiosks.iter().flat_map(|(_, batches)| batches.iter()).map(Batch::round).filter(|&round| options.take(round))
        };
        Self {
            schema_version: SCHEMA_VERSION,
            organisation: kiosks.first().map(|(origin, _)| origin.organisation.as_str()),
            generator: Generator { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            simulated: kiosks.iter().any(|(origin, _)| origin.simulated),
            rounds: Rounds { from: rounds().min(), to: rounds().max() },
        }
    }
}

/// Writes comments, a line each.
pub(super) fn write_comments<'a>(rows: impl Iterator<Item = CommentRow<'a>>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(b"{\"comments\":[")?;
    let mut between: &[u8] = b"\n";
    for row in rows {
        out.write_all(between)?;
        serde_json::to_writer(&mut out, &row)?;
        between = b",\n";
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

/// Writes the head and the rows, a line each, so that two files can be compared line by line.
pub(super) fn write<'a>(about: &About<'_>, rows: impl Iterator<Item = Row<'a>>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(b"{\"about\":")?;
    serde_json::to_writer(&mut out, about)?;
    out.write_all(b",\n\"cells\":[")?;
    let mut between: &[u8] = b"\n";
    for row in rows {
        out.write_all(between)?;
        serde_json::to_writer(&mut out, &row)?;
        between = b",\n";
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}
