//! One layer: an age file of a length that is settled beforehand.

use std::cell::Cell;
use std::io::{self, Write};

use age::armor::{ArmoredWriter, Format};
use age::x25519::Recipient;

use super::Unsealed;
use crate::mutant::{self, Mutant};

/// What an age file begins with.
pub(super) const BEGINNING: &[u8] = b"age-encryption.org/v1\n";
/// Bytes of the innermost text: 280 characters of at most 4 bytes each.
pub(super) const INNERMOST: usize = 1120;
/// Nonce and tag of an age payload of one chunk (age specification, "Payload").
const PAYLOAD: usize = 16 + 16;
/// The longest header for one recipient: 168 bytes of its own, and up to 209 of a stanza that `age` adds at random so
/// that readers do not come to rely on headers (grease); rounded up.
const LONGEST_HEADER: usize = 416;

/// Seals `text` to one key. `text` is filled up with `filler`, so that the file has always the length of a text of
/// `capacity` bytes under the longest header.
pub(super) fn seal_layer(to: &Recipient, text: &[u8], capacity: usize, filler: u8) -> Result<Vec<u8>, Unsealed> {
    let length = LONGEST_HEADER + PAYLOAD + capacity;
    let written = Cell::new(0);
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(to as &dyn age::Recipient)).map_err(|_| Unsealed)?;
    let sink = Counted { bytes: Vec::with_capacity(length), written: &written };
    let mut writer = encryptor.wrap_output(sink).map_err(|_| Unsealed)?;
    // Header and nonce are written by now; the tag follows the text.
    let room = length.checked_sub(written.get() + PAYLOAD / 2).ok_or(Unsealed)?;
    let filling = room.checked_sub(text.len()).ok_or(Unsealed)?;
    let filling = if mutant::active(Mutant::CommentsUnpadded) { 0 } else { filling };
    writer.write_all(text).and_then(|()| writer.write_all(&vec![filler; filling])).map_err(|_| Unsealed)?;
    let sealed = writer.finish().map_err(|_| Unsealed)?.bytes;
    if sealed.len() == length || mutant::active(Mutant::CommentsUnpadded) { Ok(sealed) } else { Err(Unsealed) }
}

/// The file as text between two marks.
pub(super) fn armour(sealed: &[u8]) -> Result<String, Unsealed> {
    let mut armoured = Vec::new();
    let written = ArmoredWriter::wrap_output(&mut armoured, Format::AsciiArmor).and_then(|mut writer| {
        writer.write_all(sealed)?;
        writer.finish()?;
        Ok(())
    });
    written.map_err(|_| Unsealed)?;
    String::from_utf8(armoured).map_err(|_| Unsealed)
}

/// Keeps what is written, and tells how much that is to somebody who does not hold it.
struct Counted<'c> {
    bytes: Vec<u8>,
    written: &'c Cell<usize>,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.written.set(self.bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
