//! Why signed content that is here does not run.

use std::sync::Arc;

use crate::content::Fault;
use crate::store::{Damaged, StoreError};
use crate::vocabulary::sentence;

/// Why signed content was passed over.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PassedOver {
    /// Nothing tells which edition is the newest.
    #[error("the signed content that is here is not used: {0}")]
    Unreadable(Arc<StoreError>),
    /// It is of another key.
    #[error("the signed content that is here is not of the key that kiosk.toml names now")]
    OtherKey,
    /// An edition is not as it was fetched.
    #[error("edition {0} cannot be used: {sentence}", sentence = sentence(&**.1))]
    Damaged(u32, Arc<Damaged>),
    /// An edition ended the program.
    #[error("edition {0} ended the program twice soon after it had begun")]
    Ended(u32),
    /// An edition cannot run together with this kiosk's `kiosk.toml`.
    #[error("edition {edition} cannot be used here: {}{}", first(.fault.as_ref()), others(*.more))]
    Faulty {
        /// The edition.
        edition: u32,
        /// The first thing that is wrong with it; none where it is not whole.
        fault: Option<Fault>,
        /// So many more things are.
        more: usize,
    },
}

fn first(fault: Option<&Fault>) -> String {
    fault.map_or_else(|| "it is not whole".to_owned(), in_one_line)
}

fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => " (and one more)".to_owned(),
        more => format!(" (and {more} more)"),
    }
}

/// A fault on one line: where, what, and what to write instead.
pub(super) fn in_one_line(fault: &Fault) -> String {
    let line = fault.position().map(|(line, _)| format!(":{line}")).unwrap_or_default();
    let advice = fault.advice().map(|advice| format!(" → {advice}")).unwrap_or_default();
    format!("{}{line}: {fault}{advice}", fault.file())
}
