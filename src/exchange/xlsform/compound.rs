//! The container that workbooks of before 2007 are kept in: streams cut into sectors, which a table puts into chains
//! ([MS-CFB]). Any file may be handed in, so every chain is held against the sectors that there are.

use std::borrow::Cow;

use crate::exchange::Refusal;

/// How such a container begins.
pub const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Ids from here on mark something else than a sector: free, the end of a chain, the table itself.
const NO_SECTOR: u32 = 0xffff_fffa;
/// Sectors of the table that the header names; further ones are in a chain of their own.
const NAMED_IN_HEADER: usize = 109;
const SMALL_SECTOR: usize = 64;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;

/// A container with its directory read.
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// Which sector follows which.
    next: Vec<u32>,
    /// The same of the small sectors, in which streams below `small` are.
    next_small: Vec<u32>,
    small: usize,
    small_sectors: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

pub(super) fn broken(what: &str) -> Refusal {
    Refusal::Foreign(format!("it is no workbook that can be read: {what}"))
}

/// The number of two bytes from `at` on, if they are there.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number of four bytes from `at` on, if they are there.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0))
}

impl<'a> Compound<'a> {
    /// Reads tables and directory.
    ///
    /// # Errors
    /// [`Refusal::Foreign`] if it is none, or is broken.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let header = |at| u32_at(bytes, at).ok_or_else(|| broken("it is shorter than its header"));
        let sector = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(broken("its sectors have a size that there is not")),
        };
        let mut container = Self {
            bytes,
            sector,
            next: Vec::new(),
            next_small: Vec::new(),
            small: header(56)? as usize,
            small_sectors: Vec::new(),
            entries: Vec::new(),
        };
        container.next = container.table(header(68)?)?;
        let directory = container.chain(header(48)?)?;
        container.entries = directory.chunks_exact(ENTRY).filter_map(entry).collect();
        container.next_small = numbers(&container.chain(header(60)?)?).collect();
        // The root, which is the first, holds the small sectors.
        let root = container.entries.first().ok_or_else(|| broken("its directory is empty"))?.start;
        container.small_sectors = container.chain(root)?;
        Ok(container)
    }

    /// A stream's bytes, by its name; none where there is none of it.
    ///
    /// # Errors
    /// [`Refusal::Foreign`] if its chain is broken.
    pub fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else { return Ok(None) };
        let mut stream = if entry.size < self.small {
            let sectors = |id: u32| part(&self.small_sectors, id as usize, SMALL_SECTOR);
            walk(entry.start, &self.next_small, sectors)?
        } else {
            self.chain(entry.start)?
        };
        if stream.len() < entry.size {
            return Err(broken("it ends too early"));
        }
        stream.truncate(entry.size);
        Ok(Some(stream))
    }

    /// The table of what follows what; `more` begins the chain of those of its sectors that the header has no room for.
    fn table(&self, mut more: u32) -> Result<Vec<u32>, Refusal> {
        let mut ids: Vec<u32> = numbers(self.bytes.get(76..512).unwrap_or_default()).take(NAMED_IN_HEADER).collect();
        // Every sector is listed once at most.
        let most = self.bytes.len() / self.sector;
        while more < NO_SECTOR {
            let listed: Vec<u32> =
                numbers(&self.sector_at(more).ok_or_else(|| broken("a sector is missing"))?).collect();
            let (last, listed) = listed.split_last().ok_or_else(|| broken("a sector is empty"))?;
            ids.extend_from_slice(listed);
            more = *last;
            if ids.len() > most + NAMED_IN_HEADER + self.sector / 4 {
                return Err(broken("its table runs in a circle"));
            }
        }
        ids.retain(|id| *id < NO_SECTOR);
        let mut table = Vec::new();
        for id in ids {
            table.extend(numbers(&self.sector_at(id).ok_or_else(|| broken("a sector is missing"))?));
            if table.len() > most + self.sector {
                break;
            }
        }
        Ok(table)
    }

    fn chain(&self, start: u32) -> Result<Vec<u8>, Refusal> {
        walk(start, &self.next, |id| self.sector_at(id))
    }

    /// A sector: the first one comes after the header, which is as large.
    fn sector_at(&self, id: u32) -> Option<Cow<'_, [u8]>> {
        part(self.bytes, id as usize + 1, self.sector)
    }
}

/// Piece `at` of pieces of one size; the last one of a file may be cut off, and goes on with zeros.
fn part(bytes: &[u8], at: usize, size: usize) -> Option<Cow<'_, [u8]>> {
    let from = at.checked_mul(size)?;
    let rest = bytes.get(from..).filter(|rest| !rest.is_empty())?;
    Some(match rest.get(..size) {
        Some(whole) => Cow::Borrowed(whole),
        None => Cow::Owned(rest.iter().copied().chain(std::iter::repeat(0)).take(size).collect()),
    })
}

/// All sectors of a chain; one that is longer than the table meets a sector twice, and would never end.
fn walk<'b>(start: u32, next: &[u32], sector: impl Fn(u32) -> Option<Cow<'b, [u8]>>) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut id, mut steps) = (Vec::new(), start, 0);
    while id < NO_SECTOR {
        steps += 1;
        if steps > next.len() {
            return Err(broken("a chain of sectors runs in a circle"));
        }
        bytes.extend_from_slice(&sector(id).ok_or_else(|| broken("a sector is missing"))?);
        id = *next.get(id as usize).ok_or_else(|| broken("a chain leads nowhere"))?;
    }
    Ok(bytes)
}

/// An entry of the directory; none where its place is free.
fn entry(bytes: &[u8]) -> Option<Entry> {
    let letters = usize::from(u16_at(bytes, 64)?).checked_sub(2)? / 2;
    let name: Vec<u16> = bytes.get(..64)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).take(letters).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&name),
        start: u32_at(bytes, 116)?,
        size: u32_at(bytes, 120)? as usize,
    })
}
