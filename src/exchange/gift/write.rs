//! From a quiz to GIFT.

use std::fmt::Write as _;

use super::super::{Loss, OwnWord, Refusal};
use crate::content::{Item, ItemKind, Pack, PackKind, Pin, ResponseOption};
use crate::vocabulary::{Language, Text};

/// A quiz as GIFT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The text of its file.
    pub gift: String,
    /// Questions and cards in it.
    pub items: usize,
    /// What could not be carried over, by item; none for what concerns the pack as a whole.
    pub losses: Vec<(Option<String>, Loss, String)>,
}

/// Writes a pack's questions with their wordings in one language.
///
/// # Errors
/// [`Refusal::Nothing`] if none of its items has a place in GIFT.
pub fn export(pack: &Pack, language: &Language) -> Result<Exported, Refusal> {
    let mut writer = Writer { language, gift: String::new(), items: 0, losses: Vec::new() };
    let title = pack.title.in_language(language);
    // Moodle reads the name of a category as it stands: no sign of it can be escaped but the slash.
    let category = title.replace('/', "//");
    let _ = writeln!(writer.gift, "$CATEGORY: {}", category.split_whitespace().collect::<Vec<_>>().join(" "));
    writer.whole(pack);
    pack.items.iter().for_each(|item| writer.item(item, pack));
    let Writer { gift, items, losses, .. } = writer;
    if items == 0 {
        return Err(Refusal::Foreign(format!(
            "nothing of pack `{}` has a place in GIFT, which holds questions with right answers",
            pack.id
        )));
    }
    Ok(Exported { gift, items, losses })
}

struct Writer<'a> {
    language: &'a Language,
    gift: String,
    items: usize,
    losses: Vec<(Option<String>, Loss, String)>,
}

impl Writer<'_> {
    fn lose(&mut self, item: Option<&Item>, loss: Loss, what: impl Into<String>) {
        self.losses.push((item.map(|item| item.id.to_string()), loss, what.into()));
    }

    /// What the pack says for all its items.
    fn whole(&mut self, pack: &Pack) {
        let translated = |text: &Text| matches!(text, Text::Each(wordings) if wordings.len() > 1);
        if translated(&pack.title) || pack.items.iter().any(|item| translated(&item.text)) {
            let what = format!("the wordings in other languages than `{}`", self.language.as_str());
            self.lose(None, Loss::Without, what);
        }
        let said = [
            (pack.draw.is_some(), "`draw`: Moodle draws where its quiz says so"),
            (pack.contest.is_some(), "the contest"),
            (pack.schedule != crate::content::Schedule::default(), "`from`, `until` and `days`"),
            (!pack.pairs.is_empty(), "`pairs`"),
            (pack.ask_cohort, "`ask_cohort`"),
        ];
        for (_, what) in said.into_iter().filter(|(is_there, _)| *is_there) {
            self.lose(None, Loss::Without, what);
        }
    }

    fn item(&mut self, item: &Item, pack: &Pack) {
        if let Some(why) = left_out(item, pack) {
            return self.lose(Some(item), Loss::LeftOut, why);
        }
        let answers = match &item.kind {
            ItemKind::Single { options, shuffle } => {
                if let Some(word) = self.truth(options) {
                    format!("{{{word}{}}}", self.feedback(item, ""))
                } else {
                    self.options(item, options, *shuffle)
                }
            }
            ItemKind::Comment { phrases } => {
                if !phrases.is_empty() {
                    self.lose(Some(item), Loss::Without, "its phrases to tap");
                }
                "{}".to_owned()
            }
            _ => String::new(),
        };
        self.parts(item);
        self.items += 1;
        let text = item.text.in_language(self.language);
        // `[plain]`: a pack's words mean what they say, also where they look like HTML.
        let _ = writeln!(self.gift, "\n::{}::[plain]{}{answers}", item.id, escaped(text));
    }

    /// Tells the parts of an item that GIFT has no place for.
    fn parts(&mut self, item: &Item) {
        let pictures = item.image.iter().chain(item.options().iter().filter_map(|option| option.image.as_ref()));
        let files: Vec<_> = pictures.map(|picture| picture.file.display().to_string()).collect();
        if !files.is_empty() {
            self.lose(Some(item), Loss::Without, format!("the picture {}: add it in Moodle", files.join(", ")));
        }
        let pinned =
            item.options().iter().any(|option| option.pin.is_some_and(|pin| pin == Pin::Last || pin == Pin::First));
        let explained = item.explain.is_some() && item.right().is_none();
        let said = [
            (item.ask_if.is_some(), "`ask_if`: Moodle asks it of everybody"),
            (item.required, "`required`"),
            (item.norm.is_some(), "its norm"),
            (item.link().is_some(), "its link"),
            (pinned, "which of its answers stays first or last"),
            (explained, "`explain`: only a question has feedback"),
        ];
        for (_, what) in said.into_iter().filter(|(is_there, _)| *is_there) {
            self.lose(Some(item), Loss::Without, what);
        }
    }

    /// `TRUE` or `FALSE`, where the options are these two and nothing else.
    fn truth(&self, options: &[ResponseOption]) -> Option<&'static str> {
        let [right, wrong] = options else { return None };
        let is = |option: &ResponseOption, id: &str, word: OwnWord| {
            let words = option.text.in_language(self.language);
            option.id.as_str() == id && word.in_language(self.language) == Some(words)
        };
        let both = is(right, "true", OwnWord::True) && is(wrong, "false", OwnWord::False);
        both.then_some(if right.correct { "TRUE" } else { "FALSE" })
    }

    fn options(&mut self, item: &Item, options: &[ResponseOption], shuffle: bool) -> String {
        if !shuffle {
            self.lose(
                Some(item),
                Loss::Changed,
                "the order of its answers: Moodle shuffles them unless told otherwise",
            );
        }
        let mut written = String::from("{\n");
        for option in options {
            let words = option.text.in_language(self.language);
            // What looks like a weight or a format's name is none behind the name of one.
            let shield = if words.trim_start().starts_with(['%', '[']) { "[plain]" } else { "" };
            let mark = if option.correct { '=' } else { '~' };
            let _ = writeln!(written, "\t{mark}{shield}{}", escaped(words));
        }
        written + &self.feedback(item, "\t") + "}"
    }

    /// What is said after any answer.
    fn feedback(&self, item: &Item, indent: &str) -> String {
        let Some(explain) = &item.explain else { return String::new() };
        let words = explain.in_language(self.language);
        let shield = if words.trim_start().starts_with('[') { "[plain]" } else { "" };
        let end = if indent.is_empty() { "" } else { "\n" };
        format!("{indent}####{shield}{}{end}", escaped(words))
    }
}

/// Why GIFT has no place for an item, if it has none.
fn left_out(item: &Item, pack: &Pack) -> Option<&'static str> {
    if item.entry.is_some() {
        return Some("it is asked of what is on a wall");
    }
    match &item.kind {
        ItemKind::Single { .. } if pack.kind == PackKind::Quiz && item.right().is_some() => None,
        ItemKind::Info { .. } | ItemKind::Comment { .. } => None,
        ItemKind::Single { .. } => Some("none of its answers is right"),
        ItemKind::Multiple { .. } => Some("none of its answers is right, and several may be chosen"),
        ItemKind::Smiley { .. } | ItemKind::Rating { .. } | ItemKind::Nps { .. } => Some("GIFT has no scales"),
        ItemKind::Rank { .. } => Some("GIFT has no rankings"),
        ItemKind::Message { .. } => Some("GIFT shows one wording to all"),
    }
}

/// Words in which no sign means anything to GIFT.
fn escaped(words: &str) -> String {
    let mut escaped = String::new();
    for sign in words.trim().chars() {
        match sign {
            '\\' | '#' | '=' | '~' | '{' | '}' | ':' => escaped.extend(['\\', sign]),
            '\n' => escaped.push_str("\\n"),
            sign if sign.is_control() => escaped.push(' '),
            sign => escaped.push(sign),
        }
    }
    escaped
}
