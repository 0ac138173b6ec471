//! What was released last of an item, for whoever answers it next.

use super::Batch;
use crate::content::{Item, Pack};
use crate::tally::Histogram;
use crate::vocabulary::{ItemId, Round};

/// The newest released answers to an item, all cohorts together.
#[derive(Debug, Clone, PartialEq)]
pub struct Recent {
    /// The item.
    pub item: ItemId,
    /// The round they left in.
    pub round: Round,
    /// Answers, exactly.
    pub answers: u32,
    /// Whether noise was added.
    pub noisy: bool,
    /// Whether points of a 0–10 item were counted by class.
    pub by_class: bool,
    /// A response's code and its count, in the order of the cells; noise may make a count negative.
    pub counts: Vec<(String, i64)>,
}

impl Recent {
    /// The newest of each item of a pack, in the pack's order, as the items read now.
    #[must_use]
    pub fn of_pack(pack: &Pack, batches: &[Batch]) -> Vec<Self> {
        pack.items.iter().filter_map(|item| Self::of_item(pack, item, batches)).collect()
    }

    fn of_item(pack: &Pack, item: &Item, batches: &[Batch]) -> Option<Self> {
        // Where exact answers were counted in a pair, those that stand alone would speak for all.
        let paired = pack.pairs.iter().any(|pair| pair.first == item.id || pair.second == item.id);
        if paired && !pack.privacy.mechanism.is_noisy() {
            return None;
        }
        let whole = |batch: &&Batch| match batch.histogram() {
            Histogram::Responses | Histogram::Enps => true,
            // Of exact answers these hold the rest, of noisy ones the same again.
            Histogram::RestScore => !batch.mechanism().is_noisy(),
            Histogram::Pair(_) | Histogram::Segment | Histogram::Variant(_) => false,
        };
        let mine =
            |batch: &&Batch| (batch.pack(), batch.item()) == (&pack.id, &item.id) && batch.item_hash() == item.hash;
        let found: Vec<&Batch> = batches.iter().filter(mine).filter(whole).collect();
        let round = found.iter().map(|batch| batch.round()).max()?;
        let newest = || found.iter().filter(|batch| batch.round() == round);
        let by_class = newest().any(|batch| *batch.histogram() == Histogram::Enps);
        let mut counts: Vec<(String, i64)> = Vec::new();
        for cell in newest().flat_map(|batch| batch.cells()) {
            // In a table of two the response stands before the bar.
            let code = cell.response.split('|').next().unwrap_or_default();
            match counts.iter_mut().find(|(known, _)| known == code) {
                Some((_, count)) => *count = count.saturating_add(cell.count),
                None => counts.push((code.to_owned(), cell.count)),
            }
        }
        Some(Self {
            item: item.id.clone(),
            round,
            answers: newest().fold(0, |sum, batch| sum.saturating_add(batch.n())),
            noisy: newest().any(|batch| batch.mechanism().is_noisy()),
            by_class,
            counts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Epsilon, Folder, Mechanism};
    use crate::content::load;
    use crate::release::{Cell, CohortLabel};

    const KIOSK: &str =
        "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n";
    const QUIZ: &str = "kind = \"quiz\"\ntitle = \"T\"\n\
        [[item]]\nid = \"bean\"\ntype = \"single\"\ntext = \"Which bean is stronger?\"\n\
        options = [{ id = \"x\", text = \"X\" }, { id = \"y\", text = \"Y\", correct = true }]\n\
        [[item]]\nid = \"milk\"\ntype = \"single\"\ntext = \"How hot is the milk?\"\n\
        options = [{ id = \"x\", text = \"X\" }, { id = \"y\", text = \"Y\", correct = true }]\n";

    fn pack(text: &str) -> Pack {
        let mut folder = Folder::default();
        folder.insert("kiosk.toml", KIOSK);
        folder.insert("packs/p.toml", text);
        load(&folder).content.unwrap().packs.remove(0)
    }

    /// Answers to the first item of a pack.
    fn batch(pack: &Pack, round: &str, histogram: Histogram, cells: &[(&str, i64)]) -> Batch {
        let epsilon = pack.privacy.mechanism.is_noisy().then_some(1.0);
        let mechanism = epsilon.map(|epsilon| Mechanism::DiscreteLaplace { epsilon: Epsilon::new(epsilon).unwrap() });
        Batch {
            id: uuid::Uuid::from_u128(7),
            pack: pack.id.clone(),
            item: pack.items[0].id.clone(),
            item_hash: pack.items[0].hash.clone(),
            histogram,
            cohort: CohortLabel::Unstated,
            round: round.parse().unwrap(),
            n: 10,
            mechanism: mechanism.unwrap_or(Mechanism::Exact),
            epsilon,
            cell_variance: 0.0,
            bursts: 0,
            config_hash: String::new(),
            cells: cells.iter().map(|(code, count)| Cell { response: (*code).into(), count: *count }).collect(),
        }
    }

    fn told(pack: &Pack, batches: &[Batch]) -> Vec<String> {
        let line =
            |recent: Recent| format!("{} {} {:?} of {}", recent.item, recent.round, recent.counts, recent.answers);
        Recent::of_pack(pack, batches).into_iter().map(line).collect()
    }

    #[test]
    fn cohorts_and_exact_tables_of_the_newest_round_are_added_up() {
        let pack = pack(QUIZ);
        let batches = [
            batch(&pack, "2026-W01", Histogram::Responses, &[("x", 9), ("y", 1)]),
            batch(&pack, "2026-W02", Histogram::Responses, &[("x", 4), ("y", 6)]),
            batch(&pack, "2026-W02", Histogram::RestScore, &[("x|low", 3), ("x|high", 1), ("y|low", 2), ("y|high", 4)]),
        ];
        assert_eq!(told(&pack, &batches), [r#"bean 2026-W02 [("x", 8), ("y", 12)] of 20"#]);
    }

    #[test]
    fn a_noisy_answer_is_not_looked_at_twice() {
        let pack = pack(&QUIZ.replace("title", "privacy = { mechanism = \"noisy\" }\ntitle"));
        let batches = [
            batch(&pack, "2026-W02", Histogram::Responses, &[("x", -1), ("y", 12)]),
            batch(&pack, "2026-W02", Histogram::RestScore, &[("x|low", 3), ("y|high", 4)]),
        ];
        assert_eq!(told(&pack, &batches), [r#"bean 2026-W02 [("x", -1), ("y", 12)] of 10"#]);
    }

    #[test]
    fn another_wording_is_another_question() {
        let pack = pack(QUIZ);
        let mut old = batch(&pack, "2026-W02", Histogram::Responses, &[("x", 4), ("y", 6)]);
        old.item_hash = "0123456789abcdef".into();
        assert_eq!(told(&pack, &[old]), Vec::<String>::new());
    }

    #[test]
    fn exact_answers_that_stand_alone_do_not_speak_for_those_in_a_pair() {
        let head = "kind = \"ideas\"\nprivacy = { mechanism = \"exact\" }\npairs = [[\"bean\", \"milk\"]]";
        let paired = pack(&QUIZ.replace("kind = \"quiz\"", head));
        let alone = batch(&paired, "2026-W02", Histogram::Responses, &[("x", 4), ("y", 6)]);
        assert_eq!(told(&paired, &[alone]), Vec::<String>::new());
    }
}
