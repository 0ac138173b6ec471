//! One person's way through the items of one pack.

use std::time::Duration;

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};

use super::answer::Response;
use super::deck::Decks;
use super::machine::CONFIRM;
use crate::comments::{Comment, Draft};
use crate::content::{Item, ItemKind, Pack, Pin};
use crate::vocabulary::{CohortId, ItemId, PackId};

/// The run through one pack; everything a person has said so far is in here and nowhere else.
pub(super) struct Run {
    pack: PackId,
    cohort: Option<CohortId>,
    asked: Vec<Asked>,
    /// Where the person is, as a position in `asked`.
    at: usize,
    /// What is marked on the item now, as positions among its responses.
    marked: Vec<usize>,
    /// When a marked single choice counts as chosen.
    confirm_at: Option<Duration>,
}

/// An item of the visit.
struct Asked {
    /// Its position in the pack.
    position: usize,
    /// Its responses' positions in the order they are shown.
    order: Vec<usize>,
    /// What was chosen; `None` until the person went past it.
    response: Option<Response>,
    /// What is being said to a comment item.
    draft: Draft,
    /// Whether feedback was seen, so that the answer stands.
    locked: bool,
    /// Which variant of a message is seen.
    variant: Option<usize>,
}

impl Run {
    /// Draws the items of a visit and the order of their options.
    pub(super) fn new(pack: &Pack, decks: &mut Decks, rng: &mut impl Rng) -> Self {
        let all: Vec<usize> = (0..).zip(&pack.items).map(|(at, _)| at).collect();
        let is_entry = |at: &usize| pack.items.get(*at).is_some_and(|item| item.entry.is_some());
        // Where a pack shows entries of a wall, those are drawn from, and what stands beside them always comes.
        let (beside, pool): (Vec<usize>, Vec<usize>) =
            if all.iter().any(is_entry) { all.iter().partition(|at| !is_entry(at)) } else { (Vec::new(), all.clone()) };
        let mut positions: Vec<usize> = match pack.draw {
            Some(draw) => drawn(pack, &pool, draw, rng).into_iter().chain(beside).collect(),
            None => all.clone(),
        };
        // Where nothing was drawn but what hangs on items that were not, one that is asked of everybody takes a place.
        let first = |at: &usize| pack.items.get(*at).is_some_and(asked_of_everybody);
        if !positions.iter().any(first) {
            let everybodys: Vec<usize> = all.iter().copied().filter(first).collect();
            positions.truncate(positions.len().saturating_sub(1));
            positions.extend(everybodys.choose(rng));
        }
        // Drawn items keep the author's order, so that a condition still looks back.
        positions.sort_unstable();
        let asked = positions
            .into_iter()
            .map(|position| Asked {
                position,
                order: pack.items.get(position).map(|item| order(item, rng)).unwrap_or_default(),
                response: None,
                draft: Draft::default(),
                locked: false,
                variant: pack.items.get(position).and_then(|item| decks.deal(pack, item, rng)),
            })
            .collect();
        let mut run = Self { pack: pack.id.clone(), cohort: None, asked, at: 0, marked: Vec::new(), confirm_at: None };
        // The first drawn item may hang on one that was not drawn.
        if !run.is_asked(pack, 0) {
            run.step(pack);
        }
        run
    }

    pub(super) fn pack(&self) -> &PackId {
        &self.pack
    }

    pub(super) fn set_cohort(&mut self, cohort: Option<CohortId>) {
        self.cohort = cohort;
    }

    pub(super) fn into_cohort(self) -> Option<CohortId> {
        self.cohort
    }

    /// The current item.
    pub(super) fn item<'p>(&self, pack: &'p Pack) -> Option<&'p Item> {
        pack.items.get(self.asked.get(self.at)?.position)
    }

    pub(super) fn order(&self) -> &[usize] {
        self.asked.get(self.at).map_or(&[], |asked| &asked.order)
    }

    pub(super) fn marked(&self) -> &[usize] {
        &self.marked
    }

    pub(super) fn answered(&self) -> Option<&Response> {
        self.asked.get(self.at)?.response.as_ref()
    }

    /// What is written on the current item so far.
    pub(super) fn draft(&self) -> Option<&Draft> {
        self.asked.get(self.at).map(|asked| &asked.draft)
    }

    /// Notes what is written on the current item so far.
    pub(super) fn write(&mut self, draft: Draft) {
        if let Some(asked) = self.asked.get_mut(self.at) {
            asked.draft = draft;
        }
    }

    /// Marks a response: single choices replace the mark and start their confirmation, multiple choices toggle, and in a
    /// ranking marks keep the order they were made in.
    pub(super) fn tap(&mut self, item: &Item, position: usize, now: Duration) {
        if position >= item.responses().len() || item.is_card() {
            return;
        }
        if item.is_ranking() || matches!(item.kind, ItemKind::Multiple { .. }) {
            if let Some(found) = self.marked.iter().position(|marked| *marked == position) {
                self.marked.remove(found);
            } else if self.marked.len() < item.most_responses() {
                self.marked.push(position);
            }
        } else {
            self.marked = vec![position];
            self.confirm_at = Some(now + CONFIRM);
        }
    }

    pub(super) fn is_confirmed(&self, now: Duration) -> bool {
        self.confirm_at.is_some_and(|at| at <= now)
    }

    /// What is marked, as a response to `item`; the marks are gone. What a ranking leaves over comes last by itself.
    pub(super) fn take_marked(&mut self, item: &Item) -> Response {
        self.confirm_at = None;
        let mut marked = std::mem::take(&mut self.marked);
        if !item.is_ranking() {
            return Response::several(marked);
        }
        let left: Vec<usize> = self.order().iter().copied().filter(|position| !marked.contains(position)).collect();
        marked.extend(left);
        Response::ranking(marked)
    }

    /// Notes the response to the current item.
    pub(super) fn answer(&mut self, response: Response) {
        self.forget_marks();
        if let Some(asked) = self.asked.get_mut(self.at) {
            asked.response = Some(asked.variant.map_or(response, Response::one));
        }
    }

    /// Which variant of a message is seen on the current item.
    pub(super) fn variant(&self) -> Option<usize> {
        self.asked.get(self.at)?.variant
    }

    /// Makes the current answer final.
    pub(super) fn lock(&mut self) {
        if let Some(asked) = self.asked.get_mut(self.at) {
            asked.locked = true;
        }
    }

    /// Whether going back would lead past an answer that stands.
    pub(super) fn is_locked_in(&self) -> bool {
        self.asked[..self.at.min(self.asked.len())].iter().any(|asked| asked.locked)
    }

    /// Goes to the next item that is asked; tells whether there was one.
    pub(super) fn step(&mut self, pack: &Pack) -> bool {
        let next = (self.at + 1..self.asked.len()).find(|index| self.is_asked(pack, *index));
        self.go(next)
    }

    /// Goes to the item before; tells whether there was one.
    pub(super) fn step_back(&mut self, pack: &Pack) -> bool {
        let previous = (0..self.at).rev().find(|index| self.is_asked(pack, *index));
        self.go(previous)
    }

    fn go(&mut self, to: Option<usize>) -> bool {
        let Some(to) = to else { return false };
        self.forget_marks();
        self.at = to;
        if let Some(response) = self.answered() {
            self.marked = response.positions().to_vec();
        }
        true
    }

    fn forget_marks(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.marked);
        self.confirm_at = None;
    }

    /// The current item's place among those asked, from 1, and how many those are as far as is known.
    pub(super) fn progress(&self, pack: &Pack) -> (usize, usize) {
        let asked = |index: &usize| self.is_asked(pack, *index);
        let before = (0..self.at).filter(asked).count();
        let after = (self.at + 1..self.asked.len()).filter(asked).count();
        (before + 1, before + 1 + after)
    }

    /// Every answer that counts: skips are left out, and so is what a changed answer made unasked.
    pub(super) fn answers(&self, pack: &Pack) -> Vec<(ItemId, Response)> {
        let answered = |index: usize| {
            let asked = self.asked.get(index)?;
            let response = asked.response.as_ref().filter(|response| !response.is_skip())?;
            let item = pack.items.get(asked.position)?;
            self.is_asked(pack, index).then(|| (item.id.clone(), response.clone()))
        };
        (0..self.asked.len()).filter_map(answered).collect()
    }

    /// Every comment that was handed in with "Next", under the same rules.
    pub(super) fn comments(&self, pack: &Pack) -> Vec<(ItemId, Comment)> {
        let said = |(index, asked): (usize, &Asked)| {
            let item = pack.items.get(asked.position).filter(|item| item.takes_comments())?;
            let comment = asked.draft.comment().ok()?;
            (asked.response.is_some() && self.is_asked(pack, index)).then(|| (item.id.clone(), comment))
        };
        self.asked.iter().enumerate().filter_map(said).collect()
    }

    /// Whether the item at `index` is asked, given the answers before it.
    fn is_asked(&self, pack: &Pack, index: usize) -> bool {
        let Some(item) = self.asked.get(index).and_then(|asked| pack.items.get(asked.position)) else { return false };
        item.ask_if.as_ref().is_none_or(|condition| condition.holds(&|id| self.codes(pack, id, index)))
    }

    /// The codes chosen for an item before `until`; none if it was not asked, not drawn or skipped.
    fn codes(&self, pack: &Pack, id: &ItemId, until: usize) -> Vec<String> {
        let earlier = (0..until).find(|index| {
            self.asked.get(*index).and_then(|asked| pack.items.get(asked.position)).is_some_and(|item| &item.id == id)
        });
        let Some(index) = earlier.filter(|index| self.is_asked(pack, *index)) else { return Vec::new() };
        let Some(asked) = self.asked.get(index) else { return Vec::new() };
        let (Some(response), Some(item)) = (&asked.response, pack.items.get(asked.position)) else { return Vec::new() };
        item.codes(response.positions())
    }
}

/// So many of the pool, without repetition: each as likely as the others, or by the chances that the pack gives them.
fn drawn(pack: &Pack, pool: &[usize], draw: usize, rng: &mut impl Rng) -> Vec<usize> {
    if pack.chances.is_empty() {
        return pool.sample(rng, draw).copied().collect();
    }
    let chance = |at: &usize| {
        let item = pack.items.get(*at).and_then(|item| pack.chances.get(&item.id));
        f64::from(item.copied().unwrap_or(1))
    };
    // Every chance is 1 or more, so there is nothing that could fail.
    pool.sample_weighted(rng, draw, chance).map(|drawn| drawn.copied().collect()).unwrap_or_default()
}

/// Whether a visit to this pack has anything to begin with.
pub(super) fn begins(pack: &Pack) -> bool {
    pack.items.iter().any(asked_of_everybody)
}

/// Whether an item is asked whatever was answered before it.
fn asked_of_everybody(item: &Item) -> bool {
    item.ask_if.as_ref().is_none_or(|condition| condition.holds(&|_| Vec::new()))
}

/// The order in which an item's responses are shown.
fn order(item: &Item, rng: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..item.responses().len()).collect();
    let (ItemKind::Single { shuffle, .. } | ItemKind::Multiple { shuffle, .. } | ItemKind::Rank { shuffle, .. }) =
        &item.kind
    else {
        return order;
    };
    if !shuffle {
        return order;
    }
    let options = item.options();
    order.shuffle(rng);
    // A stable sort keeps the shuffled order within each place.
    order.sort_by_key(|position| match options.get(*position).and_then(|option| option.pin) {
        Some(Pin::First) => 0,
        None => 1,
        Some(Pin::Last) => 2,
    });
    order
}
