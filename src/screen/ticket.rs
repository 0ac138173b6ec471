//! A draw ticket: shown once, to whoever takes it, and gone with them.

use std::cell::RefCell;
use std::rc::Rc;

use slint::{ComponentHandle, SharedString};

use super::generated::{ThanksAdapter, TicketAdapter};
use super::post::Visitor;
use super::qr;
use super::terms::Tongue;
use super::view::View;
use crate::contest::Ticket;
use crate::visit::Screen;
use crate::vocabulary::PackId;

/// Fills `TicketAdapter`.
#[derive(Default)]
pub(super) struct TicketScreen(RefCell<Option<(PackId, Ticket)>>);

impl TicketScreen {
    pub fn connect(visitor: &Rc<Visitor>) {
        let weak = Rc::downgrade(visitor);
        visitor.app().global::<TicketAdapter>().on_take(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.take_ticket();
            }
        });
    }

    /// Remembers the ticket while it is shown.
    pub fn keep(&self, pack: PackId, ticket: Ticket) {
        self.0.replace(Some((pack, ticket)));
    }

    pub fn fill(&self, view: &View) {
        view.app.global::<ThanksAdapter>().set_offers_ticket(view.machine.offers_ticket().is_some());
        let adapter = view.app.global::<TicketAdapter>();
        if *view.machine.screen() != Screen::Ticket {
            if self.0.take().is_some() {
                adapter.set_code(SharedString::default());
                adapter.set_number(SharedString::default());
                adapter.set_picture(slint::Image::default());
            }
            return;
        }
        let kept = self.0.borrow();
        let Some((pack, ticket)) = kept.as_ref() else { return };
        let pack = view.machine.content().pack(pack);
        let prize = pack.and_then(|pack| pack.contest.as_ref()).and_then(|contest| contest.prize.as_ref());
        adapter.set_prize(view.text_or_none(prize));
        let tongue = Tongue::of(view.app);
        let until = pack.and_then(|pack| pack.schedule.until).map(|until| tongue.date(until));
        adapter.set_until(until.unwrap_or_default());
        adapter.set_number(tongue.grouped(&ticket.number));
        let code = ticket.code.in_groups();
        adapter.set_code(tongue.apart(code.as_str()));
        // Plain words: a phone that reads them keeps them, and opens nothing.
        let kiosk = &view.machine.content().kiosk;
        let words = format!("{}, {}: {} / {}", kiosk.organisation, kiosk.site, ticket.number, code.as_str());
        adapter.set_picture(qr::code(&words).unwrap_or_default());
    }
}
