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
    /// Tries until it is done, until it will not pass by itself, or until it has been tried often enough.
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
                Err(Trouble::Passing(_)) => {
                    // Anything up to the most, not the most and a little: that spreads best.
                    (self.pause)(most.mul_f64(rng.random::<f64>()));
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
    fn what_will_not_pass_is_tried_once() {
        for trouble in [Trouble::Lasting("no".into()), Trouble::Different("x".into())] {
            let (tries, pauses, ended) = tried(vec![trouble.clone()]);
            assert_eq!((tries, pauses.len(), ended), (1, 0, Err(trouble)));
        }
    }
}
