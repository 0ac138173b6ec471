//! What lies on top: a page, or something over it.

use slint::ComponentHandle;

use super::generated::{
    AdminAdapter, AdminPlace, App, Page, PromiseAdapter, SettingsAdapter, SpeechAdapter, VisitAdapter,
};

/// What lies over a page, if anything does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Over {
    Nothing,
    Promise,
    Languages,
    Speech,
    StillThere,
}

/// What is seen. Another one is read from its top, and the keyboard starts there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Layer {
    pub page: Page,
    step: i32,
    /// On the panel's page: which of its own.
    pub place: Option<AdminPlace>,
    pub over: Over,
}

impl Layer {
    pub fn of(app: &App) -> Self {
        let visit = app.global::<VisitAdapter>();
        let page = visit.get_page();
        let over = if visit.get_seconds_left() > 0 {
            Over::StillThere
        } else if app.global::<SpeechAdapter>().get_choosing() {
            Over::Speech
        } else if app.global::<SettingsAdapter>().get_picking_language() {
            Over::Languages
        } else if app.global::<PromiseAdapter>().get_reading() {
            Over::Promise
        } else {
            Over::Nothing
        };
        let place = (page == Page::Admin).then(|| app.global::<AdminAdapter>().get_place());
        Self { page, step: visit.get_step(), place, over }
    }

    /// Whether both show the same page, whatever lies over it.
    pub fn same_page(self, other: Self) -> bool {
        (self.page, self.step, self.place) == (other.page, other.step, other.place)
    }
}
