//! Getting what was released to where others read it, and signed content from there.

#[cfg(feature = "cloud")]
mod answer;
#[cfg(feature = "cloud")]
mod client;
#[cfg(feature = "cloud")]
mod cloud;
mod credentials;
mod destination;
mod folder;
mod inbox;
#[cfg(feature = "cloud")]
mod limits;
#[cfg(feature = "cloud")]
mod listing;
mod obstacle;
#[cfg(feature = "cloud")]
mod odd;
mod outbox;
mod patience;
mod patient;
mod press;
mod shelf;
mod status;
mod stick;
mod trouble;

#[cfg(feature = "cloud")]
pub use cloud::Cloud;
pub use credentials::{BadCredentials, Credentials};
pub use destination::{Destination, Directory, Honours};
pub use folder::{Put, PutError, put, replace};
pub use inbox::{Inbox, Pulled, Unpulled};
pub use obstacle::{BadAddress, Deed, Obstacle, Reason, ReasonKind};
pub use outbox::{Outbox, Sent, Stopped, put_round};
pub use patience::Patience;
pub use patient::Patient;
pub use press::{Printed, Published, Unprinted, print, printed, publish};
pub use shelf::{Listed, Page, Shelf};
pub use status::{STATUS_VERSION, Status, coarse_percent};
pub use stick::{Stick, sticks};
pub use trouble::Trouble;
