//! Where the keyboard's focus goes: on from a page to the next, back to where it was, and with the arrows.
//!
//! Somebody with a finger on the glass sees no focus. Somebody with keys finds it on the first thing to do of every page.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use i_slint_core::item_tree::ItemWeak;
use i_slint_core::items::AccessibleRole;
use slint::{ComponentHandle, Timer, TimerMode};

use super::generated::{App, Arrow, Page, TapsAdapter, VisitAdapter};
use super::layer::{Layer, Over};
use super::post::Visitor;
use super::tree::{self, Element};
use crate::visit::Event;

/// After what comes in has come in, and before anybody can have pressed another key.
const SETTLED: Duration = Duration::from_millis(20);

/// How long the first of two digits waits for the second: a slow finger on a keypad, and not long for anybody else.
const SECOND_DIGIT: Duration = Duration::from_millis(900);

/// Follows what is shown.
#[derive(Default)]
pub(super) struct Focus {
    /// Whether the last that was touched was a key.
    keyed: Cell<bool>,
    /// What was seen last, and what had the focus there.
    last: RefCell<Option<(Layer, ItemWeak)>>,
    /// Where the focus was on what is covered now.
    covered: RefCell<Vec<(Layer, ItemWeak)>>,
    soon: Timer,
    /// A digit that waits for a second one, and where it was pressed.
    tens: Cell<Option<(i32, Layer)>>,
    second: Timer,
}

impl Focus {
    pub fn connect(visitor: &Rc<Visitor>) {
        let weak = Rc::downgrade(visitor);
        visitor.app().global::<TapsAdapter>().on_keyed(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.focus().keyed.set(true);
                visitor.speech().hush();
                visitor.send(Event::Touch);
            }
        });
        let weak = Rc::downgrade(visitor);
        visitor.app().global::<VisitAdapter>().on_move_focus(move |arrow| {
            let weak = weak.clone();
            // The arrow key is still being handled; what it stands for comes after it.
            Timer::single_shot(Duration::ZERO, move || {
                if let Some(visitor) = weak.upgrade() {
                    move_focus(visitor.app(), arrow, visitor.language().is_right_to_left());
                    visitor.refresh();
                }
            });
        });
        let weak = Rc::downgrade(visitor);
        visitor.app().global::<VisitAdapter>().on_pick(move |digit| {
            let weak = weak.clone();
            Timer::single_shot(Duration::ZERO, move || {
                if let Some(visitor) = weak.upgrade() {
                    visitor.focus().digit(&visitor, digit);
                }
            });
        });
    }

    /// A digit was pressed. Where it may be the first of two, as on a scale up to 10, it waits for the second.
    fn digit(&self, visitor: &Rc<Visitor>, digit: i32) {
        let elements = tree::elements(visitor.app());
        let points = points(&elements);
        let layer = Layer::of(visitor.app());
        self.second.stop();
        if let Some(point) = self.waiting(layer).and_then(|tens| points.get(&(tens * 10 + digit))) {
            press(visitor.app(), point);
            return;
        }
        if let Some(point) = points.get(&digit).filter(|_| points.keys().any(|point| point / 10 == digit && *point > 9))
        {
            // Seen to be meant, and not yet the answer.
            tree::focus(visitor.app(), &point.item);
            self.tens.set(Some((digit, layer)));
            let weak = Rc::downgrade(visitor);
            self.second.start(TimerMode::SingleShot, SECOND_DIGIT, move || {
                if let Some(visitor) = weak.upgrade()
                    && let Some(digit) = visitor.focus().waiting(Layer::of(visitor.app()))
                {
                    pick(visitor.app(), digit);
                }
            });
            return;
        }
        pick(visitor.app(), digit);
    }

    /// The digit that waits, unless its page has gone.
    fn waiting(&self, now: Layer) -> Option<i32> {
        self.tens.take().filter(|(_, layer)| *layer == now).map(|(digit, _)| digit)
    }

    /// A finger, and not a key.
    pub fn touched(&self) {
        self.keyed.set(false);
    }

    /// Looks where the focus belongs, once what changed is there.
    pub fn follow(visitor: &Rc<Visitor>) {
        let focus = visitor.focus();
        let known = focus.last.borrow().as_ref().is_some_and(|(layer, _)| *layer == Layer::of(visitor.app()));
        // A still screen stays still: what a finger does needs no focus.
        if known && !focus.keyed.get() {
            return;
        }
        let weak = Rc::downgrade(visitor);
        focus.soon.start(TimerMode::SingleShot, SETTLED, move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.focus().settle(visitor.app());
            }
        });
    }

    fn settle(&self, app: &App) {
        let now = Layer::of(app);
        let last = self.last.take();
        if let Some((before, focus)) = last.filter(|(before, _)| *before != now) {
            let mut covered = self.covered.borrow_mut();
            if before.same_page(now) && now.over != Over::Nothing && !covered.iter().any(|(layer, _)| *layer == now) {
                covered.push((before, focus));
            }
            let back = covered.iter().position(|(layer, _)| *layer == now);
            let was = back.and_then(|at| covered.drain(at..).next());
            covered.retain(|(layer, _)| layer.same_page(now));
            drop(covered);
            self.arrive(app, was.and_then(|(_, item)| item.upgrade()));
        }
        let focus = tree::focused(app).map(|item| item.downgrade()).unwrap_or_default();
        self.last.replace(Some((now, focus)));
    }

    /// Puts the focus where it was, or on the first thing to do.
    fn arrive(&self, app: &App, was: Option<i_slint_core::items::ItemRc>) {
        if let Some(item) = was {
            tree::focus(app, &item);
            return;
        }
        // The panel looks after its own keys: its digits are typed.
        let typed = Layer::of(app).place == Some(super::generated::AdminPlace::Pad);
        if !self.keyed.get() || typed {
            if app.global::<VisitAdapter>().get_page() != Page::Admin || Layer::of(app).over != Over::Nothing {
                app.invoke_rest();
            }
            return;
        }
        let elements = tree::elements(app);
        if let Some(first) = first(&elements) {
            tree::focus(app, &elements[first].item);
        }
    }
}

/// The first thing to do on a page: its answers, or what leads on, before the switches above them.
fn first(elements: &[Element]) -> Option<usize> {
    let find = |is: &dyn Fn(&Element) -> bool| {
        elements.iter().position(|element| tree::is_focusable(element) && element.enabled && is(element))
    };
    let above = |element: &Element| element.is_within(AccessibleRole::Banner);
    find(&|element| !above(element) && !element.is_within(AccessibleRole::Navigation))
        .or_else(|| find(&|element| element.leads_on))
        .or_else(|| find(&|element| !above(element)))
        .or_else(|| find(&|_| true))
}

/// Does what a digit stands for: the answer that is this number, or else the one in this place; where no answers are, the
/// thing to do in this place.
fn pick(app: &App, digit: i32) {
    let elements = tree::elements(app);
    let options: Vec<&Element> = elements.iter().filter(|element| element.is_option()).collect();
    let in_place: Vec<&Element> = if options.is_empty() {
        let apart = |element: &Element| {
            [AccessibleRole::Banner, AccessibleRole::Navigation, AccessibleRole::Groupbox]
                .iter()
                .any(|part| element.is_within(*part))
        };
        elements.iter().filter(|element| element.is_control() && !apart(element)).collect()
    } else {
        options
    };
    let picked = points(&elements).get(&digit).copied();
    let picked = picked.or_else(|| usize::try_from(digit - 1).ok().and_then(|place| in_place.get(place).copied()));
    if let Some(picked) = picked {
        press(app, picked);
    }
}

/// The points of a scale by their numbers, where the answers are such: `7`, or `10: Certainly`.
fn points(elements: &[Element]) -> BTreeMap<i32, &Element> {
    let point = |element: &Element| {
        let label = element.label.as_str();
        let digits = label.find(|c: char| !c.is_ascii_digit()).unwrap_or(label.len());
        let (number, rest) = label.split_at(digits);
        let rest = rest.trim_start();
        number.parse().ok().filter(|_| rest.is_empty() || rest.starts_with(':'))
    };
    let options: Vec<&Element> = elements.iter().filter(|element| element.is_option()).collect();
    let points: BTreeMap<i32, &Element> = options.iter().filter_map(|option| Some((point(option)?, *option))).collect();
    // One that is worded is no scale: it goes by places.
    if points.len() == options.len() { points } else { BTreeMap::new() }
}

fn press(app: &App, element: &Element) {
    if element.enabled {
        tree::focus(app, &element.item);
        tree::press(&element.item);
    }
}

/// Moves the focus the way an arrow points: up and down by rows among keys that lie in rows, otherwise one on or back.
fn move_focus(app: &App, arrow: Arrow, leftwards: bool) {
    let elements = tree::elements(app);
    let at = tree::focused_among(app, &elements);
    let on = match arrow {
        Arrow::Down | Arrow::Next => true,
        Arrow::Up | Arrow::Previous => false,
        Arrow::Right => !leftwards,
        Arrow::Left => leftwards,
    };
    if let (Some(at), Arrow::Down | Arrow::Up) = (at, arrow)
        && elements[at].is_within(AccessibleRole::Groupbox)
        && let Some(there) = beyond(&elements, at, on)
    {
        tree::focus(app, &elements[there].item);
        return;
    }
    let mut places =
        (0..elements.len()).filter(|place| tree::is_focusable(&elements[*place]) && elements[*place].enabled);
    let next = match (at, on) {
        (None, true) => first(&elements),
        (None, false) => places.next_back(),
        (Some(at), true) => places.clone().find(|place| *place > at).or_else(|| places.next()),
        (Some(at), false) => places.clone().rfind(|place| *place < at).or_else(|| places.next_back()),
    };
    if let Some(next) = next {
        tree::focus(app, &elements[next].item);
    }
}

/// The nearest control in the next row below, or above.
fn beyond(elements: &[Element], at: usize, below: bool) -> Option<usize> {
    let here = elements[at].place();
    let away = |element: &Element| {
        let there = element.place();
        let rows = if below { there.min_y() - here.max_y() } else { here.min_y() - there.max_y() };
        let sideways = (there.center().x - here.center().x).abs();
        (rows > -1.0).then_some((rows, sideways))
    };
    let there = |place: &usize| tree::is_focusable(&elements[*place]) && elements[*place].enabled;
    let near = (0..elements.len()).filter(there).filter_map(|place| Some((away(&elements[place])?, place)));
    near.min_by(|((rows, sideways), _), ((others, aside), _)| {
        (rows + sideways / 2.0).total_cmp(&(others + aside / 2.0))
    })
    .map(|(_, place)| place)
}
