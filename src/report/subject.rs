//! Everything the report says of one question.

mod desk;
mod making;

pub(super) use desk::Desk;

use crate::content::measure::ADVISOR;
use crate::stats::Chart;

use super::figure::Figure;
use super::form::Form;
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
    pub sites: Vec<Figure>,
    /// The options of each site by rank, where there are more than two.
    pub site_parts: Vec<Vec<Figure>>,
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
}
