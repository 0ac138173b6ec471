//! A comment at the screen: written, looked through, handed in or left behind.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::date;
use listening_post::comments::{Draft, LONGEST};
use listening_post::content::Content;
use listening_post::visit::{COUNTDOWN, Event, Finished, Machine, Now, Screen};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::common::{Kiosk, content};

const PACK: &str = r#"
kind = "stories"
title = "Your words"
idle_seconds = 15
[[item]]
id = "mood"
type = "smiley"
faces = 5
text = "How was it?"
[[item]]
id = "change"
type = "comment"
text = "What should we change?"
phrases = ["More breaks"]
[[item]]
id = "praise"
type = "comment"
required = true
text = "Who deserves thanks?"
"#;

struct Person {
    machine: Machine<StdRng>,
    at: Duration,
}

impl Person {
    fn at(pack: &str) -> Self {
        let (kiosk, _) = Kiosk::usual();
        let content: Arc<Content> = content(kiosk, &[("words", pack)]);
        let mut person = Self { machine: Machine::new(content, StdRng::seed_from_u64(1)), at: Duration::from_secs(9) };
        person.send(Event::Begin);
        person
    }

    /// Somebody who has come past the face.
    fn writing() -> Self {
        let mut person = Self::at(PACK);
        person.send(Event::Skip);
        person
    }

    fn send(&mut self, event: Event) -> Option<Finished> {
        self.machine.handle(event, Now { elapsed: self.at, today: date(2026, 1, 5) })
    }

    fn write(&mut self, text: &str) {
        self.send(Event::Write(Draft::new(text)));
    }

    fn item(&self) -> &str {
        self.machine.item().map_or("", |item| item.id.as_str())
    }
}

#[test]
fn what_is_handed_in_comes_with_the_visit_made_uniform() {
    let mut person = Person::writing();
    assert_eq!(person.item(), "change");
    person.write("  More   breaks 😀");
    assert!(person.machine.can_go_on());
    assert_eq!(person.send(Event::Next), None);
    person.write("Everybody");
    let visit = person.send(Event::Next).unwrap();
    let said: Vec<_> = visit.comments.iter().map(|(item, comment)| (item.as_str(), comment.as_str())).collect();
    assert_eq!(said, [("change", "More breaks"), ("praise", "Everybody")]);
    assert!(visit.answers.is_empty() && !visit.burst);
    assert_eq!(person.machine.screen(), &Screen::Saving);
}

#[test]
fn nothing_that_can_be_read_is_not_handed_in() {
    let mut person = Person::writing();
    for nothing in ["", "   ", "😀😀", "…"] {
        person.write(nothing);
        assert!(!person.machine.can_go_on(), "{nothing:?}");
        person.send(Event::Next);
        assert_eq!(person.item(), "change");
    }
}

#[test]
fn what_reaches_somebody_is_not_taken_until_it_is_out_and_a_name_is_only_pointed_at() {
    let mut person = Person::writing();
    person.write("call me on 0171 555 0123");
    person.send(Event::Next);
    assert_eq!(person.item(), "change", "a telephone number stays where it is");
    let mut draft = person.machine.draft().unwrap().clone();
    draft.redact(|kind| kind.as_str().to_owned());
    person.send(Event::Write(draft));
    person.send(Event::Next);
    assert_eq!(person.item(), "praise");
    person.write("Thank you, Anna Schmidt");
    assert!(!person.machine.draft().unwrap().kinds().is_empty());
    assert!(person.send(Event::Next).is_some(), "whoever wants to thank somebody by name may");
}

#[test]
fn going_back_finds_the_words_and_skipping_leaves_none() {
    let mut person = Person::writing();
    person.write("more breaks");
    person.send(Event::Next);
    person.send(Event::Back);
    assert_eq!(person.machine.draft().unwrap().as_str(), "more breaks");
    person.send(Event::Skip);
    assert!(!person.machine.can_skip(), "this one is required");
    person.write("all of you");
    let visit = person.send(Event::Next).unwrap();
    assert_eq!(visit.comments.len(), 1);
}

#[test]
fn words_that_were_not_handed_in_are_gone_with_the_person() {
    let mut person = Person::at(PACK);
    person.send(Event::Tap(2));
    person.at += Duration::from_secs(1);
    person.send(Event::Tick);
    assert_eq!(person.item(), "change");
    person.write("my name is on the tip of my tongue");
    person.at += Duration::from_secs(15) + COUNTDOWN;
    let visit = person.send(Event::Tick).unwrap();
    assert_eq!((visit.answers.len(), visit.comments.len()), (1, 0));
}

#[test]
fn typing_counts_as_being_there_and_words_elsewhere_are_ignored() {
    let mut person = Person::writing();
    for letter in 1..40 {
        person.at += Duration::from_secs(5);
        person.write(&"a".repeat(letter));
        assert_eq!(person.send(Event::Tick), None);
    }
    assert_eq!(person.machine.draft().unwrap().left(), LONGEST - 39);
    person.send(Event::Back);
    person.write("to a face");
    assert!(person.machine.draft().is_none());
}
