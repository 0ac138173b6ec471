//! XLSForm: forms as a workbook with the sheets `survey`, `choices` and `settings`.

#[cfg(feature = "xlsform")]
mod book;
mod carry;
#[cfg(feature = "xlsform")]
mod compound;
mod condition;
mod expression;
mod kind;
mod language;
#[cfg(feature = "xlsform")]
mod records;
mod sheet;
mod wordings;

#[cfg(feature = "xlsform")]
pub use book::sheets;
pub use carry::{Form, import};

/// A sheet of a workbook: its rows that are not empty, each with its number from 1 and its cells from the first column on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: Vec<(usize, Vec<String>)>,
}
