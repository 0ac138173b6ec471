//! Skip logic: whether an item is asked, given what was answered before it.

use crate::vocabulary::ItemId;

/// When an item is asked: `how-was-today in [1, 2] and team not in [new]`.
///
/// An earlier item that was skipped or never shown is in no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The item's response is one of these codes.
    In(ItemId, Vec<String>),
    /// The item's response is none of these codes; also true of an item without a response.
    NotIn(ItemId, Vec<String>),
    /// Both hold.
    And(Box<Condition>, Box<Condition>),
    /// At least one holds.
    Or(Box<Condition>, Box<Condition>),
}

impl Condition {
    /// Whether the condition holds, where `answered` tells the codes chosen for an item.
    pub fn holds(&self, answered: &impl Fn(&ItemId) -> Vec<String>) -> bool {
        match self {
            Self::In(item, codes) => answered(item).iter().any(|code| codes.contains(code)),
            Self::NotIn(item, codes) => !answered(item).iter().any(|code| codes.contains(code)),
            Self::And(left, right) => left.holds(answered) && right.holds(answered),
            Self::Or(left, right) => left.holds(answered) || right.holds(answered),
        }
    }

    /// Every item the condition looks at.
    #[must_use]
    pub fn items(&self) -> Vec<&ItemId> {
        match self {
            Self::In(item, _) | Self::NotIn(item, _) => vec![item],
            Self::And(left, right) | Self::Or(left, right) => {
                let mut items = left.items();
                items.extend(right.items());
                items
            }
        }
    }
}
