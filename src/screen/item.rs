//! One item on the screen: its words, its picture, its choices and their marks.

use std::cell::RefCell;
use std::rc::Rc;

use slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};

use super::generated::{Choice, ItemAdapter, Kind, Progress};
use super::post::Visitor;
use super::qr;
use super::view::{View, changed, count, longest};
use crate::content::{Item, ItemKind, Picture, Status};
use crate::visit::{Event, Screen};

/// Fills `ItemAdapter` while it is shown.
pub(super) struct ItemScreen {
    choices: Rc<VecModel<Choice>>,
    /// Which item the rows belong to: its place in the run of screens, and its language.
    shown: RefCell<Option<(u64, String)>>,
}

impl ItemScreen {
    pub fn connect(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<ItemAdapter>();
        let weak = Rc::downgrade(visitor);
        adapter.on_tap(move |position| {
            if let (Some(visitor), Ok(position)) = (weak.upgrade(), usize::try_from(position)) {
                visitor.send(Event::Tap(position));
            }
        });
        let weak = Rc::downgrade(visitor);
        adapter.on_not_applicable(move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.send(Event::NotApplicable);
            }
        });
    }

    pub fn new(adapter: &ItemAdapter) -> Self {
        let choices = Rc::new(VecModel::default());
        adapter.set_choices(ModelRc::from(Rc::clone(&choices) as Rc<dyn Model<Data = Choice>>));
        Self { choices, shown: RefCell::new(None) }
    }

    /// `step` tells one item from the next.
    pub fn fill(&self, view: &View, step: u64) {
        if *view.machine.screen() != Screen::Item {
            self.forget();
            return;
        }
        let Some(item) = view.machine.item() else { return };
        let marked = Marks { item, positions: view.machine.marked() };
        let adapter = view.app.global::<ItemAdapter>();
        adapter.set_can_go_on(view.machine.can_go_on());

        let key = (step, view.machine.language().as_str().to_owned());
        if self.shown.borrow().as_ref() == Some(&key) {
            self.mark(&marked);
            return;
        }
        self.shown.replace(Some(key));
        set_item(view, &adapter, item);
        // A card has nothing to choose from.
        let rows: Vec<Choice> = if item.is_card() {
            Vec::new()
        } else {
            view.machine.order().iter().filter_map(|position| choice(view, &marked, *position)).collect()
        };
        adapter.set_longest(longest(rows.iter().map(|row| &row.label)));
        self.choices.set_vec(rows);
    }

    /// Changes marks in place, so that a control keeps its focus and its effect is seen within a frame.
    fn mark(&self, marked: &Marks) {
        for index in 0..self.choices.row_count() {
            let Some(mut row) = self.choices.row_data(index) else { continue };
            let Ok(position) = usize::try_from(row.position) else { continue };
            let before = row.clone();
            marked.set(position, &mut row);
            if row != before {
                self.choices.set_row_data(index, row);
            }
        }
    }

    /// Leaves no trace of what was asked and marked.
    fn forget(&self) {
        if self.shown.take().is_some() {
            self.choices.set_vec(Vec::new());
        }
    }
}

fn set_item(view: &View, adapter: &ItemAdapter, item: &Item) {
    let (low, high) = match &item.kind {
        ItemKind::Rating { scale, .. } => (view.text(&scale.low), view.text(&scale.high)),
        ItemKind::Nps { low, high } => (view.text_or_none(low.as_ref()), view.text_or_none(high.as_ref())),
        _ => Default::default(),
    };
    adapter.set_low(low);
    adapter.set_high(high);
    adapter.set_kind(match item.kind {
        ItemKind::Smiley { .. } => Kind::Smiley,
        ItemKind::Rating { .. } => Kind::Rating,
        ItemKind::Nps { .. } => Kind::Nps,
        ItemKind::Single { .. } => Kind::Single,
        ItemKind::Multiple { .. } => Kind::Multiple,
        ItemKind::Comment { .. } => Kind::Comment,
        ItemKind::Rank { .. } => Kind::Rank,
        ItemKind::Info { .. } | ItemKind::Message { .. } => Kind::Info,
    });
    let variant = view.machine.variant().and_then(|at| item.variants().get(at));
    adapter.set_text(view.text(variant.map_or(&item.text, |variant| &variant.text)));
    let entry = item.entry.as_ref();
    adapter.set_said(view.text_or_none(entry.map(|entry| &entry.said)));
    adapter.set_did(view.text_or_none(entry.and_then(|entry| entry.did.as_ref())));
    adapter.set_owner(view.text_or_none(entry.and_then(|entry| entry.owner.as_ref())));
    adapter.set_progress(match entry.and_then(|entry| entry.status) {
        None => Progress::None,
        Some(Status::Planned) => Progress::Planned,
        Some(Status::UnderWay) => Progress::UnderWay,
        Some(Status::Done) => Progress::Done,
    });
    adapter.set_at_most(if let ItemKind::Multiple { at_most, .. } = item.kind { i32::from(at_most) } else { 1 });
    adapter.set_offers_not_applicable(matches!(item.kind, ItemKind::Rating { not_applicable: true, .. }));
    let needs = item.advice.iter().flat_map(|advice| &advice.needs).map(|need| view.text(need)).collect();
    if let Some(needs) = changed(&adapter.get_needs(), needs) {
        adapter.set_needs(needs);
    }
    adapter.set_body(if item.is_card() { view.text_or_none(item.explain.as_ref()) } else { SharedString::default() });
    let link = item.link().unwrap_or_default();
    let shown = link.trim_start_matches("https://");
    adapter.set_link(shown.into());
    adapter.set_link_in_parts(qr::in_parts(shown).into());
    let code = Some(link).filter(|link| !link.is_empty()).and_then(qr::code);
    adapter.set_has_code(code.is_some());
    adapter.set_code(code.unwrap_or_default());
    let (picture, alt) = picture(view, variant.and_then(|variant| variant.image.as_ref()).or(item.image.as_ref()));
    adapter.set_has_picture(picture.is_some());
    adapter.set_picture(picture.unwrap_or_default());
    adapter.set_picture_alt(alt);
}

fn choice(view: &View, marked: &Marks, position: usize) -> Option<Choice> {
    let item = marked.item;
    let mut row = Choice { position: count(position), ..Choice::default() };
    marked.set(position, &mut row);
    match &item.kind {
        ItemKind::Smiley { faces } => row.face = face(position, *faces),
        ItemKind::Single { .. } | ItemKind::Multiple { .. } | ItemKind::Rank { .. } => {
            let option = item.options().get(position)?;
            let (picture, alt) = picture(view, option.image.as_ref());
            row.label = view.text(&option.text);
            row.has_picture = picture.is_some();
            row.picture = picture.unwrap_or_default();
            row.picture_alt = alt;
        }
        _ => row.label = item.responses().get(position)?.into(),
    }
    Some(row)
}

/// The face of a response, 1 to 5 from the worst; four faces leave out the one in the middle.
pub(super) fn face(position: usize, faces: u8) -> i32 {
    let face = count(position) + 1;
    if faces == 4 && face > 2 { face + 1 } else { face }
}

/// What is marked on an item, in the order it was marked.
struct Marks<'a> {
    item: &'a Item,
    positions: &'a [usize],
}

impl Marks<'_> {
    /// Marks a choice, or does not.
    fn set(&self, position: usize, row: &mut Choice) {
        let place = self.positions.iter().position(|marked| *marked == position);
        row.marked = place.is_some();
        row.enabled = true;
        if let ItemKind::Multiple { at_most, .. } = self.item.kind {
            // Once as many as may be are marked, the others wait until one is taken back.
            row.enabled = row.marked || self.positions.len() < usize::from(at_most);
        }
        if self.item.is_ranking() {
            let last = self.item.most_responses();
            let place =
                place.map_or_else(|| if self.positions.len() + 1 == last { last } else { 0 }, |place| place + 1);
            row.place = count(place);
        }
    }
}

/// A picture and its words, where there is one that can be read.
pub(super) fn picture(view: &View, picture: Option<&Picture>) -> (Option<slint::Image>, SharedString) {
    let image = picture.and_then(|picture| view.pictures.get(&picture.file));
    let alt = picture.filter(|_| image.is_some()).map(|picture| view.text(&picture.alt)).unwrap_or_default();
    (image, alt)
}
