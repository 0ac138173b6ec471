//! Contests: what a pack may say of one, and how teams stand by what was released.

use expect_test::expect;
use jiff::civil::{DateTime, date};
use listening_post::clock::SimulatedClock;
use listening_post::config::Folder;
use listening_post::content::load;
use listening_post::contest::{Drawing, Refused};
use listening_post::random::Random;
use listening_post::store::{Counters, DataDirectory, Kind};
use listening_post::vocabulary::PackId;

use crate::common::{Kiosk, content};

const KIOSK: &str = "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 300\n\
    cohort = [{ id = \"day\", name = \"Day\", headcount = 90 }, { id = \"night\", name = \"Night\", headcount = 90 }]\n";
const QUIZ: &str = "kind = \"quiz\"\ntitle = \"Beans\"\nask_cohort = true\nuntil = 2027-01-31\n\
    contest = { teams = [\"day\", \"night\"], prize = \"A mug\" }\n\
    [[item]]\nid = \"bean\"\ntype = \"single\"\ntext = \"Which bean?\"\n\
    options = [{ id = \"x\", text = \"X\" }, { id = \"y\", text = \"Y\", correct = true }]\n";

fn faults(pack: &str) -> String {
    let mut folder = Folder::default();
    folder.insert("kiosk.toml", KIOSK);
    folder.insert("packs/beans.toml", pack);
    let faults = load(&folder).faults;
    faults.iter().map(|fault| format!("{fault} → {}\n", fault.advice().unwrap_or_default())).collect()
}

#[test]
fn a_team_that_no_longer_exists_is_told() {
    assert_eq!(faults(QUIZ), "");
    expect![[r#"
        team `weekend` does not exist, or not any more → a team is a [[cohort]] of kiosk.toml; take it out of the contest, or offer it again
    "#]]
    .assert_eq(&faults(&QUIZ.replace("\"night\"]", "\"night\", \"weekend\"]")));
}

#[test]
fn a_contest_needs_right_answers_a_question_for_the_team_and_an_end() {
    let pack = QUIZ.replace("kind = \"quiz\"", "kind = \"pulse\"").replace(", correct = true", "");
    let pack = pack.replace("ask_cohort = true\n", "").replace("until = 2027-01-31\n", "");
    expect![[r#"
        teams stand by right answers, and only a quiz has them → make it a pack of kind = "quiz", or leave `teams` out
        nobody is asked for their team → add ask_cohort = true to the pack
        a drawing needs an end → add the last day: until = 2027-01-31
    "#]]
    .assert_eq(&faults(&pack));
}

#[test]
fn teams_stand_by_released_answers_only_and_the_report_says_how_sure_it_is() {
    let kiosk = Kiosk::with(KIOSK, &[("beans", QUIZ)]);
    kiosk.simulate("2026-11-02T09:00");
    let mut csv = String::from("visit,pack,item,response,cohort,at\n");
    // The day shift gets 8 of 10 right; the night shift has too few answers to leave.
    for number in 0..10 {
        let answer = if number < 8 { "y" } else { "x" };
        csv +=
            &format!("d{number},beans,bean,{answer},day,2026-11-{:02}T{:02}:00:00\n", 3 + number / 5, 10 + number % 5);
    }
    csv += "n1,beans,bean,y,night,2026-11-04T18:00:00\n";
    kiosk.enter(&csv);
    kiosk.release("2026-11-09T04:00");
    let figures: serde_json::Value = serde_json::from_str(&kiosk.done(&["report", "--json"])).unwrap();
    let standings: Vec<String> = figures
        .as_array()
        .unwrap()
        .iter()
        .filter(|figure| figure["figure"] == "standing")
        .map(|figure| {
            format!("{} {} of {} {}", figure["cohort"], figure["value"], figure["n"], figure["withheld"].is_string())
        })
        .collect();
    assert_eq!(standings, ["\"day\" 0.8 of 10 false", "\"night\" null of null true"]);
}

#[test]
fn a_draw_without_tickets_draws_nothing_and_a_prize_goes_once_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDirectory::at(folder.path());
    let contest = PackId::new("beans").unwrap();
    let open = |now: DateTime| {
        let clock = SimulatedClock::at(now);
        let loaded = content(KIOSK, &[("beans", QUIZ)]);
        Counters::open(&data, Kind::Simulated, loaded, clock, Random::System).unwrap().0
    };
    let (during, after) = (date(2027, 1, 31).at(9, 0, 0, 0), date(2027, 2, 1).at(9, 0, 0, 0));
    assert_eq!(open(during).draw_ticket(&contest).unwrap(), Err(Refused::Running));
    assert_eq!(open(after).draw_ticket(&contest).unwrap(), Err(Refused::NoTicket));
    let ticket = open(during).take_ticket(&contest).unwrap();
    assert_eq!(open(after).draw_ticket(&contest).unwrap(), Ok(Drawing::Drawn(ticket.number.clone())));
    assert_eq!(open(after).claim_ticket(&contest, &ticket.code).unwrap(), Err(Refused::NothingDrawn));
    open(after).publish_ticket(&contest).unwrap().unwrap();
    assert_eq!(open(after).claim_ticket(&contest, &ticket.code).unwrap(), Ok(Drawing::Claimed(ticket.number.clone())));
    let mut counters = open(after);
    assert_eq!(counters.claim_ticket(&contest, &ticket.code).unwrap(), Err(Refused::ClaimedTwice));
    assert_eq!(counters.draw_ticket(&contest).unwrap(), Err(Refused::ClaimedTwice));
    assert_eq!(counters.drawing(&contest), Drawing::Claimed(ticket.number));
}
