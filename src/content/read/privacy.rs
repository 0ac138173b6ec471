//! The `[privacy]` tables of a kiosk and of its packs.

use super::Table;
use crate::config::{DISSENT_FLOOR_PULSE, Epsilon, K_FLOOR, Mechanism, Privacy};
use crate::content::{Flaw, PackKind};

/// What packs of this kiosk start from.
pub(super) fn of_kiosk(table: &Table) -> Privacy {
    let usual = Privacy::default();
    Privacy {
        slot_cap: table.whole("slot_cap").unwrap_or(usual.slot_cap),
        dissent: table.whole("dissent").unwrap_or(usual.dissent),
        mechanism: epsilon(table).map_or(usual.mechanism, |epsilon| Mechanism::DiscreteLaplace { epsilon }),
        ..overridden(usual, table)
    }
}

/// What the items of a pack are released under: the kiosk's parameters as the kind needs them, then the pack's own.
pub(super) fn of_pack(table: Option<&Table>, kind: PackKind, kiosk: Privacy) -> Privacy {
    // A right answer tells nothing about its giver, and everybody may well know it: no noise, no dissent, smaller
    // batches. The kiosk's k and dissent are for what people feel.
    let exact = matches!(kind, PackKind::Quiz | PackKind::Mirror);
    let start = if exact { Privacy { k: K_FLOOR, dissent: 0, mechanism: Mechanism::Exact, ..kiosk } } else { kiosk };
    let Some(table) = table else { return start };
    let own = epsilon(table);
    let epsilon = own.or(match kiosk.mechanism {
        Mechanism::DiscreteLaplace { epsilon } => Some(epsilon),
        Mechanism::Exact => None,
    });
    let mechanism = match table.words("mechanism") {
        Some("exact") => Mechanism::Exact,
        Some("noisy") => Mechanism::DiscreteLaplace { epsilon: epsilon.unwrap_or(Epsilon::USUAL) },
        _ => match (start.mechanism, own) {
            (Mechanism::DiscreteLaplace { .. }, Some(epsilon)) => Mechanism::DiscreteLaplace { epsilon },
            (usual, _) => usual,
        },
    };
    if own.is_some() && mechanism == Mechanism::Exact {
        let help = "add mechanism = \"noisy\", or leave `epsilon` out";
        table.warn("epsilon", Flaw::Ignored, "exact counts have no epsilon", "means nothing here", help);
    }
    let dissent = table.whole("dissent").unwrap_or(start.dissent);
    if !exact && mechanism == Mechanism::Exact && dissent < DISSENT_FLOOR_PULSE {
        let message = format!("`dissent` must be {DISSENT_FLOOR_PULSE} or more for exact counts, not {dissent}");
        let help = "where everybody gave the same answer, an exact count tells everybody's answer";
        table.error("dissent", Flaw::OutOfRange, message, "below the floor", help);
    }
    Privacy { dissent, mechanism, ..overridden(start, table) }
}

fn overridden(start: Privacy, table: &Table) -> Privacy {
    Privacy {
        k: table.whole("k").unwrap_or(start.k),
        days: table.whole("days").unwrap_or(start.days),
        fold_after: table.whole("fold_after").unwrap_or(start.fold_after),
        expire_after: table.whole("expire_after").unwrap_or(start.expire_after),
        ..start
    }
}

/// Below this, noise of standard deviation 280 a cell leaves nothing to read, and there must be something to share.
const LEAST_EPSILON: f64 = 0.01;

fn epsilon(table: &Table) -> Option<Epsilon> {
    let written = table.number("epsilon")?;
    let help = "2.0 is usual; 1.0 is careful, for sensitive items";
    if written > 0.0 && written < LEAST_EPSILON {
        let message = format!("an epsilon of {written} leaves nothing to read");
        table.error("epsilon", Flaw::OutOfRange, message, "too small", help);
        return None;
    }
    let epsilon = Epsilon::new(written);
    if let Err(bad) = &epsilon {
        table.error("epsilon", Flaw::OutOfRange, bad.to_string(), "here", help);
    }
    epsilon.ok()
}
