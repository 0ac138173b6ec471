//! Nothing that is printed tells what somebody answered.

use listening_post::tally::{Counts, Tallies, plans};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::CohortId;

use crate::common::{Kiosk, Ran};
use crate::finding::{Bound, Finding, must_fail};

/// A kiosk whose options would be noticed anywhere.
fn kiosk() -> Kiosk {
    let (kiosk, pack) = Kiosk::usual();
    let kiosk =
        Kiosk::with(kiosk, &[("beans", &pack.replace("robusta", "canary-one").replace("arabica", "canary-two"))]);
    kiosk.simulate("2026-01-05T07:00");
    kiosk
}

/// Streams on which something of an answer stands.
fn loud(ran: &Ran) -> usize {
    [&ran.out, &ran.err].into_iter().filter(|stream| stream.contains("canary") || stream.contains("secret")).count()
}

/// Runs the program as somebody would who looks for a mistake.
fn talkative(kiosk: &Kiosk, arguments: &[&str]) -> Ran {
    let mut command = kiosk.command();
    command.env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace");
    Ran::of(command.args(arguments))
}

/// Streams with something of an answer on them while visits are taken in and let out.
fn taking() -> usize {
    let kiosk = kiosk();
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..12 {
        let option = ["canary-one", "canary-two"][visit % 2];
        csv.push_str(&format!("{visit},beans,bean,{option},2026-01-{:02}T{:02}:00:00\n", 6 + visit / 6, 8 + visit % 6));
    }
    let file = kiosk.write("answers.csv", csv);
    let commands = [
        vec!["enter", file.to_str().unwrap()],
        vec!["--json", "enter", file.to_str().unwrap()],
        vec!["release"],
        vec!["--now", "2026-01-12T04:00", "release"],
        vec!["--json", "--now", "2026-01-19T04:00", "release"],
        vec!["doctor"],
        vec!["--json", "doctor"],
        vec!["export", "--out", "/nowhere/at/all"],
    ];
    commands.iter().map(|arguments| loud(&talkative(&kiosk, arguments))).sum()
}

/// The same for files in which something is wrong.
fn refusing() -> usize {
    let kiosk = kiosk();
    let header = "visit,pack,item,response,cohort,language,at\n";
    let lines = [
        "1,beans,bean,secret-answer,,,",
        "1,beans,bean,secret|answer,,,",
        "1,beans,bean,\"secret,,,",
        "1,beans,bean,secret,too,many,columns,here",
        "1,beans,bean,secret\u{0},,,",
        "secret,beans,bean,,day,,2026-13-01",
    ];
    let refused = lines.iter().map(|line| {
        let file = kiosk.write("bad.csv", format!("{header}{line}\n"));
        let ran = talkative(&kiosk, &["enter", file.to_str().unwrap()]);
        // The options of the item may be named: they are the author's words. What was answered may not.
        usize::from(ran.err.contains("secret") || ran.out.contains("secret"))
    });
    refused.sum()
}

#[test]
fn nothing_that_is_printed_holds_an_answer() {
    must_fail("logs", &["AnswersQuoted"], || Finding {
        attack: "logs and panics",
        tried:
            "everything that `enter`, `release`, `doctor` and `export` print, also for machines, with RUST_LOG=trace, \
                for good files and for six kinds of bad ones"
                .to_owned(),
        measure: "streams that hold an answer",
        figure: (taking() + refusing()) as f64,
        bound: Bound::AtMost(0.0),
    });
}

/// Nothing makes the program panic that is known of; a build with mutants does it on demand.
#[cfg(feature = "mutants")]
#[test]
fn a_panic_while_a_visit_is_counted_quotes_nothing() {
    use listening_post::mutant::Mutant;

    crate::finding::must_fail_when_provoked("panics", [Mutant::Panic, Mutant::PanicQuoted], || {
        let pack = "kind = \"pulse\"\ntitle = \"Your say\"\n[[item]]\nid = \"mood\"\ntype = \"smiley\"\nfaces = 5\n\
            text = \"How was today?\"\n[[item]]\nid = \"why\"\ntype = \"comment\"\ntext = \"What made it so?\"\n";
        let kiosk = Kiosk::with(Kiosk::usual().0, &[("say", pack)]);
        kiosk.simulate("2026-01-05T07:00");
        let file = kiosk.write("answers.csv", "visit,pack,item,response\n1,say,why,the canary sings\n");
        let ran = talkative(&kiosk, &["enter", file.to_str().unwrap()]);
        assert!(ran.err.contains("a mistake of its own"), "it did panic: {}", ran.err);
        Finding {
            attack: "logs and panics",
            tried: "a panic while a comment is counted, provoked in the build with mutants, its payload being the comment; \
                    RUST_BACKTRACE=full"
                .to_owned(),
            measure: "streams that hold a comment",
            figure: loud(&ran) as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
#[cfg_attr(feature = "mutants", ignore = "no attack")]
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
