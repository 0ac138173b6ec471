//! A message in several wordings: dealt evenly by chance, counted apart with the whole of an answer's epsilon, and compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::date;
use listening_post::content::Content;
use listening_post::stats::{Count, Design, Noise, holm, of_shares, share};
use listening_post::visit::{CONFIRM, Event, Finished, Machine, Now, Screen};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;

use crate::common::{Kiosk, content};

const KIOSK: &str = "organisation = \"O\"\nsite = \"harbour-road\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\n\
                     headcount = 500\n[privacy]\nk = 5\nrepeat_seconds = 20\n";
const PACK: &str = r#"
kind = "message"
title = "Would you pass it on?"
[[item]]
id = "poster"
type = "info"
text = "The poster"
variants = [{ id = "a", text = "Flour and time." }, { id = "b", text = "Forty neighbours." }, { id = "c", text = "Four days." }]
[[item]]
id = "pass"
type = "single"
text = "Would you tell a friend?"
options = [{ id = "yes", text = "Yes" }, { id = "no", text = "No" }]
measure = "experiment"
"#;

struct Post {
    machine: Machine<StdRng>,
    elapsed: Duration,
}

impl Post {
    fn new(content: Arc<Content>) -> Self {
        Self { machine: Machine::new(content, StdRng::seed_from_u64(3)), elapsed: Duration::ZERO }
    }

    fn send(&mut self, event: Event) -> Option<Finished> {
        self.elapsed += Duration::from_secs(1);
        let now = Now { elapsed: self.elapsed, today: date(2026, 1, 5) };
        let finished = self.machine.handle(event, now);
        if finished.is_some() {
            self.machine.stored(true, now);
        }
        finished
    }

    /// Somebody comes, sees the card and says `answer`; what they saw, and what is kept.
    fn visit(&mut self, answer: usize) -> (usize, Finished) {
        self.send(Event::Begin);
        let seen = self.machine.variant().unwrap();
        self.send(Event::Next);
        self.send(Event::Tap(answer));
        self.elapsed += CONFIRM;
        let finished = self.send(Event::Tick).unwrap();
        self.elapsed += Duration::from_mins(1);
        self.send(Event::Tick);
        assert_eq!(*self.machine.screen(), Screen::Attract);
        (seen, finished)
    }
}

#[test]
fn of_every_three_visits_each_variant_has_one_in_an_order_that_chance_makes() {
    let mut post = Post::new(content(KIOSK, &[("try", PACK)]));
    let seen: Vec<usize> = (0..300).map(|_| post.visit(0).0).collect();
    let mut orders: BTreeMap<&[usize], u32> = BTreeMap::new();
    for three in seen.chunks(3) {
        let mut sorted = three.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2]);
        *orders.entry(three).or_default() += 1;
    }
    // Each of the six orders is expected 16.7 times of a hundred; below 5 or above 32 is less likely than one in a thousand.
    assert!(orders.len() == 6 && orders.values().all(|times| (5..=32).contains(times)), "{orders:?}");
}

#[test]
fn what_was_seen_is_no_answer() {
    let mut post = Post::new(content(KIOSK, &[("try", PACK)]));
    post.send(Event::Begin);
    post.send(Event::Next);
    assert_eq!(post.send(Event::Skip), None, "nothing is stored of somebody who only read");
    assert_eq!(*post.machine.screen(), Screen::Thanks);
    post.send(Event::Next);
    // A tap at once after another is a burst, although another variant was seen.
    let mut tap = || {
        post.send(Event::Begin);
        post.send(Event::Next);
        post.send(Event::Tap(0));
        post.elapsed += CONFIRM;
        let finished = post.send(Event::Tick).unwrap();
        post.send(Event::Next);
        finished
    };
    let (first, again) = (tap(), tap());
    assert!(!first.burst && first.answers.len() == 2);
    assert_ne!(again.answers[0], first.answers[0]);
    assert!(again.burst);
}

/// How many of twelve who saw each variant say yes.
const YES: [usize; 3] = [3, 10, 5];
const SAW: usize = 12;

fn released(privacy: &str) -> Kiosk {
    let kiosk = Kiosk::with(KIOSK, &[("try", &PACK.replacen("[[item]]", &format!("{privacy}\n[[item]]"), 1))]);
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for at in 0..SAW {
        for (variant, yes) in ["a", "b", "c"].iter().zip(YES) {
            let said = if at < yes { "yes" } else { "no" };
            // Two days, and few at a time.
            let when = format!("2026-01-{:02}T{:02}:{:02}:00", 6 + at % 2, 8 + at / 2, 15 * (at % 2));
            writeln!(csv, "{at}{variant},try,poster,{variant},{when}").unwrap();
            writeln!(csv, "{at}{variant},try,pass,{said},{when}").unwrap();
        }
    }
    let mut lines: Vec<&str> = csv.lines().skip(1).collect();
    lines.sort_by_key(|line| line.rsplit(',').next().unwrap().to_owned());
    kiosk.enter(&format!("visit,pack,item,response,at\n{}\n", lines.join("\n")));
    kiosk.release("2026-01-12T05:00");
    kiosk
}

#[test]
fn answers_leave_apart_for_each_variant_and_the_card_by_itself_does_not() {
    let cells = released("[privacy]\nmechanism = \"exact\"").cells();
    let counted: BTreeMap<(String, String), i64> = cells
        .iter()
        .map(|cell| {
            let text = |key: &str| cell[key].as_str().unwrap().to_owned();
            ((text("histogram"), text("response")), cell["cell_count"].as_i64().unwrap())
        })
        .collect();
    let expected: BTreeMap<(String, String), i64> = ["a", "b", "c"]
        .iter()
        .zip(YES)
        .flat_map(|(variant, yes)| {
            let key = |response: &str| (format!("variant:{variant}"), response.to_owned());
            [(key("yes"), i64::try_from(yes).unwrap()), (key("no"), i64::try_from(SAW - yes).unwrap())]
        })
        .collect();
    assert_eq!(counted, expected);
    // Each answer is in one of the three, so none of them has to share its epsilon.
    let noisy = released("").cells();
    assert_eq!(noisy.len(), 6);
    assert!(noisy.iter().all(|cell| cell["epsilon"] == 2.0 && cell["item"] == "pass"), "{noisy:?}");
}

#[test]
fn an_answer_on_paper_without_the_wording_that_was_seen_is_refused_and_not_lost() {
    let kiosk = Kiosk::with(KIOSK, &[("try", PACK)]);
    let file = kiosk.write("paper.csv", "visit,pack,item,response\n1,try,pass,yes\n2,try,poster,b\n2,try,pass,no\n");
    let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
    let why = "paper.csv:2: answers of this pack are counted by the wording of `poster` that was seen: add a line for it, with a or b or c";
    assert!(ran.status == Some(1) && ran.err.contains(why) && !ran.err.contains("csv:3"), "{}", ran.err);
}

#[test]
fn variants_are_held_against_the_first_and_corrected_together() {
    let kiosk = released("[privacy]\nmechanism = \"exact\"");
    let figures = serde_json::from_str::<Value>(&kiosk.done(&["--json", "report"])).unwrap();
    let of = |kind: &str| -> Vec<Value> {
        figures.as_array().unwrap().iter().filter(|figure| figure["figure"] == kind).cloned().collect()
    };
    let counts = YES.map(|yes| Count {
        count: i64::try_from(yes).unwrap(),
        n: u64::try_from(SAW).unwrap(),
        noise: Noise::default(),
    });
    let same = |value: &Value, expected: f64| assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value}");
    let shares = of("variant");
    assert_eq!(shares.len(), 3);
    for (figure, count) in shares.iter().zip(&counts) {
        let expected = share(count, Design::ONE_ROUND);
        same(&figure["value"], expected.value);
        same(&figure["low"], expected.interval.low);
    }
    let expected = [1, 2].map(|at| of_shares((&counts[at], Design::ONE_ROUND), (&counts[0], Design::ONE_ROUND)));
    let adjusted = holm(&expected.map(|difference| difference.p));
    let found = of("variant_difference");
    assert_eq!(found.len(), 2);
    for ((figure, expected), adjusted) in found.iter().zip(&expected).zip(adjusted) {
        same(&figure["value"], expected.value);
        same(&figure["high"], expected.interval.high);
        same(&figure["p_adjusted"], adjusted);
    }
    let out = kiosk.path().join("report.html");
    kiosk.done(&["report", "--out", out.to_str().unwrap()]);
    let page = std::fs::read_to_string(out).unwrap();
    assert!(page.contains("“Forty neighbours.” less “Flour and time.”: +58 percentage points"), "{page}");
}
