//! What a pack has counted from several answers of one person, and every reason why that cannot be.
//!
//! How many people are in a histogram is told exactly, and when it leaves depends on it. So whether somebody is in it must
//! not depend on what they said: items that are asked only after certain answers are in none that is made of several, and
//! where they are counted by themselves beside noisy answers, their authors are warned.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Table, spelling, table};
use crate::content::{AMBASSADORSHIP, Commitment, Flaw, Item, ItemKind, Pack, PackKind, Pair, Shares};
use crate::vocabulary::ItemId;

/// The most cells of a pair: a batch of one has 16 answers or somewhat more, and most of so many cells would be empty.
const CELLS: usize = 50;

const ONE_RESPONSE: &str = "pair items that take one response: smiley, rating, nps or single";
const UNCONDITIONAL: &str = "how many answered both is told exactly, and would tell what was answered before";
const ASK_ALL: &str = "leave out `ask_if`, with an option for those it does not concern, or ask for it in a comment";
const MAKE_NOISY: &str = "counts of the same answers can be subtracted from each other: write mechanism = \"noisy\"";

/// A pack's `[privacy] share`.
pub(super) fn shares(privacy: Option<&Table>, is_noisy: bool) -> Shares {
    let usual = Shares::default();
    let Some((privacy, share)) = privacy.and_then(|privacy| Some((privacy, privacy.table("share")?))) else {
        return usual;
    };
    if !is_noisy {
        let help = "add mechanism = \"noisy\", or leave `share` out";
        privacy.warn("share", Flaw::Ignored, "exact counts have no epsilon to share", "means nothing here", help);
    }
    Shares {
        responses: share.whole("responses").unwrap_or(usual.responses),
        segment: share.whole("segment").unwrap_or(usual.segment),
        pair: share.whole("pair").unwrap_or(usual.pair),
        rest_score: share.whole("rest_score").unwrap_or(usual.rest_score),
    }
}

/// The pairs as they are written; only their ids are looked at here.
pub(super) fn pairs(table: &Table) -> Vec<Pair> {
    let ids = |list: &[_]| list.iter().filter_map(|node| ItemId::new(table::words(node)?).ok()).collect::<Vec<_>>();
    let written = table.list("pairs").iter().filter_map(|node| node.get_ref().as_array());
    written
        .filter_map(|list| <[ItemId; 2]>::try_from(ids(list)).ok())
        .map(|[first, second]| Pair { first, second })
        .collect()
}

/// Notes whatever keeps a pack from having its histograms of several answers.
pub(super) fn check(table: &Table, privacy: Option<&Table>, items: &[Table], pack: &Pack) {
    let joint = Joint { table, items, pack, is_noisy: pack.privacy.mechanism.is_noisy() };
    joint.conditions();
    joint.pairs();
    if pack.shares.segment > 0 {
        joint.segment();
    }
    if let Some(share) = privacy.and_then(|privacy| privacy.table("share")) {
        joint.rest_scores(&share);
    }
}

struct Joint<'a> {
    table: &'a Table<'a>,
    /// The items' tables, in the order of the pack's items.
    items: &'a [Table<'a>],
    pack: &'a Pack,
    is_noisy: bool,
}

impl Joint<'_> {
    /// Warns where the exact number of people who were asked an item tells how many of them gave noisy answers before it.
    fn conditions(&self) {
        // Of a wall, many items are made of one table.
        let mut told = BTreeSet::new();
        for (item, table) in self.pack.items.iter().zip(self.items) {
            if self.tells(item) && !self.is_refused(item) && told.insert(table.span("ask_if").start) {
                let message =
                    format!("how many answer `{}` is told without noise, and noise hides who is asked", item.id);
                table.warn(
                    "ask_if",
                    |_| Flaw::Revealing(item.id.to_string()),
                    message,
                    "not asked of everybody",
                    ASK_ALL,
                );
            }
        }
    }

    /// Whether an item is counted whose being asked says how people feel. What somebody takes for right or recommends says
    /// nothing about them.
    fn tells(&self, item: &Item) -> bool {
        let felt = |named: &Item| named.best().is_none() && !named.responses().is_empty();
        let feels = |id: &&ItemId| self.pack.item(id).is_some_and(felt);
        let hangs = item.ask_if.as_ref().is_some_and(|condition| condition.items().iter().any(feels));
        self.is_noisy && hangs && !item.is_card() && !item.responses().is_empty()
    }

    /// Whether an item with a condition is refused, as part of what is made of several answers or compared.
    fn is_refused(&self, item: &Item) -> bool {
        let in_pair = self.pack.pairs.iter().any(|pair| [&pair.first, &pair.second].contains(&&item.id));
        let in_segment = self.pack.shares.segment > 0 && item.measure.as_deref() == Some(AMBASSADORSHIP);
        let in_rest_score = self.pack.has_rest_scores() && item.right().is_some();
        in_pair || in_segment || in_rest_score || self.pack.kind == PackKind::Message
    }

    fn pairs(&self) {
        let mut paired: BTreeSet<[&str; 2]> = BTreeSet::new();
        for node in self.table.list("pairs") {
            let both: Vec<_> = node.get_ref().as_array().into_iter().flatten().collect();
            let words: Vec<_> = both.iter().filter_map(|node| table::words(node)).collect();
            let ([_, place], [first, second]) = (both.as_slice(), words.as_slice()) else { continue };
            if first == second {
                self.error(
                    place.span(),
                    Flaw::Twice((*first).to_owned()),
                    format!("`{first}` is paired with itself"),
                    "the same item",
                    "name two items",
                );
                continue;
            }
            let found: Vec<_> = both.iter().zip(&words).filter_map(|(node, id)| self.item(id, node.span())).collect();
            let [one, other] = found.as_slice() else { continue };
            let mut pair = [*first, *second];
            pair.sort_unstable();
            if !paired.insert(pair) {
                let help = "each pair takes its part of the epsilon of both answers; name it once";
                self.error(
                    node.span(),
                    Flaw::Twice((*first).to_owned()),
                    format!("`{first}` and `{second}` are paired twice"),
                    "paired above",
                    help,
                );
                continue;
            }
            let cells = self.cells(one) * self.cells(other);
            if cells > CELLS {
                let message = format!("`{first}` and `{second}` make a table of {cells} cells; {CELLS} is the most");
                self.error(
                    node.span(),
                    Flaw::OutOfRange("pairs".to_owned()),
                    message,
                    "too many cells",
                    "pair items with fewer responses",
                );
            }
            for (id, place) in words.iter().zip(&both) {
                self.counted_once(id, place.span(), &paired);
            }
            self.drawn(node.span(), 2, "pair");
        }
    }

    /// The item with this id, if it can be in a pair.
    fn item(&self, id: &str, place: Range<usize>) -> Option<&Item> {
        let Some((item, table)) = self.pack.items.iter().zip(self.items).find(|(item, _)| item.id.as_str() == id)
        else {
            let help = spelling::nearest(id, self.pack.items.iter().map(|item| item.id.as_str()))
                .map_or_else(|| "name two items of this pack".to_owned(), |near| format!("did you mean `{near}`?"));
            self.error(
                place,
                Flaw::Undefined(id.to_owned()),
                format!("`pairs` names `{id}`, which is no item of this pack"),
                "no such item",
                &help,
            );
            return None;
        };
        if !item.takes_one_response() {
            let kind = table.words("type").unwrap_or_default();
            let message = format!("`{id}` is of the type `{kind}`, which cannot be paired");
            self.error(place, Flaw::Conflict(id.to_owned()), message, "not one response", ONE_RESPONSE);
            return None;
        }
        if item.ask_if.is_some() {
            let message = format!("`{id}` is not asked of everybody, so it cannot be paired");
            self.error(place, Flaw::Revealing(id.to_owned()), message, "has an `ask_if`", UNCONDITIONAL);
            return None;
        }
        Some(item)
    }

    /// Notes an exact answer that more than one table would take.
    fn counted_once(&self, id: &str, place: Range<usize>, paired: &BTreeSet<[&str; 2]>) {
        if self.is_noisy {
            return;
        }
        let scored = self.pack.items.iter().any(|item| item.id.as_str() == id && item.right().is_some());
        if scored && self.pack.has_rest_scores() {
            let message = format!("`{id}` is counted with its rest score, and an exact answer is counted once");
            self.error(place, Flaw::Revealing(id.to_owned()), message, "counted already", MAKE_NOISY);
        } else if paired.iter().filter(|pair| pair.contains(&id)).count() > 1 {
            let message = format!("`{id}` is in two pairs, and an exact answer is counted once");
            self.error(place, Flaw::Revealing(id.to_owned()), message, "paired above", MAKE_NOISY);
        }
    }

    /// How many cells an item's answers have in a table.
    fn cells(&self, item: &Item) -> usize {
        match item.kind {
            ItemKind::Nps { .. } if self.is_noisy => 3,
            _ => item.responses().len(),
        }
    }

    fn segment(&self) {
        let measured = |(item, _): &(&Item, &Table)| {
            item.measure.as_deref() == Some(AMBASSADORSHIP) && !item.responses().is_empty()
        };
        let asked: Vec<_> = self.pack.items.iter().zip(self.items).filter(measured).collect();
        let Some((_, first)) = asked.first() else { return };
        let mut missing = BTreeSet::from(Commitment::ALL);
        for (item, table) in &asked {
            let id = &item.id;
            match item.role.as_deref() {
                None => {
                    let message = format!("`{id}` does not say which commitment it asks for");
                    table.error(
                        "measure",
                        |_| Flaw::Missing("role".to_owned()),
                        message,
                        "has no `role`",
                        &spelling::advice("", &Commitment::ROLES),
                    );
                }
                Some(role) if !Commitment::ROLES.contains(&role) => {
                    let message = format!("`{role}` is none of the commitments that make a segment");
                    table.error(
                        "role",
                        |_| Flaw::Undefined(role.to_owned()),
                        message,
                        "not known",
                        &spelling::advice(role, &Commitment::ROLES),
                    );
                }
                Some(role) => missing.retain(|commitment| commitment.role() != role),
            }
            if !item.is_on_five_points() {
                let key = if table.node("scale").is_some() { "scale" } else { "type" };
                let help = "make it a rating from 1 to 5, or five faces: a segment's cut-offs are on that scale";
                table.error(
                    key,
                    |_| Flaw::Conflict(id.to_string()),
                    format!("`{id}` asks for a commitment, but not from 1 to 5"),
                    "another scale",
                    help,
                );
            }
            if item.ask_if.is_some() {
                let message = format!("`{id}` is part of a segment, so it must be asked of everybody");
                let help = "how many are in a segment is told exactly, and would tell what was answered before";
                table.error("ask_if", |_| Flaw::Revealing(id.to_string()), message, "not asked of everybody", help);
            }
        }
        // A role that is absent or misspelt is one fault and not two.
        let known = |role: &String| Commitment::ROLES.contains(&role.as_str());
        if !missing.is_empty() && asked.iter().all(|(item, _)| item.role.as_ref().is_some_and(known)) {
            let roles: Vec<_> = missing.iter().map(|commitment| commitment.role()).collect();
            let message = format!("no item asks for the commitment to {}", spelling::list(&roles, "and"));
            let help = "a segment needs an answer to each; without one, write share = { segment = 0 } in [privacy]";
            first.error("measure", |_| Flaw::Missing(roles.join(", ")), message, "no whole segment", help);
        }
        if !self.is_noisy {
            first.error(
                "measure",
                Flaw::Revealing,
                "a segment cannot be counted exactly",
                "counted besides its answers",
                MAKE_NOISY,
            );
        }
        self.drawn(first.span("measure"), Commitment::ALL.len(), "segment");
    }

    fn rest_scores(&self, share: &Table) {
        let weighed = self.is_noisy && self.pack.has_rest_scores();
        for (item, table) in self.pack.items.iter().zip(self.items) {
            if weighed && item.right().is_some() && item.ask_if.is_some() {
                let message = format!("`{}` is not asked of everybody, so it cannot be in a rest score", item.id);
                table.error(
                    "ask_if",
                    |_| Flaw::Revealing(item.id.to_string()),
                    message,
                    "not asked of everybody",
                    UNCONDITIONAL,
                );
            }
        }
        if share.whole("rest_score").is_some_and(|weight| weight > 0) && !weighed && self.is_noisy {
            let help = "a rest score needs a quiz whose visits have two questions with a right answer";
            share.warn("rest_score", Flaw::Ignored, "there is no rest score to weigh", "means nothing here", help);
        }
    }

    /// Notes that a visit draws too few items to be counted, or not always the right ones.
    fn drawn(&self, place: Range<usize>, needs: usize, what: &str) {
        let Some(draw) = self.pack.draw.filter(|draw| *draw < self.pack.items.len()) else { return };
        let help = "leave out `draw`, or make a pack of these items alone";
        if draw < needs {
            let message = format!("a {what} needs {needs} answers of one visit, and a visit draws {draw}");
            self.error(place, Flaw::Conflict("draw".to_owned()), message, "never counted", help);
        } else {
            let message = format!("this {what} is counted only of visits that happen to draw what it needs");
            self.table.file.warn(
                place,
                Flaw::Conflict("draw".to_owned()),
                message,
                "in a pack with `draw`",
                Some(help),
            );
        }
    }

    fn error(&self, place: Range<usize>, flaw: Flaw, message: String, label: &str, help: &str) {
        self.table.file.error(place, flaw, message, label, Some(help));
    }
}
