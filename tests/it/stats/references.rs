//! Inputs with the values that scipy and statsmodels found.

use std::collections::BTreeMap;

use listening_post::stats::{
    Count, Design, Estimate, Histogram, Interval, Noise, Scale, cliffs_delta, enps, gap, holm, of_shares, share,
    spearman, wilson,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct References {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    confidence: f64,
    wilson: Vec<WilsonCase>,
    mean: Vec<MeanCase>,
    enps_plain: Vec<PlainEnps>,
    enps_adjusted_wald: Vec<EnpsCase>,
    welch_gap: Vec<GapCase>,
    holm: Vec<HolmCase>,
    newcombe_difference: Vec<DifferenceCase>,
    spearman: Vec<SpearmanCase>,
}

#[derive(Deserialize)]
struct WilsonCase {
    count: u32,
    n: u32,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct MeanCase {
    histogram: BTreeMap<u8, i64>,
    mean: f64,
    sd: f64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct PlainEnps {
    histogram: BTreeMap<u8, i64>,
    n: u64,
    enps: f64,
    standard_error: f64,
}

#[derive(Deserialize)]
struct EnpsCase {
    histogram: BTreeMap<u8, i64>,
    n: u64,
    enps: f64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct GapCase {
    employees: BTreeMap<u8, i64>,
    customers: BTreeMap<u8, i64>,
    gap: f64,
    low: f64,
    high: f64,
    df: f64,
    p: f64,
    cohens_d: f64,
    glass_delta_hedges: f64,
    cliffs_delta: f64,
}

#[derive(Deserialize)]
struct HolmCase {
    p: Vec<f64>,
    adjusted: Vec<f64>,
}

#[derive(Deserialize)]
struct DifferenceCase {
    x1: i64,
    n1: u64,
    x2: i64,
    n2: u64,
    difference: f64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct SpearmanCase {
    x: Vec<f64>,
    y: Vec<f64>,
    rho: f64,
}

fn references() -> References {
    serde_json::from_str(include_str!("../../fixtures/statistics.json")).unwrap()
}

/// Closed forms agree to nine places.
#[track_caller]
fn same(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

/// What needs a quantile found by iteration agrees to six.
#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{found} is not near {expected}");
}

#[track_caller]
fn bounds(found: Interval, low: f64, high: f64) {
    near(found.low, low);
    near(found.high, high);
}

fn counted(cells: &BTreeMap<u8, i64>) -> (Scale, Histogram) {
    let n = u64::try_from(cells.values().sum::<i64>()).unwrap();
    let scale = Scale::new(cells.keys().map(|&value| f64::from(value)).collect());
    (scale, Histogram { cells: cells.values().copied().collect(), n, noise: Noise::default() })
}

fn exact(count: i64, n: u64) -> Count {
    Count { count, n, noise: Noise::default() }
}

/// Detractors, passives and promoters of eleven points.
fn classes(points: &BTreeMap<u8, i64>) -> Histogram {
    let sum = |from: u8, to: u8| points.range(from..=to).map(|(_, count)| count).sum();
    let cells = vec![sum(0, 6), sum(7, 8), sum(9, 10)];
    Histogram { n: u64::try_from(cells.iter().sum::<i64>()).unwrap(), cells, noise: Noise::default() }
}

#[test]
fn a_share_has_wilsons_interval() {
    let all = references();
    same(all.confidence, 0.95);
    assert!(all.wilson.len() >= 12);
    for case in all.wilson {
        let direct = wilson(f64::from(case.count), f64::from(case.n));
        let found = share(&exact(case.count.into(), case.n.into()), Design::ONE_ROUND);
        assert_eq!(found.interval, direct);
        same(direct.low, case.low);
        same(direct.high, case.high);
        same(found.value, f64::from(case.count) / f64::from(case.n));
    }
}

#[test]
fn a_mean_has_the_t_interval_of_its_histogram() {
    for case in references().mean {
        let (scale, histogram) = counted(&case.histogram);
        let moments = scale.moments(&histogram).unwrap();
        let Estimate { value, interval } = moments.estimate(Design::ONE_ROUND);
        same(value, case.mean);
        same(moments.variance.sqrt(), case.sd);
        bounds(interval, case.low, case.high);
    }
}

#[test]
fn a_promoter_score_is_the_plain_one_with_the_adjusted_wald_interval() {
    let all = references();
    for case in all.enps_adjusted_wald {
        let found = enps(&classes(&case.histogram), Design::ONE_ROUND).unwrap();
        assert_eq!(classes(&case.histogram).n, case.n);
        same(found.value, case.enps);
        bounds(found.interval, case.low, case.high);
    }
    for case in all.enps_plain {
        let classes = classes(&case.histogram);
        let n = classes.n as f64;
        let (down, up) = (classes.cells[0] as f64 / n, classes.cells[2] as f64 / n);
        assert_eq!(classes.n, case.n);
        same(enps(&classes, Design::ONE_ROUND).unwrap().value, case.enps);
        // The plain interval is not used, but its standard error shows that the classes are cut alike.
        same(100.0 * ((up + down - (up - down).powi(2)) / n).sqrt(), case.standard_error);
    }
}

#[test]
fn a_gap_is_welchs_with_all_its_effect_sizes() {
    for case in references().welch_gap {
        let ((scale, employees), (_, customers)) = (counted(&case.employees), counted(&case.customers));
        let (ours, theirs) = (scale.moments(&employees).unwrap(), scale.moments(&customers).unwrap());
        let found = gap(&ours, &theirs, Design::ONE_ROUND);
        same(found.value, case.gap);
        same(found.degrees, case.df);
        bounds(found.interval, case.low, case.high);
        near(found.p, case.p);
        same(found.cohens_d, case.cohens_d);
        same(found.glass_delta, case.glass_delta_hedges);
        same(cliffs_delta(&scale, &employees, &customers), case.cliffs_delta);
    }
}

#[test]
fn several_p_values_are_holms() {
    for case in references().holm {
        for (found, expected) in holm(&case.p).into_iter().zip(case.adjusted) {
            same(found, expected);
        }
    }
}

#[test]
fn a_difference_of_shares_is_newcombes() {
    for case in references().newcombe_difference {
        let sides = [exact(case.x1, case.n1), exact(case.x2, case.n2)];
        let found = of_shares((&sides[0], Design::ONE_ROUND), (&sides[1], Design::ONE_ROUND));
        same(found.value, case.difference);
        same(found.interval.low, case.low);
        same(found.interval.high, case.high);
    }
}

#[test]
fn a_rank_correlation_is_spearmans() {
    for case in references().spearman {
        let pairs: Vec<(f64, f64)> = case.x.into_iter().zip(case.y).collect();
        same(spearman(&pairs).unwrap(), case.rho);
    }
}
