//! "Who are you with?", and the answer or the wish not to give one.

use std::rc::Rc;

use slint::ComponentHandle;

use super::generated::{CohortAdapter, Group};
use super::post::Visitor;
use super::view::{View, changed, longest};
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
    let contest = view.machine.pack().and_then(|pack| pack.contest.as_ref());
    let teams = contest.map_or(&[][..], |contest| contest.teams.as_slice());
    let plays = |id: &CohortId| teams.is_empty() || teams.contains(id);
    view.app.global::<CohortAdapter>().set_teams(!teams.is_empty());
    let groups: Vec<Group> = cohorts
        .iter()
        .filter(|cohort| plays(&cohort.id))
        .map(|cohort| Group { id: cohort.id.as_str().into(), name: view.text(&cohort.name) })
        .collect();
    let adapter = view.app.global::<CohortAdapter>();
    adapter.set_longest(longest(groups.iter().map(|group| &group.name)));
    if let Some(groups) = changed(&adapter.get_groups(), groups) {
        adapter.set_groups(groups);
    }
}
