//! How often a quiz asks each of its questions: spaced repetition of a whole staff, by what was released.
//!
//! Every question stands in a box, as cards do in Leitner's: what nearly everybody knows comes seldom, what many get wrong comes
//! often, and what has not been heard of for weeks comes back. Nobody's own answers are remembered, so the boxes are the
//! staff's and not a person's; and they go by released counts alone, so asking more tells nothing that was not out already.

use std::collections::BTreeMap;

use super::Recent;
use crate::content::Pack;
use crate::vocabulary::{ItemId, Round};

/// Shares of right answers from which a question is in a lower box, with the chances it has there.
const BOXES: [(f64, u32); 3] = [(0.85, 1), (0.7, 2), (0.5, 3)];
/// Chances of a question that fewer than half get right, and of one that nothing was released of yet.
const TOP: u32 = 4;
/// Weeks without a release for one more chance.
const WEEKS: i32 = 2;
/// The most chances that waiting adds.
const LONGEST: u32 = 3;

/// The chances of each question of a quiz to be drawn, from what was released last of it and the round it is now.
///
/// Empty where nothing is drawn: then every question is asked anyway.
#[must_use]
pub fn chances(pack: &Pack, recent: &[Recent], now: Round) -> BTreeMap<ItemId, u32> {
    if pack.draw.is_none() {
        return BTreeMap::new();
    }
    let of = |item: &crate::content::Item| {
        let correct = item.correct().and_then(|at| item.responses().get(at).cloned())?;
        let known = recent.iter().find(|recent| recent.item == item.id);
        Some((item.id.clone(), known.map_or(TOP, |recent| weight(recent, &correct, now))))
    };
    pack.items.iter().filter_map(of).collect()
}

fn weight(recent: &Recent, correct: &str, now: Round) -> u32 {
    let right = recent.counts.iter().find(|(code, _)| code == correct).map_or(0, |(_, count)| (*count).max(0));
    let share = right as f64 / f64::from(recent.answers.max(1));
    let chances = BOXES.iter().find(|(from, _)| share >= *from).map_or(TOP, |(_, chances)| *chances);
    let days = now.monday().since(recent.round.monday()).map_or(0, |span| span.get_days());
    // A release is of the week before, at the soonest.
    let waited = (days / 7 - 1).max(0) / WEEKS;
    chances + u32::try_from(waited).unwrap_or_default().min(LONGEST)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::config::Folder;
    use crate::content::load;

    const KIOSK: &str =
        "organisation = \"O\"\nsite = \"s\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 900\n";

    fn quiz(draw: &str) -> Pack {
        let mut text = format!("kind = \"quiz\"\ntitle = \"T\"\n{draw}\n");
        for id in ["known", "usual", "hard", "new"] {
            let _ = write!(
                text,
                "[[item]]\nid = \"{id}\"\ntype = \"single\"\ntext = \"What is {id} to you?\"\n\
                 options = [{{ id = \"x\", text = \"X\" }}, {{ id = \"y\", text = \"Y\", correct = true }}]\n"
            );
        }
        let mut folder = Folder::default();
        folder.insert("kiosk.toml", KIOSK);
        folder.insert("packs/p.toml", text);
        load(&folder).content.unwrap().packs.remove(0)
    }

    fn recent(item: &str, right: i64, round: &str) -> Recent {
        Recent {
            item: ItemId::new(item).unwrap(),
            round: round.parse().unwrap(),
            answers: 10,
            noisy: false,
            by_class: false,
            counts: vec![("x".into(), 10 - right), ("y".into(), right)],
        }
    }

    fn told(recent: &[Recent], now: &str) -> Vec<u32> {
        let chances = chances(&quiz("draw = 2"), recent, now.parse().unwrap());
        ["known", "usual", "hard", "new"].map(|id| chances[&ItemId::new(id).unwrap()]).to_vec()
    }

    #[test]
    fn what_is_weak_or_new_is_drawn_more_often_than_what_is_known() {
        let recent = [recent("known", 9, "2026-W46"), recent("usual", 7, "2026-W46"), recent("hard", 3, "2026-W46")];
        assert_eq!(told(&recent, "2026-W47"), [1, 2, 4, 4]);
    }

    #[test]
    fn what_was_not_heard_of_for_weeks_comes_back_but_never_for_more_than_three_more_chances() {
        let recent = [recent("known", 9, "2026-W42"), recent("usual", 7, "2026-W46"), recent("hard", 9, "2026-W10")];
        assert_eq!(told(&recent, "2026-W47"), [3, 2, 4, 4]);
    }

    #[test]
    fn a_quiz_that_asks_everything_has_nothing_to_draw() {
        assert!(chances(&quiz(""), &[], "2026-W47".parse().unwrap()).is_empty());
    }
}
