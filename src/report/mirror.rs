//! The mirror: what employees believe customers say against what customers said.

use crate::content::{Pack, TouchpointClass};
use crate::customers::{Place, Rating};
use crate::stats::{self, Estimate, Gap, Interval, Noise, Verdict, benjamini_hochberg, holm};

use super::figure::{Figure, Kind};
use super::form::Reading;
use super::sheet::Sum;
use super::words::Words;
use super::{Options, Span, Subject};

/// Up to so many touchpoints no false gap at all is wanted; beyond, few among those found.
const FEW: usize = 10;
/// Of the gaps found among many, the share that may be false.
const FALSE_AMONG_MANY: f64 = 0.10;

/// One touchpoint that both sides rated.
#[derive(Debug, Clone)]
pub struct Touchpoint {
    /// How it feels, or what is done.
    pub class: Option<TouchpointClass>,
    /// The lowest and the highest point of its scale.
    pub scale: (f64, f64),
    /// The mean of what employees believe.
    pub ours: f64,
    /// The mean of what customers said.
    pub theirs: f64,
    /// Ratings of customers.
    pub customers: u64,
    /// The gap as a figure: ours less theirs.
    pub figure: Figure,
    /// The gap with everything known of it.
    pub gap: Gap,
    /// What may be said of it, corrected for all touchpoints.
    pub verdict: Verdict,
}

/// The customers' ratings that a touchpoint is held against: of the site if one is asked for, else of all sites in the
/// report (`places`, in order).
fn ratings<'r>(
    all: &'r [Rating],
    (options, places): (&Options, &[String]),
    span: Span,
    touchpoint: &str,
) -> Vec<&'r Rating> {
    let of: Vec<&Rating> = all
        .iter()
        .filter(|rating| rating.touchpoint.as_str() == touchpoint && rating.period.touches(span.from, span.to))
        .collect();
    let at = |wanted: &dyn Fn(&Place) -> bool| -> Vec<&'r Rating> {
        of.iter().copied().filter(|rating| wanted(&rating.site)).collect()
    };
    let everywhere = || at(&|place| *place == Place::Everywhere);
    let own = match &options.site {
        Some(site) => at(&|place| *place == Place::At(site.clone())),
        None => everywhere(),
    };
    match (own.is_empty(), &options.site) {
        (false, _) => own,
        (true, Some(_)) => everywhere(),
        // Ratings of all sites together are not there: those of the sites whose employees answered are put together.
        (true, None) => {
            let here = at(&|place| places.binary_search_by(|site| site.as_str().cmp(place.as_str())).is_ok());
            if here.is_empty() { of } else { here }
        }
    }
}

/// The touchpoint of a question, where customers rated it too. Its p-value is not corrected yet.
pub(super) fn touchpoint(
    (pack, reading): (&Pack, &Reading<'_>),
    employees: &Sum,
    (all, asked, span): (&[Rating], (&Options, &[String]), Span),
    figure: Figure,
) -> Option<Touchpoint> {
    let item = pack.item(&reading.item.id)?;
    let scale = reading.scale();
    let mut cells = vec![0; reading.codes.len()];
    for rating in ratings(all, asked, span, item.touchpoint.as_ref()?.as_str()) {
        let at = reading.codes.iter().position(|code| *code == rating.rating.to_string())?;
        cells[at] += i64::from(rating.count);
    }
    let n = u64::try_from(cells.iter().sum::<i64>()).ok()?;
    let customers = stats::Histogram { cells, n, noise: Noise::default() };
    let (ours, theirs) = (scale.moments(&employees.counts)?, scale.moments(&customers)?);
    let gap = stats::gap(&ours, &theirs, employees.design);
    let ends = scale.values().iter().fold((f64::MAX, f64::MIN), |(low, high), &v| (low.min(v), high.max(v)));
    let figure = Figure { figure: Kind::Gap, effect: Some(gap.glass_delta), p: Some(gap.p), ..figure };
    let estimate = Estimate { value: gap.value, interval: gap.interval };
    Some(Touchpoint {
        class: item.class,
        scale: ends,
        ours: ours.mean,
        theirs: theirs.mean,
        customers: n,
        figure: figure.with(&estimate),
        gap,
        verdict: Verdict::Unclear,
    })
}

/// Corrects the touchpoints' p-values and judges each.
pub(super) fn judge(subjects: &mut [Subject], words: &Words) {
    let mut touched: Vec<&mut Touchpoint> =
        subjects.iter_mut().filter_map(|subject| subject.touchpoint.as_mut()).collect();
    let p: Vec<f64> = touched.iter().map(|touchpoint| touchpoint.gap.p).collect();
    let many = p.len() > FEW;
    let adjusted = if many { benjamini_hochberg(&p) } else { holm(&p) };
    for (touchpoint, adjusted) in touched.iter_mut().zip(adjusted) {
        touchpoint.figure.p_adjusted = Some(adjusted);
        // A verdict is passed at .05; among many, found gaps may be false as often as stated.
        let at_twentieth = if many { adjusted * 0.05 / FALSE_AMONG_MANY } else { adjusted };
        touchpoint.verdict = touchpoint.gap.verdict(at_twentieth);
        touchpoint.figure.note = Some(words.verdict(touchpoint.verdict).to_owned().into());
    }
}

/// The mean gap of each class of touchpoints, and how far the two are apart.
pub(super) fn classes(subjects: &[Subject], words: &Words) -> Vec<Figure> {
    let touched: Vec<&Touchpoint> = subjects.iter().filter_map(|subject| subject.touchpoint.as_ref()).collect();
    let mean = |class: TouchpointClass| {
        let of: Vec<&Touchpoint> = touched.iter().copied().filter(|touched| touched.class == Some(class)).collect();
        let first = of.first()?;
        let count = of.len() as f64;
        let value = of.iter().map(|touched| touched.gap.value).sum::<f64>() / count;
        // The same people rated all of them, so their errors may all point one way: margins are averaged, not shrunk.
        let margin = of.iter().map(|t| (t.gap.interval.high - t.gap.interval.low) / 2.0).sum::<f64>() / count;
        let n = of.iter().filter_map(|touched| touched.figure.n).sum();
        let estimate = Estimate { value, interval: Interval::around(value, margin) };
        Some((estimate, Figure { n: Some(n), ..first.figure.clone() }))
    };
    let [feels, does, apart] = &words.page.gap_classes;
    let figure = |label: &str, figure: &Figure, estimate: &Estimate| {
        let bare = Figure { figure: Kind::GapClass, label: Some(label.to_owned().into()), ..figure.clone() };
        Figure { item: String::new().into(), p: None, p_adjusted: None, effect: None, note: None, ..bare }
            .with(estimate)
    };
    let (emotional, functional) = (mean(TouchpointClass::Emotional), mean(TouchpointClass::Functional));
    let mut figures = Vec::new();
    figures.extend(emotional.as_ref().map(|(estimate, base)| figure(feels, base, estimate)));
    figures.extend(functional.as_ref().map(|(estimate, base)| figure(does, base, estimate)));
    if let (Some((one, base)), Some((other, _))) = (&emotional, &functional) {
        let difference = stats::of_estimates(one, other);
        let estimate = Estimate { value: difference.value, interval: difference.interval };
        figures.push(figure(apart, base, &estimate));
    }
    figures
}
