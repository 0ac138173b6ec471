//! Many kiosks' files in one folder: whether they are all there, as they were signed, and what they come to.

mod bundle;
mod chains;
mod check;
mod claims;
#[cfg(feature = "fleet")]
mod columns;
mod compact;
mod finding;
mod folder;
mod keys;
#[cfg(feature = "fleet")]
mod lake;
mod roll;
#[cfg(feature = "fleet")]
mod rows;
mod sent;
mod signed;
mod spills;
mod standing;
mod steady;
mod strays;
#[cfg(feature = "fleet")]
mod table;
mod thrift;
mod weeks;

pub use bundle::FULL;
pub use check::{Kiosk, Report, Trust, check};
pub use compact::{Compacted, Wanted as ToCompact, Week, compact};
pub use finding::{Fault, Finding};
pub use keys::{BadNamed, Keys, Mixed, Named};
#[cfg(feature = "fleet")]
pub use lake::{Lake, Wanted, read};
pub use roll::{clock, page, said, summary};
pub use spills::{Gathered, SpillError, Vouched, gather, vouched};
pub use standing::{BadStatus, Concern, DISK, Fleet, Kiosk as Standing, SKEW, standing};
#[cfg(feature = "fleet")]
pub use table::{BadTable, table, tabled};
