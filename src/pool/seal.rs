//! Sealing a parcel to a size that tells nothing, and opening it again.

use std::cell::Cell;
use std::io::{self, Read, Write};

use age::x25519::{Identity, Recipient};
use age::{Decryptor, Encryptor};
use zeroize::Zeroizing;

use super::Parcel;
use super::parcel::{Opened, Record};
use crate::config::PoolRecipient;
use crate::tally::Plan;

const MAGIC: &[u8; 7] = b"LPSPILL";
/// The newest layout this program knows.
const VERSION: u8 = 1;
const HEADER: usize = MAGIC.len() + 1 + LENGTH_BYTES;
const LENGTH_BYTES: usize = 4;
/// Sealed files are multiples of this.
const BLOCK: usize = 64 * 1024;
/// `age` encrypts by chunks of this many bytes, each with a tag.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// Room for what is not a record: names, and `age`'s own header with the part that it fills at random.
const ENVELOPE: usize = 4 * 1024;

/// Why a parcel could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// Sealing failed.
    #[error("could not seal what was given up")]
    Seal,
    /// It is not sealed to this key, or not whole.
    #[error("could not open a sealed spill")]
    Open(#[from] age::DecryptError),
    /// What is in it is not what kiosks write.
    #[error("a sealed spill holds something else")]
    Malformed,
    /// A newer program sealed it.
    #[error("a sealed spill was written by a newer listening-post (format {0}, this one knows {VERSION})")]
    Newer(u8),
}

/// The size of each sealed file of a round in which this is asked: room for everything to be given up at once, twice,
/// because what is not asked any more may be given up as well.
pub fn sealed_size<'a>(organisation: &str, plans: impl Iterator<Item = &'a Plan>) -> usize {
    let mut room = ENVELOPE + organisation.len();
    for plan in plans {
        for cohort in plan.cohorts.iter().map(Some).chain([None]) {
            let record = Record::of_nobody(plan, cohort);
            room += 2 * postcard::to_stdvec(&record).map_or(0, |bytes| bytes.len());
        }
    }
    (room + TAG * room.div_ceil(CHUNK)).next_multiple_of(BLOCK)
}

/// Seals a parcel into just `size` bytes; records for which there is no room are given up for good.
///
/// # Errors
/// [`PoolError::Seal`] if not even an empty parcel fits.
pub fn seal(recipient: &PoolRecipient, mut parcel: Parcel, size: usize) -> Result<Vec<u8>, PoolError> {
    let recipient: Recipient = recipient.as_str().parse().map_err(|_| PoolError::Seal)?;
    loop {
        let recipients = std::iter::once(&recipient as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(|_| PoolError::Seal)?;
        let header = Cell::new(0);
        let output = Measured { bytes: Vec::with_capacity(size), length: &header };
        let mut writer = encryptor.wrap_output(output).map_err(|_| PoolError::Seal)?;
        // `age` puts a part of random length into its header; the padding makes up for it.
        let body = size.checked_sub(header.get()).ok_or(PoolError::Seal)?;
        let chunks = body.div_ceil(CHUNK + TAG);
        let length = body.checked_sub(TAG * chunks).ok_or(PoolError::Seal)?;
        if length.div_ceil(CHUNK) != chunks {
            // A last chunk with nothing in it cannot be; the next header is of another length.
            continue;
        }
        let text = layout(&mut parcel, length)?;
        writer.write_all(&text).map_err(|_| PoolError::Seal)?;
        let sealed = writer.finish().map_err(|_| PoolError::Seal)?.bytes;
        debug_assert_eq!(sealed.len(), size);
        return Ok(sealed);
    }
}

/// The parcel as it stands under the seal, `length` bytes.
fn layout(parcel: &mut Parcel, length: usize) -> Result<Zeroizing<Vec<u8>>, PoolError> {
    loop {
        let packed = Zeroizing::new(postcard::to_stdvec(parcel).map_err(|_| PoolError::Seal)?);
        if HEADER + packed.len() > length {
            parcel.records.pop().ok_or(PoolError::Seal)?;
            continue;
        }
        let used = u32::try_from(packed.len()).map_err(|_| PoolError::Seal)?;
        let mut text = Zeroizing::new(Vec::with_capacity(length));
        text.extend_from_slice(MAGIC);
        text.push(VERSION);
        text.extend_from_slice(&used.to_le_bytes());
        text.extend_from_slice(&packed);
        text.resize(length, 0);
        return Ok(text);
    }
}

/// Opens a sealed parcel.
///
/// # Errors
/// [`PoolError`] if `identity` is not the pool's, or something else is sealed.
pub fn open(identity: &Identity, sealed: &[u8]) -> Result<Opened, PoolError> {
    let decryptor = Decryptor::new_buffered(sealed)?;
    let mut reader = decryptor.decrypt(std::iter::once(identity as &dyn age::Identity))?;
    let mut text = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut text).map_err(age::DecryptError::from)?;
    let rest = text.strip_prefix(MAGIC).ok_or(PoolError::Malformed)?;
    let (version, rest) = rest.split_first().ok_or(PoolError::Malformed)?;
    if *version > VERSION {
        return Err(PoolError::Newer(*version));
    }
    let (length, rest) = rest.split_first_chunk::<LENGTH_BYTES>().ok_or(PoolError::Malformed)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| PoolError::Malformed)?;
    let packed = rest.get(..length).ok_or(PoolError::Malformed)?;
    let parcel: Parcel = postcard::from_bytes(packed).map_err(|_| PoolError::Malformed)?;
    parcel.unpack().ok_or(PoolError::Malformed)
}

/// Takes what is sealed, and tells how much of it there is while somebody else holds it.
struct Measured<'a> {
    bytes: Vec<u8>,
    length: &'a Cell<usize>,
}

impl Write for Measured<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.length.set(self.bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::config::Privacy;
    use crate::release::Spill;
    use crate::tally::{Counts, Histogram};
    use crate::vocabulary::{ItemId, PackId, SiteId};

    fn plan(pool: &PoolRecipient) -> Plan {
        Plan {
            pack: PackId::new("pulse").unwrap(),
            item: ItemId::new("today").unwrap(),
            item_hash: "0123456789abcdef".to_owned(),
            histogram: Histogram::Responses,
            sources: Vec::new(),
            columns: 1,
            responses: (1..=5).map(|response| response.to_string()).collect(),
            cohorts: Vec::new(),
            picks: 1,
            points: 1,
            privacy: Privacy::default(),
            stands_alone: false,
            pool: Some(pool.clone()),
        }
    }

    fn parcel(pool: &PoolRecipient, spills: Vec<Spill>) -> Parcel {
        let site = SiteId::new("north").unwrap();
        Parcel::pack(("Acme", &site), (Uuid::nil(), "2026-W47".parse().unwrap(), true), "hash", pool, spills)
    }

    fn spill(pool: &PoolRecipient, count: u32) -> Spill {
        let mut counts = Counts::zero(5);
        (0..count).for_each(|_| counts.add(&[2], true));
        Spill { plan: plan(pool), cohort: None, counts }
    }

    fn key() -> (Identity, PoolRecipient) {
        let identity = Identity::generate();
        let recipient = PoolRecipient::new(identity.to_public().to_string()).unwrap();
        (identity, recipient)
    }

    #[test]
    fn what_is_sealed_is_opened_by_the_pool_and_by_nobody_else() {
        let (identity, pool) = key();
        let size = sealed_size("Acme", [plan(&pool)].iter());
        let sealed = seal(&pool, parcel(&pool, vec![spill(&pool, 7)]), size).unwrap();
        let opened = open(&identity, &sealed).unwrap();
        assert_eq!((opened.site.as_str(), opened.spills.len()), ("north", 1));
        assert_eq!(opened.spills[0].counts.cells().nth(2), Some(7));
        assert!(matches!(open(&key().0, &sealed), Err(PoolError::Open(_))));
        let mut cut = sealed;
        cut.truncate(size / 2);
        assert!(open(&identity, &cut).is_err());
        assert!(open(&identity, b"garbage").is_err());
    }

    #[test]
    fn the_size_is_the_same_whatever_was_given_up() {
        let (_, pool) = key();
        let size = sealed_size("Acme", [plan(&pool)].iter());
        for count in [0, 1, 2, 100_000] {
            let spills = (0..count.min(2)).map(|_| spill(&pool, count)).collect();
            assert_eq!(seal(&pool, parcel(&pool, spills), size).unwrap().len(), size);
        }
    }

    #[test]
    fn what_does_not_fit_is_given_up_and_the_size_stays() {
        let (identity, pool) = key();
        let spills = (0..2000).map(|count| spill(&pool, count)).collect();
        let sealed = seal(&pool, parcel(&pool, spills), BLOCK).unwrap();
        assert_eq!(sealed.len(), BLOCK);
        assert!((100..2000).contains(&open(&identity, &sealed).unwrap().spills.len()));
    }

    #[test]
    fn what_was_counted_for_another_pool_is_left_out() {
        let ((identity, pool), (_, other)) = (key(), key());
        let sealed = seal(&pool, parcel(&pool, vec![spill(&other, 3)]), BLOCK).unwrap();
        assert!(open(&identity, &sealed).unwrap().spills.is_empty());
    }
}
