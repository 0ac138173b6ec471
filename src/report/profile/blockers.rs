//! What kept people from helping at each step of the customer's way.

use crate::content::measure::{BLOCKER, BLOCKERS, NONE, STEP};
use crate::content::{Action, Item, Status};
use crate::stats::{self, Estimate};
use crate::tally::Histogram;

use super::super::figure::{Figure, Kind, Shared};
use super::super::form::{Form, Reading};
use super::super::merged::Table as Counted;
use super::super::sheet::{BySite, Sheets, Sum};
use super::super::words::{fill, name};
use super::{Group, Here, MOST_SITES, Profile};

/// What stands in the way is told for each step, up to so many; the rest is in the figures.
const FIRST: usize = 3;

/// A table of steps with what was in the way, without the cases in which nothing was.
struct Table<'a> {
    step: &'a Item,
    blocker: &'a Item,
}

impl Table<'_> {
    /// The codes of what was in the way.
    fn obstacles(&self) -> Vec<usize> {
        let options = self.blocker.options().iter().enumerate();
        options.filter(|(_, option)| option.id.as_str() != NONE).map(|(at, _)| at).collect()
    }

    /// Where a response of the table stands, row by row; whichever of the two it is filed under.
    fn cell(&self, counted: &Counted, response: &str) -> Option<usize> {
        let (first, second) = response.split_once('|')?;
        let (step, blocker) = if counted.item == self.step.id { (first, second) } else { (second, first) };
        let at = |item: &Item, code: &str| item.responses().iter().position(|known| known == code);
        Some(at(self.step, step)? * self.blocker.responses().len() + at(self.blocker, blocker)?)
    }

    /// The table of some sheets. Shares are of all answers: how many of them were cases is known with the noise of many cells
    /// only, and how many answers there are exactly.
    fn sum(&self, sheets: &Sheets<'_>) -> Option<Sum> {
        let cells = self.step.responses().len() * self.blocker.responses().len();
        sheets.sum(None, cells, |counted, response| self.cell(counted, response))
    }

    /// The same of each site.
    fn by_site<'m>(&self, sheets: &Sheets<'m>) -> BySite<'m> {
        let cells = self.step.responses().len() * self.blocker.responses().len();
        sheets.by_site(cells, |counted, response| self.cell(counted, response))
    }

    /// The cells of a step with these obstacles.
    fn cells(&self, step: usize, obstacles: &[usize]) -> Vec<usize> {
        let columns = self.blocker.responses().len();
        obstacles.iter().map(|at| step * columns + at).collect()
    }
}

impl Here<'_> {
    pub(super) fn blockers(&self) -> Option<Profile> {
        let (step, reading) = self.part(BLOCKERS, STEP)?;
        let (blocker, could) = self.part(BLOCKERS, BLOCKER)?;
        let table = Table { step, blocker };
        let together = self.desk.filed(self.pack, &step.id).only(|counted| {
            let of = |one: &Item, other: &Item| {
                counted.item == one.id && counted.histogram == Histogram::Pair(other.id.clone())
            };
            of(step, blocker) || of(blocker, step)
        });
        let sum = table.sum(&together)?;
        let words = &self.desk.words.measures;
        let mut groups = Vec::new();
        let mut own = Vec::new();
        for (at, option) in step.options().iter().enumerate() {
            let (group, figures) = self.of_step(&table, &reading, &sum, (at, self.desk.said(&option.text)));
            groups.push(group);
            own.extend(figures);
        }
        // The largest step first; sites keep their place after the steps.
        groups.sort_by(|left, right| {
            let first = |group: &Group| group.rows.first().and_then(|figure| figure.low).unwrap_or(0.0);
            first(right).total_cmp(&first(left))
        });
        let sites = together.sites().len();
        if sites > 1 {
            for (site, sum) in table.by_site(&together).iter() {
                let ranked = self.of_site(&table, &reading, sum, site);
                if sites <= MOST_SITES {
                    groups.push(first_of_site(site, &ranked));
                }
                own.extend(ranked);
            }
        }
        Some(Profile {
            section: own.first()?.section,
            title: words.steps_title.clone(),
            notes: self
                .could_help(&could)
                .into_iter()
                .chain(self.answered(blocker, &could))
                .chain([words.steps_note.clone()])
                .chain(self.of_sites(sites))
                .collect(),
            form: Form::SHARES,
            groups,
            own,
        })
    }

    /// What was in the way at one step, the largest first.
    fn ranked(
        &self,
        table: &Table<'_>,
        reading: &Reading<'_>,
        sum: &Sum,
        at: usize,
        site: Option<&str>,
    ) -> Vec<Figure> {
        let obstacles = table.obstacles();
        let estimates: Vec<Estimate> =
            obstacles.iter().map(|obstacle| share(sum, &table.cells(at, &[*obstacle]))).collect();
        let options = table.blocker.options();
        let row = |place: usize| {
            let label = options.get(obstacles[place]).map(|option| self.desk.said(&option.text));
            let figure = self.figure(reading, sum, Kind::Rank, label.unwrap_or_default());
            let note = table.step.options().get(at).map(|option| Shared::from(self.desk.said(&option.text)));
            let item = table.blocker.id.to_string();
            let site = site.map(Shared::from).or(figure.site.clone());
            Figure { item: item.into(), site, note, ..figure }.with(&estimates[place])
        };
        stats::by_lower_bound(&estimates).into_iter().map(row).collect()
    }

    /// One step: how much of it all it is, and what was in the way there; and all figures of it.
    fn of_step(
        &self,
        table: &Table<'_>,
        reading: &Reading<'_>,
        sum: &Sum,
        (at, label): (usize, String),
    ) -> (Group, Vec<Figure>) {
        let words = self.desk.words;
        let all = share(sum, &table.cells(at, &table.obstacles()));
        let figure = self.figure(reading, sum, Kind::Share, label.clone()).with(&all);
        let (share, range) = (
            words.figure(&Form::SHARES, all.value),
            words.likely(&Form::SHARES, (all.interval.low, all.interval.high)),
        );
        let ranked = self.ranked(table, reading, sum, at, None);
        let group = Group {
            heading: Some(label),
            note: Some(fill(&words.measures.step_share, &[("share", &share), ("range", &range)]).into()),
            rows: ranked.iter().take(FIRST).cloned().collect(),
        };
        (group, [vec![figure], ranked].concat())
    }

    /// What was in the way at any step of a site, the largest first.
    fn of_site(&self, table: &Table<'_>, reading: &Reading<'_>, sum: &Sum, site: &str) -> Vec<Figure> {
        let steps = 0..table.step.options().len();
        let mut ranked: Vec<Figure> = steps.flat_map(|at| self.ranked(table, reading, sum, at, Some(site))).collect();
        ranked.sort_by(|left, right| right.low.unwrap_or(0.0).total_cmp(&left.low.unwrap_or(0.0)));
        ranked
    }

    /// What came of each obstacle, as far as somebody said so; the largest that nobody answered is named too.
    fn answered(&self, blocker: &Item, reading: &Reading<'_>) -> Vec<String> {
        let words = &self.desk.words.measures;
        let Some(subject) = self.subject(blocker) else { return Vec::new() };
        let labels: Vec<(&String, String)> = reading
            .codes
            .iter()
            .zip(blocker.options().iter().filter(|option| option.id.as_str() != NONE))
            .map(|(code, option)| (code, self.desk.said(&option.text)))
            .collect();
        let ranked = subject
            .parts
            .iter()
            .filter_map(|part| labels.iter().find(|(_, label)| Some(label.as_str()) == part.label.as_deref()));
        let mut lines = Vec::new();
        for (at, (code, label)) in ranked.enumerate() {
            let actions = &self.desk.content.actions;
            let shown = |action: &&Action| action.withdrawn.is_none();
            let answer = actions
                .iter()
                .filter(shown)
                .find(|action| action.blocker.as_ref().is_some_and(|id| id.as_str() == code.as_str()));
            match answer {
                Some(action) => lines.push(self.answer(action, label)),
                None if at == 0 => lines.push(fill(&words.unanswered, &[("blocker", label)])),
                None => {}
            }
        }
        lines
    }

    fn answer(&self, action: &Action, label: &str) -> String {
        let words = &self.desk.words.measures;
        let [planned, under_way, done] = &words.statuses;
        let status = match action.status {
            Status::Planned => planned,
            Status::UnderWay => under_way,
            Status::Done => done,
        };
        let did = self.desk.said(&action.did);
        let values = [("blocker", label), ("did", did.as_str()), ("status", status.as_str())];
        match &action.owner {
            Some(owner) => {
                let owner = self.desk.said(owner);
                fill(&words.answered_by, &[values.as_slice(), &[("owner", owner.as_str())]].concat())
            }
            None => fill(&words.answered, &values),
        }
    }

    /// How many put it right, of all who were asked.
    fn could_help(&self, reading: &Reading<'_>) -> Option<String> {
        let spared = reading.spared(&self.sheets(reading))?;
        let all = share(&spared, &[0]);
        let words = self.desk.words;
        let values = [
            ("share", words.figure(&Form::SHARES, all.value)),
            ("range", words.likely(&Form::SHARES, (all.interval.low, all.interval.high))),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(fill(&words.measures.could_help, &values))
    }
}

/// What is largest at a site, with the steps it is of.
fn first_of_site(site: &str, ranked: &[Figure]) -> Group {
    let first = ranked.iter().take(FIRST).map(|figure| {
        let (what, place) = (figure.named(), figure.note.as_deref().unwrap_or_default());
        Figure { label: Some(format!("{place}: {what}").into()), ..figure.clone() }
    });
    Group { heading: Some(name(site)), note: None, rows: first.collect() }
}

fn share(sum: &Sum, cells: &[usize]) -> Estimate {
    stats::share(&sum.counts.count(cells), sum.design)
}
