//! What suits a customer best, competitors' products included, and why.

use crate::vocabulary::Text;

/// What a customer needs, and an honest ranking of what suits them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What the customer needs, in the author's order.
    pub needs: Vec<Text>,
    /// What each option of the item is, in the options' order; absent for what is no product, such as "none of these".
    pub products: Vec<Option<Product>>,
}

/// One product and its place in the ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Whether it is the company's own.
    pub own: bool,
    /// Its place, from 1.
    pub rank: u32,
    /// Why it stands there.
    pub because: Text,
    /// Which of the needs it meets, by their positions.
    pub meets: Vec<usize>,
}

impl Advice {
    /// The position of the option that suits best.
    #[must_use]
    pub fn best(&self) -> Option<usize> {
        self.ranking().first().copied()
    }

    /// The positions of the products from the best down.
    #[must_use]
    pub fn ranking(&self) -> Vec<usize> {
        let mut ranked: Vec<(u32, usize)> =
            self.products.iter().zip(0..).filter_map(|(product, at)| Some((product.as_ref()?.rank, at))).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, at)| at).collect()
    }
}
