//! Whether the parts of a measure are all there, each asked in a way that the report can read.

use std::collections::{BTreeMap, BTreeSet};

use super::{Table, spelling};
use crate::content::measure::{Measure, SCORES, STEP, WORD_OF_MOUTH};
use crate::content::{AMBASSADORSHIP, Flaw, Item, ItemKind, Pack};

/// Notes every item whose part in its measure is missing, unknown or asked otherwise, and measures that lack a part.
pub(super) fn check(tables: &[Table], pack: &Pack) {
    let mut asked: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    // A role that is absent or misspelt is one fault and not two.
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    for (item, table) in pack.items.iter().zip(tables) {
        let Some(name) = table.words("measure") else {
            if item.role.is_some() {
                let help = "add the `measure` it is a part of, or leave `role` out";
                table.warn(
                    "role",
                    Flaw::Ignored,
                    "a `role` is a part of a measure, and there is none",
                    "means nothing here",
                    help,
                );
            }
            continue;
        };
        score(name, table, item);
        let Some(measure) = Measure::named(name) else {
            if item.role.is_some() && name != AMBASSADORSHIP {
                let message = format!("the measure `{name}` has no parts");
                table.warn("role", Flaw::Ignored, message, "means nothing here", "leave `role` out");
            }
            continue;
        };
        let roles: Vec<&str> = measure.parts.iter().map(|part| part.role).collect();
        let role = measure.role(item.role.as_deref());
        let Some(role) = role else {
            let message = format!("`{}` does not say which part of `{name}` it asks for", item.id);
            table.error(
                "measure",
                |_| Flaw::Missing("role".to_owned()),
                message,
                "has no `role`",
                &format!("add role = {}", quoted(&roles)),
            );
            unknown.insert(measure.name);
            continue;
        };
        let Some(part) = measure.part(role) else {
            let message = format!("`{role}` is no part of `{name}`");
            table.error(
                "role",
                |_| Flaw::Undefined(role.to_owned()),
                message,
                "not known",
                &spelling::advice(role, &roles),
            );
            unknown.insert(measure.name);
            continue;
        };
        if item.is_card() || item.takes_comments() {
            continue;
        }
        // A question that names no part is taken as it is.
        if item.role.is_some() && !part.answered.by(item) {
            let message = format!("`{}` is the part `{role}` of `{name}`, and cannot be answered like this", item.id);
            let key = if table.node("scale").is_some() { "scale" } else { "type" };
            table.error(
                key,
                |_| Flaw::Conflict(item.id.to_string()),
                message,
                "asked otherwise",
                part.answered.advice(),
            );
        }
        asked.entry(measure.name).or_default().push(part.role);
    }
    for (name, roles) in asked.into_iter().filter(|(name, _)| !unknown.contains(name)) {
        whole(name, &roles, tables, pack);
    }
}

/// Notes a score of recommendation that is not asked for from 0 to 10.
fn score(measure: &str, table: &Table, item: &Item) {
    if SCORES.contains(&measure) && !matches!(item.kind, ItemKind::Nps { .. }) && !item.is_card() {
        let message = format!("`{}` feeds a score of recommendation, and is not asked from 0 to 10", item.id);
        table.error("type", |_| Flaw::Conflict(item.id.to_string()), message, "another scale", "write type = \"nps\"");
    }
}

/// Notes what a measure lacks.
fn whole(name: &str, asked: &[&str], tables: &[Table], pack: &Pack) {
    let Some(measure) = Measure::named(name) else { return };
    let mine = tables.iter().find(|table| table.words("measure") == Some(name));
    let Some(first) = mine else { return };
    let needed = measure.parts.iter().filter(|part| part.needed && !asked.contains(&part.role));
    let missing: Vec<&str> = needed.map(|part| part.role).collect();
    if !missing.is_empty() {
        let message = format!("no item asks for the part {} of `{name}`", spelling::list(&missing, "and"));
        first.error(
            "measure",
            |_| Flaw::Missing(missing.join(", ")),
            message,
            "not all of it",
            "the report can say nothing of it without; add an item for each",
        );
    }
    if asked.contains(&STEP) {
        step(tables, pack);
    }
    if name == WORD_OF_MOUTH {
        ingredients(asked, first, pack);
    }
}

/// Warns of an ingredient that nobody who lacks it is given.
fn ingredients(asked: &[&str], first: &Table, pack: &Pack) {
    let given = |role: &&&str| pack.items.iter().any(|item| item.is_card() && item.role.as_deref() == Some(**role));
    let without: Vec<&str> = asked.iter().filter(|role| !given(role)).copied().collect();
    if !without.is_empty() {
        let message = format!("nobody is given the {} they lack", spelling::list(&without, "or"));
        let help = "add a card: type = \"info\", the same measure and role, and ask_if for those whose answer is low";
        first.warn("measure", |_| Flaw::Missing(without.join(", ")), message, "asked for only", help);
    }
}

/// Warns where steps and blockers are counted, but not together.
fn step(tables: &[Table], pack: &Pack) {
    let steps = pack.items.iter().zip(tables).filter(|(item, _)| item.role.as_deref() == Some(STEP));
    for (item, table) in steps {
        if !pack.pairs.iter().any(|pair| pair.first == item.id || pair.second == item.id) {
            let message = format!("`{}` is not counted together with what was in the way", item.id);
            let help =
                format!("write pairs = [[\"{}\", \"…\"]] at the top, with the id of the item that asks it", item.id);
            table.warn("role", |_| Flaw::Missing("pairs".to_owned()), message, "no pair", &help);
        }
    }
}

fn quoted(words: &[&str]) -> String {
    spelling::list(words, "or").replace('`', "\"")
}
