//! What several questions say together: the scorecard of trust, the ingredients of word of mouth, what is in the way at each
//! step of the customer's way, and which wording of a message did better.

mod blockers;
mod experiment;
mod ingredients;
#[cfg(test)]
mod tests;
mod trust;

pub(super) use trust::STANDS;

use crate::content::measure::Measure;
use crate::content::{Item, Pack};

use super::figure::{Figure, Section, Shared};
use super::form::{Form, Reading};
use super::sheet::{Sheets, Sum};
use super::subject::Desk;
use super::words::fill;
use super::{Kind, Subject};

/// Figures of several questions that are read together.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The part of the report that it stands in.
    pub section: Section,
    /// What it is.
    pub title: String,
    /// How to read it.
    pub notes: Vec<String>,
    /// How its figures are written.
    pub form: Form,
    /// Its figures in the order in which they are shown.
    pub groups: Vec<Group>,
    /// Those of its figures that no question has by itself.
    pub own: Vec<Figure>,
}

/// More sites than these are in the figures only.
const MOST_SITES: usize = 40;

/// Some figures under a heading.
#[derive(Debug, Clone)]
pub struct Group {
    /// The heading; absent where there is only one group.
    pub heading: Option<String>,
    /// What is said of it.
    pub note: Option<Shared>,
    /// The figures, each with its label.
    pub rows: Vec<Figure>,
}

/// All that several questions of one pack say together.
pub(super) fn of_pack(desk: &Desk<'_>, pack: &Pack, subjects: &[Subject]) -> Vec<Profile> {
    let here = Here { desk, pack, subjects };
    let all = [here.trust(), here.ingredients(), here.blockers()];
    all.into_iter().flatten().chain(here.experiments()).collect()
}

/// One pack and what its questions say by themselves.
struct Here<'a> {
    desk: &'a Desk<'a>,
    pack: &'a Pack,
    subjects: &'a [Subject],
}

impl<'a> Here<'a> {
    /// The question with this part in a measure, and how it is read.
    fn part(&self, measure: &str, role: &str) -> Option<(&'a Item, Reading<'a>)> {
        let implied = Measure::named(measure).and_then(|measure| measure.implied);
        let plays =
            |item: &&Item| item.measure.as_deref() == Some(measure) && item.role.as_deref().or(implied) == Some(role);
        self.pack.items.iter().filter(plays).find_map(|item| Some((item, Reading::of(item)?)))
    }

    /// What a question says by itself.
    fn subject(&self, item: &Item) -> Option<&'a Subject> {
        self.subjects.iter().find(|subject| {
            let headline = &subject.headline;
            subject.form != Form::Segment
                && *headline.pack == *self.pack.id.as_str()
                && *headline.item == *item.id.as_str()
        })
    }

    /// What was released of a question, of these rounds.
    fn sheets(&self, reading: &Reading<'_>) -> Sheets<'a> {
        self.desk.released(self.pack, reading)
    }

    /// What is said of more sites than are shown.
    fn of_sites(&self, sites: usize) -> Option<String> {
        let words = self.desk.words;
        let told = words.count(&words.page.sites, sites as u64);
        (sites > MOST_SITES).then(|| fill(&words.page.sites_elsewhere, &[("sites", &told)]))
    }

    /// A figure of so many answers to a question.
    fn figure(&self, reading: &Reading<'_>, sum: &Sum, kind: Kind, label: String) -> Figure {
        Figure { figure: kind, label: Some(label.into()), ..self.desk.counted(self.pack, reading, sum) }
    }
}
