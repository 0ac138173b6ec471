//! Which editions have run well here, and which only ever began: one that ends the program gives way to the one before it.
//!
//! `content/trials` has a line for each: its number, and `well` or how often it has begun. The last line is that of the edition
//! that began last.

use std::fs;
use std::path::PathBuf;

use super::private::write_private;
use super::{Library, StoreError};

/// So often an edition may begin without having run well: once may be a power cut.
const MOST: u32 = 2;
/// What a line says of an edition that ran well.
const WELL: &str = "well";

/// How an edition has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trial {
    /// It has begun so often.
    Begun(u32),
    Well,
}

impl Library {
    /// Notes that an edition begins to be shown.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn begins(&self, number: u32) -> Result<(), StoreError> {
        let trial = match self.trial(number) {
            Some(Trial::Well) => Trial::Well,
            Some(Trial::Begun(times)) => Trial::Begun(times.saturating_add(1)),
            None => Trial::Begun(1),
        };
        self.note(number, Some(trial))
    }

    /// Notes that an edition has been shown for long enough.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn runs_well(&self, number: u32) -> Result<(), StoreError> {
        self.note(number, Some(Trial::Well))
    }

    /// The program ends as it was told to, which is no fault of the edition that began last.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn ends(&self) -> Result<(), StoreError> {
        match self.trials().last() {
            Some((number, Trial::Begun(times))) => {
                self.note(*number, (*times > 1).then(|| Trial::Begun(times.saturating_sub(1))))
            }
            _ => Ok(()),
        }
    }

    /// Whether an edition only ever ended the program soon after it had begun.
    #[must_use]
    pub fn has_failed(&self, number: u32) -> bool {
        matches!(self.trial(number), Some(Trial::Begun(times)) if times >= MOST)
    }

    /// Lets editions that failed be tried again.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn forgive(&self) -> Result<(), StoreError> {
        let trials = self.trials();
        if trials.iter().all(|(_, trial)| *trial == Trial::Well) {
            return Ok(());
        }
        self.write(trials.into_iter().filter(|(_, trial)| *trial == Trial::Well).collect())
    }

    fn trial(&self, number: u32) -> Option<Trial> {
        self.trials().into_iter().find(|(other, _)| *other == number).map(|(_, trial)| trial)
    }

    fn note(&self, number: u32, trial: Option<Trial>) -> Result<(), StoreError> {
        let mut trials = self.trials();
        trials.retain(|(other, _)| *other != number);
        trials.extend(trial.map(|trial| (number, trial)));
        self.write(trials)
    }

    fn write(&self, trials: Vec<(u32, Trial)>) -> Result<(), StoreError> {
        let there = self.numbers();
        let line = |(number, trial): (u32, Trial)| match trial {
            Trial::Begun(times) => format!("{number} {times}\n"),
            Trial::Well => format!("{number} {WELL}\n"),
        };
        let text: String = trials.into_iter().filter(|(number, _)| there.contains(number)).map(line).collect();
        write_private(&self.trials_path(), text.as_bytes(), "note which editions run well")
    }

    /// What cannot be read says nothing against any edition.
    fn trials(&self) -> Vec<(u32, Trial)> {
        let text = fs::read_to_string(self.trials_path()).unwrap_or_default();
        let read = |line: &str| {
            let (number, trial) = line.split_once(' ')?;
            let trial = if trial == WELL { Trial::Well } else { Trial::Begun(trial.parse().ok()?) };
            Some((number.parse().ok()?, trial))
        };
        text.lines().filter_map(read).collect()
    }

    fn trials_path(&self) -> PathBuf {
        self.path("trials")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::DataDirectory;

    fn library(folder: &std::path::Path, editions: &[u32]) -> Library {
        let library = Library::of(&DataDirectory::at(folder));
        for edition in editions {
            fs::create_dir_all(library.folder(*edition)).unwrap();
        }
        library
    }

    #[test]
    fn an_edition_that_began_twice_and_never_ran_well_has_failed_until_it_is_forgiven() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path(), &[3, 4]);
        library.begins(3).unwrap();
        library.runs_well(3).unwrap();
        for times in 1..=2 {
            library.begins(4).unwrap();
            assert_eq!(library.has_failed(4), times == 2);
        }
        // The one before runs instead, however often.
        for _ in 0..3 {
            library.begins(3).unwrap();
        }
        assert_eq!((library.has_failed(3), library.has_failed(4)), (false, true));
        library.ends().unwrap();
        assert!(library.has_failed(4), "that the other one ended says nothing of it");
        library.forgive().unwrap();
        assert!(!library.has_failed(4));
        library.begins(3).unwrap();
        assert!(!library.has_failed(3), "it ran well once");
    }

    #[test]
    fn a_program_that_ends_as_it_was_told_to_says_nothing_against_an_edition() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path(), &[4]);
        for _ in 0..5 {
            library.begins(4).unwrap();
            library.ends().unwrap();
        }
        assert!(!library.has_failed(4));
        // Nor does a file that nobody can read.
        fs::write(library.trials_path(), b"\xff4 9\nfour 9\n4\n").unwrap();
        assert!(!library.has_failed(4));
    }

    #[test]
    fn of_editions_that_are_gone_nothing_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path(), &[1, 2]);
        library.begins(1).unwrap();
        fs::remove_dir(library.folder(1)).unwrap();
        library.begins(2).unwrap();
        assert_eq!(fs::read_to_string(library.trials_path()).unwrap(), "2 1\n");
    }
}
