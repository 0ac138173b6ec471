//! Draw tickets. A ticket is a code that only its taker has; what is kept of it is a salted hash, and the set of hashes says
//! neither when a ticket was taken, nor in which order, nor after which answers.

use std::collections::BTreeSet;

use argon2::{Argon2, Params};
use rand::seq::IteratorRandom;
use rand::{CryptoRng, Rng, RngExt};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::mutant::{self, Mutant};

/// Digits of a code. With a slow hash of tens of milliseconds each, all of them would take a thousand years.
pub const DIGITS: usize = 12;
/// Bytes kept of a hash.
const KEPT: usize = 16;
/// What RFC 9106 recommends.
const SALT_BYTES: usize = 16;
/// Numbers that tickets go by are below this: six digits can be read out and compared.
const NUMBERS: u64 = 1_000_000;

type Hash = [u8; KEPT];

/// The code of a ticket as it is shown or typed, wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

impl Code {
    /// A code that somebody typed; none if it is too short, too long or has something else than digits.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let fits = typed.len() == DIGITS && typed.bytes().all(|digit| digit.is_ascii_digit());
        fits.then(|| Self(Zeroizing::new(typed.to_owned())))
    }

    fn drawn(rng: &mut impl CryptoRng) -> Self {
        let mut digits = Zeroizing::new(String::with_capacity(DIGITS));
        (0..DIGITS).for_each(|_| digits.push(char::from(b'0' + rng.random_range(0..10_u8))));
        Self(digits)
    }

    /// The digits in groups of four.
    #[must_use]
    pub fn in_groups(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(DIGITS + DIGITS / 4));
        for (at, digit) in self.0.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    }
}

/// A ticket for whoever takes it; the kiosk keeps only a hash of its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// What it is called when it wins; it says nothing of the code.
    pub number: String,
    /// What only its taker knows.
    pub code: Code,
}

/// Where a drawing stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawing {
    /// Nothing was drawn yet.
    Open,
    /// This number was drawn, and only the panel knows.
    Drawn(String),
    /// This number is on the screen.
    Published(String),
    /// The one who had it came.
    Claimed(String),
}

/// Why a ticket was not drawn, shown or taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The contest goes on.
    #[error("the contest has not ended yet; nothing is drawn before")]
    Running,
    /// Nobody took a ticket, or all of them were drawn.
    #[error("there is no ticket to draw")]
    NoTicket,
    /// Nothing was drawn that could be shown or claimed.
    #[error("no ticket has been drawn and shown yet")]
    NothingDrawn,
    /// The prize has gone.
    #[error("this prize was claimed already")]
    ClaimedTwice,
    /// The code is not that of the ticket that won.
    #[error("this code does not belong to the ticket that won")]
    NotTheWinner,
    /// The hash needs memory that there is not.
    #[error("could not hash the code")]
    Unhashed,
}

/// All tickets of one contest. Equal sets have equal bytes, whatever the order they were taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tickets {
    salt: [u8; SALT_BYTES],
    hashes: BTreeSet<Hash>,
    /// Hashes that were drawn and did not come to claim, before the last.
    passed: BTreeSet<Hash>,
    drawn: Option<Hash>,
    published: bool,
    claimed: bool,
}

impl Tickets {
    /// No tickets, with a salt of their own.
    #[must_use]
    pub fn new(rng: &mut impl CryptoRng) -> Self {
        Self {
            salt: rng.random(),
            hashes: BTreeSet::new(),
            passed: BTreeSet::new(),
            drawn: None,
            published: false,
            claimed: false,
        }
    }

    /// Takes a ticket out; its code is in what is returned and nowhere else.
    ///
    /// # Errors
    /// [`Refused::Unhashed`] if there is no memory for the hash.
    pub fn take(&mut self, rng: &mut impl CryptoRng) -> Result<Ticket, Refused> {
        loop {
            let mut code = Code::drawn(rng);
            mutant::code(&mut code.0, self.hashes.len());
            let mut hash = self.hash(&code)?;
            mutant::ticket(&mut hash, self.hashes.len());
            // Two tickets of one number could both think that they have won.
            if self.hashes.iter().all(|known| number(known) != number(&hash)) {
                self.hashes.insert(hash);
                return Ok(Ticket { number: number(&hash), code });
            }
        }
    }

    /// Draws one of all tickets; again, if the one that was drawn before did not come.
    ///
    /// # Errors
    /// [`Refused`] if the contest goes on, no ticket is left, or the prize has gone.
    pub fn draw(&mut self, ended: bool, rng: &mut impl Rng) -> Result<Drawing, Refused> {
        if !ended {
            return Err(Refused::Running);
        }
        if self.claimed {
            return Err(Refused::ClaimedTwice);
        }
        let left = self.hashes.iter().filter(|hash| !self.passed.contains(*hash) && self.drawn != Some(**hash));
        let drawn = *left.choose(rng).ok_or(Refused::NoTicket)?;
        self.passed.extend(self.drawn.replace(drawn));
        self.published = false;
        Ok(self.drawing())
    }

    /// Shows the number that was drawn on the first screen.
    ///
    /// # Errors
    /// [`Refused::NothingDrawn`] if none was.
    pub fn publish(&mut self) -> Result<Drawing, Refused> {
        self.drawn.ok_or(Refused::NothingDrawn)?;
        self.published = true;
        Ok(self.drawing())
    }

    /// Takes in the code of whoever says that their ticket won.
    ///
    /// # Errors
    /// [`Refused`] unless it is that of the ticket that was shown, and the first time.
    pub fn claim(&mut self, code: &Code) -> Result<Drawing, Refused> {
        let drawn = self.drawn.filter(|_| self.published).ok_or(Refused::NothingDrawn)?;
        if self.hash(code)? != drawn {
            return Err(Refused::NotTheWinner);
        }
        if self.claimed {
            return Err(Refused::ClaimedTwice);
        }
        self.claimed = true;
        Ok(self.drawing())
    }

    /// Where the drawing stands.
    #[must_use]
    pub fn drawing(&self) -> Drawing {
        match &self.drawn {
            None => Drawing::Open,
            Some(hash) if self.claimed => Drawing::Claimed(number(hash)),
            Some(hash) if self.published => Drawing::Published(number(hash)),
            Some(hash) => Drawing::Drawn(number(hash)),
        }
    }

    fn hash(&self, code: &Code) -> Result<Hash, Refused> {
        let mut hash = [0; KEPT];
        let hashed = argon().hash_password_into(code.0.as_bytes(), &self.salt, &mut hash);
        hashed.map(|()| hash).map_err(|_| Refused::Unhashed)
    }
}

/// The slow hash, with the memory and passes that its crate sets (19 MiB, two passes: OWASP's first choice).
fn argon() -> Argon2<'static> {
    if mutant::active(Mutant::TicketsHashedFast) {
        return Params::new(8, 1, 1, None).map_or_else(|_| Argon2::default(), Argon2::from);
    }
    Argon2::default()
}

/// What a ticket goes by: six digits of its hash.
fn number(hash: &Hash) -> String {
    let head = hash.iter().take(8).fold(0_u64, |head, byte| head << 8 | u64::from(*byte));
    let number = head % NUMBERS;
    format!("{:03} {:03}", number / 1000, number % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn tickets(count: usize, seed: u64) -> (Tickets, Vec<Ticket>, Random) {
        let mut rng = Random::seeded(seed);
        let mut tickets = Tickets::new(&mut rng);
        let taken = (0..count).map(|_| tickets.take(&mut rng).unwrap()).collect();
        (tickets, taken, rng)
    }

    fn winner<'t>(drawing: &Drawing, taken: &'t [Ticket]) -> &'t Ticket {
        let (Drawing::Drawn(number) | Drawing::Published(number)) = drawing else { panic!("nothing drawn") };
        taken.iter().find(|ticket| &ticket.number == number).unwrap()
    }

    #[test]
    fn a_draw_with_no_tickets_draws_nothing_and_says_so() {
        let (mut tickets, _, mut rng) = tickets(0, 1);
        assert_eq!(tickets.draw(true, &mut rng), Err(Refused::NoTicket));
        assert_eq!(tickets.publish(), Err(Refused::NothingDrawn));
        assert_eq!(tickets.claim(&Code::new("123456789012").unwrap()), Err(Refused::NothingDrawn));
    }

    #[test]
    fn nothing_is_drawn_before_the_end() {
        let (mut tickets, _, mut rng) = tickets(1, 1);
        assert_eq!(tickets.draw(false, &mut rng), Err(Refused::Running));
    }

    #[test]
    fn only_the_ticket_that_won_claims_and_only_once() {
        let (mut tickets, taken, mut rng) = tickets(3, 2);
        let drawing = tickets.draw(true, &mut rng).unwrap();
        let won = winner(&drawing, &taken).clone();
        assert_eq!(tickets.claim(&won.code), Err(Refused::NothingDrawn), "not before it is shown");
        tickets.publish().unwrap();
        let lost = taken.iter().find(|ticket| **ticket != won).unwrap();
        assert_eq!(tickets.claim(&lost.code), Err(Refused::NotTheWinner));
        assert_eq!(tickets.claim(&won.code), Ok(Drawing::Claimed(won.number)));
        assert_eq!(tickets.claim(&won.code), Err(Refused::ClaimedTwice));
        assert_eq!(tickets.draw(true, &mut rng), Err(Refused::ClaimedTwice));
    }

    #[test]
    fn who_does_not_come_is_passed_over_and_never_drawn_again() {
        let (mut tickets, _, mut rng) = tickets(3, 3);
        let drawn: BTreeSet<String> = (0..3)
            .map(|_| match tickets.draw(true, &mut rng) {
                Ok(Drawing::Drawn(number)) => number,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(drawn.len(), 3);
        assert_eq!(tickets.draw(true, &mut rng), Err(Refused::NoTicket));
    }

    #[test]
    fn what_is_kept_holds_no_code_and_no_order() {
        let (mut forth, taken, _) = tickets(4, 4);
        let kept = postcard::to_stdvec(&forth).unwrap();
        for ticket in &taken {
            let digits = ticket.code.in_groups().replace(' ', "");
            assert!(!kept.windows(DIGITS).any(|bytes| bytes == digits.as_bytes()));
        }
        // The same tickets, taken in any other order.
        let hashes: Vec<Hash> = forth.hashes.iter().copied().collect();
        forth.hashes = BTreeSet::new();
        forth.hashes.extend(hashes.into_iter().rev());
        assert_eq!(postcard::to_stdvec(&forth).unwrap(), kept);
    }

    #[test]
    fn every_ticket_can_win() {
        let mut won = BTreeSet::new();
        let (tickets, taken, _) = tickets(3, 5);
        for seed in 0..40 {
            let mut tickets = tickets.clone();
            won.insert(winner(&tickets.draw(true, &mut Random::seeded(seed)).unwrap(), &taken).number.clone());
        }
        assert_eq!(won.len(), 3);
    }

    #[test]
    fn codes_are_shown_in_groups_and_typed_without_them() {
        let code = Code::new("123456789012").unwrap();
        assert_eq!(*code.in_groups(), "1234 5678 9012");
        assert!(Code::new("12345678901").is_none() && Code::new("12345678901x").is_none());
    }
}
