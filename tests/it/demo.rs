//! The demo: all activities through the real code, and a report that finds what was planted and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::common::Ran;

/// What the report's first screen says, as a reader sees it.
fn first_screen(page: &str) -> String {
    let start = page.find("<main").expect("a page has a main part");
    let end = page[start..].find("<nav").map_or(page.len(), |at| start + at);
    let mut text = String::new();
    let mut inside = false;
    for letter in page[start..end].chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text
}

/// The figures of a kind that are beyond chance, corrected for all that were looked at with them.
fn real<'f>(figures: &'f [Value], figure: &str) -> Vec<&'f Value> {
    let sure = |value: &&Value| value["figure"] == figure && value["p_adjusted"].as_f64().is_some_and(|p| p < 0.05);
    figures.iter().filter(sure).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// The program with the sample configuration.
fn program(arguments: &[&str]) -> Ran {
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config");
    Ran::of(Command::new(env!("CARGO_BIN_EXE_listening-post")).args(["--config", config]).args(arguments))
}

/// Everything that is written, by product.md's list.
fn is_all_there(out: &Path) {
    for file in ["report.html", "report.json", "cells.csv", "cells.json", "cells.parquet", "workbook.xlsx"] {
        assert!(fs::metadata(out.join(file)).is_ok_and(|file| file.len() > 0), "{file}");
    }
    for site in ["harbour-road", "mill-lane", "station-square"] {
        assert!(out.join(site).join("ledger.db").exists(), "{site}");
    }
}

/// The draws, the walls and the folder that all rounds were sent to.
fn check_what_went_out(out: &Path, told: &str) {
    // A draw at each site, whose winner came; nothing of tickets is in what leaves.
    let told: Value = serde_json::from_str(told).unwrap();
    let draws = told["draws"].as_array().unwrap();
    assert_eq!(draws.len(), 3);
    for draw in draws {
        let number = draw["number"].as_str().unwrap();
        assert!(!fs::read_to_string(out.join("cells.csv")).unwrap().contains(number));
    }

    // What was released and approved went onto the walls, and what is done about the blocker.
    let wall = |name: &str| fs::read_to_string(out.join("kiosk-config").join(name)).unwrap();
    let before =
        |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config").join(name)).unwrap();
    for name in ["ideas.toml", "voices.toml"] {
        assert!(wall(name).matches("released = ").count() > before(name).matches("released = ").count(), "{name}");
    }
    assert!(wall("actions.toml").contains("blocker = \"authority\""), "{}", wall("actions.toml"));

    // What was sent is whole, and reads as the data directories do.
    let verified = program(&["verify", out.join("lake").to_str().unwrap()]);
    assert_eq!(verified.status, Some(0), "{} {}", verified.out, verified.err);
}

/// Sites against customers: three are too few, which is said; with the shops in the lake there are ten, and of what is
/// asked there the mood goes together with what customers say, and what people know does not.
#[cfg(feature = "fleet")]
fn check_linkage(out: &Path, figures: &[Value]) {
    fn of(figures: &[Value]) -> Vec<&Value> {
        figures.iter().filter(|figure| figure["figure"] == "linkage").collect()
    }
    let [few] = of(figures)[..] else { panic!("{:?}", of(figures)) };
    assert!(few["value"].is_null() && few["n"] == 3, "{few}");
    let why = "It takes 8 sites with both employees’ answers and ratings by their own customers to see this. Sites with both in this report: 3.";
    assert_eq!(few["withheld"], why);
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains(why));

    let path = |name: &str| out.join(name).to_str().unwrap().to_owned();
    let (data, lake, page) = (path("harbour-road"), path("lake"), path("lake.html"));
    let report = program(&["--json", "--data", &data, "report", "--source", &lake, "--out", &page]);
    assert_eq!(report.status, Some(0), "{}", report.err);
    let all: Vec<Value> = serde_json::from_str(&report.out).unwrap();
    let linked = of(&all);
    let (known, felt): (Vec<&Value>, Vec<&Value>) = linked.iter().partition(|link| link["measure"] == "knowledge");
    assert!(linked.iter().all(|link| link["n"] == 10), "{linked:?}");
    let felt_of: BTreeSet<&str> = felt.iter().filter_map(|link| link["measure"].as_str()).collect();
    assert_eq!(felt_of, BTreeSet::from(["pulse", "enps", "enps-products", "empowerment"]));
    assert!(felt.iter().all(|link| number(&link["low"]) > 0.0), "{felt:?}");
    assert_eq!(known.len(), 6, "{known:?}");
    assert!(known.iter().all(|link| number(&link["low"]) < 0.0 && 0.0 < number(&link["high"])), "{known:?}");
    let page = fs::read_to_string(&page).unwrap();
    assert!(page.contains("customers’ ratings at 10 sites") && !page.contains("It takes 8 sites"));
}

#[test]
fn the_report_of_the_demo_finds_what_was_planted_in_all_activities_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let ran = program(&["--json", "--now", "2026-11-26T09:00", "demo", "--out", out.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    is_all_there(&out);

    let figures: Vec<Value> = serde_json::from_str(&fs::read_to_string(out.join("report.json")).unwrap()).unwrap();
    let page = first_screen(&fs::read_to_string(out.join("report.html")).unwrap());

    // Every activity has figures; the walls, the draw and linkage are looked at below.
    let measures: BTreeSet<&str> = figures.iter().filter_map(|figure| figure["measure"].as_str()).collect();
    let wanted = [
        "pulse",
        "drivers",
        "enps",
        "enps-products",
        "advocacy",
        "ambassadorship",
        "word-of-mouth",
        "knowledge",
        "mirror",
        "blockers",
        "trust",
        "advisor",
        "ideas",
        "awareness",
        "experiment",
        "empowerment",
    ];
    let missing: Vec<&str> = wanted.into_iter().filter(|measure| !measures.contains(measure)).collect();
    assert!(missing.is_empty(), "{missing:?} of {measures:?}");
    let kinds: BTreeSet<&str> = figures.iter().filter_map(|figure| figure["figure"].as_str()).collect();
    for kind in ["standing", "segment", "gap_class", "pyramid_step", "variant_difference", "awareness"] {
        assert!(kinds.contains(kind), "{kind} of {kinds:?}");
    }
    // A published figure is told beside the own one, and is no figure of the company.
    let told = |figure: &&Value| figure["note"].as_str().is_some_and(|note| note.contains("cafés and bakeries"));
    assert!(figures.iter().any(|figure| told(&figure)), "no norm is told");

    // The mirror: needs are anticipated less than staff believe; the other three touchpoints are seen as they are.
    let gaps = real(&figures, "gap");
    assert_eq!(gaps.iter().map(|gap| gap["item"].as_str().unwrap()).collect::<Vec<_>>(), ["notices-needs"]);
    assert!(number(&gaps[0]["low"]) > 0.5, "{}", gaps[0]);
    assert!(
        page.contains(
            "On “‘They notice what I need before I ask.’ How often would they say so?” we expect customers to say 4."
        ),
        "{page}"
    );

    // The blocker: four in ten at one site, and none that stands out at another.
    let blocked = |figure: &&Value| {
        figure["item"] == "what-was-in-the-way"
            && figure["site"] == "mill-lane"
            && figure["label"] == "I wasn’t allowed to decide"
    };
    let first = figures.iter().find(blocked).unwrap();
    assert!(number(&first["low"]) < 0.4 && 0.4 < number(&first["high"]), "{first}");
    assert!(
        page.contains(
            "Mill Lane: “I wasn’t allowed to decide” (And what kept you from putting it right?) is named most, 4"
        ),
        "{page}"
    );
    assert_eq!(page.matches("is named most").count(), 1, "{page}");

    // The quiz: one misconception.
    let believed = real(&figures, "misconception");
    assert_eq!(believed.iter().map(|figure| figure["item"].as_str().unwrap()).collect::<Vec<_>>(), ["decaf"]);
    assert_eq!(believed[0]["label"], "None at all");
    assert!(
        page.contains(
            "“None at all” (“Is there really no caffeine in decaf?” What do you say?) is wrong, yet chosen in 5"
        ),
        "{page}"
    );
    assert_eq!(page.matches("is wrong, yet chosen in").count(), 1, "{page}");

    // The change: one score, of all sites together and at the one site; the other score, the other sites and all else stay.
    let changed = |figures: &[Value]| -> Vec<String> {
        real(figures, "change").iter().map(|change| change["item"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(changed(&figures), ["work-here"]);
    assert!(page.contains("“Would you recommend working here to a friend?” fell by "), "{page}");
    // The scores beside it are of all weeks, and say so.
    assert_eq!(page.matches("all answers of weeks 36 to 47, 2026").count(), 2, "{page}");
    assert_eq!(page.matches(" in the newest week against the four before, likely").count(), 1, "{page}");
    for (site, expected) in [("harbour-road", &[][..]), ("mill-lane", &[]), ("station-square", &["work-here"])] {
        let report = program(&["--json", "report", "--site", site, out.join(site).to_str().unwrap()]);
        let of_site: Vec<Value> = serde_json::from_str(&report.out).unwrap();
        assert_eq!(changed(&of_site), expected, "{site}");
    }
    // One wording of the poster is as good as another, and nothing drifts.
    assert!(real(&figures, "variant_difference").is_empty());
    assert!(!page.contains("drifting"), "{page}");
    // Sites differ by how their people are: the struggling one stands below the others, none is above. Of the site that the
    // report is made at, it is told how many answers came, and nothing is found.
    assert!(page.contains("Mill Lane: ") && page.contains(" answers for a headcount of 94"), "{page}");
    assert_eq!(page.matches("Harbour Road:").count(), 1, "{page}");

    check_what_went_out(&out, &ran.out);
    #[cfg(feature = "fleet")]
    check_linkage(&out, &figures);
}
