//! The rows of a round's Parquet file: read and looked at, kept in few bytes, and counted once it is known that they count.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::file::metadata::ParquetMetaData;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::columns::{Column, Reader};
use crate::export::{SCHEMA_VERSION, version_of};
use crate::report::{Merged, Names, TableKind, Unwritable, Whence};
use crate::vocabulary::Round;

/// An item has some dozen responses, and a ranking some hundred; more are there to keep whoever adds them up busy.
const MOST_RESPONSES: usize = 1 << 12;
/// A kiosk counts to 2^32, and noise adds little; sums of so many of a million kiosks still fit 64 bits.
const MOST_COUNTED: u64 = 1 << 40;

/// A file that is no table of released cells.
#[derive(Debug, thiserror::Error)]
pub enum BadRows {
    /// It cannot be read as Parquet.
    #[error("it is not a whole Parquet file")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A column is not there, or of another type.
    #[error("it has no column {0} of the type that released cells have")]
    Column(&'static str),
    /// A value that no kiosk writes.
    #[error(transparent)]
    Value(#[from] Unwritable),
    /// A newer program wrote it.
    #[error("its table is of a newer version than this program knows")]
    Newer,
    /// The same answers more than once.
    #[error("it tells the answers to `{0}` twice")]
    Twice(String),
    /// Rows of a batch that do not say the same of it.
    #[error("the rows of a batch contradict each other in {0}")]
    Contradicted(&'static str),
    /// Answers of somebody else.
    #[error("it holds the answers of kiosk {0}")]
    OtherKiosk(Uuid),
}

/// The rows of one kiosk's round. What they say is told by numbers, which [`Known`] has the texts of.
#[derive(Debug)]
pub(super) struct Rows {
    batches: u32,
    packed: Box<[u8]>,
}

/// A batch in there, before its cells.
type Packed = (u32, bool, u32, u32, (u32, u32), u32);

/// The texts of all rows that were read: there are few, and the same in thousands of rounds.
#[derive(Default)]
pub(super) struct Known(RwLock<Texts>);

#[derive(Default)]
struct Texts {
    sites: Names,
    cohorts: Names,
    numbers: HashMap<Vec<u8>, u32>,
    kinds: Vec<Kind>,
}

/// A kind of batch, and the responses in it.
struct Kind {
    pack: String,
    item: String,
    item_hash: String,
    histogram: String,
    mechanism: String,
    epsilon: f64,
    cell_variance: f64,
    responses: Names,
    key: Vec<u8>,
}

impl Kind {
    fn of(kind: &TableKind<'_>, key: &[u8]) -> Self {
        Self {
            pack: kind.pack.to_owned(),
            item: kind.item.to_owned(),
            item_hash: kind.item_hash.to_owned(),
            histogram: kind.histogram.to_owned(),
            mechanism: kind.mechanism.to_owned(),
            epsilon: kind.epsilon,
            cell_variance: kind.cell_variance,
            responses: Names::default(),
            key: key.to_owned(),
        }
    }

    fn kind(&self) -> TableKind<'_> {
        TableKind {
            pack: &self.pack,
            item: &self.item,
            item_hash: &self.item_hash,
            histogram: &self.histogram,
            mechanism: &self.mechanism,
            epsilon: self.epsilon,
            cell_variance: self.cell_variance,
        }
    }
}

impl Texts {
    /// Takes in what a batch says.
    ///
    /// # Errors
    /// [`Unwritable`] if no kiosk writes that.
    fn learn(&mut self, batch: &Batch<'_>, key: &mut Vec<u8>) -> Result<(), Unwritable> {
        batch.kind.check(batch.site, batch.cohort)?;
        self.sites.number(batch.site);
        self.cohorts.number(batch.cohort);
        batch.kind.key(key);
        let next = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(key.clone()).or_insert(next);
        if number == next {
            self.kinds.push(Kind::of(&batch.kind, key));
        }
        let responses = &mut self.kinds[number as usize].responses;
        for (response, _) in batch.cells() {
            responses.number(response);
        }
        Ok(())
    }

    /// Packs batches; nothing if one says something that is not known.
    ///
    /// # Errors
    /// [`BadRows::Twice`] if something in them would count twice.
    fn pack(&self, batches: &[Batch<'_>], key: &mut Vec<u8>) -> Result<Option<Vec<u8>>, BadRows> {
        let mut packed = Vec::with_capacity(batches.len() * 24);
        let mut said = Vec::with_capacity(batches.len());
        // Kiosks write their batches in one order, so what comes next is guessed well.
        let (mut near, mut numbers) = ((0, 0, 0), Vec::new());
        for batch in batches {
            let twice = || BadRows::Twice(batch.kind.item.to_owned());
            let Some(next) = self.pack_one(batch, near, key, (&mut numbers, &mut packed)) else { return Ok(None) };
            if has_twins(&mut numbers) {
                return Err(twice());
            }
            let (_, cohort, following) = next;
            said.push((following, cohort));
            near = next;
        }
        let first = batches.first().map_or("", |batch| batch.kind.item);
        if has_twins(&mut said) { Err(BadRows::Twice(first.to_owned())) } else { Ok(Some(packed)) }
    }

    /// Gives back the site and the cohort of the batch, and the kind that most often follows; and the numbers of its responses.
    fn pack_one(
        &self,
        batch: &Batch<'_>,
        (site, cohort, kind): (u32, u32, u32),
        key: &mut Vec<u8>,
        (numbers, packed): (&mut Vec<u32>, &mut Vec<u8>),
    ) -> Option<(u32, u32, u32)> {
        batch.kind.key(key);
        let is_next = self.kinds.get(kind as usize).is_some_and(|next| next.key == *key);
        let kind = if is_next { kind } else { *self.numbers.get(key)? };
        let responses = &self.kinds[kind as usize].responses;
        let site = self.sites.find_near(batch.site, site as usize)?;
        let cohort = self.cohorts.find_near(batch.cohort, cohort as usize)?;
        let cells = u32::try_from(batch.rows.len()).ok()?;
        let head: Packed = (site, batch.simulated, kind, cohort, batch.numbers, cells);
        write(&head, packed);
        numbers.clear();
        for (likely, (response, count)) in batch.cells().enumerate() {
            let number = responses.find_near(response, likely)?;
            numbers.push(number);
            write(&(number, count), packed);
        }
        Some((site, cohort, kind + 1))
    }
}

/// Whether something stands in there more than once; what kiosks write is in its order already.
fn has_twins<T: Ord>(all: &mut [T]) -> bool {
    if !all.is_sorted() {
        all.sort_unstable();
    }
    all.windows(2).any(|pair| pair[0] == pair[1])
}

fn write(value: &impl Serialize, out: &mut Vec<u8>) {
    // Nothing but numbers is written, and into memory.
    if let Ok(longer) = postcard::to_extend(value, std::mem::take(out)) {
        *out = longer;
    }
}

fn read<T: DeserializeOwned>(bytes: &mut &[u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    *bytes = rest;
    Some(value)
}

/// Reads the rows of a kiosk's file; rows of a batch stand together, as kiosks write them.
///
/// # Errors
/// [`BadRows`] if it is no such table, or one that cannot have come from this kiosk.
pub(super) fn rows(
    file: Bytes,
    metadata: &ParquetMetaData,
    kiosk: Uuid,
    (reader, known): (&mut Reader, &Known),
) -> Result<Rows, BadRows> {
    if version_of(metadata).is_some_and(|version| version > SCHEMA_VERSION) {
        return Err(BadRows::Newer);
    }
    let columns = Columns::read(&Arc::new(file), metadata, reader)?;
    let batches = columns.batches(kiosk)?;
    let mut key = Vec::new();
    let mut packed = known.0.read().unwrap_or_else(PoisonError::into_inner).pack(&batches, &mut key)?;
    if packed.is_none() {
        let mut texts = known.0.write().unwrap_or_else(PoisonError::into_inner);
        batches.iter().try_for_each(|batch| texts.learn(batch, &mut key))?;
        packed = texts.pack(&batches, &mut key)?;
    }
    let packed = packed.ok_or(Unwritable("number of cells"))?.into();
    let batches = u32::try_from(batches.len()).map_err(|_| Unwritable("number of batches"))?;
    Ok(Rows { batches, packed })
}

impl Rows {
    /// Counts them.
    ///
    /// # Errors
    /// [`Unwritable`] if they cannot be counted.
    pub(super) fn count(
        &self,
        (kiosk, round): (Uuid, Round),
        known: &Known,
        merged: &mut Merged,
    ) -> Result<(), Unwritable> {
        let texts = known.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut packed = &self.packed[..];
        for _ in 0..self.batches {
            let head: Option<Packed> = read(&mut packed);
            let Some((site, simulated, kind, cohort, numbers, cells)) = head else { break };
            let whence = Whence { site: texts.sites.text(site), kiosk, round, simulated };
            let Kind { responses, .. } = &texts.kinds[kind as usize];
            let cells = (0..cells).map_while(|_| {
                let (response, count): (u32, i64) = read(&mut packed)?;
                Some((responses.text(response), count))
            });
            merged.add(&whence, &texts.kinds[kind as usize].kind(), texts.cohorts.text(cohort), numbers, cells)?;
        }
        if self.batches > 0 {
            merged.released(std::iter::once(round));
        }
        Ok(())
    }
}

/// The columns that a report is made of.
struct Columns {
    site: Column,
    kiosk: Column,
    pack: Column,
    item: Column,
    item_hash: Column,
    histogram: Column,
    cohort: Column,
    batch: Column,
    response: Column,
    cell_count: Column,
    n: Column,
    mechanism: Column,
    epsilon: Column,
    cell_variance: Column,
    bursts: Column,
    simulated: Column,
}

/// A batch, and its rows among all.
struct Batch<'r> {
    columns: &'r Columns,
    rows: std::ops::Range<usize>,
    site: &'r str,
    simulated: bool,
    kind: TableKind<'r>,
    cohort: &'r str,
    /// n and bursts.
    numbers: (u32, u32),
}

impl Batch<'_> {
    fn cells(&self) -> impl Iterator<Item = (&str, i64)> {
        let Columns { response, cell_count, .. } = self.columns;
        self.rows.clone().map(|row| (response.text(row), cell_count.whole(row)))
    }
}

impl Columns {
    fn read(file: &Arc<Bytes>, metadata: &ParquetMetaData, reader: &mut Reader) -> Result<Self, BadRows> {
        let schema = metadata.file_metadata().schema_descr();
        let mut column = |name: &'static str, physical: Type| {
            let mut columns = schema.columns().iter().enumerate();
            let wanted = columns.find(|(_, column)| column.path().parts() == [name]);
            let (at, found) = wanted.ok_or(BadRows::Column(name))?;
            let is_text = matches!(found.logical_type_ref(), Some(LogicalType::String))
                || found.converted_type() == ConvertedType::UTF8;
            let is_plain = found.logical_type_ref().is_none() && found.converted_type() == ConvertedType::NONE;
            let typed = if physical == Type::BYTE_ARRAY { is_text } else { is_plain };
            if found.physical_type() != physical || !typed || found.max_rep_level() > 0 {
                return Err(BadRows::Column(name));
            }
            Ok(reader.column(file, metadata.row_groups(), at)?)
        };
        Ok(Self {
            site: column("site", Type::BYTE_ARRAY)?,
            kiosk: column("kiosk", Type::BYTE_ARRAY)?,
            pack: column("pack", Type::BYTE_ARRAY)?,
            item: column("item", Type::BYTE_ARRAY)?,
            item_hash: column("item_hash", Type::BYTE_ARRAY)?,
            histogram: column("histogram", Type::BYTE_ARRAY)?,
            cohort: column("cohort", Type::BYTE_ARRAY)?,
            batch: column("batch", Type::BYTE_ARRAY)?,
            response: column("response", Type::BYTE_ARRAY)?,
            cell_count: column("cell_count", Type::INT64)?,
            n: column("n", Type::INT64)?,
            mechanism: column("mechanism", Type::BYTE_ARRAY)?,
            epsilon: column("epsilon", Type::DOUBLE)?,
            cell_variance: column("cell_variance", Type::DOUBLE)?,
            bursts: column("bursts", Type::INT64)?,
            simulated: column("simulated", Type::BOOLEAN)?,
        })
    }

    /// The batches, which have to be of this kiosk.
    fn batches(&self, kiosk: Uuid) -> Result<Vec<Batch<'_>>, BadRows> {
        let mut starts: Vec<usize> = Vec::new();
        let mut said = None;
        for row in 0..self.batch.len() {
            if row > 0 && self.batch.same(row, row - 1) {
                continue;
            }
            starts.push(row);
            if said.is_none_or(|said| !self.kiosk.same(row, said)) {
                let its: Uuid = self.kiosk.text(row).parse().map_err(|_| Unwritable("kiosk"))?;
                if its != kiosk {
                    return Err(BadRows::OtherKiosk(its));
                }
                said = Some(row);
            }
        }
        let ends = starts.iter().skip(1).copied().chain([self.batch.len()]);
        starts.iter().zip(ends).map(|(start, end)| self.of(*start..end)).collect()
    }

    /// What stands in every row of a batch.
    fn told_once(&self) -> [(&'static str, &Column); 13] {
        [
            ("site", &self.site),
            ("kiosk", &self.kiosk),
            ("pack", &self.pack),
            ("item", &self.item),
            ("item_hash", &self.item_hash),
            ("histogram", &self.histogram),
            ("cohort", &self.cohort),
            ("n", &self.n),
            ("mechanism", &self.mechanism),
            ("epsilon", &self.epsilon),
            ("cell_variance", &self.cell_variance),
            ("bursts", &self.bursts),
            ("simulated", &self.simulated),
        ]
    }

    fn of(&self, rows: std::ops::Range<usize>) -> Result<Batch<'_>, BadRows> {
        let at = rows.start;
        for (name, column) in self.told_once() {
            if rows.clone().skip(1).any(|row| !column.same(row, at)) {
                return Err(BadRows::Contradicted(name));
            }
        }
        let kind = TableKind {
            pack: self.pack.text(at),
            item: self.item.text(at),
            item_hash: self.item_hash.text(at),
            histogram: self.histogram.text(at),
            mechanism: self.mechanism.text(at),
            epsilon: self.epsilon.double(at).unwrap_or(0.0),
            cell_variance: self.cell_variance.double(at).unwrap_or(f64::NAN),
        };
        if rows.len() > MOST_RESPONSES {
            return Err(Unwritable("number of responses").into());
        }
        if rows.clone().any(|row| self.cell_count.whole(row).unsigned_abs() > MOST_COUNTED) {
            return Err(Unwritable("cell_count").into());
        }
        let n = u32::try_from(self.n.whole(at)).map_err(|_| Unwritable("n"))?;
        let bursts = u32::try_from(self.bursts.whole(at)).map_err(|_| Unwritable("bursts"))?;
        let (site, cohort, simulated) = (self.site.text(at), self.cohort.text(at), self.simulated.is_true(at));
        Ok(Batch { columns: self, rows, site, simulated, kind, cohort, numbers: (n, bursts) })
    }
}
