//! The parts of analyses that are made of several items: what an item's `role` may be, and how it must be answered then.

use super::{Item, ItemKind};

/// How an item is answered that has a part in a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// On 1 to 5.
    FivePoints,
    /// With one of several options.
    Once,
    /// With some of several options.
    Severally,
    /// In any way.
    Anyhow,
}

impl Answered {
    /// Whether this item is answered so.
    #[must_use]
    pub fn by(self, item: &Item) -> bool {
        match self {
            Self::FivePoints => item.is_on_five_points(),
            Self::Once => matches!(item.kind, ItemKind::Single { .. }),
            Self::Severally => matches!(item.kind, ItemKind::Multiple { .. }),
            Self::Anyhow => true,
        }
    }

    /// What authors are to write.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::FivePoints => "make it a rating from 1 to 5, or five faces",
            Self::Once => "make it an item of type = \"single\"",
            Self::Severally => "make it an item of type = \"multiple\"",
            Self::Anyhow => "ask it in any way",
        }
    }
}

/// One part of a measure.
#[derive(Debug)]
pub struct Part {
    /// What authors write as `role`.
    pub role: &'static str,
    /// How its items are answered.
    pub answered: Answered,
    /// Whether the measure says nothing without it.
    pub needed: bool,
}

/// A measure that is made of several parts.
#[derive(Debug)]
pub struct Measure {
    /// What authors write as `measure`.
    pub name: &'static str,
    /// Its parts, in the order in which they are told.
    pub parts: &'static [Part],
    /// The part of items that name none; absent: every item must name its own.
    pub implied: Option<&'static str>,
}

impl Measure {
    /// The measure with this name, if it is made of parts that the report tells apart.
    ///
    /// Ambassadorship is judged with the segment that is made of it, see [`super::Commitment`].
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|measure| measure.name == name)
    }

    /// The role that an item with this one has in it.
    #[must_use]
    pub fn role<'r>(&self, written: Option<&'r str>) -> Option<&'r str> {
        written.or(self.implied)
    }

    /// The part with this role.
    #[must_use]
    pub fn part(&self, role: &str) -> Option<&'static Part> {
        self.parts.iter().find(|part| part.role == role)
    }
}

/// Promoters less detractors: of the company as a place to work, and of what it sells.
pub const SCORES: [&str; 2] = ["enps", "enps-products"];
/// What people did, and whether they could and would.
pub const ADVOCACY: &str = "advocacy";
/// The three ingredients of word of mouth.
pub const WORD_OF_MOUTH: &str = "word-of-mouth";
/// The eight factors of customers' trust.
pub const TRUST: &str = "trust";
/// What keeps people from helping, and where on the customer's way.
pub const BLOCKERS: &str = "blockers";
/// What suits a customer, and what is missing.
pub const ADVISOR: &str = "advisor";

/// The role of the item that asks what was in the way.
pub const BLOCKER: &str = "blocker";
/// The role of the item that asks where on the customer's way it was.
pub const STEP: &str = "step";
/// The role of the item that asks where the customer's tie lives.
pub const TIE: &str = "tie";
/// The option that stands for nothing: nothing was in the way, none of the products suits.
pub const NONE: &str = "none";

/// The steps of the advocacy pyramid, the lowest first, each with its factors of trust (after Urban 2005; which factor
/// stands on which step is ours).
pub const PYRAMID: [&[&str]; 3] = [
    &["quality", "supply-chain"],
    &["transparency", "incentives", "partnering"],
    &["comparison", "cooperative-design", "advocacy"],
];

const fn factor(role: &'static str) -> Part {
    Part { role, answered: Answered::FivePoints, needed: true }
}

const ALL: &[Measure] = &[
    Measure {
        name: ADVOCACY,
        parts: &[
            Part { role: "activity", answered: Answered::Severally, needed: true },
            Part { role: "preparedness", answered: Answered::FivePoints, needed: false },
            Part { role: "willingness", answered: Answered::FivePoints, needed: false },
        ],
        implied: None,
    },
    Measure {
        name: WORD_OF_MOUTH,
        parts: &[factor("motivation"), factor("content"), factor("opportunity")],
        implied: None,
    },
    Measure {
        name: TRUST,
        parts: &[
            factor("transparency"),
            factor("quality"),
            factor("comparison"),
            factor("incentives"),
            factor("partnering"),
            factor("cooperative-design"),
            factor("supply-chain"),
            factor("advocacy"),
            Part { role: TIE, answered: Answered::Once, needed: false },
        ],
        implied: None,
    },
    Measure {
        name: BLOCKERS,
        parts: &[
            Part { role: STEP, answered: Answered::Once, needed: false },
            Part { role: BLOCKER, answered: Answered::Once, needed: true },
            Part { role: "remedy", answered: Answered::Anyhow, needed: false },
        ],
        implied: Some(BLOCKER),
    },
    Measure {
        name: ADVISOR,
        parts: &[
            Part { role: "advice", answered: Answered::Once, needed: true },
            Part { role: "unmet", answered: Answered::Anyhow, needed: false },
        ],
        implied: Some("advice"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_factor_of_trust_stands_on_one_step_of_the_pyramid() {
        let mut factors: Vec<&str> = PYRAMID.concat();
        factors.sort_unstable();
        let trust = Measure::named(TRUST).unwrap();
        let mut parts: Vec<&str> = trust.parts.iter().filter(|part| part.needed).map(|part| part.role).collect();
        parts.sort_unstable();
        assert_eq!(factors, parts);
        assert_eq!(factors.len(), 8);
    }
}
