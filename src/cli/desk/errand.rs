//! What the kiosk does by itself beside the screen: it sends what was released, after each cut and then hourly until all
//! of it is there, and looks for newer content.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use uuid::Uuid;

use super::Desk;
use crate::admin::{Delivered, Reply};
use crate::cli::carrier::{Carrier, told, told_of_content};
use crate::clock::Clock;
use crate::store::StoreError;

/// After this it is tried again.
const AGAIN: Duration = Duration::from_hours(1);
/// How often newer content is looked for: a word that was taken down is down within the day, and a place where content comes
/// from is not told hour by hour that a kiosk is on.
const CONTENT: Duration = Duration::from_hours(6);
/// Ten thousand kiosks cut at the same moment; over so long they come one after the other.
const SPREAD: Duration = Duration::from_mins(30);
/// The same after a start, as when the power comes back in a whole town.
const SPREAD_AT_START: Duration = Duration::from_mins(5);
/// Rounds that are sent in one go, so that a year is caught up without anybody else on the line noticing.
const MOST: usize = 60;

/// When the next one is due, and the one that goes on.
#[derive(Default)]
pub(super) struct Errand {
    due: Option<Duration>,
    going: Option<Receiver<Delivered>>,
    /// What was said last, so that a server that is away all night is told of once.
    said: Vec<String>,
}

/// A share of `most` that is the kiosk's own.
fn share(most: Duration, kiosk: Uuid) -> Duration {
    #[expect(clippy::cast_possible_truncation, reason = "any part of a random id will do")]
    let part = f64::from(kiosk.as_u128() as u32) / f64::from(u32::MAX);
    most.mul_f64(part)
}

impl Errand {
    /// The program has started, and may have been away for long.
    pub(super) fn started(&mut self, now: Duration, kiosk: Uuid) {
        self.is_due_by(now + share(SPREAD_AT_START, kiosk));
    }

    /// The next one is due by then, if none is due before. What fell due while one went on is not done with it: that one may have
    /// looked before.
    fn is_due_by(&mut self, at: Duration) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }
}

impl Desk {
    /// Begins the errand that is due, and hears of the one that ended.
    pub(super) fn run_errands(&mut self, closed: bool) {
        let now = self.counters.clock().elapsed();
        if closed {
            let share = share(SPREAD, self.counters.installation().kiosk);
            self.errand.is_due_by(now + share);
        }
        match self.errand.going.as_ref().map(Receiver::try_recv) {
            None => {}
            Some(Err(TryRecvError::Empty)) => return,
            Some(ended) => {
                self.errand.going = None;
                let whole = ended.as_ref().is_ok_and(|delivered| delivered.whole);
                let takes_content = self.counters.content().kiosk.content.is_some();
                if !whole {
                    self.errand.is_due_by(now + AGAIN);
                } else if takes_content {
                    self.errand.is_due_by(now + CONTENT);
                }
                self.look_into_library();
                let lines = ended.map(|delivered| delivered.lines).unwrap_or_default();
                let said: Vec<String> = lines.iter().map(ToString::to_string).collect();
                if said != self.errand.said {
                    for line in lines {
                        self.note(line);
                    }
                    self.errand.said = said;
                }
            }
        }
        let carrier = Carrier::of(&self.counters.content().kiosk, &self.premises.data);
        if self.errand.due.is_some_and(|due| due <= now) && (carrier.has_destinations() || carrier.takes_content()) {
            self.errand.due = None;
            let (sender, going) = channel();
            self.errand.going = Some(going);
            (self.premises.beside)(Box::new(move || {
                let mut delivered = match carrier.is_due() {
                    Ok(false) => Delivered { whole: true, lines: Vec::new() },
                    due => due.and_then(|_| sent(&carrier, MOST, &|_, _| {})).unwrap_or_else(broken),
                };
                fetch(&carrier, &mut delivered);
                let _ = sender.send(delivered);
            }));
        }
    }
}

/// Sends what waits; whole if every destination has everything.
pub(super) fn sent(carrier: &Carrier, most: usize, progress: &dyn Fn(usize, usize)) -> Result<Delivered, StoreError> {
    let turns = carrier.turn(most, &|_, done, all| progress(done, all))?;
    let whole = turns.iter().all(|turn| turn.sent.as_ref().is_ok_and(|sent| sent.left == 0));
    Ok(Delivered { whole, lines: turns.iter().map(told).collect() })
}

/// Fetches newer content, where it comes signed; it runs only once it was read and nobody is in the middle of a visit.
pub(super) fn fetch(carrier: &Carrier, delivered: &mut Delivered) {
    let looked = carrier.look();
    delivered.whole &= looked.iter().all(|looked| looked.pulled.is_ok());
    delivered.lines.extend(looked.iter().filter_map(told_of_content));
}

pub(super) fn broken(error: StoreError) -> Delivered {
    Delivered { whole: false, lines: vec![Reply::Store(Arc::new(error))] }
}
