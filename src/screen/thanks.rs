//! The end of a visit: whether it counted, how a quiz went, and one more.

use std::rc::Rc;

use slint::ComponentHandle;

use super::generated::ThanksAdapter;
use super::post::Visitor;
use super::view::{View, count};
use crate::visit::Event;

pub(super) fn connect(visitor: &Rc<Visitor>) {
    let weak = Rc::downgrade(visitor);
    visitor.app().global::<ThanksAdapter>().on_one_more(move || {
        if let Some(visitor) = weak.upgrade() {
            visitor.send(Event::OneMore);
        }
    });
}

/// Fills `ThanksAdapter`; away from thanks there is no score.
pub(super) fn fill(view: &View) {
    let adapter = view.app.global::<ThanksAdapter>();
    let score = view.machine.score();
    adapter.set_counted(view.machine.counted());
    adapter.set_right(score.map_or(0, |score| count(score.right)));
    adapter.set_of(score.map_or(0, |score| count(score.of)));
}
