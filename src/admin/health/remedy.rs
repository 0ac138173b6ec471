//! What to do where something is wrong with a part of a kiosk.

use std::fmt;
use std::path::PathBuf;

/// What to do about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Say where the configuration is.
    NameFolder,
    /// Have this folder checked.
    Check(PathBuf),
    /// Have signed content fetched.
    Fetch,
    /// Read what the guide says of signed content.
    ReadSigned,
    /// Read what the guide says of things that are wrong.
    ReadWrong,
    /// Start the kiosk, which creates its data.
    StartForData,
    /// Start the kiosk, which creates its counters.
    StartForCounters,
    /// Install the newer program again.
    Update,
    /// Start again: the good copy mends the other.
    StartToMend,
    /// Start again: the counters begin anew.
    StartAnew,
    /// Take the ledger from a backup.
    Restore,
    /// Delete the folder, knowing why it is there.
    Delete,
    /// Close these files to others.
    Close(Vec<PathBuf>),
    /// Ask as the user that the data belong to.
    RunAsOwner,
    /// Read the guide, then send.
    ReadThenSend,
    /// Send the rest.
    Send,
    /// Free some space.
    FreeSpace,
    /// See whether the disk is there.
    SeeMounted,
    /// Set the clock.
    SetClock,
    /// Start where there is a display.
    SeeSession,
    /// Plug the cable of the touchscreen in.
    PlugIn,
    /// See what is wrong with the disk.
    SeeDisk,
    /// Nothing: the next answer mends it.
    Wait,
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Check(folder) => return write!(f, "listening-post check --config {}", folder.display()),
            Self::Close(paths) => {
                f.write_str("chmod go=")?;
                return paths.iter().try_for_each(|path| write!(f, " {}", path.display()));
            }
            Self::NameFolder => "name the folder with --config DIR",
            Self::Fetch => "`listening-post sync` fetches it; see docs/it.md, \"Signed content\"",
            Self::ReadSigned => "see docs/it.md, \"Signed content\"",
            Self::ReadWrong => "see docs/it.md, \"When something is wrong\"",
            Self::StartForData => "the first start of the kiosk creates it",
            Self::StartForCounters => "the first start of the kiosk creates them",
            Self::Update => "install the newer listening-post again",
            Self::StartToMend => "the next start mends it from the other",
            Self::StartAnew => {
                "the next start puts them aside and begins anew; open answers are lost, releases are not"
            }
            Self::Restore => "restore ledger.db from a backup",
            Self::Delete => "delete that folder once you know why",
            Self::RunAsOwner => "run this as the user that the kiosk runs as",
            Self::ReadThenSend => "see docs/it.md, then `listening-post sync`",
            Self::Send => "`listening-post sync` sends the rest",
            Self::FreeSpace => "free some space: the next cut may not fit",
            Self::SeeMounted => "see whether it is mounted",
            Self::SetClock => "set the clock right; the next round closes once it has caught up",
            Self::SeeSession => "start the kiosk from a graphical session, or see docs/it.md",
            Self::PlugIn => "plug in the USB cable of the panel; meanwhile keys or a mouse do",
            Self::SeeDisk => "see whether the disk is full, read-only or broken",
            Self::Wait => "the next answer writes it again",
        })
    }
}
