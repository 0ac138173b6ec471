//! What every adapter reads when it fills its global.

use rand::rngs::StdRng;
use slint::{Model, ModelRc, SharedString, VecModel};

use super::generated::App;
use super::pictures::Pictures;
use super::tied::tied;
use crate::visit::{Machine, Now};
use crate::vocabulary::Text;

/// The state of the visit at one moment, and the window that shows it.
pub(super) struct View<'a> {
    pub app: &'a App,
    pub machine: &'a Machine<StdRng>,
    pub now: Now,
    pub pictures: &'a Pictures,
}

impl View<'_> {
    /// An author's text in the language of the visit, as it is set on the screen.
    pub fn text(&self, text: &Text) -> SharedString {
        tied(text.in_language(self.machine.language())).into()
    }

    /// The same of a text that may be absent; empty then.
    pub fn text_or_none(&self, text: Option<&Text>) -> SharedString {
        text.map(|text| self.text(text)).unwrap_or_default()
    }
}

/// A number for the screen; what does not fit is not a number anybody counts to.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The one with the most characters, whose size the others keep to; empty where there is none.
pub(super) fn longest<'a>(texts: impl IntoIterator<Item = &'a SharedString>) -> SharedString {
    texts.into_iter().max_by_key(|text| text.chars().count()).cloned().unwrap_or_default()
}

/// A list for the screen, unless it shows these rows already: a new list would take focus and presses from its controls.
pub(super) fn changed<T: Clone + PartialEq + 'static>(shown: &ModelRc<T>, rows: Vec<T>) -> Option<ModelRc<T>> {
    let same = shown.row_count() == rows.len() && shown.iter().zip(&rows).all(|(shown, row)| shown == *row);
    (!same).then(|| ModelRc::new(VecModel::from(rows)))
}
