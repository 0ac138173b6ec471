//! The elements of the window as assistive technology is told of them, in reading order.
//!
//! What is read aloud and where the keyboard's focus goes are taken from the same tree that screen readers are shown, so
//! that no page has to say a thing twice, and none can forget to.

use i_slint_core::accessibility::{
    AccessibilityAction, AccessibleStringProperty as Told, SupportedAccessibilityAction as Does,
};
use i_slint_core::input::FocusReason;
use i_slint_core::item_tree::ParentItemTraversalMode;
use i_slint_core::items::{AccessibleRole, Clip, ItemRc};
use i_slint_core::lengths::LogicalRect;
use i_slint_core::window::WindowInner;
use slint::{ComponentHandle, SharedString};

use super::generated::App;

/// The `accessible-id` of words that are only read aloud when somebody asks: what they typed, and what changes by itself.
const QUIET: &str = "quiet";
/// The `accessible-id` of the one thing to do next.
const NEXT: &str = "next";

/// One element.
pub(super) struct Element {
    pub role: AccessibleRole,
    pub label: SharedString,
    pub value: SharedString,
    pub description: SharedString,
    /// Nothing where there is nothing to check.
    pub checked: Option<bool>,
    pub enabled: bool,
    /// Whether it waits to be asked for.
    pub quiet: bool,
    /// Whether it is the one thing to do next.
    pub leads_on: bool,
    /// The parts of a page that this one lies in, the outermost first.
    pub within: Vec<AccessibleRole>,
    pub item: ItemRc,
}

impl Element {
    fn of(item: ItemRc, role: AccessibleRole, within: &[AccessibleRole]) -> Self {
        let told = |what| item.accessible_string_property(what).unwrap_or_default();
        let is = |what| told(what) == "true";
        Self {
            role,
            label: told(Told::Label),
            value: told(Told::Value),
            description: told(Told::Description),
            checked: is(Told::Checkable).then(|| is(Told::Checked)),
            enabled: told(Told::Enabled) != "false",
            quiet: told(Told::Id) == QUIET,
            leads_on: told(Told::Id) == NEXT,
            within: within.to_vec(),
            item,
        }
    }

    /// Whether something can be done with it.
    pub fn is_control(&self) -> bool {
        self.item.supported_accessibility_actions().contains(Does::Default)
    }

    /// Whether it is one of several answers.
    pub fn is_option(&self) -> bool {
        matches!(self.role, AccessibleRole::RadioButton | AccessibleRole::Checkbox)
    }

    /// Whether it lies in a part of the page of this kind.
    pub fn is_within(&self, part: AccessibleRole) -> bool {
        self.within.contains(&part)
    }

    /// Where it lies in the window.
    pub fn place(&self) -> LogicalRect {
        let geometry = self.item.geometry();
        LogicalRect::new(self.item.map_to_window(geometry.origin), geometry.size)
    }
}

/// All elements that are shown, or would be if their page were scrolled.
pub(super) fn elements(app: &App) -> Vec<Element> {
    let window = WindowInner::from_pub(app.window());
    // A page that has changed is made when it is drawn, which may not have been yet.
    window.ensure_tree_instantiated();
    let mut elements = Vec::new();
    walk(&ItemRc::new_root(window.component()), &mut Vec::new(), &mut elements);
    elements
}

fn walk(item: &ItemRc, within: &mut Vec<AccessibleRole>, elements: &mut Vec<Element>) {
    let mut child = item.first_child();
    while let Some(item) = child {
        child = item.next_sibling();
        if is_hidden(&item) {
            continue;
        }
        let role = if item.is_accessible() { item.accessible_role() } else { AccessibleRole::None };
        if role == AccessibleRole::None {
            walk(&item, within, elements);
            continue;
        }
        elements.push(Element::of(item.clone(), role, within));
        within.push(role);
        walk(&item, within, elements);
        within.pop();
    }
}

/// Whether this is what stands around an element that is not visible.
fn is_hidden(item: &ItemRc) -> bool {
    item.downcast::<Clip>().is_some_and(|clip| {
        let clip = clip.as_pin_ref();
        Clip::FIELD_OFFSETS.is_visibility_clip().apply_pin(clip).get()
            && Clip::FIELD_OFFSETS.clip().apply_pin(clip).get()
    })
}

/// The item that has the keyboard's focus.
pub(super) fn focused(app: &App) -> Option<ItemRc> {
    WindowInner::from_pub(app.window()).focus_item.borrow().upgrade()
}

/// The place among these of the element that has the keyboard's focus.
pub(super) fn focused_among(app: &App, elements: &[Element]) -> Option<usize> {
    let mut item = focused(app);
    while let Some(at) = item {
        // From the innermost outwards: a control lies within parts of the page, and these are not it.
        let found = elements.iter().position(|element| element.item == at && is_focusable(element));
        if found.is_some() {
            return found;
        }
        item = at.parent_item(ParentItemTraversalMode::StopAtPopups);
    }
    None
}

/// Whether the keyboard's focus can be on it.
pub(super) fn is_focusable(element: &Element) -> bool {
    element.role == AccessibleRole::TextInput || element.is_control()
}

/// Gives an item the keyboard's focus, or the first after it that takes one.
pub(super) fn focus(app: &App, item: &ItemRc) {
    WindowInner::from_pub(app.window()).set_focus_item(item, true, FocusReason::TabNavigation);
}

/// Does what the control is there for.
pub(super) fn press(item: &ItemRc) {
    item.accessible_action(&AccessibilityAction::Default);
}
