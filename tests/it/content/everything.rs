//! Every key there is, used once: what the schemas offer, the loader takes.

use std::collections::BTreeSet;

use expect_test::expect;
use listening_post::config::{Colour, Orientation, Reach, Scheme};
use listening_post::content::{ItemKind, OnAbandon, Pin, TouchpointClass, load, schema};
use serde_json::Value;

use super::{folder, transcript};

const KIOSK: &str = r#"
organisation = "Harbour Coffee"
site = "harbour-road"
languages = ["en"]
time_zone = "Europe/Dublin"
headcount = 90
cohort = [{ id = "night", name = "Night", headcount = 40 }]
screen = { mm = [344, 194], orientation = "portrait", reach = "low", speech = true, hours = { open = "06:00", close = "22:30" } }
destination = [{ url = "s3://bucket/prefix", every = "round", credentials = "/etc/listening-post/bucket" }]
content = { key = "RWScv5ICJSOEJLYwRObpneTVPzAbOpw3L+7k6kmhMa1rSjW7Hiihj4Fx", url = "https://content.example", credentials = "/etc/listening-post/web" }
[privacy]
k = 9
days = 3
slot_cap = 1
min_up_hours = 40
epsilon = 1.0
dissent = 3
fold_after = 5
expire_after = 14
repeat_seconds = 6
pool_recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
[comments]
recipients = ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
k = 11
days = 6
every = 5
expire_after = 27
"#;

const THEME: &str = r##"
name = "Harbour"
logo = "cup.svg"
accent = "#0A5152"
scheme = "high-contrast"
motion = "reduced"
"##;

const ACTIONS: &str = r#"
action = [{ id = "tills", said = "They freeze", did = "New ones", on = 2026-11-03, status = "planned",
    owner = "Systems", blocker = "system", withdrawn = 2026-11-04 }]
"#;

const IDEAS: &str = r#"
idea = [{ id = "bus", text = "A bus", released = "8c1f0b7e5a2d4936", approved = 2026-11-03, withdrawn = 2026-11-04 }]
"#;

const VOICES: &str = r#"
voice = [{ id = "kind", text = "Kind people", released = "8c1f0b7e5a2d4937", approved = 2026-11-03 }]
"#;

const PACK: &str = r#"
kind = "stories"
title = "Everything"
minutes = 2
from = 2026-11-02
until = 2027-01-31
days = ["mon", "sun"]
draw = 8
ask_cohort = true
on_abandon = "discard"
idle_seconds = 45
pairs = [["faces", "one-of"]]
[privacy]
mechanism = "noisy"
epsilon = 1.5
k = 6
days = 4
dissent = 2
fold_after = 3
expire_after = 9
share = { responses = 4, segment = 3, pair = 2, rest_score = 0 }

[[item]]
id = "faces"
type = "smiley"
text = "Faces?"
faces = 4
image = { file = "cup.svg", alt = "A cup" }
explain = "Because."
required = true
measure = "mirror"
role = "policy"
norm = { value = 0.74, of = "firms", source = "a study" }
touchpoint = "till"
class = "functional"

[[item]]
id = "scale"
type = "rating"
text = "How far?"
scale = { from = 1, to = 5, low = "near", high = "far" }
not_applicable = true
ask_if = "faces in [1]"

[[item]]
id = "zero-to-ten"
type = "nps"
text = "Zero to ten?"
low = "no"
high = "yes"

[[item]]
id = "one-of"
type = "single"
text = "One of these?"
shuffle = true
needs = [{ id = "strong", text = "Strong" }]
options = [
  { id = "a", text = "A", image = { file = "cup.svg", alt = "A cup" }, pin = "first", correct = true },
  { id = "b", text = "B", pin = "last", company = true, rank = 1, because = "it fits", meets = ["strong"] },
]

[[item]]
id = "some-of"
type = "multiple"
text = "Some of these?"
at_most = 2
options = [{ id = "a", text = "A" }, { id = "b", text = "B" }]

[[item]]
id = "order"
type = "rank"
text = "In which order?"
options = [{ id = "a", text = "A" }, { id = "b", text = "B" }]

[[item]]
id = "words"
type = "comment"
text = "Say more?"
phrases = ["It was loud"]

[[item]]
id = "card"
type = "info"
text = "Read this."
each = "voices"
link = "https://example.org"
variants = [{ id = "a", text = "A" }, { id = "b", text = "B", image = { file = "cup.svg", alt = "A cup" } }]
"#;

const CONTEST: &str = r#"
kind = "quiz"
title = "Beans"
until = 2027-01-31
ask_cohort = true
contest = { teams = ["night"], prize = "A mug" }
item = [{ id = "bean", type = "single", text = "Which bean?", options = [
    { id = "x", text = "X" }, { id = "y", text = "Y", correct = true }] }]
"#;

fn files() -> [(&'static str, &'static str); 8] {
    [
        ("kiosk.toml", KIOSK),
        ("theme.toml", THEME),
        ("actions.toml", ACTIONS),
        ("ideas.toml", IDEAS),
        ("voices.toml", VOICES),
        ("packs/whole.toml", PACK),
        ("packs/zeal.toml", CONTEST),
        ("media/cup.svg", "<svg/>"),
    ]
}

/// The names of all properties below a schema.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(properties) = object.get("properties").and_then(Value::as_object) {
                found.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| keys(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_schemas_is_used_here() {
    let written = format!("{KIOSK}{THEME}{ACTIONS}{IDEAS}{VOICES}{PACK}{CONTEST}");
    for (name, text) in schema::files() {
        let mut found = BTreeSet::new();
        keys(&serde_json::from_str(&text).unwrap(), &mut found);
        // These are tables with a header.
        for key in found.iter().filter(|key| !["item", "privacy", "comments"].contains(&key.as_str())) {
            assert!(written.contains(&format!("{key} = ")), "{name}: {key}");
        }
    }
}

#[test]
fn only_what_means_nothing_in_such_a_pack_is_said() {
    let folder = folder(&files());
    let shown = transcript(&load(&folder), &folder);
    let said = shown.lines().filter(|line| line.starts_with("  ") && !line.starts_with("  help")).map(str::trim);
    expect![[r#"
        the measure `mirror` has no parts
        how many answer `scale` is told without noise, and noise hides who is asked
        `needs` means nothing outside an advisor pack
        `correct` means nothing outside a quiz
        `company` means nothing outside an advisor pack
        `rank` means nothing outside an advisor pack
        `because` means nothing outside an advisor pack
        `meets` means nothing outside an advisor pack
        `card-kind` has variants, and this pack tries out no message"#]]
    .assert_eq(&said.collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_was_written_is_what_is_run() {
    let content = load(&folder(&files())).content.unwrap();
    let kiosk = &content.kiosk;
    assert_eq!((kiosk.screen.orientation, kiosk.screen.reach), (Orientation::Portrait, Reach::Low));
    assert_eq!(kiosk.screen.millimetres, Some((344.0, 194.0)));
    assert_eq!((kiosk.min_up_hours, kiosk.repeat_seconds), (40, 6));
    let privacy = kiosk.privacy;
    assert_eq!((privacy.k, privacy.days, privacy.slot_cap, privacy.dissent), (9, 3, 1, 3));
    assert_eq!((privacy.fold_after, privacy.expire_after), (5, 14));
    let comments = kiosk.comments;
    assert_eq!((comments.k, comments.days, comments.every, comments.expire_after), (11, 6, 5, 27));
    assert_eq!((kiosk.destinations.len(), kiosk.comment_recipients.len(), kiosk.cohorts.len()), (1, 1, 1));
    let source = kiosk.content.as_ref().unwrap();
    assert_eq!(
        (&source.key.to_string()[..2], source.from.as_ref().unwrap().url.as_str()),
        ("RW", "https://content.example")
    );
    let theme = &content.theme;
    assert_eq!((theme.scheme, theme.reduced_motion), (Scheme::HighContrast, true));
    assert_eq!(theme.accent, Some(Colour { rgb: [0x0A, 0x51, 0x52] }));

    let pack = &content.packs[0];
    assert_eq!((pack.minutes, pack.draw, pack.ask_cohort), (2, Some(8), true));
    assert_eq!((pack.on_abandon, pack.idle.as_secs(), pack.schedule.days.len()), (OnAbandon::Discard, 45, 2));
    let shares = pack.shares;
    assert_eq!((shares.responses, shares.segment, shares.pair, shares.rest_score), (4, 3, 2, 0));
    assert_eq!(
        pack.pairs.iter().map(|pair| (pair.first.as_str(), pair.second.as_str())).collect::<Vec<_>>(),
        [("faces", "one-of")]
    );
    let [faces, scale, _, one, some, rank, words, card] = pack.items.as_slice() else { panic!("eight items") };
    assert_eq!(faces.responses(), ["1", "2", "3", "4"]);
    assert_eq!(faces.class, Some(TouchpointClass::Functional));
    assert!(faces.required && faces.norm.is_some() && faces.touchpoint.is_some() && faces.image.is_some());
    assert!(scale.ask_if.is_some() && matches!(scale.kind, ItemKind::Rating { not_applicable: true, .. }));
    assert_eq!(one.options().iter().map(|option| option.pin).collect::<Vec<_>>(), [Some(Pin::First), Some(Pin::Last)]);
    assert_eq!(one.correct(), Some(0));
    assert!(matches!(some.kind, ItemKind::Multiple { at_most: 2, .. }));
    assert!(rank.is_ranking() && rank.responses().len() == 2);
    assert!(matches!(&words.kind, ItemKind::Comment { phrases } if phrases.len() == 1));
    assert!(matches!(&card.kind, ItemKind::Info { link: Some(_) }));
}
