//! The one public table: its columns in order, and how its rows are sorted.

use std::borrow::Cow;

use serde::Serialize;
use uuid::Uuid;

use super::Options;
use crate::config::Mechanism;
use crate::release::{Batch, Cell};
use crate::vocabulary::{Round, SiteId};

/// Version of the table's columns and of what they mean.
pub const SCHEMA_VERSION: u32 = 1;

/// The names of [`Row`]'s columns in their order, for a table that has no rows to tell them.
pub(crate) const COLUMNS: [&str; 20] = [
    "schema_version",
    "organisation",
    "site",
    "kiosk",
    "pack",
    "item",
    "item_hash",
    "histogram",
    "cohort",
    "cut_week",
    "batch",
    "response",
    "cell_count",
    "n",
    "mechanism",
    "epsilon",
    "cell_variance",
    "bursts",
    "config_hash",
    "simulated",
];

/// The kiosk that batches come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Whose kiosk it is.
    pub organisation: String,
    /// Where it stands.
    pub site: SiteId,
    /// Random, made at installation; names the kiosk and nothing else.
    pub kiosk: Uuid,
    /// Whether its answers were made up by a program.
    pub simulated: bool,
}

/// One released cell with everything needed to read it alone.
///
/// Names avoid the words that SQL engines treat specially.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row<'a> {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
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
    /// What the item said when it was answered, as a hash.
    pub item_hash: Cow<'a, str>,
    /// `responses`, or the name of a derived histogram.
    pub histogram: Cow<'a, str>,
    /// A cohort's id; empty when unstated, `(other)` for several that were too small alone.
    pub cohort: Cow<'a, str>,
    /// The ISO week that the cut closed.
    pub cut_week: Round,
    /// The batch's random id.
    pub batch: Uuid,
    /// Option id, scale number or class.
    pub response: Cow<'a, str>,
    /// Answers with this response, plus noise where there is noise; may be negative.
    pub cell_count: i64,
    /// Answers in the whole batch, exactly.
    pub n: u32,
    /// `exact` or `discrete-laplace`.
    pub mechanism: &'static str,
    /// This histogram's part of an answer's epsilon; absent when exact.
    pub epsilon: Option<f64>,
    /// Variance of the noise in `cell_count`; 0 when exact.
    pub cell_variance: f64,
    /// Burst visits of the item in the round, in no cell; the same in every row of the batch.
    pub bursts: u32,
    /// Privacy parameters and content in force, as a hash.
    pub config_hash: Cow<'a, str>,
    /// Whether the answers were made up by a program.
    pub simulated: bool,
}

impl<'a> Row<'a> {
    fn of(origin: &'a Origin, batch: &'a Batch, cell: &'a Cell) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            organisation: Cow::Borrowed(&origin.organisation),
            site: Cow::Borrowed(origin.site.as_str()),
            kiosk: origin.kiosk,
            pack: Cow::Borrowed(batch.pack().as_str()),
            item: Cow::Borrowed(batch.item().as_str()),
            item_hash: Cow::Borrowed(batch.item_hash()),
            histogram: batch.histogram().name(),
            cohort: Cow::Borrowed(batch.cohort().as_str()),
            cut_week: batch.round(),
            batch: batch.id(),
            response: Cow::Borrowed(&cell.response),
            cell_count: cell.count,
            n: batch.n(),
            mechanism: match batch.mechanism() {
                Mechanism::Exact => "exact",
                Mechanism::DiscreteLaplace { .. } => "discrete-laplace",
            },
            epsilon: batch.epsilon(),
            cell_variance: batch.cell_variance(),
            bursts: batch.bursts(),
            config_hash: Cow::Borrowed(batch.config_hash()),
            simulated: origin.simulated,
        }
    }
}

/// What rows are sorted by: the texts of the columns, so that a reader of the file can sort them again, then what
/// tells kiosks apart. Responses stay in the pack's order.
fn place<'a>((origin, batch): &(&'a Origin, &'a Batch)) -> impl Ord + use<'a> {
    let origin: &'a Origin = origin;
    let batch: &'a Batch = batch;
    (
        batch.pack(),
        batch.item(),
        batch.histogram(),
        batch.cohort().as_str(),
        batch.round(),
        origin.site.as_str(),
        origin.kiosk,
        batch.id(),
    )
}

/// The table of the kiosks' batches in the rounds that `options` names, sorted.
pub fn rows<'a>(kiosks: &[(&'a Origin, &'a [Batch])], options: &Options) -> impl Iterator<Item = Row<'a>> + use<'a> {
    let mut taken: Vec<(&Origin, &Batch)> = kiosks
        .iter()
        .flat_map(|&(origin, batches)| batches.iter().map(move |batch| (origin, batch)))
        .filter(|(_, batch)| options.take(batch.round()))
        .collect();
    // A key is eight comparisons at most and costs nothing to make, so it is made anew each time.
    taken.sort_unstable_by(|left, right| place(left).cmp(&place(right)));
    taken.into_iter().flat_map(|(origin, batch)| batch.cells().iter().map(move |cell| Row::of(origin, batch, cell)))
}
