//! How often something is tried again, and after how long.

use std::time::Duration;

use rand::RngExt;

use super::Trouble;

/// Tries again what may pass, with pauses that grow and differ, so that ten thousand kiosks that a server turned away do
/// not come back at once.
pub struct Patience<'a> {
    /// How often at most; at least once.
    pub attempts: u32,
    /// The longest the first pause can be; each later one can be twice as long as the one before.
    pub first: Duration,
    /// The longest that any pause can be.
    pub longest: Duration,
    /// Lets time pass.
    pub pause: &'a (dyn Fn(Duration) + Sync),
}

impl Patience<'_> {
    /// Tries until it is done, until it will not pass by itself, or until it has been tried often enough. A server that asks to
    /// wait is waited for; where it asks for longer than any pause can be, that is for the next time.
    ///
    /// # Errors
    /// The last trouble.
    pub fn attempt<T>(
        &self,
        rng: &mut impl RngExt,
        mut work: impl FnMut() -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let mut most = self.first;
        for _ in 1..self.attempts {
            match work() {
                Err(Trouble::Passing(met)) => {
                    let asked = met.wait().unwrap_or_default();
                    if asked > self.longest {
                        return Err(Trouble::Passing(met));
                    }
                    // Anything up to the most, not the most and a little: that spreads best.
                    let own = most.mul_f64(rng.random::<f64>());
                    (self.pause)(if asked.is_zero() { own } else { (asked + own).min(self.longest) });
                    most = (most * 2).min(self.longest);
                }
                ended => return ended,
            }
        }
        work()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Mutex;

    use super::*;
    use crate::random::Random;
    use crate::sync::Obstacle;

    fn tried(mut troubles: Vec<Trouble>) -> (u32, Vec<Duration>, Result<(), Trouble>) {
        let (tries, pauses) = (Cell::new(0), Mutex::new(Vec::new()));
        let pause = |pause: Duration| pauses.lock().unwrap().push(pause);
        let patience =
            Patience { attempts: 5, first: Duration::from_secs(1), longest: Duration::from_secs(4), pause: &pause };
        let ended = patience.attempt(&mut Random::seeded(1), || {
            tries.set(tries.get() + 1);
            if troubles.is_empty() { Ok(()) } else { Err(troubles.remove(0)) }
        });
        (tries.get(), pauses.into_inner().unwrap(), ended)
    }

    #[test]
    fn what_may_pass_is_tried_again_after_pauses_that_grow_up_to_a_bound() {
        let passing = || Trouble::Passing("busy".into());
        let (tries, pauses, ended) = tried(vec![passing(); 9]);
        assert_eq!((tries, ended), (5, Err(passing())));
        for (pause, most) in pauses.iter().zip([1, 2, 4, 4]) {
            assert!(*pause <= Duration::from_secs(most), "{pauses:?}");
        }
        assert_eq!(tried(vec![passing(); 2]).2, Ok(()));
    }

    #[test]
    fn a_server_that_asks_to_wait_is_waited_for_up_to_a_bound_and_left_alone_beyond_it() {
        let busy = |wait| Trouble::Passing(Obstacle::Busy { path: "x".to_owned(), status: 503, wait });
        let (tries, pauses, ended) = tried(vec![busy(3); 2]);
        assert_eq!((tries, ended), (3, Ok(())));
        assert!(pauses.iter().all(|pause| (3.0..=4.0).contains(&pause.as_secs_f64())), "{pauses:?}");
        let (tries, pauses, ended) = tried(vec![busy(5); 2]);
        assert_eq!((tries, pauses, ended), (1, Vec::new(), Err(busy(5))));
    }

    #[test]
    fn what_will_not_pass_is_tried_once() {
        for trouble in [Trouble::Lasting("no".into()), Trouble::Different("x".into())] {
            let (tries, pauses, ended) = tried(vec![trouble.clone()]);
            assert_eq!((tries, pauses.len(), ended), (1, 0, Err(trouble)));
        }
    }
}
