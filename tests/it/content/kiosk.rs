use expect_test::{Expect, expect};
use listening_post::config::Folder;
use listening_post::content::load;

use super::{KIOSK, faults, folder, kiosk_faults, transcript};

fn check(rest: &str, expected: &Expect) {
    expected.assert_eq(&kiosk_faults(rest));
}

#[test]
fn a_folder_without_a_kiosk_says_so() {
    let folder = Folder::default();
    let loaded = load(&folder);
    expect![[r#"
        error kiosk.toml
          there is no `kiosk.toml`
          help: every kiosk needs one
        warning packs/
          there is no pack: the kiosk has nothing to ask
          help: put a pack into packs/, one TOML file each
    "#]]
    .assert_eq(&transcript(&loaded, &folder));
    assert!(loaded.content.is_none());
}

#[test]
fn every_missing_key_is_named_at_once() {
    expect![[r#"
        error kiosk.toml:1
          a kiosk has no `organisation`
          help: `organisation`: whose kiosk it is, as the screen says it
        error kiosk.toml:1
          a kiosk has no `site`
          help: `site`: where it stands; released counts are filed under it
        error kiosk.toml:1
          a kiosk has no `languages`
          help: `languages`: the languages it offers, such as ["en", "pt-br"]; the first is where it starts
        error kiosk.toml:1
          a kiosk has no `time_zone`
          help: `time_zone`: an IANA name such as "Europe/Dublin"
        error kiosk.toml:1
          a kiosk has no `headcount`
          help: `headcount`: how many people work at the site
    "#]]
    .assert_eq(&faults(&[("kiosk.toml", "screen = { reach = \"low\" }")]));
}

#[test]
fn wrong_types_are_named_with_what_stands_there() {
    let text =
        KIOSK.replace("90", "\"ninety\"").replace("[\"en\"]", "\"en\"").replace("\"harbour-road\"", "2026-11-02");
    expect![[r#"
        error kiosk.toml:3 at 2026-11-02
          `site` must be an id in quotes, not a date or time
          help: `site`: where it stands; released counts are filed under it
        error kiosk.toml:4 at "en"
          `languages` must be a list, not a string
          help: `languages`: the languages it offers, such as ["en", "pt-br"]; the first is where it starts
        error kiosk.toml:6 at "ninety"
          `headcount` must be a whole number, not a string
          help: `headcount`: how many people work at the site
    "#]]
    .assert_eq(&faults(&[("kiosk.toml", &text)]));
}

#[test]
fn ids_languages_and_time_zones_must_be_well_formed() {
    let text = KIOSK
        .replace("harbour-road", "Harbour Road")
        .replace("[\"en\"]", "[\"en\", \"EN\", \"en\", \"english\"]")
        .replace("Europe/Dublin", "Europe/Dubln");
    let folder = folder(&[("kiosk.toml", &text)]);
    let mut loaded = load(&folder);
    loaded.faults.retain(|fault| fault.file() == "kiosk.toml");
    expect![[r#"
        error kiosk.toml:3 at "Harbour Road"
          `Harbour Road` is not an id: use lower-case letters, digits and hyphens, 64 at most
          help: `site`: where it stands; released counts are filed under it
        error kiosk.toml:4 at ["en", "EN", "en", "english"]
          a language is offered twice
          help: name each language once
        error kiosk.toml:4 at "EN"
          `EN` is not a language tag
          help: language tags are written in lower case, such as `en`, `de` or `pt-br`
        error kiosk.toml:4 at "english"
          `english` is not a language tag
          help: language tags are written in lower case, such as `en`, `de` or `pt-br`
        error kiosk.toml:5 at "Europe/Dubln"
          there is no time zone `Europe/Dubln`
          help: did you mean `Europe/Dublin`?
    "#]]
    .assert_eq(&transcript(&loaded, &folder));
}

#[test]
fn a_headcount_of_nobody_or_of_too_few_is_noted() {
    expect![[r#"
        error kiosk.toml:6 at 0
          `headcount` must be 1 or more, not 0
          help: `headcount`: how many people work at the site
    "#]]
    .assert_eq(&faults(&[("kiosk.toml", &KIOSK.replace("90", "0"))]));
    expect![[r#"
        warning kiosk.toml:6 at 15
          a site of 15 is too small to be reported on its own
          help: below 16 people (2 k) its tallies go nowhere but, sealed, into a pool of several sites, if there is one
    "#]]
    .assert_eq(&faults(&[("kiosk.toml", &KIOSK.replace("90", "15"))]));
}

#[test]
fn a_cohort_below_three_k_is_left_out_and_its_author_told() {
    let cohorts = r#"
[[cohort]]
id = "day"
name = "Day"
headcount = 24
[[cohort]]
id = "night"
name = "Night"
headcount = 23
[[cohort]]
id = "day"
name = "Day again"
headcount = 30
"#;
    check(
        cohorts,
        &expect![[r#"
        warning kiosk.toml:15 at 23
          cohort `night` is too small to be offered
          help: it needs 24 people (3 k) and has 23; merge it with another, or leave it out
        error kiosk.toml:17 at "day"
          cohort `day` appears twice
          help: give each cohort an id of its own; released counts are filed under it
    "#]],
    );
    let folder = folder(&[(
        "kiosk.toml",
        &format!("{KIOSK}{}", cohorts.replace("id = \"day\"\nname = \"Day again\"", "id = \"late\"\nname = \"Late\"")),
    )]);
    let cohorts = load(&folder).content.unwrap().kiosk.cohorts;
    assert_eq!(cohorts.iter().map(|cohort| cohort.id.as_str()).collect::<Vec<_>>(), ["day", "late"]);
}

#[test]
fn one_cohort_in_single_brackets_is_told_about_the_second_pair() {
    check(
        "[cohort]\nid = \"day\"\nname = \"Day\"\nheadcount = 24\n",
        &expect![[r#"
        error kiosk.toml:7 at [cohort]
          `cohort` must be a list of tables
          help: write [[cohort]], in two brackets
    "#]],
    );
}

#[test]
fn the_screen_has_a_size_and_hours() {
    check(
        "[screen]\nmm = [344]\norientation = \"portait\"\nhours = { open = \"6:00\", close = 22:30:00 }\n",
        &expect![[r#"
        error kiosk.toml:8 at [344]
          `mm` has 1 entry; it takes exactly 2
          help: `mm`: width and height of the panel in millimetres, such as [344, 194]
        error kiosk.toml:9 at "portait"
          `orientation` cannot be `portait`
          help: did you mean `portrait`?
        error kiosk.toml:10 at "6:00"
          `open` cannot be `6:00`: write it as 06:00
          help: `open`: a time of day such as "06:00"
    "#]],
    );
    check(
        "[screen]\nmm = [3, 194]\nhours = { open = \"06:00\", close = \"06:00\" }\n",
        &expect![[r#"
        error kiosk.toml:8 at [3, 194]
          no panel has this size
          help: measure the lit part of the panel and write [width, height] in millimetres
        error kiosk.toml:9 at "06:00"
          the kiosk opens and closes at the same time
          help: leave `hours` out if the kiosk is always awake
    "#]],
    );
    check(
        "[screen]\nmm = [344, 194.5]\nhours = { open = 06:00:00, close = \"22:30\" }\n",
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn destinations_and_recipients_are_looked_at() {
    check(
        "[[destination]]\nurl = \"ftp://x\"\nevery = \"hour\"\n[comments]\nrecipients = [\"AGE-SECRET-KEY-1\"]\n",
        &expect![[r#"
        error kiosk.toml:8 at "ftp://x"
          nothing can be pushed to `ftp://x`
          help: a destination begins with `file:///`, `s3://`, `az://`, `gs://` or `https://`
        error kiosk.toml:9 at "hour"
          `every` cannot be `hour`
          help: write `round`
        error kiosk.toml:11 at "AGE-SECRET-KEY-1"
          this is not an age public key
          help: paste the line that begins with `age1` as age-keygen printed it; never the secret key
    "#]],
    );
}

#[test]
fn signed_content_needs_a_public_key_that_is_one_and_a_place_to_come_from() {
    check(
        "[content]\nkey = \"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\"\n",
        &expect![[r#"
        error kiosk.toml:8 at "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
          signed content comes from nowhere
          help: say with `url` where it is pulled from, or name a [[destination]]
        error kiosk.toml:8 at "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
          this is no public key
          help: paste the key that begins with `RW`, as `content key` told it; never the file with the secret one
    "#]],
    );
}

#[test]
fn a_pool_needs_a_public_key_that_is_one() {
    // One letter of the key is another: its checksum tells.
    check(
        "[privacy]\npool_recipient = \"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q\"\n",
        &expect![[r#"
        error kiosk.toml:8 at "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q"
          this is not an age public key
          help: paste the line that begins with `age1` as age-keygen printed it; never the secret key
    "#]],
    );
    check(
        "[privacy]\npool_recipient = \"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\"\n",
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn a_toml_file_that_nothing_reads_is_noted() {
    expect![[r#"
        warning quiz.toml
          nothing reads `quiz.toml`
          help: packs belong into packs/
        warning them.toml
          nothing reads `them.toml`
          help: did you mean `theme.toml`?
    "#]]
    .assert_eq(&faults(&[("them.toml", ""), ("quiz.toml", "")]));
}
