//! What all questions are read from, and what each of them is called.

use crate::content::{AMBASSADORSHIP, Content, ItemKind, Pack, PackKind, ResponseOption};
use crate::customers::Rating;
use crate::vocabulary::{ItemId, Language, Text};

use super::super::figure::{Figure, Section, Shared};
use super::super::form::{Form, Reading};
use super::super::merged::Merged;
use super::super::sheet::{Sheets, Sum};
use super::super::words::Words;
use super::super::{Options, Span};

/// What all subjects are made from.
pub(in super::super) struct Desk<'a> {
    pub(in super::super) content: &'a Content,
    pub(in super::super) merged: &'a Merged,
    pub(in super::super) customers: &'a [Rating],
    pub(in super::super) options: &'a Options,
    pub(in super::super) span: Span,
    pub(in super::super) words: &'a Words,
}

impl Desk<'_> {
    pub(super) fn language(&self) -> &Language {
        &self.options.language
    }

    /// An author's text in the report's language.
    pub(in super::super) fn said(&self, text: &Text) -> String {
        text.in_language(self.language()).to_owned()
    }

    /// What was released of a question in its newest wording, in the report's rounds.
    pub(in super::super) fn released(&self, pack: &Pack, reading: &Reading<'_>) -> Sheets<'_> {
        let sheets = Sheets::of(self.merged, &pack.id, &reading.item.id);
        sheets.only(|table| reading.takes(table)).newest_wording()
    }

    /// Everything that was released of a question, of its pairs too.
    pub(in super::super) fn filed(&self, pack: &Pack, item: &ItemId) -> Sheets<'_> {
        Sheets::of(self.merged, &pack.id, item).newest_wording()
    }

    /// A figure of a question, of so many answers.
    pub(in super::super) fn counted(&self, pack: &Pack, reading: &Reading<'_>, sum: &Sum) -> Figure {
        counted(self.figure(pack, reading), sum)
    }

    pub(super) fn title(&self, reading: &Reading<'_>) -> String {
        match reading.form {
            Form::Segment => self.words.page.segment_title.clone(),
            _ => reading.item.subject().in_language(self.language()).to_owned(),
        }
    }

    pub(super) fn labels(&self, reading: &Reading<'_>) -> Vec<String> {
        let names = &self.words.page;
        match &reading.form {
            Form::Enps => names.enps_classes.to_vec(),
            Form::Segment => names.segments.to_vec(),
            Form::Scale { .. } => self.points(reading),
            Form::Quiz { .. } | Form::Choice { .. } => {
                let read = |option: &&ResponseOption| reading.codes.iter().any(|code| code == option.id.as_str());
                reading.item.options().iter().filter(read).map(|option| self.said(&option.text)).collect()
            }
        }
    }

    /// A scale's points, the outer ones with what they mean.
    fn points(&self, reading: &Reading<'_>) -> Vec<String> {
        let (low, high) = match &reading.item.kind {
            ItemKind::Rating { scale, .. } => {
                (scale.low.in_language(self.language()), scale.high.in_language(self.language()))
            }
            _ => (self.words.page.worst.as_str(), self.words.page.best.as_str()),
        };
        let last = reading.codes.len().saturating_sub(1);
        let points = reading.codes.iter().enumerate();
        points
            .map(|(at, code)| match at {
                0 => format!("{code} {low}"),
                _ if at == last => format!("{code} {high}"),
                _ => code.clone(),
            })
            .collect()
    }

    /// A figure of the question with nothing in it yet.
    pub(super) fn figure(&self, pack: &Pack, reading: &Reading<'_>) -> Figure {
        Figure {
            measure: match reading.form {
                Form::Segment => Some(AMBASSADORSHIP.into()),
                _ => reading.item.measure.as_deref().map(Shared::from),
            },
            site: self.options.site.as_ref().map(|site| site.as_str().into()),
            label: Some(self.title(reading).into()),
            ..Figure::blank(reading.kind(), section(pack, reading), pack.id.as_str(), reading.item.id.as_str())
        }
    }
}

/// The part of the report that a question stands in.
fn section(pack: &Pack, reading: &Reading<'_>) -> Section {
    if reading.form == Form::Segment {
        return Section::Ambassadorship;
    }
    match reading.item.measure.as_deref() {
        Some("pulse" | "drivers") => Section::Days,
        Some("enps" | "enps-products" | "advocacy" | "word-of-mouth") => Section::Recommendation,
        Some(AMBASSADORSHIP) => Section::Ambassadorship,
        Some("empowerment" | "blockers") => Section::Blockers,
        Some("mirror") => Section::Mirror,
        Some("knowledge" | "advisor") => Section::Knowledge,
        Some("trust") => Section::Trust,
        Some("ideas" | "awareness") => Section::Ideas,
        _ if pack.kind == PackKind::Quiz => Section::Knowledge,
        _ if pack.kind == PackKind::Mirror => Section::Mirror,
        _ => Section::Other,
    }
}

/// A figure of so many answers.
pub(super) fn counted(figure: Figure, sum: &Sum) -> Figure {
    let mechanism = if sum.counts.noise.is_none() { "exact" } else { "discrete-laplace" };
    Figure { from: Some(sum.from), to: Some(sum.to), n: Some(sum.counts.n), mechanism: Some(mechanism), ..figure }
}
