//! Comments: nine never leave, a flood never leaves, and no length tells one from another.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use age::secrecy::ExposeSecret;
use serde_json::Value;

use crate::common::Kiosk;
use crate::finding::{Bound, Finding, must_fail};

const PACK: &str = "kind = \"pulse\"\ntitle = \"Your say\"\n[[item]]\nid = \"mood\"\ntype = \"smiley\"\nfaces = 5\n\
    text = \"How was today?\"\n[[item]]\nid = \"why\"\ntype = \"comment\"\ntext = \"What made it so?\"\n";
/// A Monday; the fourth cut after it is on 23 November.
const START: &str = "2026-10-26T09:00";
const FOURTH_CUT: &str = "2026-11-23T04:00";

fn kiosk(recipients: &str) -> Kiosk {
    let kiosk =
        Kiosk::with(&format!("{}[comments]\nrecipients = [{recipients}]\n", Kiosk::usual().0), &[("say", PACK)]);
    kiosk.simulate(START);
    kiosk
}

/// So many comments, `a_day` each day from 27 October on, an hour apart or all in one quarter-hour.
fn sheet(count: usize, a_day: usize, apart: bool, text: impl Fn(usize) -> String) -> String {
    let mut csv = String::from("visit,pack,item,response,at\n");
    for number in 0..count {
        let (day, place) = (number / a_day, number % a_day);
        let hour = if apart { 9 + place } else { 9 };
        let (minute, second) = if apart { (0, 0) } else { (place / 60, place % 60) };
        let date = jiff::civil::date(2026, 10, 27).saturating_add(jiff::Span::new().days(i64::try_from(day).unwrap()));
        writeln!(csv, "{number},say,why,{},{date}T{hour:02}:{minute:02}:{second:02}", text(number)).unwrap();
    }
    csv
}

fn released(kiosk: &Kiosk) -> Vec<String> {
    kiosk.release(FOURTH_CUT);
    let json = kiosk.done(&["export", "--comments", "--format", "json", "--out", "-"]);
    let value: Value = serde_json::from_str(&json).unwrap();
    value["comments"].as_array().unwrap().iter().map(|row| row["comment"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn too_few_comments_and_floods_of_them_never_leave() {
    must_fail("comments", &["CommentsAtNine", "SlotCapIgnored"], || {
        let mut left = 0;
        // Of a quarter of an hour two count: eight of four days, and nine with one of a fifth.
        for (count, a_day, apart) in [(9, 1, true), (40, 10, true), (40, 10, false), (41, 10, false)] {
            let kiosk = kiosk("");
            kiosk.enter(&sheet(count, a_day, apart, |number| format!("more light number {number}")));
            left += released(&kiosk).len();
        }
        Finding {
            attack: "comments",
            tried: "four cuts after: nine comments of nine days; 40 of four days; 40 of one person in a quarter of an hour on \
                    each of four days; the same and one of a fifth day"
                .to_owned(),
            measure: "comments that leave",
            figure: left as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
fn no_length_tells_one_sealed_comment_from_another() {
    must_fail("comment-lengths", &["CommentsUnpadded"], || {
        let keys: Vec<String> = (0..2)
            .map(|_| age::x25519::Identity::generate())
            .map(|identity| {
                assert!(!identity.to_string().expose_secret().is_empty());
                format!("\"{}\"", identity.to_public())
            })
            .collect();
        let mut lengths = 0;
        let mut tried = 0;
        for recipients in [&keys[..1], &keys[..]] {
            let kiosk = kiosk(&recipients.join(", "));
            kiosk.enter(&sheet(20, 2, true, |number| "more light ".repeat(1 + number).trim().to_owned()));
            let released = released(&kiosk);
            tried += released.len();
            lengths = lengths.max(released.iter().map(String::len).collect::<BTreeSet<_>>().len());
        }
        assert_eq!(tried, 40);
        Finding {
            attack: "comments",
            tried: "40 comments of 10 to 220 characters, sealed to one key and to two, as they are exported".to_owned(),
            measure: "different lengths with as many keys",
            figure: lengths as f64,
            bound: Bound::AtMost(1.0),
        }
    });
}
