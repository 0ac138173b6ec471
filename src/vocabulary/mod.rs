//! The words every module shares: ids, texts in several languages, and the ISO week that is the only time stored.

mod id;
mod round;
mod text;

pub use id::{ActionId, BadId, CohortId, ItemId, OptionId, PackId, PostingId, SiteId, TouchpointId};
pub use round::{BadRound, Round};
pub use text::{Language, Text};
