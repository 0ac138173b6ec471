//! "You said → we did".

use jiff::civil::Date;

use crate::vocabulary::{ActionId, Text};

/// Something the company did with what it heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// What people said.
    pub said: Text,
    /// What came of it.
    pub did: Text,
    /// The day it was done.
    pub on: Date,
}
