//! The touchscreens of this machine, as the kernel shows them to everybody.

use std::fs;
use std::path::Path;

/// Where a finger is (`input-event-codes.h`): one of them, or the first of several.
const PLACES: [[usize; 2]; 2] = [[0x00, 0x01], [0x35, 0x36]];
/// A pen, which is held by nobody who comes by.
const PENS: [usize; 2] = [0x140, 0x14b];
const FINGER: usize = 0x145;
const TOUCH: usize = 0x14a;
const LEFT_BUTTON: usize = 0x110;
/// What is touched is what is seen: a screen, and no pad in front of one.
const DIRECT: usize = 1;

/// What the touchscreens below a folder such as `/sys/class/input` call themselves.
pub(super) fn screens(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let devices = entries.iter().filter(|entry| entry.file_name().to_string_lossy().starts_with("event"));
    let found = devices.map(|entry| entry.path().join("device")).filter(|device| is_touchscreen(device));
    let mut names: Vec<String> = found.map(|device| line(&device, "name")).collect();
    names.sort();
    names.dedup();
    names
}

/// As systemd's `input_id` decides it, so that both are of one mind.
fn is_touchscreen(device: &Path) -> bool {
    let bits = |name: &str| Bits::read(&line(device, name), usize::BITS);
    let (places, keys, properties) = (bits("capabilities/abs"), bits("capabilities/key"), bits("properties"));
    let has_places = PLACES.iter().any(|pair| pair.iter().all(|axis| places.has(*axis)));
    let pen = PENS.iter().any(|key| keys.has(*key));
    let direct = properties.has(DIRECT);
    has_places && !pen && (direct || keys.has(TOUCH) && !keys.has(FINGER) && !keys.has(LEFT_BUTTON))
}

/// A file of one line, without what a terminal would take for a command; nothing where there is none.
fn line(device: &Path, name: &str) -> String {
    let text = fs::read_to_string(device.join(name)).unwrap_or_default();
    text.chars().filter(|letter| !letter.is_control()).collect::<String>().trim().to_owned()
}

/// A bitmap in words of a machine, the last of them first, in hexadecimal.
struct Bits {
    words: Vec<u64>,
    width: usize,
}

impl Bits {
    fn read(text: &str, width: u32) -> Self {
        let words = text.split_whitespace().rev().map(|word| u64::from_str_radix(word, 16).unwrap_or_default());
        Self { words: words.collect(), width: width as usize }
    }

    fn has(&self, bit: usize) -> bool {
        self.words.get(bit / self.width).is_some_and(|word| word >> (bit % self.width) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bitmap as the kernel of this machine would write it.
    fn bitmap(bits: &[usize]) -> String {
        let width = usize::BITS as usize;
        let words = bits.iter().max().map_or(0, |most| most / width) + 1;
        let word =
            |at: usize| bits.iter().filter(|bit| *bit / width == at).fold(0_u64, |word, bit| word | 1 << (bit % width));
        (0..words).rev().map(|at| format!("{:x}", word(at))).collect::<Vec<_>>().join(" ") + "\n"
    }

    fn plug_in(folder: &Path, event: &str, name: &str, [places, keys, properties]: [&[usize]; 3]) {
        let device = folder.join(event).join("device");
        fs::create_dir_all(device.join("capabilities")).unwrap();
        fs::write(device.join("name"), format!("{name}\n")).unwrap();
        fs::write(device.join("capabilities/abs"), bitmap(places)).unwrap();
        fs::write(device.join("capabilities/key"), bitmap(keys)).unwrap();
        fs::write(device.join("properties"), bitmap(properties)).unwrap();
    }

    #[test]
    fn bitmaps_are_read_in_words_of_either_width() {
        // What a panel with ten fingers shows to programs of 64 and of 32 bits.
        for (places, keys, width) in
            [("260800000000003", "400 0 0 0 0 0", 64), ("2608000 3", "400 0 0 0 0 0 0 0 0 0 0", 32)]
        {
            let (places, keys) = (Bits::read(places, width), Bits::read(keys, width));
            assert_eq!(
                [0, 1, 2, 0x35, 0x36, 0x37, 1000].map(|bit| places.has(bit)),
                [true, true, false, true, true, false, false]
            );
            assert!(keys.has(TOUCH) && !keys.has(FINGER), "{width}");
        }
        assert!(!Bits::read("", 64).has(0) && !Bits::read("no number", 64).has(0));
    }

    #[test]
    fn a_screen_that_is_touched_is_told_from_pads_pens_and_mice() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        assert_eq!(screens(&at.join("nowhere")), [""; 0]);
        plug_in(at, "event0", "a mouse", [&[], &[LEFT_BUTTON, 0x111], &[]]);
        plug_in(at, "event1", "a keyboard", [&[], &[30, 31], &[]]);
        plug_in(at, "event2", "a pad", [&[0, 1, 0x35, 0x36], &[TOUCH, FINGER, LEFT_BUTTON], &[0]]);
        plug_in(at, "event3", "a pen", [&[0, 1, 0x18], &[TOUCH, 0x140, 0x14b], &[DIRECT]]);
        plug_in(at, "event4", "a tablet of a virtual machine", [&[0, 1], &[LEFT_BUTTON, 0x111], &[]]);
        plug_in(at, "event5", "a thing that knows how it lies", [&[0, 1, 2], &[], &[6]]);
        plug_in(at, "mouse0", "not an event", [&[0, 1], &[TOUCH], &[DIRECT]]);
        assert_eq!(screens(at), [""; 0]);
        plug_in(at, "event6", "ILITEK \u{1b}[31mILITEK-TP", [&[0, 1, 0x2f, 0x35, 0x36, 0x39], &[TOUCH], &[DIRECT]]);
        plug_in(at, "event7", "eGalax", [&[0, 1], &[TOUCH], &[]]);
        assert_eq!(screens(at), ["ILITEK [31mILITEK-TP", "eGalax"]);
    }
}
