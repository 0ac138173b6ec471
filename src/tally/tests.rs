//! What a visit feeds, held against counting it again by hand.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::config::{Folder, Mechanism};
use crate::content::{Content, Pack, load};
use crate::visit::{Finished, Response};
use crate::vocabulary::CohortId;

const KIOSK: &str = "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n\
                     cohort = [{ id = \"day\", name = \"Day\", headcount = 300 }]\n";

fn content(pack: &str) -> Content {
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", KIOSK);
    folder.insert("packs/pack.toml", pack);
    let loaded = load(&folder);
    let errors: Vec<_> = loaded.faults.iter().filter(|fault| fault.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    loaded.content.unwrap()
}

/// Commitments of which one is asked for twice, a face, a 0–10 scale, and a multiple choice: everything noise is put on.
fn noisy(head: &str) -> Content {
    let commitment = |id: &str, role: &str, words: &str| {
        format!(
            "[[item]]\nid = \"{id}\"\ntype = \"rating\"\ntext = \"{words}\"\nmeasure = \"ambassadorship\"\n\
             role = \"{role}\"\nscale = {{ from = 1, to = 5, low = \"no\", high = \"yes\" }}\n"
        )
    };
    content(&format!(
        "kind = \"ideas\"\ntitle = \"T\"\nask_cohort = true\n\
         pairs = [[\"mood\", \"friend\"], [\"firm\", \"mood\"]]\n{head}\n{}{}{}{}\
         [[item]]\nid = \"mood\"\ntype = \"smiley\"\ntext = \"How was today?\"\n\
         [[item]]\nid = \"friend\"\ntype = \"nps\"\ntext = \"Would you tell a friend?\"\n\
         [[item]]\nid = \"why\"\ntype = \"multiple\"\ntext = \"What made it so?\"\nat_most = 2\noptions = [\
         {{ id = \"a\", text = \"A\" }}, {{ id = \"b\", text = \"B\" }}, {{ id = \"c\", text = \"C\" }}]\n",
        commitment("firm", "company", "Do you stand behind this company?"),
        commitment("goods", "product", "Is what we sell worth it?"),
        commitment("guests", "customer", "Do guests matter to you?"),
        commitment("regulars", "customer", "And those who come every day, by name?"),
    ))
}

/// A quiz of four questions and a multiple choice that is not scored.
fn quiz(head: &str) -> Content {
    let question = |id: &str, words: &str| {
        format!(
            "[[item]]\nid = \"{id}\"\ntype = \"single\"\ntext = \"{words}\"\noptions = [{{ id = \"x\", text = \"X\" }},\
             {{ id = \"y\", text = \"Y\", correct = true }}, {{ id = \"z\", text = \"Z\" }}]\n"
        )
    };
    content(&format!(
        "kind = \"quiz\"\ntitle = \"T\"\nask_cohort = true\n{head}\n{}{}{}{}\
         [[item]]\nid = \"tools\"\ntype = \"multiple\"\ntext = \"What do you need for it?\"\nat_most = 2\noptions = [\
         {{ id = \"a\", text = \"A\" }}, {{ id = \"b\", text = \"B\" }}, {{ id = \"c\", text = \"C\" }}]\n",
        question("beans", "Which bean is stronger?"),
        question("milk", "How hot is the milk?"),
        question("dough", "What makes bread rise?"),
        question("nuts", "Which carton holds nuts?"),
    ))
}

/// A pair counted exactly, and an item beside it.
fn exact_pair() -> Content {
    content(
        "kind = \"ideas\"\ntitle = \"T\"\nask_cohort = true\npairs = [[\"fix\", \"mood\"]]\n\
         [privacy]\nmechanism = \"exact\"\n\
         [[item]]\nid = \"mood\"\ntype = \"smiley\"\ntext = \"How was today?\"\n\
         [[item]]\nid = \"fix\"\ntype = \"single\"\ntext = \"Could you help?\"\noptions = [\
         { id = \"yes\", text = \"Yes\" }, { id = \"no\", text = \"No\" }]\n\
         [[item]]\nid = \"team\"\ntype = \"smiley\"\ntext = \"And the others?\"\n",
    )
}

/// What one person chose on each item of a pack, in its order; nothing for a skip.
type Said = Vec<Vec<usize>>;

fn visit(pack: &Pack, said: &Said) -> Finished {
    let answers = pack.items.iter().zip(said).filter(|(_, positions)| !positions.is_empty());
    Finished {
        pack: pack.id.clone(),
        cohort: Some(CohortId::new("day").unwrap()),
        answers: answers.map(|(item, positions)| (item.id.clone(), Response::several(positions.clone()))).collect(),
        comments: Vec::new(),
        burst: false,
    }
}

fn tallied(content: &Content, visits: &[Said]) -> Tallies {
    let mut tallies = Tallies::new(plans(content), content.hash.clone());
    let mut used = QuarterUse::default();
    let quarter = Quarter::of(date(2026, 1, 5).at(9, 0, 0, 0));
    for said in visits {
        let pack = &content.packs[0];
        assert!(tallies.add(pack, &visit(pack, said), quarter, &mut used));
    }
    tallies
}

/// Counts above zero by item, histogram and response.
type Table = BTreeMap<(String, String, String), u32>;

fn table(tallies: &Tallies) -> Table {
    let mut table = Table::new();
    for sheet in &tallies.sheets {
        for (code, at) in sheet.plan.responses.iter().zip(0..) {
            let count = sheet.cohorts.values().map(|counts| counts.cells().nth(at).unwrap()).sum();
            if count > 0 {
                table.insert(
                    (sheet.plan.item.to_string(), sheet.plan.histogram.name().into_owned(), code.clone()),
                    count,
                );
            }
        }
    }
    table
}

/// The same by hand: `derive` tells for one visit which cells it adds to.
fn by_hand(
    content: &Content,
    visits: &[Said],
    derive: impl Fn(&dyn Fn(&str) -> Vec<String>) -> Vec<[String; 3]>,
) -> Table {
    let mut table = Table::new();
    for said in visits {
        let codes = |id: &str| {
            let at = content.packs[0].items.iter().position(|item| item.id.as_str() == id).unwrap();
            let codes = content.packs[0].items[at].responses();
            said[at].iter().map(|position| codes[*position].clone()).collect::<Vec<_>>()
        };
        for [item, histogram, response] in derive(&codes) {
            *table.entry((item, histogram, response)).or_default() += 1;
        }
    }
    table
}

fn cell(item: &str, histogram: &str, response: impl Into<String>) -> [String; 3] {
    [item.to_owned(), histogram.to_owned(), response.into()]
}

fn enps(code: &str) -> &'static str {
    match code.parse::<u8>().unwrap() {
        9.. => "promoter",
        7.. => "passive",
        _ => "detractor",
    }
}

fn noisy_cells(codes: &dyn Fn(&str) -> Vec<String>) -> Vec<[String; 3]> {
    let mut cells = Vec::new();
    for id in ["firm", "goods", "guests", "regulars", "mood", "why"] {
        cells.extend(codes(id).into_iter().map(|code| cell(id, "responses", code)));
    }
    cells.extend(codes("friend").iter().map(|code| cell("friend", "enps", enps(code))));
    for (first, second) in codes("mood").iter().zip(&codes("friend")) {
        cells.push(cell("mood", "pair:friend", format!("{first}|{}", enps(second))));
    }
    for (first, second) in codes("firm").iter().zip(&codes("mood")) {
        cells.push(cell("firm", "pair:mood", format!("{first}|{second}")));
    }
    let mean = |ids: &[&str]| {
        let points: Vec<f64> = ids.iter().flat_map(|id| codes(id)).map(|code| code.parse().unwrap()).collect();
        points.iter().sum::<f64>() / points.len() as f64
    };
    // No answer has the mean NaN, which is neither high nor low nor in between.
    let means = [mean(&["firm"]), mean(&["goods"]), mean(&["guests", "regulars"])];
    if means.iter().all(|mean| !mean.is_nan()) {
        let high = means.iter().filter(|mean| **mean >= 4.0).count();
        let low = means.iter().filter(|mean| **mean <= 2.0).count();
        let segment = match (high, low) {
            (3, _) => "ambassador",
            (2, 0) => "loyalist",
            (_, 2 | 3) => "saboteur",
            _ => "neutral",
        };
        cells.push(cell("firm", "segment", segment));
    }
    cells
}

const QUESTIONS: [&str; 4] = ["beans", "milk", "dough", "nuts"];

fn quiz_cells(codes: &dyn Fn(&str) -> Vec<String>) -> Vec<[String; 3]> {
    let mut cells: Vec<_> = codes("tools").into_iter().map(|code| cell("tools", "responses", code)).collect();
    for id in QUESTIONS {
        let others: Vec<bool> = QUESTIONS
            .iter()
            .filter(|other| **other != id)
            .flat_map(|other| codes(other))
            .map(|code| code == "y")
            .collect();
        let share = others.iter().filter(|right| **right).count() as f64 / others.len() as f64;
        for code in codes(id) {
            cells.push(match share {
                share if share.is_nan() => cell(id, "responses", code),
                share if share < 0.333 => cell(id, "rest-score", format!("{code}|low")),
                share if share > 0.667 => cell(id, "rest-score", format!("{code}|high")),
                _ => cell(id, "rest-score", format!("{code}|middle")),
            });
        }
    }
    cells
}

fn pair_cells(codes: &dyn Fn(&str) -> Vec<String>) -> Vec<[String; 3]> {
    let mut cells: Vec<_> = codes("team").into_iter().map(|code| cell("team", "responses", code)).collect();
    match (codes("fix").first(), codes("mood").first()) {
        (Some(fix), Some(mood)) => cells.push(cell("fix", "pair:mood", format!("{fix}|{mood}"))),
        (Some(fix), None) => cells.push(cell("fix", "responses", fix)),
        (None, Some(mood)) => cells.push(cell("mood", "responses", mood)),
        (None, None) => {}
    }
    cells
}

/// Visits to a pack that answer at most `most` items.
fn visits(content: &Content, most: usize, count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Said>> + use<> {
    let answer = |item: &crate::content::Item| {
        let (responses, picks) = (item.responses().len(), if item.takes_one_response() { 1 } else { 2 });
        prop_oneof![
            1 => Just(Vec::new()),
            4 => prop::sample::subsequence((0..responses).collect::<Vec<_>>(), 1..=picks),
        ]
    };
    let items: Vec<_> = content.packs[0].items.iter().map(answer).collect();
    let drawn = prop::sample::subsequence((0..items.len()).collect::<Vec<_>>(), most.min(items.len()));
    let visit = (items, drawn).prop_map(|(mut said, drawn)| {
        for (at, positions) in (0..).zip(&mut said) {
            if !drawn.contains(&at) {
                positions.clear();
            }
        }
        said
    });
    prop::collection::vec(visit, count)
}

/// A visit, and the same with another answer to one of the items that are answered in it.
fn changed(content: &Content, most: usize) -> impl Strategy<Value = (Said, Said)> + use<> {
    let all = visits(content, content.packs[0].items.len(), 1..2);
    (visits(content, most, 1..2), all, any::<prop::sample::Index>()).prop_map(|(before, other, at)| {
        let before = before[0].clone();
        let answered: Vec<usize> = (0..before.len()).filter(|at| !before[*at].is_empty()).collect();
        let mut after = before.clone();
        if !answered.is_empty() {
            let at = *at.get(&answered);
            if !other[0][at].is_empty() {
                after[at].clone_from(&other[0][at]);
            }
        }
        (before, after)
    })
}

/// What changing one answer costs: over all histograms, the part of the epsilon that the counts it moves use up.
///
/// Noise of scale 2·picks/ε hides the moving of 2·picks counts at a cost of ε.
fn cost(content: &Content, before: &Said, after: &Said) -> f64 {
    let (before, after) =
        (tallied(content, std::slice::from_ref(before)), tallied(content, std::slice::from_ref(after)));
    let mut cost = 0.0;
    for (one, other) in before.sheets.iter().zip(&after.sheets) {
        let Mechanism::DiscreteLaplace { epsilon } = one.plan.privacy.mechanism else { panic!("noisy") };
        for (one_counts, other_counts) in one.cohorts.values().zip(other.cohorts.values()) {
            let moved: u32 = one_counts.cells().zip(other_counts.cells()).map(|(one, other)| one.abs_diff(other)).sum();
            cost += f64::from(moved) / f64::from(2 * one.plan.picks) * epsilon.get();
            assert_eq!(
                (one_counts.answers(), one_counts.effective()),
                (other_counts.answers(), other_counts.effective()),
                "what was said decides nothing about who is in {}",
                one.plan.histogram
            );
        }
    }
    cost
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn noisy_visits_are_counted_as_by_hand(visits in visits(&noisy(""), 9, 0..20)) {
        let content = noisy("");
        prop_assert_eq!(table(&tallied(&content, &visits)), by_hand(&content, &visits, noisy_cells));
    }

    #[test]
    fn a_quiz_is_counted_with_rest_scores_as_by_hand(visits in visits(&quiz(""), 9, 0..20)) {
        let content = quiz("");
        prop_assert_eq!(table(&tallied(&content, &visits)), by_hand(&content, &visits, quiz_cells));
    }

    #[test]
    fn an_exact_pair_is_counted_as_by_hand(visits in visits(&exact_pair(), 9, 0..20)) {
        let content = exact_pair();
        prop_assert_eq!(table(&tallied(&content, &visits)), by_hand(&content, &visits, pair_cells));
    }

    /// The second claim: all that one answer feeds costs no more than its epsilon.
    #[test]
    fn no_answer_costs_more_than_its_epsilon(
        (responses, segment, pair) in (1..11_u32, 0..11_u32, 0..11_u32),
        hundredths in 1..1001_u32,
        (before, after) in changed(&noisy(""), 9),
    ) {
        let shares = format!("responses = {responses}, segment = {segment}, pair = {pair}");
        let epsilon = f64::from(hundredths) / 100.0;
        let content = noisy(&format!("[privacy]\nepsilon = {epsilon}\nshare = {{ {shares} }}"));
        prop_assert!(cost(&content, &before, &after) <= epsilon + 1e-9);
    }

    #[test]
    fn no_answer_to_a_noisy_quiz_costs_more_than_its_epsilon(
        (responses, rest_score, draw) in (1..11_u32, 0..11_u32, 1..6_usize),
        (before, after) in (1..6_usize).prop_flat_map(|most| changed(&quiz(""), most)),
    ) {
        let answered = before.iter().filter(|positions| !positions.is_empty()).count();
        prop_assume!(answered <= draw);
        let shares = format!("responses = {responses}, rest_score = {rest_score}");
        let content = quiz(&format!("draw = {draw}\n[privacy]\nmechanism = \"noisy\"\nshare = {{ {shares} }}"));
        prop_assert!(cost(&content, &before, &after) <= 2.0 + 1e-9);
    }
}

/// The epsilon of each plan, by item and histogram.
fn epsilons(content: &Content) -> BTreeMap<(String, String), f64> {
    let epsilon = |plan: &Plan| match plan.privacy.mechanism {
        Mechanism::DiscreteLaplace { epsilon } => epsilon.get(),
        Mechanism::Exact => panic!("noisy"),
    };
    let key = |plan: &Plan| (plan.item.to_string(), plan.histogram.name().into_owned());
    plans(content).iter().map(|plan| (key(plan), epsilon(plan))).collect()
}

fn check_epsilons(content: &Content, expected: &[(&str, &str, f64)]) {
    let key = |(item, histogram, epsilon): &(&str, &str, f64)| (((*item).into(), (*histogram).into()), *epsilon);
    assert_eq!(epsilons(content), expected.iter().map(key).collect());
}

#[test]
fn epsilon_is_shared_evenly_and_a_table_takes_the_smaller_share_of_its_answers() {
    check_epsilons(
        &noisy(""),
        &[
            // Its own, the segment and a pair.
            ("firm", "responses", 0.666_666),
            ("firm", "segment", 0.666_666),
            // Its own and two pairs.
            ("firm", "pair:mood", 0.666_666),
            ("mood", "responses", 0.666_666),
            ("mood", "pair:friend", 0.666_666),
            ("friend", "enps", 1.0),
            // Its own and the segment.
            ("goods", "responses", 1.0),
            ("guests", "responses", 1.0),
            ("regulars", "responses", 1.0),
            ("why", "responses", 2.0),
        ],
    );
    check_epsilons(
        &noisy("[privacy]\nepsilon = 1.0\nshare = { responses = 3, segment = 1, pair = 0 }"),
        &[
            ("firm", "responses", 0.75),
            ("firm", "segment", 0.25),
            ("mood", "responses", 1.0),
            ("friend", "enps", 1.0),
            ("goods", "responses", 0.75),
            ("guests", "responses", 0.75),
            ("regulars", "responses", 0.75),
            ("why", "responses", 1.0),
        ],
    );
}

#[test]
fn a_noisy_quiz_has_rest_scores_only_if_it_weighs_them() {
    let noise = "[privacy]\nmechanism = \"noisy\"\n";
    let unweighed = QUESTIONS.map(|id| (id, "responses", 2.0));
    check_epsilons(&quiz(noise), &[&unweighed[..], &[("tools", "responses", 2.0)]].concat());
    // An answer is in its own table, in that of its rest score, and in the rest scores of the two drawn with it.
    let weighed = QUESTIONS.iter().flat_map(|id| [(*id, "responses", 0.5), (*id, "rest-score", 0.5)]);
    let expected: Vec<_> = weighed.chain([("tools", "responses", 2.0)]).collect();
    check_epsilons(&quiz(&format!("draw = 3\n{noise}share = {{ rest_score = 1 }}")), &expected);
}

#[test]
fn a_pair_needs_twice_as_many_answers() {
    let least: BTreeMap<String, u32> =
        plans(&exact_pair()).iter().map(|plan| (plan.histogram.name().into_owned(), plan.privacy.k)).collect();
    assert_eq!(least, BTreeMap::from([("pair:mood".to_owned(), 16), ("responses".to_owned(), 8)]));
}

#[test]
fn a_pair_is_another_pair_when_either_item_changes() {
    let mut content = exact_pair();
    let hash = |content: &Content| {
        plans(content).into_iter().find(|plan| plan.histogram.is_joint()).map(|plan| plan.item_hash)
    };
    let before = hash(&content);
    for item in 0..2 {
        let kept = std::mem::replace(&mut content.packs[0].items[item].hash, "0".repeat(16));
        assert_ne!(hash(&content), before);
        content.packs[0].items[item].hash = kept;
    }
    assert_eq!(hash(&content), before);
}

#[test]
fn a_quiz_of_one_question_has_no_rest_score() {
    let histograms = |content: &Content| {
        let mut names: Vec<_> = plans(content).iter().map(|plan| plan.histogram.name().into_owned()).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    assert_eq!(histograms(&quiz("draw = 1")), ["responses"]);
    assert_eq!(histograms(&quiz("draw = 2")), ["responses", "rest-score"]);
}

#[test]
fn a_burst_is_told_of_what_it_would_have_fed_and_counted_nowhere() {
    let content = quiz("");
    let pack = &content.packs[0];
    let mut tallies = Tallies::new(plans(&content), content.hash.clone());
    let said = vec![vec![1], vec![0], Vec::new(), Vec::new(), Vec::new()];
    let burst = Finished { burst: true, ..visit(pack, &said) };
    let quarter = Quarter::of(date(2026, 1, 5).at(9, 0, 0, 0));
    assert!(tallies.add(pack, &burst, quarter, &mut QuarterUse::default()));
    assert!(table(&tallies).is_empty());
    let told: Vec<_> = tallies.sheets.iter().filter(|sheet| sheet.bursts.0 > 0).collect();
    let told: Vec<_> = told.iter().map(|sheet| format!("{} {}", sheet.plan.item, sheet.plan.histogram)).collect();
    assert_eq!(told, ["beans rest-score", "milk rest-score"]);
}
