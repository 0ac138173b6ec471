//! Draw tickets in the vault: taken, drawn, shown and claimed; each change is durable before it is told.

use rand::CryptoRng;

use super::{Counters, StoreError};
use crate::clock::Clock;
use crate::contest::{Code, Drawing, Part, Refused, Standing, Ticket, Tickets, standings};
use crate::vocabulary::PackId;

impl<C: Clock, R: CryptoRng> Counters<C, R> {
    /// Takes a draw ticket of a contest out.
    ///
    /// # Errors
    /// If it could not be hashed or made durable; then there is no ticket.
    pub fn take_ticket(&mut self, pack: &PackId) -> Result<Ticket, StoreError> {
        self.ticketing(pack, Tickets::take)?.map_err(StoreError::Ticket)
    }

    /// Where the drawing of a contest stands.
    pub fn drawing(&self, pack: &PackId) -> Drawing {
        self.vault.image().tickets.get(pack).map_or(Drawing::Open, Tickets::drawing)
    }

    /// Draws a ticket of a contest that has ended.
    ///
    /// # Errors
    /// If it could not be made durable.
    pub fn draw_ticket(&mut self, pack: &PackId) -> Result<Result<Drawing, Refused>, StoreError> {
        let today = self.clock.wall().date();
        let until = self.content.pack(pack).and_then(|pack| pack.schedule.until);
        let ended = until.is_some_and(|until| until < today);
        self.ticketing(pack, |tickets, rng| tickets.draw(ended, rng))
    }

    /// Shows the number that was drawn on the first screen.
    ///
    /// # Errors
    /// If it could not be made durable.
    pub fn publish_ticket(&mut self, pack: &PackId) -> Result<Result<Drawing, Refused>, StoreError> {
        self.ticketing(pack, |tickets, _| tickets.publish())
    }

    /// Takes in the code of whoever says that they won.
    ///
    /// # Errors
    /// If it could not be made durable.
    pub fn claim_ticket(&mut self, pack: &PackId, code: &Code) -> Result<Result<Drawing, Refused>, StoreError> {
        self.ticketing(pack, |tickets, _| tickets.claim(code))
    }

    /// How the teams of a contest stand by what was released.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn standings(&self, pack: &PackId) -> Result<Vec<Standing>, StoreError> {
        let Some(pack) = self.content.pack(pack).filter(|pack| pack.contest.is_some()) else { return Ok(Vec::new()) };
        let batches = self.ledger.batches(None, None)?;
        Ok(standings(pack, &batches.iter().map(Part::from).collect::<Vec<_>>()))
    }

    /// Changes the tickets of a contest and makes that durable; what is refused changes nothing.
    fn ticketing<T>(
        &mut self,
        pack: &PackId,
        change: impl FnOnce(&mut Tickets, &mut R) -> Result<T, Refused>,
    ) -> Result<Result<T, Refused>, StoreError> {
        let before = self.vault.image().tickets.get(pack).cloned();
        let mut tickets = before.clone().unwrap_or_else(|| Tickets::new(&mut self.rng));
        let done = match change(&mut tickets, &mut self.rng) {
            Ok(done) => done,
            Err(refused) => return Ok(Err(refused)),
        };
        self.vault.image_mut().tickets.insert(pack.clone(), tickets);
        if let Err(error) = self.flush() {
            // What is not durable was not said.
            match before {
                Some(before) => self.vault.image_mut().tickets.insert(pack.clone(), before),
                None => self.vault.image_mut().tickets.remove(pack),
            };
            return Err(error);
        }
        Ok(Ok(done))
    }
}
