//! Nothing that is printed tells what somebody answered.

use listening_post::tally::{Counts, Tallies, plans};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::CohortId;

use crate::common::{Kiosk, Ran};

/// A kiosk whose options would be noticed anywhere.
fn kiosk() -> Kiosk {
    let (kiosk, pack) = Kiosk::usual();
    let kiosk =
        Kiosk::with(kiosk, &[("beans", &pack.replace("robusta", "canary-one").replace("arabica", "canary-two"))]);
    kiosk.simulate("2026-01-05T07:00");
    kiosk
}

fn silent(ran: &Ran) {
    for stream in [&ran.out, &ran.err] {
        assert!(!stream.contains("canary") && !stream.contains("secret"), "{stream}");
    }
}

#[test]
fn taking_visits_in_and_letting_them_out_prints_no_answer() {
    let kiosk = kiosk();
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..12 {
        let option = ["canary-one", "canary-two"][visit % 2];
        csv.push_str(&format!("{visit},beans,bean,{option},2026-01-{:02}T{:02}:00:00\n", 6 + visit / 6, 8 + visit % 6));
    }
    let file = kiosk.write("answers.csv", csv);
    for arguments in [
        vec!["enter", file.to_str().unwrap()],
        vec!["--json", "enter", file.to_str().unwrap()],
        vec!["release"],
        vec!["--now", "2026-01-12T04:00", "release"],
        vec!["--json", "--now", "2026-01-19T04:00", "release"],
        vec!["doctor"],
        vec!["--json", "doctor"],
        vec!["export", "--out", "/nowhere/at/all"],
    ] {
        silent(&kiosk.run(&arguments));
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_without_what_stands_in_it() {
    let kiosk = kiosk();
    let header = "visit,pack,item,response,cohort,language,at\n";
    for line in [
        "1,beans,bean,secret-answer,,,",
        "1,beans,bean,secret|answer,,,",
        "1,beans,bean,\"secret,,,",
        "1,beans,bean,secret,too,many,columns,here",
        "1,beans,bean,secret\u{0},,,",
        "secret,beans,bean,,day,,2026-13-01",
    ] {
        let file = kiosk.write("bad.csv", format!("{header}{line}\n"));
        let ran = kiosk.run(&["enter", file.to_str().unwrap()]);
        // The options of the item may be named: they are the author's words. What was answered may not.
        assert!(!ran.err.contains("secret") && !ran.out.contains("secret"), "{line}: {}", ran.err);
        silent(&kiosk.run(&["--now", "2026-01-12T04:00", "release"]));
    }
}

#[test]
fn debug_prints_of_answers_and_counters_say_nothing() {
    assert_eq!(format!("{:?}", Response::one(77)), "Response(..)");
    assert_eq!(format!("{:?}", Counts::zero(3)), "Counts(3 cells)");
    let content = Kiosk::content();
    let pack = &content.packs[0];
    let visit = |position| Finished {
        pack: pack.id.clone(),
        cohort: Some(CohortId::new("day").unwrap()),
        answers: vec![(pack.items[0].id.clone(), Response::one(position))],
        comments: Vec::new(),
        burst: false,
    };
    assert_eq!(format!("{:?}", visit(0)), format!("{:?}", visit(2)));
    let counted = |position| {
        let mut tallies = Tallies::new(plans(&content), content.hash.clone());
        let quarter = listening_post::tally::Quarter::of(jiff::civil::date(2026, 1, 5).at(8, 0, 0, 0));
        tallies.add(pack, &visit(position), quarter, &mut listening_post::tally::QuarterUse::default());
        format!("{tallies:?}")
    };
    assert_eq!(counted(0), counted(2));
}
