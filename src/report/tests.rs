//! Planted truths are found and absent ones are not, in reports of many sites, noise and all.

use calamine::{Data, Reader as _};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use uuid::Uuid;

use super::*;
use crate::config::{Epsilon, Folder, Mechanism};
use crate::customers::Place;
use crate::export::Origin;
use crate::release::{Batch, Cell, CohortLabel, cell_variance};
use crate::tally::Histogram;
use crate::vocabulary::{ItemId, PackId};

const KIOSK: &str =
    "organisation = \"Many\"\nsite = \"site-0\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 500\n";
const PACK: &str = r#"
kind = "pulse"
title = "Day"
[[item]]
id = "mood"
type = "smiley"
text = "How was today?"
measure = "pulse"
[[item]]
id = "way"
type = "single"
text = "What was in the way?"
options = [{ id = "rule", text = "A rule" }, { id = "time", text = "No time" }, { id = "stock", text = "No stock" }]
measure = "blockers"
"#;
const ROUNDS: usize = 12;
/// Answers of one site to one question in one round.
const ANSWERS: usize = 25;

/// What makes customers' ratings known.
const MIRROR: &str = r#"
kind = "mirror"
title = "Customers"
[[item]]
id = "welcome"
type = "rating"
text = "A warm welcome?"
scale = { from = 1, to = 5, low = "Never", high = "Always" }
touchpoint = "warm-welcome"
"#;

fn content() -> Content {
    content_of(&[])
}

fn content_of(more: &[(&str, &str)]) -> Content {
    let mut folder = Folder::default();
    for (path, text) in more {
        folder.insert(*path, *text);
    }
    folder.insert("kiosk.toml", KIOSK);
    if !more.iter().any(|(path, _)| *path == "packs/day.toml") {
        folder.insert("packs/day.toml", PACK);
    }
    crate::content::load(&folder).content.unwrap()
}

/// A draw of discrete Laplace noise at ε = 2: the difference of two geometric numbers.
fn noise(rng: &mut StdRng) -> i64 {
    let mut geometric = || (0_i64..1000).find(|_| rng.random::<f64>() >= (-1.0_f64).exp()).unwrap();
    geometric() - geometric()
}

/// What people of a site answer in a round: a share for each response.
type Truth<'t> = &'t dyn Fn(usize, usize) -> Vec<f64>;

fn sheets(content: &Content, sites: usize, truths: [Truth<'_>; 2], rng: &mut StdRng) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    let mut round: Round = "2026-W30".parse().unwrap();
    for at in 0..ROUNDS {
        for site in 0..sites {
            for (item, truth) in content.packs[0].items.iter().zip(truths) {
                sheets.push(sheet(item, (site, at), round, &truth(site, at), rng));
            }
        }
        round = round.next();
    }
    sheets
}

fn sheet(
    item: &crate::content::Item,
    (site, _): (usize, usize),
    round: Round,
    truth: &[f64],
    rng: &mut StdRng,
) -> Sheet {
    let epsilon = Epsilon::USUAL;
    let mut cells: Vec<Cell> = item.responses().into_iter().map(|response| Cell { response, count: 0 }).collect();
    for _ in 0..ANSWERS {
        let mut at = rng.random::<f64>();
        let said = truth.iter().position(|share| {
            at -= share;
            at < 0.0
        });
        cells[said.unwrap_or(truth.len() - 1)].count += 1;
    }
    for cell in &mut cells {
        cell.count += noise(rng);
    }
    let batch = Batch {
        id: Uuid::from_u128(u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64())),
        pack: PackId::new("day").unwrap(),
        item: ItemId::new(item.id.as_str()).unwrap(),
        item_hash: item.hash.clone(),
        histogram: Histogram::Responses,
        cohort: CohortLabel::Unstated,
        round,
        n: u32::try_from(ANSWERS).unwrap(),
        mechanism: Mechanism::DiscreteLaplace { epsilon },
        epsilon: Some(epsilon.get()),
        cell_variance: cell_variance(epsilon, 1),
        bursts: 0,
        config_hash: String::new(),
        cells,
    };
    let origin = Origin {
        organisation: "Many".into(),
        site: SiteId::new(format!("site-{site}")).unwrap(),
        kiosk: Uuid::from_u128(site as u128),
        simulated: true,
    };
    Sheet { origin, batch }
}

fn report(content: &Content, sheets: &[Sheet]) -> Report {
    let language = Language::from("en");
    let words = Words::in_language(&language).unwrap();
    let options = Options { from: None, to: None, site: None, compare: None, language };
    Report::of(content, (sheets, &[]), &options, &words)
}

const FLAT: [f64; 5] = [0.2; 5];

fn even(_: usize, _: usize) -> Vec<f64> {
    vec![1.0 / 3.0; 3]
}

fn flat(_: usize, _: usize) -> Vec<f64> {
    FLAT.to_vec()
}

#[test]
fn planted_truths_are_found_in_forty_sites() {
    let content = content();
    let mut rng = StdRng::seed_from_u64(40);
    // Four sites are worse off, everybody is in the last round, and rules are in the way.
    let mood = |site: usize, round: usize| match (site, round) {
        (..4, _) => vec![0.5, 0.3, 0.1, 0.05, 0.05],
        (_, 11) => vec![0.3, 0.25, 0.2, 0.15, 0.1],
        _ => FLAT.to_vec(),
    };
    let way = |_: usize, _: usize| vec![0.6, 0.2, 0.2];
    let report = report(&content, &sheets(&content, 40, [&mood, &way], &mut rng));
    let mood = &report.subjects[0];
    let worse: Vec<Figure> = mood.sites.iter().filter(|site| site.p_adjusted.unwrap() < 0.05).collect();
    let mut names: Vec<&str> = worse.iter().map(|site| site.site.as_deref().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["site-0", "site-1", "site-2", "site-3"]);
    assert!(worse.iter().all(|site| site.effect.unwrap() < -0.5));
    let change = &mood.changes[0];
    assert!(change.is_real() && change.value.unwrap() < -0.2, "{change:?}");
    // Forty sites are clusters: the total's interval is wider than one of so many people would be.
    let (value, low, high) = mood.headline.numbers().unwrap();
    assert!((2.7..3.0).contains(&value) && high - low > 0.2, "{value} {low} {high}");
    let way = &report.subjects[1];
    assert_eq!(way.parts[0].label.as_deref(), Some("A rule"));
    assert!(way.parts[0].low.unwrap() < 0.6 && 0.6 < way.parts[0].high.unwrap());
    assert!(way.changes.iter().all(|change| !change.is_real()));
    let words = Words::in_language(&Language::from("en")).unwrap();
    let looks = findings::looks(&report, &words);
    assert!(looks.iter().any(|finding| finding.what.contains("A rule")), "{looks:?}");
}

#[test]
fn absent_effects_are_not_found_more_often_than_stated() {
    let content = content();
    let mut rng = StdRng::seed_from_u64(41);
    let (mut changed, mut apart, mut drifted) = (0, 0, 0);
    let runs = 60;
    for run in 0..runs {
        // Some of them with as many sites as the planted truths have.
        let sites = if run % 12 == 0 { 40 } else { 5 };
        let report = report(&content, &sheets(&content, sites, [&flat, &even], &mut rng));
        changed += u32::from(report.subjects.iter().flat_map(|subject| &subject.changes).any(Figure::is_real));
        let sites = report.subjects.iter().flat_map(|subject| subject.sites.iter());
        apart += u32::from(sites.filter_map(|site| site.p_adjusted).any(|p| p < 0.05));
        drifted +=
            u32::from(report.subjects.iter().filter_map(|s| s.chart.as_ref()).any(|chart| chart.signal.is_some()));
    }
    // One in twenty reports, 3 of 60, is what is stated; 8 or more would come of it once in a hundred times.
    assert!(changed < 8 && apart < 8 && drifted < 8, "{changed} changed, {apart} apart, {drifted} drifted");
}

#[test]
fn a_slow_drift_is_seen_by_the_chart_of_its_site_alone() {
    let content = content();
    let mut rng = StdRng::seed_from_u64(42);
    let mood = |_: usize, round: usize| {
        let lean = 0.03 * round as f64;
        vec![0.2 - lean / 2.0, 0.2 - lean / 4.0, 0.2, 0.2 + lean / 4.0, 0.2 + lean / 2.0]
    };
    let report = report(&content, &sheets(&content, 5, [&mood, &even], &mut rng));
    let chart = report.subjects[0].chart.as_ref().unwrap();
    let (up, down) = chart.sums[chart.signal.unwrap()];
    assert!(up > down);
    assert_eq!(report.subjects[1].chart.as_ref().unwrap().signal, None);
}

#[test]
fn a_round_missing_in_the_middle_is_told_and_left_open_in_the_drawing() {
    let content = content();
    let mut rng = StdRng::seed_from_u64(43);
    let missing: Round = "2026-W34".parse().unwrap();
    let mut sheets = sheets(&content, 2, [&flat, &even], &mut rng);
    sheets.retain(|sheet| sheet.batch.round() != missing);
    let report = report(&content, &sheets);
    assert_eq!(report.silent_rounds, 1);
    let words = Words::in_language(&Language::from("en")).unwrap();
    assert!(findings::sure(&report, &words).contains(&"In one week nothing was released.".to_owned()));
    let rounds = &report.subjects[0].rounds;
    assert!(rounds.len() == ROUNDS - 1 && rounds.iter().all(|figure| figure.from != Some(missing)));
    let options = Options { from: None, to: None, site: None, compare: None, language: Language::from("en") };
    let page = html(&report, &options, &words);
    // A line and a band before the gap and after it, in the drawing of either question.
    assert_eq!(page.matches("<polygon class=\"band\"").count(), 4);
    assert_eq!(page.matches("<path class=\"line\"").count(), 4);
    // A week that stands alone keeps its range, though a band of one week has no width.
    assert!(!page.contains("<line class=\"alone\""));
    sheets.retain(|sheet| sheet.batch.round() != missing.next().next());
    let page = html(&super::Report::of(&content, (&sheets, &[]), &options, &words), &options, &words);
    assert_eq!(page.matches("<line class=\"alone\"").count(), 2);
}

#[test]
fn of_hundreds_of_sites_the_page_shows_those_at_both_ends_and_the_figures_have_all() {
    let content = content();
    let language = Language::from("en");
    let words = Words::in_language(&language).unwrap();
    let options = Options { from: None, to: None, site: None, compare: None, language };
    let mut rng = StdRng::seed_from_u64(46);
    // Site 7 is by far the lowest.
    let mood = |site: usize, _: usize| if site == 7 { vec![1.0, 0.0, 0.0, 0.0, 0.0] } else { FLAT.to_vec() };
    let mut sheets = sheets(&content, 300, [&mood, &even], &mut rng);
    sheets.retain(|sheet| sheet.batch.round() == "2026-W30".parse().unwrap());
    let report = report(&content, &sheets);
    let page = html(&report, &options, &words);
    let shown = (0..300).filter(|site| page.contains(&format!(">Site {site}<"))).count();
    assert!((40..=80).contains(&shown), "20 at each end of two questions: {shown}");
    assert!(page.contains(">Site 7 <"), "the lowest stands first, with its mark");
    assert!(page.contains("Shown are the 20 lowest and the 20 highest. 300 sites: all of them"));
    let of_sites = report.figures().filter(|figure| figure.p.is_some() && figure.figure == Kind::Mean).count();
    assert_eq!(of_sites, 300);
}

/// 200 customers at each of forty sites, of whom so many are content.
fn customers(content: impl Fn(u32) -> u32) -> Vec<Rating> {
    (0..40)
        .flat_map(|site| {
            [(1, 200 - content(site)), (5, content(site))].map(|(rating, count)| Rating {
                site: crate::customers::Place::At(SiteId::new(format!("site-{site}")).unwrap()),
                period: "2026-08".parse().unwrap(),
                touchpoint: crate::vocabulary::TouchpointId::new("warm-welcome").unwrap(),
                rating,
                count,
            })
        })
        .collect()
}

#[test]
fn what_is_planted_at_forty_sites_lies_in_the_range_as_often_as_stated() {
    let content = content();
    let mut rng = StdRng::seed_from_u64(44);
    let (mut inside, mut all) = (0, 0);
    let first: Round = "2026-W30".parse().unwrap();
    for run in 0..6 {
        // Every site has a mood and obstacles of its own, of one week: nobody answers twice.
        let lean = move |site: usize| ((site * 7 + run * 3) % 40) as f64 / 40.0 - 0.5;
        let mood = move |site: usize, _: usize| {
            let lean = 0.3 * lean(site);
            vec![0.2 - lean, 0.2 - lean / 2.0, 0.2, 0.2 + lean / 2.0, 0.2 + lean]
        };
        let way = move |site: usize, _: usize| {
            let lean = 0.4 * lean(site);
            vec![0.5 + lean, 0.3 - lean / 2.0, 0.2 - lean / 2.0]
        };
        let mut sheets = sheets(&content, 40, [&mood, &way], &mut rng);
        sheets.retain(|sheet| sheet.batch.round() == first);
        let report = report(&content, &sheets);
        let [days, ways] = &report.subjects[..] else { panic!("two questions") };
        let truth_of = |figure: &Figure| -> (usize, f64) {
            let site = figure.site.as_deref().unwrap().strip_prefix("site-").unwrap().parse().unwrap();
            (site, mood(site, 0).iter().zip(1..).map(|(share, point)| share * f64::from(point)).sum())
        };
        for figure in days.sites.iter() {
            let (_, truth) = truth_of(&figure);
            all += 1;
            inside += u32::from(figure.low.unwrap() <= truth && truth <= figure.high.unwrap());
        }
        for figure in ways.site_parts.iter() {
            let (site, _) = truth_of(&figure);
            let at =
                ["A rule", "No time", "No stock"].iter().position(|l| Some(*l) == figure.label.as_deref()).unwrap();
            let truth = way(site, 0)[at];
            all += 1;
            inside += u32::from(figure.low.unwrap() <= truth && truth <= figure.high.unwrap());
        }
    }
    let coverage = f64::from(inside) / f64::from(all);
    assert!(all == 960 && (0.925..0.99).contains(&coverage), "{inside} of {all}: {coverage}");
}

#[test]
fn sites_that_go_together_are_found_and_those_that_do_not_are_not() {
    let content = content_of(&[("packs/mirror.toml", MIRROR)]);
    let language = Language::from("en");
    let words = Words::in_language(&language).unwrap();
    let options = Options { from: None, to: None, site: None, compare: None, language };
    let mut rng = StdRng::seed_from_u64(45);
    let lean = |site: usize| site as f64 / 40.0 - 0.5;
    let mood = |site: usize, _: usize| {
        let lean = 0.3 * lean(site);
        vec![0.2 - lean, 0.2 - lean / 2.0, 0.2, 0.2 + lean / 2.0, 0.2 + lean]
    };
    let mut released = sheets(&content, 40, [&mood, &even], &mut rng);
    // Two weeks are enough, and read quickly.
    let last: Round = "2026-W31".parse().unwrap();
    released.retain(|sheet| sheet.batch.round() <= last);
    let alike = customers(|site| 90 + 3 * site / 2);
    let report = Report::of(&content, (&released, &alike), &options, &words);
    let [link] = &report.links[..] else { panic!("{:?}", report.links) };
    assert_eq!((link.figure, link.n, link.label.as_deref()), (Kind::Linkage, Some(40), Some("How was today?")));
    assert!(link.low.unwrap() > 0.5, "{link:?}");
    assert_eq!(
        report.links,
        Report::of(&content, (&released, &alike), &options, &words).links,
        "drawn alike each time"
    );
    let page = html(&report, &options, &words);
    assert!(page.contains("Employees and customers, site by site") && page.contains("ratings at 40 sites"));

    // The sheet has the same numbers, as numbers, and a question that a spreadsheet would calculate is a text in it.
    let asks = content_of(&[
        ("packs/mirror.toml", MIRROR),
        ("packs/day.toml", &PACK.replace("How was today?", "=HYPERLINK(1)")),
    ]);
    let report = Report::of(&asks, (&released, &alike), &options, &words);
    let book = workbook(&report, std::iter::empty(), &words).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(book)).unwrap();
    let sheet = book.worksheet_range("How we think customers see us").unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    let at = rows.iter().position(|row| row[0] == *words.charts.linkage).unwrap();
    let header = at + rows[at..].iter().position(|row| row[4] == "Sites").unwrap();
    let figures = [link.value.unwrap(), link.low.unwrap(), link.high.unwrap(), 40.0];
    assert_eq!(rows[header + 1][0], "=HYPERLINK(1)");
    for (cell, figure) in rows[header + 1][1..].iter().zip(figures) {
        assert!(matches!(cell, Data::Float(number) if (number - figure).abs() < 1e-9), "{cell:?} {figure}");
    }
    let formulas = book.worksheet_formula("How we think customers see us").unwrap();
    assert!(formulas.used_cells().next().is_none(), "{formulas:?}");

    // Customers who go by anything but the mood: one in twenty is clear of 0 by chance, 2 of 40; 7 once in 300 times.
    let clear = (0..40)
        .filter(|_| {
            let any: Vec<u32> = (0..40).map(|_| rng.random_range(60..180)).collect();
            let report = Report::of(&content, (&released, &customers(|site| any[site as usize])), &options, &words);
            report.links[0].low.unwrap() > 0.0 || report.links[0].high.unwrap() < 0.0
        })
        .count();
    assert!(clear < 7, "{clear} of 40");
    // Of seven sites it is said that they are too few, on the page as well; of sites that customers rated none of, too.
    let withheld = |customers: &[Rating], options: &Options| {
        let report = Report::of(&content, (&released, customers), options, &words);
        let [link] = &report.links[..] else { panic!("{:?}", report.links) };
        assert_eq!((link.figure, link.numbers()), (Kind::Linkage, None));
        assert!(html(&report, options, &words).contains(link.withheld.as_deref().unwrap()));
        link.n
    };
    let few: Vec<Rating> = alike.iter().take(14).cloned().collect();
    assert_eq!(withheld(&few, &options), Some(7));
    let everywhere: Vec<Rating> =
        few.iter().map(|rating| Rating { site: Place::Everywhere, ..rating.clone() }).take(2).collect();
    assert_eq!(withheld(&everywhere, &options), Some(0));
    // A report of one site has one; and without customers there is nothing to say.
    let site = released[0].origin.site.clone();
    assert_eq!(withheld(&alike, &Options { site: Some(site), ..options.clone() }), Some(1));
    assert_eq!(Report::of(&content, (&released, &[]), &options, &words).links, []);
}

#[test]
fn the_mirror_is_held_against_the_customers_of_the_sites_that_are_in_the_report() {
    let content = content_of(&[("packs/mirror.toml", MIRROR)]);
    let language = Language::from("en");
    let words = Words::in_language(&language).unwrap();
    let options = Options { from: None, to: None, site: None, compare: None, language };
    let (mut rng, item) = (StdRng::seed_from_u64(48), &content.packs[1].items[0]);
    let released: Vec<Sheet> = (0..3)
        .map(|site| {
            let mut guess = sheet(item, (site, 0), "2026-W32".parse().unwrap(), &FLAT, &mut rng);
            guess.batch.pack = content.packs[1].id.clone();
            guess
        })
        .collect();
    let all = customers(|site| 90 + site);
    let rated = |customers: &[Rating]| {
        let report = Report::of(&content, (&released, customers), &options, &words);
        report.subjects.iter().find_map(|subject| subject.touchpoint.as_ref()).unwrap().customers
    };
    let places: Vec<&str> = released.iter().map(|sheet| sheet.origin.site.as_str()).collect();
    let (here, elsewhere): (Vec<Rating>, Vec<Rating>) =
        all.iter().cloned().partition(|rating| places.contains(&rating.site.as_str()));
    let count = |ratings: &[Rating]| ratings.iter().map(|rating| u64::from(rating.count)).sum::<u64>();
    assert!(count(&here) > 0 && count(&elsewhere) > count(&here));
    assert_eq!(rated(&all), count(&here));
    assert_eq!(rated(&elsewhere), count(&elsewhere), "better than nothing");
}

#[test]
fn kiosks_and_rounds_added_in_any_order_make_the_same_page() {
    let content = content();
    let language = Language::from("en");
    let words = Words::in_language(&language).unwrap();
    let options = Options { from: None, to: None, site: None, compare: None, language };
    let way = |_: usize, _: usize| vec![0.6, 0.2, 0.2];
    let all = sheets(&content, 9, [&flat, &way], &mut StdRng::seed_from_u64(47));
    let page = |merged: &Merged| html(&Report::drawn(&content, (merged, &[]), &options, &words), &options, &words);
    let whole = page(&Merged::of(&all, None, None, None));
    let rounds: BTreeSet<Round> = all.iter().map(|sheet| sheet.batch.round()).collect();
    let mut released: BTreeMap<(uuid::Uuid, Round), Vec<&Sheet>> = BTreeMap::new();
    for sheet in &all {
        released.entry((sheet.origin.kiosk, sheet.batch.round())).or_default().push(sheet);
    }
    for step in [1, 4, 7] {
        // By turns of each kiosk's rounds, and the batches the other way round.
        let mut merged = Merged::empty(rounds.iter().copied().collect(), None);
        merged.released(rounds.iter().copied());
        for first in 0..step {
            for sheets in released.values().rev().skip(first).step_by(step) {
                sheets.iter().rev().for_each(|sheet| merged.add_sheet(sheet).unwrap());
            }
        }
        assert!(page(&merged) == whole, "{step}");
    }
}

const QUIZ: &str = r#"
kind = "quiz"
title = "Milk"
[[item]]
id = "milk"
type = "single"
text = "How warm is it served?"
options = [
  { id = "sixty", text = "60 degrees", correct = true }, { id = "eighty", text = "80 degrees" },
  { id = "ninety", text = "90 degrees" }, { id = "boiling", text = "Boiling" },
]
"#;

/// Exact counts of the first question, as one kiosk released them.
fn counted(content: &Content, (site, round): (usize, Round), histogram: Histogram, cells: &[(&str, i64)]) -> Sheet {
    let mut rng = StdRng::seed_from_u64(round.monday().day_of_year().unsigned_abs().into());
    let mut sheet = sheet(&content.packs[0].items[0], (site, 0), round, &[1.0], &mut rng);
    let batch = &mut sheet.batch;
    batch.id = Uuid::from_u128((site as u128) << 64 | u128::from(rng.next_u64()));
    batch.histogram = histogram;
    batch.cells =
        cells.iter().map(|(response, count)| Cell { response: (*response).to_owned(), count: *count }).collect();
    batch.n = u32::try_from(cells.iter().map(|(_, count)| count).sum::<i64>()).unwrap();
    (batch.mechanism, batch.epsilon, batch.cell_variance) = (Mechanism::Exact, None, 0.0);
    sheet
}

/// So many rounds of one kiosk, each with the same counts.
fn rounds_of(content: &Content, rounds: usize, histogram: &Histogram, cells: &[(&str, i64)]) -> Vec<Sheet> {
    let first: Round = "2026-W30".parse().unwrap();
    let weeks = std::iter::successors(Some(first), |round| Some(round.next())).take(rounds);
    weeks.map(|round| counted(content, (0, round), histogram.clone(), cells)).collect()
}

#[test]
fn sites_that_all_say_the_same_have_a_range_all_the_same_and_none_goes_beyond_the_scale() {
    let content = content_of(&[("packs/day.toml", QUIZ)]);
    let round: Round = "2026-W30".parse().unwrap();
    let of_sites = |right: &dyn Fn(usize) -> i64| {
        let cells = |site| [("sixty", right(site)), ("eighty", 8 - right(site))];
        let sheets: Vec<Sheet> =
            (0..20).map(|site| counted(&content, (site, round), Histogram::Responses, &cells(site))).collect();
        report(&content, &sheets).subjects[0].headline.numbers().unwrap()
    };
    let (value, low, high) = of_sites(&|_| 8);
    assert!(value > 1.0 - 1e-9 && (1.0 - 1e-9..=1.0).contains(&high) && (0.95..0.99).contains(&low), "{low} to {high}");
    // Nobody at all sites but one: sites are so far apart that the range would begin below none.
    let (_, low, high) = of_sites(&|site| if site == 0 { 8 } else { 0 });
    assert!(low == 0.0 && high > 0.15, "{low} to {high}");
}

#[test]
fn the_same_people_saying_the_same_wrong_thing_each_week_is_no_more_of_a_misconception() {
    let content = content_of(&[("packs/day.toml", QUIZ)]);
    let believed = |rounds: usize, cells: &[(&str, i64)]| {
        let report = report(&content, &rounds_of(&content, rounds, &Histogram::Responses, cells));
        report.subjects[0].quiz.iter().any(|figure| figure.figure == Kind::Misconception)
    };
    let many = [("sixty", 60), ("eighty", 20), ("ninety", 12), ("boiling", 8)];
    assert!(believed(1, &many));
    assert!(
        !believed(4, &many.map(|(response, count)| (response, count / 4))),
        "as many answers, a quarter of the people"
    );
}

#[test]
fn how_well_a_question_tells_is_as_unsure_as_the_same_people_make_it() {
    let content = content_of(&[("packs/day.toml", QUIZ)]);
    let cells = [
        ("sixty|low", 4),
        ("eighty|low", 8),
        ("sixty|middle", 6),
        ("ninety|middle", 6),
        ("sixty|high", 9),
        ("eighty|high", 3),
    ];
    let report = report(&content, &rounds_of(&content, 4, &Histogram::RestScore, &cells));
    let found = report.subjects[0].quiz.iter().find(|figure| figure.figure == Kind::Discrimination).unwrap();
    let class = |count| crate::stats::Count { count, n: 48, noise: crate::stats::Noise::default() };
    let design = crate::stats::Design::of_rounds(4);
    let expected = crate::stats::discrimination(&[class(16), class(24), class(36)], design).unwrap().d.interval;
    assert_eq!((found.low, found.high), (Some(expected.low), Some(expected.high)));
}

#[test]
fn answers_wait_until_they_are_given_up_and_not_only_until_groups_are_put_together() {
    assert_eq!(report(&content(), &[]).waits, 12, "a lone group has nothing to be put together with");
    let shorter = format!("{PACK}[privacy]\nfold_after = 6\nexpire_after = 9\n");
    assert_eq!(report(&content_of(&[("packs/day.toml", &shorter)]), &[]).waits, 8);
}
