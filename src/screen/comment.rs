//! A comment item on the screen: phrases, keys, and what the words would give away.
//!
//! The words themselves lie in the visit; in here is only how the keys stand.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};

use super::generated::{CommentAdapter, KeyCap, KeyKind, KeyRow, Phrase, Terms};
use super::layout::{Layout, UNDER, layout, variants};
use super::post::Visitor;
use super::view::{View, changed, count, longest};
use crate::comments::{Draft, Kind};
use crate::content::ItemKind;
use crate::visit::Event;
use crate::vocabulary::Language;

/// Fills `CommentAdapter` while a comment item is shown.
#[derive(Default)]
pub(super) struct CommentScreen {
    typing: Cell<bool>,
    shifted: Cell<bool>,
    signs: Cell<bool>,
    /// Whether shift writes capitals, which sentences begin with.
    capitals: Cell<bool>,
    /// Which screen all this belongs to.
    step: Cell<u64>,
    /// Which keys are laid out: of which language, letters or signs.
    laid: RefCell<Option<(Language, bool)>>,
}

impl CommentScreen {
    pub fn connect(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<CommentAdapter>();
        let act = |act: fn(&Visitor)| {
            let weak = Rc::downgrade(visitor);
            move || {
                if let Some(visitor) = weak.upgrade() {
                    act(&visitor);
                    visitor.send(Event::Touch);
                }
            }
        };
        adapter.on_shift(act(|visitor| visitor.comment().shifted.set(!visitor.comment().shifted.get())));
        adapter.on_switch_symbols(act(|visitor| visitor.comment().signs.set(!visitor.comment().signs.get())));
        adapter.on_open_keyboard(act(|visitor| visitor.comment().typing.set(true)));
        adapter.on_close_keyboard(act(|visitor| visitor.comment().typing.set(false)));

        let weak = Rc::downgrade(visitor);
        let edit = move |edit: &dyn Fn(&Visitor, &mut Draft)| {
            let Some(visitor) = weak.upgrade() else { return };
            let Some(mut draft) = visitor.draft() else { return };
            edit(&visitor, &mut draft);
            visitor.comment().shifted.set(visitor.comment().capitals.get() && begins_sentence(&draft));
            let_go(&visitor.app().global::<CommentAdapter>());
            visitor.send(Event::Write(draft));
        };
        let write = edit.clone();
        adapter.on_type(move |text| write(&|_, draft| draft.push(&written(&text))));
        let put = edit.clone();
        adapter.on_put(move |text| {
            put(&|visitor, draft| {
                if !visitor.app().global::<CommentAdapter>().get_instead_of().is_empty() {
                    draft.erase();
                }
                draft.push(&written(&text));
            });
        });
        let replace = edit.clone();
        adapter.on_write(move |text| replace(&|_, draft| *draft = Draft::new(&written(&text))));
        let erase = edit.clone();
        adapter.on_erase(move || erase(&|_, draft| draft.erase()));
        let redact = edit.clone();
        adapter.on_redact(move || {
            redact(&|visitor, draft| {
                let kinds = visitor.app().global::<Terms>();
                draft.redact(|kind| kinds.invoke_name(place(kind)).to_string());
            });
        });
        adapter.on_say(move |index| {
            edit(&|visitor, draft| {
                let phrase = usize::try_from(index).ok().and_then(|index| visitor.phrase(index));
                // A second tap takes it back.
                *draft = phrase
                    .filter(|phrase| draft.as_str() != phrase)
                    .map(|phrase| Draft::new(&phrase))
                    .unwrap_or_default();
            });
        });
        let weak = visitor.app().as_weak();
        adapter.on_hold(move |choices| {
            if let Some(app) = weak.upgrade() {
                let_go(&app.global::<CommentAdapter>());
                app.global::<CommentAdapter>().set_variants(choices);
            }
        });
        let weak = Rc::downgrade(visitor);
        adapter.on_hold_written(move |key, choices| {
            let Some(visitor) = weak.upgrade() else { return };
            let Some(draft) = visitor.draft() else { return };
            let adapter = visitor.app().global::<CommentAdapter>();
            // The letter has ended the shift that it was written with.
            let is_capital = draft.as_str().chars().next_back().is_some_and(char::is_uppercase);
            let raised = |letter: SharedString| -> SharedString {
                if is_capital && letter != "ß" { letter.to_uppercase().into() } else { letter }
            };
            adapter.set_variants(ModelRc::new(VecModel::from(choices.iter().map(raised).collect::<Vec<_>>())));
            adapter.set_instead_of(key);
        });
    }

    /// `step` tells one screen from the next.
    pub fn fill(&self, view: &View, step: u64) {
        let adapter = view.app.global::<CommentAdapter>();
        let (Some(draft), Some(item)) = (view.machine.draft(), view.machine.item()) else {
            forget(&adapter);
            return;
        };
        let ItemKind::Comment { phrases } = &item.kind else { return };
        let language = view.machine.language();
        let layout = layout(language);
        let has_keyboard = layout.is_some();
        self.capitals.set(layout.is_some_and(|layout| layout.others.is_none()));
        if self.step.replace(step) != step {
            self.typing.set(phrases.is_empty() && has_keyboard);
            self.signs.set(false);
            self.shifted.set(self.capitals.get() && begins_sentence(draft));
            let_go(&adapter);
        }
        adapter.set_typing(self.typing.get() && has_keyboard);
        adapter.set_has_keyboard(has_keyboard);
        adapter.set_shifted(self.shifted.get());
        adapter.set_symbols(self.signs.get());
        adapter.set_text(draft.as_str().into());
        adapter.set_left(count(draft.left()));

        let rows: Vec<Phrase> = phrases
            .iter()
            .map(|phrase| view.text(phrase))
            .map(|text| Phrase { marked: text == draft.as_str(), text })
            .collect();
        adapter.set_longest(longest(rows.iter().map(|row| &row.text)));
        if let Some(rows) = changed(&adapter.get_phrases(), rows) {
            adapter.set_phrases(rows);
        }
        let kinds = draft.kinds();
        adapter.set_refused(kinds.iter().any(|kind| kind.is_direct()));
        adapter.set_preview(if kinds.is_empty() { SharedString::default() } else { preview(view, draft) });
        // What keeps the words from going on stands first.
        let mut places = kinds.to_vec();
        places.sort_by_key(|kind| !kind.is_direct());
        if let Some(found) = changed(&adapter.get_found(), places.into_iter().map(place).collect()) {
            adapter.set_found(found);
        }
        if let Some(layout) = layout {
            self.lay_out(&adapter, language, &layout);
        }
    }

    /// Lays out the keys anew where they are not the ones that lie there: a new list would take presses from its keys.
    fn lay_out(&self, adapter: &CommentAdapter, language: &Language, layout: &Layout) {
        let wanted = Some((language.clone(), self.signs.get()));
        if *self.laid.borrow() == wanted {
            return;
        }
        adapter.set_rows(rows(layout, self.signs.get()));
        let_go(adapter);
        self.laid.replace(wanted);
    }
}

/// Leaves nothing of what was written in the window.
fn forget(adapter: &CommentAdapter) {
    if adapter.get_typing() || !adapter.get_text().is_empty() {
        adapter.set_typing(false);
        adapter.set_text(SharedString::default());
        adapter.set_preview(SharedString::default());
        adapter.set_found(ModelRc::default());
        adapter.set_phrases(ModelRc::default());
        adapter.set_longest(SharedString::default());
        let_go(adapter);
    }
}

/// No key is held any more.
fn let_go(adapter: &CommentAdapter) {
    adapter.set_variants(ModelRc::default());
    adapter.set_instead_of(SharedString::default());
}

fn preview(view: &View, draft: &Draft) -> SharedString {
    let kinds = view.app.global::<Terms>();
    let mut shown = draft.clone();
    shown.redact(|kind| kinds.invoke_name(place(kind)).to_string());
    excerpt(shown.as_str()).into()
}

/// What stands around the first bracket: enough to see what is left out, and never more than a few lines.
fn excerpt(text: &str) -> String {
    const BEFORE: usize = 24;
    const AFTER: usize = 48;
    let (before, after) = text.split_at(text.find('[').unwrap_or(0));
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AFTER).map_or(after.len(), |(at, _)| at);
    let (shown, rest) = (&before[start..], &after[..end]);
    // A word that is cut is left out, unless there is no other.
    let begins = start == 0 || before[..start].ends_with(char::is_whitespace);
    let shown = if begins { shown } else { shown.split_once(char::is_whitespace).map_or(shown, |(_, words)| words) };
    let ends = after[end..].is_empty() || after[end..].starts_with(char::is_whitespace);
    let rest = if ends { rest } else { rest.rsplit_once(char::is_whitespace).map_or(rest, |(words, _)| words) };
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!("{}{shown}{rest}{}", dots(start > 0), dots(end < after.len()))
}

/// The place of a kind among all, which is how the window knows it.
fn place(kind: Kind) -> i32 {
    Kind::ALL.iter().position(|known| *known == kind).map_or(0, count)
}

/// What a key writes, without the keys of a keyboard with wires that write nothing, and without what a mark stands upon.
fn written(text: &str) -> String {
    let writes = |key: &char| !key.is_control() && !('\u{F700}'..='\u{F8FF}').contains(key) && *key != UNDER;
    text.chars().filter(writes).collect()
}

fn begins_sentence(draft: &Draft) -> bool {
    let text = draft.as_str();
    text.is_empty() || (text.ends_with(' ') && text.trim_end().ends_with(['.', '!', '?', '…']))
}

fn rows(layout: &Layout, signs: bool) -> ModelRc<KeyRow> {
    /// Keys that do something are half as wide again as letters.
    const WIDE: f32 = 1.5;
    let [first, second, third] = if signs { layout.signs } else { layout.letters };
    let shifted = layout.others.filter(|_| !signs).map_or([""; 3], |others| others);
    let widest = [first, second, third].map(|row| row.chars().count()).into_iter().max().unwrap_or(1);
    let widest = f32::from(u16::try_from(widest).unwrap_or(u16::MAX));
    let key = |kind, weight| KeyCap { kind, weight, ..KeyCap::default() };
    let letters = |row: &str, shifted: &str| {
        let others = shifted.chars().map(Some).chain(std::iter::repeat(None));
        row.chars().zip(others).map(|(key, other)| letter(key, other)).collect::<Vec<_>>()
    };
    // What a row has less than the widest lies to its left and right.
    let centred = |keys: Vec<KeyCap>| {
        let rest = (widest - keys.iter().map(|key| key.weight).sum::<f32>()) / 2.0;
        let gap = (rest > 0.1).then(|| key(KeyKind::Gap, rest));
        gap.iter().cloned().chain(keys).chain(gap.clone()).collect::<Vec<_>>()
    };
    let mut lower = if signs { Vec::new() } else { vec![key(KeyKind::Shift, WIDE)] };
    lower.extend(letters(third, shifted[2]));
    lower.push(key(KeyKind::Erase, WIDE));
    let foot = vec![
        KeyCap { text: if signs { layout.name } else { layout.signs_name }.into(), ..key(KeyKind::Symbols, WIDE) },
        letter(layout.comma, None),
        key(KeyKind::Space, widest - 2.0 * WIDE - 2.0),
        letter('.', None),
        key(KeyKind::Away, WIDE),
    ];
    let rows = [centred(letters(first, shifted[0])), centred(letters(second, shifted[1])), centred(lower), foot];
    let rows: Vec<KeyRow> = rows.into_iter().map(|keys| KeyRow { keys: ModelRc::new(VecModel::from(keys)) }).collect();
    ModelRc::new(VecModel::from(rows))
}

/// A key; `other` is what it writes when shifted, where that is not its capital.
fn letter(letter: char, other: Option<char>) -> KeyCap {
    let variants: Vec<SharedString> = variants(letter).chars().map(|variant| variant.to_string().into()).collect();
    KeyCap {
        kind: KeyKind::Letter,
        text: letter.to_string().into(),
        shifted: other.map_or_else(|| capital(letter), shown).into(),
        weight: 1.0,
        variants: ModelRc::new(VecModel::from(variants)),
    }
}

/// The capital of a letter. No word begins with ß, and its capital is two letters.
fn capital(letter: char) -> String {
    if letter == 'ß' { letter.to_string() } else { letter.to_uppercase().collect() }
}

/// What stands on a key: a mark needs something under it.
fn shown(key: char) -> String {
    if unicode_normalization::char::is_combining_mark(key) { format!("{UNDER}{key}") } else { key.to_string() }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_begins_and_ends_with_whole_words() {
        assert_eq!(excerpt("Call [name], she knows"), "Call [name], she knows");
        let text = "The tills stop at noon and nobody comes. Call [name] on [phone], she knows";
        assert_eq!(excerpt(text), "…and nobody comes. Call [name] on [phone], she knows");
        let text = "Mittags stehen die Kassen. [Name] anrufen, [Telefon], sie weiß es, und alle anderen auch";
        assert_eq!(excerpt(text), "…stehen die Kassen. [Name] anrufen, [Telefon], sie weiß es, und alle…");
        assert_eq!(excerpt("Donaudampfschifffahrtsgesellschaft:[name]"), "…chifffahrtsgesellschaft:[name]");
        assert_eq!(excerpt(""), "");
    }
}
