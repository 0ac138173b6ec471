//! How long a store may take: a slow line gets through, a silent one ends.

use std::time::Duration;

/// How long requests may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// A server that does not even take a connection in this time is away.
    pub(super) connect: Duration,
    /// A line on which nothing comes for so long is dead, however much came before.
    pub(super) silence: Duration,
    /// So long a request may take from its beginning to the end of its answer.
    pub(super) whole: Duration,
    /// Bytes a second: what goes out on a slower line is not waited for. Of what was sent the library tells nothing before the
    /// answer begins, so only this tells a slow line from a dead one.
    pub(super) slowest: u32,
}

impl Limits {
    /// A compacted file has some 8 MB, and media may have as much: at 10 kB a second, the least that a bad line of a mobile
    /// network does, that is a quarter of an hour.
    pub(super) const USUAL: Self = Self {
        connect: Duration::from_secs(15),
        silence: Duration::from_mins(1),
        whole: Duration::from_mins(15),
        slowest: 10_000,
    };

    /// How long it may take until so many bytes are sent and the answer begins.
    pub(super) fn of_sending(&self, bytes: usize) -> Duration {
        let going = Duration::from_secs_f64(bytes as f64 / f64::from(self.slowest));
        self.silence.saturating_add(going).min(self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compacted_file_has_a_quarter_of_an_hour_and_a_round_hardly_more_than_a_minute() {
        let seconds = |bytes| Limits::USUAL.of_sending(bytes).as_secs();
        assert_eq!([0, 20_000, 8_000_000, 16 << 20].map(seconds), [60, 62, 860, 900]);
    }
}
