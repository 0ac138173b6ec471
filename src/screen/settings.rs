//! Language, text size and contrast: set by a person, gone with the visit.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use slint::{ComponentHandle, ModelRc, VecModel};

use super::generated::{App, SettingsAdapter, Stand, Tokens, Tone, Tongue};
use super::languages::own_name;
use super::palette::Palette;
use super::pictures::Pictures;
use super::post::Visitor;
use super::view::View;
use crate::config::{Orientation, Reach, Scheme, Theme};
use crate::content::Content;
use crate::visit::{Event, Screen};
use crate::vocabulary::Language;

/// Fills `SettingsAdapter`, and the tokens that depend on the person.
#[derive(Default)]
pub(super) struct Settings {
    large: Cell<bool>,
    strong: Cell<bool>,
    picking: Cell<bool>,
    language: RefCell<Option<Language>>,
    /// Whether a visit has run since these were last set back.
    visited: Cell<bool>,
}

impl Settings {
    pub fn connect(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<SettingsAdapter>();
        let change = |change: fn(&Settings)| {
            let weak = Rc::downgrade(visitor);
            move || {
                if let Some(visitor) = weak.upgrade() {
                    change(visitor.settings());
                    visitor.send(Event::Touch);
                }
            }
        };
        adapter.on_toggle_text_size(change(|settings| settings.large.set(!settings.large.get())));
        adapter.on_toggle_contrast(change(|settings| settings.strong.set(!settings.strong.get())));
        adapter.on_open_languages(change(|settings| settings.picking.set(true)));
        adapter.on_close_languages(change(|settings| settings.picking.set(false)));
        let weak = Rc::downgrade(visitor);
        adapter.on_speak(move |tag| {
            if let Some(visitor) = weak.upgrade() {
                visitor.settings().picking.set(false);
                visitor.send(Event::Language(Language::from(tag.as_str())));
            }
        });
    }

    /// Whether the languages are shown.
    pub fn is_picking(&self) -> bool {
        self.picking.get()
    }

    /// Sets everything back, for the next person.
    pub fn reset(&self) {
        self.large.set(false);
        self.strong.set(false);
        self.picking.set(false);
        self.visited.set(false);
    }

    pub fn fill(&self, view: &View) {
        if matches!(view.machine.screen(), Screen::Attract | Screen::Resting) {
            if self.visited.get() {
                self.reset();
            }
        } else {
            self.visited.set(true);
        }
        let adapter = view.app.global::<SettingsAdapter>();
        adapter.set_large(self.large.get());
        adapter.set_strong(self.strong.get());
        adapter.set_picking_language(self.picking.get());
        let tokens = view.app.global::<Tokens>();
        tokens.set_large(self.large.get());
        tokens.set_strong(self.strong.get());
        self.speak(view.machine.language(), &adapter, &tokens);
    }

    /// Changes the language of the screen's own words, if it is not this one already.
    fn speak(&self, language: &Language, adapter: &SettingsAdapter, tokens: &Tokens) {
        if self.language.borrow().as_ref() == Some(language) {
            return;
        }
        // Where a language has no translation of the screen's own words, authors' texts still are in it.
        if slint::select_bundled_translation(language.as_str()).is_err() {
            let _ = slint::select_bundled_translation("");
        }
        adapter.set_language(tongue(language));
        tokens.set_rtl(language.is_right_to_left());
        self.language.replace(Some(language.clone()));
    }
}

/// Hands over what `kiosk.toml` and `theme.toml` say; once, and again when they change.
pub(super) fn dress(app: &App, content: &Content, pictures: &Pictures) {
    let adapter = app.global::<SettingsAdapter>();
    let Theme { name, logo, accent, scheme, reduced_motion } = &content.theme;
    adapter.set_organisation(name.as_ref().unwrap_or(&content.kiosk.organisation).into());
    let logo = logo.as_ref().and_then(|file| pictures.get(file));
    adapter.set_has_logo(logo.is_some());
    adapter.set_logo(logo.unwrap_or_default());
    let tongues: Vec<Tongue> = content.kiosk.languages.iter().map(tongue).collect();
    adapter.set_languages(ModelRc::new(VecModel::from(tongues)));
    adapter.set_offers_contrast(*scheme != Scheme::HighContrast);

    let tokens = app.global::<Tokens>();
    tokens.set_low_reach(content.kiosk.screen.reach == Reach::Low);
    tokens.set_stand(match content.kiosk.screen.orientation {
        Orientation::Auto => Stand::Auto,
        Orientation::Portrait => Stand::Portrait,
        Orientation::Landscape => Stand::Landscape,
    });
    app.set_panel(content.kiosk.screen.millimetres.map_or(0.0, |(width, height)| width.max(height)));
    tokens.set_tone(match scheme {
        Scheme::Light => Tone::Light,
        Scheme::Dark => Tone::Dark,
        Scheme::HighContrast => Tone::HighContrast,
    });
    tokens.set_reduced_motion(*reduced_motion);
    let palette = Palette::new(*accent, *scheme == Scheme::Dark);
    tokens.set_theme_accent(palette.accent);
    tokens.set_theme_on_accent(palette.on_accent);
    tokens.set_theme_accent_edge(palette.accent_edge);
    tokens.set_theme_accent_soft(palette.accent_soft);
    tokens.set_theme_accent_text(palette.accent_text);
}

fn tongue(language: &Language) -> Tongue {
    Tongue { tag: language.as_str().into(), name: own_name(language).into() }
}
