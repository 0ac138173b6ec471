//! Released counts, of one batch or of many added up.

use super::Noise;

/// The counts of one question's responses, in the question's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// A signed count a response.
    pub cells: Vec<i64>,
    /// Answers, exactly.
    pub n: u64,
    /// The noise in each cell.
    pub noise: Noise,
}

/// How many of `n` answers were of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// The count, signed.
    pub count: i64,
    /// Answers, exactly.
    pub n: u64,
    /// The noise in the count.
    pub noise: Noise,
}

impl Histogram {
    /// No answers to a question with so many responses.
    #[must_use]
    pub fn empty(responses: usize) -> Self {
        Self { cells: vec![0; responses], n: 0, noise: Noise::default() }
    }

    /// Adds the counts of other people, or of another round. Cells beyond its own are left out.
    pub fn add(&mut self, other: &Self) {
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell += more;
        }
        self.n += other.n;
        self.noise = self.noise.plus(&other.noise);
    }

    /// The answers with any of the responses at these positions.
    #[must_use]
    pub fn count(&self, positions: &[usize]) -> Count {
        let picked = positions.iter().filter_map(|&at| self.cells.get(at));
        let noise = self.noise.times(u32::try_from(picked.clone().count()).unwrap_or(u32::MAX));
        Count { count: picked.sum(), n: self.n, noise }
    }
}
