//! Figures of the same question by the thousand: one for each of its sites, or for each option at each of them.
//!
//! A figure can be read alone, and so it is some 220 bytes. Of ten thousand sites there are as many for each question, which
//! differ in their numbers; here each is half as large.

use super::figure::{Figure, Kind, Shared};
use crate::vocabulary::Round;

/// Figures that have all in common but where they are of, what they are about and their numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Many {
    /// What they have in common.
    like: Figure,
    own: Vec<Own>,
}

/// What one has of its own.
#[derive(Debug, Clone, PartialEq)]
struct Own {
    site: Option<Shared>,
    label: Option<Shared>,
    figure: Kind,
    mechanism: Option<&'static str>,
    from: Option<Round>,
    to: Option<Round>,
    n: Option<u64>,
    value: Perhaps,
    low: Perhaps,
    high: Perhaps,
    p: Perhaps,
    p_adjusted: Perhaps,
    effect: Perhaps,
}

/// A number that may be absent, in the room of one: no figure has one that is none.
#[derive(Debug, Clone, Copy)]
struct Perhaps(f64);

impl Perhaps {
    fn of(number: Option<f64>) -> Self {
        Self(number.unwrap_or(f64::NAN))
    }

    fn number(self) -> Option<f64> {
        Some(self.0).filter(|number| !number.is_nan())
    }
}

impl PartialEq for Perhaps {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}

impl Many {
    /// None yet, of figures such as this one.
    pub(super) fn like(figure: &Figure) -> Self {
        Self { like: figure.clone(), own: Vec::new() }
    }

    /// These, in their order; at most so many.
    pub(super) fn of(like: &Figure, most: usize, figures: impl Iterator<Item = Figure>) -> Self {
        // As many as there may be, and not twice that from growing.
        let mut many = Self { own: Vec::with_capacity(most), ..Self::like(like) };
        for figure in figures {
            let Figure { site, label, from, to, n, mechanism, value, low, high, p, p_adjusted, effect, .. } = figure;
            let [value, low, high, p, p_adjusted, effect] = [value, low, high, p, p_adjusted, effect].map(Perhaps::of);
            let figure = figure.figure;
            many.own.push(Own { site, label, figure, mechanism, from, to, n, value, low, high, p, p_adjusted, effect });
        }
        many
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.own.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// Each of them, to be read alone.
    pub fn iter(&self) -> impl Iterator<Item = Figure> {
        self.own.iter().map(|own| self.whole(own))
    }

    /// Those of each site, where they stand one after the other.
    pub(super) fn of_sites(&self) -> impl Iterator<Item = Vec<Figure>> {
        let sites = self.own.chunk_by(|one, other| one.site == other.site);
        sites.map(|own| own.iter().map(|own| self.whole(own)).collect())
    }

    /// The value at each site that has one.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, f64)> {
        self.own.iter().filter_map(|own| Some((own.site.as_deref()?, own.value.number()?)))
    }

    /// The p-values there are.
    pub(super) fn ps(&self) -> impl Iterator<Item = f64> {
        self.own.iter().filter_map(|own| own.p.number())
    }

    /// Gives each that has a p-value the corrected one, which come in the same order.
    pub(super) fn correct(&mut self, adjusted: &mut impl Iterator<Item = f64>) {
        for own in self.own.iter_mut().filter(|own| own.p.number().is_some()) {
            own.p_adjusted = Perhaps::of(adjusted.next());
        }
    }

    fn whole(&self, own: &Own) -> Figure {
        let [value, low, high, p, p_adjusted, effect] =
            [own.value, own.low, own.high, own.p, own.p_adjusted, own.effect].map(Perhaps::number);
        Figure {
            site: own.site.clone(),
            label: own.label.clone(),
            figure: own.figure,
            mechanism: own.mechanism,
            from: own.from,
            to: own.to,
            n: own.n,
            value,
            low,
            high,
            p,
            p_adjusted,
            effect,
            ..self.like.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::Section;
    use super::*;

    #[test]
    fn each_comes_out_as_it_went_in_and_is_half_as_large() {
        let blank =
            Figure { measure: Some("pulse".into()), ..Figure::blank(Kind::Mean, Section::Days, "pulse", "mood") };
        let at = |site: &str, value: Option<f64>| Figure {
            site: Some(site.into()),
            n: value.map(|_| 12),
            mechanism: Some("exact"),
            from: Some("2026-W01".parse().unwrap()),
            value,
            p: value.map(|value| value / 10.0),
            ..blank.clone()
        };
        let figures = [at("mill-lane", Some(3.5)), at("mill-lane", None), at("quay", Some(-0.0))];
        let mut many = Many::of(&blank, 3, figures.iter().cloned());
        assert!(many.iter().eq(figures.iter().cloned()));
        assert_eq!(many.of_sites().map(|of| of.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(many.values().collect::<Vec<_>>(), [("mill-lane", 3.5), ("quay", -0.0)]);
        assert_eq!(many.ps().collect::<Vec<_>>(), [0.35, -0.0]);
        many.correct(&mut [0.7, 1.0].into_iter());
        assert_eq!(many.iter().map(|figure| figure.p_adjusted).collect::<Vec<_>>(), [Some(0.7), None, Some(1.0)]);
        assert!(2 * size_of::<Own>() <= size_of::<Figure>() + 32, "{} {}", size_of::<Own>(), size_of::<Figure>());
    }
}
