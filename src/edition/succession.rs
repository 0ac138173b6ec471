//! Which edition may follow which: numbers without a gap, each naming the one before, signed with the key that was named.

use super::Imprint;
use crate::chain::BadSignature;
use crate::vocabulary::PublicKey;

/// The newest edition that a kiosk has accepted, and the key that it was told to trust then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The key in `kiosk.toml` at that time.
    pub pinned: PublicKey,
    /// The edition.
    pub imprint: Imprint,
}

/// Why an edition is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// What lies in its place is no signature of content.
    #[error("edition {0} is refused: {1}")]
    Unsigned(u32, BadSignature),
    /// Its signature is not of the key that it names.
    #[error("edition {0} is refused: it is forged, the key that it names did not sign it")]
    Forged(u32),
    /// It says that it is another: an old one put in its place, say.
    #[error("edition {place} is refused: edition {says} lies in its place")]
    OutOfPlace {
        /// Where it lies.
        place: u32,
        /// What it says that it is.
        says: u32,
    },
    /// It is signed with another key than the one before named.
    #[error("edition {number} is refused: it is signed by {key}, and only {heir} may sign it")]
    OtherKey {
        /// The edition.
        number: u32,
        /// The key that it is signed with.
        key: Box<PublicKey>,
        /// The key that it should be signed with.
        heir: Box<PublicKey>,
    },
    /// It does not follow the one that this kiosk has: there are two chains.
    #[error("edition {0} is refused: it does not follow the edition that this kiosk has; two editions have one number")]
    Forked(u32),
    /// The edition is there and differs from the one that was taken.
    #[error("edition {0} is another one there than this kiosk has taken; it keeps its own")]
    Changed(u32),
    /// One is missing in between.
    #[error("edition {0} is missing, though a later one is there")]
    Missing(u32),
    /// None is signed with the key that this kiosk trusts.
    #[error("none of the editions there is signed by {0}, which kiosk.toml names; the newest is signed by {1}")]
    Strange(Box<PublicKey>, Box<PublicKey>),
}

/// What became of an edition that was held out to a succession.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is the newest now.
    Follows,
    /// It is from before the pinned key signed; nothing vouches for it and nothing is made of it.
    Earlier,
}

/// What a kiosk has accepted, and what may come next.
#[derive(Debug, Clone)]
pub struct Succession {
    pinned: PublicKey,
    head: Option<Imprint>,
    next: u32,
    /// The signer of the last edition that was passed by.
    strange: Option<PublicKey>,
}

impl Succession {
    /// Goes on from `head` where the pinned key has to do with it; a key that has not begins anew.
    ///
    /// The same key, the one that signed the head and the one that it names for later all go on; so `kiosk.toml` may name the
    /// old or the new key once a key has changed. Any other is the word of whoever looks after the kiosk: the old one is not
    /// to be trusted any more, and nothing that it signed is.
    #[must_use]
    pub fn new(pinned: PublicKey, head: Option<Head>) -> Self {
        let known = |head: &Head| {
            let edition = head.imprint.statement();
            [head.pinned, edition.key, edition.heir()].contains(&pinned)
        };
        let head = head.filter(known).map(|head| head.imprint);
        let next = head.as_ref().map_or(1, |head| head.statement().number.saturating_add(1));
        Self { pinned, head, next, strange: None }
    }

    /// The number of the edition to look for.
    #[must_use]
    pub fn next(&self) -> u32 {
        self.next
    }

    /// The newest edition that was accepted.
    #[must_use]
    pub fn head(&self) -> Option<&Imprint> {
        self.head.as_ref()
    }

    /// What is to be remembered.
    #[must_use]
    pub fn into_head(self) -> Option<Head> {
        let pinned = self.pinned;
        self.head.map(|imprint| Head { pinned, imprint })
    }

    /// Looks at the edition that lies in the place of [`Succession::next`].
    ///
    /// # Errors
    /// [`Refused`] if it is none, or may not follow; everything stays as it was.
    pub fn take(&mut self, text: &str) -> Result<Taken, Refused> {
        let number = self.next;
        let imprint = Imprint::read(text).map_err(|error| Refused::Unsigned(number, error))?;
        let edition = imprint.statement();
        if edition.number != number {
            return Err(Refused::OutOfPlace { place: number, says: edition.number });
        }
        let Some(head) = self.head.as_ref().map(Imprint::statement) else {
            if edition.key != self.pinned {
                self.strange = Some(edition.key);
                self.next += 1;
                return Ok(Taken::Earlier);
            }
            return self.accept(imprint);
        };
        if edition.key != head.heir() {
            return Err(Refused::OtherKey { number, key: edition.key.into(), heir: head.heir().into() });
        }
        if edition.previous != Some(head.digest()) {
            return Err(if imprint.vouches() { Refused::Forked(number) } else { Refused::Forged(number) });
        }
        self.accept(imprint)
    }

    fn accept(&mut self, imprint: Imprint) -> Result<Taken, Refused> {
        if !imprint.vouches() {
            return Err(Refused::Forged(self.next));
        }
        self.head = Some(imprint);
        self.next += 1;
        Ok(Taken::Follows)
    }

    /// What there is to say where nothing more lies: editions were there, and none of them is for this kiosk.
    ///
    /// # Errors
    /// [`Refused::Strange`] then.
    pub fn close(&self) -> Result<(), Refused> {
        match (&self.head, self.strange) {
            (None, Some(strange)) => Err(Refused::Strange(self.pinned.into(), strange.into())),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::SigningKey;
    use crate::edition::{Manifest, issue};
    use crate::random::Random;

    fn key(seed: u64) -> SigningKey {
        SigningKey::generate(&mut Random::seeded(seed))
    }

    fn manifest(text: &str) -> Manifest {
        Manifest::of([("theme.toml", text.as_bytes())]).unwrap()
    }

    /// One, two, and a third that names the second key, then a fourth signed with it.
    fn chain() -> Vec<Imprint> {
        let (old, new) = (key(1), key(2));
        let mut chain = vec![issue(&old, &manifest("1"), None, None)];
        chain.push(issue(&old, &manifest("2"), chain.last(), None));
        chain.push(issue(&old, &manifest("3"), chain.last(), Some(new.public())));
        chain.push(issue(&new, &manifest("4"), chain.last(), None));
        chain
    }

    fn follow(succession: &mut Succession, chain: &[Imprint]) -> Vec<Result<Taken, Refused>> {
        chain.iter().map(|imprint| succession.take(&imprint.write())).collect()
    }

    #[test]
    fn a_kiosk_that_trusts_the_first_key_follows_to_the_second() {
        let mut succession = Succession::new(key(1).public(), None);
        assert_eq!(follow(&mut succession, &chain()), vec![Ok(Taken::Follows); 4]);
        assert_eq!(succession.head().unwrap().statement().number, 4);
        let head = succession.into_head();
        for pinned in [1, 2] {
            assert_eq!(Succession::new(key(pinned).public(), head.clone()).next(), 5, "either key may be named now");
        }
        assert_eq!(Succession::new(key(3).public(), head).next(), 1, "another one begins anew");
    }

    #[test]
    fn a_kiosk_that_trusts_the_second_key_begins_where_that_signs() {
        let mut succession = Succession::new(key(2).public(), None);
        let taken = follow(&mut succession, &chain());
        assert_eq!(taken, [Ok(Taken::Earlier), Ok(Taken::Earlier), Ok(Taken::Earlier), Ok(Taken::Follows)]);
        let mut stranger = Succession::new(key(3).public(), None);
        follow(&mut stranger, &chain());
        assert_eq!(stranger.close(), Err(Refused::Strange(key(3).public().into(), key(2).public().into())));
    }

    #[test]
    fn nothing_else_may_follow() {
        let chain = chain();
        let at_two = || {
            let mut succession = Succession::new(key(1).public(), None);
            follow(&mut succession, &chain[..2]);
            succession
        };
        let refused = |imprint: &Imprint| at_two().take(&imprint.write()).unwrap_err();
        assert_eq!(refused(&chain[0]), Refused::OutOfPlace { place: 3, says: 1 }, "an old one");
        assert_eq!(refused(&chain[3]), Refused::OutOfPlace { place: 3, says: 4 }, "one was left out");
        let stranger = issue(&key(3), &manifest("3"), Some(&chain[1]), None);
        assert!(matches!(refused(&stranger), Refused::OtherKey { number: 3, .. }));
        let other = issue(&key(1), &manifest("other"), Some(&chain[0]), None);
        assert_eq!(refused(&issue(&key(1), &manifest("3"), Some(&other), None)), Refused::Forked(3));
        assert!(matches!(at_two().take("<html>"), Err(Refused::Unsigned(3, _))));

        // The old key is not to sign after it has named another.
        let mut after = Succession::new(key(1).public(), None);
        follow(&mut after, &chain[..3]);
        let late = issue(&key(1), &manifest("4"), Some(&chain[2]), None);
        assert!(matches!(after.take(&late.write()), Err(Refused::OtherKey { number: 4, .. })));
    }

    #[test]
    fn no_changed_letter_is_accepted() {
        let chain = chain();
        let text = chain[1].write();
        let line = text.lines().next().unwrap().len() + 1;
        for at in line..text.len() - 1 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let mut succession = Succession::new(key(1).public(), None);
            succession.take(&chain[0].write()).unwrap();
            let taken = succession.take(&String::from_utf8(bytes).unwrap());
            // The first of the two signatures is of the list, and is looked at together with that.
            let of_list = text[line..].find('\n').unwrap() + line;
            assert!(taken.is_err() || at < of_list, "{at}");
        }
    }
}
