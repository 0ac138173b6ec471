//! What happened at a kiosk before somebody looks at it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{DateTime, date};
use listening_post::clock::{Clock, SimulatedClock};
use listening_post::comments::Comment;
use listening_post::random::Random;
use listening_post::store::{Counters, Kind};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::{CohortId, ItemId, PackId};

use crate::office::Office;

const BEGAN: DateTime = date(2026, 10, 12).at(9, 0, 0, 0);
const ENDED: DateTime = date(2026, 11, 17).at(9, 0, 0, 0);

fn visit(pack: &str) -> Finished {
    Finished { pack: PackId::new(pack).unwrap(), cohort: None, answers: Vec::new(), comments: Vec::new(), burst: false }
}

/// Five weeks, four visits of each kind a day, with every night and cut that falls into them.
fn live(
    office: &Office,
    mut visits: impl FnMut(usize) -> Vec<Finished>,
    then: impl FnOnce(&mut Counters<Rc<dyn Clock>, Random>, &SimulatedClock),
) {
    let clock = SimulatedClock::at(BEGAN);
    let shared: Rc<dyn Clock> = Rc::new(clock.clone());
    let opened = Counters::open(&office.data(), Kind::Real, Arc::new(office.content()), shared, Random::seeded(3));
    let (mut counters, _) = opened.unwrap();
    for quarter in 0.. {
        if clock.wall() >= ENDED {
            break;
        }
        clock.advance_to(clock.wall() + Duration::from_hours(6));
        counters.pass_time().unwrap();
        for visit in visits(quarter) {
            counters.add(&visit).unwrap();
        }
    }
    then(&mut counters, &clock);
}

/// Twelve comments on six days, released at the fourth cut.
pub fn release_comments(office: &Office) {
    let mut said = 0;
    let comments = |quarter: usize| {
        if quarter % 2 == 1 || said == 12 {
            return Vec::new();
        }
        said += 1;
        let comment = Comment::new(&format!("a quieter grinder would help, time and again {said}")).unwrap();
        vec![Finished { comments: vec![(ItemId::new("one-thing").unwrap(), comment)], ..visit("your-words") }]
    };
    live(office, comments, |_, _| {});
}

/// Three teams that answered a quiz, each as well as it did, and a ticket that was drawn and shown.
pub fn play_a_contest(office: &Office) {
    let pack = PackId::new("coffee-basics").unwrap();
    let played = |quarter: usize| {
        let teams = [("day", 4), ("night", 2), ("weekend", 3)].into_iter();
        let answered = teams.map(|(team, right_in)| Finished {
            cohort: Some(CohortId::new(team).unwrap()),
            answers: vec![(
                ItemId::new("espresso-seconds").unwrap(),
                Response::one(usize::from(!quarter.is_multiple_of(right_in))),
            )],
            ..visit("coffee-basics")
        });
        answered.collect()
    };
    live(office, played, |counters, clock| {
        counters.take_ticket(&pack).unwrap();
        clock.advance_to(date(2026, 11, 18).at(9, 0, 0, 0));
        counters.pass_time().unwrap();
        counters.draw_ticket(&pack).unwrap().unwrap();
        counters.publish_ticket(&pack).unwrap().unwrap();
    });
}
