//! Parquet footers as the bytes that they are: Thrift's compact protocol, as far as row groups are found and moved in it.
//!
//! `parquet` reads footers into structures and writes them again. To see whether a compacted file's footer says just what the
//! footers inside say, the bytes are enough, and take a tenth of the time.

use std::ops::Range;

/// Structures in structures: a footer has six, and a forger's has as many as he likes.
const DEEPEST: usize = 16;

/// What the bytes of a field or of a list's entries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    True,
    False,
    Byte,
    Number,
    Double,
    Bytes,
    List,
    Map,
    Struct,
}

impl Form {
    fn of(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::True,
            2 => Self::False,
            3 => Self::Byte,
            4..=6 => Self::Number,
            7 => Self::Double,
            8 => Self::Bytes,
            9 | 10 => Self::List,
            11 => Self::Map,
            12 => Self::Struct,
            _ => return None,
        })
    }
}

/// The parts of a footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    /// Where the number of all rows stands. What is before it names the version and the columns.
    pub(super) rows: Range<usize>,
    /// Where the row groups stand, with the head of their list.
    pub(super) list: Range<usize>,
    /// Where the row groups themselves stand.
    pub(super) groups: Range<usize>,
    /// How many there are.
    pub(super) count: usize,
}

/// Finds the parts of a footer whose fields stand in their order.
pub(super) fn parts(footer: &[u8]) -> Option<Parts> {
    let mut walk = Walk { bytes: footer, at: 0 };
    let (mut rows, mut list) = (None, None);
    let mut id = 0;
    while let Some((field, form)) = walk.field(&mut id)? {
        let start = walk.at;
        match (field, form) {
            (3, Form::Number) => {
                walk.number()?;
                rows = Some(start..walk.at);
            }
            (4, Form::List) => {
                let (count, form) = walk.list()?;
                let groups = walk.at;
                (0..count).try_for_each(|_| walk.skip(form, 1))?;
                list = (form == Form::Struct).then_some((start..walk.at, groups..walk.at, count));
            }
            _ => walk.skip_field(form, 0)?,
        }
    }
    let (rows, (list, groups, count)) = (rows?, list?);
    (walk.at == footer.len() && rows.end <= list.start).then_some(Parts { rows, list, groups, count })
}

/// Row groups that lie in another file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Moved {
    /// All that a footer says of them, but for their numbers among all.
    bytes: Vec<u8>,
    /// Where these stand.
    numbers: Vec<usize>,
}

/// What is to be said of so many row groups whose file begins at `base` of another.
pub(super) fn moved(groups: &[u8], count: usize, base: i64) -> Option<Moved> {
    let out = Moved { bytes: Vec::with_capacity(groups.len() + groups.len() / 8), numbers: Vec::with_capacity(count) };
    let mut copy = Copy { walk: Walk { bytes: groups, at: 0 }, copied: 0, out };
    (0..count).try_for_each(|_| copy.group(base))?;
    copy.out.bytes.extend_from_slice(&groups[copy.copied..]);
    Some(copy.out)
}

impl Moved {
    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Writes them as the ones that follow so many others, and counts them.
    pub(super) fn write(&self, others: &mut i64, out: &mut Vec<u8>) {
        let mut written = 0;
        for at in &self.numbers {
            out.extend_from_slice(&self.bytes[written..*at]);
            number(*others, out);
            (written, *others) = (*at, *others + 1);
        }
        out.extend_from_slice(&self.bytes[written..]);
    }
}

/// The head of a list of structures.
pub(super) fn list_of_structs(count: usize, out: &mut Vec<u8>) {
    const STRUCT: u8 = 12;
    if let Ok(few @ 0..15) = u8::try_from(count) {
        out.push(few << 4 | STRUCT);
    } else {
        out.push(15 << 4 | STRUCT);
        varint(count as u64, out);
    }
}

/// A number with a sign.
pub(super) fn number(value: i64, out: &mut Vec<u8>) {
    varint((value << 1 ^ value >> 63).cast_unsigned(), out);
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return out.push(low & 0x7f);
        }
        out.push(low | 0x80);
    }
}

/// Row groups that are written again while they are read.
struct Copy<'b> {
    walk: Walk<'b>,
    /// How much of them is written.
    copied: usize,
    out: Moved,
}

impl Copy<'_> {
    fn group(&mut self, base: i64) -> Option<()> {
        let mut id = 0;
        let before = self.out.numbers.len();
        while let Some((field, form)) = self.walk.field(&mut id)? {
            match (field, form) {
                (1, Form::List) => {
                    let (count, form) = self.walk.list()?;
                    (form == Form::Struct).then_some(())?;
                    (0..count).try_for_each(|_| self.column(base))?;
                }
                // Where the group begins.
                (5, Form::Number) => self.replace(|offset| offset.checked_add(base))?,
                (7, Form::Number) => {
                    let start = self.walk.at;
                    self.walk.number()?;
                    self.copy_to(start);
                    self.out.numbers.push(self.out.bytes.len());
                }
                _ => self.walk.skip_field(form, 1)?,
            }
        }
        (self.out.numbers.len() == before + 1).then_some(())
    }

    fn column(&mut self, base: i64) -> Option<()> {
        let mut id = 0;
        while let Some((field, form)) = self.walk.field(&mut id)? {
            if (field, form) != (3, Form::Struct) {
                self.walk.skip_field(form, 2)?;
                continue;
            }
            let mut id = 0;
            while let Some((field, form)) = self.walk.field(&mut id)? {
                match (field, form) {
                    // Where the first page of data and that of the dictionary begin.
                    (9 | 11, Form::Number) => self.replace(|offset| offset.checked_add(base))?,
                    (12, Form::Struct) => self.statistics()?,
                    _ => self.walk.skip_field(form, 3)?,
                }
            }
        }
        Some(())
    }

    /// Copies the smallest and the largest of a column, but for their old names, which are left out where the new ones are there.
    fn statistics(&mut self) -> Option<()> {
        let (mut old, mut new) = (0, 0);
        let (mut id, mut kept) = (0, 0);
        loop {
            let start = self.walk.at;
            let Some((field, form)) = self.walk.field(&mut id)? else { break };
            match field {
                1 | 2 => {
                    old += 1;
                    self.walk.skip_field(form, 4)?;
                    self.copy_to(start);
                    continue;
                }
                5 | 6 => new += 1,
                _ => {}
            }
            if old > 0 && kept == 0 {
                // A field's head says how many numbers it is after the one before.
                let head = u8::try_from(field).ok().filter(|more| (1..16).contains(more))? << 4;
                self.copy_to(start);
                self.out.bytes.push(head | self.walk.bytes[start] & 15);
            }
            kept = field;
            self.walk.skip_field(form, 4)?;
        }
        (old == 0 || new == 2).then_some(())
    }

    fn replace(&mut self, value: impl Fn(i64) -> Option<i64>) -> Option<()> {
        let start = self.walk.at;
        let value = value(self.walk.number()?)?;
        self.copy_to(start);
        number(value, &mut self.out.bytes);
        Some(())
    }

    /// Copies what comes before a value that is read, and is written otherwise.
    fn copy_to(&mut self, start: usize) {
        self.out.bytes.extend_from_slice(&self.walk.bytes[self.copied..start]);
        self.copied = self.walk.at;
    }
}

struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Walk<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn over(&mut self, bytes: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(bytes).ok()?)?;
        (end <= self.bytes.len()).then(|| self.at = end)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn number(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// The number and form of the next field, after the one with this number; none at the end of a structure.
    #[expect(clippy::option_option, reason = "the end of a structure, or of the footer")]
    fn field(&mut self, id: &mut i64) -> Option<Option<(i64, Form)>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        *id = match head >> 4 {
            0 => self.number()?,
            more => id.checked_add(i64::from(more))?,
        };
        Some(Some((*id, Form::of(head & 15)?)))
    }

    fn list(&mut self) -> Option<(usize, Form)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => usize::try_from(self.varint()?).ok()?,
            few => usize::from(few),
        };
        // Each has a byte at least.
        let form = Form::of(head & 15).filter(|_| count <= self.bytes.len() - self.at)?;
        Some((count, form))
    }

    /// A field that is true or false has said so in its head.
    fn skip_field(&mut self, form: Form, depth: usize) -> Option<()> {
        if matches!(form, Form::True | Form::False) { Some(()) } else { self.skip(form, depth) }
    }

    fn skip(&mut self, form: Form, depth: usize) -> Option<()> {
        (depth < DEEPEST).then_some(())?;
        match form {
            Form::True | Form::False | Form::Byte => self.over(1),
            Form::Number => self.varint().map(|_| ()),
            Form::Double => self.over(8),
            Form::Bytes => {
                let length = self.varint()?;
                self.over(length)
            }
            Form::List => {
                let (count, form) = self.list()?;
                (0..count).try_for_each(|_| self.skip(form, depth + 1))
            }
            // No footer has any.
            Form::Map => None,
            Form::Struct => {
                let mut id = 0;
                while let Some((_, form)) = self.field(&mut id)? {
                    self.skip_field(form, depth + 1)?;
                }
                Some(())
            }
        }
    }
}
