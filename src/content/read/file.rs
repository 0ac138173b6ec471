//! One file under examination and the faults found in it so far.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use super::syntax;
use crate::config::Folder;
use crate::content::Flaw;
use crate::content::fault::{Fault, Severity};

/// A file's text, and what is wrong with it.
pub(super) struct File {
    name: String,
    text: Arc<str>,
    faults: RefCell<Vec<Fault>>,
}

impl File {
    /// Takes a file out of the folder; one that is missing or is not text has a fault to say so.
    pub(super) fn open(folder: &Folder, name: &str, faults: &mut Vec<Fault>) -> Option<Self> {
        let (flaw, message, help) = match folder.bytes(name).map(std::str::from_utf8) {
            Some(Ok(text)) => {
                return Some(Self { name: name.to_owned(), text: Arc::from(text), faults: RefCell::default() });
            }
            Some(Err(error)) => {
                let byte = error.valid_up_to();
                let message = format!("`{name}` is not UTF-8 text (byte {byte})");
                (Flaw::Unreadable, message, "save it as UTF-8 in your editor")
            }
            None => (Flaw::Missing(name.to_owned()), format!("there is no `{name}`"), "every kiosk needs one"),
        };
        faults.push(Fault::new(Severity::Error, flaw, name, message).help(help));
        None
    }

    /// The file's text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Reads the text as TOML; where that fails, the one fault is all that can be said.
    pub(super) fn parse(&self) -> Option<Spanned<DeTable<'_>>> {
        match DeTable::parse(&self.text) {
            Ok(document) => Some(document),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let help = syntax::advice(&self.text, &span, error.message());
                self.error(span, Flaw::Syntax, format!("this is not TOML: {}", error.message()), "here", Some(&help));
                None
            }
        }
    }

    /// Notes a fault that keeps the file from being used.
    pub(super) fn error(
        &self,
        span: Range<usize>,
        flaw: Flaw,
        message: impl Into<String>,
        label: &str,
        help: Option<&str>,
    ) {
        self.note(Fault::new(Severity::Error, flaw, &self.name, message), span, label, help);
    }

    /// Notes a fault the file can be used with.
    pub(super) fn warn(
        &self,
        span: Range<usize>,
        flaw: Flaw,
        message: impl Into<String>,
        label: &str,
        help: Option<&str>,
    ) {
        self.note(Fault::new(Severity::Warning, flaw, &self.name, message), span, label, help);
    }

    fn note(&self, fault: Fault, span: Range<usize>, label: &str, help: Option<&str>) {
        let fault = fault.at(&self.text, span, label);
        self.faults.borrow_mut().push(match help {
            Some(help) => fault.help(help),
            None => fault,
        });
    }

    /// Whether something was found that keeps the file from being used.
    pub(super) fn is_broken(&self) -> bool {
        self.faults.borrow().iter().any(Fault::is_error)
    }

    /// The faults, from the top of the file down.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|fault| fault.span().map(|span| (span.start, span.end)));
        faults
    }
}
