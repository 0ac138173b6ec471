//! The report through the built program: its figures by hand, what it says of them, and that its file needs nothing else.

use std::fmt::Write as _;
use std::fs;

use base64::Engine as _;
use listening_post::stats::{Count, Design, Histogram, Noise, Scale, enps, of_estimates, share};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::common::Kiosk;

const PACK: &str = r#"
kind = "pulse"
title = { en = "Two <b>taps</b>", de = "Zwei Taps" }
[privacy]
mechanism = "exact"
k = 5
[[item]]
id = "mood"
type = "smiley"
text = { en = "How was <script>today</script> & all?", de = "Wie war heute?" }
measure = "pulse"
[[item]]
id = "friend"
type = "nps"
text = { en = "Would you recommend us?", de = "Empfehlen?" }
measure = "enps"
[[item]]
id = "way"
type = "single"
text = { en = "What was in the way?", de = "Was stand im Weg?" }
options = [
  { id = "rule", text = { en = "A rule", de = "Eine Regel" } },
  { id = "time", text = { en = "No time", de = "Keine Zeit" } },
  { id = "stock", text = { en = "No stock", de = "Keine Ware" } },
]
measure = "blockers"
"#;

/// Fewer options than a misconception needs are no quiz for this test.
const QUIZ: &str = r#"
kind = "quiz"
title = "Beans"
[[item]]
id = "bean"
type = "single"
text = "Which bean?"
options = [
  { id = "arabica", text = "Arabica" },
  { id = "robusta", text = "Robusta", correct = true },
  { id = "same", text = "Both" },
  { id = "unsure", text = "Not sure", pin = "last" },
]
explain = "Robusta."
[[item]]
id = "never"
type = "single"
text = "Asked of nobody?"
options = [{ id = "a", text = "A", correct = true }, { id = "b", text = "B" }]
explain = "A."
"#;

/// The answers of the weeks from Monday, 5 January 2026: mood, recommendation and obstacle of each visit.
const WEEKS: [[(u8, u8, &str); 12]; 2] = [
    [
        (1, 2, "rule"),
        (1, 3, "time"),
        (2, 6, "time"),
        (1, 7, "time"),
        (2, 0, "time"),
        (1, 5, "time"),
        (2, 6, "time"),
        (1, 6, "rule"),
        (1, 8, "time"),
        (2, 4, "time"),
        (3, 9, "time"),
        (1, 1, "time"),
    ],
    [
        (5, 9, "time"),
        (5, 10, "time"),
        (4, 9, "time"),
        (5, 9, "rule"),
        (4, 10, "time"),
        (5, 8, "time"),
        (5, 9, "time"),
        (4, 9, "time"),
        (5, 10, "stock"),
        (5, 7, "time"),
        (3, 9, "time"),
        (5, 10, "time"),
    ],
];

fn kiosk(site: &str) -> Kiosk {
    let kiosk = format!(
        "organisation = \"Harbour & Sons\"\nsite = \"{site}\"\nlanguages = [\"en\", \"de\"]\ntime_zone = \"UTC\"\n\
         headcount = 500\n[privacy]\nk = 5\nrepeat_seconds = 1\n"
    );
    Kiosk::with(&kiosk, &[("taps", PACK), ("beans", QUIZ)])
}

/// A kiosk that has released both weeks.
pub fn released(site: &str) -> Kiosk {
    let kiosk = kiosk(site);
    let seed = site.len().to_string();
    kiosk.done(&["--simulated", "--seed", &seed, "--now", "2026-01-05T07:00", "release"]);
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for (week, visits) in WEEKS.iter().enumerate() {
        for (at, (mood, friend, way)) in visits.iter().enumerate() {
            let (day, hour) = (6 + 7 * week + at % 3, 8 + at / 3);
            for (item, response) in
                [("mood", mood.to_string()), ("friend", friend.to_string()), ("way", (*way).to_owned())]
            {
                writeln!(csv, "{week}-{at},taps,{item},{response},2026-01-{day:02}T{hour:02}:{:02}:00", 5 * at % 60)
                    .unwrap();
            }
        }
    }
    // Visits in the order of time.
    let mut lines: Vec<&str> = csv.lines().skip(1).collect();
    lines.sort_by_key(|line| line.rsplit(',').next().unwrap().to_owned());
    let beans: String = (0..12)
        .map(|at| {
            let bean = if at < 3 {
                "robusta"
            } else if at < 11 {
                "arabica"
            } else {
                "unsure"
            };
            format!("b{at},beans,bean,{bean},2026-01-{:02}T{:02}:30:00\n", 16 + at / 6, 8 + at % 6)
        })
        .collect();
    let file = kiosk.write("answers.csv", format!("visit,pack,item,response,at\n{}\n{beans}", lines.join("\n")));
    // Two kiosks that draw the same ids would be one.
    kiosk.done(&["--seed", &seed, "enter", file.to_str().unwrap()]);
    kiosk.done(&["--seed", &seed, "--now", "2026-01-19T05:00", "release"]);
    kiosk
}

fn figures(json: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(json).unwrap().as_array().unwrap().clone()
}

/// The one figure of this kind of this item over all weeks.
#[track_caller]
fn one<'f>(figures: &'f [Value], item: &str, figure: &str, label: Option<&str>) -> &'f Value {
    let whole = |value: &&Value| value["from"] != value["to"] || value["figure"] != "mean" && value["figure"] != "enps";
    let found: Vec<&Value> = figures
        .iter()
        .filter(|value| value["item"] == item && value["figure"] == figure)
        .filter(|value| label.is_none_or(|label| value["label"] == label))
        .filter(whole)
        .collect();
    assert_eq!(found.len(), 1, "{item} {figure} {label:?}: {found:?}");
    found[0]
}

#[track_caller]
fn same(value: &Value, expected: f64) {
    assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value} is not {expected}");
}

fn exact(cells: &[i64]) -> Histogram {
    Histogram { cells: cells.to_vec(), n: u64::try_from(cells.iter().sum::<i64>()).unwrap(), noise: Noise::default() }
}

#[test]
fn figures_have_the_columns_of_the_design_and_the_values_of_the_formulas() {
    let kiosk = released("harbour-road");
    let figures = figures(&kiosk.done(&["--json", "report"]));
    let columns = [
        "section",
        "pack",
        "item",
        "measure",
        "site",
        "cohort",
        "from",
        "to",
        "figure",
        "label",
        "value",
        "low",
        "high",
        "n",
        "p",
        "p_adjusted",
        "effect",
        "mechanism",
        "note",
        "withheld",
    ];
    for figure in &figures {
        let mut own: Vec<&str> = figure.as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = columns.to_vec();
        own.sort_unstable();
        expected.sort_unstable();
        assert_eq!(own, expected);
        assert!(figure["withheld"].is_null() || figure["value"].is_null());
        assert!(figure["value"].is_null() || figure["n"].as_u64().unwrap() > 0, "every figure has its answers");
    }

    // Moods of both weeks together, by the same people.
    let (scale, design) = (Scale::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]), Design::of_rounds(2));
    let moods = |week: usize| {
        let mut cells = [0; 5];
        WEEKS[week].iter().for_each(|(mood, ..)| cells[usize::from(*mood) - 1] += 1);
        exact(&cells)
    };
    let mut both = moods(0);
    both.add(&moods(1));
    let mean = one(&figures, "mood", "mean", None);
    let expected = scale.moments(&both).unwrap().estimate(design);
    same(&mean["value"], expected.value);
    same(&mean["low"], expected.interval.low);
    same(&mean["high"], expected.interval.high);
    assert_eq!((&mean["n"], &mean["from"], &mean["to"]), (&24.into(), &"2026-W02".into(), &"2026-W03".into()));
    assert_eq!((&mean["mechanism"], &mean["section"]), (&"exact".into(), &"days".into()));

    // The second week against the first.
    let of = |week: usize| scale.moments(&moods(week)).unwrap().estimate(Design::ONE_ROUND);
    let (change, expected) = (one(&figures, "mood", "change", None), of_estimates(&of(1), &of(0)));
    same(&change["value"], expected.value);
    same(&change["low"], expected.interval.low);
    same(&change["p"], expected.p);
    // Mood, recommendation and three obstacles are compared: Holm multiplies the smallest p by five.
    let smallest = figures.iter().filter(|figure| figure["figure"] == "change");
    let smallest = smallest.min_by(|l, r| l["p"].as_f64().unwrap().total_cmp(&r["p"].as_f64().unwrap())).unwrap();
    same(&smallest["p_adjusted"], 5.0 * smallest["p"].as_f64().unwrap());

    // Two passives in the first week, two in the second; 1 promoter and 10.
    let score = one(&figures, "friend", "enps", None);
    let expected = enps(&exact(&[9, 4, 11]), design).unwrap();
    same(&score["value"], expected.value);
    same(&score["low"], expected.interval.low);

    let ranks: Vec<&str> = figures
        .iter()
        .filter(|figure| figure["figure"] == "rank" && figure["from"] == "2026-W02" && figure["to"] == "2026-W03")
        .map(|figure| figure["label"].as_str().unwrap())
        .collect();
    assert_eq!(ranks, ["No time", "A rule", "No stock"]);
    let time = share(&Count { count: 20, n: 24, noise: Noise::default() }, design);
    same(&one(&figures[..], "way", "rank", Some("A rule"))["value"], 3.0 / 24.0);
    let first = figures.iter().find(|figure| figure["figure"] == "rank").unwrap();
    same(&first["low"], time.interval.low);

    // 3 of 12 are right; 8 of the 9 wrong ones are one option.
    same(&one(&figures, "bean", "difficulty", None)["value"], 0.25);
    let believed = one(&figures, "bean", "misconception", None);
    assert_eq!(believed["label"], "Arabica");
    same(&believed["value"], 8.0 / 12.0);
    let never = one(&figures, "never", "difficulty", None);
    assert!(never["withheld"].as_str().unwrap().contains("at least 5 answers"), "{never}");
}

#[test]
fn the_page_needs_nothing_but_itself_and_says_what_the_intervals_allow() {
    let kiosk = released("harbour-road");
    let out = kiosk.path().join("report.html");
    let told = kiosk.done(&["report", "--out", out.to_str().unwrap()]);
    assert!(told.contains("report.html: 84 answers of 1 site, 2026-W02 to 2026-W03."), "{told}");
    let page = fs::read_to_string(&out).unwrap();
    for forbidden in ["<script", "http://", "https://", "@import", " src=", "<link", "<img", " style=", "onclick"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("url(").count(), page.matches("url(data:font/woff2;base64,").count());
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    assert!(
        page.contains(&format!("default-src 'none'; style-src 'sha256-{hash}'")),
        "the policy allows this style only"
    );
    assert!(page.contains("How was &lt;script&gt;today&lt;/script&gt; &amp; all?"), "what authors write is text");
    assert!(page.contains("lang=\"en\"") && page.contains("Simulated: no person said any of this."));

    // The mood went from about 1.5 to about 4.6; nothing else of the kind is claimed of the obstacles.
    let changed = page.split("id=\"changed\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(
        changed.contains("</strong> rose by 3.1 points in the newest week against the four before, likely "),
        "{changed}"
    );
    assert!(changed.contains("“Would you recommend us?”</strong> rose by "), "{changed}");
    assert!(
        !changed.contains("No time") && changed.contains("3 other figures may have moved by chance alone"),
        "{changed}"
    );
    let look = page.split("id=\"look\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(look.contains("“No time” (What was in the way?)</strong> is named most: 83% of answers"), "{look}");
    assert!(look.contains("“Arabica” (Which bean?)</strong> is wrong, yet chosen in 67% of answers"), "{look}");

    let german = kiosk.path().join("bericht.html");
    kiosk.done(&["report", "--out", german.to_str().unwrap(), "--language", "de"]);
    let german = fs::read_to_string(german).unwrap();
    assert!(
        german.contains("lang=\"de\"")
            && german.contains("Was dem Kiosk erzählt wurde")
            && german.contains("um 3,1 Punkte gestiegen")
    );
    // Joined letters come with the page; the others do without.
    let arabic = kiosk.path().join("taqrir.html");
    kiosk.done(&["report", "--out", arabic.to_str().unwrap(), "--language", "ar"]);
    let faces = |page: &str| page.matches("@font-face").count();
    assert_eq!((faces(&page), faces(&fs::read_to_string(arabic).unwrap())), (2, 4));
    let ran = kiosk.run(&["report", "--out", "x.html", "--language", "fi"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("does not speak `fi`; it speaks en, de, fr, es"), "{}", ran.err);
}

/// A folder with a program of that name that notes what it was given, for as long as the desktop's own would be asked.
fn desktop(kiosk: &Kiosk) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let folder = kiosk.path().join("desktop");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("xdg-open");
    let note = folder.join("opened");
    fs::write(&program, format!("#!/bin/sh\nprintf '%s' \"$1\" > '{0}.part' && mv '{0}.part' '{0}'\n", note.display()))
        .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[test]
fn the_report_is_opened_with_what_the_desktop_has_for_it() {
    let kiosk = kiosk("harbour-road");
    kiosk.simulate("2026-01-05T07:00");
    let folder = desktop(&kiosk);
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let report = |arguments: &[&str]| {
        let mut command = kiosk.command();
        command.current_dir(kiosk.path()).env("PATH", &path).arg("report").args(arguments);
        crate::common::Ran::of(&mut command)
    };
    let opened = folder.join("opened");
    assert_eq!(report(&["--out", "quiet.html"]).status, Some(0));
    assert!(!opened.exists(), "nobody asked for it");
    let ran = report(&["--out", "report.html", "--open"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    // The program does not wait for what it starts.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !opened.exists() && std::time::Instant::now() < until {
        std::thread::yield_now();
    }
    let whole = fs::canonicalize(kiosk.path().join("report.html")).unwrap();
    assert_eq!(fs::read_to_string(opened).unwrap(), whole.to_str().unwrap());
    let ran = report(&["--open"]);
    assert_eq!(ran.status, Some(2), "there is no file to open: {}", ran.err);
}

#[test]
fn where_nothing_was_released_the_page_says_when_something_will_be() {
    let kiosk = kiosk("harbour-road");
    kiosk.done(&["--simulated", "--seed", "1", "--now", "2026-01-05T07:00", "release"]);
    let out = kiosk.path().join("report.html");
    let told = kiosk.done(&["report", "--out", out.to_str().unwrap()]);
    assert!(told.contains("nothing has been released in these rounds yet"), "{told}");
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.contains("Nothing has been released yet") && page.contains("at least 5 of them from at least 2 days"));
    let figures = figures(&kiosk.done(&["--json", "report"]));
    assert!(
        !figures.is_empty() && figures.iter().all(|figure| figure["value"].is_null() && figure["withheld"].is_string())
    );
}

#[test]
fn kiosks_are_read_together_each_batch_once() {
    let (one, other) = (released("harbour-road"), released("mill-lane"));
    let (left, right) = (one.data().to_str().unwrap(), other.data().to_str().unwrap());
    let read = |folders: &[&str]| figures(&one.done(&[&["--json", "report"], folders].concat()));
    let mean = |figures: &[Value]| {
        let found = figures.iter().find(|figure| figure["figure"] == "mean" && figure["site"].is_null()).unwrap();
        (found["n"].as_u64().unwrap(), found["value"].as_f64().unwrap())
    };
    let alone = mean(&read(&[left]));
    assert_eq!(mean(&read(&[left, left])), alone, "the same folder twice is there once");
    let both = read(&[left, right]);
    assert_eq!(mean(&both), (2 * alone.0, alone.1));
    let sites: Vec<&Value> = both
        .iter()
        .filter(|figure| figure["item"] == "mood" && figure["figure"] == "mean" && !figure["site"].is_null())
        .collect();
    assert_eq!(sites.len(), 2);
    for site in sites {
        // The same answers at both: nothing stands apart.
        same(&site["effect"], 0.0);
        same(&site["p"], 1.0);
    }
    let compared = read(&[left, right, "--compare", "mill-lane", "harbour-road"]);
    let difference = compared.iter().find(|figure| figure["figure"] == "variant_difference").unwrap();
    same(&difference["value"], 0.0);
    assert_eq!((&difference["site"], &difference["note"]), (&"mill-lane".into(), &"less Harbour Road".into()));
    let one_site = read(&[left, right, "--site", "mill-lane"]);
    assert_eq!(
        mean(
            &one_site
                .into_iter()
                .map(|mut figure| {
                    figure["site"] = Value::Null;
                    figure
                })
                .collect::<Vec<_>>()
        ),
        alone
    );
    let ran = one.run(&["--json", "report", left, right, "--site", "mil-lane"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.err.contains("nothing was released at `mil-lane`; there is something of: harbour-road, mill-lane"),
        "{}",
        ran.err
    );
    let ran = one.run(&["--json", "report", left, right, "--compare", "mill-lane", "mill-lane"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), "error: --compare needs two sites\n"));
    let first = read(&[left, "--to", "2026-W02"]);
    assert_eq!(mean(&first).0, 12);
}

#[test]
fn a_batch_that_is_there_twice_with_different_counts_is_refused() {
    let kiosk = released("harbour-road");
    let copy = kiosk.path().join("copy");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(kiosk.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
        }
    }
    let ledger = rusqlite::Connection::open(copy.join("ledger.db")).unwrap();
    ledger.execute("UPDATE cell SET cell_count = cell_count + 1", []).unwrap();
    drop(ledger);
    let ran = kiosk.run(&["--json", "report", kiosk.data().to_str().unwrap(), copy.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("is there twice, and not the same both times"), "{}", ran.err);
}
