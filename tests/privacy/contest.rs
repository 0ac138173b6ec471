//! A contest beside a pulse: whose ticket it is can be known, for people show them; what they answered must not follow.

use std::fs;
use std::path::Path;
use std::time::Instant;

use argon2::{Algorithm, Argon2, Params, Version};
use jiff::civil::date;
use listening_post::clock::SimulatedClock;
use listening_post::contest::Ticket;
use listening_post::random::Random;
use listening_post::store::{Counters, DataDirectory, Kind};
use listening_post::visit::{Finished, Response};
use listening_post::vocabulary::{ItemId, PackId};
use rand::RngExt;

use crate::common::{content, open, slot};
use crate::finding::{Bound, Finding, must_fail};

const KIOSK: &str = "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 500\n";
const QUIZ: &str = "kind = \"quiz\"\ntitle = \"Beans\"\nuntil = 2026-12-31\ncontest = { prize = \"A mug\" }\n\
    [[item]]\nid = \"bean\"\ntype = \"single\"\ntext = \"Which bean?\"\n\
    options = [{ id = \"x\", text = \"X\" }, { id = \"y\", text = \"Y\", correct = true }]\n";
const PULSE: &str = "kind = \"pulse\"\ntitle = \"Today\"\n\
    [[item]]\nid = \"day\"\ntype = \"single\"\ntext = \"How was it?\"\noptions = [{ id = \"good\", text = \"Good\" }, { id = \"bad\", text = \"Bad\" }]\n";
/// The name of the contest as the image has it: its length, then its letters.
const NAME: &[u8] = b"\x07contest";
const SALT: usize = 16;
const HASH: usize = 16;
/// The part of a stored hash by which its owner is found again: what a mutant writes stands before or behind it.
const MIDDLE: std::ops::Range<usize> = 2..14;

/// Somebody who answered both packs and took a ticket.
struct Person {
    ticket: Ticket,
    quiz: usize,
    pulse: usize,
}

/// What an attacker has who knows everybody's ticket and opened the vault with its key.
struct Loot {
    people: Vec<Person>,
    salt: Vec<u8>,
    /// As they stand in the image.
    hashes: Vec<Vec<u8>>,
}

fn one(pack: &str, item: &str, response: usize) -> Finished {
    Finished {
        pack: PackId::new(pack).unwrap(),
        cohort: None,
        answers: vec![(ItemId::new(item).unwrap(), Response::one(response))],
        comments: Vec::new(),
        burst: false,
    }
}

/// A kiosk at which so many people answer a pulse and a quiz, and take a ticket after it.
fn loot(people: usize) -> Loot {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDirectory::at(folder.path());
    let loaded = content(KIOSK, &[("contest", QUIZ), ("pulse", PULSE)]);
    let clock = SimulatedClock::at(date(2026, 11, 2).at(9, 0, 0, 0));
    let (mut counters, _) = Counters::open(&data, Kind::Simulated, loaded, clock.clone(), Random::System).unwrap();
    let contest = PackId::new("contest").unwrap();
    let mut rng = Random::System;
    let people = (0..people)
        .map(|_| {
            let (quiz, pulse) = (rng.random_range(0..2), rng.random_range(0..2));
            counters.count(&one("pulse", "day", pulse)).unwrap();
            counters.count(&one("contest", "bean", quiz)).unwrap();
            Person { ticket: counters.take_ticket(&contest).unwrap(), quiz, pulse }
        })
        .collect();
    let (salt, hashes) = kept(folder.path());
    Loot { people, salt, hashes }
}

/// The salt and the hashes in the vault's image.
fn kept(data: &Path) -> (Vec<u8>, Vec<Vec<u8>>) {
    let image = open(&fs::read(data.join("vault/key")).unwrap(), &slot(data, "slot-a")).unwrap();
    // Tickets stand last in the image.
    let at = image.windows(NAME.len()).rposition(|window| window == NAME).unwrap() + NAME.len();
    let (salt, rest) = image[at..].split_at(SALT);
    // How many there are, seven bits a byte.
    let (mut count, mut length) = (0, 0);
    for byte in rest {
        count |= usize::from(byte & 0x7f) << (7 * length);
        length += 1;
        if byte & 0x80 == 0 {
            break;
        }
    }
    (salt.to_vec(), rest[length..].chunks(HASH).take(count).map(<[u8]>::to_vec).collect())
}

/// The digits of a code.
fn digits(ticket: &Ticket) -> String {
    ticket.code.in_groups().replace(' ', "")
}

fn hash(argon: &Argon2<'_>, code: &str, salt: &[u8]) -> Vec<u8> {
    let mut hash = vec![0; HASH];
    argon.hash_password_into(code.as_bytes(), salt, &mut hash).unwrap();
    hash
}

impl Loot {
    /// Where a ticket stands among those that are kept.
    fn place(&self, argon: &Argon2<'_>, code: &str) -> Option<usize> {
        let wanted = hash(argon, code, &self.salt);
        self.hashes.iter().position(|kept| kept[MIDDLE] == wanted[MIDDLE])
    }

    /// All that may be looked at of a ticket: where it stands, every bit that is kept of it, every digit of its code.
    fn traits(&self) -> Vec<Vec<f64>> {
        let argon = Argon2::default();
        let of = |person: &Person| {
            let code = digits(&person.ticket);
            let place = self.place(&argon, &code).expect("a ticket that was taken is kept");
            let bits = self.hashes[place].iter().flat_map(|byte| (0..8).map(move |bit| f64::from(byte >> bit & 1)));
            let digits = code.bytes().map(f64::from);
            std::iter::once(place as f64).chain(bits).chain(digits).collect()
        };
        self.people.iter().map(of).collect()
    }
}

fn correlation(left: &[f64], right: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (left_mean, right_mean) = (mean(left), mean(right));
    let (mut both, mut ours, mut theirs) = (0.0, 0.0, 0.0);
    for (x, y) in left.iter().zip(right) {
        let (x, y) = (x - left_mean, y - right_mean);
        both += x * y;
        ours += x * x;
        theirs += y * y;
    }
    if ours * theirs == 0.0 { 0.0 } else { both / (ours * theirs).sqrt() }
}

#[test]
fn a_ticket_tells_neither_what_its_owner_answered_nor_when_it_was_taken() {
    must_fail("contest-answers", &["TicketsMarked", "TicketsInOrder"], || {
        let count = if cfg!(feature = "mutants") { 60 } else { 200 };
        let loot = loot(count);
        assert_eq!(loot.hashes.len(), count);
        let traits = loot.traits();
        let of = |what: fn(usize, &Person) -> usize| -> Vec<f64> {
            loot.people.iter().enumerate().map(|(at, person)| what(at, person) as f64).collect()
        };
        let secrets = [of(|_, person| person.quiz), of(|_, person| person.pulse), of(|at, _| at)];
        let mut worst = 0.0_f64;
        for which in 0..traits[0].len() {
            let seen: Vec<f64> = traits.iter().map(|traits| traits[which]).collect();
            worst = secrets.iter().map(|secret| correlation(&seen, secret).abs()).fold(worst, f64::max);
        }
        Finding {
            attack: "contest beside pulse",
            tried: format!(
                "{count} people each answer a pulse and a quiz and take a draw ticket; everybody shows theirs, the image is opened \
                 with the kiosk's key: where each ticket stands, every bit kept of it and every digit of its code, against both \
                 answers and the order of taking"
            ),
            measure: "largest correlation of any of them",
            figure: worst,
            // 141 traits against three secrets: chance alone passes .4 in 200 people once in 100,000 runs.
            bound: Bound::AtMost(0.4),
        }
    });
}

#[test]
fn one_ticket_leads_to_no_other() {
    must_fail("contest-neighbours", &["TicketsNumbered"], || {
        let loot = loot(20);
        let argon = Argon2::default();
        let own: u64 = digits(&loot.people[10].ticket).parse().unwrap();
        let guesses = (1..=20)
            .flat_map(|apart| [own.saturating_sub(apart), own + apart])
            .chain(0..40)
            .filter(|code| *code != own);
        let mut opened: Vec<usize> = guesses.filter_map(|code| loot.place(&argon, &format!("{code:012}"))).collect();
        opened.sort_unstable();
        opened.dedup();
        Finding {
            attack: "contest beside pulse",
            tried: "the owner of one of 20 tickets, with the image and its key, tries the 40 codes next to their own and the 40 \
                    smallest"
                .to_owned(),
            measure: "tickets of others that open",
            figure: opened.len() as f64,
            bound: Bound::AtMost(0.0),
        }
    });
}

#[test]
fn codes_cannot_be_tried_one_after_the_other() {
    must_fail("contest-search", &["TicketsHashedFast"], || {
        let loot = loot(1);
        let own = digits(&loot.people[0].ticket);
        let quick = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        // Of what may have been used, that which leads from the own code to what is kept.
        let used = [quick, Argon2::default()].into_iter().find(|argon| loot.place(argon, &own).is_some()).unwrap();
        let time = |code: u32| {
            let start = Instant::now();
            assert!(loot.place(&used, &format!("{code:012}")).is_none());
            start.elapsed().as_secs_f64()
        };
        // The shortest is the one that nothing else on the machine held up.
        let shortest = (0..20).map(time).fold(f64::MAX, f64::min);
        Finding {
            attack: "contest beside pulse",
            tried: "somebody with the image and its key hashes codes on one core of a busy machine, 20 times, and goes on through half \
                    of all codes"
                .to_owned(),
            measure: "years until a ticket opens",
            figure: shortest * 1e12 / 2.0 / (365.0 * 86400.0),
            bound: Bound::AtLeast(20.0),
        }
    });
}
