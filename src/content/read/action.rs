//! `actions.toml`.

use std::collections::BTreeSet;

use super::Table;
use super::wording;
use crate::content::{Action, Flaw, Status};
use crate::vocabulary::{ActionId, OptionId};

/// Longest text that still fits the card it is shown on.
pub(super) const LONGEST: usize = 140;
/// Longest name of who sees to an action.
const LONGEST_OWNER: usize = 40;

pub(super) fn read(table: &Table) -> Vec<Action> {
    let mut seen = BTreeSet::new();
    let mut actions = Vec::new();
    for table in table.tables("action") {
        let Some(id) = table.words("id").and_then(|id| ActionId::new(id).ok()) else { continue };
        if !seen.insert(id.clone()) {
            let help = "give each action an id of its own; \"did you know?\" is counted under it";
            table.error(
                "id",
                |_| Flaw::Twice(id.to_string()),
                format!("action `{id}` appears twice"),
                "used again here",
                help,
            );
        }
        wording::fits(&table, "said", LONGEST);
        wording::fits(&table, "did", LONGEST);
        wording::fits(&table, "owner", LONGEST_OWNER);
        let (Some(said), Some(did), Some(on)) = (table.text("said"), table.text("did"), table.date("on")) else {
            continue;
        };
        let status = match table.words("status") {
            Some("planned") => Status::Planned,
            Some("under-way") => Status::UnderWay,
            _ => Status::Done,
        };
        actions.push(Action {
            id,
            said,
            did,
            on,
            status,
            owner: table.text("owner"),
            blocker: table.words("blocker").and_then(|id| OptionId::new(id).ok()),
            withdrawn: table.date("withdrawn"),
        });
    }
    // The newest first; on one day, as the author wrote them.
    actions.sort_by_key(|action| std::cmp::Reverse(action.on));
    actions
}
