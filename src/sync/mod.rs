//! Getting what was released to where others read it.

mod folder;

pub use folder::{Put, PutError, put};
