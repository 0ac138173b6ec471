//! What a quiz says after an answer.

use slint::ComponentHandle;

use super::generated::FeedbackAdapter;
use super::item::picture;
use super::view::View;

/// Fills `FeedbackAdapter`; away from feedback it is emptied, so that no answer stays behind.
pub(super) fn fill(view: &View) {
    let adapter = view.app.global::<FeedbackAdapter>();
    let (Some((chosen, correct)), Some(item)) = (view.machine.feedback(), view.machine.item()) else {
        adapter.set_chosen("".into());
        return;
    };
    let words = |position: usize| view.text_or_none(item.options().get(position).map(|option| &option.text));
    adapter.set_right(chosen == correct);
    adapter.set_question(view.text(&item.text));
    adapter.set_chosen(words(chosen));
    adapter.set_answer(words(correct));
    adapter.set_explanation(view.text_or_none(item.explain.as_ref()));
    let (image, alt) = picture(view, item.image.as_ref());
    adapter.set_has_picture(image.is_some());
    adapter.set_picture(image.unwrap_or_default());
    adapter.set_picture_alt(alt);
}
