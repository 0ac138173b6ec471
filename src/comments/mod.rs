//! What people say in their own words: made uniform, looked through for what names somebody, and forgotten when it has
//! been kept.
//!
//! Nothing in here stores or sends; [`crate::tally`] keeps open comments, [`crate::release`] decides when they leave.

mod comment;
mod contact;
mod draft;
mod names;
mod normal;
mod numbers;
mod people;
mod redaction;
mod spoken;
mod words;

pub use comment::{BadComment, Comment, LONGEST};
pub use draft::Draft;
pub use normal::normalise;
pub use redaction::{Finding, Kind, findings, redacted};
