//! Whether a message experiment can be read: one card in several wordings, and questions that everybody is asked after it.

use super::Table;
use crate::content::{Flaw, Item, Pack, PackKind};

const ALONE: &str = "put it into a pack of kind = \"message\"";

/// Notes whatever keeps a pack from trying out a message, and variants where nothing is tried out.
pub(super) fn check(table: &Table, tables: &[Table], pack: &Pack) {
    let items = || pack.items.iter().zip(tables);
    if pack.kind != PackKind::Message {
        for (item, table) in items().filter(|(_, table)| table.node("variants").is_some()) {
            let message = format!("`{}` has variants, and this pack tries out no message", item.id);
            table.warn("variants", Flaw::Ignored, message, "nobody sees them", ALONE);
        }
        return;
    }
    let mut cards = items().filter(|(item, _)| !item.variants().is_empty());
    let Some((card, first)) = cards.next() else {
        let help =
            "add variants = [{ id = \"a\", text = \"…\" }, { id = \"b\", text = \"…\" }] to a card of type = \"info\"";
        return table.error(
            "kind",
            |_| Flaw::Missing("variants".to_owned()),
            "no card of this message pack has variants",
            "nothing to compare",
            help,
        );
    };
    for (item, table) in cards {
        let message = format!("`{}` is a second card with variants; `{}` is the first", item.id, card.id);
        table.error("variants", Flaw::Twice, message, "what worked could not be told", ALONE);
    }
    if card.ask_if.is_some() {
        let help = "leave `ask_if` out: who sees a variant must be chance alone";
        first.error(
            "ask_if",
            |_| Flaw::Conflict(card.id.to_string()),
            "not everybody sees the card",
            "seen by some",
            help,
        );
    }
    let after = || items().skip_while(|(item, _)| item.id != card.id).skip(1);
    let compared = |item: &Item| item.takes_one_response();
    if !after().any(|(item, _)| compared(item)) {
        let help = "add a question after it, of type single, rating, smiley or nps";
        first.error(
            "variants",
            |_| Flaw::Conflict(card.id.to_string()),
            "nothing is asked after the card",
            "nothing to compare",
            help,
        );
    }
    for (item, table) in items().filter(|(item, _)| compared(item)) {
        if !after().any(|(other, _)| other.id == item.id) {
            let help = "move it below the card, or into another pack";
            table.error(
                "id",
                |_| Flaw::Conflict(item.id.to_string()),
                format!("`{}` is asked before the card is seen", item.id),
                "too early",
                help,
            );
        }
        if item.ask_if.is_some() {
            let message = format!("`{}` is not asked of everybody, so it cannot be compared", item.id);
            let help = "how many answered is told exactly for each variant, and would tell what was answered before";
            table.error("ask_if", |_| Flaw::Revealing(item.id.to_string()), message, "not asked of everybody", help);
        }
    }
    if let Some(draw) = pack.draw.filter(|draw| *draw < pack.items.len()) {
        let message = format!("a visit draws {draw} items, and may miss the card or the question");
        table.error("draw", Flaw::Conflict, message, "not always both", "leave out `draw`");
    }
    if !pack.pairs.is_empty() {
        let help = "leave `pairs` out: each answer is counted with the variant that was seen";
        table.error("pairs", Flaw::Conflict, "a message pack has no pairs", "counted otherwise", help);
    }
}
