//! What is wrong with rounds, and where.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::chain::{Place, Statement};
use crate::vocabulary::Round;

/// What is wrong with a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Something that was signed is not there.
    Missing,
    /// The file is not the one that was signed.
    Altered,
    /// The signature is not by the key that it names.
    Forged,
    /// The key is not the one it should be.
    OtherKey,
    /// It stands where another round, or another kiosk's, should stand.
    OutOfOrder,
    /// The same kiosk and round are there twice, and differ.
    Duplicate,
    /// The kiosk itself signed something else.
    ReSigned,
    /// There is no signature, or nothing that can be read as one.
    Unsigned,
    /// A newer program wrote it, which this one cannot check.
    Newer,
}

impl Fault {
    /// Its name, as tables and JSON have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Altered => "altered",
            Self::Forged => "forged",
            Self::OtherKey => "other-key",
            Self::OutOfOrder => "out-of-order",
            Self::Duplicate => "duplicate",
            Self::ReSigned => "re-signed",
            Self::Unsigned => "unsigned",
            Self::Newer => "newer",
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// What.
    pub fault: Fault,
    /// Whose; absent if not even that can be told.
    pub kiosk: Option<Uuid>,
    /// The round it is about.
    pub cut_week: Option<Round>,
    /// The file it is about.
    pub path: Option<PathBuf>,
    /// In words.
    pub finding: String,
}

/// All that is wrong so far.
#[derive(Default)]
pub(super) struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    pub(super) fn add(
        &mut self,
        fault: Fault,
        kiosk: Option<Uuid>,
        round: Option<Round>,
        path: Option<&Path>,
        words: String,
    ) {
        self.all.push(Finding { fault, kiosk, cut_week: round, path: path.map(Path::to_owned), finding: words });
    }

    /// Tells of a file that stands in another's place; returns whether it contradicts one that stands in its own. `there`: what
    /// its kiosk says of its round in the right place.
    pub(super) fn misplaced<'s>(
        &mut self,
        statement: &Statement,
        (path, kiosk, round): (&Path, Option<Uuid>, Option<Round>),
        there: impl IntoIterator<Item = (&'s Statement, &'s Path)>,
    ) -> bool {
        let Place { kiosk: its, round: of } = statement.place;
        let other = there.into_iter().find(|(other, _)| *other != statement);
        match other {
            Some((_, other)) => {
                let words = format!("{} is another file of the same kiosk and round", other.display());
                self.add(Fault::Duplicate, Some(its), Some(of), Some(path), words);
            }
            None => self.add(Fault::OutOfOrder, kiosk, round, Some(path), format!("it is {of} of kiosk {its}")),
        }
        other.is_some()
    }

    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.all.sort_by(|left, right| {
            let place = |finding: &Finding| (finding.kiosk, finding.cut_week, finding.fault);
            (place(left), &left.path, &left.finding).cmp(&(place(right), &right.path, &right.finding))
        });
        self.all
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.all.extend(other.all);
    }

    /// Takes back what was found in a compacted file, which is as it should be now.
    pub(super) fn forget(&mut self, bundle: &str) {
        // What is in it is called by it, `#` and the kiosk; a folder's name may have a `#` as well.
        let is_of = |path: &Path| {
            let rest = path.to_str().and_then(|path| path.strip_prefix(bundle));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
        };
        self.all.retain(|finding| !finding.path.as_deref().is_some_and(is_of));
    }

    pub(super) fn has(&self, fault: Fault) -> bool {
        self.all.iter().any(|finding| finding.fault == fault)
    }

    /// The files that are not to be read for what was found; of what is missing nothing can be read.
    pub(super) fn grave(&self) -> impl Iterator<Item = PathBuf> {
        let grave = self.all.iter().filter(|finding| finding.fault != Fault::Missing);
        grave.filter_map(|finding| finding.path.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_in_a_compacted_file_is_taken_back_and_nothing_else_also_where_a_folder_has_a_hash_in_its_name() {
        let mut findings = Findings::default();
        let paths =
            ["/lake#1/a.rounds.parquet", "/lake#1/a.rounds.parquet#7", "/lake#1/a.rounds.parquets", "/lake#1/b"];
        for path in paths {
            findings.add(Fault::Altered, None, None, Some(Path::new(path)), String::new());
        }
        findings.forget("/lake#1/a.rounds.parquet");
        let left: Vec<_> = findings.sorted().into_iter().map(|finding| finding.path.unwrap()).collect();
        assert_eq!(left, paths[2..].iter().map(PathBuf::from).collect::<Vec<_>>());
    }
}
