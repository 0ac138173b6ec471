//! Everything the report says of one question.

mod desk;
mod making;

use std::borrow::Cow;

pub(super) use desk::Desk;

use crate::content::measure::ADVISOR;
use crate::stats::Chart;

use super::figure::Figure;
use super::form::Form;
use super::many::Many;
use super::mirror::Touchpoint;

/// Everything the report says of one question.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What the question asks.
    pub title: String,
    /// The pack it stands in.
    pub pack_title: String,
    /// How it is read.
    pub form: Form,
    /// The words of each response, in the pack's order.
    pub labels: Vec<String>,
    /// The one figure that stands for it.
    pub headline: Figure,
    /// The share of each response: options by rank, everything else in order.
    pub parts: Vec<Figure>,
    /// The wrong option that is believed, and how well the question tells who knows more.
    pub quiz: Vec<Figure>,
    /// Its figure by site, each compared with all others together.
    pub sites: Many,
    /// The options of each site by rank, one site after the other, where there are more than two.
    pub site_parts: Many,
    /// Its figure by cohort.
    pub cohorts: Vec<Figure>,
    /// Its figure by round.
    pub rounds: Vec<Figure>,
    /// The newest round against those before.
    pub changes: Vec<Figure>,
    /// One site against another, if that was asked for.
    pub compared: Option<Figure>,
    /// The control chart of its rounds.
    pub chart: Option<Chart>,
    /// What customers said of the same, where they were asked.
    pub touchpoint: Option<Touchpoint>,
}

impl Subject {
    /// Whether it asks what to advise somebody: then no answer is wrong, and one suits best.
    pub(super) fn is_advice(&self) -> bool {
        self.headline.measure.as_deref() == Some(ADVISOR)
    }

    /// All its figures.
    pub(super) fn figures(&self) -> impl Iterator<Item = Cow<'_, Figure>> {
        // The figure of options is the share of one of them, which is among the parts.
        let headline =
            (!self.form.is_choice() && self.form != Form::Segment || self.parts.is_empty()).then_some(&self.headline);
        let before = [&self.parts, &self.quiz].into_iter().flatten();
        let between = [&self.cohorts, &self.rounds, &self.changes].into_iter().flatten();
        let last = self.compared.iter().chain(self.touchpoint.iter().map(|touched| &touched.figure));
        (headline.into_iter().chain(before).map(Cow::Borrowed))
            .chain(self.sites.iter().map(Cow::Owned))
            .chain(between.map(Cow::Borrowed))
            .chain(self.site_parts.iter().map(Cow::Owned))
            .chain(last.map(Cow::Borrowed))
    }
}
