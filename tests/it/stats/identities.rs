//! What must hold of the formulas whatever the counts are.

use listening_post::stats::{
    CLUSTERED, Chart, Count, Design, Estimate, Histogram, Interval, Noise, POOR_DISCRIMINATION, Scale, Site, Verdict,
    benjamini_hochberg, by_lower_bound, control_chart, discrimination, enps, gap, linkage, misconception, of_estimates,
    of_shares, pyramid_step, share, spearman, total, wilson,
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

fn exact(count: i64, n: u64) -> Count {
    Count { count, n, noise: Noise::default() }
}

fn estimate(value: f64, low: f64, high: f64) -> Estimate {
    Estimate { value, interval: Interval { low, high } }
}

#[track_caller]
fn same(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

/// Batches of one question as kiosks release them: counts of at least 8 answers, all with or all without noise.
fn batches() -> impl Strategy<Value = Vec<Histogram>> {
    let cells = prop::collection::vec(0_i64..40, 5);
    let batch = (cells, prop::collection::vec(-4_i64..5, 5), prop::sample::select(vec![1.84, 7.84]));
    (any::<bool>(), prop::collection::vec(batch, 1..6)).prop_map(|(noisy, batches)| {
        batches
            .into_iter()
            .map(|(mut cells, noise, variance)| {
                cells[0] += 8;
                let n = u64::try_from(cells.iter().sum::<i64>()).unwrap();
                if !noisy {
                    return Histogram { cells, n, noise: Noise::default() };
                }
                let cells = cells.iter().zip(noise).map(|(cell, noise)| cell + noise).collect();
                Histogram { cells, n, noise: Noise::of_variance(variance) }
            })
            .collect()
    })
}

fn merged<'a>(batches: impl Iterator<Item = &'a Histogram>) -> Histogram {
    let mut sum = Histogram::empty(5);
    batches.for_each(|batch| sum.add(batch));
    sum
}

fn figures(histogram: &Histogram) -> Vec<Estimate> {
    let scale = Scale::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]);
    let classes = Histogram { cells: histogram.cells[..3].to_vec(), ..histogram.clone() };
    let mut all: Vec<Estimate> = (0..5).map(|at| share(&histogram.count(&[at]), Design::of_rounds(2))).collect();
    all.push(scale.moments(histogram).unwrap().estimate(Design::ONE_ROUND));
    all.push(enps(&classes, Design::ONE_ROUND).unwrap());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn merging_and_then_estimating_is_estimating_on_the_union(batches in batches(), cut in 0_usize..6) {
        let cut = cut.min(batches.len());
        // Two halves merged alone and then together, in the other order; and the sum written down at once.
        let mut halves = merged(batches[cut..].iter());
        halves.add(&merged(batches[..cut].iter()));
        let union = Histogram {
            cells: (0..5).map(|at| batches.iter().map(|batch| batch.cells[at]).sum()).collect(),
            n: batches.iter().map(|batch| batch.n).sum(),
            noise: batches.iter().fold(Noise::default(), |noise, batch| noise.plus(&batch.noise)),
        };
        prop_assert_eq!(figures(&halves), figures(&union));
        let variance: f64 = batches.iter().map(|batch| batch.noise.variance()).sum();
        prop_assert!((union.noise.variance() - variance).abs() < 1e-9);
    }

    #[test]
    fn a_share_stays_possible_and_more_noise_or_rounds_never_narrow_it(
        n in 5_u64..900, part in 0.0..=1.0_f64, variance in prop::sample::select(vec![1.84, 7.84]),
    ) {
        #[expect(clippy::cast_possible_truncation, reason = "some hundreds")]
        let count = (part * n as f64).round() as i64;
        let noisy = Count { count, n, noise: Noise::of_variance(variance) };
        let width = |interval: Interval| interval.high - interval.low;
        let plain = share(&exact(count, n), Design::ONE_ROUND).interval;
        for interval in [plain, share(&noisy, Design::ONE_ROUND).interval] {
            prop_assert!(0.0 <= interval.low && interval.low < interval.high && interval.high <= 1.0);
        }
        let wide = share(&noisy, Design::of_rounds(12)).interval;
        prop_assert!(width(wide) >= width(share(&noisy, Design::ONE_ROUND).interval));
    }

    #[test]
    fn sides_that_change_places_change_a_differences_sign(
        (n, m) in (8_u64..200, 8_u64..200), (x, y) in (0.0..=1.0_f64, 0.0..=1.0_f64),
    ) {
        #[expect(clippy::cast_possible_truncation, reason = "some hundreds")]
        let (one, other) = (exact((x * n as f64) as i64, n), exact((y * m as f64) as i64, m));
        let plain = Design::ONE_ROUND;
        let (there, back) = (of_shares((&one, plain), (&other, plain)), of_shares((&other, plain), (&one, plain)));
        prop_assert!((there.value + back.value).abs() < 1e-12 && (there.p - back.p).abs() < 1e-12);
        prop_assert!((there.interval.low + back.interval.high).abs() < 1e-12);
    }

    #[test]
    fn adjusted_p_values_are_no_smaller_and_in_the_same_order(p in prop::collection::vec(0.0..=1.0_f64, 0..20)) {
        let (holm, hochberg) = (listening_post::stats::holm(&p), benjamini_hochberg(&p));
        for (at, &raw) in p.iter().enumerate() {
            prop_assert!(raw <= hochberg[at] && hochberg[at] <= holm[at] + 1e-15 && holm[at] <= 1.0);
            for (other, &other_raw) in p.iter().enumerate() {
                prop_assert!(raw > other_raw || holm[at] <= holm[other] && hochberg[at] <= hochberg[other]);
            }
        }
    }
}

#[test]
fn noise_below_nothing_never_makes_an_empty_interval() {
    let count = Count { count: -9, n: 20, noise: Noise::of_variance(7.84) };
    let found = share(&count, Design::ONE_ROUND);
    same(found.value, -0.45);
    assert!(found.interval.low == 0.0 && found.interval.high > 0.05, "{found:?}");
    let nobody = share(&exact(0, 0), Design::ONE_ROUND);
    assert_eq!(nobody.interval, Interval { low: 0.0, high: 1.0 });
}

#[test]
fn a_bound_of_a_noisy_share_is_where_what_was_seen_becomes_unlikely() {
    let a = (-1.0_f64).exp();
    let count = Count { count: 1, n: 1, noise: Noise::of_variance(2.0 * a / (1.0 - a).powi(2)) };
    // P(N ≥ 0) = 1/(1+a), P(N ≥ 1) = a/(1+a): P(X + N ≥ 1) = (1−p)·a/(1+a) + p/(1+a) ≥ a/(1+a) > .025 for every p.
    assert_eq!(share(&count, Design::ONE_ROUND).interval, Interval { low: 0.0, high: 1.0 });
    // Ten of ten: P(X + N ≥ 10) = Σ pmf(k)·a^(10−k)/(1+a) = (p + (1−p)·a)^10/(1+a) = .025.
    let count = Count { count: 10, n: 10, noise: count.noise };
    let root = (0.025 * (1.0 + a)).powf(0.1);
    let low = share(&count, Design::ONE_ROUND).interval.low;
    assert!((low - (root - a) / (1.0 - a)).abs() < 1e-8, "{low}");
}

#[test]
fn rounds_of_the_same_people_widen_what_is_sampled_and_not_the_noise() {
    same(Design::of_rounds(1).factor(), 1.0);
    same(Design::of_rounds(4).factor(), 2.8);
    let scale = Scale::new(vec![1.0, 2.0, 3.0]);
    // So many that t is as good as normal; noise that counts all the same.
    let histogram = Histogram { cells: vec![200_000; 3], n: 600_000, noise: Noise::of_variance(1e5) };
    let moments = scale.moments(&histogram).unwrap();
    // s² = 400000/599999; noise adds (1 + 0 + 1)·10^5/600000².
    same(moments.variance, 400_000.0 / 599_999.0);
    same(moments.noise, 2e5 / 3.6e11);
    let margin = |design| {
        let interval = moments.estimate(design).interval;
        ((interval.high - interval.low) / 2.0).powi(2)
    };
    let sampling = moments.variance / 6e5;
    let expected = (2.8 * sampling + moments.noise) / (sampling + moments.noise);
    let found = margin(Design::of_rounds(4)) / margin(Design::ONE_ROUND);
    assert!((found - expected).abs() < 1e-3, "{found} is not {expected}");
}

#[test]
fn benjamini_and_hochberg_adjust_as_in_their_definition() {
    let found = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5]);
    for (found, expected) in found.into_iter().zip([0.04, 0.04 * 4.0 / 3.0, 0.04 * 4.0 / 3.0, 0.5]) {
        same(found, expected);
    }
}

#[test]
fn a_gap_is_real_unclear_or_none_by_its_interval() {
    let scale = Scale::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]);
    let verdict = |ours: [i64; 5], theirs: [i64; 5]| {
        let of = |cells: [i64; 5]| Histogram {
            n: u64::try_from(cells.iter().sum::<i64>()).unwrap(),
            cells: cells.to_vec(),
            noise: Noise::default(),
        };
        let (ours, theirs) = (scale.moments(&of(ours)).unwrap(), scale.moments(&of(theirs)).unwrap());
        let gap = gap(&ours, &theirs, Design::ONE_ROUND);
        gap.verdict(gap.p)
    };
    assert_eq!(verdict([0, 0, 10, 60, 30], [30, 60, 10, 0, 0]), Verdict::Real);
    assert_eq!(verdict([100, 200, 400, 200, 100], [101, 200, 399, 200, 100]), Verdict::NoneShown);
    assert_eq!(verdict([1, 2, 4, 2, 1], [1, 3, 4, 2, 1]), Verdict::Unclear);
}

#[test]
fn what_few_have_named_stands_behind_what_many_have() {
    // Two of two is 100 %, but its lower bound is .34; 60 of 100 has .50.
    let of = |count, n| share(&exact(count, n), Design::ONE_ROUND);
    assert_eq!(by_lower_bound(&[of(2, 2), of(60, 100), of(10, 100)]), [1, 0, 2]);
}

#[test]
fn a_step_of_the_pyramid_needs_every_step_below() {
    let (high, low) = (estimate(4.0, 3.5, 4.5), estimate(4.0, 3.49, 4.5));
    assert_eq!(pyramid_step(&[vec![high, high], vec![high], vec![low]], 3.5), 2);
    assert_eq!(pyramid_step(&[vec![high, low], vec![high], vec![high]], 3.5), 0);
    assert_eq!(pyramid_step(&[vec![high], vec![], vec![high]], 3.5), 1);
}

#[test]
fn a_wrong_option_is_a_misconception_only_beyond_an_even_spread() {
    let of = |cells: [i64; 4]| Histogram { n: 100, cells: cells.to_vec(), noise: Noise::default() };
    let believed =
        |answers: &Histogram, wrong: &[usize]| misconception(answers, wrong, Design::ONE_ROUND).map(|found| found.at);
    // Position 0 is right; 30 of 40 wrong answers are one option, where an even spread is 13.
    assert_eq!(believed(&of([60, 30, 5, 5]), &[1, 2, 3]), Some(1));
    assert_eq!(believed(&of([60, 15, 13, 12]), &[1, 2, 3]), None);
    // One of the wrong options is always the most chosen of one.
    assert_eq!(believed(&of([60, 40, 0, 0]), &[1]), None);
    let noisy = Histogram { noise: Noise::of_variance(7.84), ..of([92, 6, 1, 1]) };
    assert_eq!(believed(&noisy, &[1, 2, 3]), None, "six of eight may be noise");
    assert_eq!(believed(&Histogram { noise: Noise::of_variance(7.84), ..of([20, 70, 5, 5]) }, &[1, 2, 3]), Some(1));
}

#[test]
fn how_surely_a_wrong_option_is_believed_is_a_binomial_tail_for_each_of_the_wrong_options() {
    let answers = Histogram { n: 100, cells: vec![60, 20, 12, 8], noise: Noise::default() };
    // z = (20/40 - 1/3) / sqrt(1/3 · 2/3 / 40) = 2.236, two-sided .0253, times three options.
    let p = misconception(&answers, &[1, 2, 3], Design::ONE_ROUND).unwrap().p;
    assert!((p - 3.0 * 0.025_347).abs() < 1e-4, "{p}");
    // The same people in four rounds: as many answers as 40 / 2.8, and so few say nothing.
    assert_eq!(misconception(&answers, &[1, 2, 3], Design::of_rounds(4)), None);
}

#[test]
fn discrimination_is_high_less_low_and_gamma_counts_pairs() {
    let found = discrimination(&[exact(10, 40), exact(20, 40), exact(30, 40)], Design::ONE_ROUND).unwrap();
    same(found.d.value, 0.5);
    assert!(found.d.interval.low > POOR_DISCRIMINATION);
    // Concordant 20·30 + 30·30 + 30·20 = 2100, discordant 10·20 + 10·10 + 20·10 = 500.
    same(found.gamma, 1600.0 / 2600.0);
    let direct = of_shares((&exact(30, 40), Design::ONE_ROUND), (&exact(10, 40), Design::ONE_ROUND));
    assert_eq!(found.d, direct);
    let thirteen = Design::of_rounds(13);
    let found = discrimination(&[exact(10, 40), exact(20, 40), exact(30, 40)], thirteen).unwrap();
    assert_eq!(found.d, of_shares((&exact(30, 40), thirteen), (&exact(10, 40), thirteen)));
    assert!(found.d.interval.low < 0.0, "the same few people say so again and again");
    assert!(discrimination(&[exact(0, 0), exact(20, 40), exact(30, 40)], Design::ONE_ROUND).is_none());
}

#[test]
fn a_chart_signals_a_shift_and_not_a_stable_series() {
    // A margin of 1.96 deviations of .1.
    let margin = 0.195_996_398_454_005_4;
    let round = |value: f64| estimate(value, value - margin, value + margin);
    let steady: Vec<Estimate> = [3.0, 3.1, 2.9, 3.0, 3.1, 2.9, 3.0, 3.0, 3.1, 2.9].map(round).to_vec();
    assert_eq!(control_chart(&steady).unwrap().signal, None);
    assert_eq!(control_chart(&steady[..7]), None);
    let mut shifted = steady;
    shifted.extend([3.3, 3.3, 3.3].map(round));
    let chart = control_chart(&shifted).unwrap();
    same(chart.centre, 3.0);
    // Each round is 3 deviations up and adds 2.5 to what is there: past 5 at the third.
    assert_eq!(chart.signal, Some(12));
    let (up, down) = chart.sums[12];
    assert!(up > Chart::LIMIT && down == 0.0);
    same(up - chart.sums[11].0, 2.5);
}

#[test]
fn few_sites_speak_for_themselves_and_many_for_others() {
    let site = |mean: f64, n: f64| Site { sum: mean * n, n };
    let together = estimate(3.0, 2.9, 3.1);
    let ends = (1.0, 5.0);
    let few: Vec<Site> = (1..CLUSTERED).map(|at| site(if at % 2 == 0 { 2.0 } else { 4.0 }, 10.0)).collect();
    assert_eq!(total(&few, &together, ends), together);
    // Twenty sites of 10, half at 2 and half at 4: Var = 20/19·20·100/200², t(19) = 2.093.
    let many: Vec<Site> = (0..CLUSTERED).map(|at| site(if at % 2 == 0 { 2.0 } else { 4.0 }, 10.0)).collect();
    let found = total(&many, &together, ends);
    let margin = 2.093_024_054_408_263 * (20.0 / 19.0 * 2000.0_f64).sqrt() / 200.0;
    assert!((found.interval.high - found.value - margin).abs() < 1e-6);
    assert!((found.value - found.interval.low - margin).abs() < 1e-6);
}

#[test]
fn sites_that_agree_are_known_no_better_than_their_answers_say() {
    let all_right: Vec<Site> = (0..CLUSTERED).map(|_| Site { sum: 8.0, n: 8.0 }).collect();
    let together = share(&exact(160, 160), Design::ONE_ROUND);
    assert_eq!(total(&all_right, &together, (0.0, 1.0)), together, "an interval of no width would know everything");
}

#[test]
fn a_range_over_many_sites_ends_where_the_figure_does() {
    // Nineteen sites of which nobody says so and one of which everybody does.
    let sites: Vec<Site> = (0..CLUSTERED).map(|at| Site { sum: if at == 0 { 8.0 } else { 0.0 }, n: 8.0 }).collect();
    let found = total(&sites, &share(&exact(8, 160), Design::ONE_ROUND), (0.0, 1.0));
    assert!(found.interval.low.abs() < f64::EPSILON && found.interval.high > 0.15, "{found:?}");
}

#[test]
fn measures_go_together_across_eight_sites_or_nothing_is_said() {
    let pairs: Vec<(f64, f64)> = (0..12).map(|at| (f64::from(at), f64::from(at * at))).collect();
    let found = linkage(&pairs, &mut StdRng::seed_from_u64(1)).unwrap();
    same(found.value, 1.0);
    same(found.interval.low, 1.0);
    assert!(linkage(&pairs[..7], &mut StdRng::seed_from_u64(1)).is_none());
    let mixed: Vec<(f64, f64)> = pairs.iter().map(|&(x, _)| (x, (x * 7.0) % 5.0)).collect();
    let again = |seed| linkage(&mixed, &mut StdRng::seed_from_u64(seed)).unwrap();
    assert_eq!(again(3), again(3), "the same seed draws the same");
    assert!(again(3).interval.contains(again(3).value));
    assert!(spearman(&[(1.0, 1.0), (2.0, 1.0)]).is_none());
}

#[test]
fn means_are_compared_by_both_margins() {
    let found = of_estimates(&estimate(3.0, 2.7, 3.3), &estimate(2.5, 2.1, 2.9));
    same(found.value, 0.5);
    same(found.interval.low, 0.0);
    same(found.interval.high, 1.0);
    assert!((found.p - 0.05).abs() < 1e-9, "an interval that ends at 0 has p = .05");
    same(wilson(0.0, 5.0).low, 0.0);
}
