//! The panel for whoever looks after the kiosk: the wait after wrong PINs, where one is in it, and what it has to say.
//!
//! Nothing in here tells of use: how many people came, or when.

mod health;
mod lockout;
mod notices;
mod panel;
mod passed;
mod reply;
mod status;
mod steward;
mod wall;

pub use health::{Finding, Organ, Part, Remedy, State};
pub use lockout::{Lockout, penalty};
pub use notices::Notices;
pub use panel::{Panel, Place, Section};
pub use passed::PassedOver;
pub use reply::{Reply, is_alarm};
pub use status::{Delivered, Entry, News, Reloaded, Status};
pub use steward::Steward;
pub use wall::{Contest, Drawn, Onto, Posting, Told};
