//! How the teams of a contest stand.

use crate::content::{Content, Pack};
use crate::contest::{Standing, standings};
use crate::stats::{Count, Design, Noise, share};

use super::figure::{Figure, Kind, Section};
use super::merged::Merged;
use super::words::Words;
use super::{Options, Span};

/// What the analysis of a contest is called.
const MEASURE: &str = "contest";

/// The teams of every contest, the best of each first; one that nothing was released of says why it has no figure.
pub(super) fn of_teams(
    content: &Content,
    merged: &Merged,
    span: Option<Span>,
    options: &Options,
    words: &Words,
) -> Vec<Figure> {
    let parts = merged.parts();
    let figure = |pack: &Pack, standing: &Standing| {
        let cohort = content.kiosk.cohorts.iter().find(|cohort| cohort.id == standing.team);
        let blank = Figure {
            measure: Some(MEASURE.into()),
            site: options.site.as_ref().map(|site| site.as_str().into()),
            cohort: Some(standing.team.as_str().into()),
            label: cohort.map(|cohort| cohort.name.in_language(&options.language).into()),
            ..Figure::blank(Kind::Standing, Section::Knowledge, pack.id.as_str(), "")
        };
        if standing.answers == 0 {
            return Figure { withheld: Some(words.withheld(pack.privacy.k, pack.privacy.days).into()), ..blank };
        }
        let right = i64::try_from(standing.right).unwrap_or(i64::MAX);
        // Several questions of one person count as if of several people; the interval is narrower than it should be.
        let count = Count { count: right, n: standing.answers, noise: Noise::default() };
        Figure {
            from: span.map(|span| span.from),
            to: span.map(|span| span.to),
            n: Some(standing.answers),
            mechanism: Some("exact"),
            ..blank
        }
        .with(&share(&count, Design::ONE_ROUND))
    };
    let packs = content.packs.iter().filter(|pack| pack.contest.is_some());
    packs
        .flat_map(|pack| standings(pack, &parts).into_iter().map(move |standing| (pack, standing)))
        .map(|(pack, standing)| figure(pack, &standing))
        .collect()
}
