//! The words every module shares: ids, texts in several languages, public keys, and the ISO week that is the only time
//! stored.

mod id;
mod key;
mod round;
mod sentence;
mod text;

pub use id::{ActionId, BadId, CohortId, ItemId, OptionId, PackId, PostingId, SiteId, TouchpointId};
pub(crate) use key::KEY_NAME_BYTES;
pub use key::{BadKey, PublicKey};
pub use round::{BadRound, Round};
pub use sentence::sentence;
pub use text::{Language, Text};
