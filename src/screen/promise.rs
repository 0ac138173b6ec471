//! The privacy statement on the screen: the same file that hangs beside it.

use std::cell::RefCell;
use std::rc::Rc;

use pulldown_cmark::{Event as Mark, HeadingLevel, Parser, Tag, TagEnd};
use slint::{ComponentHandle, ModelRc, VecModel};

use super::generated::{Block, BlockKind, PromiseAdapter};
use super::post::Visitor;
use super::tied::tied;
use super::view::View;
use crate::visit::Event;
use crate::vocabulary::Language;

/// The statement in a language; in English where there is none in that one.
fn statement(language: &Language) -> &'static str {
    match language.base() {
        "ar" => include_str!("../../docs/privacy-statement.ar.md"),
        "de" => include_str!("../../docs/privacy-statement.de.md"),
        "es" => include_str!("../../docs/privacy-statement.es.md"),
        "fr" => include_str!("../../docs/privacy-statement.fr.md"),
        _ => include_str!("../../docs/privacy-statement.en.md"),
    }
}

/// Fills `PromiseAdapter` while somebody reads it.
#[derive(Default)]
pub(super) struct Promise {
    shown: RefCell<Option<Language>>,
}

impl Promise {
    pub fn connect(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<PromiseAdapter>();
        let send = |event: Event| {
            let weak = Rc::downgrade(visitor);
            move || {
                if let Some(visitor) = weak.upgrade() {
                    visitor.send(event.clone());
                }
            }
        };
        adapter.on_open(send(Event::OpenStatement));
        adapter.on_close(send(Event::CloseStatement));
    }

    pub fn fill(&self, view: &View) {
        let reading = view.machine.reads_statement();
        let adapter = view.app.global::<PromiseAdapter>();
        adapter.set_reading(reading);
        let language = view.machine.language();
        if !reading || self.shown.borrow().as_ref() == Some(language) {
            return;
        }
        let (title, blocks) = blocks(statement(language));
        adapter.set_title(tied(&title).into());
        let rows = blocks.into_iter().map(|(kind, text)| Block { kind, text: tied(&text).into() });
        let rows: Vec<Block> = rows.collect();
        adapter.set_blocks(ModelRc::new(VecModel::from(rows)));
        self.shown.replace(Some(language.clone()));
    }
}

/// The title of a statement, and its blocks without the line below the title, which is for whoever prints it.
fn blocks(text: &str) -> (String, Vec<(BlockKind, String)>) {
    let (mut title, mut blocks) = (String::new(), Vec::new());
    let (mut words, mut points, mut below_title) = (String::new(), 0_u32, false);
    for mark in Parser::new(text) {
        match mark {
            Mark::Start(Tag::Item) => points += 1,
            Mark::Text(part) | Mark::Code(part) => words.push_str(&part),
            Mark::SoftBreak | Mark::HardBreak => words.push(' '),
            Mark::End(TagEnd::Heading(HeadingLevel::H1)) => {
                title = std::mem::take(&mut words);
                below_title = true;
            }
            Mark::End(TagEnd::Heading(_)) => blocks.push((BlockKind::Heading, std::mem::take(&mut words))),
            Mark::End(TagEnd::Paragraph) if std::mem::take(&mut below_title) => words.clear(),
            Mark::End(TagEnd::Paragraph) => {
                let kind = if points > 0 { BlockKind::Point } else { BlockKind::Paragraph };
                blocks.push((kind, std::mem::take(&mut words)));
            }
            Mark::End(TagEnd::Item) => {
                points = points.saturating_sub(1);
                if !words.is_empty() {
                    blocks.push((BlockKind::Point, std::mem::take(&mut words)));
                }
            }
            _ => {}
        }
    }
    (title, blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_has_the_same_parts_and_no_marks_of_its_format() {
        let parts = ["en", "de", "es", "fr", "ar"].map(|tag| {
            let (title, blocks) = blocks(statement(&tag.into()));
            assert!(!title.is_empty());
            assert!(blocks.iter().all(|(_, text)| !text.contains("**") && !text.contains("](")), "{tag}");
            assert!(blocks.iter().all(|(_, text)| !text.contains(".md")), "{tag}");
            blocks.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>()
        });
        assert!(parts.iter().all(|part| part == &parts[0]));
        assert!(parts[0].contains(&BlockKind::Point) && parts[0].contains(&BlockKind::Heading));
    }
}
