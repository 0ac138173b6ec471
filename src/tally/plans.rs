//! From packs to what is tallied of them: which histograms an answer feeds, and what each costs.

use super::source::Source;
use super::{Histogram, Plan};
use crate::config::{Epsilon, Mechanism, Privacy};
use crate::content::{Content, Item, Pack, of_several};

/// How many more answers a pair must hold: a table of two has about the square of the cells.
const PAIR_K: u32 = 2;

/// A plan for every histogram of every item, in the order of their ids.
#[must_use]
pub fn plans(content: &Content) -> Vec<Plan> {
    let mut plans: Vec<Plan> = content.packs.iter().flat_map(|pack| Drafts { content, pack }.plans()).collect();
    plans.sort_by(|left, right| left.key().cmp(&right.key()));
    plans
}

/// How many points go from some options to others when a ranking of `options` is turned upside down, which is the most that
/// changing it can move: half of Σ|m − 1 − 2i|.
fn reversed(options: u32) -> u32 {
    options.saturating_mul(options) / 4
}

/// What is tallied of one pack.
struct Drafts<'a> {
    content: &'a Content,
    pack: &'a Pack,
}

impl Drafts<'_> {
    fn plans(&self) -> Vec<Plan> {
        let told_apart = |item: &Item| self.pack.message().is_some() && item.takes_one_response();
        let alone = self.pack.items.iter().filter(|item| !told_apart(item));
        let mut plans: Vec<Plan> = alone.filter_map(|item| self.responses(item)).collect();
        plans.extend(self.variants());
        if self.pack.has_rest_scores() {
            plans.extend(self.pack.items.iter().filter_map(|item| self.rest_score(item)));
        }
        plans.extend(self.pairs());
        plans.extend(self.segment());
        self.shared(plans)
    }

    fn is_noisy(&self) -> bool {
        self.pack.privacy.mechanism.is_noisy()
    }

    fn source(&self, item: &Item) -> Source {
        Source::new(item, self.is_noisy())
    }

    /// The answers to one item by themselves.
    fn responses(&self, item: &Item) -> Option<Plan> {
        let source = self.source(item);
        let codes = source.codes(item);
        if codes.is_empty() || item.is_card() {
            return None;
        }
        let histogram = if source.by_class { Histogram::Enps } else { Histogram::Responses };
        let most = u32::try_from(item.most_responses()).unwrap_or(u32::MAX);
        let (picks, points) = if item.is_ranking() { (reversed(most), most.saturating_sub(1)) } else { (most, 1) };
        Some(Plan { picks, points, ..self.plan(item, histogram, vec![source], codes) })
    }

    /// The answers to each question of a message pack, of those who saw one variant apart from those who saw another: each
    /// answer is in one of them.
    fn variants(&self) -> Vec<Plan> {
        let Some(card) = self.pack.message() else { return Vec::new() };
        let questions = self.pack.items.iter().filter(|item| item.takes_one_response());
        let of_question = |item| {
            let sources = vec![self.source(item), self.source(card)];
            let codes = self.source(item).codes(item);
            let item_hash = of_several([item, card].map(|item| (item.hash.as_str(), None)));
            card.variants().iter().map(move |variant| Plan {
                item_hash: item_hash.clone(),
                ..self.plan(item, Histogram::Variant(variant.id.clone()), sources.clone(), codes.clone())
            })
        };
        questions.flat_map(of_question).collect()
    }

    fn rest_score(&self, item: &Item) -> Option<Plan> {
        item.right()?;
        let source = self.source(item);
        let (rows, columns) = (source.codes(item), Histogram::REST_CLASSES.map(String::from));
        Some(self.table(item, Histogram::RestScore, vec![source], &rows, &columns))
    }

    fn pairs(&self) -> impl Iterator<Item = Plan> {
        let pairs = self.pack.pairs.iter().filter(|_| self.pack.shares.pair > 0);
        pairs.filter_map(|pair| {
            let (first, second) = (self.pack.item(&pair.first)?, self.pack.item(&pair.second)?);
            let sources = [first, second].map(|item| self.source(item));
            let [rows, columns] = [sources[0].codes(first), sources[1].codes(second)];
            let histogram = Histogram::Pair(second.id.clone());
            let plan = self.table(first, histogram, sources.to_vec(), &rows, &columns);
            Some(Plan {
                item_hash: of_several([first, second].map(|item| (item.hash.as_str(), None))),
                privacy: Privacy { k: plan.privacy.k.saturating_mul(PAIR_K), ..plan.privacy },
                ..plan
            })
        })
    }

    fn segment(&self) -> Option<Plan> {
        let asked = || self.pack.items.iter().filter(|item| item.commitment().is_some());
        let first = asked().next().filter(|_| self.pack.has_segment())?;
        let sources = asked().map(|item| Source { commitment: item.commitment(), ..self.source(item) }).collect();
        let codes = Histogram::SEGMENTS.map(String::from).to_vec();
        let item_hash = of_several(asked().map(|item| (item.hash.as_str(), item.commitment())));
        Some(Plan { item_hash, ..self.plan(first, Histogram::Segment, sources, codes) })
    }

    /// A table of two: a cell for each row with each column, `row|column`.
    fn table(
        &self,
        item: &Item,
        histogram: Histogram,
        sources: Vec<Source>,
        rows: &[String],
        columns: &[String],
    ) -> Plan {
        let cells = rows.iter().flat_map(|row| columns.iter().map(move |column| format!("{row}|{column}"))).collect();
        let plan = self.plan(item, histogram, sources, cells);
        Plan { columns: u32::try_from(columns.len()).unwrap_or(u32::MAX), ..plan }
    }

    fn plan(&self, item: &Item, histogram: Histogram, sources: Vec<Source>, responses: Vec<String>) -> Plan {
        let kiosk = &self.content.kiosk;
        let offered = kiosk.cohorts.iter().filter(|_| self.pack.ask_cohort);
        Plan {
            pack: self.pack.id.clone(),
            item: item.id.clone(),
            item_hash: item.hash.clone(),
            histogram,
            sources,
            responses,
            columns: 1,
            cohorts: offered.map(|cohort| cohort.id.clone()).collect(),
            picks: 1,
            points: 1,
            privacy: self.pack.privacy,
            stands_alone: kiosk.stands_alone(),
            pool: kiosk.pool_recipient.clone(),
        }
    }

    fn weight(&self, plan: &Plan) -> u32 {
        let shares = &self.pack.shares;
        match plan.histogram {
            Histogram::Enps | Histogram::Responses | Histogram::Variant(_) => shares.responses,
            Histogram::Pair(_) => shares.pair,
            Histogram::RestScore => shares.rest_score,
            Histogram::Segment => shares.segment,
        }
    }

    /// Gives each noisy histogram the smallest part that any answer in it can spare, so that no answer spends more than
    /// its epsilon on all that it feeds. What no part could be given to is not counted at all.
    fn shared(&self, mut plans: Vec<Plan>) -> Vec<Plan> {
        let Mechanism::DiscreteLaplace { epsilon } = self.pack.privacy.mechanism else { return plans };
        let mut parts: Vec<Option<Epsilon>> = vec![Some(epsilon); plans.len()];
        for item in &self.pack.items {
            let fed = || (0..).zip(&plans).filter(|(_, plan)| plan.is_fed_by(item, self.pack));
            let (rest, others): (Vec<_>, Vec<_>) = fed().partition(|(_, plan)| plan.histogram == Histogram::RestScore);
            // An answer is in the table of the one variant that was seen, so all of them have the same part.
            let varied = |plan: &Plan| matches!(plan.histogram, Histogram::Variant(_));
            let (variants, mut others): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, plan)| varied(plan));
            others.splice(0..0, variants.first().copied());
            // Of the rest scores that an answer may be part of, a visit has only as many as it has questions.
            let met = rest.iter().take(self.pack.scored_in_a_visit());
            let weights: Vec<u32> = others.iter().chain(met).map(|(_, plan)| self.weight(plan)).collect();
            let split = epsilon.split(&weights);
            let part = |at: usize| split.as_ref().and_then(|split| split.get(at)).copied();
            let given = (0..).zip(&others).map(|(at, (index, _))| (*index, part(at)));
            let given = given.chain(variants.iter().map(|(index, _)| (*index, part(0))));
            let given = given.chain(rest.iter().map(|(index, _)| (*index, part(others.len()))));
            for (index, part) in given.collect::<Vec<(usize, _)>>() {
                if let Some(smallest) = parts.get_mut(index) {
                    *smallest = smallest.zip(part).map(|(one, other)| one.min(other));
                }
            }
        }
        for (plan, part) in plans.iter_mut().zip(&parts) {
            if let Some(epsilon) = *part {
                plan.privacy.mechanism = Mechanism::DiscreteLaplace { epsilon };
            }
        }
        let mut parts = parts.iter();
        plans.retain(|_| parts.next().is_some_and(Option::is_some));
        plans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_a_ranking_upside_down_is_the_most_that_changing_it_moves() {
        for options in 2..=6_u32 {
            let points: Vec<u32> = (0..options).collect();
            let moved = |order: &[u32]| points.iter().zip(order).map(|(one, other)| one.abs_diff(*other)).sum::<u32>();
            let mut most = 0;
            permute(&mut points.clone(), 0, &mut |order| most = most.max(moved(order)));
            assert_eq!(most, 2 * reversed(options), "{options} options");
        }
    }

    fn permute(order: &mut Vec<u32>, from: usize, seen: &mut impl FnMut(&[u32])) {
        if from == order.len() {
            return seen(order);
        }
        for at in from..order.len() {
            order.swap(from, at);
            permute(order, from + 1, seen);
            order.swap(from, at);
        }
    }
}
