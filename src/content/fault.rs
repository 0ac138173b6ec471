//! What is wrong with a file an author wrote: where, and what to write instead.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use super::Flaw;

/// Whether a file can be used in spite of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but somebody should know.
    Warning,
}

/// One thing that is wrong with `kiosk-config`.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    severity: Severity,
    flaw: Flaw,
    message: String,
    file: NamedSource<Arc<str>>,
    span: Option<Range<usize>>,
    label: String,
    help: Option<String>,
}

impl Fault {
    /// Makes a fault of a file as a whole.
    #[must_use]
    pub fn new(severity: Severity, flaw: Flaw, file: &str, message: impl Into<String>) -> Self {
        let file = NamedSource::new(file, Arc::from(""));
        Self { severity, flaw, message: message.into(), file, span: None, label: String::new(), help: None }
    }

    /// Points at a part of the file's text.
    #[must_use]
    pub fn at(mut self, text: &Arc<str>, span: Range<usize>, label: impl Into<String>) -> Self {
        self.file = NamedSource::new(self.file.name(), Arc::clone(text));
        self.span = Some(span);
        self.label = label.into();
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the file can be used all the same.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether the file cannot be used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// What kind of fault it is, for whoever does not read English.
    #[must_use]
    pub fn flaw(&self) -> &Flaw {
        &self.flaw
    }

    /// The file's path below the folder.
    #[must_use]
    pub fn file(&self) -> &str {
        self.file.name()
    }

    /// Where in the file's text, in bytes; absent for the file as a whole.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// Line and column, both from 1, the column in characters.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        let before = self.file.inner().get(..self.span.as_ref()?.start)?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        Some((before.matches('\n').count() + 1, line.chars().count() + 1))
    }

    /// What is said at the place itself.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What to write instead.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl Diagnostic for Fault {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.span.as_ref().map(|_| &self.file as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.span.clone()?;
        let label = (!self.label.is_empty()).then(|| self.label.clone());
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(label, span))))
    }
}
