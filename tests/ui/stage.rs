//! The real window on a platform without a display: a clock set by hand, real pixels, controls found by their labels.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions, mock_elapsed_time,
};
use jiff::civil::{DateTime, date};
use listening_post::clock::{Clock, SimulatedClock};
use listening_post::content::{Content, Item, ItemKind};
use listening_post::customers::Verdict;
use listening_post::release::Recent;
use listening_post::screen::{App, Front, Keeper, Post};
use listening_post::speech::{Utterance, Voice};
use listening_post::tally::{Increment, Tallies, plans};
use listening_post::visit::Finished;
use listening_post::vocabulary::{ItemId, PackId, Round};
use rand::SeedableRng;
use rand::rngs::StdRng;
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, PhysicalSize, Rgba8Pixel, SharedPixelBuffer, SharedString};

/// A keeper that remembers what it was given and fails when told to.
#[derive(Clone, Default)]
pub struct Kept {
    pub visits: Rc<RefCell<Vec<Finished>>>,
    pub fails: Rc<Cell<bool>>,
    pub full: Rc<Cell<bool>>,
    /// What is asked from now on, and whether that may end a visit.
    pub changed: Rc<RefCell<Option<Arc<Content>>>>,
    pub interrupts: Rc<Cell<bool>>,
    /// What customers said of items, whichever pack they are in.
    pub customers: Rc<RefCell<Vec<(ItemId, Verdict)>>>,
    content: Rc<RefCell<Option<Arc<Content>>>>,
}

impl Keeper for Kept {
    fn keep(&mut self, visit: Finished) -> Option<Vec<Increment>> {
        if self.fails.get() {
            return None;
        }
        let content = self.content.borrow().clone()?;
        let tallies = Tallies::new(plans(&content), content.hash.clone());
        let increments = tallies.increments(content.pack(&visit.pack)?, &visit);
        self.visits.borrow_mut().push(visit);
        Some(increments)
    }

    fn heartbeat(&mut self) -> bool {
        !self.full.get()
    }

    fn changed(&mut self) -> Option<Arc<Content>> {
        self.changed.take()
    }

    fn interrupts(&self) -> bool {
        self.interrupts.get()
    }

    fn recent(&self, pack: &PackId) -> Vec<Recent> {
        let content = self.content.borrow();
        let items = content.as_ref().and_then(|content| content.pack(pack)).map(|pack| pack.items.as_slice());
        items.unwrap_or_default().iter().filter(|item| !item.responses().is_empty()).map(released).collect()
    }

    fn customers(&self, _: &PackId) -> Vec<(ItemId, Verdict)> {
        self.customers.borrow().clone()
    }
}

/// What 24 people said three weeks ago: each response twice as often as the one before it, as far as that goes.
fn released(item: &Item) -> Recent {
    let noisy = matches!(item.kind, ItemKind::Smiley { .. } | ItemKind::Nps { .. });
    let by_class = matches!(item.kind, ItemKind::Nps { .. });
    let codes =
        if by_class { ["detractor", "passive", "promoter"].map(String::from).to_vec() } else { item.responses() };
    let counts = [-1, 2, 4, 8, 11];
    let counts = codes.into_iter().zip(counts.into_iter().cycle()).collect();
    let round = Round::of(START.date()).previous().previous().previous();
    Recent { item: item.id.clone(), round, answers: 24, noisy, by_class, counts }
}

pub struct Stage {
    post: Post,
    pub clock: SimulatedClock,
    pub kept: Kept,
    pub heard: Heard,
}

/// A voice that remembers what it said, and whether it was told to forget it.
#[derive(Clone, Default)]
pub struct Heard {
    pub said: Rc<RefCell<Vec<Utterance>>>,
    pub forgotten: Rc<Cell<usize>>,
    pub is_gone: Rc<Cell<bool>>,
}

impl Heard {
    /// What was said since this was last asked.
    pub fn take(&self) -> Vec<String> {
        self.said.take().into_iter().map(|utterance| utterance.text.to_string()).collect()
    }
}

impl Voice for Heard {
    fn is_available(&self) -> bool {
        !self.is_gone.get()
    }

    fn say(&self, utterance: Utterance) {
        self.said.borrow_mut().push(utterance);
    }

    fn hush(&self) {}

    fn forget(&self) {
        self.forgotten.set(self.forgotten.get() + 1);
    }
}

/// What customers said of every rating there is: 412 of them in October, of each a little worse than of the one before.
pub fn said_in_october(content: &Content) -> Vec<(ItemId, Verdict)> {
    let items = content.packs.iter().flat_map(|pack| &pack.items);
    let ratings = items.filter(|item| matches!(item.kind, ItemKind::Rating { .. }));
    let verdict = |(lower, item): (u64, &Item)| {
        let counts = [(2, 60 * lower), (4, 312 - 60 * lower), (5, 100)].into();
        (item.id.clone(), Verdict { period: "2026-10".parse().unwrap(), counts, here: true })
    };
    (0..).zip(ratings).map(verdict).collect()
}

/// What leads further down, in every language the tests speak.
pub const MORE_BELOW: [&str; 5] = ["More below", "Más abajo", "Suite plus bas", "Weiter unten mehr", "المزيد في الأسفل"];

pub const START: DateTime = date(2026, 11, 18).at(14, 5, 0, 0);

impl Stage {
    pub fn open(content: Content, width: u32, height: u32) -> Self {
        let (clock, kept) = (SimulatedClock::at(START), Kept::default());
        let content = Arc::new(content);
        kept.content.replace(Some(Arc::clone(&content)));
        let media = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/media");
        let keeper = Box::new(kept.clone());
        Self { kept, ..Self::with(content, &media, keeper, clock, (width, height)) }
    }

    /// The window before somebody else than [`Kept`], who goes by `clock`.
    pub fn with(
        content: Arc<Content>,
        media: &Path,
        keeper: Box<dyn Keeper>,
        clock: SimulatedClock,
        (width, height): (u32, u32),
    ) -> Self {
        let options =
            TestingBackendOptions { mock_time: true, threading: false, renderer_name: Some("software".into()) };
        // On one thread the second test finds the platform in place.
        let _ = slint::platform::set_platform(Box::new(TestingBackend::new(options)));
        let voice = Heard::default();
        let heard = voice.clone();
        let post = Post::open(Front {
            content,
            media: media.to_owned(),
            clock: Rc::new(clock.clone()),
            keeper,
            voice: Box::new(move || Box::new(voice.clone())),
            rng: StdRng::seed_from_u64(7),
            windowed: true,
            size: None,
        })
        .unwrap();
        post.app().window().set_size(PhysicalSize::new(width, height));
        post.app().show().unwrap();
        let stage = Self { post, clock, kept: Kept::default(), heard };
        stage.pass(Duration::from_millis(500));
        stage
    }

    pub fn app(&self) -> &App {
        self.post.app()
    }

    /// Whether there is a window still.
    pub fn is_open(&self) -> bool {
        self.post.app().window().is_visible()
    }

    /// Keeps a finger on one place of the glass, for so many milliseconds.
    pub fn rest(&self, (x, y): (f32, f32), milliseconds: u64) {
        let window = self.post.app().window();
        let position = LogicalPosition::new(x, y);
        window.dispatch_event(WindowEvent::PointerPressed { position, button: PointerEventButton::Left });
        for _ in 0..milliseconds / 50 {
            self.pass(Duration::from_millis(50));
        }
        window.dispatch_event(WindowEvent::PointerReleased { position, button: PointerEventButton::Left });
        window.dispatch_event(WindowEvent::PointerExited);
        self.pass(Duration::from_millis(50));
    }

    /// Lets time pass in one step, on the clock and on the screen.
    pub fn pass(&self, time: Duration) {
        self.clock.advance_to(self.clock.wall() + time);
        mock_elapsed_time(time);
    }

    /// Lets seconds pass one by one, as they would.
    pub fn wait(&self, seconds: u64) {
        for _ in 0..seconds {
            self.pass(Duration::from_secs(1));
        }
    }

    /// All that assistive technology would find, once each: the query meets an element by every way that leads to it.
    fn elements(&self) -> Vec<(String, AccessibleRole, ElementHandle)> {
        let mut seen = HashSet::new();
        let all = ElementQuery::from_root(self.post.app()).match_descendants().find_all();
        let known = |element: ElementHandle| {
            // As it is read: what keeps a mark from standing alone on a line is a space as well.
            let label = element.accessible_label()?.replace('\u{a0}', " ");
            let role = element.accessible_role()?;
            let (at, size) = (element.absolute_position(), element.size());
            let place = [at.x, at.y, size.width, size.height].map(f32::to_bits);
            let fresh = seen.insert((label.clone(), format!("{role:?}"), place));
            (fresh && !label.is_empty() && role != AccessibleRole::None).then_some((label, role, element))
        };
        all.into_iter().filter_map(known).collect()
    }

    /// Every control, and where it begins from the top of the window.
    pub fn controls_from(&self) -> Vec<(String, f32)> {
        let tapped =
            [AccessibleRole::Button, AccessibleRole::Switch, AccessibleRole::RadioButton, AccessibleRole::Checkbox];
        let all = self.elements().into_iter();
        all.filter(|(_, role, _)| tapped.contains(role))
            .map(|(label, _, at)| (label, at.absolute_position().y))
            .collect()
    }

    fn controls(&self, label: &str) -> Vec<ElementHandle> {
        let wanted = |(found, role, element): (String, AccessibleRole, ElementHandle)| {
            (found == label && role != AccessibleRole::Text).then_some(element)
        };
        self.elements().into_iter().filter_map(wanted).collect()
    }

    /// The one control with this label.
    pub fn control(&self, label: &str) -> ElementHandle {
        let found = self.controls(label);
        assert_eq!(found.len(), 1, "controls labelled {label:?} among {:?}", self.labels());
        found.into_iter().next().unwrap()
    }

    /// The one thing on the page with this label that is read and not tapped.
    pub fn told(&self, label: &str) -> ElementHandle {
        let wanted = |(found, role, _): &(String, AccessibleRole, ElementHandle)| {
            found == label && *role == AccessibleRole::Text
        };
        let mut found = self.elements().into_iter().filter(wanted);
        found.next().unwrap_or_else(|| panic!("{label:?} among {:?}", self.labels())).2
    }

    /// Scrolls down until the control is there and free to tap, where a page is longer than the screen.
    pub fn reach(&self, label: &str) {
        for _ in 0..12 {
            let more = MORE_BELOW.iter().find_map(|more| self.controls(more).pop());
            let (Some(control), Some(more)) = (self.controls(label).pop(), &more) else {
                let Some(more) = more else { return };
                more.mock_single_click(PointerEventButton::Left);
                self.pass(Duration::from_millis(400));
                continue;
            };
            let before = control.absolute_position().y;
            // All of it: the strip that the words stand in begins somewhat above them.
            if before + control.size().height < more.absolute_position().y {
                return;
            }
            more.mock_single_click(PointerEventButton::Left);
            self.pass(Duration::from_millis(400));
            // What stands below the page, and not on it, stays where it is.
            if self
                .controls(label)
                .pop()
                .is_some_and(|control| control.absolute_position().y.to_bits() == before.to_bits())
            {
                return;
            }
        }
    }

    /// Taps the one control with this label, with a finger, and lets its effect arrive.
    pub fn tap(&self, label: &str) {
        self.reach(label);
        self.control(label).mock_single_click(PointerEventButton::Left);
        self.settle();
    }

    /// Taps an answer and stops before it counts, while its mark shows.
    pub fn tap_without_waiting(&self, label: &str) {
        self.control(label).mock_single_click(PointerEventButton::Left);
        self.pass(Duration::from_millis(140));
    }

    /// Touches the screen where there is nothing to tap.
    pub fn touch(&self) {
        let window = self.post.app().window();
        let position = LogicalPosition::new(3.0, 3.0);
        window.dispatch_event(WindowEvent::PointerPressed { position, button: PointerEventButton::Left });
        window.dispatch_event(WindowEvent::PointerReleased { position, button: PointerEventButton::Left });
        self.pass(Duration::from_millis(400));
    }

    /// Presses a key, as somebody without a finger on the glass would.
    pub fn press(&self, key: Key) {
        let window = self.post.app().window();
        window.dispatch_event(WindowEvent::WindowActiveChanged(true));
        let text = SharedString::from(key);
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
        self.settle();
    }

    /// Holds a key until it has come three times more.
    pub fn hold_key(&self, key: Key) {
        let window = self.post.app().window();
        window.dispatch_event(WindowEvent::WindowActiveChanged(true));
        let text = SharedString::from(key);
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        for _ in 0..3 {
            window.dispatch_event(WindowEvent::KeyPressRepeated { text: text.clone() });
        }
        window.dispatch_event(WindowEvent::KeyReleased { text });
        self.settle();
    }

    /// Lets everything arrive that one touch sets off, one thing after the other.
    pub fn settle(&self) {
        // What slides in begins at once, not with the next frame.
        self.pass(Duration::ZERO);
        self.pass(Duration::from_millis(400));
        for _ in 0..3 {
            self.pass(Duration::from_millis(30));
        }
    }

    /// Keeps a finger on the one control with this label for so many milliseconds.
    pub fn hold(&self, label: &str, milliseconds: u64) {
        let control = self.control(label);
        let (at, size) = (control.absolute_position(), control.size());
        self.rest((at.x + size.width / 2.0, at.y + size.height / 2.0), milliseconds);
    }

    /// Writes on a keyboard with wires.
    pub fn type_text(&self, text: &str) {
        let window = self.post.app().window();
        window.dispatch_event(WindowEvent::WindowActiveChanged(true));
        for character in text.chars() {
            let text = SharedString::from(character);
            window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
            window.dispatch_event(WindowEvent::KeyReleased { text });
        }
        self.pass(Duration::from_millis(50));
    }

    /// Taps an answer and waits until it counts.
    pub fn answer(&self, label: &str) {
        self.tap(label);
        self.settle();
    }

    /// Every answer that can be picked, whether it is marked, and the control that marks it.
    pub fn answers(&self) -> Vec<(bool, ElementHandle)> {
        let answers = [AccessibleRole::RadioButton, AccessibleRole::Checkbox];
        let all = self.elements().into_iter().filter(|(_, role, _)| answers.contains(role));
        all.map(|(.., element)| (element.accessible_checked() == Some(true), element)).collect()
    }

    /// Whether somebody is in the middle of an activity: there is a way out of it then.
    pub fn is_in_visit(&self) -> bool {
        let all = ElementQuery::from_root(self.post.app()).match_descendants();
        all.match_accessible_role(AccessibleRole::Navigation).find_first().is_some()
    }

    /// The one thing to do next, if there is one and it can be done.
    pub fn onward(&self) -> Option<ElementHandle> {
        let mut all = self.elements().into_iter().map(|(.., element)| element);
        all.find(|at| at.accessible_id().as_deref() == Some("next") && at.accessible_enabled() != Some(false))
    }

    /// How far the visit is, as it is shown.
    pub fn progress(&self) -> ElementHandle {
        let all = ElementQuery::from_root(self.post.app()).match_descendants();
        all.match_accessible_role(AccessibleRole::ProgressIndicator).find_first().unwrap()
    }

    /// Whether an answer with this label can be picked.
    pub fn is_answer(&self, label: &str) -> bool {
        self.elements().iter().any(|(found, role, _)| found == label && *role == AccessibleRole::RadioButton)
    }

    /// Whether there is more on the page than the screen has room for.
    pub fn scrolls(&self) -> bool {
        self.labels().iter().any(|label| MORE_BELOW.contains(&label.as_str()))
    }

    /// Whether these words are on the screen.
    pub fn shows(&self, words: &str) -> bool {
        self.labels().iter().any(|label| label == words)
    }

    /// Every label on the screen, of words and of controls.
    pub fn labels(&self) -> Vec<String> {
        self.elements().into_iter().map(|(label, ..)| label).collect()
    }

    pub fn picture(&self) -> SharedPixelBuffer<Rgba8Pixel> {
        self.post.app().window().take_snapshot().unwrap()
    }

    /// The pixels of a line across the window, from one place to before another.
    pub fn line(&self, y: f32, from: f32, to: f32) -> Vec<Rgba8Pixel> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the window")]
        let [y, from, to] = [y, from, to].map(|place| place as usize);
        let picture = self.picture();
        let line = y * picture.width() as usize;
        picture.as_slice()[line + from..line + to].to_vec()
    }
}
