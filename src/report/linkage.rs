//! Whether sites at which employees say one thing are those at which customers say another: an association of sites,
//! never of people.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::customers::{Place, Rating};
use crate::stats;

use super::figure::{Figure, Kind, Section};
use super::form::Form;
use super::words::{Words, fill};
use super::{Merged, Span, Subject};

/// Resamples are drawn alike each time, so that the same releases make the same report. The year of Spearman's paper.
const SEED: u64 = 1904;

/// The rank correlation of each measure of the employees with what customers said, where enough sites have both; where
/// fewer have, one figure that says how many.
pub(super) fn links(
    subjects: &[Subject],
    customers: &[Rating],
    (merged, span): (&Merged, Option<Span>),
    words: &Words,
) -> Vec<Figure> {
    let Some(span) = span else { return Vec::new() };
    let said = means(customers, span);
    let measured: Vec<&Subject> = subjects
        .iter()
        .filter(|subject| subject.touchpoint.is_none() && !matches!(subject.form, Form::Choice { .. }))
        .filter(|subject| subject.headline.value.is_some())
        .collect();
    let found: Vec<Figure> = measured.iter().filter_map(|subject| link(subject, &said)).collect();
    let rated = customers.iter().any(|rating| rating.period.touches(span.from, span.to));
    if !found.is_empty() || !rated {
        return found;
    }
    let places = merged.places();
    // Of a single site there is no list of sites: the figure is its own.
    let answered =
        |subject: &Subject, site: &String| places.len() == 1 || subject.sites.values().any(|(at, _)| at == site);
    let rated: Vec<&String> = places.iter().filter(|site| said.contains_key(site.as_str())).collect();
    let both = measured.iter().map(|subject| rated.iter().filter(|site| answered(subject, site)).count()).max();
    // With enough sites there is another reason: no two of them differ.
    both.filter(|both| *both < stats::FEWEST_SITES)
        .map(|both| few(both as u64, measured[0], span, words))
        .into_iter()
        .collect()
}

/// Why nothing is said.
fn few(sites: u64, of: &Subject, span: Span, words: &Words) -> Figure {
    let needed = words.whole(stats::FEWEST_SITES as u64);
    let why = fill(&words.charts.linkage_few, &[("needed", &needed), ("n", &words.whole(sites))]);
    Figure {
        section: Section::Mirror,
        pack: String::new().into(),
        item: String::new().into(),
        measure: None,
        site: of.headline.site.clone(),
        cohort: None,
        from: Some(span.from),
        to: Some(span.to),
        figure: Kind::Linkage,
        label: Some(words.charts.linkage.clone().into()),
        value: None,
        low: None,
        high: None,
        n: Some(sites),
        p: None,
        p_adjusted: None,
        effect: None,
        mechanism: None,
        note: None,
        withheld: Some(why.into()),
    }
}

fn link(subject: &Subject, said: &BTreeMap<&str, f64>) -> Option<Figure> {
    let pairs: Vec<(f64, f64)> =
        subject.sites.values().filter_map(|(site, value)| Some((value, *said.get(site)?))).collect();
    let found = stats::linkage(&pairs, &mut StdRng::seed_from_u64(SEED))?;
    let figure = Figure {
        figure: Kind::Linkage,
        label: Some(subject.title.clone().into()),
        // How many sites it is made of; answers say nothing about how sure it is.
        n: u64::try_from(pairs.len()).ok(),
        mechanism: None,
        note: None,
        ..subject.headline.clone()
    };
    Some(figure.with(&found))
}

/// The mean of all touchpoints at each site, of those that were rated at every site: others would compare sites by what
/// was asked there.
fn means(customers: &[Rating], span: Span) -> BTreeMap<&str, f64> {
    let mut sums: BTreeMap<(&str, &str), (f64, f64)> = BTreeMap::new();
    for rating in customers.iter().filter(|rating| rating.period.touches(span.from, span.to)) {
        if let Place::At(site) = &rating.site {
            let (sum, n) = sums.entry((rating.touchpoint.as_str(), site.as_str())).or_default();
            *sum += f64::from(rating.rating) * f64::from(rating.count);
            *n += f64::from(rating.count);
        }
    }
    sums.retain(|_, (_, n)| *n > 0.0);
    let mut by_touchpoint: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for ((touchpoint, site), (sum, n)) in sums {
        by_touchpoint.entry(touchpoint).or_default().insert(site, sum / n);
    }
    let most = by_touchpoint.values().map(BTreeMap::len).max().unwrap_or_default();
    let everywhere: Vec<&BTreeMap<&str, f64>> = by_touchpoint.values().filter(|sites| sites.len() == most).collect();
    let Some(first) = everywhere.first() else { return BTreeMap::new() };
    first
        .keys()
        .filter_map(|site| {
            let all: Option<Vec<f64>> = everywhere.iter().map(|sites| sites.get(site).copied()).collect();
            let all = all?;
            Some((*site, all.iter().sum::<f64>() / all.len() as f64))
        })
        .collect()
}
