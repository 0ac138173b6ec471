//! The backlight of the panel, where the system lets this user set it.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

/// Darker than this nobody would find the way back.
const DARKEST: u32 = 10;

/// One backlight, as the kernel shows it (`Documentation/ABI/stable/sysfs-class-backlight`).
#[derive(Debug)]
pub(super) struct Backlight {
    brightness: PathBuf,
    most: u32,
}

impl Backlight {
    /// The first one in a folder such as `/sys/class/backlight` that can be set; most panels have none.
    pub(super) fn find(folder: &Path) -> Option<Self> {
        let mut lights: Vec<_> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
        lights.sort();
        lights.into_iter().find_map(|light| {
            let most = number(&light.join("max_brightness")).filter(|most| *most > 0)?;
            let brightness = light.join("brightness");
            access(&brightness, Access::READ_OK | Access::WRITE_OK).ok()?;
            Some(Self { brightness, most })
        })
    }

    /// Percent of the brightest.
    pub(super) fn percent(&self) -> Option<u32> {
        let now = u64::from(number(&self.brightness)?.min(self.most));
        u32::try_from((now * 100 + u64::from(self.most) / 2) / u64::from(self.most)).ok()
    }

    /// Sets it, but never so dark that nothing can be read.
    pub(super) fn set(&self, percent: u32) {
        let percent = u64::from(percent.clamp(DARKEST, 100));
        let value = (u64::from(self.most) * percent).div_ceil(100);
        // Where it does not take, the figure beside it stays as it is and says so.
        let _ = fs::write(&self.brightness, value.to_string());
    }
}

fn number(path: &Path) -> Option<u32> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backlight_is_set_in_percent_and_never_goes_dark() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Backlight::find(folder.path()).is_none());
        let light = folder.path().join("panel0");
        fs::create_dir(&light).unwrap();
        fs::write(light.join("max_brightness"), "255\n").unwrap();
        fs::write(light.join("brightness"), "128\n").unwrap();
        let backlight = Backlight::find(folder.path()).unwrap();
        assert_eq!(backlight.percent(), Some(50));
        for (asked, set) in [(70, 70), (0, 10), (300, 100)] {
            backlight.set(asked);
            assert_eq!(backlight.percent(), Some(set), "{asked}");
        }
    }
}
