//! A visit that happened on paper: the same answers, the same rules, no screen.

use super::answer::{Finished, Response};
use crate::comments::Comment;
use crate::content::{Pack, PackKind};
use crate::vocabulary::{CohortId, ItemId};

/// Most answers a visit to a pulse-like pack may give, drawn or not: what one person can add in one go is bounded.
const PULSE_MOST: usize = 3;

/// Why a visit on paper could not have happened on the screen; it never says what was answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An item is answered twice.
    #[error("item `{0}` is answered twice in this visit")]
    Twice(ItemId),
    /// Skip logic would not have shown the item.
    #[error("item `{0}` is not asked after the other answers of this visit")]
    NotAsked(ItemId),
    /// More is picked than the item allows.
    #[error("item `{item}` takes {at_most} at most")]
    TooMany {
        /// The item.
        item: ItemId,
        /// The most that may be picked.
        at_most: usize,
    },
    /// A ranking leaves options out.
    #[error("item `{item}` is a ranking: all {of} options, best first")]
    Incomplete {
        /// The item.
        item: ItemId,
        /// How many options there are.
        of: usize,
    },
    /// Answers to a message are counted by the wording that was seen, and that is not told.
    #[error(
        "answers of this pack are counted by the wording of `{card}` that was seen: add a line for it, with {variants}"
    )]
    Unseen {
        /// The card.
        card: ItemId,
        /// Its wordings, by id.
        variants: String,
    },
    /// More items are answered than one visit shows.
    #[error("a visit to this pack answers {0} items at most")]
    TooLong(usize),
    /// The pack does not ask for a cohort.
    #[error("this pack does not ask who people are with")]
    NoCohort,
}

/// Makes a finished visit of answers and comments gathered elsewhere, by the item's position in the pack.
///
/// Comments are not among the answers that one visit may give: they cost no part of anybody's noise.
///
/// # Errors
/// [`Refused`] if no run through the pack could have led to these answers.
pub fn paper(
    pack: &Pack,
    cohort: Option<CohortId>,
    mut answers: Vec<(usize, Response)>,
    comments: Vec<(usize, Comment)>,
) -> Result<Finished, Refused> {
    if cohort.is_some() && !pack.ask_cohort {
        return Err(Refused::NoCohort);
    }
    answers.retain(|(_, response)| !response.is_skip());
    answers.sort_by_key(|(position, _)| *position);
    for pair in answers.windows(2) {
        if let [(first, _), (second, _)] = pair
            && first == second
            && let Some(item) = pack.items.get(*first)
        {
            return Err(Refused::Twice(item.id.clone()));
        }
    }
    let commented = by_item(pack, comments)?;
    fits_a_visit(pack, &answers)?;
    follows(pack, &answers, &commented)?;
    let by_id = |(position, response): (usize, Response)| Some((pack.items.get(position)?.id.clone(), response));
    let answers = answers.into_iter().filter_map(by_id).collect();
    // How soon one sheet was typed after another says nothing of who filled it in.
    Ok(Finished { pack: pack.id.clone(), cohort, answers, comments: commented, burst: false })
}

/// Comments by the id of their item, one of each.
fn by_item(pack: &Pack, comments: Vec<(usize, Comment)>) -> Result<Vec<(ItemId, Comment)>, Refused> {
    let mut commented = Vec::new();
    for (position, comment) in comments {
        let Some(item) = pack.items.get(position) else { continue };
        if commented.iter().any(|(id, _)| id == &item.id) {
            return Err(Refused::Twice(item.id.clone()));
        }
        commented.push((item.id.clone(), comment));
    }
    Ok(commented)
}

/// No more answers than one visit gives, and none without the card they are about.
fn fits_a_visit(pack: &Pack, answers: &[(usize, Response)]) -> Result<(), Refused> {
    let most = match (pack.draw, pack.kind) {
        (Some(draw), _) => draw,
        (None, PackKind::Pulse) => PULSE_MOST,
        (None, _) => pack.items.len(),
    };
    if answers.len() > most {
        return Err(Refused::TooLong(most));
    }
    if let Some(card) = pack.message() {
        let seen = |(position, _): &(usize, Response)| pack.items.get(*position).is_some_and(|item| item.id == card.id);
        if !answers.is_empty() && !answers.iter().any(seen) {
            let ids: Vec<&str> = card.variants().iter().map(|variant| variant.id.as_str()).collect();
            return Err(Refused::Unseen { card: card.id.clone(), variants: ids.join(" or ") });
        }
    }
    Ok(())
}

/// Each answer and each comment is one that its item takes, after the answers it is asked for.
fn follows(pack: &Pack, answers: &[(usize, Response)], commented: &[(ItemId, Comment)]) -> Result<(), Refused> {
    let codes = |id: &ItemId| {
        let answered = answers.iter().find_map(|(position, response)| {
            let item = pack.items.get(*position).filter(|item| &item.id == id)?;
            Some(item.codes(response.positions()))
        });
        answered.unwrap_or_default()
    };
    for (position, response) in answers {
        let Some(item) = pack.items.get(*position) else { continue };
        let at_most = item.most_responses();
        if response.positions().len() > at_most {
            return Err(Refused::TooMany { item: item.id.clone(), at_most });
        }
        if item.is_ranking() && (0..at_most).any(|position| !response.positions().contains(&position)) {
            return Err(Refused::Incomplete { item: item.id.clone(), of: at_most });
        }
        if item.ask_if.as_ref().is_some_and(|condition| !condition.holds(&codes)) {
            return Err(Refused::NotAsked(item.id.clone()));
        }
    }
    for (id, _) in commented {
        let condition = pack.items.iter().find(|item| &item.id == id).and_then(|item| item.ask_if.as_ref());
        if condition.is_some_and(|condition| !condition.holds(&codes)) {
            return Err(Refused::NotAsked(id.clone()));
        }
    }
    Ok(())
}
