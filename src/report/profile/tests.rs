//! Planted answers are found in what several questions say together.

use crate::config::{Folder, Mechanism};
use crate::content::{Content, load};
use crate::export::Origin;
use crate::release::{Batch, Cell, CohortLabel};
use crate::report::{Kind, Options, Report, Sheet, Words};
use crate::tally::Histogram;
use crate::vocabulary::{ItemId, Language, SiteId};

const KIOSK: &str =
    "organisation = \"O\"\nsite = \"one\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 500\n";
const FACTORS: [&str; 8] = [
    "transparency",
    "quality",
    "comparison",
    "incentives",
    "partnering",
    "cooperative-design",
    "supply-chain",
    "advocacy",
];

fn content(pack: &str, actions: &str) -> Content {
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", KIOSK);
    folder.insert("packs/p.toml", pack);
    folder.insert("actions.toml", actions);
    let loaded = load(&folder);
    assert!(!loaded.faults.iter().any(crate::content::Fault::is_error), "{:?}", loaded.faults);
    loaded.content.unwrap()
}

fn factors(measure: &str, roles: &[&str]) -> String {
    let factor = |role: &&str| {
        format!(
            "[[item]]\nid = \"{role}\"\ntype = \"rating\"\ntext = \"What of {role} there?\"\nmeasure = \"{measure}\"\n\
             role = \"{role}\"\nscale = {{ from = 1, to = 5, low = \"no\", high = \"yes\" }}\n"
        )
    };
    format!("kind = \"stories\"\ntitle = \"T\"\n{}", roles.iter().map(factor).collect::<String>())
}

/// An id for each text.
fn named(text: &str) -> uuid::Uuid {
    uuid::Uuid::from_u128(text.bytes().fold(7, |id: u128, byte| id.wrapping_mul(257) + u128::from(byte)))
}

/// Exact answers of a site to an item, of one round.
fn sheet(content: &Content, (site, item): (&str, &str), histogram: Histogram, cells: &[(String, i64)]) -> Sheet {
    let pack = &content.packs[0];
    let found = pack.item(&ItemId::new(item).unwrap()).unwrap();
    let id = named(&format!("{site}{item}{histogram}"));
    let batch = Batch {
        id,
        pack: pack.id.clone(),
        item: found.id.clone(),
        item_hash: found.hash.clone(),
        histogram,
        cohort: CohortLabel::Unstated,
        round: "2026-W40".parse().unwrap(),
        n: u32::try_from(cells.iter().map(|(_, count)| count).sum::<i64>()).unwrap(),
        mechanism: Mechanism::Exact,
        epsilon: None,
        cell_variance: 0.0,
        bursts: 0,
        config_hash: String::new(),
        cells: cells.iter().map(|(response, count)| Cell { response: response.clone(), count: *count }).collect(),
    };
    let kiosk = named(site);
    let origin = Origin { organisation: "O".into(), site: SiteId::new(site).unwrap(), kiosk, simulated: true };
    Sheet { origin, batch }
}

fn points(counts: [i64; 5]) -> Vec<(String, i64)> {
    (1..).zip(counts).map(|(point, count): (u32, i64)| (point.to_string(), count)).collect()
}

fn report(content: &Content, sheets: &[Sheet]) -> Report {
    let language = Language::from("en");
    let words = Words::in_language(&language).unwrap();
    let options = Options { from: None, to: None, site: None, compare: None, language };
    Report::of(content, (sheets, &[]), &options, &words)
}

fn steps(report: &Report) -> Vec<(Option<String>, f64)> {
    let steps = report.figures().filter(|figure| figure.figure == Kind::PyramidStep);
    steps.map(|figure| (figure.site.as_deref().map(str::to_owned), figure.value.unwrap())).collect()
}

#[test]
fn a_step_of_the_pyramid_is_reached_where_all_its_factors_and_all_below_stand() {
    let content = content(&factors("trust", &FACTORS), "action = []");
    let (high, low) = ([0, 1, 4, 15, 20], [10, 15, 10, 3, 2]);
    let answered = |weak: &[&str]| -> Vec<Sheet> {
        let all = FACTORS.iter().flat_map(|role| ["one", "two"].map(|site| (site, *role)));
        all.map(|(site, role)| {
            let counts = if site == "two" && weak.contains(&role) { low } else { high };
            sheet(&content, (site, role), Histogram::Responses, &points(counts))
        })
        .collect()
    };
    for (weak, step) in
        [(&[][..], 3.0), (&["comparison"], 2.0), (&["partnering"], 1.0), (&["quality", "advocacy"], 0.0)]
    {
        let made = report(&content, &answered(weak));
        let found = steps(&made);
        assert!(found.contains(&(Some("one".to_owned()), 3.0)), "{found:?}");
        assert!(found.contains(&(Some("two".to_owned()), step)), "{weak:?}: {found:?}");
        let rows = &made.profiles[0].groups[0].rows;
        assert!(rows.len() == 8 && rows.is_sorted_by(|one, other| one.value <= other.value));
    }
    // A factor that nothing was released of keeps its step from being reached.
    let without: Vec<Sheet> =
        answered(&[]).into_iter().filter(|sheet| sheet.batch.item().as_str() != "supply-chain").collect();
    assert!(steps(&report(&content, &without)).iter().all(|(_, step)| *step == 0.0));
}

#[test]
fn the_scarcest_ingredient_of_word_of_mouth_stands_first_and_by_site() {
    let content = content(&factors("word-of-mouth", &["motivation", "content", "opportunity"]), "action = []");
    let sheets: Vec<Sheet> = [
        ("one", "motivation", [1, 2, 3, 20, 14]),
        ("one", "content", [20, 10, 5, 3, 2]),
        ("one", "opportunity", [3, 3, 4, 15, 15]),
        ("two", "motivation", [15, 15, 5, 3, 2]),
        ("two", "content", [1, 2, 3, 20, 14]),
        ("two", "opportunity", [3, 3, 4, 15, 15]),
    ]
    .into_iter()
    .map(|(site, item, counts)| sheet(&content, (site, item), Histogram::Responses, &points(counts)))
    .collect();
    let made = report(&content, &sheets);
    let first: Vec<(Option<&str>, &str, f64)> = made.profiles[0]
        .groups
        .iter()
        .map(|group| {
            let row = &group.rows[0];
            (group.heading.as_deref(), &*row.item, (row.value.unwrap() * 1000.0).round())
        })
        .collect();
    assert_eq!(
        first,
        [(None, "motivation", 513.0), (Some("One"), "content", 875.0), (Some("Two"), "motivation", 875.0)]
    );
}

const BLOCKERS: &str = r#"
kind = "pulse"
title = "T"
pairs = [["where", "what"]]
[privacy]
mechanism = "exact"
[[item]]
id = "where"
type = "single"
text = "Where was it?"
measure = "blockers"
role = "step"
options = [{ id = "till", text = "At the till" }, { id = "table", text = "At the table" }]
[[item]]
id = "what"
type = "single"
text = "What was in the way?"
measure = "blockers"
role = "blocker"
options = [{ id = "none", text = "Nothing" }, { id = "rule", text = "A rule" }, { id = "time", text = "No time" }, { id = "stock", text = "No stock" }]
"#;
const ACTIONS: &str = r#"
[[action]]
id = "second-till"
said = "No time at the till"
did = "There is a second till"
on = 2026-09-01
status = "under-way"
owner = "Shop systems"
blocker = "time"
"#;

#[test]
fn blockers_are_ranked_among_cases_and_for_each_step_with_what_came_of_them() {
    let content = content(BLOCKERS, ACTIONS);
    let pair = || Histogram::Pair(ItemId::new("what").unwrap());
    let cells: Vec<(String, i64)> = [
        ("till|none", 40),
        ("till|rule", 2),
        ("till|time", 24),
        ("till|stock", 4),
        ("table|none", 10),
        ("table|rule", 14),
        ("table|time", 4),
        ("table|stock", 2),
    ]
    .map(|(code, count)| (code.to_owned(), count))
    .to_vec();
    let made = report(&content, &[sheet(&content, ("one", "where"), pair(), &cells)]);
    // Of fifty cases in which something was in the way, 28 were a matter of time.
    let asked = made.subjects.iter().find(|subject| *subject.headline.item == *"what").unwrap();
    assert_eq!(
        asked.parts.iter().map(|part| part.label.as_deref().unwrap()).collect::<Vec<_>>(),
        ["No time", "A rule", "No stock"]
    );
    assert_eq!((asked.parts[0].n, asked.parts[0].value), (Some(50), Some(0.56)));
    let profile = &made.profiles[0];
    let first: Vec<(&str, &str)> = profile
        .groups
        .iter()
        .map(|group| (group.heading.as_deref().unwrap(), group.rows[0].label.as_deref().unwrap()))
        .collect();
    assert_eq!(first, [("At the till", "No time"), ("At the table", "A rule")]);
    assert_eq!(profile.groups[0].rows[0].value, Some(0.24));
    assert!(profile.notes[0].contains("50%"), "{:?}", profile.notes);
    assert!(profile.notes.contains(&"No time: “There is a second till”, under way, Shop systems".to_owned()));
    assert!(!profile.notes.iter().any(|note| note.contains("A rule")), "an answered one leads: {:?}", profile.notes);
}
