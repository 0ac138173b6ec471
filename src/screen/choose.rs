//! The activities on offer, and which one is picked.

use std::rc::Rc;

use slint::ComponentHandle;

use super::generated::{Activity, ChooseAdapter, Offer};
use super::post::Visitor;
use super::view::{View, changed, count, longest};
use crate::content::measure::BLOCKERS;
use crate::content::{Item, ItemKind, Pack, PackKind};
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
    adapter.set_longest(longest(offers.iter().map(|offer| &offer.title)));
    if let Some(offers) = changed(&adapter.get_offers(), offers) {
        adapter.set_offers(offers);
    }
}

fn offer(view: &View, pack: &Pack) -> Offer {
    let questions = pack.items.iter().filter(|item| !item.responses().is_empty() && !item.is_card()).count();
    Offer {
        id: pack.id.as_str().into(),
        title: view.text(&pack.title),
        activity: activity(pack),
        minutes: i32::try_from(pack.minutes).unwrap_or(i32::MAX),
        questions: count(pack.draw.map_or(questions, |draw| draw.min(questions))),
    }
}

/// What a pack is about: pulses and cards have much in common, so what they ask tells them apart.
fn activity(pack: &Pack) -> Activity {
    let asked = || pack.items.iter().find(|item| !item.is_card());
    match pack.kind {
        PackKind::Quiz => Activity::Quiz,
        PackKind::Mirror => Activity::Mirror,
        PackKind::Advisor => Activity::Advisor,
        PackKind::Ideas => Activity::Ideas,
        PackKind::Message => Activity::Message,
        PackKind::Pulse => asked().map_or(Activity::Pulse, about),
        PackKind::Stories => match asked() {
            Some(item) if item.entry.as_ref().is_some_and(|entry| entry.did.is_some()) => Activity::Deeds,
            Some(item) if item.takes_comments() => Activity::Words,
            _ => Activity::Stories,
        },
    }
}

/// What an item asks for.
fn about(item: &Item) -> Activity {
    if item.measure.as_deref() == Some(BLOCKERS) {
        return Activity::Hindrance;
    }
    match item.kind {
        ItemKind::Smiley { .. } => Activity::Faces,
        ItemKind::Rating { .. } => Activity::Rating,
        ItemKind::Nps { .. } => Activity::Score,
        ItemKind::Single { .. } | ItemKind::Multiple { .. } => Activity::Choice,
        ItemKind::Rank { .. } => Activity::Ranking,
        ItemKind::Comment { .. } => Activity::Words,
        ItemKind::Info { .. } | ItemKind::Message { .. } => Activity::Pulse,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Folder;
    use crate::content::load;

    #[test]
    fn what_the_sample_offers_on_one_day_is_told_apart_by_its_drawings() {
        let folder = Folder::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config"))).unwrap();
        let packs = load(&folder).content.unwrap().packs;
        let monday = jiff::civil::date(2026, 11, 16);
        for day in (0..7).map(|day| monday + jiff::Span::new().days(day)) {
            let mut seen: Vec<(&str, Activity)> = Vec::new();
            for pack in packs.iter().filter(|pack| pack.schedule.offers(day)) {
                let activity = activity(pack);
                let twin = seen.iter().find(|(_, other)| *other == activity);
                assert!(twin.is_none(), "{} looks like {twin:?} on {day}", pack.id);
                seen.push((pack.id.as_str(), activity));
            }
        }
    }
}
