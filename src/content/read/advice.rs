//! What an advisor's item says of products: whether it is whole, and whether the ranking follows from its reasons.

use super::{Table, spelling, wording};
use crate::content::measure::NONE;
use crate::content::{Advice, Flaw, PackKind, Product};

/// Longest need that fits a line on the smallest panel.
const LONGEST_NEED: usize = 60;
/// Longest reason that fits beside the product it is for.
const LONGEST_REASON: usize = 140;
/// What an option may say in an advisor pack only.
const OF_OPTIONS: [&str; 4] = ["company", "rank", "because", "meets"];

/// The advice of a `single` item; none where it gives none.
pub(super) fn read(table: &Table, pack: Option<PackKind>) -> Option<Advice> {
    let options: Vec<Table> = table.tables("options").collect();
    let used = options.iter().flat_map(|option| OF_OPTIONS.map(|key| (option, key)));
    let mut used = used.chain([(table, "needs")]).filter(|(table, key)| table.node(key).is_some()).peekable();
    if pack.is_some_and(|pack| pack != PackKind::Advisor) {
        for (table, key) in used {
            let help = "make it a pack of kind = \"advisor\", or leave it out";
            table.warn(
                key,
                Flaw::Ignored,
                format!("`{key}` means nothing outside an advisor pack"),
                "nobody sees this",
                help,
            );
        }
        return None;
    }
    used.peek()?;
    let needs: Vec<Table> = table.tables("needs").collect();
    let ids: Vec<&str> = needs.iter().filter_map(|need| need.words("id")).collect();
    if needs.is_empty() {
        let help = "add needs = [{ id = \"quiet\", text = \"…\" }]: what the customer asks for";
        table.error(
            "options",
            |_| Flaw::Missing("needs".to_owned()),
            "products are ranked, and the customer needs nothing",
            "no `needs`",
            help,
        );
    }
    for need in &needs {
        wording::fits(need, "text", LONGEST_NEED);
    }
    let products: Vec<Option<Product>> = options.iter().map(|option| product(option, &ids)).collect();
    if !options.iter().any(|option| option.words("id") == Some(NONE)) {
        let help = "add { id = \"none\", text = \"None of these\", pin = \"last\" }, and ask what is missing";
        table.warn(
            "options",
            |_| Flaw::Missing("none".to_owned()),
            "nobody can say that none of them suits",
            "no `none`",
            help,
        );
    }
    let advice = Advice { needs: needs.iter().filter_map(|need| need.text("text")).collect(), products };
    judge(table, &options, &advice);
    Some(advice)
}

fn product(option: &Table, needs: &[&str]) -> Option<Product> {
    if option.words("id") == Some(NONE) {
        for key in OF_OPTIONS.into_iter().filter(|key| option.node(key).is_some()) {
            option.error(
                key,
                Flaw::Ignored,
                "`none` is no product",
                "leave it out",
                "nothing is ranked that is not there",
            );
        }
        return None;
    }
    wording::fits(option, "because", LONGEST_REASON);
    for key in ["rank", "because"].into_iter().filter(|key| option.node(key).is_none()) {
        let help = "each product has company = true or false, its rank from 1, because, and the needs that it meets";
        option.error("id", |_| Flaw::Missing(key.to_owned()), format!("this product has no `{key}`"), "not told", help);
    }
    let mut meets = Vec::new();
    for node in option.list("meets") {
        let Some(word) = super::table::words(node) else { continue };
        match needs.iter().position(|need| *need == word) {
            Some(at) => meets.push(at),
            // One fault and not many where there are no needs at all.
            None if needs.is_empty() => {}
            None => {
                let message = format!("`{word}` is none of the customer's needs");
                option.file.error(
                    node.span(),
                    Flaw::Undefined(word.to_owned()),
                    message,
                    "no such need",
                    Some(&spelling::advice(word, needs)),
                );
            }
        }
    }
    meets.sort_unstable();
    meets.dedup();
    let (rank, because) = (option.whole("rank")?, option.text("because")?);
    Some(Product { own: option.flag("company"), rank, because, meets })
}

/// Notes a ranking that is none, that its own reasons contradict, or that knows no competitor.
fn judge(table: &Table, options: &[Table], advice: &Advice) {
    let ranked: Vec<(&Table, &Product)> = advice
        .ranking()
        .into_iter()
        .filter_map(|at| Some((options.get(at)?, advice.products.get(at)?.as_ref()?)))
        .collect();
    for ((option, product), place) in ranked.iter().zip(1..) {
        if product.rank != place {
            let message = format!("rank {} is there where {place} should be", product.rank);
            return option.error(
                "rank",
                Flaw::Conflict,
                message,
                "not 1, 2, 3, …",
                "rank all products, the best 1, each its own",
            );
        }
    }
    for pair in ranked.windows(2) {
        if let [(better, first), (worse, second)] = pair
            && first.meets.len() < second.meets.len()
        {
            let name = |option: &Table| option.words("id").unwrap_or_default().to_owned();
            let message = format!(
                "`{}` is ranked above `{}`, and meets fewer of the needs: {} against {}",
                name(better),
                name(worse),
                first.meets.len(),
                second.meets.len()
            );
            let help = "a ranking follows from its reasons: change the ranks, or what the two meet";
            better.error("rank", Flaw::Conflict, message, "contradicts its reasons", help);
        }
    }
    let own = ranked.iter().filter(|(_, product)| product.own).count();
    if own == ranked.len() && !ranked.is_empty() {
        let help = "add what others offer, with company = false: advice that never sends anybody away is advertising";
        table.warn("options", Flaw::Conflict, "all of the products are the company's own", "no competitor", help);
    } else if own == 0 && !ranked.is_empty() {
        table.warn(
            "options",
            Flaw::Conflict,
            "none of the products is the company's own",
            "only competitors",
            "add company = true to yours",
        );
    }
}
