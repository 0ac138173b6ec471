//! The report: figures from released counts, and the one page that is drawn from them.
//!
//! Only released batches come in here. Every figure carries its answers and its interval, and no sentence says more than
//! the interval does. Nothing here opens a file or reads a clock.

mod figure;
mod findings;
mod form;
mod linkage;
mod many;
mod merged;
mod mirror;
mod page;
mod participation;
mod profile;
mod sheet;
mod standing;
mod subject;
#[cfg(test)]
mod tests;
mod weeks;
mod words;
mod workbook;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub use figure::{Figure, Kind, Section, Shared};
pub use findings::{Finding, Tone};
pub use form::Form;
pub use many::Many;
pub use merged::{Kind as TableKind, Merged, Names, Total, Unwritable, Whence, quarter_before};
pub use mirror::Touchpoint;
pub use page::html;
pub use profile::{Group, Profile};
pub use sheet::{Contradiction, Sheet, gather};
pub use subject::Subject;
pub use words::{Unspoken, Words};
pub use workbook::{Unwritten, workbook};

use crate::content::{Content, Pack};
use crate::customers::Rating;
use crate::stats::holm;
use crate::vocabulary::{Language, Round, SiteId};
use form::Reading;
use merged::Table;
use subject::Desk;

/// Rounds of a report that is not told which: a quarter of a year.
pub const QUARTER: usize = 13;

/// What the report is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The first round; absent: so that a quarter of a year is in it.
    pub from: Option<Round>,
    /// The last round; absent: the newest.
    pub to: Option<Round>,
    /// One site; absent: all.
    pub site: Option<SiteId>,
    /// Two sites to compare.
    pub compare: Option<(SiteId, SiteId)>,
    /// The language of its words.
    pub language: Language,
}

/// The rounds of a report, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: Round,
    /// The last.
    pub to: Round,
}

impl Span {
    /// How many rounds it has.
    fn rounds(self) -> u64 {
        let mut rounds = 1;
        let mut round = self.from;
        while round < self.to {
            round = round.next();
            rounds += 1;
        }
        rounds
    }
}

/// All that the report says.
#[derive(Debug, Clone)]
pub struct Report {
    /// Whose report it is.
    pub organisation: String,
    /// Whether any of it was made up by a program.
    pub simulated: bool,
    /// The sites in it, by id.
    pub sites: Vec<String>,
    /// The rounds in it; absent where nothing has been released.
    pub span: Option<Span>,
    /// The rounds that anything was released of; others than those of the span where that was asked for.
    pub released: Option<Span>,
    /// The newest round that was closed, with or without anything to release, where that is known.
    pub closed: Option<Round>,
    /// Sites with more than one kiosk, whose answers are counted together.
    pub shared: usize,
    /// Rounds of the span of which nothing was released at any of the sites.
    pub silent_rounds: usize,
    /// Answers of all questions.
    pub answers: u64,
    /// Batches they left in.
    pub batches: usize,
    /// The strengths of noise in them, smallest first.
    pub epsilons: Vec<f64>,
    /// Answers of repeated visits, in no figure.
    pub bursts: u64,
    /// Answers that a batch holds at least, of all packs.
    pub fewest: u32,
    /// Rounds that answers may wait before they leave: one less than those after which they are given up. Folding ends a
    /// wait sooner only where another group waits as well and both together are enough.
    pub waits: u32,
    /// Questions that were released and are not in the configuration, as pack/item.
    pub unknown: Vec<String>,
    /// The names of cohorts, by id.
    pub cohorts: BTreeMap<String, String>,
    /// How the teams of contests stand.
    pub standings: Vec<Figure>,
    /// The mean gap of each class of touchpoints, and how far the two are apart.
    pub gaps: Vec<Figure>,
    /// How each measure goes together with what customers said, across sites; of too few sites, one that says so.
    pub links: Vec<Figure>,
    /// Answers for each person at the site whose configuration was read, where any were released of it.
    pub participation: Option<Figure>,
    /// How many people work there.
    pub headcount: u32,
    /// What it says, question by question, in the order of the sections.
    pub subjects: Vec<Subject>,
    /// What several questions say together.
    pub profiles: Vec<Profile>,
}

impl Report {
    /// Works out everything from what was released.
    #[must_use]
    pub fn of(content: &Content, (sheets, customers): (&[Sheet], &[Rating]), options: &Options, words: &Words) -> Self {
        let merged = Merged::of(sheets, options.from, options.to, options.site.as_ref());
        Self::drawn(content, (&merged, customers), options, words)
    }

    /// Works out everything from what was released, once it is added up: of the rounds and the site that `options` name.
    #[must_use]
    pub fn drawn(
        content: &Content,
        (merged, customers): (&Merged, &[Rating]),
        options: &Options,
        words: &Words,
    ) -> Self {
        let span = merged.span();
        let newest = Round::of(jiff::civil::Date::MIN);
        let span_of_figures = span.unwrap_or(Span { from: newest, to: newest });
        let desk = Desk { content, merged, customers, options, span: span_of_figures, words };
        let asked: Vec<(&Pack, Reading<'_>)> = content
            .packs
            .iter()
            .flat_map(|pack| readings(pack).into_iter().map(move |reading| (pack, reading)))
            .collect();
        let mut subjects = desk.all(&asked);
        subjects.sort_by_key(|subject| subject.headline.section);
        ideas_by_votes(&mut subjects);
        correct(&mut subjects);
        mirror::judge(&mut subjects, words);
        let gaps = mirror::classes(&subjects, words);
        let links = linkage::links(&subjects, customers, (merged, span), words);
        let profiles = content.packs.iter().flat_map(|pack| profile::of_pack(&desk, pack, &subjects)).collect();
        let standings = standing::of_teams(content, merged, span, options, words);
        let participation = participation::of_site(&desk);
        let shown = || merged.tables.iter().filter(|table| !table.rounds.is_empty());
        let unknown: BTreeSet<String> = shown()
            .filter(|table| content.pack(&table.pack).and_then(|pack| pack.item(&table.item)).is_none())
            .map(|table| format!("{}/{}", table.pack, table.item))
            .collect();
        let own = subjects.iter().filter(|subject| subject.form != Form::Segment);
        Self {
            organisation: content.kiosk.organisation.clone(),
            simulated: merged.simulated,
            sites: merged.places(),
            span,
            released: merged.released,
            closed: None,
            shared: merged.shared(),
            silent_rounds: span.map_or(0, |span| silent(span, &merged.filled())),
            answers: own.filter_map(|subject| subject.headline.n).sum(),
            batches: merged.batches(),
            epsilons: epsilons(shown()),
            bursts: merged.bursts,
            fewest: content.packs.iter().map(|pack| pack.privacy.k).min().unwrap_or(content.kiosk.privacy.k),
            waits: content
                .packs
                .iter()
                .map(|pack| pack.privacy.expire_after)
                .max()
                .unwrap_or(content.kiosk.privacy.expire_after)
                .saturating_sub(1),
            unknown: unknown.into_iter().collect(),
            cohorts: content
                .kiosk
                .cohorts
                .iter()
                .map(|cohort| (cohort.id.to_string(), cohort.name.in_language(&options.language).to_owned()))
                .collect(),
            standings,
            gaps,
            links,
            participation,
            headcount: content.kiosk.headcount,
            subjects,
            profiles,
        }
    }

    /// What a cohort is called; one that is not offered any more, by its id.
    fn cohort(&self, id: &str, words: &Words) -> String {
        match id {
            "" => words.page.unstated.clone(),
            "(other)" => words.page.folded.clone(),
            _ => self.cohorts.get(id).cloned().unwrap_or_else(|| words::name(id)),
        }
    }

    /// Every figure, as `report --json` writes them.
    pub fn figures(&self) -> impl Iterator<Item = Cow<'_, Figure>> {
        let of_all = (self.gaps.iter().chain(&self.links))
            .chain(self.profiles.iter().flat_map(|profile| &profile.own))
            .chain(&self.standings)
            .chain(&self.participation);
        self.subjects.iter().flat_map(Subject::figures).chain(of_all.map(Cow::Borrowed))
    }
}

/// What a pack's items are read as: each by itself, and the segment where there is one.
fn readings(pack: &Pack) -> Vec<Reading<'_>> {
    let mut readings: Vec<Reading<'_>> = pack.items.iter().filter_map(Reading::of).collect();
    // It is filed under the first of the questions that it is made of.
    if pack.has_segment() {
        readings.extend(pack.items.iter().find(|item| item.commitment().is_some()).map(Reading::segment));
    }
    readings
}

/// Puts what is surely wanted most first among the ideas; what came of earlier ones follows them.
fn ideas_by_votes(subjects: &mut [Subject]) {
    let is_idea = |subject: &Subject| subject.headline.section == Section::Ideas;
    let Some(first) = subjects.iter().position(is_idea) else { return };
    let last = first + subjects[first..].iter().take_while(|subject| is_idea(subject)).count();
    subjects[first..last].sort_by(|one, other| {
        let known = |subject: &Subject| subject.headline.figure == Kind::Awareness;
        let votes = |subject: &Subject| subject.headline.low.unwrap_or(f64::NEG_INFINITY);
        known(one).cmp(&known(other)).then(votes(other).total_cmp(&votes(one)))
    });
}

/// Rounds of a span that nothing was released in.
fn silent(span: Span, released: &BTreeSet<Round>) -> usize {
    let mut round = span.from;
    let mut silent = 0;
    while round < span.to {
        silent += usize::from(!released.contains(&round));
        round = round.next();
    }
    silent
}

/// The strengths of noise, smallest first.
fn epsilons<'t>(shown: impl Iterator<Item = &'t Table>) -> Vec<f64> {
    let mut found: Vec<f64> = shown.filter(|table| table.noisy).map(|table| table.epsilon).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

/// Corrects the p-values of the report's comparisons, each kind for itself.
fn correct(subjects: &mut [Subject]) {
    fn holms<'f>(figures: impl Iterator<Item = &'f mut Figure>) {
        let mut figures: Vec<&mut Figure> = figures.filter(|figure| figure.p.is_some()).collect();
        let p: Vec<f64> = figures.iter().filter_map(|figure| figure.p).collect();
        for (figure, adjusted) in figures.iter_mut().zip(holm(&p)) {
            figure.p_adjusted = Some(adjusted);
        }
    }
    holms(subjects.iter_mut().flat_map(|subject| &mut subject.changes));
    let of_sites: Vec<f64> = subjects.iter().flat_map(|subject| subject.sites.ps()).collect();
    let mut adjusted = holm(&of_sites).into_iter();
    for subject in subjects.iter_mut() {
        subject.sites.correct(&mut adjusted);
    }
    holms(subjects.iter_mut().flat_map(|subject| &mut subject.compared));
    // Each question of a quiz was looked at, also those of which nothing wrong is believed.
    let questions =
        subjects.iter().filter(|subject| matches!(subject.form, Form::Quiz { .. }) && !subject.is_advice()).count();
    for figure in subjects.iter_mut().flat_map(|subject| &mut subject.quiz) {
        figure.p_adjusted = figure.p.map(|p| (p * questions as f64).min(1.0));
    }
}
