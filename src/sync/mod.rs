//! Getting what was released to where others read it.

mod folder;
mod stick;

pub use folder::{Put, PutError, put, replace};
pub use stick::sticks;
