//! What an advisor says after an answer: its own ranking, competitors included, and why.

use slint::{ComponentHandle, ModelRc, SharedString};

use super::generated::{AdviceAdapter, Ranked};
use super::view::{View, changed, count, longest};

/// Fills `AdviceAdapter`; away from advice it is emptied, so that no answer stays behind.
pub(super) fn fill(view: &View) {
    let adapter = view.app.global::<AdviceAdapter>();
    let item = view.machine.item();
    let (Some(chosen), Some(item), Some(advice)) =
        (view.machine.advised(), item, item.and_then(|item| item.advice.as_ref()))
    else {
        adapter.set_ranking(ModelRc::default());
        adapter.set_longest(SharedString::default());
        return;
    };
    let ranked = |(at, place): (usize, usize)| {
        let product = advice.products.get(at)?.as_ref()?;
        Some(Ranked {
            place: count(place),
            name: view.text_or_none(item.options().get(at).map(|option| &option.text)),
            because: view.text(&product.because),
            own: product.own,
            chosen: at == chosen,
        })
    };
    adapter.set_agrees(advice.best() == Some(chosen));
    adapter.set_none(advice.products.get(chosen).is_some_and(Option::is_none));
    let rows: Vec<Ranked> = advice.ranking().into_iter().zip(1..).filter_map(ranked).collect();
    adapter.set_longest(longest(rows.iter().map(|row| &row.name)));
    if let Some(rows) = changed(&adapter.get_ranking(), rows) {
        adapter.set_ranking(rows);
    }
}
