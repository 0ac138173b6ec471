//! The figures of one question, each made from what was released of it.

use std::panic::resume_unwind;
use std::thread;

use crate::content::Pack;
use crate::content::measure::ADVISOR;
use crate::stats::{self, Chart, Estimate};
use crate::vocabulary::Round;

use super::super::figure::{Figure, Kind, Shared};
use super::super::form::{Form, Headline, Places, Reading};
use super::super::many::Many;
use super::super::mirror::{self, Touchpoint};
use super::super::sheet::{Sheets, Sum};
use super::super::words::fill;
use super::desk::counted;
use super::{Desk, Subject};

/// Rounds that the newest one is compared with.
const BEFORE: usize = 4;

/// Questions are worked out side by side, as far as the machine has cores: of thousands of sites each takes a while.
const MOST_WORKERS: usize = 4;

impl Desk<'_> {
    /// All these questions, in their order.
    pub(in super::super) fn all(&self, asked: &[(&Pack, Reading<'_>)]) -> Vec<Subject> {
        let workers = thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
        let subjects = |part: &[(&Pack, Reading<'_>)]| -> Vec<Subject> {
            part.iter().map(|(pack, reading)| self.subject(pack, reading)).collect()
        };
        let subjects = &subjects;
        thread::scope(|scope| {
            let parts = asked.chunks(asked.len().div_ceil(workers).max(1));
            let running: Vec<_> = parts.map(|part| scope.spawn(move || subjects(part))).collect();
            let done = running.into_iter().map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic)));
            done.flatten().collect()
        })
    }

    /// The question with all its figures; without answers, one that says why it has none.
    fn subject(&self, pack: &Pack, reading: &Reading<'_>) -> Subject {
        let selected = self.released(pack, reading);
        let Some(all) = reading.sum(&selected) else { return self.silent(pack, reading) };
        let places = reading.places(&selected);
        let mut making = Making {
            desk: self,
            pack,
            reading,
            sheets: &selected,
            places: &places,
            all: &all,
            headline: Headline::Enps,
            blank: self.figure(pack, reading),
            labels: self.labels(reading).into_iter().map(Shared::from).collect(),
        };
        let ranked = making.shares(&all);
        let first = ranked.first().map_or(0, |(at, _)| *at);
        making.headline = reading.headline(first);
        let mut headline = making.headline_figure(first);
        if let Some(norm) = making.norm(&headline) {
            headline.note =
                Some(headline.note.iter().map(|note| &**note).chain([&*norm]).collect::<Vec<_>>().join(" ").into());
        }
        let rounds = making.rounds();
        let chart = making.chart();
        Subject {
            title: self.title(reading),
            pack_title: pack.title.in_language(self.language()).to_owned(),
            form: reading.form.clone(),
            labels: self.labels(reading),
            parts: making.parts(&all, &ranked),
            quiz: making.quiz(),
            sites: making.sites(),
            site_parts: making.site_parts(),
            cohorts: making.cohorts(),
            rounds,
            changes: making.changes(),
            compared: making.compared(),
            chart,
            touchpoint: making.touchpoint(),
            headline,
        }
    }

    fn silent(&self, pack: &Pack, reading: &Reading<'_>) -> Subject {
        let withheld = self.words.withheld(pack.privacy.k, pack.privacy.days);
        let blank = self.figure(pack, reading);
        Subject {
            title: self.title(reading),
            pack_title: pack.title.in_language(self.language()).to_owned(),
            form: reading.form.clone(),
            labels: self.labels(reading),
            parts: Vec::new(),
            quiz: Vec::new(),
            sites: Many::like(&blank),
            site_parts: Many::like(&blank),
            cohorts: Vec::new(),
            rounds: Vec::new(),
            changes: Vec::new(),
            compared: None,
            chart: None,
            touchpoint: None,
            headline: Figure { withheld: Some(withheld.into()), ..blank },
        }
    }
}

/// One question's figures in the making.
struct Making<'a, 'c> {
    desk: &'a Desk<'a>,
    pack: &'a Pack,
    reading: &'a Reading<'c>,
    sheets: &'a Sheets<'a>,
    places: &'a Places<'a>,
    all: &'a Sum,
    headline: Headline,
    /// With nothing in it yet.
    blank: Figure,
    /// The words of each response.
    labels: Vec<Shared>,
}

impl Making<'_, '_> {
    /// A figure of so many answers.
    fn figure(&self, sum: &Sum) -> Figure {
        counted(self.blank.clone(), sum)
    }

    /// The share of each response with its position; options by their lower bound, everything else in order.
    fn shares(&self, sum: &Sum) -> Vec<(usize, Estimate)> {
        let points = match self.reading.form {
            Form::Choice { points } => points,
            _ => 1,
        };
        let of = |at| stats::points(&sum.counts.count(&[at]), points, sum.design);
        let shares: Vec<Estimate> = (0..self.reading.codes.len()).map(of).collect();
        let order = match self.reading.form {
            // Of two options each tells all about the other; they stay as the author put them.
            Form::Choice { .. } if shares.len() > 2 && self.reading.item.entry.is_none() => {
                stats::by_lower_bound(&shares)
            }
            _ => (0..shares.len()).collect(),
        };
        order.into_iter().map(|at| (at, shares[at])).collect()
    }

    fn parts(&self, sum: &Sum, shares: &[(usize, Estimate)]) -> Vec<Figure> {
        let kind = match self.reading.form {
            // What one thinks of an idea is no list of rivals.
            Form::Choice { .. } if self.reading.item.entry.is_some() => Kind::Share,
            Form::Choice { .. } => Kind::Rank,
            Form::Segment => Kind::Segment,
            _ => Kind::Share,
        };
        shares
            .iter()
            .map(|(at, estimate)| {
                // Of an action, the first option is that one knew.
                let kind = if *at == 0 && self.reading.kind() == Kind::Awareness { Kind::Awareness } else { kind };
                let figure = Figure { figure: kind, label: self.labels.get(*at).cloned(), ..self.figure(sum) };
                figure.with(estimate)
            })
            .collect()
    }

    /// The figure that stands for the question, of all sites.
    fn headline_figure(&self, first: usize) -> Figure {
        let sites: Vec<Sum> = self.places.sites().map(|(_, sum)| sum).collect();
        let mut figure = self.figure(self.all);
        if self.reading.form.is_choice() {
            figure.label = self.labels.get(first).cloned();
        }
        match self.headline.estimate_of_sites(self.all, &sites) {
            Some(estimate) => {
                figure.note = self.score(&estimate).map(Shared::from).or(figure.note);
                figure.with(&estimate)
            }
            None => figure,
        }
    }

    /// What a score of recommendation says, as far as its range goes.
    fn score(&self, estimate: &Estimate) -> Option<String> {
        let [more, even, fewer] = &self.desk.words.measures.scores;
        let says = match (estimate.interval.low > 0.0, estimate.interval.high < 0.0) {
            (true, _) => more,
            (_, true) => fewer,
            _ => even,
        };
        (self.reading.form == Form::Enps).then(|| says.clone())
    }

    /// The question's figure of some of its answers.
    fn of(&self, sum: &Sum) -> Option<Figure> {
        Some(self.figure(sum).with(&self.headline.estimate(sum)?))
    }

    /// What was answered in one round.
    fn in_round(&self, round: Round) -> Option<Sum> {
        self.reading.sum_in(self.sheets, round, round)
    }

    fn rounds(&self) -> Vec<Figure> {
        let rounds = self.sheets.rounds();
        if rounds.len() < 2 {
            return Vec::new();
        }
        rounds.into_iter().filter_map(|round| self.of(&self.in_round(round)?)).collect()
    }

    fn chart(&self) -> Option<Chart> {
        let estimates: Vec<Estimate> = self
            .sheets
            .rounds()
            .into_iter()
            .filter_map(|round| self.headline.estimate(&self.in_round(round)?))
            .collect();
        stats::control_chart(&estimates)
    }

    fn sites(&self) -> Many {
        let sites = self.sheets.sites().len();
        if sites < 2 {
            return Many::like(&self.blank);
        }
        let of_sites = self.places.sites().filter_map(|(site, sum)| {
            let mut figure = self.of(&sum)?;
            let others = self.places.others(site)?;
            let apart = self.headline.difference(&sum, &others)?;
            figure.site = Some(site.clone());
            // The interval is the site's own; the comparison with the others decides whether it stands out.
            figure.p = Some(apart.p);
            figure.effect = Some(apart.value);
            Some(figure)
        });
        Many::of(&self.blank, sites, of_sites)
    }

    fn site_parts(&self) -> Many {
        let (sites, options) = (self.sheets.sites().len(), self.reading.codes.len());
        if sites < 2 || !self.reading.form.is_choice() || options < 3 {
            return Many::like(&self.blank);
        }
        let of_sites = self.places.sites().flat_map(|(site, sum)| {
            let parts = self.parts(&sum, &self.shares(&sum)).into_iter();
            parts.map(|figure| Figure { site: Some(site.clone()), ..figure })
        });
        Many::of(&self.blank, sites * options, of_sites)
    }

    fn cohorts(&self) -> Vec<Figure> {
        let cohorts = self.sheets.cohorts();
        if !self.pack.ask_cohort {
            return Vec::new();
        }
        let mut figures: Vec<Figure> = cohorts
            .iter()
            .filter_map(|cohort| {
                let figure = self.of(&self.reading.sum(&self.sheets.of_cohort(cohort))?)?;
                Some(Figure { cohort: Some((*cohort).to_owned().into()), ..figure })
            })
            .collect();
        let missing = self.desk.content.kiosk.cohorts.iter().filter(|cohort| !cohorts.contains(cohort.id.as_str()));
        figures.extend(missing.map(|cohort| Figure {
            cohort: Some(cohort.id.to_string().into()),
            withheld: Some(self.desk.words.withheld(self.pack.privacy.k, self.pack.privacy.days).into()),
            ..self.blank.clone()
        }));
        figures
    }

    /// The newest round against those before, for the question's figure; of several options, for each.
    fn changes(&self) -> Vec<Figure> {
        let now = self.desk.span.to;
        let mut from = now;
        for _ in 0..BEFORE {
            from = from.previous();
        }
        let before = self.reading.sum_in(self.sheets, from, now.previous());
        let Some((newest, before)) = self.in_round(now).zip(before) else {
            return Vec::new();
        };
        let change = |headline: &Headline, label: Option<Shared>| {
            let difference = headline.difference(&newest, &before)?;
            let figure = Figure { figure: Kind::Change, ..self.figure(&newest) };
            Some(Figure { label: label.or(figure.label.clone()), ..figure }.compared(&difference))
        };
        match self.reading.form {
            Form::Choice { points } if self.labels.len() > 2 => {
                let each = self.labels.iter().cloned().enumerate();
                each.filter_map(|(at, label)| change(&Headline::Share { at, points }, Some(label))).collect()
            }
            Form::Choice { .. } => change(&self.headline, self.labels.first().cloned()).into_iter().collect(),
            _ => change(&self.headline, None).into_iter().collect(),
        }
    }

    fn touchpoint(&self) -> Option<Touchpoint> {
        let Desk { customers, options, span, merged, .. } = self.desk;
        let asked = (*options, &merged.places()[..]);
        mirror::touchpoint((self.pack, self.reading), self.all, (customers, asked, *span), self.figure(self.all))
    }

    /// What a figure is against a published one of its kind, where the pack gives one for a question that has one figure.
    fn norm(&self, headline: &Figure) -> Option<String> {
        let norm = self.reading.item.norm.as_ref()?;
        let words = &self.desk.words.measures;
        let (_, low, high) = headline.numbers().filter(|_| !self.reading.form.is_choice())?;
        let against = if low > norm.value {
            &words.norm_above
        } else if high < norm.value {
            &words.norm_below
        } else {
            &words.norm_unclear
        };
        let values = [
            ("of", self.desk.said(&norm.of)),
            ("value", self.desk.words.figure(&self.reading.form, norm.value)),
            ("source", self.desk.said(&norm.source)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(format!("{} {against}", fill(&words.norm, &values)))
    }

    fn compared(&self) -> Option<Figure> {
        let (one, other) = self.desk.options.compare.as_ref()?;
        let (left, right) = (self.places.at(one.as_str())?, self.places.at(other.as_str())?);
        let difference = self.headline.difference(&left, &right)?;
        let figure = Figure {
            figure: Kind::VariantDifference,
            site: Some(one.to_string().into()),
            n: Some(left.counts.n + right.counts.n),
            note: Some(self.desk.words.less(other.as_str()).into()),
            ..self.figure(&left)
        };
        Some(figure.compared(&difference))
    }

    /// What only a question with a right answer has.
    fn quiz(&self) -> Vec<Figure> {
        let Form::Quiz { .. } = self.reading.form else { return Vec::new() };
        // Whoever recommends something else believes nothing wrong, and nobody keeps a score of it.
        if self.reading.item.measure.as_deref() == Some(ADVISOR) {
            return Vec::new();
        }
        let believed = stats::misconception(&self.all.counts, &self.reading.beliefs(), self.all.design).map(|found| {
            let at = found.at;
            let share = stats::share(&self.all.counts.count(&[at]), self.all.design);
            let figure =
                Figure { figure: Kind::Misconception, label: self.labels.get(at).cloned(), ..self.figure(self.all) };
            Figure { p: Some(found.p), ..figure.with(&share) }
        });
        let tells = self.reading.classes(self.sheets).and_then(|(classes, design)| {
            let found = stats::discrimination(&classes, design)?;
            let words = &self.desk.words.page;
            let note = if found.d.interval.high < stats::POOR_DISCRIMINATION {
                Some(words.discriminates_little.as_str().into())
            } else if found.d.value < stats::POOR_DISCRIMINATION {
                Some(words.discriminates_perhaps.as_str().into())
            } else {
                None
            };
            let n = classes.iter().map(|class| class.n).sum();
            let figure = Figure {
                figure: Kind::Discrimination,
                n: Some(n),
                effect: Some(found.gamma),
                note,
                ..self.figure(self.all)
            };
            let mut figure = figure.compared(&found.d);
            // D is a figure of its own and not one of the report's comparisons.
            figure.p = None;
            Some(figure)
        });
        believed.into_iter().chain(tells).collect()
    }
}
