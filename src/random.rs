//! Where randomness comes from: the system, or a seed where data are simulated.

use std::convert::Infallible;

use rand::rngs::{StdRng, SysRng};
use rand::{SeedableRng, TryCryptoRng, TryRng};

/// A source of randomness.
pub enum Random {
    /// The operating system's generator, asked anew each time, so that nothing in this process predicts it.
    System,
    /// A generator that repeats itself; for simulated data only.
    Seeded(Box<StdRng>),
}

impl Random {
    /// A source that repeats itself.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Box::new(StdRng::seed_from_u64(seed)))
    }

    fn draw<T>(
        &mut self,
        system: impl FnOnce(&mut SysRng) -> Result<T, rand::rngs::SysError>,
        seeded: impl FnOnce(&mut StdRng) -> Result<T, Infallible>,
    ) -> Result<T, Infallible> {
        match self {
            // Without randomness there is no noise and no key: stopping is the only safe thing left.
            #[expect(clippy::panic, reason = "a kiosk without randomness must not go on")]
            Self::System => Ok(system(&mut SysRng).unwrap_or_else(|error| panic!("no randomness: {error}"))),
            Self::Seeded(generator) => seeded(generator),
        }
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.draw(SysRng::try_next_u32, StdRng::try_next_u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.draw(SysRng::try_next_u64, StdRng::try_next_u64)
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        match self {
            Self::System => self.draw(|system| system.try_fill_bytes(target), |_| Ok(())),
            Self::Seeded(generator) => generator.try_fill_bytes(target),
        }
    }
}

impl TryCryptoRng for Random {}
