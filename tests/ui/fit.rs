//! Whether a page fits: no word cut, broken, covered, run into another or pale, no control too small for a finger.
//!
//! Asked of the items themselves, as they are laid out and before they are drawn: how large words are is measured by the
//! renderer that draws them.

use std::rc::Rc;

use i_slint_core::accessibility::{AccessibleStringProperty as Told, SupportedAccessibilityAction as Does};
use i_slint_core::item_rendering::{PlainOrStyledText, RenderText};
use i_slint_core::items::{
    AccessibleRole, BasicBorderRectangle, BorderRectangle, Clip, ClippedImage, ComplexText, Flickable, ImageItem,
    ItemRc, Rectangle, SimpleText, TextHorizontalAlignment, TextOverflow, TextVerticalAlignment, TextWrap,
};
use i_slint_core::lengths::{LogicalPoint, LogicalRect, LogicalSize};
use i_slint_core::window::{WindowAdapter, WindowInner};
use listening_post::config::Scheme;
use listening_post::screen::{App, Tokens};
use slint::{Color, ComponentHandle};

use crate::contrast::{TEXT, contrast};
use crate::ink;
use crate::sample::content;
use crate::stage::Stage;

/// Pixels by which things may differ because layouts end on whole ones.
const ROUNDED: f32 = 1.5;
/// The least of a control on a wall, in the lower half of one that lies and on a 7-inch panel, in millimetres, by ARCHITECTURE.md.
const FINGER: f32 = 20.0;
const FINGER_LYING: f32 = 13.0;
const FINGER_SMALL: f32 = 10.0;
/// Eleven letters share a row of keys: width and height on either.
const KEY: (f32, f32) = (10.0, 14.0);
const KEY_SMALL: (f32, f32) = (9.0, 7.0);
/// Eleven points share the width.
const POINT: f32 = 14.0;
/// A longer line is hard to read, in sizes of its letters; one alone, and one of several.
const LONGEST_LINE: (f32, f32) = (36.0, 28.0);
/// Letters of the longest word that anybody reads.
const LONGEST_WORD: usize = 40;
/// Rounding to whole pixels, in millimetres.
const NEARLY: f32 = 0.3;

/// What assistive technology knows how to use, and what of it is chosen or not.
const CONTROLS: [AccessibleRole; 5] = [
    AccessibleRole::Button,
    AccessibleRole::RadioButton,
    AccessibleRole::Checkbox,
    AccessibleRole::Switch,
    AccessibleRole::TextInput,
];
const STATEFUL: [AccessibleRole; 3] = [AccessibleRole::RadioButton, AccessibleRole::Checkbox, AccessibleRole::Switch];

/// Words or a picture on the page.
struct Mark {
    words: Option<String>,
    /// What the words are drawn in.
    colour: Color,
    place: LogicalRect,
    lines: u32,
    /// Which scrolled part of the page it lies in, and what of that can be seen.
    scrolled: Option<ItemRc>,
    view: LogicalRect,
    order: usize,
}

struct Control {
    label: String,
    role: AccessibleRole,
    place: LogicalRect,
    scrolled: Option<ItemRc>,
    /// One of the keys to write with.
    is_key: bool,
}

/// What lies over whatever was drawn before it.
struct Sheet {
    place: LogicalRect,
    colour: Color,
    scrolled: Option<ItemRc>,
    /// Where it can be seen, if it scrolls.
    view: LogicalRect,
    order: usize,
}

/// What an item lies in.
#[derive(Clone)]
struct Within {
    /// Boxes that can be seen, up to the next that scrolls.
    frames: Vec<LogicalRect>,
    scrolled: Option<ItemRc>,
    /// Beyond this nothing is drawn.
    view: LogicalRect,
    keys: bool,
    /// A field to write in, which shows what was written last.
    field: bool,
}

struct Page {
    adapter: Rc<dyn WindowAdapter>,
    marks: Vec<Mark>,
    controls: Vec<Control>,
    sheets: Vec<Sheet>,
    faults: Vec<String>,
    order: usize,
}

/// Everything that does not fit on what is shown.
pub fn faults(stage: &Stage) -> Vec<String> {
    let mut page = Page::read(stage);
    page.check(stage.app());
    page.faults
}

/// Every word and picture that is drawn, and where, in the order they are drawn; pictures have no words.
pub fn marks(stage: &Stage) -> Vec<(Option<String>, LogicalRect)> {
    let mut page = Page::read(stage);
    page.leave_out_covered();
    page.marks.into_iter().map(|mark| (mark.words, mark.place)).collect()
}

/// Every control but the keys to write with, and where it is, in the order they are read.
pub fn controls(stage: &Stage) -> Vec<(String, LogicalRect)> {
    let controls = Page::read(stage).controls.into_iter().filter(|control| !control.is_key);
    controls.map(|control| (control.label, control.place)).collect()
}

/// The labels of buttons that do not stand on one line.
pub fn broken(stage: &Stage) -> Vec<String> {
    let mut page = Page::read(stage);
    page.leave_out_covered();
    let buttons = page.controls.iter().filter(|control| control.role == AccessibleRole::Button && !control.is_key);
    let broken = buttons.filter(|button| {
        let mut within = page.marks.iter().filter(|mark| button.place.contains(mark.place.center()));
        within.any(|mark| mark.lines > 1 && mark.words.as_ref() == Some(&button.label))
    });
    broken.map(|button| button.label.replace('\u{a0}', " ")).collect()
}

impl Page {
    fn read(stage: &Stage) -> Self {
        let app = stage.app();
        let window = WindowInner::from_pub(app.window());
        window.ensure_tree_instantiated();
        let (adapter, size) = (window.window_adapter(), app.window().size().to_logical(app.window().scale_factor()));
        let whole = LogicalRect::from_size(LogicalSize::new(size.width, size.height));
        let mut page =
            Self { adapter, marks: Vec::new(), controls: Vec::new(), sheets: Vec::new(), faults: Vec::new(), order: 0 };
        let within = Within { frames: vec![whole], scrolled: None, view: whole, keys: false, field: false };
        page.walk(&ItemRc::new_root(window.component()), &within);
        page
    }

    fn check(&mut self, app: &App) {
        self.leave_out_covered();
        self.check_colours(app.global::<Tokens>().get_canvas());
        self.check_overlaps();
        self.check_controls(app);
    }

    fn walk(&mut self, item: &ItemRc, within: &Within) {
        let mut child = item.first_child();
        while let Some(item) = child {
            child = item.next_sibling();
            if is_hidden(&item) {
                continue;
            }
            self.order += 1;
            let below = self.meet(&item, within);
            self.walk(&item, &below);
        }
    }

    /// Notes one item and tells what its children lie in.
    fn meet(&mut self, item: &ItemRc, within: &Within) -> Within {
        let mut below = within.clone();
        let place = place(item);
        if item.is_accessible() {
            below.keys |= item.accessible_role() == AccessibleRole::Groupbox;
            below.field |= item.accessible_role() == AccessibleRole::TextInput;
            self.meet_control(item, place, within);
        }
        if let Some(text) = item.downcast::<ComplexText>() {
            self.meet_words(item, text.as_pin_ref(), place, within);
        } else if let Some(text) = item.downcast::<SimpleText>() {
            self.meet_words(item, text.as_pin_ref(), place, within);
        } else if item.downcast::<ImageItem>().is_some() || item.downcast::<ClippedImage>().is_some() {
            self.mark(None, Color::default(), place, within);
        } else if let Some(flickable) = item.downcast::<Flickable>() {
            let flickable = flickable.as_pin_ref();
            let down = Flickable::FIELD_OFFSETS.content_y().apply_pin(flickable).get();
            let height = Flickable::FIELD_OFFSETS.content_height().apply_pin(flickable).get();
            let origin = LogicalPoint::new(place.origin.x, place.origin.y + down.get());
            below.frames = vec![LogicalRect::new(origin, LogicalSize::new(place.width(), height.get()))];
            below.scrolled = Some(item.clone());
            below.view = seen(within.view, place);
        } else if is_window(item) {
            below.view = seen(within.view, place);
        } else if let Some((seen, colour)) = drawn(item) {
            if seen {
                below.frames.push(place);
            }
            if colour.alpha() == u8::MAX {
                let (scrolled, view) = (within.scrolled.clone(), within.view);
                self.sheets.push(Sheet { place, colour, scrolled, view, order: self.order });
            }
        }
        below
    }

    fn meet_words<T: RenderText>(
        &mut self,
        item: &ItemRc,
        text: std::pin::Pin<&T>,
        place: LogicalRect,
        within: &Within,
    ) {
        let PlainOrStyledText::Plain(words) = text.text() else { return };
        if words.trim().is_empty() {
            return;
        }
        let wraps = text.wrap() != TextWrap::NoWrap;
        let renderer = self.adapter.renderer();
        let most = wraps.then(|| i_slint_core::lengths::LogicalLength::new(place.width()));
        let mut needed = renderer.text_size(text, item, most, text.wrap());
        let longest = renderer.text_content_widths(text, item).map_or(0.0, |widths| widths.min.get());
        let words = words.to_string();
        if wraps {
            // Blanks at the ends of lines are measured, and may stick out.
            needed.width = needed.width.min(place.width());
        }
        // A key in letters and digits is no word, and may break anywhere.
        let is_key = |word: &str| word.len() > LONGEST_WORD && word.contains(|c: char| c.is_ascii_digit());
        if longest > place.width() + ROUNDED && wraps && !words.split_whitespace().any(is_key) {
            self.faults.push(format!("a word of {words:?} is {longest} wide and has {}", place.width()));
        }
        if needed.width > place.width() + ROUNDED {
            self.faults.push(format!("{words:?} is {} wide and has {}", needed.width, place.width()));
        }
        if needed.height > place.height() + ROUNDED {
            self.faults.push(format!("{words:?} is {} high and has {}", needed.height, place.height()));
        }
        let size = text.font_request(item).pixel_size.map_or(f32::INFINITY, i_slint_core::lengths::LogicalLength::get);
        let is_alone = needed.height < 2.0 * size;
        let longest_line = if is_alone { LONGEST_LINE.0 } else { LONGEST_LINE.1 };
        if wraps && needed.width > longest_line * size + ROUNDED {
            self.faults.push(format!("a line of {words:?} is {:.0} em long", needed.width / size));
        }
        // What may end in an ellipsis is not cut at its box but at what scrolls it.
        let cut = if text.overflow() == TextOverflow::Clip { place } else { within.view };
        let window = WindowInner::from_pub(self.adapter.window());
        if text.overflow() == TextOverflow::Elide && !ink::is_whole(window, item, text, place.size) {
            self.faults.push(format!("{words:?} ends in an ellipsis"));
        }
        let reach = ink::reach(window, item, text, place.size);
        if let Some(reach) = reach.map(|reach| reach.translate(place.origin.to_vector())) {
            let sides = [cut.min_x() - reach.min_x(), reach.max_x() - cut.max_x()];
            let ends = [cut.min_y() - reach.min_y(), reach.max_y() - cut.max_y()];
            let is_cut = |by: &f32| *by > ink::SOFT;
            if sides.iter().any(is_cut) || (text.overflow() == TextOverflow::Clip && ends.iter().any(is_cut)) {
                self.faults
                    .push(format!("the ink of {words:?} is cut: {sides:.0?} px at its sides, {ends:.0?} at its ends"));
            }
        }
        let (across, down) = text.alignment();
        let spare = place.size - needed;
        let x = match across {
            TextHorizontalAlignment::Center => spare.width / 2.0,
            TextHorizontalAlignment::Right | TextHorizontalAlignment::End => spare.width,
            _ => 0.0,
        };
        let y = match down {
            TextVerticalAlignment::Center => spare.height / 2.0,
            TextVerticalAlignment::Bottom => spare.height,
            _ => 0.0,
        };
        let mut ink = LogicalRect::new(place.origin + LogicalSize::new(x, y), needed);
        if within.field {
            let cut = self.cut_line(item, text, &words, place, within);
            self.faults.extend(cut);
            ink = ink.intersection(&within.view).unwrap_or_default();
        }
        for frame in &within.frames {
            if !frame.inflate(ROUNDED, ROUNDED).contains_rect(&ink) {
                self.faults.push(format!("{words:?} at {} leaves {}", show(ink), show(*frame)));
                break;
            }
        }
        let line = renderer.text_size(text, item, None, TextWrap::NoWrap).height;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines")]
        let lines = (needed.height / line).round() as u32;
        self.mark(Some((words, lines)), text.color().color(), ink, within);
    }

    fn mark(&mut self, words: Option<(String, u32)>, colour: Color, place: LogicalRect, within: &Within) {
        let (scrolled, view) = (within.scrolled.clone(), within.view);
        let (words, lines) = words.map_or((None, 0), |(words, lines)| (Some(words), lines));
        self.marks.push(Mark { words, colour, place, lines, scrolled, view, order: self.order });
    }

    /// Where a field shows half a line first.
    fn cut_line<T: RenderText>(
        &self,
        item: &ItemRc,
        text: std::pin::Pin<&T>,
        words: &str,
        place: LogicalRect,
        within: &Within,
    ) -> Option<String> {
        let line = self.adapter.renderer().text_size(text, item, None, TextWrap::NoWrap).height;
        let above = (within.view.min_y() - place.min_y()).max(0.0);
        let lines = (above / line).round();
        let is_cut = (above - lines * line).abs() > ROUNDED * lines.max(1.0);
        is_cut.then(|| format!("{above} px of {words:?}, whose lines are {line} high, are above what is seen"))
    }

    fn meet_control(&mut self, item: &ItemRc, place: LogicalRect, within: &Within) {
        let told = |what| item.accessible_string_property(what).unwrap_or_default().to_string();
        let label = told(Told::Label);
        if !item.supported_accessibility_actions().contains(Does::Default) {
            if CONTROLS.contains(&item.accessible_role()) {
                self.faults.push(format!("{label:?} can be reached, and does nothing"));
            }
            return;
        }
        for frame in &within.frames {
            if !frame.inflate(ROUNDED, ROUNDED).contains_rect(&place) {
                self.faults.push(format!("the control {label:?} at {} leaves {}", show(place), show(*frame)));
                break;
            }
        }
        let role = item.accessible_role();
        if label.is_empty() {
            self.faults.push(format!("a {role:?} at {} has no name", show(place)));
        }
        if !CONTROLS.contains(&role) {
            self.faults.push(format!("{label:?} is a {role:?}, which nobody knows how to use"));
        }
        if STATEFUL.contains(&role) && (told(Told::Checkable) != "true" || told(Told::Checked).is_empty()) {
            self.faults.push(format!("{label:?} does not tell whether it is chosen"));
        }
        self.controls.push(Control { label, role, place, scrolled: within.scrolled.clone(), is_key: within.keys });
    }

    /// Takes out what cannot be seen because something lies over all of it, and tells what is covered in part.
    fn leave_out_covered(&mut self) {
        let (sheets, faults) = (&self.sheets, &mut self.faults);
        self.marks.retain(|mark| {
            for sheet in sheets {
                if sheet.order <= mark.order {
                    continue;
                }
                if sheet.scrolled != mark.scrolled {
                    // Another page lies over all that scrolls. What lies over a part of it hides what is there.
                    let Some(over) = sheet.place.intersection(&sheet.view) else { continue };
                    let part = mark.place.intersection(&mark.view).filter(|part| meets(*part, over));
                    if let (Some(part), false) = (part, over.contains_rect(&mark.view)) {
                        let words = mark.words.as_deref().unwrap_or("a picture");
                        faults.push(format!("{words:?} at {} lies under {} at rest", show(part), show(over)));
                    }
                    continue;
                }
                if sheet.place.inflate(ROUNDED, ROUNDED).contains_rect(&mark.place) {
                    return false;
                }
                if let Some(words) = &mark.words
                    && meets(sheet.place, mark.place)
                {
                    faults.push(format!("{words:?} at {} is covered by {}", show(mark.place), show(sheet.place)));
                }
            }
            true
        });
    }

    /// Words that are seen against what was drawn last below them.
    fn check_colours(&mut self, canvas: Color) {
        for mark in &self.marks {
            let at = mark.place.center();
            let Some(words) = mark.words.as_ref().filter(|_| mark.view.contains(at)) else { continue };
            let below = |sheet: &&Sheet| {
                // What is scrolled ends where its part of the page does.
                let reaches = sheet.scrolled.is_none() || sheet.scrolled == mark.scrolled;
                reaches && sheet.order < mark.order && sheet.place.contains(at)
            };
            let ground = self.sheets.iter().rfind(below).map_or(canvas, |sheet| sheet.colour);
            let found = contrast(mark.colour, ground);
            if found < TEXT {
                self.faults.push(format!("{words:?} stands out by {found:.2} only"));
            }
        }
    }

    fn check_overlaps(&mut self) {
        for (at, mark) in self.marks.iter().enumerate() {
            for other in &self.marks[at + 1..] {
                let (Some(words), true) = (&mark.words, mark.scrolled == other.scrolled) else { continue };
                if meets(mark.place, other.place) {
                    let other_words = other.words.as_deref().unwrap_or("a picture");
                    self.faults.push(format!(
                        "{words:?} at {} runs into {other_words:?} at {}",
                        show(mark.place),
                        show(other.place)
                    ));
                }
            }
        }
        for (at, control) in self.controls.iter().enumerate() {
            for other in &self.controls[at + 1..] {
                let apart = control.is_key != other.is_key || control.scrolled != other.scrolled;
                // Other letters lie over the keys for as long as one is held.
                if !apart && !control.is_key && meets(control.place, other.place) {
                    self.faults.push(format!("the controls {:?} and {:?} overlap", control.label, other.label));
                }
            }
        }
    }

    fn check_controls(&mut self, app: &App) {
        let tokens = app.global::<Tokens>();
        let millimetre = tokens.get_millimetre();
        if millimetre == 0.0 {
            return;
        }
        let held = tokens.get_lines() < 700.0;
        let small = held || tokens.get_low_lying();
        let finger = if held {
            FINGER_SMALL
        } else if small {
            FINGER_LYING
        } else {
            FINGER
        };
        for control in &self.controls {
            let (width, height) = (control.place.width() / millimetre, control.place.height() / millimetre);
            let is_point =
                control.role == AccessibleRole::RadioButton && control.label.starts_with(|c: char| c.is_ascii_digit());
            // Four rows of keys and larger words share half a screen.
            let small_keys = small || (tokens.get_low() && tokens.get_large());
            let (least_width, least_height) = match (control.is_key, small_keys) {
                (true, true) => KEY_SMALL,
                (true, false) => KEY,
                _ if is_point => (POINT.min(finger), finger),
                _ => (finger, finger),
            };
            if width < least_width - NEARLY || height < least_height - NEARLY {
                self.faults.push(format!("{:?} is {width:.1} × {height:.1} mm", control.label));
            }
        }
    }
}

fn place(item: &ItemRc) -> LogicalRect {
    let geometry = item.geometry();
    LogicalRect::new(item.map_to_window(geometry.origin), geometry.size)
}

/// Whether a box can be seen, and its colour.
fn drawn(item: &ItemRc) -> Option<(bool, Color)> {
    let (brush, line) = if let Some(plain) = item.downcast::<Rectangle>() {
        (Rectangle::FIELD_OFFSETS.background().apply_pin(plain.as_pin_ref()).get(), 0.0)
    } else if let Some(bordered) = item.downcast::<BasicBorderRectangle>() {
        let bordered = bordered.as_pin_ref();
        let line = BasicBorderRectangle::FIELD_OFFSETS.border_width().apply_pin(bordered).get();
        (BasicBorderRectangle::FIELD_OFFSETS.background().apply_pin(bordered).get(), line.get())
    } else {
        let bordered = item.downcast::<BorderRectangle>()?;
        let bordered = bordered.as_pin_ref();
        let line = BorderRectangle::FIELD_OFFSETS.border_width().apply_pin(bordered).get();
        (BorderRectangle::FIELD_OFFSETS.background().apply_pin(bordered).get(), line.get())
    };
    let colour = brush.color();
    Some((colour.alpha() > 0 || line > 0.0, colour))
}

fn is_hidden(item: &ItemRc) -> bool {
    item.downcast::<Clip>().is_some_and(|clip| {
        let clip = clip.as_pin_ref();
        Clip::FIELD_OFFSETS.is_visibility_clip().apply_pin(clip).get()
            && Clip::FIELD_OFFSETS.clip().apply_pin(clip).get()
    })
}

/// Whether an item shows of its children only what lies within it.
fn is_window(item: &ItemRc) -> bool {
    item.downcast::<Clip>().is_some_and(|clip| Clip::FIELD_OFFSETS.clip().apply_pin(clip.as_pin_ref()).get())
}

/// What of a place is left by what cuts around it.
fn seen(view: LogicalRect, place: LogicalRect) -> LogicalRect {
    view.intersection(&place).unwrap_or_default()
}

fn meets(one: LogicalRect, other: LogicalRect) -> bool {
    one.intersection(&other).is_some_and(|both| both.width() > ROUNDED && both.height() > ROUNDED)
}

fn show(place: LogicalRect) -> String {
    format!("({:.0}, {:.0}) {:.0} × {:.0}", place.min_x(), place.min_y(), place.width(), place.height())
}

#[test]
fn whatever_runs_into_covers_or_shrinks_something_is_found() {
    let stage = Stage::open(content(Scheme::Light), 1080, 1920);
    let found = |spoil: &dyn Fn(&mut Page)| {
        let mut page = Page::read(&stage);
        spoil(&mut page);
        page.check(stage.app());
        page.faults.join("\n")
    };
    stage.app().set_panel(344.0);
    stage.pass(std::time::Duration::from_millis(20));
    assert_eq!(found(&|_| {}), "");
    let words = |page: &Page| page.marks.iter().position(|mark| mark.words.is_some()).unwrap();
    let other = |page: &mut Page| {
        let mark = &page.marks[words(page)];
        let (place, colour, view, order) = (mark.place, mark.colour, mark.view, mark.order);
        page.marks.push(Mark { words: Some("other".to_owned()), colour, place, lines: 1, scrolled: None, view, order });
    };
    assert!(found(&other).contains("runs into \"other\""));
    let half = |page: &mut Page| {
        let mut place = page.marks[words(page)].place;
        place.size.width /= 2.0;
        let view = place;
        page.sheets.push(Sheet { place, colour: Color::default(), scrolled: None, view, order: usize::MAX });
    };
    assert!(found(&half).contains("is covered by"));
    let whole = |page: &mut Page| {
        let place = page.marks[words(page)].place;
        page.sheets.push(Sheet { place, colour: Color::default(), scrolled: None, view: place, order: usize::MAX });
    };
    assert_eq!(found(&whole), "", "what lies over all of it takes its place");
    let at_rest = |page: &mut Page| {
        let at = words(page);
        page.marks[at].scrolled = Some(ItemRc::new_root(WindowInner::from_pub(stage.app().window()).component()));
        half(page);
    };
    assert!(found(&at_rest).contains("lies under"), "what lies over what scrolls hides it all the same");
    let pale = |page: &mut Page| {
        let at = words(page);
        page.marks[at].colour = stage.app().global::<Tokens>().get_outline();
    };
    assert!(found(&pale).contains("stands out by"));
    let twice = |page: &mut Page| {
        let place = page.controls[0].place;
        let (label, role) = ("other".to_owned(), AccessibleRole::Button);
        page.controls.push(Control { label, role, place, scrolled: None, is_key: false });
    };
    assert!(found(&twice).contains("and \"other\" overlap"));
    let narrow = |page: &mut Page| page.controls[0].place.size.width /= 2.0;
    assert!(found(&narrow).contains(" mm"));
}
