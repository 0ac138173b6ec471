//! What a file of others says and a pack, or GIFT, has no place for.

/// Where something stands in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sheet of a workbook; none in a text.
    pub sheet: Option<String>,
    /// The line or row, from 1; 0 is the file as a whole.
    pub line: usize,
}

impl Place {
    /// A line of a text.
    #[must_use]
    pub fn line(line: usize) -> Self {
        Self { sheet: None, line }
    }

    /// A row of a sheet.
    #[must_use]
    pub fn row(sheet: &str, line: usize) -> Self {
        Self { sheet: Some(sheet.to_owned()), line }
    }
}

/// How much of something was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// A whole question or card is not there.
    LeftOut,
    /// It is there without a part of it.
    Without,
    /// It is there, and means something a little else.
    Changed,
}

impl Loss {
    /// As it stands in a report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LeftOut => "left out",
            Self::Without => "without",
            Self::Changed => "changed",
        }
    }
}

/// One thing that could not be carried over as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Where it stands in the file it came from.
    pub place: Place,
    /// How much of it was lost.
    pub loss: Loss,
    /// What it is and why.
    pub what: String,
}

/// Remarks as they come up.
#[derive(Debug, Default)]
pub(super) struct Remarks(Vec<Remark>);

impl Remarks {
    pub(super) fn add(&mut self, place: &Place, loss: Loss, what: impl Into<String>) {
        let remark = Remark { place: place.clone(), loss, what: what.into() };
        // One card may lose the same thing twice, which nobody needs to read twice.
        if !self.0.contains(&remark) {
            self.0.push(remark);
        }
    }

    /// In the order of the file; of one place in the order in which they came up.
    pub(super) fn into_sorted(mut self) -> Vec<Remark> {
        self.0.sort_by(|one, other| one.place.cmp(&other.place));
        self.0
    }
}
