//! USB sticks: what is mounted where sticks are mounted, and is none of the system's own disks.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

/// Where desktops and people mount sticks.
const PLACES: [&str; 3] = ["/media", "/run/media", "/mnt"];
/// Disks behind disks, as with encryption over volumes over partitions; more is a loop.
const DEEPEST: usize = 8;

/// A USB stick that can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stick {
    /// Where it is mounted.
    pub path: PathBuf,
    /// Bytes that are free on it.
    pub free: u64,
}

impl Stick {
    /// What it is called: the last part of where it is mounted.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

/// The sticks that can be written to now.
#[must_use]
pub fn sticks() -> Vec<Stick> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let disks = |mount: &Mount| disks(Path::new("/sys/class/block"), mount);
    let found = on_other_disks(&read(&mounts), disks).into_iter();
    let mut sticks: Vec<Stick> = found
        .filter(|path| access(path, Access::WRITE_OK).is_ok())
        .map(|path| Stick { free: statvfs(&path).map_or(0, |stat| stat.f_bavail.saturating_mul(stat.f_frsize)), path })
        .collect();
    sticks.sort_by(|left, right| left.path.cmp(&right.path));
    sticks
}

/// A line of `mountinfo` (proc(5)) that is about a block device.
#[derive(Debug, PartialEq, Eq)]
struct Mount {
    point: PathBuf,
    /// The device, such as `sdb1`.
    device: String,
}

fn read(mounts: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let point = before.split(' ').nth(4)?;
        let source = after.split(' ').nth(1)?.strip_prefix("/dev/")?;
        // A name such as `mapper/home` is a link to the device.
        let device = fs::canonicalize(Path::new("/dev").join(source)).ok();
        let device = device.as_deref().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or(source);
        Some(Mount { point: unescaped(point), device: device.to_owned() })
    };
    mounts.lines().filter_map(mount).collect()
}

/// Blanks and the like are written as a backslash and three octal digits.
fn unescaped(point: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = point.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let octal = others.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) if *first == b'\\' => {
                bytes.push(byte);
                rest = &others[3..];
            }
            _ => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    PathBuf::from(OsString::from_vec(bytes))
}

/// Mount points of sticks: below one of the places for them, and on no disk that is also mounted anywhere else.
fn on_other_disks(mounts: &[Mount], disks: impl Fn(&Mount) -> BTreeSet<String>) -> Vec<PathBuf> {
    let is_place = |mount: &&Mount| PLACES.iter().any(|place| mount.point.starts_with(place));
    let system: BTreeSet<String> = mounts.iter().filter(|mount| !is_place(mount)).flat_map(&disks).collect();
    let points: BTreeSet<PathBuf> = mounts
        .iter()
        .filter(is_place)
        .filter(|mount| disks(mount).is_disjoint(&system))
        .map(|mount| mount.point.clone())
        .collect();
    points.into_iter().collect()
}

/// The whole disks a device lies on: a partition's own, those below a mapped device, or itself.
fn disks(block: &Path, mount: &Mount) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![(mount.device.clone(), 0)];
    while let Some((device, depth)) = open.pop() {
        let path = block.join(&device);
        let below: Vec<String> = fs::read_dir(path.join("slaves"))
            .map(|entries| entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
            .unwrap_or_default();
        if !below.is_empty() && depth < DEEPEST {
            open.extend(below.into_iter().map(|device| (device, depth + 1)));
            continue;
        }
        // The folder of a partition lies in that of its disk.
        let whole = path.join("partition").exists().then(|| fs::canonicalize(&path).ok()).flatten();
        let whole = whole.as_deref().and_then(Path::parent).and_then(Path::file_name).and_then(|name| name.to_str());
        found.insert(whole.map_or(device, str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    const MOUNTS: &str = "\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/dm-0 rw,errors=remount-ro
30 27 8:1 / /boot rw,relatime - ext4 /dev/sda1 rw
41 27 8:3 / /mnt/archive rw,relatime - ext4 /dev/sda3 rw
42 27 8:17 / /media/kiosk/KING\\040STON rw,nosuid - vfat /dev/sdb1 rw
43 27 8:33 / /run/media/kiosk/B rw,nosuid shared:9 master:1 - exfat /dev/sdc rw
44 27 0:50 / /media/share rw - cifs //server/share rw
45 27 0:51 / /mnt/memory rw - tmpfs tmpfs rw
";

    /// `sda` with three partitions, the second of which is encrypted as `dm-0`; `sdb` with one; `sdc` with none.
    fn block() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let (block, devices) = (folder.path().join("block"), folder.path().join("devices"));
        fs::create_dir_all(&block).unwrap();
        for device in ["sda", "sda/sda1", "sda/sda2", "sda/sda3", "sdb", "sdb/sdb1", "sdc", "dm-0"] {
            let path = devices.join(device);
            fs::create_dir_all(path.join("slaves")).unwrap();
            if device.contains('/') {
                fs::write(path.join("partition"), "1").unwrap();
            }
            symlink(&path, block.join(path.file_name().unwrap())).unwrap();
        }
        symlink(devices.join("sda/sda2"), devices.join("dm-0/slaves/sda2")).unwrap();
        folder
    }

    #[test]
    fn a_stick_is_what_is_mounted_where_sticks_are_and_is_no_disk_of_the_system() {
        let folder = block();
        let block = folder.path().join("block");
        let mounts = read(MOUNTS);
        let found = on_other_disks(&mounts, |mount| disks(&block, mount));
        assert_eq!(found, [Path::new("/media/kiosk/KING STON"), Path::new("/run/media/kiosk/B")]);
    }

    #[test]
    fn a_mapped_device_lies_on_the_disks_below_it() {
        let folder = block();
        let mount = |device: &str| Mount { point: "/".into(), device: device.to_owned() };
        let of = |device: &str| disks(&folder.path().join("block"), &mount(device)).into_iter().collect::<Vec<_>>();
        assert_eq!(of("dm-0"), ["sda"]);
        assert_eq!(of("sda3"), ["sda"]);
        assert_eq!(of("sdc"), ["sdc"]);
        assert_eq!(of("unknown"), ["unknown"]);
    }

    #[test]
    fn escaped_names_are_read_as_they_are() {
        assert_eq!(unescaped(r"/media/a\040b\134c"), Path::new(r"/media/a b\c"));
        assert_eq!(unescaped(r"/media/a\9"), Path::new(r"/media/a\9"));
    }
}
