//! The activities on offer, and which one is picked.

use std::rc::Rc;

use slint::ComponentHandle;

use super::generated::{Activity, ChooseAdapter, Offer};
use super::post::Visitor;
use super::view::{View, changed, count};
use crate::content::{Pack, PackKind};
use crate::visit::{Event, Screen};
use crate::vocabulary::PackId;

pub(super) fn connect(visitor: &Rc<Visitor>) {
    let visitor_of_choose = Rc::downgrade(visitor);
    visitor.app().global::<ChooseAdapter>().on_choose(move |id| {
        if let (Some(visitor), Ok(id)) = (visitor_of_choose.upgrade(), PackId::new(id.as_str())) {
            visitor.send(Event::Choose(id));
        }
    });
}

/// Fills `ChooseAdapter` while it is shown.
pub(super) fn fill(view: &View) {
    if *view.machine.screen() != Screen::Choose {
        return;
    }
    let offers: Vec<Offer> = view.machine.offered(view.now.today).into_iter().map(|pack| offer(view, pack)).collect();
    let adapter = view.app.global::<ChooseAdapter>();
    if let Some(offers) = changed(&adapter.get_offers(), offers) {
        adapter.set_offers(offers);
    }
}

fn offer(view: &View, pack: &Pack) -> Offer {
    let questions = pack.items.iter().filter(|item| !item.responses().is_empty() && !item.is_card()).count();
    Offer {
        id: pack.id.as_str().into(),
        title: view.text(&pack.title),
        activity: match pack.kind {
            PackKind::Pulse => Activity::Pulse,
            PackKind::Quiz => Activity::Quiz,
            PackKind::Mirror => Activity::Mirror,
            PackKind::Advisor => Activity::Advisor,
            PackKind::Ideas => Activity::Ideas,
            PackKind::Stories => Activity::Stories,
            PackKind::Message => Activity::Message,
        },
        minutes: i32::try_from(pack.minutes).unwrap_or(i32::MAX),
        questions: count(pack.draw.map_or(questions, |draw| draw.min(questions))),
    }
}
