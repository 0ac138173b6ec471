//! How many answers came for each person who works at a site: answers, never people, for visits are in no release.

use super::figure::{Figure, Kind, Section};
use super::form::Reading;
use super::subject::Desk;

/// What the analysis is called.
const MEASURE: &str = "participation";

/// Answers a head at the site whose configuration this is: no other site's headcount is known here.
///
/// It has no interval, for nothing is estimated: n is exact in every batch, and no part of a population is drawn.
pub(super) fn of_site(desk: &Desk<'_>) -> Option<Figure> {
    let kiosk = &desk.content.kiosk;
    let site = kiosk.site.as_str();
    let readings = desk.content.packs.iter().flat_map(|pack| pack.items.iter().map(move |item| (pack, item)));
    let answers: u64 = readings
        .filter_map(|(pack, item)| Some((pack, Reading::of(item)?)))
        .filter_map(|(pack, reading)| Some(reading.places(&desk.released(pack, &reading)).at(site)?.counts.n))
        .sum();
    (answers > 0 && kiosk.headcount > 0).then(|| Figure {
        measure: Some(MEASURE.to_owned().into()),
        site: Some(site.to_owned().into()),
        from: Some(desk.span.from),
        to: Some(desk.span.to),
        label: Some(desk.words.page.participation.clone().into()),
        value: Some(answers as f64 / f64::from(kiosk.headcount)),
        n: Some(answers),
        ..Figure::blank(Kind::Mean, Section::Other, "", "")
    })
}
