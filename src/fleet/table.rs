//! A table of merged cells, as the queries of `sql` leave one: what a report is drawn from, added up by another engine.
//!
//! A row is a response of a table of counts, of a site over all rounds (view `site`) or of a round over all sites (view
//! `round`); or it says what is known of a site besides (view `place`). No signature is in it: whoever made it has checked the
//! files, or has not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use crate::report::{Merged, TableKind, Total, Unwritable};
use crate::vocabulary::Round;

/// The version of the table's columns and of what they mean.
const VERSION: i32 = 1;
/// More rounds than these do not fit into a row's mask.
const MOST_ROUNDS: usize = 62;

/// A table of merged cells that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadTable {
    /// A file or the folder.
    #[error("could not read {}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file that is no part of such a table.
    #[error("{} is no table of merged cells", path.display())]
    Part {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: BadPart,
    },
    /// Something in it is not as it can be.
    #[error("the table cannot be taken")]
    Sum(#[from] BadPart),
    /// Its two views do not come to the same.
    #[error(
        "the sites of the table come to {} answers in {} batches, and its rounds to {} in {}: a part of it is missing, or is there twice",
        sites.0, sites.1, rounds.0, rounds.1
    )]
    Apart {
        /// Answers and batches by site.
        sites: (u64, u64),
        /// Answers and batches by round.
        rounds: (u64, u64),
    },
    /// Its sites have rounds that it has not.
    #[error("the sites of the table have more rounds than the table itself: a part of it is missing")]
    Masks,
    /// Its rounds are more than fit.
    #[error("the table has {0} rounds, and its masks hold {MOST_ROUNDS}")]
    Rounds(usize),
}

/// Why a file is no part of a table of merged cells.
#[derive(Debug, thiserror::Error)]
pub enum BadPart {
    /// It cannot be read as Parquet.
    #[error("it is not a whole Parquet file")]
    Parquet(#[from] ParquetError),
    /// A part of it cannot be decoded.
    #[error("it is not a whole Parquet file")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// A column is not there, or of another type.
    #[error("it has no column {0} of the type that merged cells have")]
    Column(&'static str),
    /// A value that no query writes.
    #[error("it has a {0} that merged cells cannot have")]
    Value(&'static str),
    /// A value that no kiosk writes.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// Another version of it.
    #[error("it is of version {0}; this program reads version {VERSION}")]
    Version(i32),
    /// Rows of one table of counts that contradict each other.
    #[error("its rows contradict each other")]
    Contradiction,
}

/// The files of a table of merged cells, if there is one at this path: a Parquet file, or a folder with some in it.
///
/// # Errors
/// [`BadTable::Io`] if the folder cannot be read.
pub fn table(path: &Path) -> Result<Option<Vec<PathBuf>>, BadTable> {
    if path.is_file() {
        return Ok(Some(vec![path.to_owned()]));
    }
    if !path.is_dir() {
        return Ok(None);
    }
    let failed = |source| BadTable::Io { path: path.to_owned(), source };
    let mut parts = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let part = entry.map_err(failed)?.path();
        // What Spark leaves beside its files begins with one of these.
        let named = part.file_name().and_then(|name| name.to_str()).is_some_and(|name| !name.starts_with(['.', '_']));
        if named && part.is_file() && part.extension().is_some_and(|end| end == "parquet") {
            parts.push(part);
        }
    }
    parts.sort();
    // A folder of one round has its files in no folder below, and their signatures beside them.
    let is_round = parts.iter().any(|part| part.with_extension("parquet.sig").exists());
    Ok((!parts.is_empty() && !is_round).then_some(parts))
}

/// Reads a table of merged cells.
///
/// # Errors
/// [`BadTable`] if a part of it cannot be read, or its parts contradict each other.
pub fn tabled(parts: &[PathBuf]) -> Result<Merged, BadTable> {
    let mut sums = Sums::default();
    for path in parts {
        let file = File::open(path).map_err(|source| BadTable::Io { path: path.clone(), source })?;
        sums.read(file).map_err(|source| BadTable::Part { path: path.clone(), source })?;
    }
    let merged = sums.merged()?;
    let [sites, rounds] = merged.totals();
    if sites == rounds { Ok(merged) } else { Err(BadTable::Apart { sites, rounds }) }
}

/// Whose sum a row is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum View {
    Site(String),
    Round(Round),
}

/// Rows that are one sum of one table of counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    view: View,
    /// Pack, item, item hash, histogram, cohort and mechanism.
    words: [String; 6],
    /// Bits of a double: what is not the same to the last of them has other noise.
    epsilon: u64,
    cell_variance: u64,
}

/// What a group's rows say, a response each.
#[derive(Debug)]
struct Sum {
    n: u64,
    batches: u32,
    rounds: u64,
    /// Each response's count, and in how many batches it is.
    cells: BTreeMap<String, (i64, u32)>,
}

/// The rows of a table.
#[derive(Debug, Default)]
struct Sums {
    groups: BTreeMap<Group, Sum>,
    /// Kiosks, bursts, and whether any of it was made up, by site.
    places: BTreeMap<String, (u64, u64, bool)>,
}

impl Sums {
    fn read(&mut self, file: File) -> Result<(), BadPart> {
        // What another engine notes of its own types is not asked: the columns say enough.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        for rows in ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?.build()? {
            let rows = rows?;
            let columns = Columns::of(&rows)?;
            for at in 0..rows.num_rows() {
                self.take(&columns, at)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, columns: &Columns<'_>, at: usize) -> Result<(), BadPart> {
        let version = columns.merged_version.value(at);
        if version != VERSION {
            return Err(BadPart::Version(version));
        }
        let natural = |column: &Int64Array, name| u64::try_from(column.value(at)).map_err(|_| BadPart::Value(name));
        let count = |column: &Int64Array, name| u32::try_from(column.value(at)).map_err(|_| BadPart::Value(name));
        let site = columns.site.value(at).to_owned();
        let view = match columns.view_name.value(at) {
            "site" => View::Site(site),
            "round" => View::Round(columns.cut_week.value(at).parse().map_err(|_| BadPart::Value("cut_week"))?),
            "place" => {
                let (kiosks, bursts) = (natural(columns.kiosks, "kiosks")?, natural(columns.bursts, "bursts")?);
                let known = self.places.insert(site, (kiosks, bursts, columns.simulated.value(at) != 0));
                return if known.is_none() { Ok(()) } else { Err(BadPart::Contradiction) };
            }
            _ => return Err(BadPart::Value("view_name")),
        };
        let group = Group {
            view,
            words: columns.words.map(|column| column.value(at).to_owned()),
            epsilon: columns.epsilon.value(at).to_bits(),
            cell_variance: columns.cell_variance.value(at).to_bits(),
        };
        let (n, batches) = (natural(columns.n, "n")?, count(columns.batches, "batches")?);
        let rounds = natural(columns.rounds_mask, "rounds_mask")?;
        let sum = self.groups.entry(group).or_insert_with(|| Sum { n, batches, rounds, cells: BTreeMap::new() });
        let cell = (columns.cell_count.value(at), count(columns.cell_batches, "cell_batches")?);
        let known = sum.cells.insert(columns.response.value(at).to_owned(), cell);
        // Each response says the same of its table of counts, and is there once.
        let same = (sum.n, sum.batches, sum.rounds) == (n, batches, rounds);
        if same && known.is_none() { Ok(()) } else { Err(BadPart::Contradiction) }
    }

    fn merged(self) -> Result<Merged, BadTable> {
        let round = |group: &Group| match group.view {
            View::Round(round) => Some(round),
            View::Site(_) => None,
        };
        let rounds: BTreeSet<Round> = self.groups.keys().filter_map(round).collect();
        if rounds.len() > MOST_ROUNDS {
            return Err(BadTable::Rounds(rounds.len()));
        }
        if self.groups.values().any(|sum| sum.rounds >> rounds.len() != 0) {
            return Err(BadTable::Masks);
        }
        // In ascending order, by which the masks of the sites count them.
        let mut merged = Merged::empty(rounds.into_iter().collect(), None);
        for (group, sum) in &self.groups {
            let [pack, item, item_hash, histogram, cohort, mechanism] = &group.words;
            let kind = TableKind {
                pack,
                item,
                item_hash,
                histogram,
                mechanism,
                epsilon: f64::from_bits(group.epsilon),
                cell_variance: f64::from_bits(group.cell_variance),
            };
            let cells = sum.cells.iter().map(|(response, (count, of))| (response.as_str(), *count, *of));
            let total = Total { n: sum.n, batches: sum.batches, cells: cells.collect() };
            let taken = match &group.view {
                View::Site(site) => {
                    let rounds = (0..64).filter(|at| sum.rounds >> at & 1 == 1);
                    merged.take_site(site, &kind, cohort, &total, rounds)
                }
                View::Round(round) => merged.take_round(*round, &kind, cohort, &total),
            };
            taken.map_err(BadPart::from)?;
        }
        for (site, (kiosks, bursts, simulated)) in &self.places {
            merged.take_place(site, *kiosks, *bursts, *simulated).map_err(BadPart::from)?;
        }
        Ok(merged)
    }
}

/// The columns of a piece.
struct Columns<'r> {
    merged_version: &'r Int32Array,
    view_name: &'r StringArray,
    site: &'r StringArray,
    cut_week: &'r StringArray,
    /// As in [`Group::words`].
    words: [&'r StringArray; 6],
    response: &'r StringArray,
    cell_count: &'r Int64Array,
    cell_batches: &'r Int64Array,
    n: &'r Int64Array,
    batches: &'r Int64Array,
    epsilon: &'r Float64Array,
    cell_variance: &'r Float64Array,
    rounds_mask: &'r Int64Array,
    kiosks: &'r Int64Array,
    bursts: &'r Int64Array,
    simulated: &'r Int32Array,
}

impl<'r> Columns<'r> {
    fn of(rows: &'r RecordBatch) -> Result<Self, BadPart> {
        let full = |name: &'static str| -> Result<&'r ArrayRef, BadPart> {
            let column = rows.column_by_name(name).ok_or(BadPart::Column(name))?;
            if column.null_count() == 0 { Ok(column) } else { Err(BadPart::Value(name)) }
        };
        let text = |name| full(name)?.as_string_opt::<i32>().ok_or(BadPart::Column(name));
        let int = |name| full(name)?.as_primitive_opt::<Int32Type>().ok_or(BadPart::Column(name));
        let long = |name| full(name)?.as_primitive_opt::<Int64Type>().ok_or(BadPart::Column(name));
        let double = |name| full(name)?.as_primitive_opt::<Float64Type>().ok_or(BadPart::Column(name));
        Ok(Self {
            merged_version: int("merged_version")?,
            view_name: text("view_name")?,
            site: text("site")?,
            cut_week: text("cut_week")?,
            words: [
                text("pack")?,
                text("item")?,
                text("item_hash")?,
                text("histogram")?,
                text("cohort")?,
                text("mechanism")?,
            ],
            response: text("response")?,
            cell_count: long("cell_count")?,
            cell_batches: long("cell_batches")?,
            n: long("n")?,
            batches: long("batches")?,
            epsilon: double("epsilon")?,
            cell_variance: double("cell_variance")?,
            rounds_mask: long("rounds_mask")?,
            kiosks: long("kiosks")?,
            bursts: long("bursts")?,
            simulated: int("simulated")?,
        })
    }
}
