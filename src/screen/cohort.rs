//! "Who are you with?", and the answer or the wish not to give one.

use std::rc::Rc;

use slint::ComponentHandle;

use super::generated::{CohortAdapter, Group};
use super::post::Visitor;
use super::view::{View, changed};
use crate::visit::{Event, Screen};
use crate::vocabulary::CohortId;

pub(super) fn connect(visitor: &Rc<Visitor>) {
    let visitor_of_choose = Rc::downgrade(visitor);
    visitor.app().global::<CohortAdapter>().on_choose(move |id| {
        let Some(visitor) = visitor_of_choose.upgrade() else { return };
        if id.is_empty() {
            visitor.send(Event::Cohort(None));
        } else if let Ok(id) = CohortId::new(id.as_str()) {
            visitor.send(Event::Cohort(Some(id)));
        }
    });
}

/// Fills `CohortAdapter` while it is shown.
pub(super) fn fill(view: &View) {
    if *view.machine.screen() != Screen::Cohort {
        return;
    }
    let cohorts = &view.machine.content().kiosk.cohorts;
    let groups: Vec<Group> =
        cohorts.iter().map(|cohort| Group { id: cohort.id.as_str().into(), name: view.text(&cohort.name) }).collect();
    let adapter = view.app.global::<CohortAdapter>();
    if let Some(groups) = changed(&adapter.get_groups(), groups) {
        adapter.set_groups(groups);
    }
}
