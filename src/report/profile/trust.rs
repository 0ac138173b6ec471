//! The scorecard of trust: eight factors, the weakest first, and the step of the pyramid that is reached.

use std::collections::BTreeMap;

use crate::content::measure::{Measure, PYRAMID, TRUST};
use crate::stats::{self, Estimate, Interval};

use super::super::figure::{Figure, Kind, Shared};
use super::super::form::Form;
use super::super::many::Many;
use super::super::words::fill;
use super::{Group, Here, MOST_SITES, Profile};

/// A factor stands when the lower bound of its mean is here or above, on 1 to 5. The cut-off is ours.
pub(in super::super) const STANDS: f64 = 3.5;

impl Here<'_> {
    pub(super) fn trust(&self) -> Option<Profile> {
        let words = &self.desk.words.measures;
        let roles = Measure::named(TRUST)?.parts.iter().filter(|part| part.needed).map(|part| part.role);
        let factors: Vec<(&str, &Figure, &Many)> = roles
            .zip(&words.factors)
            .filter_map(|(role, _)| {
                let subject = self.subject(self.part(TRUST, role)?.0)?;
                Some((role, &subject.headline, &subject.sites))
            })
            .collect();
        let (_, first, _) = factors.first()?;
        let named = |role: &str, figure: &Figure| {
            let at = Measure::named(TRUST).and_then(|m| m.parts.iter().position(|part| part.role == role));
            let label = at.and_then(|at| words.factors.get(at)).map(|name| name.as_str().into());
            Figure { label: label.or(figure.label.clone()), ..figure.clone() }
        };
        let sorted = |mut rows: Vec<Figure>| {
            rows.retain(|figure| figure.value.is_some());
            rows.sort_by(|left, right| left.value.unwrap_or(0.0).total_cmp(&right.value.unwrap_or(0.0)));
            rows
        };
        let rows = sorted(factors.iter().map(|(role, figure, _)| named(role, figure)).collect());
        if rows.is_empty() {
            return None;
        }
        let all: Vec<(&str, &Figure)> = factors.iter().map(|(role, figure, _)| (*role, *figure)).collect();
        let step = self.step(&all, first);
        let mut groups = vec![Group { heading: None, note: step.note.clone(), rows }];
        let mut own = vec![step];
        let mut sites: BTreeMap<Shared, Vec<(&str, Figure)>> = BTreeMap::new();
        for (role, _, figures) in &factors {
            for figure in figures.iter() {
                let Some(site) = figure.site.clone() else { continue };
                sites.entry(site).or_default().push((role, figure));
            }
        }
        let of_sites = sites.len();
        for (site, here) in sites {
            let here: Vec<(&str, &Figure)> = here.iter().map(|(role, figure)| (*role, figure)).collect();
            let step = self.step(&here, first);
            let step = Figure { site: Some(site.clone()), ..step };
            own.push(step.clone());
            if of_sites > MOST_SITES {
                continue;
            }
            groups.push(Group {
                heading: Some(super::super::words::name(&site)),
                note: step.note.clone(),
                rows: sorted(here.iter().map(|(role, figure)| named(role, figure)).collect()),
            });
        }
        Some(Profile {
            section: first.section,
            title: words.trust_title.clone(),
            notes: [words.trust_note.clone()].into_iter().chain(self.of_sites(of_sites)).collect(),
            form: Form::Scale { from: 1, to: 5 },
            groups,
            own,
        })
    }

    /// The step that these factors reach; the fewest answers of any of them stand behind it.
    fn step(&self, factors: &[(&str, &Figure)], base: &Figure) -> Figure {
        let words = &self.desk.words.measures;
        let estimate = |role: &&str| {
            let (_, figure) = factors.iter().find(|(known, _)| known == role)?;
            let (value, low, high) = figure.numbers()?;
            Some(Estimate { value, interval: Interval { low, high } })
        };
        // A step with a factor that nothing was released of is not reached.
        let steps: Vec<Vec<Estimate>> = PYRAMID
            .iter()
            .map(|step| step.iter().map(estimate).collect::<Option<Vec<_>>>().unwrap_or_default())
            .collect();
        let reached = stats::pyramid_step(&steps, STANDS);
        let note = match reached.checked_sub(1).and_then(|at| words.steps.get(at)) {
            Some(name) => fill(&words.step_reached, &[("step", name), ("n", &reached.to_string())]),
            None => words.step_none.clone(),
        };
        Figure {
            figure: Kind::PyramidStep,
            item: String::new().into(),
            label: Some(words.trust_title.clone().into()),
            value: Some(reached as f64),
            low: None,
            high: None,
            n: factors.iter().filter_map(|(_, figure)| figure.n).min(),
            p: None,
            p_adjusted: None,
            effect: None,
            cohort: None,
            note: Some(note.into()),
            withheld: None,
            ..base.clone()
        }
    }
}
