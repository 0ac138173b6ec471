//! What is worked out from several answers of one person, and what it is worked out from.

use super::{Item, ItemKind, Pack, PackKind};
use crate::vocabulary::ItemId;

/// The measure whose items make a segment.
pub const AMBASSADORSHIP: &str = "ambassadorship";

/// What an item of [`AMBASSADORSHIP`] asks people's commitment to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Commitment {
    /// The company.
    Company,
    /// Its products and their value.
    Product,
    /// Its customers.
    Customer,
}

impl Commitment {
    /// All of them; a segment needs an answer to each.
    pub const ALL: [Self; 3] = [Self::Company, Self::Product, Self::Customer];
    /// The roles that authors write.
    pub const ROLES: [&str; 3] = ["company", "product", "customer"];

    /// The role that authors write.
    #[must_use]
    pub fn role(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Product => "product",
            Self::Customer => "customer",
        }
    }

    fn from_role(role: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|commitment| commitment.role() == role)
    }
}

/// Two items that are counted together, a cell for each pair of responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The item it is filed under; its responses are the rows.
    pub first: ItemId,
    /// The item whose responses are the columns.
    pub second: ItemId,
}

/// How an answer's epsilon is shared among the histograms it feeds; a histogram of weight 0 is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// The answers to one item by themselves.
    pub responses: u32,
    /// The ambassadorship segment.
    pub segment: u32,
    /// Each pair of items.
    pub pair: u32,
    /// Each rest score that the answer is part of.
    pub rest_score: u32,
}

impl Default for Shares {
    /// Even, but for rest scores: each answer is part of as many as a visit has questions, so noise would drown them.
    fn default() -> Self {
        Self { responses: 1, segment: 1, pair: 1, rest_score: 0 }
    }
}

impl Item {
    /// What it asks people's commitment to, on 1 to 5; nothing if it is no part of a segment.
    #[must_use]
    pub fn commitment(&self) -> Option<Commitment> {
        let measured = self.measure.as_deref() == Some(AMBASSADORSHIP) && self.is_on_five_points();
        self.role.as_deref().filter(|_| measured).and_then(Commitment::from_role)
    }

    /// Whether it is answered on 1 to 5.
    pub(super) fn is_on_five_points(&self) -> bool {
        match &self.kind {
            ItemKind::Smiley { faces } => *faces == 5,
            ItemKind::Rating { scale, .. } => (scale.from, scale.to) == (1, 5),
            _ => false,
        }
    }

    /// Whether each person who answers it chooses one of its responses.
    #[must_use]
    pub fn takes_one_response(&self) -> bool {
        let several = matches!(self.kind, ItemKind::Multiple { .. } | ItemKind::Rank { .. });
        !several && !self.is_card() && !self.responses().is_empty()
    }

    /// The position of the one right option; nothing where nothing or several may be right.
    #[must_use]
    pub fn right(&self) -> Option<usize> {
        self.correct().filter(|_| matches!(self.kind, ItemKind::Single { .. }))
    }
}

impl Pack {
    /// Whether a segment is worked out from its visits: all commitments are asked for, and weighed.
    #[must_use]
    pub fn has_segment(&self) -> bool {
        let asked = |wanted| self.items.iter().any(|item| item.commitment() == Some(wanted));
        self.shares.segment > 0 && Commitment::ALL.into_iter().all(asked)
    }

    /// The card of which each visit sees one variant, in a pack that tries out a message.
    #[must_use]
    pub fn message(&self) -> Option<&Item> {
        self.items.iter().find(|item| !item.variants().is_empty())
    }

    /// Whether answers are counted with their rest score: in a quiz whose visits have two questions with a right answer.
    ///
    /// Where there is noise, only if the pack gives it a share.
    #[must_use]
    pub fn has_rest_scores(&self) -> bool {
        let wanted = !self.privacy.mechanism.is_noisy() || self.shares.rest_score > 0;
        self.kind == PackKind::Quiz && wanted && self.scored_in_a_visit() > 1
    }

    /// The most questions with a right answer that one visit has.
    #[must_use]
    pub fn scored_in_a_visit(&self) -> usize {
        let scored = self.items.iter().filter(|item| item.right().is_some()).count();
        self.draw.map_or(scored, |draw| draw.min(scored))
    }
}
