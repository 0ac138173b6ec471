//! A table of a parsed file, asked for its values by name and type.
//!
//! Nothing here reports: [`super::form`] has already said what is missing or of the wrong type, so absence is enough.

use std::ops::Range;

use jiff::civil::{Date, Time};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::File;
use crate::content::Flaw;
use crate::vocabulary::{Language, Text};

/// A value and where it stands.
pub(super) type Node<'a> = &'a Spanned<DeValue<'a>>;

/// A table, where it stands and in which file.
#[derive(Clone)]
pub(super) struct Table<'a> {
    pub(super) file: &'a File,
    pub(super) entries: &'a DeTable<'a>,
    pub(super) span: Range<usize>,
}

impl<'a> Table<'a> {
    pub(super) fn of(file: &'a File, document: &'a Spanned<DeTable<'a>>) -> Self {
        Self { file, entries: document.get_ref(), span: 0..0 }
    }

    fn from_node(file: &'a File, node: Node<'a>) -> Option<Self> {
        Some(Self { file, entries: node.get_ref().as_table()?, span: node.span() })
    }

    pub(super) fn node(&self, key: &str) -> Option<Node<'a>> {
        self.entries.get(key)
    }

    /// Where the value of `key` stands; where there is none, the table.
    pub(super) fn span(&self, key: &str) -> Range<usize> {
        self.node(key).map_or_else(|| self.span.clone(), Spanned::span)
    }

    pub(super) fn words(&self, key: &str) -> Option<&'a str> {
        words(self.node(key)?)
    }

    pub(super) fn whole(&self, key: &str) -> Option<u32> {
        whole(self.node(key)?)
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        number(self.node(key)?)
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.node(key).and_then(|node| node.get_ref().as_bool()).unwrap_or_default()
    }

    pub(super) fn date(&self, key: &str) -> Option<Date> {
        date(self.node(key)?)
    }

    pub(super) fn time(&self, key: &str) -> Option<Time> {
        time(self.node(key)?)
    }

    pub(super) fn text(&self, key: &str) -> Option<Text> {
        text(self.node(key)?)
    }

    pub(super) fn list(&self, key: &str) -> &'a [Spanned<DeValue<'a>>] {
        self.node(key).and_then(|node| node.get_ref().as_array()).map_or(&[], |list| list)
    }

    pub(super) fn table(&self, key: &str) -> Option<Self> {
        Self::from_node(self.file, self.node(key)?)
    }

    pub(super) fn tables(&self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        let file = self.file;
        self.list(key).iter().filter_map(move |node| Self::from_node(file, node))
    }

    /// Notes an error at the value of `key`; the flaw is of that key, unless it is made of something else.
    pub(super) fn error(
        &self,
        key: &str,
        flaw: impl FnOnce(String) -> Flaw,
        message: impl Into<String>,
        label: &str,
        help: &str,
    ) {
        self.file.error(self.span(key), flaw(key.to_owned()), message, label, Some(help));
    }

    /// Notes a warning at the value of `key`, in the same way.
    pub(super) fn warn(
        &self,
        key: &str,
        flaw: impl FnOnce(String) -> Flaw,
        message: impl Into<String>,
        label: &str,
        help: &str,
    ) {
        self.file.warn(self.span(key), flaw(key.to_owned()), message, label, Some(help));
    }
}

pub(super) fn words(node: Node<'_>) -> Option<&str> {
    node.get_ref().as_str()
}

pub(super) fn whole(node: Node) -> Option<u32> {
    let integer = node.get_ref().as_integer()?;
    u32::from_str_radix(integer.as_str(), integer.radix()).ok()
}

pub(super) fn number(node: Node) -> Option<f64> {
    match node.get_ref() {
        DeValue::Float(float) => float.as_str().parse().ok(),
        DeValue::Integer(_) => whole(node).map(f64::from),
        _ => None,
    }
}

pub(super) fn date(node: Node) -> Option<Date> {
    let written = node.get_ref().as_datetime()?;
    if written.time.is_some() || written.offset.is_some() {
        return None;
    }
    let date = written.date?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(i16::try_from(date.year).ok()?, month, day).ok()
}

/// Takes a TOML time and a string such as `"06:00"` alike: people write both.
pub(super) fn time(node: Node) -> Option<Time> {
    match node.get_ref() {
        DeValue::String(written) if written.len() >= "06:00".len() => written.parse().ok(),
        DeValue::Datetime(written) if written.date.is_none() && written.offset.is_none() => {
            let time = written.time?;
            let (hour, minute) = (i8::try_from(time.hour).ok()?, i8::try_from(time.minute).ok()?);
            Time::new(hour, minute, i8::try_from(time.second.unwrap_or_default()).ok()?, 0).ok()
        }
        _ => None,
    }
}

pub(super) fn text(node: Node) -> Option<Text> {
    match node.get_ref() {
        DeValue::String(same) => Some(Text::Same(same.to_string())),
        DeValue::Table(each) => Some(Text::Each(
            each.iter()
                .filter_map(|(tag, text)| {
                    Some((Language(tag.get_ref().to_string()), text.get_ref().as_str()?.to_owned()))
                })
                .collect(),
        )),
        _ => None,
    }
}
