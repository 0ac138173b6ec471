//! What is found of a part of a kiosk.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::admin::PassedOver;
use crate::store::StoreError;
use crate::sync::{Reason, Trouble};
use crate::vocabulary::{PublicKey, Round};

/// What was found of a part.
#[derive(Debug, Clone)]
pub enum Finding {
    /// The configuration, or something in it, cannot be read.
    Unread(PathBuf),
    /// Nothing can run on the configuration.
    Unusable,
    /// So many packs, and no error.
    Packs(usize),
    /// So many packs can run, and so many faults keep others from it.
    SomePacks {
        /// Packs that can run.
        packs: usize,
        /// Faults in the others.
        faults: usize,
    },
    /// The newest edition of the signed content runs.
    Edition(u32),
    /// No signed content has come yet.
    NoEdition,
    /// Newer signed content was passed over.
    PassedOver {
        /// Why, of the newest first.
        why: Vec<PassedOver>,
        /// The edition that runs; none where it is what lies beside `kiosk.toml`.
        runs: Option<u32>,
    },
    /// There is no data directory yet.
    NoData(PathBuf),
    /// The store cannot be opened, or cannot be read.
    Store(Arc<StoreError>),
    /// Both copies of the counters are whole.
    BothWhole,
    /// A kiosk is running on the counters.
    InUse,
    /// There are no counters yet.
    NoCounters,
    /// One of the two copies cannot be opened.
    OneBroken,
    /// Neither copy can be opened.
    NeitherOpens,
    /// Counters that could not be opened were put aside.
    PutAside(PathBuf),
    /// The last answer could not be stored.
    NotStored,
    /// One of the two copies could not be written.
    OneUnwritten,
    /// The ledger is whole.
    LedgerWhole,
    /// The ledger is damaged.
    LedgerDamaged,
    /// The key that signs.
    SignedBy(PublicKey),
    /// Nobody else may look into the data.
    OwnerOnly,
    /// Others may.
    OpenToOthers,
    /// Whoever asks may not look into the data.
    Closed(PathBuf),
    /// So many MiB are free.
    Free(u64),
    /// The system does not tell how much is free.
    FreeUnknown(Reason),
    /// The clock shows this week, and it can be.
    Week(Round),
    /// The clock shows a week that is closed already.
    ClockBehind {
        /// The week that it shows.
        shown: Round,
        /// The newest that is closed.
        closed: Round,
    },
    /// The variable that names the display.
    DisplayNamed(String),
    /// Nothing names one.
    NoDisplay,
    /// What the touchscreens call themselves.
    Touched(Vec<String>),
    /// There is no touchscreen.
    NoTouch,
    /// How far a destination has come.
    Sent {
        /// Where to.
        url: String,
        /// The last round that is there, as are all before it; none before the first.
        through: Option<Round>,
        /// What stood in the way the last time.
        trouble: Option<Trouble>,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(path) => write!(f, "could not read `{}`", path.display()),
            Self::Unusable => f.write_str("the kiosk cannot run on it"),
            Self::Packs(packs) => write!(f, "{}, no errors", many(*packs)),
            Self::SomePacks { packs, faults: 1 } => {
                write!(f, "{} can run; 1 fault keeps others from running", many(*packs))
            }
            Self::SomePacks { packs, faults } => {
                write!(f, "{} can run; {faults} faults keep others from running", many(*packs))
            }
            Self::Edition(edition) => write!(f, "edition {edition} of the signed content runs"),
            Self::NoEdition => f.write_str("no signed content has come yet; what lies beside kiosk.toml runs"),
            Self::PassedOver { why, runs } => {
                why.iter().try_for_each(|why| write!(f, "{why}; "))?;
                match runs {
                    Some(edition) => write!(f, "edition {edition} of the signed content runs"),
                    None => f.write_str("what lies beside kiosk.toml runs"),
                }
            }
            Self::NoData(path) => write!(f, "nothing at {} yet", path.display()),
            Self::Store(error) => write!(f, "{error}"),
            Self::BothWhole => f.write_str("both copies are whole"),
            Self::InUse => f.write_str("a kiosk is running on them"),
            Self::NoCounters => f.write_str("none yet"),
            Self::OneBroken => f.write_str("one of two copies is broken"),
            Self::NeitherOpens => f.write_str("neither copy can be opened"),
            Self::PutAside(path) => {
                write!(f, "counters that could not be opened were put aside in {}", path.display())
            }
            Self::NotStored => f.write_str("answers cannot be stored"),
            Self::OneUnwritten => f.write_str("one of two copies could not be written"),
            Self::LedgerWhole => f.write_str("whole"),
            Self::LedgerDamaged => f.write_str("SQLite finds it damaged"),
            Self::SignedBy(key) => write!(f, "rounds are signed by {key}"),
            Self::OwnerOnly => f.write_str("for the owner only"),
            Self::OpenToOthers => f.write_str("others may look into the data"),
            Self::Closed(path) => write!(f, "{} is closed to this user", path.display()),
            Self::Free(mib) => write!(f, "{mib} MiB free"),
            Self::FreeUnknown(why) => write!(f, "could not be asked: {why}"),
            Self::Week(round) => write!(f, "week {round}"),
            Self::ClockBehind { shown, closed } => write!(f, "shows week {shown}, but {closed} is closed already"),
            Self::DisplayNamed(name) => write!(f, "{name} is set"),
            Self::NoDisplay => f.write_str("none"),
            Self::Touched(names) => write!(f, "{} is there", names.join(", ")),
            Self::NoTouch => f.write_str("no touchscreen"),
            Self::Sent { url, through, trouble } => {
                match through {
                    Some(round) => write!(f, "{url} has everything up to {round}")?,
                    None => write!(f, "{url} has nothing")?,
                }
                trouble.iter().try_for_each(|trouble| write!(f, ": {trouble}"))
            }
        }
    }
}

fn many(packs: usize) -> String {
    if packs == 1 { "1 pack".to_owned() } else { format!("{packs} packs") }
}
