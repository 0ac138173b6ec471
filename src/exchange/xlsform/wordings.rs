//! What a form says, in each of its languages.

use std::collections::BTreeMap;

use super::language;
use super::sheet::{Row, Table};
use crate::exchange::markup::{self, Format};
use crate::exchange::{Loss, Place, Remarks, Tongues};
use crate::vocabulary::{Language, Text};

/// The languages of a form and how its texts become a pack's.
pub(super) struct Wordings {
    tongues: Tongues,
    /// The names of its columns' languages that have a tag.
    tags: BTreeMap<String, Language>,
    /// By sheet, the language of a column that names none beside others that do.
    unnamed: BTreeMap<String, Language>,
    /// Whether all there is is one text for all languages.
    is_one: bool,
}

impl Wordings {
    /// Looks which languages the form has.
    pub(super) fn of(tables: &[&Table], default: &str, tongues: &Tongues, remarks: &mut Remarks) -> Self {
        let mut tags: BTreeMap<String, Language> = BTreeMap::new();
        let mut foreign: Vec<&str> = Vec::new();
        for name in tables.iter().flat_map(|table| table.languages("label")).flatten() {
            match language::tag(name) {
                Some(tag) => drop(tags.insert(name.to_owned(), tag)),
                None if foreign.contains(&name) => {}
                None => foreign.push(name),
            }
        }
        for name in &foreign {
            let what = format!("the language {name}, which has no tag that is known: write label::{name} (tag)");
            remarks.add(&Place::default(), Loss::Without, what);
        }
        let mut tongues = tongues.clone();
        if tags.is_empty() {
            return Self { tongues, tags, unnamed: BTreeMap::new(), is_one: true };
        }
        let own = language::tag(default).or(tongues.own);
        let mut unnamed = BTreeMap::new();
        for table in tables.iter().filter(|table| table.languages("label").any(|language| language.is_none())) {
            let named: Vec<_> = table.languages("label").flatten().filter_map(|name| tags.get(name)).collect();
            if let Some(tag) = self::unnamed(own.as_ref(), &named, &tongues.offered, table.name, remarks) {
                unnamed.insert(table.name.to_owned(), tag);
            }
        }
        let mut all: Vec<_> = tags.values().chain(unnamed.values()).cloned().collect();
        all.sort();
        all.dedup();
        tongues.own = own.filter(|own| all.contains(own)).or_else(|| all.first().cloned());
        if tongues.offered.is_empty() {
            tongues.offered = all;
        }
        Self { tongues, tags, unnamed, is_one: false }
    }

    pub(super) fn tongues(&self) -> &Tongues {
        &self.tongues
    }

    /// The languages the kiosk offers and the form has no words in at all.
    pub(super) fn absent(&self) -> Vec<Language> {
        if self.is_one {
            return self.tongues.untranslated();
        }
        let has = |tag: &Language| self.tags.values().chain(self.unnamed.values()).any(|other| other == tag);
        self.tongues.offered.iter().filter(|tag| !has(tag)).cloned().collect()
    }

    /// What a row says in its columns of this name; none where it says nothing. What goes with markup is told.
    pub(super) fn text(&self, table: &Table, row: &Row, name: &str, remarks: &mut Remarks) -> Option<Text> {
        let place = Place::row(table.name, row.line);
        let mut wordings: BTreeMap<Language, String> = BTreeMap::new();
        let mut same = None;
        for (column, cell) in table.cells(row).filter(|(column, _)| column.name == name) {
            let words = markup::words(cell, Format::Markdown);
            for lost in words.lost {
                remarks.add(&place, Loss::Without, lost);
            }
            if words.text.is_empty() {
                continue;
            }
            let unnamed = || self.unnamed.get(table.name).or(self.tongues.own.as_ref());
            let tag = column.language.as_ref().map_or_else(unnamed, |name| self.tags.get(name));
            match tag {
                Some(tag) if !self.is_one => drop(wordings.entry(tag.clone()).or_insert(words.text)),
                _ if self.is_one => same = same.or(Some(words.text)),
                _ => {}
            }
        }
        if let Some(same) = same {
            return Some(self.tongues.text(same));
        }
        if wordings.is_empty() {
            return None;
        }
        let (text, missing) = self.tongues.each(wordings);
        let absent = self.absent();
        let missing: Vec<_> =
            missing.iter().filter(|tag| !absent.contains(tag)).map(|tag| format!("`{}`", tag.as_str())).collect();
        if !missing.is_empty() {
            let what = format!("words in {}: those of another language stand in for them", missing.join(", "));
            remarks.add(&place, Loss::Without, what);
        }
        Some(text)
    }
}

/// Which language the words of a column are in that names none, beside others of its sheet that do.
fn unnamed(
    own: Option<&Language>,
    named: &[&Language],
    offered: &[Language],
    sheet: &str,
    remarks: &mut Remarks,
) -> Option<Language> {
    if let Some(own) = own.filter(|own| !named.contains(own)) {
        return Some(own.clone());
    }
    let place = Place { sheet: Some(sheet.to_owned()), line: 0 };
    let taken = offered.iter().find(|tag| !named.contains(tag)).cloned();
    let (loss, what) = match &taken {
        Some(tag) => (
            Loss::Changed,
            format!(
                "the column `label` names no language: it is taken as `{}`; `--language` says another",
                tag.as_str()
            ),
        ),
        None => {
            (Loss::Without, "the words in the column `label`, which names no language beside others that do".into())
        }
    };
    remarks.add(&place, loss, what);
    taken
}
