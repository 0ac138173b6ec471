//! "You said → we did".

use jiff::civil::Date;

use super::Status;
use crate::vocabulary::{ActionId, OptionId, Text};

/// Something the company did with what it heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// What people said.
    pub said: Text,
    /// What came of it.
    pub did: Text,
    /// The day it was done, or how far it is was last looked at.
    pub on: Date,
    /// How far it is.
    pub status: Status,
    /// Who sees to it.
    pub owner: Option<Text>,
    /// The blocker it removes: an option of an item that is filed under `blockers`.
    pub blocker: Option<OptionId>,
    /// The day it was taken down; it is not shown any more.
    pub withdrawn: Option<Date>,
}
