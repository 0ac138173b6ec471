//! Whether a file has the keys and the types that its [`Shape`] says.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::table::{Node, date, number, time, whole};
use super::{File, spelling};
use crate::content::Flaw;
use crate::content::shape::{ITEM_TYPES, Key, MOST, Of, Shape, TYPES};
use crate::mutant::{self, Mutant};
use crate::vocabulary::{ItemId, Language};

/// Checks a file against its shape, and its texts against the languages the kiosk offers.
pub(super) struct Form<'a> {
    pub(super) file: &'a File,
    pub(super) languages: &'a [Language],
}

impl Form<'_> {
    /// Notes every unknown, missing or ill-typed key of a table and of all tables below it.
    pub(super) fn check(&self, entries: &DeTable, span: Range<usize>, shape: &Shape) {
        let name = named(shape, entries);
        let mut meant = Vec::new();
        for (written, value) in entries {
            match shape.keys().find(|key| key.name == written.get_ref()) {
                Some(key) => self.value(value, key, &key.of),
                None => meant.extend(self.unknown(written.get_ref(), written.span(), &name, shape)),
            }
        }
        // A key that is there, misspelt, is one fault and not two.
        let missing = |key: &&Key| key.required && !entries.contains_key(key.name) && !meant.contains(&key.name);
        for key in shape.keys().filter(missing) {
            let message = format!("{name} has no `{}`", key.name);
            self.file.error(
                span.clone(),
                Flaw::Missing(key.name.to_owned()),
                message,
                "missing here",
                Some(&format!("`{}`: {}", key.name, key.doc)),
            );
        }
    }

    /// Notes an unknown key, and tells which one was probably meant.
    fn unknown(&self, written: &str, span: Range<usize>, name: &str, shape: &Shape) -> Option<&'static str> {
        let known: Vec<_> = shape.keys().map(|key| key.name).collect();
        let near = spelling::nearest(written, known.iter().copied());
        let owner = ITEM_TYPES.iter().find(|(_, other)| other.keys().any(|key| key.name == written));
        let help = match (near, owner) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some((_, owner))) if known.contains(&"ask_if") => format!("it belongs to {}", owner.name),
            (None, _) => format!("{} may have {}", shape.name, spelling::list(&known, "and")),
        };
        self.file.error(
            span,
            Flaw::UnknownKey(written.to_owned()),
            format!("{name} has no key `{written}`"),
            "nobody reads this",
            Some(&help),
        );
        near
    }

    fn value(&self, node: Node, key: &Key, of: &Of) {
        match (of, node.get_ref()) {
            (Of::Words | Of::File | Of::Text, DeValue::String(words)) if words.trim().is_empty() => {
                self.error(node, key, Flaw::Missing, format!("`{}` is empty", key.name));
            }
            (Of::Words | Of::File | Of::Text, DeValue::String(_)) | (Of::Flag, DeValue::Boolean(_)) => {}
            (Of::Text, DeValue::Table(wordings)) => self.text(node, key, wordings),
            (Of::Id, DeValue::String(id)) => {
                if let Err(bad) = ItemId::new(&**id) {
                    self.error(node, key, Flaw::NotAllowed, bad.to_string());
                }
            }
            (Of::Language, DeValue::String(tag)) => self.language(tag, node.span()),
            (Of::Colour, DeValue::String(colour)) => self.colour(node, key, colour),
            (Of::Whole(from, to), DeValue::Integer(_)) => match whole(node) {
                Some(number) if (*from..=*to).contains(&number) || mutant::active(Mutant::FloorsIgnored) => {}
                _ => self.error(node, key, Flaw::OutOfRange, range(key.name, &self.written(node), *from, *to)),
            },
            (Of::Number, _) if number(node).is_some() => {}
            (Of::Date, _) if date(node).is_some() => {}
            (Of::Time, _) if time(node).is_some() => {}
            (Of::Time, DeValue::String(words)) => {
                self.error(
                    node,
                    key,
                    Flaw::NotAllowed,
                    format!("`{}` cannot be `{words}`: write it as 06:00", key.name),
                );
            }
            (Of::Word(words), DeValue::String(word)) => self.word(node, key, word, words),
            (Of::List(each, from, to), DeValue::Array(list)) => {
                if list.len() < *from || list.len() > *to {
                    self.error(node, key, Flaw::OutOfRange, length(key.name, list.len(), *from, *to));
                }
                list.iter().for_each(|entry| self.value(entry, key, each));
            }
            (Of::Table(shape), DeValue::Table(entries)) => self.check(entries, node.span(), shape),
            (Of::Typed(types), DeValue::Table(entries)) => self.typed(node, entries, types),
            (Of::List(Of::Table(_) | Of::Typed(_), ..), DeValue::Table(_)) => self.one_table(node, key),
            (_, found) => {
                self.error(
                    node,
                    key,
                    Flaw::WrongType,
                    format!("`{}` must be {}, not {}", key.name, expected(of), described(found)),
                );
            }
        }
    }

    fn colour(&self, node: Node, key: &Key, colour: &str) {
        if super::colour::parse(colour).is_none() {
            let message = format!("`{colour}` is not a colour: write # and six hex digits");
            self.error(node, key, Flaw::NotAllowed, message);
        }
    }

    fn word(&self, node: Node, key: &Key, word: &str, words: &[&str]) {
        if !words.contains(&word) {
            let message = format!("`{}` cannot be `{word}`", key.name);
            let (flaw, help) = (Flaw::NotAllowed(key.name.to_owned()), spelling::advice(word, words));
            self.file.error(node.span(), flaw, message, "not known", Some(&help));
        }
    }

    /// Where a list of tables belongs there is one table.
    fn one_table(&self, node: Node, key: &Key) {
        let message = format!("`{}` must be a list of tables", key.name);
        let (flaw, help) = (Flaw::WrongType(key.name.to_owned()), format!("write [[{}]], in two brackets", key.name));
        self.file.error(node.span(), flaw, message, "one table", Some(&help));
    }

    fn typed(&self, node: Node, entries: &DeTable, types: &[(&str, Shape)]) {
        let Some(written) = entries.get("type") else {
            let help = format!("write type = {}", spelling::list(TYPES, "or").replace('`', "\""));
            return self.file.error(
                node.span(),
                Flaw::Missing("type".to_owned()),
                "an item has no `type`",
                "missing here",
                Some(&help),
            );
        };
        let Some(word) = written.get_ref().as_str() else {
            let message = format!("`type` must be a string, not {}", described(written.get_ref()));
            return self.file.error(
                written.span(),
                Flaw::WrongType("type".to_owned()),
                message,
                "here",
                Some(&spelling::advice("", TYPES)),
            );
        };
        if let Some((_, shape)) = types.iter().find(|(name, _)| *name == word) {
            self.check(entries, node.span(), shape);
        } else {
            let message = format!("there is no item type `{word}`");
            self.file.error(
                written.span(),
                Flaw::NotAllowed("type".to_owned()),
                message,
                "not known",
                Some(&spelling::advice(word, TYPES)),
            );
        }
    }

    fn text(&self, node: Node, key: &Key, wordings: &DeTable) {
        for (tag, wording) in wordings {
            self.language(tag.get_ref(), tag.span());
            match wording.get_ref().as_str() {
                Some(words) if words.trim().is_empty() => {
                    self.error(
                        wording,
                        key,
                        Flaw::Untranslated,
                        format!("`{}` is empty in `{}`", key.name, tag.get_ref()),
                    );
                }
                Some(_) => {}
                None => {
                    self.error(wording, key, Flaw::WrongType, format!("a wording of `{}` must be a string", key.name));
                }
            }
        }
        let offered = self.languages.iter().map(Language::as_str);
        let missing: Vec<_> = offered.filter(|tag| !wordings.contains_key(*tag)).collect();
        if !missing.is_empty() {
            let message = format!("`{}` has no wording in {}", key.name, spelling::list(&missing, "and"));
            let help = format!("add {}, or write one string for all languages", added(&missing));
            self.file.error(
                node.span(),
                Flaw::Untranslated(key.name.to_owned()),
                message,
                "not in every language of the kiosk",
                Some(&help),
            );
        }
    }

    fn language(&self, tag: &str, span: Range<usize>) {
        let mut parts = tag.split('-');
        let first = parts
            .next()
            .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase()));
        let rest = parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
        if !(first && rest) {
            let help = "language tags are written in lower case, such as `en`, `de` or `pt-br`";
            self.file.error(
                span,
                Flaw::NotAllowed(tag.to_owned()),
                format!("`{tag}` is not a language tag"),
                "not a language",
                Some(help),
            );
        }
    }

    fn error(&self, node: Node, key: &Key, flaw: impl FnOnce(String) -> Flaw, message: String) {
        self.file.error(
            node.span(),
            flaw(key.name.to_owned()),
            message,
            "here",
            Some(&format!("`{}`: {}", key.name, key.doc)),
        );
    }

    fn written(&self, node: &Spanned<DeValue>) -> String {
        self.file.text().get(node.span()).unwrap_or_default().to_owned()
    }
}

/// A table by its name and id, or by its name alone where it has no id to tell it by.
fn named(shape: &Shape, entries: &DeTable) -> String {
    let id = entries.get("id").and_then(|id| id.get_ref().as_str());
    let bare = shape.name.trim_start_matches("an ").trim_start_matches("a ");
    id.map_or_else(|| shape.name.to_owned(), |id| format!("{bare} `{id}`"))
}

fn added(missing: &[&str]) -> String {
    missing.iter().map(|tag| format!("{tag} = \"…\"")).collect::<Vec<_>>().join(", ")
}

fn range(name: &str, written: &str, from: u32, to: u32) -> String {
    if to == MOST {
        return format!("`{name}` must be {from} or more, not {written}");
    }
    format!("`{name}` must be from {from} to {to}, not {written}")
}

fn length(name: &str, found: usize, from: usize, to: usize) -> String {
    let entries = if found == 1 { "entry" } else { "entries" };
    let wanted = match (from, to) {
        _ if from == to => format!("exactly {from}"),
        (_, usize::MAX) => format!("{from} or more"),
        _ => format!("{from} to {to}"),
    };
    format!("`{name}` has {found} {entries}; it takes {wanted}")
}

fn expected(of: &Of) -> &'static str {
    match of {
        Of::Words | Of::Word(_) => "a string",
        Of::Id => "an id in quotes",
        Of::Text => "a string, or a table of strings by language",
        Of::Language => "a language tag in quotes",
        Of::Colour => "a colour in quotes",
        Of::File => "the name of a file in media/, in quotes",
        Of::Whole(..) => "a whole number",
        Of::Number => "a number",
        Of::Flag => "true or false",
        Of::Date => "a date without quotes, such as 2026-11-02",
        Of::Time => "a time of day, such as \"06:00\"",
        Of::List(..) => "a list",
        Of::Table(_) | Of::Typed(_) => "a table",
    }
}

fn described(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
